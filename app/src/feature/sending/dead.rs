//! Sends that were given up: why, to whom, when; put back into the queue, or put away after a question.

use super::api;
use crate::{
    call::{CallError, Called},
    i18n::{Translator, text, use_translator},
    kit::{
        Button, ButtonSize, Dialog, DialogActions, EmptyFace, ErrorFace, Glyph, LinkButton, Skeleton,
        SkeletonShape, Tone, use_toasts,
    },
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use prosa_wire::sender::{DeadLetter, DeadLetterPage, DeadReason, DeadSelection, Requeued, Shelf};

/// Where this screen is.
const HOME: &str = "/configuracoes/envios";

/// What the buttons of the list do.
#[derive(Clone, Copy)]
struct Acts {
    requeue: Action<DeadSelection, Called<Requeued>>,
    /// What is asked about before it is put away, with how many.
    asked: RwSignal<Option<(DeadSelection, u32)>>,
    may_discard: bool,
}

/// The list.
#[component]
pub(super) fn DeadLetters(changes: Memo<i64>, may_manage: bool) -> impl IntoView {
    let tr = use_translator();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let away = query.get("descartadas").is_some();
            let shelf = if away { Shelf::Discarded } else { Shelf::GivenUp };
            (shelf, query.get("antes").and_then(|at| at.parse::<i64>().ok()))
        })
    });
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(
        move || (asked.get(), reload.get(), changes.get()),
        |((shelf, cursor), ..)| api::dead(shelf, cursor),
    );
    let requeue = Action::new_local(|which: &DeadSelection| api::requeue(which.clone()));
    let acts = Acts { requeue, asked: RwSignal::new(None), may_discard: may_manage };
    after_requeue(acts, reload);
    view! {
        <section class="card min-w-0" aria-labelledby="dead-title">
            <h2 class="text-body font-semibold px-4 pt-3 pb-1" id="dead-title">{tr.t("dead-title")}</h2>
            <p class="px-4 pb-2 text-small text-ink-2">{tr.t("dead-text")}</p>
            <Transition fallback=move || view! { <Skeleton shape=SkeletonShape::Rows label=tr.t("dead-loading") /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => list(tr, asked.get_untracked().0, page, acts),
                        Err(CallError(refusal)) => {
                            view! { <ErrorFace title=text("dead-failed") refusal=Signal::stored(refusal) on_retry=move |()| reload.update(|count| *count += 1) /> }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </section>
        <Confirm acts reload />
    }
    .into_any()
}

fn after_requeue(acts: Acts, reload: RwSignal<u32>) {
    let tr = use_translator();
    let toasts = use_toasts();
    Effect::new(move |_| match acts.requeue.value().get() {
        Some(Ok(done)) => {
            let mut words = tr.t_args("dead-requeued", &[("count", done.queued.into())]);
            if done.refused > 0 {
                words = format!("{words} {}", tr.t_args("dead-refused", &[("count", done.refused.into())]));
            }
            if done.left > 0 {
                words = format!("{words} {}", tr.t_args("dead-left", &[("count", done.left.into())]));
            }
            toasts.done(words);
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
}

/// Asks before something is put away.
#[component]
fn Confirm(acts: Acts, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(acts.asked.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && acts.asked.with_untracked(Option::is_some) {
            acts.asked.set(None);
        }
    });
    let discard = Action::new_local(|which: &DeadSelection| api::discard(which.clone()));
    Effect::new(move |_| match discard.value().get() {
        Some(Ok(count)) => {
            acts.asked.set(None);
            toasts.done(tr.t_args("dead-discarded", &[("count", count.into())]));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    let count = move || acts.asked.with(|asked| asked.as_ref().map_or(0, |(_, count)| *count));
    view! {
        <Dialog open title=Signal::derive(move || tr.t_args("dead-discard-title", &[("count", count().into())])) id="discard">
            <p class="text-small text-ink-2">{tr.t("dead-discard-text")}</p>
            <DialogActions>
                <Button tone=Tone::Ghost on_press=move |()| acts.asked.set(None)>{tr.t("dead-keep")}</Button>
                <Button
                    tone=Tone::DangerFilled
                    loading=discard.pending()
                    on_press=move |()| {
                        if let Some((which, _)) = acts.asked.get_untracked() {
                            discard.dispatch(which);
                        }
                    }
                >
                    {tr.t("dead-discard")}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

fn list(tr: Translator, shelf: Shelf, page: DeadLetterPage, acts: Acts) -> AnyView {
    let DeadLetterPage { letters, reasons, next } = page;
    // What is put away already is not put away again.
    let acts = Acts { may_discard: acts.may_discard && shelf == Shelf::GivenUp, ..acts };
    let (words, more) = match shelf {
        Shelf::GivenUp => ("dead-show-discarded", "?descartadas=1"),
        Shelf::Discarded => ("dead-show-given-up", ""),
    };
    let other = view! {
        <p class="px-4 py-3 border-t border-line">
            <LinkButton size=ButtonSize::Small tone=Tone::Ghost href=format!("{HOME}{more}")>{tr.t(words)}</LinkButton>
        </p>
    };
    if letters.is_empty() {
        let (title, words) = match shelf {
            Shelf::GivenUp => ("dead-none", "dead-none-text"),
            Shelf::Discarded => ("dead-none-discarded", "dead-none-discarded-text"),
        };
        return view! {
            <EmptyFace glyph=Glyph::Check title=text(title) text=text(words) />
            {other}
        }
        .into_any();
    }
    let reasons = reasons.into_iter().map(|reason| by_reason(tr, reason, acts)).collect_view();
    let rows = letters.into_iter().map(|letter| row(tr, letter, acts)).collect_view();
    let kept = if shelf == Shelf::Discarded { "&descartadas=1" } else { "" };
    let older = next.map(|next| {
        view! {
            <p class="px-4 py-3 border-t border-line">
                <LinkButton href=format!("{HOME}?antes={next}{kept}")>{tr.t("dead-older")}</LinkButton>
            </p>
        }
    });
    view! {
        <ul aria-label=tr.t("dead-by-reason")>{reasons}</ul>
        <ul aria-label=tr.t("dead-title")>{rows}</ul>
        {older}
        {other}
    }
    .into_any()
}

/// Why the provider did not take it, with its code when there is one.
fn why(tr: Translator, reason_key: &str, code: i32) -> String {
    let words = tr.t(reason_key);
    let mut letters = words.chars();
    // The sentence stands after "Não enviada:" elsewhere; here it begins a line.
    let begun =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(words.clone());
    if code > 0 {
        format!("{begun} {}", tr.t_args("inbox-failure-code", &[("code", (&code.to_string()).into())]))
    } else {
        begun
    }
}

/// All of one reason.
fn by_reason(tr: Translator, reason: DeadReason, acts: Acts) -> AnyView {
    let which = DeadSelection::Code(reason.code);
    let (again, away) = (which.clone(), which);
    let count = reason.count;
    let discard = acts.may_discard.then(|| {
        view! {
            <Button tone=Tone::Danger size=ButtonSize::Small on_press=move |()| acts.asked.set(Some((away.clone(), count)))>
                {tr.t("dead-discard-all")}
            </Button>
        }
    });
    let words = tr.t_args("dead-count", &[("count", count.into())]);
    view! {
        <li class="dead-reason">
            <p class="grow min-w-0 text-small">
                <b class="font-semibold">{words}</b>
                " "
                {why(tr, &reason.reason_key, reason.code)}
            </p>
            <Button size=ButtonSize::Small glyph=Glyph::Refresh on_press=move |()| { acts.requeue.dispatch(again.clone()); }>
                {tr.t("dead-requeue-all")}
            </Button>
            {discard}
        </li>
    }
    .into_any()
}

fn row(tr: Translator, letter: DeadLetter, acts: Acts) -> AnyView {
    let which =
        DeadSelection::Message { conversation_id: letter.conversation_id, message_id: letter.message_id };
    let (again, away) = (which.clone(), which);
    let name = match (letter.name.is_empty(), letter.phone.is_empty()) {
        (false, _) => letter.name.clone(),
        (true, false) => letter.phone.clone(),
        (true, true) => tr.t("dead-nameless"),
    };
    let at = tr.date_time(letter.failed_at.unwrap_or(letter.queued_at));
    let facts = tr.t_args(
        "dead-facts",
        &[
            ("line", (&letter.line_label).into()),
            ("at", (&at).into()),
            ("attempts", i64::from(letter.attempts).into()),
        ],
    );
    let discard = acts.may_discard.then(|| {
        let label = tr.t_args("dead-discard-name", &[("name", (&name).into())]);
        view! {
            <Button tone=Tone::Ghost size=ButtonSize::Small label=label on_press=move |()| acts.asked.set(Some((away.clone(), 1)))>
                {tr.t("dead-discard")}
            </Button>
        }
    });
    let away = letter.discarded_at.map(|at| {
        let at = tr.date_time(at);
        let name = &letter.discarded_by;
        let key = if name.is_empty() { "dead-away" } else { "dead-away-by" };
        let words = tr.t_args(key, &[("at", (&at).into()), ("name", name.into())]);
        view! { <p class="text-meta text-ink-2">{words}</p> }
    });
    let label = tr.t_args("dead-requeue-name", &[("name", (&name).into())]);
    let phone = (!letter.name.is_empty()).then(|| letter.phone.clone());
    view! {
        <li class="dead-row">
            <div class="grow min-w-0">
                <p class="text-row">
                    <a class="font-medium underline" href=format!("/conversas/{}?scope=all", letter.conversation_id)>{name}</a>
                    " "
                    <span class="text-small text-ink-2">{phone}</span>
                </p>
                <p class="text-small">{why(tr, &letter.reason_key, letter.code)}</p>
                <p class="text-meta text-ink-2">{facts}</p>
                {away}
            </div>
            <div class="flex gap-2 items-start">
                <Button size=ButtonSize::Small glyph=Glyph::Refresh label=label on_press=move |()| { acts.requeue.dispatch(again.clone()); }>
                    {tr.t("dead-requeue")}
                </Button>
                {discard}
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::{delivery::reason_key, lang::Lang};

    #[test]
    fn every_code_of_the_provider_says_why_in_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for code in [0, 4, 190, 368, 130_429, 131_026, 131_031, 131_047, 131_050, 132_001, 999_999] {
                let words = why(tr, reason_key(code), code);
                assert!(!words.to_lowercase().starts_with("send-error"), "{code} in {lang:?}: {words}");
                assert!(words.chars().next().is_some_and(char::is_uppercase), "{code} in {lang:?}: {words}");
                assert_eq!(words.contains(&code.to_string()), code > 0, "{code} in {lang:?}: {words}");
            }
        }
    }
}
