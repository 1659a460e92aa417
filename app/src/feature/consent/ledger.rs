//! The ledger: every word people gave or took back, newest first.

use super::{
    Faces, HOME, api,
    check::{CheckCard, ExportCard},
    may,
    record::RecordCard,
    words,
};
use crate::{
    call::CallError,
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{
        Band, BandTone, Button, Chip, EmptyFace, ErrorFace, Glyph, Input, InputKind, LinkButton, Select,
        Skeleton, SkeletonShape,
    },
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use prosa_domain::{
    access::Action,
    consent::ConsentAct,
    id::ContactId,
    policy::Purpose,
    refusal::{Code, Refusal},
};
use prosa_wire::consent::{ConsentPage, ConsentView, LedgerFilter};

/// What the address asks for: `contato=ID`, `numero=…`, `finalidade=marketing`, `decisao=given`, `antes=N`.
fn asked() -> Memo<LedgerFilter> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| LedgerFilter {
            contact: query.get("contato").and_then(|id| id.parse().ok()),
            number: query.get("numero").unwrap_or_default().trim().to_owned(),
            purpose: query.get("finalidade").and_then(|word| Purpose::parse(&word)),
            act: query.get("decisao").and_then(|word| ConsentAct::parse(&word)),
            before: query.get("antes").and_then(|place| place.parse().ok()),
        })
    })
}

/// The address of a filter. A number is known by its person once they are found.
fn address(filter: &LedgerFilter, of: Option<ContactId>, before: Option<i64>) -> String {
    let parts = [
        of.map(|id| format!("contato={id}")),
        filter.purpose.map(|purpose| format!("finalidade={}", purpose.as_str())),
        filter.act.map(|act| format!("decisao={}", act.as_str())),
        before.map(|before| format!("antes={before}")),
    ];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    if query.is_empty() { HOME.to_owned() } else { format!("{HOME}?{}", query.join("&")) }
}

