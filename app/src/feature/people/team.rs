//! Equipe: who is in the team, inviting, roles, removing.

use super::{
    api::{self, CallInvite},
    form::{Refused, RefusedBand},
    role::{choices, role_help_key, role_key},
    team_member::Members,
};
use crate::{
    call::{CallError, Called},
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{
        Button, ButtonSize, ErrorFace, Glyph, Input, InputKind, Select, Skeleton, SkeletonShape, Tone,
        use_toasts,
    },
    live::{Listener, Live},
    loaded::load_blocking,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use prosa_domain::{
    access::Role,
    event::{Event, EventKind},
};
use prosa_wire::team::{OpenInvitation, Team};

/// Asks for the team again; what changed is then seen.
#[derive(Clone, Copy)]
pub(super) struct Reload(RwSignal<u32>);

impl Reload {
    /// Asks again.
    pub fn now(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }

    /// Tells how a change went, and asks again when it was done.
    pub fn after(self, answer: Called<()>, done: String) {
        let tr = use_translator();
        let toasts = use_toasts();
        match answer {
            Ok(()) => {
                toasts.done(done);
                self.now();
            }
            Err(CallError(refusal)) => toasts.failed(tr.refusal(&refusal)),
        }
    }
}

/// The screen.
#[component]
pub fn TeamScreen() -> impl IntoView {
    let tr = use_translator();
    let reload = Reload(RwSignal::new(0));
    provide_context(reload);
    let team = load_blocking(move || reload.0.get(), |_| api::team());
    view! {
        <Title text=tr.t("settings-team") />
        <PageHead title=text("settings-team") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("team-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match team.await {
                    Ok(team) => view! { <Whole team /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("team-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.now()
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Whole(team: Team) -> impl IntoView {
    let grantable = team.grantable.clone();
    let may_invite = !grantable.is_empty();
    let shown = followed(team);
    let side = may_invite.then(|| {
        view! {
            <div class="grid gap-4 min-w-0">
                <InviteCard grantable />
                {move || view! { <Invitations list=shown.with(|team| team.invitations.clone()) /> }}
            </div>
        }
    });
    view! {
        <div class="two">
            <div class="grid gap-4 min-w-0">
                {move || {
                    let Team { members, grantable, .. } = shown.get();
                    view! { <Members list=members grantable /> }
                }}
                <Roles />
            </div>
            {side}
        </div>
    }
    .into_any()
}

/// The team as it is now: what others change is asked for again when an event tells of it. Only the lists change then, so
/// that an address being typed is not lost.
fn followed(team: Team) -> RwSignal<Team> {
    let sequence = team.sequence;
    let shown = RwSignal::new(team);
    let ask = move || {
        leptos::task::spawn_local(async move {
            if let Ok(team) = api::team().await {
                // The screen may be gone by now.
                let _ = shown.try_set(team);
            }
        });
    };
    let listener = Listener {
        on_events: Callback::new(move |events: Vec<Event>| {
            if events.iter().any(|event| event.kind == EventKind::TeamUpdated) {
                ask();
            }
        }),
        on_resync: Callback::new(move |()| ask()),
    };
    let live = Live::new(listener);
    Effect::new(move |_| live.follow(sequence));
    shown
}

/// The form of an invitation.
#[component]
fn InviteCard(grantable: Vec<Role>) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let action = ServerAction::<CallInvite>::new();
    let refused = Refused::of(move || action.value().get());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            toasts.done(tr.t("team-invited"));
            reload.now();
        }
    });
    let role = RwSignal::new(Role::Agent.as_str().to_owned());
    view! {
        <section class="card p-4" aria-labelledby="invite-title">
            <h2 class="text-body font-semibold mb-3" id="invite-title">
                {tr.t("team-invite-title")}
            </h2>
            <ActionForm action attr:class="grid gap-3">
                <RefusedBand text=refused.elsewhere(&["email"]) />
                <Input
                    name="email"
                    label=text("door-email")
                    kind=InputKind::Email
                    autocomplete="off"
                    required=true
                    error=refused.at("email")
                    hint=text("team-invite-hint")
                />
                <Select name="role" label=text("team-role") value=role choices=choices(tr, &grantable) />
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form glyph=Glyph::Send loading=action.pending()>
                        {tr.t("team-invite")}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Invitations whose link still works.
#[component]
fn Invitations(list: Vec<OpenInvitation>) -> impl IntoView {
    let tr = use_translator();
    let rows = list.into_iter().map(|invitation| view! { <InvitationRow invitation /> }).collect_view();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="px-4 pb-4 text-small text-ink-2">{tr.t("team-no-invitations")}</p> });
    view! {
        <section class="card" aria-labelledby="invitations-title">
            <h2 class="text-body font-semibold px-4 py-3" id="invitations-title">
                {tr.t("team-invitations")}
            </h2>
            {none}
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn InvitationRow(invitation: OpenInvitation) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let OpenInvitation { id, email, role, expires_at } = invitation;
    let until = tr.date_time(expires_at);
    let detail =
        tr.t_args("team-invitation", &[("role", (&tr.t(role_key(role))).into()), ("until", (&until).into())]);
    let label = tr.t_args("team-withdraw-name", &[("email", (&email).into())]);
    let withdraw = Action::new_local(move |()| api::withdraw_invitation(id));
    Effect::new(move |_| {
        if let Some(answer) = withdraw.value().get() {
            reload.after(answer, tr.t("team-withdrawn"));
        }
    });
    view! {
        <li class="flex items-center gap-3 px-4 py-2 border-t border-line">
            <div class="grow min-w-0">
                <p class="text-row font-medium truncate">{email}</p>
                <p class="text-meta text-ink-2">{detail}</p>
            </div>
            <Button
                tone=Tone::Danger
                size=ButtonSize::Small
                label=label
                loading=withdraw.pending()
                on_press=move |()| {
                    withdraw.dispatch(());
                }
            >
                {tr.t("team-withdraw")}
            </Button>
        </li>
    }
    .into_any()
}

/// What each role may do.
#[component]
fn Roles() -> impl IntoView {
    let tr = use_translator();
    let rows = Role::ALL
        .map(|role| {
            view! {
                <div class="flex gap-3 px-4 py-2 border-t border-line text-small">
                    <dt class="w-28 flex-none font-medium">{tr.t(role_key(role))}</dt>
                    <dd class="min-w-0 text-ink-2">{tr.t(role_help_key(role))}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="roles-title">
            <h2 class="text-body font-semibold px-4 py-3" id="roles-title">
                {tr.t("team-roles")}
            </h2>
            <dl>{rows}</dl>
        </section>
    }
    .into_any()
}
