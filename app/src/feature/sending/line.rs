//! One number: whether it sends, what stopped it, what waits, and how fast it may go.

use super::{api, pace::LinePace};
use crate::{
    call::{CallError, Called},
    clock::use_now,
    i18n::{Translator, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Chip, ChipTone, Glyph, Tone, use_toasts},
};
use leptos::prelude::*;
use prosa_domain::{id::LineId, line::LineState};
use prosa_wire::{
    line::LineView,
    sender::LineStopView,
    sending::{QueueView, SendingLine, SendingView},
};

/// How a line stands, as the colour of its word and the word's key.
fn standing(line: &SendingLine) -> (ChipTone, String) {
    match (line.state, line.stop, line.pause_reason.as_str()) {
        (LineState::Draft | LineState::Disconnected, ..) => {
            (ChipTone::Amber, format!("line-state-{}", line.state.as_str()))
        }
        (_, Some(_), _) => (ChipTone::Red, "sending-held".to_owned()),
        (LineState::Paused, None, "") => (ChipTone::Amber, "sending-paused".to_owned()),
        (LineState::Paused, None, _) => (ChipTone::Red, "sending-held".to_owned()),
        (LineState::Connected, None, _) => (ChipTone::Brand, "sending-running".to_owned()),
    }
}

/// The card.
#[component]
pub(super) fn LineCard(id: LineId, shown: RwSignal<SendingView>) -> impl IntoView {
    let tr = use_translator();
    let line = Memo::new(move |_| shown.with(|view| view.lines.iter().find(|line| line.id == id).cloned()));
    let first = line.get_untracked();
    let (label, phone) =
        first.as_ref().map(|line| (line.label.clone(), line.display_phone.clone())).unwrap_or_default();
    let name = label.clone();
    let may_manage = shown.with_untracked(|view| view.may_manage);
    let default = shown.with_untracked(|view| view.default_per_second);
    let state = move || {
        line.get().map(|line| {
            let (tone, key) = standing(&line);
            view! { <Chip tone>{tr.t(&key)}</Chip> }
        })
    };
    let held = Memo::new(move |_| line.get().and_then(|line| line.stop));
    let reason = Memo::new(move |_| {
        line.with(|line| {
            line.as_ref().filter(|line| line.stop.is_none()).map(|line| line.pause_reason.clone())
        })
        .filter(|reason| !reason.is_empty())
    });
    let queue =
        Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.queue).unwrap_or_default()));
    let line_state = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.state)));
    let now = Memo::new(move |_| {
        line.with(|line| line.as_ref().map(|line| (line.per_second, line.per_minute)).unwrap_or_default())
    });
    let pace = first.map(|line| view! { <LinePace line now default may_manage /> });
    view! {
        <section class="card min-w-0" aria-label=name>
            <header class="flex flex-wrap items-center gap-2 px-4 pt-3 pb-2">
                <h2 class="text-body font-semibold min-w-0">{label}</h2>
                <span class="text-small text-ink-2 grow">{phone}</span>
                {state}
            </header>
            {move || held.get().map(|stop| view! { <Held id stop may_manage /> })}
            {move || reason.get().map(|reason| {
                let words = tr.t(&format!("line-paused-{reason}"));
                view! { <p class="px-4 pb-2 text-small text-red">{words}</p> }
            })}
            {move || queue_figures(tr, queue.get())}
            <div class="px-4 py-3 grid gap-2 border-t border-line">
                {move || reach(tr, line.get())}
                {move || {
                    let state = line_state.get().filter(|_| may_manage && held.get().is_none());
                    state.map(|state| view! { <PauseButton id state /> })
                }}
                {pace}
            </div>
        </section>
    }
    .into_any()
}

/// Why the line stopped by itself, when it tries again, and the way to release it.
#[component]
fn Held(id: LineId, stop: LineStopView, may_manage: bool) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let why = tr.t(&format!("line-stopped-{}", stop.reason.as_str()));
    let since = tr.t_args("sending-since", &[("at", (&tr.date_time(stop.since)).into())]);
    let probe = move || {
        let when = tr.when_short(stop.probe_at, now.get());
        tr.t_args("line-stopped-probe", &[("when", (&when).into())])
    };
    let release = may_manage.then(|| {
        let recover = Action::new_local(move |()| api::recover(id));
        tell(move || recover.value().get(), "sending-released");
        view! {
            <Button tone=Tone::Primary size=ButtonSize::Medium glyph=Glyph::Play loading=recover.pending() on_press=move |()| { recover.dispatch(()); }>
                {tr.t("line-recover")}
            </Button>
        }
    });
    view! {
        <div class="px-4 pb-3">
            <Band tone=BandTone::Red glyph=Glyph::Warning boxed=true>
                <div class="grow min-w-0">
                    <b class="font-semibold">{why}</b>
                    <p>{since} " " {probe}</p>
                </div>
                {release}
            </Band>
        </div>
    }
    .into_any()
}

