//! Messages in the command bar: found by their words over the whole history.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::{
    call::Called,
    i18n::use_translator,
    kind,
    kit::{Command, Commands},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use prosa_wire::inbox::{Direction, FoundMessage, SearchAsk, SearchPage};
use server_fn::codec::Json;
use std::sync::Arc;

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// Messages that have the words.
#[server(name = CallSearch, endpoint = "inbox/search", input = Json)]
pub async fn search_messages(ask: SearchAsk) -> Called<SearchPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.search_messages(&caller, ask).await)
}

/// Lets the command bar find messages.
pub(super) fn find_messages(commands: Commands) {
    let tr = use_translator();
    let navigate = use_navigate();
    let go =
        Callback::new(move |address: String| navigate(&address, leptos_router::NavigateOptions::default()));
    let group = tr.t("command-messages");
    let command = move |found: FoundMessage, group: &str| {
        let address = format!("/conversas/{}?scope=all#m-{}", found.conversation_id, found.id);
        let text = if found.text.is_empty() { kind::label(tr, &found.kind) } else { found.text };
        let who = match found.direction {
            Direction::In => found.contact,
            Direction::Out => tr.t_args("command-to", &[("name", (&found.contact).into())]),
        };
        Command {
            id: "found",
            group: group.to_owned(),
            label: format!("{} · {who}: {text}", tr.date(found.at)),
            glyph: kind::glyph(&found.kind).unwrap_or(crate::kit::Glyph::Chat),
            keys: "",
            run: Callback::new(move |()| go.run(address.clone())),
        }
    };
    commands.find_with(Arc::new(move |words| {
        let group = group.clone();
        Box::pin(async move {
            // Without an answer nothing is found; the commands are still there.
            let page = search_messages(SearchAsk { words, before: None }).await.unwrap_or_default();
            page.found.into_iter().map(|found| command(found, &group)).collect()
        })
    }));
}
