//! The list: names with their languages, and the way to a new one.

use super::{HOME, api, parts};
use crate::{
    call::CallError,
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{Button, Chip, ChipTone, EmptyFace, ErrorFace, Glyph, Skeleton, SkeletonShape, use_toasts},
    live::{Listener, Live},
    loaded::load_blocking,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::components::A;
use prosa_domain::{
    event::{Event, EventKind},
    template::{LANGUAGES, library},
};
use prosa_wire::template::{TemplateList, TemplateRowView};

/// The screen.
#[component]
pub(super) fn ListScreen() -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let reload = RwSignal::new(0_u32);
    let list = load_blocking(move || reload.get(), |_| api::templates());
    let sync = ServerAction::<api::CallSyncTemplates>::new();
    Effect::new(move |_| match sync.value().get() {
        Some(Ok(count)) => {
            toasts.done(tr.t_args("templates-synced", &[("count", count.into())]));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    view! {
        <Title text=tr.t("settings-templates") />
        <PageHead title=text("settings-templates")>
            <ActionForm action=sync>
                <Button glyph=Glyph::Refresh loading=sync.pending()>
                    {tr.t("templates-sync")}
                </Button>
            </ActionForm>
        </PageHead>
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("templates-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(list) => view! { <Whole list /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("templates-failed")
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

#[component]
fn Whole(list: TemplateList) -> impl IntoView {
    let list = followed(list);
    move || drawn(list.get())
}

/// The list as it is now: what the provider tells comes live.
fn followed(list: TemplateList) -> RwSignal<TemplateList> {
    let sequence = list.sequence;
    let shown = RwSignal::new(list);
    let ask = move || {
        leptos::task::spawn_local(async move {
            if let Ok(list) = api::templates().await {
                // The screen may be gone by now.
                let _ = shown.try_set(list);
            }
        });
    };
    let listener = Listener {
        on_events: Callback::new(move |events: Vec<Event>| {
            if events.iter().any(|event| event.kind == EventKind::TemplateUpdated) {
                ask();
            }
        }),
        on_resync: Callback::new(move |()| ask()),
    };
    let live = Live::new(listener);
    Effect::new(move |_| live.follow(sequence));
    shown
}

fn drawn(list: TemplateList) -> AnyView {
    let TemplateList { rows, accounts, may_manage, .. } = list;
    let face = rows.is_empty().then(|| {
        view! {
            <div class="card">
                <EmptyFace glyph=Glyph::List title=text("templates-none") text=text("templates-none-text") />
            </div>
        }
    });
    // Languages of one name stand together: rows come by name.
    let mut names: Vec<Vec<TemplateRowView>> = Vec::new();
    for row in rows {
        match names.last_mut().filter(|group| group.first().is_some_and(|first| first.name == row.name)) {
            Some(group) => group.push(row),
            None => names.push(vec![row]),
        }
    }
    let several = accounts.len() > 1;
    let cards = names.into_iter().map(|rows| view! { <NameCard rows several /> }).collect_view();
    let side = may_manage.then(|| view! { <NewCard can=!accounts.is_empty() /> });
    view! {
        <div class="two">
            <div class="grid gap-3 min-w-0">{face} {cards}</div>
            {side}
        </div>
    }
    .into_any()
}

#[component]
fn NameCard(
    /// The languages of one name.
    rows: Vec<TemplateRowView>,
    /// Whether there is more than one account.
    several: bool,
) -> impl IntoView {
    let tr = use_translator();
    let Some(first) = rows.first().cloned() else { return ().into_any() };
    let account =
        several.then(|| view! { <span class="text-ink-3 text-small">{first.account.clone()}</span> });
    let languages = rows
        .into_iter()
        .map(|row| {
            let warned = row.warned_category.map(|category| {
                let category = tr.t(&format!("template-category-{}", category.as_str()));
                let words = tr.t_args("templates-warned", &[("category", (&category).into())]);
                view! { <Chip tone=ChipTone::Amber>{words}</Chip> }
            });
            let draft = row
                .has_draft
                .then(|| view! { <Chip tone=ChipTone::Outline>{tr.t("templates-has-draft")}</Chip> });
            view! {
                <li>
                    <A href=format!("{HOME}/{}", row.id) attr:class="tplrow">
                        <span class="truncate">{parts::language_name(&row.language)}</span>
                        <span class="flex flex-wrap gap-1">
                            <Chip tone=parts::status_tone(row.status)>{parts::status_words(tr, row.status)}</Chip>
                            {draft}
                            {warned}
                        </span>
                        <span>{tr.t(&format!("template-category-{}", row.category.as_str()))}</span>
                        <span>{tr.t(&format!("template-quality-{}", row.quality.as_str()))}</span>
                        <span class="r" title=tr.t("templates-uses")>
                            {tr.number(i64::from(row.use_count))}
                        </span>
                    </A>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card min-w-0">
            <header class="px-4 pt-3 pb-1 min-w-0">
                <h2 class="font-mono text-row font-semibold break-all">{first.name}" "{account}</h2>
                <p class="text-small text-ink-2 truncate">{first.preview}</p>
            </header>
            <ul class="pb-1">
                <li class="tplrow tplhead" aria-hidden="true">
                    <span>{tr.t("templates-language")}</span>
                    <span>{tr.t("templates-status")}</span>
                    <span>{tr.t("templates-category")}</span>
                    <span>{tr.t("templates-quality")}</span>
                    <span class="r">{tr.t("templates-uses")}</span>
                </li>
                {languages}
            </ul>
        </section>
    }
    .into_any()
}

/// The way to a new one: a plain form that asks for an address.
#[component]
fn NewCard(
    /// Whether there is an account to make it in.
    can: bool,
) -> impl IntoView {
    let tr = use_translator();
    let purposes = library::purposes()
        .map(
            |purpose| view! { <option value=purpose>{tr.t(&format!("template-purpose-{purpose}"))}</option> },
        )
        .collect_view();
    let languages =
        LANGUAGES.iter().map(|(code, name)| view! { <option value=*code>{*name}</option> }).collect_view();
    let body = if can {
        view! {
            <form method="get" action=format!("{HOME}/novo") class="grid gap-3">
                {parts::labelled("novo-de", tr.t("templates-from"), view! {
                    <select id="novo-de" name="de">
                        <option value="">{tr.t("templates-from-blank")}</option>
                        {purposes}
                    </select>
                }.into_any())}
                {parts::labelled("novo-idioma", tr.t("templates-language"), view! {
                    <select id="novo-idioma" name="idioma">{languages}</select>
                }.into_any())}
                <div>
                    <button type="submit" class="btn pri form">{tr.t("templates-new-open")}</button>
                </div>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="text-small text-ink-2">{tr.t("templates-no-line")}</p> }.into_any()
    };
    view! {
        <section class="card p-4" aria-labelledby="new-template">
            <h2 class="text-body font-semibold mb-3" id="new-template">{tr.t("templates-new")}</h2>
            {body}
        </section>
    }
    .into_any()
}
