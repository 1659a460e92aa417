//! Reactions on a message, and the small panel to react with.

use super::super::{bubbles::Bubbles, store::use_inbox};
use crate::{
    i18n::use_translator,
    kit::{
        Glyph, Icon, IconSize, MenuButton, Placement, Popover,
        focus::{self, Move},
    },
};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use prosa_wire::inbox::{Direction, MessageView, ReactionView};

/// The reactions offered.
const EMOJI: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/// The reactions under a bubble.
#[component]
pub fn Reactions(
    /// The reactions.
    reactions: Vec<ReactionView>,
    /// Name of the contact.
    contact: String,
) -> impl IntoView {
    let tr = use_translator();
    (!reactions.is_empty()).then(|| {
        let spoken = reactions
            .iter()
            .map(|reaction| match reaction.direction {
                Direction::In => format!("{} {}", contact, reaction.emoji),
                Direction::Out => format!("{} {}", tr.t("inbox-quote-us"), reaction.emoji),
            })
            .collect::<Vec<_>>()
            .join(", ");
        let label = tr.t_args("inbox-reactions", &[("list", (&spoken).into())]);
        let shown = grouped(&reactions);
        view! {
            <span class="react" role="img" title=label.clone() aria-label=label>
                {shown}
            </span>
        }
    })
}

/// Each emoji once, with how often when that is more.
fn grouped(reactions: &[ReactionView]) -> String {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for reaction in reactions {
        match groups.iter_mut().find(|(emoji, _)| *emoji == reaction.emoji) {
            Some((_, count)) => *count += 1,
            None => groups.push((&reaction.emoji, 1)),
        }
    }
    let group =
        |(emoji, count): (&str, usize)| if count > 1 { format!("{emoji} {count}") } else { emoji.to_owned() };
    groups.into_iter().map(group).collect::<Vec<_>>().join(" ")
}

/// The button that offers reactions.
#[component]
pub fn ReactButton(
    /// The thread.
    bubbles: Bubbles,
    /// On which message.
    message: ArcRwSignal<MessageView>,
    /// Where the panel hangs.
    placement: Placement,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let open = RwSignal::new(false);
    let label = Signal::stored(tr.t("inbox-react"));
    let id = message.with_untracked(|message| format!("react-{}", message.id));
    let button =
        MenuButton::new("ib sm", Some(label), || view! { <Icon glyph=Glyph::Smile size=IconSize::Medium /> });
    let message = StoredValue::new(message);
    let row = NodeRef::<html::Div>::new();
    let keys = move |event: KeyboardEvent| {
        if let (Some(direction), Some(row)) = (Move::horizontal(&event.key()), row.get_untracked()) {
            event.prevent_default();
            event.stop_propagation();
            focus::step(&row, "button", direction);
        }
    };
    let choices = move || {
        EMOJI
            .map(|emoji| {
                let press = move |_| {
                    open.set(false);
                    inbox.react(bubbles, message.get_value(), emoji);
                };
                view! {
                    <button type="button" class="ib text-lead" aria-label=emoji on:click=press>
                        {emoji}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Popover button id name=label placement open=open>
            <div class="flex gap-0.5" node_ref=row on:keydown=keys>
                {choices()}
            </div>
        </Popover>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_emoji_twice_is_told_once_with_its_count() {
        let reaction = |emoji: &str, direction| ReactionView { emoji: emoji.to_owned(), direction };
        let reactions =
            [reaction("👍", Direction::In), reaction("❤️", Direction::In), reaction("👍", Direction::Out)];
        assert_eq!(grouped(&reactions), "👍 2 ❤️");
    }
}
