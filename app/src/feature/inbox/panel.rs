//! The person of a conversation: name, number, whether they may be contacted, whose conversation it is. Beside the thread
//! where there is room, a drawer elsewhere.

use super::{
    brief::Brief,
    bubbles::Bubbles,
    compose::tool::Tool,
    insight::Insight,
    row::{shown_name, status_key, window_state},
    store::use_inbox,
};
use crate::{
    clock::use_now,
    feature::consent::{self, words},
    i18n::use_translator,
    kit::{
        Avatar, AvatarSize, Button, ButtonSize, Dialog, DialogKind, Glyph, Icon, IconSize, LinkButton,
        Switch, Tone, WindowRing,
    },
};
use leptos::prelude::*;
use prosa_domain::{access::Action, consent::ConsentAct, policy::Purpose};

/// The panel beside the thread.
#[component]
pub fn Panel(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <section class="pan scroll" aria-label=tr.t("inbox-panel") tabindex="0">
            <Blocks bubbles />
        </section>
    }
    .into_any()
}

/// The same as a drawer.
#[component]
pub fn PanelDrawer(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    view! {
        <Dialog open=inbox.drawer title=Signal::stored(tr.t("inbox-panel")) kind=DialogKind::Drawer id="person">
            <Blocks bubbles />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Blocks(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let now = use_now();
    let name = Signal::derive(move || bubbles.row.with(|row| shown_name(tr, row)));
    let phone = move || bubbles.contact.with(|contact| contact.phone.clone());
    let since = move || {
        let date = bubbles.contact.with(|contact| tr.date(contact.created_at));
        tr.t_args("inbox-since", &[("date", (&date).into())])
    };
    let window =
        Signal::derive(move || window_state(bubbles.row.with(|row| row.window_closes_at), now.get()));
    let owner = move || {
        bubbles.row.with(|row| match &row.assignee {
            Some(member) if member.id == inbox.me => tr.t("inbox-you"),
            Some(member) => member.name.clone(),
            None => tr.t("inbox-nobody"),
        })
    };
    let line = move || bubbles.row.with(|row| format!("{} · {}", row.line.badge, row.line.label));
    view! {
        <section class="blk who-b">
            <div class="flex gap-3 items-center">
                <Avatar name size=AvatarSize::Large />
                <div class="min-w-0">
                    <h2 class="truncate">{name}</h2>
                    <p class="text-small text-ink-2 tabular-nums">
                        {move || {
                            let phone = phone();
                            if phone.is_empty() { tr.t("inbox-no-phone") } else { phone }
                        }}
                    </p>
                    <p class="text-meta text-ink-3">{since}</p>
                </div>
            </div>
            <Contactable bubbles />
        </section>
        <Insight bubbles />
        <Brief bubbles />
        <section class="blk">
            <h3>{tr.t("inbox-conversation")}</h3>
            <dl class="facts">
                <dt>{tr.t("inbox-fact-status")}</dt>
                <dd>{move || bubbles.row.with(|row| tr.t(status_key(row.status)))}</dd>
                <dt>{tr.t("inbox-fact-owner")}</dt>
                <dd>{owner}</dd>
                <dt>{tr.t("inbox-fact-line")}</dt>
                <dd>{line}</dd>
                <dt>{tr.t("inbox-fact-window")}</dt>
                <dd>
                    <WindowRing state=window verbose=true />
                </dd>
                <dt>{tr.t("inbox-fact-export")}</dt>
                <dd class="flex gap-3">
                    {["txt", "json"]
                        .map(|ending| {
                            let href = format!("/exports/conversation/{}.{ending}", bubbles.id);
                            view! {
                                <a class="link" href=href download="" rel="external">
                                    {ending.to_uppercase()}
                                </a>
                            }
                        })}
                </dd>
            </dl>
        </section>
        <Consents bubbles />
    }
    .into_any()
}

/// Whether the person may be contacted, in words.
#[component]
fn Contactable(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let stopped = move || {
        bubbles.contact.with(|contact| {
            let marketing = contact.consents.iter().find(|said| said.purpose == Purpose::Marketing);
            let stopped = marketing.filter(|said| said.act == ConsentAct::Withdrawn);
            let by = contact.do_not_contact_by.clone();
            let alone = if by.is_empty() { "inbox-do-not-contact" } else { "inbox-do-not-contact-by" };
            contact
                .do_not_contact_at
                .map(|at| (alone, at, by))
                .or_else(|| contact.blocked_at.map(|at| ("consent-blocked-since", at, String::new())))
                .or_else(|| stopped.map(|said| ("consent-stopped-since", said.at, String::new())))
        })
    };
    move || match stopped() {
        Some((key, at, name)) => {
            let date = tr.date(at);
            view! {
                <p class="flex items-center gap-1.5 mt-3 text-small text-red font-medium">
                    <Icon glyph=Glyph::Ban size=IconSize::Medium />
                    {tr.t_args(key, &[("date", (&date).into()), ("name", (&name).into())])}
                </p>
            }
            .into_any()
        }
        None => view! {
            <p class="flex items-center gap-1.5 mt-3 text-small text-ink-2">
                <Icon glyph=Glyph::Check size=IconSize::Medium />
                {tr.t("inbox-may-contact")}
            </p>
        }
        .into_any(),
    }
}

/// What the person agreed to, for each purpose, and the way to write down more. What stands behind the buttons is fetched
/// with the composer's tools.
#[component]
fn Consents(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let said = move |purpose: Purpose| {
        bubbles.contact.with(|contact| contact.consents.iter().find(|said| said.purpose == purpose).copied())
    };
    let row = move |purpose: Purpose| {
        view! {
            <dt>{words::purpose(tr, purpose)}</dt>
            <dd title=move || said(purpose).map(|said| words::source(tr, said.source))>
                {move || match said(purpose) {
                    None => view! { <span class="text-ink-3 font-normal">{tr.t("consent-panel-none")}</span> }.into_any(),
                    Some(said) => {
                        let (act, date) = (words::act(tr, said.act), tr.date(said.at));
                        let words = tr
                            .t_args("consent-panel-since", &[("act", (&act).into()), ("date", (&date).into())]);
                        view! { <span class:text-red=said.act == ConsentAct::Withdrawn>{words}</span> }.into_any()
                    }
                }}
            </dd>
        }
    };
    let acts = inbox.may(Action::RecordConsent).then(|| view! { <ConsentActs bubbles /> });
    view! {
        <section class="blk">
            <h3>{tr.t("consent-panel")}</h3>
            <dl class="facts">{words::PURPOSES.map(row)}</dl>
            {acts}
        </section>
    }
    .into_any()
}

#[component]
fn ConsentActs(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let open = move |tool: Tool| Callback::new(move |()| bubbles.tool.set(Some(tool)));
    let blocked = move || bubbles.contact.with(|contact| contact.blocked_at.is_some());
    let history = inbox.may(Action::ViewConsent).then(|| {
        let href =
            move || bubbles.contact.with(|contact| format!("{}?contato={}", consent::HOME, contact.id));
        view! {
            <LinkButton href=Signal::derive(href) tone=Tone::Ghost size=ButtonSize::Small>
                {tr.t("consent-panel-history")}
            </LinkButton>
        }
    });
    let alone = Signal::derive(move || bubbles.contact.with(|contact| contact.do_not_contact_at.is_some()));
    let label = Signal::stored(tr.t("consent-alone"));
    view! {
        <p class="flex gap-2 items-center mt-2 text-small">
            <Switch label on=alone on_change=move |_| bubbles.tool.set(Some(Tool::LeaveAlone)) />
            <span aria-hidden="true">{label.get_untracked()}</span>
        </p>
        <div class="flex gap-1.5 flex-wrap mt-2">
            <Button size=ButtonSize::Small glyph=Glyph::Shield on_press=open(Tool::Consent)>
                {tr.t("consent-panel-record")}
            </Button>
            {move || {
                let key = if blocked() { "consent-panel-unblock" } else { "consent-panel-block" };
                view! {
                    <Button size=ButtonSize::Small tone=Tone::Ghost glyph=Glyph::Ban on_press=open(Tool::Block)>
                        {tr.t(key)}
                    </Button>
                }
            }}
            {history}
        </div>
    }
    .into_any()
}
