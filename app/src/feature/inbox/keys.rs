//! The keys of the screen, also found by name in the command bar: j and k move through the list, r answers, a assigns,
//! e resolves. Enter opens what has the focus, as everywhere.

use super::{
    composer, part,
    store::{Inbox, use_inbox},
};
use crate::{
    i18n::use_translator,
    kit::{
        Command, Glyph,
        focus::{self, Move},
        use_commands,
    },
};
use leptos::{prelude::*, wasm_bindgen::JsCast};
use prosa_domain::{access::Action, conversation::ConversationStatus};

/// Hands the keys in while the screen is shown.
#[component]
pub fn Keys() -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let group = tr.t("inbox-keys");
    let command = move |id, key: &str, glyph, keys, run: Callback<()>| Command {
        id,
        group: group.clone(),
        label: tr.t(key),
        glyph,
        keys,
        run,
    };
    let mut commands = vec![
        command("inbox-next", "inbox-key-next", Glyph::ArrowDown, "j", Callback::new(|()| step(Move::Next))),
        command(
            "inbox-previous",
            "inbox-key-previous",
            Glyph::ArrowUp,
            "k",
            Callback::new(|()| step(Move::Previous)),
        ),
    ];
    if inbox.may(Action::SendMessage) {
        commands.push(command(
            "inbox-reply",
            "inbox-key-reply",
            Glyph::Reply,
            "r",
            Callback::new(move |()| reply(inbox)),
        ));
    }
    if inbox.may(Action::AssignSelf) {
        commands.push(command(
            "inbox-assign",
            "inbox-key-assign",
            Glyph::User,
            "a",
            Callback::new(|()| open_assign()),
        ));
    }
    if inbox.may(Action::ChangeConversation) {
        commands.push(command(
            "inbox-resolve",
            "inbox-key-resolve",
            Glyph::Check,
            "e",
            Callback::new(move |()| resolve(inbox)),
        ));
    }
    use_commands().provide(commands);
}

/// Moves the focus through the rows, from the one that has it or is open.
fn step(direction: Move) {
    let Some(list) = document().get_element_by_id("conversation-rows") else { return };
    let rows = focus::items(&list, "a.lrow");
    let active = document().active_element();
    let focused = rows.iter().position(|row| Some(row.as_ref()) == active.as_ref());
    let current = focused.or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")));
    if let Some(row) = rows.get(direction.position(current, rows.len())) {
        let _ = row.focus();
    }
}

/// Answers the message that has the focus, or the conversation.
fn reply(inbox: Inbox) {
    let Some(bubbles) = inbox.bubbles.get_untracked() else { return };
    let focused = document().active_element().and_then(|element| element.closest("article.m").ok().flatten());
    if let Some(element) = focused {
        let message = bubbles.list.with_untracked(|list| {
            list.iter()
                .map(|bubble| bubble.message.get_untracked())
                .find(|message| part::quote::element_id(message.id) == element.id())
        });
        bubbles.quoting.set(message);
    }
    composer::focus_field();
}

fn open_assign() {
    let button = document().query_selector("[aria-controls=assign-menu]").ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}

/// Resolves the open conversation, or opens it again.
fn resolve(inbox: Inbox) {
    let Some(bubbles) = inbox.bubbles.get_untracked() else { return };
    let status = match bubbles.row.with_untracked(|row| row.status) {
        ConversationStatus::Resolved => ConversationStatus::Open,
        ConversationStatus::Open | ConversationStatus::Pending => ConversationStatus::Resolved,
    };
    inbox.set_status(bubbles, status);
}
