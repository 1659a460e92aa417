//! The foot of a bubble: its time, whether it was edited, and how far it is.

use super::super::bubbles::Local;
use crate::{
    i18n::use_translator,
    kit::{Tick, TickState},
};
use leptos::prelude::*;
use prosa_domain::{assist::task::MadeBy, message::status::DeliveryState};
use prosa_i18n::Translator;
use prosa_wire::inbox::MessageView;

/// The mark of a delivery state.
#[must_use]
pub const fn tick(state: DeliveryState) -> TickState {
    match state {
        DeliveryState::Queued => TickState::Queued,
        DeliveryState::Unknown => TickState::Unknown,
        DeliveryState::Accepted | DeliveryState::Sent => TickState::Sent,
        DeliveryState::Failed => TickState::Failed,
        DeliveryState::Delivered => TickState::Delivered,
        DeliveryState::Read | DeliveryState::Played => TickState::Read,
    }
}

/// Key of a state's word beside its exact time.
const fn state_key(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "inbox-state-queued",
        DeliveryState::Unknown => "inbox-state-unknown",
        DeliveryState::Accepted => "inbox-state-accepted",
        DeliveryState::Sent => "inbox-state-sent",
        DeliveryState::Failed => "inbox-state-failed",
        DeliveryState::Delivered => "inbox-state-delivered",
        DeliveryState::Read => "inbox-state-read",
        DeliveryState::Played => "inbox-state-played",
    }
}

/// When a message reached each state, in one line: "na fila 09:14:01 · enviada 09:14:02".
#[must_use]
pub fn exact_times(tr: Translator, message: &MessageView) -> String {
    if message.history.is_empty() {
        return tr.date_time(message.at);
    }
    let mut parts: Vec<String> = message
        .history
        .iter()
        .map(|step| format!("{} {}", tr.t(state_key(step.state)), tr.time_exact(step.at)))
        .collect();
    let told = message.history.iter().any(|step| Some(step.state) == message.state);
    if let Some(state) = message.state.filter(|_| !told) {
        parts.push(tr.t(state_key(state)));
    }
    parts.join(" · ")
}

/// The foot of a bubble.
#[component]
pub fn Stamp(
    /// The message.
    message: MessageView,
    /// How far it is on its way to the server.
    local: Local,
) -> impl IntoView {
    let tr = use_translator();
    let times = exact_times(tr, &message);
    let edited = message.edited_at.filter(|_| message.revoked_at.is_none()).map(|at| {
        view! { <span title=tr.date_time(at)>{tr.t("inbox-edited")}</span> }
    });
    let machine = message.machine.as_ref().map(|mark| {
        let by = match mark.made_by {
            MadeBy::Model => mark.model.clone(),
            MadeBy::Rules => tr.t("assist-machine-rules"),
            MadeBy::Retrieval => tr.t("assist-machine-retrieval"),
        };
        let key = if mark.edited { "assist-machine-edited" } else { "assist-machine" };
        let title = tr.t_args("assist-machine-text", &[("by", (&by).into())]);
        let words = match &mark.assistant {
            Some(name) => tr.t_args("assistant-by", &[("name", name.into())]),
            None => tr.t(key),
        };
        view! { <span title=title>{words}</span> }
    });
    let words = match local {
        Local::Stored => None,
        Local::Sending => Some(tr.t("inbox-sending")),
        Local::NotReached(_) => Some(tr.t("inbox-not-sent")),
    };
    let state = match local {
        Local::NotReached(_) => Some(TickState::Failed),
        Local::Stored | Local::Sending => message.state.map(tick),
    };
    view! {
        <span class="st">
            {machine}
            {edited}
            {words}
            <time datetime=message.at.to_rfc3339() title=tr.date_time(message.at)>
                {tr.time(message.at)}
            </time>
            {state.map(|state| view! { <Tick state times=times.clone() /> })}
        </span>
    }
}
