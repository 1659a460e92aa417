//! The member's sessions: where the account is signed in, and ending what should not be.

use super::api;
use crate::{
    call::{CallError, Called},
    clock::use_now,
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Chip, ChipTone, ErrorFace, Skeleton, SkeletonShape, Tone, use_toasts},
    loaded::load_blocking,
};
use leptos::prelude::*;
use prosa_wire::session::SessionView;

/// The card of sessions.
#[component]
pub fn SessionCard() -> impl IntoView {
    let tr = use_translator();
    let reload = RwSignal::new(0_u32);
    let sessions = load_blocking(move || reload.get(), |_| api::sessions());
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 class="text-body font-semibold px-4 pt-3" id="sessions-title">
                {tr.t("account-sessions")}
            </h2>
            <p class="text-small text-ink-2 px-4 pb-3">{tr.t("account-sessions-lead")}</p>
            <Transition fallback=move || {
                view! { <Skeleton shape=SkeletonShape::Rows label=tr.t("account-sessions-loading") /> }
            }>
                {move || Suspend::new(async move {
                    match sessions.await {
                        Ok(list) => view! { <List list reload /> }.into_any(),
                        Err(CallError(refusal)) => {
                            view! {
                                <ErrorFace
                                    title=text("account-sessions-failed")
                                    refusal=Signal::stored(refusal)
                                    on_retry=move |()| reload.update(|count| *count += 1)
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// Tells how ending went, and asks for the list again.
fn ended(answer: Called<()>, reload: RwSignal<u32>) {
    let tr = use_translator();
    let toasts = use_toasts();
    match answer {
        Ok(()) => toasts.done(tr.t("account-session-ended")),
        Err(CallError(refusal)) => toasts.failed(tr.refusal(&refusal)),
    }
    reload.update(|count| *count += 1);
}

#[component]
fn List(list: Vec<SessionView>, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let others = list.len() > 1;
    let end_others = Action::new_local(move |()| api::revoke_other_sessions());
    Effect::new(move |_| {
        if let Some(answer) = end_others.value().get() {
            ended(answer, reload);
        }
    });
    let rows = list.into_iter().map(|session| view! { <Row session reload /> }).collect_view();
    let all = others.then(|| {
        view! {
            <div class="px-4 py-3 border-t border-line">
                <Button
                    tone=Tone::Danger
                    loading=end_others.pending()
                    on_press=move |()| {
                        end_others.dispatch(());
                    }
                >
                    {tr.t("account-end-others")}
                </Button>
            </div>
        }
    });
    view! {
        <ul>{rows}</ul>
        {all}
    }
    .into_any()
}

#[component]
fn Row(session: SessionView, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let SessionView { id, device, created_at, last_seen_at, current } = session;
    let device = if device.is_empty() { tr.t("account-unknown-device") } else { device };
    let since = tr.date_time(created_at);
    let times = move || {
        let used = tr.ago(last_seen_at, now.get());
        tr.t_args("account-session-times", &[("since", (&since).into()), ("used", (&used).into())])
    };
    let end = Action::new_local(move |()| api::revoke_session(id));
    Effect::new(move |_| {
        if let Some(answer) = end.value().get() {
            ended(answer, reload);
        }
    });
    let label = tr.t_args("account-end-name", &[("device", (&device).into())]);
    let act = if current {
        view! { <Chip tone=ChipTone::Brand>{tr.t("account-this-session")}</Chip> }.into_any()
    } else {
        view! {
            <Button
                size=ButtonSize::Small
                tone=Tone::Danger
                label=label
                loading=end.pending()
                on_press=move |()| {
                    end.dispatch(());
                }
            >
                {tr.t("account-end")}
            </Button>
        }
        .into_any()
    };
    view! {
        <li class="flex items-center gap-3 px-4 py-2 border-t border-line">
            <div class="grow min-w-0">
                <p class="text-row font-medium break-words">{device}</p>
                <p class="text-meta text-ink-2">{times}</p>
            </div>
            {act}
        </li>
    }
    .into_any()
}
