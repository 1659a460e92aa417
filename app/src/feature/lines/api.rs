//! What this screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::{id::LineId, line::LineState};
use prosa_wire::{
    line::{LineHealth, LineHealthList, LineView},
    sms::SmsFallbackView,
};

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};
#[cfg(feature = "ssr")]
use prosa_wire::line::LineForm;

/// The tenant's lines.
#[server(name = CallLines, endpoint = "lines/list")]
pub async fn lines() -> Called<Vec<LineView>> {
    let (engine, caller) = signed_in()?;
    answer(engine.lines(&caller).await)
}

/// Connects a new line, or renews one.
#[server(name = CallConnect, endpoint = "lines/connect")]
pub async fn connect(
    #[server(default)] provider: String,
    label: String,
    phone_number_id: String,
    account_id: String,
    token: String,
    #[server(default)] app_secret: String,
    #[server(default)] verify_token: String,
) -> Called<LineView> {
    let (engine, caller) = signed_in()?;
    let form = LineForm {
        provider,
        label,
        phone_number_id,
        account_id,
        token,
        app_secret,
        verify_token,
        ..LineForm::default()
    };
    answer(engine.save_line(&caller, form).await)
}

/// Asks the provider about a line.
#[server(name = CallCheck, endpoint = "lines/check")]
pub async fn check(id: LineId) -> Called<LineView> {
    let (engine, caller) = signed_in()?;
    answer(engine.check_line(&caller, id).await)
}

/// Pauses or connects a line.
#[server(name = CallLineState, endpoint = "lines/state", input = server_fn::codec::Json)]
pub async fn set_state(id: LineId, state: LineState) -> Called<LineView> {
    let (engine, caller) = signed_in()?;
    answer(engine.set_line_state(&caller, id, state).await)
}

/// How every line is.
#[server(name = CallLinesHealth, endpoint = "lines/health")]
pub async fn health() -> Called<LineHealthList> {
    let (engine, caller) = signed_in()?;
    answer(engine.lines_health(&caller).await)
}

/// Asks the provider how a line is, now.
#[server(name = CallAskHealth, endpoint = "lines/ask_health")]
pub async fn ask_health(id: LineId) -> Called<LineHealth> {
    let (engine, caller) = signed_in()?;
    answer(engine.ask_line_health(&caller, id).await)
}

/// Through which number goes as SMS what WhatsApp cannot deliver.
#[server(name = CallSmsFallback, endpoint = "lines/sms_fallback")]
pub async fn sms_fallback() -> Called<SmsFallbackView> {
    let (engine, caller) = signed_in()?;
    answer(engine.sms_fallback(&caller).await)
}

/// Chooses that number; none ends it.
#[server(name = CallSaveSmsFallback, endpoint = "lines/save_sms_fallback", input = server_fn::codec::Json)]
pub async fn save_sms_fallback(line_id: Option<LineId>) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.save_sms_fallback(&caller, line_id).await)
}
