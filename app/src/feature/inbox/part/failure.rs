//! Why a message is not where it should be, under its bubble: the reason in words, its code, and what to do.

use super::super::{
    bubbles::{Bubbles, Local},
    store::use_inbox,
};
use crate::{
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, Icon, IconSize, Tone},
};
use leptos::prelude::*;
use prosa_domain::{access::Action, id::CommandId, message::status::DeliveryState};
use prosa_wire::inbox::MessageView;

/// The block under a bubble; nothing when all is well.
#[component]
pub fn FailureBlock(
    /// The thread.
    bubbles: Bubbles,
    /// The message.
    message: MessageView,
    /// How far it is on its way to the server.
    local: Local,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    if let Local::NotReached(refusal) = local {
        let command = message.command_id.unwrap_or(CommandId(message.id.0));
        let text = message.text.clone();
        let again = move |()| inbox.send_again(bubbles, &message);
        let discard = move |()| {
            bubbles.take_back(command);
            bubbles.give_back(&text);
        };
        return view! {
            <Why strong=tr.t("inbox-not-sent") text=tr.refusal(&refusal) code=String::new() amber=false />
            <div class="acts">
                <Button size=ButtonSize::Small glyph=Glyph::Refresh on_press=again>
                    {tr.t("inbox-retry")}
                </Button>
                <Button size=ButtonSize::Small tone=Tone::Ghost on_press=discard>
                    {tr.t("inbox-take-back")}
                </Button>
            </div>
        }
        .into_any();
    }
    let Some(failure) = message.failure.clone() else { return ().into_any() };
    let unknown = message.state == Some(DeliveryState::Unknown);
    let strong = tr.t(if unknown { "inbox-unknown" } else { "inbox-not-sent" });
    let code = if failure.code > 0 {
        tr.t_args("inbox-failure-code", &[("code", (&failure.code.to_string()).into())])
    } else {
        String::new()
    };
    let id = message.id;
    let retry = (failure.retryable && inbox.may(Action::SendMessage)).then(|| {
        view! {
            <div class="acts">
                <Button size=ButtonSize::Small glyph=Glyph::Refresh on_press=move |()| inbox.retry(bubbles, id)>
                    {tr.t("inbox-retry")}
                </Button>
            </div>
        }
    });
    view! {
        <Why strong text=tr.t(&failure.reason_key) code amber=unknown />
        {retry}
    }
    .into_any()
}

/// When a message goes that was given a time, and the way to take it back.
#[component]
pub fn Later(
    /// The thread.
    bubbles: Bubbles,
    /// The message.
    message: MessageView,
) -> impl IntoView {
    let tr = use_translator();
    let at = message.send_at.filter(|_| message.state == Some(DeliveryState::Queued))?;
    let words = tr.t_args("inbox-scheduled", &[("time", (&tr.date_time(at)).into())]);
    let id = message.id;
    let inbox = use_inbox();
    let cancel = inbox.may(Action::SendMessage).then(|| {
        view! {
            <Button size=ButtonSize::Small tone=Tone::Ghost on_press=move |()| inbox.cancel_scheduled(bubbles, id)>
                {tr.t("inbox-scheduled-cancel")}
            </Button>
        }
    });
    Some(view! {
        <div class="later">
            <Icon glyph=Glyph::Clock size=IconSize::Small />
            <span>{words}</span>
            {cancel}
        </div>
    })
}

#[component]
fn Why(strong: String, text: String, code: String, amber: bool) -> impl IntoView {
    view! {
        <div class="why" class:amber=amber>
            <Icon glyph=if amber { Glyph::Question } else { Glyph::Warning } size=IconSize::Medium />
            <span>
                <b class="font-semibold">{strong} ": "</b>
                {text}
                {(!code.is_empty()).then(|| format!(" {code}"))}
            </span>
        </div>
    }
}
