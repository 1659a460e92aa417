//! The list: what there is, for whom, how it serves, and the ways to a new text.

use super::{
    HOME, api,
    bring::{BringCard, Bringing},
    parts,
    trial::TrialCard,
};
use crate::{
    call::CallError,
    frame::PageHead,
    i18n::{Translator, text, use_translator},
    kit::{EmptyFace, ErrorFace, Glyph, Icon, IconSize, Skeleton, SkeletonShape},
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_query_map};
use prosa_domain::knowledge::{Audience, Kind, State};
use prosa_wire::knowledge::{KnowledgeCursor, KnowledgeFilter, KnowledgePage, SourceRow};

/// The screen. Which texts it shows stands in its address.
#[component]
pub(super) fn ListScreen() -> impl IntoView {
    let tr = use_translator();
    let query = use_query_map();
    let reload = RwSignal::new(0_u32);
    let bringing = Bringing::new(reload);
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let word = |name: &str| query.get(name).unwrap_or_default();
            let filter = KnowledgeFilter {
                state: State::parse(&word("estado")).unwrap_or_default(),
                kind: Kind::parse(&word("tipo")),
                audience: Audience::parse(&word("para")),
            };
            (filter, cursor(&word("depois")))
        })
    });
    let page = load_blocking(
        move || (asked.get(), reload.get()),
        |((filter, after), _)| api::knowledge(filter, after),
    );
    view! {
        <Title text=tr.t("knowledge") />
        <div class="set know">
            <main>
                <PageHead title=text("knowledge") />
                <Transition fallback=move || {
                    view! {
                        <div class="two">
                            <Skeleton shape=SkeletonShape::Rows label=tr.t("knowledge-loading") />
                        </div>
                    }
                }>
                    {move || Suspend::new(async move {
                        match page.await {
                            Ok(page) => whole(tr, page, asked.get_untracked().0, bringing),
                            Err(CallError(refusal)) => {
                                view! {
                                    <ErrorFace
                                        title=text("knowledge-failed")
                                        refusal=Signal::stored(refusal)
                                        on_retry=move |()| reload.update(|count| *count += 1)
                                    />
                                }
                                    .into_any()
                            }
                        }
                    })}
                </Transition>
            </main>
        </div>
    }
}

/// Where a list goes on, as its address tells it: microseconds and id.
fn cursor(word: &str) -> Option<KnowledgeCursor> {
    let (at, id) = word.split_once('_')?;
    let at = chrono::DateTime::from_timestamp_micros(at.parse().ok()?)?;
    Some(KnowledgeCursor { at, id: id.parse().ok()? })
}

fn address(filter: KnowledgeFilter, after: Option<KnowledgeCursor>) -> String {
    let mut parts = Vec::new();
    if filter.state != State::Live {
        parts.push(format!("estado={}", filter.state.as_str()));
    }
    parts.extend(filter.kind.map(|kind| format!("tipo={}", kind.as_str())));
    parts.extend(filter.audience.map(|audience| format!("para={}", audience.as_str())));
    parts.extend(after.map(|after| format!("depois={}_{}", after.at.timestamp_micros(), after.id)));
    if parts.is_empty() { HOME.to_owned() } else { format!("{HOME}?{}", parts.join("&")) }
}

fn whole(tr: Translator, page: KnowledgePage, filter: KnowledgeFilter, bringing: Bringing) -> AnyView {
    let KnowledgePage { rows, next, may_manage } = page;
    let body = if rows.is_empty() {
        let (title, words) = if filter == KnowledgeFilter::default() {
            ("knowledge-none", "knowledge-none-text")
        } else {
            ("knowledge-none-here", "knowledge-none-here-text")
        };
        view! { <EmptyFace glyph=Glyph::Book title=text(title) text=text(words) /> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| source(tr, row)).collect_view();
        view! { <ul class="pb-1">{rows}</ul> }.into_any()
    };
    let more = next.map(|next| {
        let href = address(filter, Some(next));
        view! {
            <p class="px-4 py-3">
                <A href=href attr:class="btn">{tr.t("knowledge-more")}</A>
            </p>
        }
    });
    let writing = may_manage.then(|| {
        view! {
            <NewCard />
            <BringCard bringing />
        }
    });
    view! {
        <div class="two">
            <section class="card min-w-0" aria-label=tr.t("knowledge-list")>
                {filters(tr, filter)}
                {body}
                {more}
            </section>
            <div class="grid gap-4 min-w-0">
                <TrialCard />
                {writing}
            </div>
        </div>
    }
    .into_any()
}

