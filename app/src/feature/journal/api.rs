//! What this screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::LineId;
use prosa_wire::journal::{JournalDetail, JournalFilter, JournalPage, ReplayResult};
use server_fn::codec::Json;

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// A page of the journal.
#[server(name = CallJournal, endpoint = "journal/page", input = Json)]
pub async fn page(filter: JournalFilter) -> Called<JournalPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.journal_page(&caller, filter).await)
}

/// One delivery, opened.
#[server(name = CallDelivery, endpoint = "journal/detail", input = Json)]
pub async fn detail(id: i64, line: LineId) -> Called<JournalDetail> {
    let (engine, caller) = signed_in()?;
    answer(engine.journal_detail(&caller, id, line).await)
}

/// Plays one delivery again, or all that have a problem.
#[server(name = CallReplay, endpoint = "journal/replay", input = Json)]
pub async fn replay(id: Option<i64>) -> Called<ReplayResult> {
    let (engine, caller) = signed_in()?;
    answer(engine.replay(&caller, id).await)
}
