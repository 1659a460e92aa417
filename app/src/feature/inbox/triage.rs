//! The list by what was read: priority, mood, intent. Choosing what is chosen lets go of it.

use super::{address, list::go_to};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Menu, MenuButton, MenuItem, MenuSeparator, MenuTitle, Placement},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use prosa_domain::{
    id::ConversationId,
    label::{Intent, Sentiment},
    standing::Priority,
};
use prosa_i18n::Translator;
use prosa_wire::inbox::{InboxFilter, Order};

/// One line of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Urgent,
    Of(Priority),
    Mood(Sentiment),
    Wants(Intent),
}

impl Choice {
    fn is_made(self, filter: InboxFilter) -> bool {
        match self {
            Self::Urgent => filter.order == Order::Priority,
            Self::Of(priority) => filter.priority == Some(priority),
            Self::Mood(mood) => filter.sentiment == Some(mood),
            Self::Wants(intent) => filter.intent == Some(intent),
        }
    }

    fn turn(self, mut filter: InboxFilter) -> InboxFilter {
        let made = !self.is_made(filter);
        match self {
            Self::Urgent => filter.order = if made { Order::Priority } else { Order::Newest },
            Self::Of(priority) => filter.priority = made.then_some(priority),
            Self::Mood(mood) => filter.sentiment = made.then_some(mood),
            Self::Wants(intent) => filter.intent = made.then_some(intent),
        }
        filter
    }

    fn words(self, tr: Translator) -> String {
        match self {
            Self::Urgent => tr.t("label-order-priority"),
            Self::Of(priority) => tr.t(&format!("label-priority-{}", priority.as_str())),
            Self::Mood(mood) => tr.t(&format!("label-mood-{}", mood.id())),
            Self::Wants(intent) => tr.t(&format!("label-{}", intent.id())),
        }
    }
}

/// What is chosen, most telling first.
fn chosen(filter: InboxFilter) -> Option<Choice> {
    let order = (filter.order == Order::Priority).then_some(Choice::Urgent);
    let mood = filter.sentiment.map(Choice::Mood);
    filter.intent.map(Choice::Wants).or(filter.priority.map(Choice::Of)).or(mood).or(order)
}

/// The menu.
#[component]
pub fn TriageMenu(
    /// What is listed.
    filter: Memo<InboxFilter>,
    /// The open conversation.
    open: Signal<Option<ConversationId>>,
) -> impl IntoView {
    let tr = use_translator();
    let words = move || chosen(filter.get()).map_or_else(|| tr.t("label-filter"), |choice| choice.words(tr));
    let button = MenuButton::quiet(Glyph::Spark, Signal::derive(words));
    let navigate = StoredValue::new(use_navigate());
    let item = move |choice: Choice| {
        let choose = move |()| {
            navigate.with_value(|navigate| go_to(navigate, open, choice.turn(filter.get_untracked())));
        };
        let checked = Signal::derive(move || Some(choice.is_made(filter.get())));
        view! { <MenuItem checked on_press=choose>{choice.words(tr)}</MenuItem> }.into_any()
    };
    let moods = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive].map(Choice::Mood);
    let priorities = Priority::ALL.map(Choice::Of);
    view! {
        <Menu button id="triage" name=tr.t("label-filter-name") placement=Placement::BelowEnd>
            {item(Choice::Urgent)}
            <MenuSeparator />
            <MenuTitle>{tr.t("label-filter-priority")}</MenuTitle>
            {priorities.map(item).collect_view()}
            <MenuSeparator />
            <MenuTitle>{tr.t("label-filter-mood")}</MenuTitle>
            {moods.map(item).collect_view()}
            <MenuSeparator />
            <MenuTitle>{tr.t("label-filter-intent")}</MenuTitle>
            {Intent::ALL.iter().map(|intent| item(Choice::Wants(*intent))).collect_view()}
        </Menu>
    }
    .into_any()
}

/// Whether the list shows a part only because of what was read.
#[must_use]
pub fn narrows(filter: InboxFilter) -> bool {
    filter.intent.is_some() || filter.sentiment.is_some() || filter.priority.is_some()
}

/// The address of the list without any of it.
#[must_use]
pub fn without(filter: InboxFilter) -> String {
    let kept = InboxFilter {
        scope: filter.scope,
        status: filter.status,
        line_id: filter.line_id,
        ..InboxFilter::default()
    };
    address::path(None, kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_made_twice_is_no_choice_and_choices_stand_side_by_side() {
        let choices = [
            Choice::Urgent,
            Choice::Of(Priority::Angry),
            Choice::Mood(Sentiment::Negative),
            Choice::Wants(Intent::Complaint),
        ];
        let all = choices.iter().fold(InboxFilter::default(), |filter, choice| choice.turn(filter));
        assert!(choices.iter().all(|choice| choice.is_made(all)) && narrows(all));
        assert_eq!(chosen(all), Some(Choice::Wants(Intent::Complaint)));
        let none = choices.iter().fold(all, |filter, choice| choice.turn(filter));
        assert_eq!(none, InboxFilter::default());
        assert_eq!(chosen(none), None);
        assert_eq!(without(all), address::path(None, InboxFilter::default()));
    }
}