/// Tells how a change of a line went.
fn tell(answer: impl Fn() -> Option<Called<LineView>> + 'static, done: &'static str) {
    let tr = use_translator();
    let toasts = use_toasts();
    Effect::new(move |_| match answer() {
        Some(Ok(_)) => toasts.done(tr.t(done)),
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
}

/// Pauses a line that sends, connects one that is paused.
#[component]
fn PauseButton(id: LineId, state: LineState) -> impl IntoView {
    let tr = use_translator();
    let (next, words, done, glyph) = match state {
        LineState::Connected => (LineState::Paused, "sending-pause", "lines-paused", Glyph::Pause),
        LineState::Draft | LineState::Paused | LineState::Disconnected => {
            (LineState::Connected, "sending-resume", "sending-resumed", Glyph::Play)
        }
    };
    let change = Action::new_local(move |()| crate::feature::lines::api::set_state(id, next));
    tell(move || change.value().get(), done);
    view! {
        <div>
            <Button size=ButtonSize::Medium glyph loading=change.pending() on_press=move |()| { change.dispatch(()); }>
                {tr.t(words)}
            </Button>
        </div>
    }
    .into_any()
}

/// What waits, by who waits for it.
fn queue_figures(tr: Translator, queue: QueueView) -> AnyView {
    let tiles = [
        ("sending-replies", queue.replies),
        ("sending-rules", queue.rules),
        ("sending-campaigns", queue.campaigns),
        ("sending-scheduled", queue.scheduled),
        ("sending-again", queue.again),
        ("sending-flying", queue.sending),
        ("sending-unknown", queue.unknown),
    ]
    .map(|(key, count): (&'static str, i64)| {
        view! {
            <div>
                <dt>{tr.t(key)}</dt>
                <dd>{tr.number(count)}</dd>
            </div>
        }
    });
    let oldest = queue.oldest_at.map(|at| {
        let words = tr.t_args("sending-oldest", &[("at", (&tr.date_time(at)).into())]);
        view! { <p class="px-4 pb-2 text-small text-ink-2">{words}</p> }
    });
    let words = tr.t_args("sending-waiting", &[("count", queue.due().into())]);
    view! {
        <p class="px-4 text-small font-medium">{words}</p>
        <dl class="figs queue-figs">{tiles}</dl>
        {oldest}
    }
    .into_any()
}

/// How far the reach of the line's account is used.
fn reach(tr: Translator, line: Option<SendingLine>) -> AnyView {
    let Some(line) = line else { return ().into_any() };
    let shown = tr.number(line.reached);
    let (count, reached) = (("count", line.reached.into()), ("reached", (&shown).into()));
    let words = match line.reach_limit {
        Some(limit) => {
            let limit = tr.number(i64::from(limit));
            tr.t_args("sending-reach", &[count, reached, ("limit", (&limit).into())])
        }
        None => tr.t_args("sending-reach-unknown", &[count, reached]),
    };
    view! { <p class="text-small text-ink-2">{words}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use chrono::DateTime;
    use prosa_domain::{lang::Lang, panic::Reason};

    fn line(state: LineState, pause_reason: &str, stopped: Option<Reason>) -> SendingLine {
        let at = DateTime::UNIX_EPOCH;
        SendingLine {
            id: LineId(uuid::Uuid::nil()),
            label: "Loja".to_owned(),
            display_phone: String::new(),
            state,
            pause_reason: pause_reason.to_owned(),
            stop: stopped.map(|reason| LineStopView { since: at, reason, probe_at: at, probes: 0 }),
            per_second: None,
            per_minute: None,
            queue: QueueView::default(),
            reached: 0,
            reach_limit: None,
        }
    }

    #[test]
    fn a_line_that_stopped_itself_is_never_called_running_or_paused_by_a_person() {
        for (state, reason, stop, key) in [
            (LineState::Connected, "", None, "sending-running"),
            (LineState::Connected, "", Some(Reason::Failures), "sending-held"),
            (LineState::Paused, "auth", Some(Reason::Auth), "sending-held"),
            (LineState::Paused, "account", None, "sending-held"),
            (LineState::Paused, "", None, "sending-paused"),
            (LineState::Draft, "", None, "line-state-draft"),
            (LineState::Disconnected, "", Some(Reason::Auth), "line-state-disconnected"),
        ] {
            assert_eq!(standing(&line(state, reason, stop)).1, key, "{state:?} {reason} {stop:?}");
        }
    }

    #[test]
    fn every_reason_of_a_stop_has_words_in_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for reason in Reason::ALL {
                assert!(tr.has(&format!("line-stopped-{}", reason.as_str())), "{reason:?} in {lang:?}");
            }
            for key in ["sending-running", "sending-held", "sending-paused"] {
                assert!(tr.has(key), "{key} in {lang:?}");
            }
        }
    }
}