/// The screen.
#[component]
pub(super) fn LedgerScreen() -> impl IntoView {
    let tr = use_translator();
    let asked = asked();
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || (asked.get(), reload.get()), |(filter, _)| api::ledger(filter));
    view! {
        <Title text=tr.t("settings-consent") />
        <PageHead title=text("settings-consent") />
        <Faces here=HOME />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("consent-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                let filter = asked.get_untracked();
                match page.await {
                    Ok(page) => view! { <Whole filter page reload /> }.into_any(),
                    Err(CallError(refusal)) if is_about_number(&refusal) => {
                        view! { <Unknown filter refusal /> }.into_any()
                    }
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("consent-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.update(|count| *count += 1)
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn is_about_number(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::ContactUnknown | Code::FieldInvalid)
}

/// Nobody has the number that was asked for: the filter stays as it was written.
#[component]
fn Unknown(filter: LedgerFilter, refusal: Refusal) -> impl IntoView {
    let tr = use_translator();
    view! {
        <div class="two">
            <div class="grid gap-3 min-w-0">
                <Filter filter of=None />
                <Band tone=BandTone::Amber glyph=Glyph::Question boxed=true>
                    {tr.refusal(&refusal)}
                </Band>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Whole(filter: LedgerFilter, page: ConsentPage, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let ConsentPage { entries, next, of } = page;
    let id = of.as_ref().map(|(id, _)| *id);
    let older = next.map(|next| {
        view! { <LinkButton href=address(&filter, id, Some(next))>{tr.t("consent-older")}</LinkButton> }
    });
    let record = may(Action::RecordConsent).then(|| view! { <RecordCard of=of.clone() reload /> });
    view! {
        <div class="two">
            <div class="grid gap-3 min-w-0">
                <Filter filter of /> <Entries entries /> <div>{older}</div>
            </div>
            <div class="grid gap-3 min-w-0">{record} <CheckCard /> <ExportCard /></div>
        </div>
    }
    .into_any()
}

/// A plain form that asks for an address.
#[component]
fn Filter(filter: LedgerFilter, of: Option<(ContactId, String)>) -> impl IntoView {
    let tr = use_translator();
    let any = |list: Vec<crate::kit::Choice>| {
        let mut choices = vec![crate::kit::Choice::new("", tr.t("consent-any"))];
        choices.extend(list);
        choices
    };
    let purpose = RwSignal::new(filter.purpose.map(|one| one.as_str().to_owned()).unwrap_or_default());
    let act = RwSignal::new(filter.act.map(|one| one.as_str().to_owned()).unwrap_or_default());
    let number = RwSignal::new(filter.number.clone());
    let kept = of.as_ref().map(|(id, _)| id.to_string());
    let who = match of {
        None => view! {
            <Input name="numero" label=text("consent-filter-number") kind=InputKind::Phone value=number placeholder="11 98765-4321" />
        }
        .into_any(),
        Some((_, name)) => {
            let name = if name.is_empty() { tr.t("consent-unnamed") } else { name };
            view! {
                <div class="min-w-0">
                    <span class="fl">{tr.t("consent-head-who")}</span>
                    <p class="conof">{tr.t_args("consent-of", &[("name", (&name).into())])}</p>
                    <input type="hidden" name="contato" value=kept />
                </div>
            }
            .into_any()
        }
    };
    let bare = filter == LedgerFilter::default();
    let clear = (!bare).then(|| view! { <LinkButton href=HOME>{tr.t("consent-clear")}</LinkButton> });
    view! {
        <form method="get" action=HOME class="card p-4 confilter" aria-label=tr.t("consent-filter")>
            {who}
            <Select name="finalidade" label=text("consent-filter-purpose") value=purpose choices=any(words::purposes(tr)) />
            <Select name="decisao" label=text("consent-filter-act") value=act choices=any(words::acts(tr)) />
            <div class="flex gap-2 self-end">
                <Button glyph=Glyph::Search>{tr.t("consent-apply")}</Button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Entries(entries: Vec<ConsentView>) -> impl IntoView {
    let tr = use_translator();
    if entries.is_empty() {
        return view! {
            <div class="card">
                <EmptyFace glyph=Glyph::Shield title=text("consent-empty") text=text("consent-empty-text") />
            </div>
        }
        .into_any();
    }
    let rows = entries.into_iter().map(|entry| view! { <Row entry /> }).collect_view();
    let heads = ["consent-head-when", "consent-head-who", "consent-head-what", "consent-head-proof"]
        .map(|key| view! { <span>{tr.t(key)}</span> });
    view! {
        <ol class="card min-w-0" aria-label=tr.t("consent-tab-ledger")>
            <li class="conrow conhead" aria-hidden="true">
                {heads}
            </li>
            {rows}
        </ol>
    }
    .into_any()
}

#[component]
fn Row(entry: ConsentView) -> impl IntoView {
    let tr = use_translator();
    let name = if entry.contact_name.is_empty() { tr.t("consent-unnamed") } else { entry.contact_name };
    let source = words::source(tr, entry.source);
    let how = if entry.member_name.is_empty() {
        source
    } else {
        tr.t_args("consent-source-by", &[("source", (&source).into()), ("name", (&entry.member_name).into())])
    };
    let proof = if entry.proof.is_empty() {
        view! { <span class="text-ink-3">{tr.t("consent-no-words")}</span> }.into_any()
    } else {
        view! { <q>{entry.proof}</q> }.into_any()
    };
    let place = entry.conversation_id.zip(entry.message_id).map(|(conversation, message)| {
        view! {
            <a class="link" href=format!("/conversas/{conversation}?scope=all#m-{message}")>
                {tr.t("consent-see-proof")}
            </a>
        }
    });
    let recorded = tr.t_args("consent-recorded", &[("at", (&tr.date_time(entry.recorded_at)).into())]);
    let mark = tr.t_args(
        "consent-entry",
        &[("sequence", (&tr.number(entry.sequence)).into()), ("hash", (&entry.hash).into())],
    );
    view! {
        <li class="conrow">
            <span class="tabular-nums" title=recorded>
                {tr.date_time(entry.at)}
            </span>
            <a class="font-medium truncate" href=address(&LedgerFilter::default(), Some(entry.contact_id), None)>
                {name}
            </a>
            <span class="flex flex-wrap gap-1 items-center">
                <Chip tone=words::tone(entry.act)>{words::act(tr, entry.act)}</Chip>
                <span>{words::purpose(tr, entry.purpose)}</span>
            </span>
            <span class="conproof">
                {proof} <span class="text-ink-2">{how} " " {place}</span>
                <span class="text-meta text-ink-3 tabular-nums">{mark}</span>
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_was_asked_for_and_names_the_person_found() {
        let filter = LedgerFilter {
            number: "11 98765-4321".to_owned(),
            purpose: Some(Purpose::Marketing),
            act: Some(ConsentAct::Withdrawn),
            ..LedgerFilter::default()
        };
        let id = ContactId(uuid::Uuid::from_u128(7));
        assert_eq!(
            address(&filter, Some(id), Some(51)),
            format!("{HOME}?contato={id}&finalidade=marketing&decisao=withdrawn&antes=51")
        );
        assert_eq!(address(&LedgerFilter::default(), None, None), HOME);
    }
}
