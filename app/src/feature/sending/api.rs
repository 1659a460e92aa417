//! What this screen asks the server. Paces come as people type them: empty is the default, 0 without limit.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::LineId;
use prosa_wire::{
    line::LineView,
    sender::{DeadLetterPage, DeadSelection, Requeued, Shelf},
    sending::SendingView,
};
use server_fn::codec::Json;

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};
#[cfg(feature = "ssr")]
use prosa_wire::sender::LinePaceForm;

/// What waits and what stopped.
#[server(name = CallSending, endpoint = "sending/page")]
pub async fn page() -> Called<SendingView> {
    let (engine, caller) = signed_in()?;
    answer(engine.sending(&caller).await)
}

/// Sends that were given up, or put away; `cursor` is the `next` of the page before.
#[server(name = CallDeadLetters, endpoint = "sending/dead", input = Json)]
pub async fn dead(shelf: Shelf, cursor: Option<i64>) -> Called<DeadLetterPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.shelved(&caller, shelf, cursor).await)
}

/// Lets a line that stopped by itself send again at once.
#[server(name = CallRecoverLine, endpoint = "sending/recover", input = Json)]
pub async fn recover(id: LineId) -> Called<LineView> {
    let (engine, caller) = signed_in()?;
    answer(engine.recover_line(&caller, id).await)
}

/// Sets how fast a line sends.
#[server(name = CallLinePace, endpoint = "sending/line_pace")]
pub async fn line_pace(
    id: LineId,
    #[server(default)] per_second: String,
    #[server(default)] per_minute: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let form = LinePaceForm {
        per_second: typed("per_second", &per_second)?,
        per_minute: typed("per_minute", &per_minute)?,
    };
    answer(engine.set_line_pace(&caller, id, form).await)
}

/// Sets how many messages a minute the company sends.
#[server(name = CallTenantPace, endpoint = "sending/tenant_pace")]
pub async fn tenant_pace(#[server(default)] per_minute: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let per_minute = typed("per_minute", &per_minute)?;
    answer(engine.set_tenant_pace(&caller, per_minute).await)
}

/// Queues sends that were given up again.
#[server(name = CallRequeue, endpoint = "sending/requeue", input = Json)]
pub async fn requeue(which: DeadSelection) -> Called<Requeued> {
    let (engine, caller) = signed_in()?;
    answer(engine.requeue_dead(&caller, which).await)
}

/// Puts sends that were given up away.
#[server(name = CallDiscard, endpoint = "sending/discard", input = Json)]
pub async fn discard(which: DeadSelection) -> Called<u32> {
    let (engine, caller) = signed_in()?;
    answer(engine.discard_dead(&caller, which).await)
}

/// A pace as typed; nothing is the default.
#[cfg(feature = "ssr")]
fn typed(field: &str, text: &str) -> Called<Option<u16>> {
    use prosa_domain::refusal::{Code, Refusal};
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let refusal = || Refusal::new(Code::FieldInvalid).with("field", field);
    answer(text.parse().map(Some).map_err(|_| refusal()))
}