/// Which texts are listed: links, since they are addresses.
fn filters(tr: Translator, now: KnowledgeFilter) -> AnyView {
    let link = |to: KnowledgeFilter, words: String| {
        let current = (to == now).then_some("true");
        // The router's own link looks at the path alone, which is the same for all of them.
        view! { <a href=address(to, None) class="knf" aria-current=current>{words}</a> }.into_any()
    };
    let whole = KnowledgeFilter::default();
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| link(KnowledgeFilter { kind: Some(kind), ..whole }, parts::kind(tr, kind)))
        .collect_view();
    let internal = KnowledgeFilter { audience: Some(Audience::Internal), ..whole };
    let archived = KnowledgeFilter { state: State::Archived, ..whole };
    view! {
        <nav class="knfs" aria-label=tr.t("knowledge-filter")>
            {link(whole, tr.t("knowledge-all"))} {kinds}
            {link(internal, parts::audience(tr, Audience::Internal))}
            {link(archived, tr.t("knowledge-archived"))}
        </nav>
    }
    .into_any()
}

fn source(tr: Translator, row: SourceRow) -> AnyView {
    let facts = [
        parts::kind(tr, row.kind),
        row.language.own_name().to_owned(),
        tr.t_args("knowledge-passages", &[("count", row.passages.into())]),
        tr.t_args("knowledge-version", &[("number", i64::from(row.version).into())]),
    ]
    .join(" · ");
    let by = row.by.map(|by| by.name).unwrap_or_default();
    let changed =
        tr.t_args("knowledge-changed", &[("name", (&by).into()), ("date", (&tr.date_time(row.at)).into())]);
    let served = (row.used + row.useful + row.useless > 0).then(|| {
        tr.t_args(
            "knowledge-served",
            &[("used", row.used.into()), ("useful", row.useful.into()), ("useless", row.useless.into())],
        )
    });
    view! {
        <li>
            <A href=format!("{HOME}/{}", row.id) attr:class="knrow">
                <Icon glyph=parts::glyph(row.kind) size=IconSize::Normal />
                <span class="min-w-0">
                    <span class="knt">{row.title}</span>
                    <span class="knm">{facts}</span>
                    <span class="knm">{changed}</span>
                    {served.map(|served| view! { <span class="knm">{served}</span> })}
                </span>
                {parts::audience_chip(tr, row.audience)}
            </A>
        </li>
    }
    .into_any()
}

/// The ways to a new text.
#[component]
fn NewCard() -> impl IntoView {
    let tr = use_translator();
    let way = |kind: Kind| {
        let href = format!("{HOME}/novo?tipo={}", kind.as_str());
        view! {
            <A href=href attr:class="btn">
                <Icon glyph=parts::glyph(kind) size=IconSize::Medium />
                {tr.t(&format!("knowledge-new-{}", kind.as_str()))}
            </A>
        }
    };
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="knowledge-new">
            <h2 class="text-body font-semibold" id="knowledge-new">{tr.t("knowledge-new")}</h2>
            <p class="text-small text-ink-2">{tr.t("knowledge-new-text")}</p>
            <div class="flex gap-2 flex-wrap">{[Kind::Article, Kind::Faq, Kind::Page].map(way)}</div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn where_a_list_goes_on_survives_its_address() {
        let at = chrono::DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap();
        let id = prosa_domain::id::KnowledgeId(uuid::Uuid::from_u128(9));
        let after = KnowledgeCursor { at, id };
        let address = address(KnowledgeFilter::default(), Some(after));
        assert_eq!(cursor(address.split_once("depois=").unwrap().1), Some(after));
        for broken in ["", "1", "x_y", "1_", "_1"] {
            assert_eq!(cursor(broken), None, "{broken}");
        }
    }
}
