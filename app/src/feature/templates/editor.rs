//! The editor: one form, its review below, the phone beside it.

use super::{
    HOME,
    api::{self, Beginning},
    buttons::Buttons,
    parts::{self, Form, choose, hidden, line},
    preview::Preview,
    review::Review,
    sample::SampleField,
    variables::Variables,
};
use crate::{
    call::{CallError, Called},
    feature::people::form::RefusedBand,
    frame::PageHead,
    i18n::{Translator, text, use_translator},
    kit::{
        Band, BandTone, Button, ButtonSize, Chip, ChipTone, ErrorFace, Glyph, Skeleton, SkeletonShape, Tone,
        use_toasts,
    },
    live::{Listener, Live},
    loaded::{Loaded, load_blocking},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    components::A,
    hooks::{use_params_map, use_query_map},
};
use prosa_domain::{
    event::{Event, EventKind},
    id::TemplateId,
    refusal::{Code, Refusal},
    template::{LANGUAGES, TemplateCategory, lint, normal_language},
};
use prosa_wire::template::TemplateView;

/// A new template.
#[component]
pub(super) fn NewScreen() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Beginning {
            purpose: query.get("de").unwrap_or_default(),
            language: query.get("idioma").unwrap_or_default(),
            of: query.get("copia").and_then(|id| id.parse().ok()),
        })
    });
    screen(load_blocking(move || asked.get(), api::begin), RwSignal::new(0))
}

/// A template that is here.
#[component]
pub(super) fn EditScreen() -> impl IntoView {
    let params = use_params_map();
    let reload = RwSignal::new(0_u32);
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let view = load_blocking(
        move || (id.get(), reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => api::template(id).await,
                None => Err(CallError(Refusal::new(Code::NotFound))),
            }
        },
    );
    screen(view, reload)
}

fn screen(view: Loaded<Called<TemplateView>>, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    view! {
        <Title text=tr.t("settings-templates") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("templates-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(view) => view! { <Editor view reload /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace title=text("templates-failed") refusal=Signal::stored(refusal)>
                                <a class="btn" href=HOME>{tr.t("templates-title")}</a>
                            </ErrorFace>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

/// What stood in the address after a submission that was refused.
fn told(tr: Translator) -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| {
        let json = query.with(|query| query.get("recusa"))?;
        serde_json::from_slice::<Refusal>(json.as_bytes()).ok().map(|refusal| tr.refusal(&refusal))
    })
}

#[component]
fn Editor(view: TemplateView, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let form: Form = RwSignal::new(view.form.clone());
    let draft = Memo::new(move |_| form.with(prosa_wire::template::TemplateForm::draft));
    let faulty = Memo::new(move |_| draft.with(|draft| lint::errors(&lint::lint(draft)) > 0));
    let save = ServerAction::<api::CallSaveTemplate>::new();
    let told = told(tr);
    let refused = Signal::derive(move || match save.value().get() {
        Some(Err(CallError(refusal))) => Some(tr.refusal(&refusal)),
        Some(Ok(_)) => None,
        None => told.get(),
    });
    Effect::new(move |_| {
        if let Some(Ok(next)) = save.value().get() {
            toasts.done(tr.t(if next == "submit" { "template-submitted" } else { "template-saved" }));
            reload.update(|count| *count += 1);
        }
    });
    follow(form, &view, reload);
    let can = view.may_manage;
    let acts = can.then(|| view! { <Actions faulty busy=save.pending() /> });
    let head = head(tr, form, &view, acts.into_any());
    let id = view.id.map(|id| view! { <input type="hidden" name="form[id]" value=id.to_string() /> });
    let company = view.company.clone();
    let fields = fields(tr, form, &view);
    let notes = notes(tr, &view);
    let side = side(tr, form, view);
    view! {
        <ActionForm action=save attr:id="tpl-form" attr:class="contents">
            {head}
            <div class="tw">
                <div class="tplfm">
                    <RefusedBand text=refused />
                    {notes}
                    {id}
                    {fields}
                    <Review draft />
                </div>
                <aside class="pv" aria-label=tr.t("template-preview")>
                    <Preview form company />
                    {side}
                </aside>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Shows what the provider tells as it comes, unless something is being written that would be lost.
fn follow(form: Form, view: &TemplateView, reload: RwSignal<u32>) {
    if view.id.is_none() {
        return;
    }
    let (sequence, first) = (view.sequence, view.form.clone());
    let again = move || {
        if form.try_with_untracked(|form| *form == first) == Some(true) {
            let _ = reload.try_update(|count| *count += 1);
        }
    };
    let resync = again.clone();
    let live = Live::new(Listener {
        on_events: Callback::new(move |events: Vec<Event>| {
            if events.iter().any(|event| event.kind == EventKind::TemplateUpdated) {
                again();
            }
        }),
        on_resync: Callback::new(move |()| resync()),
    });
    Effect::new(move |_| live.follow(sequence));
}

/// Save, and save and hand in.
#[component]
fn Actions(
    /// Whether the review has errors.
    faulty: Memo<bool>,
    /// Whether one of them is on its way.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <div class="flex gap-2">
            <Button loading=busy>{tr.t("template-save")}</Button>
            <button
                type="submit"
                class="btn pri"
                name="next"
                value="submit"
                aria-disabled=move || (busy.get() || faulty.get()).then_some("true")
                on:click=move |event| {
                    if busy.get_untracked() || faulty.get_untracked() {
                        event.prevent_default();
                    }
                }
            >
                {tr.t("template-submit")}
            </button>
        </div>
    }
    .into_any()
}

fn head(tr: Translator, form: Form, view: &TemplateView, acts: AnyView) -> AnyView {
    let name = Signal::derive(move || {
        let name = form.with(|form| form.name.clone());
        if name.is_empty() { tr.t("templates-new") } else { name }
    });
    let number = i64::from(view.version);
    let version = if view.is_submitted && view.has_draft {
        tr.t_args("template-version-draft", &[("number", number.saturating_add(1).into())])
    } else if view.version > 0 {
        tr.t_args("template-version", &[("number", number.into())])
    } else {
        String::new()
    };
    let version_tone = if view.has_draft { ChipTone::Amber } else { ChipTone::Plain };
    let (tone, status) = (parts::status_tone(view.status), parts::status_words(tr, view.status));
    view! {
        <PageHead title=name>
            <a class="btn quiet" href=HOME>{tr.t("templates-title")}</a>
            {(!version.is_empty()).then(|| view! { <Chip tone=version_tone glyph=Glyph::Edit>{version}</Chip> })}
            <Chip tone>{status}</Chip>
            {acts}
        </PageHead>
    }
    .into_any()
}

/// What Meta told, and until when nothing is taken.
fn notes(tr: Translator, view: &TemplateView) -> AnyView {
    let mut words = Vec::new();
    if !view.reason.is_empty() {
        let key = format!("template-reason-{}", view.reason.to_ascii_lowercase());
        words.push((BandTone::Red, if tr.has(&key) { tr.t(&key) } else { view.reason.clone() }));
    }
    if !view.detail.is_empty() {
        words.push((BandTone::Red, view.detail.clone()));
    }
    if let Some((to, _)) = view.warned {
        let category = tr.t(&format!("template-category-{}", to.as_str()));
        words.push((
            BandTone::Amber,
            tr.t_args("template-category-change", &[("category", (&category).into())]),
        ));
    }
    if let Some(until) = view.edits_stop_until {
        let until = tr.date_time(until);
        words.push((BandTone::Blue, tr.t_args("template-edit-wait", &[("until", (&until).into())])));
    }
    words
        .into_iter()
        .map(|(tone, words)| view! { <Band tone glyph=Glyph::Info boxed=true>{words}</Band> })
        .collect_view()
        .into_any()
}

fn fields(tr: Translator, form: Form, view: &TemplateView) -> AnyView {
    let category = TemplateCategory::ALL
        .map(|one| (one.as_str().to_owned(), tr.t(&format!("template-category-{}", one.as_str()))))
        .to_vec();
    let own = view.form.language.clone();
    let mut languages: Vec<(String, String)> =
        LANGUAGES.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect();
    if !own.is_empty() && !languages.iter().any(|(code, _)| *code == own) {
        languages.insert(0, (own.clone(), own));
    }
    let fixed = view.is_submitted;
    let named = if fixed {
        view! {
            <div class="min-w-0">
                <span class="fl">{tr.t("templates-language")}</span>
                <p class="text-row py-2">
                    {parts::language_name(&view.form.language)} " "
                    <span class="text-ink-3">{tr.t("template-fixed-hint")}</span>
                </p>
                {hidden(form, "name", |form| &form.name)}
                {hidden(form, "language", |form| &form.language)}
            </div>
        }
        .into_any()
    } else {
        view! {
            {line(form, "name", tr.t("templates-name"), (|form| &form.name, |form| &mut form.name), lint::NAME_MAX)}
            {choose(form, "language", tr.t("templates-language"), (|form| &form.language, |form| &mut form.language), languages)}
        }
        .into_any()
    };
    let accounts: Vec<(String, String)> =
        view.accounts.iter().map(|account| (account.line.to_string(), account.label.clone())).collect();
    let account = (view.id.is_none() && accounts.len() > 1).then(|| {
        let options = accounts
            .into_iter()
            .map(|(id, label)| view! { <option value=id>{label}</option> })
            .collect_view();
        parts::labelled(
            "tpl-line",
            tr.t("template-account"),
            view! { <select id="tpl-line" name="form[line]">{options}</select> }.into_any(),
        )
    });
    let id = view.id;
    let is_auth = Memo::new(move |_| form.with(|form| form.category == "authentication"));
    let middle = move || if is_auth.get() { auth_fields(tr, form) } else { text_fields(tr, form, id) };
    let stand_ins = stand_ins(tr, view);
    view! {
        <div class="g2">
            {named}
            {choose(form, "category", tr.t("templates-category"), (|form| &form.category, |form| &mut form.category), category)}
            {account}
        </div>
        <div class="contents">{middle}</div>
        <Variables form />
        <Buttons form />
        <div class="hidden">
            {hidden(form, "format", |form| &form.format)} {hidden(form, "others", |form| &form.others)}
        </div>
        <div class="g2">
            {line(form, "ttl", tr.t("template-ttl"), (|form| &form.ttl, |form| &mut form.ttl), 0)}
            {choose(form, "fallback", tr.t("template-stand-in"), (|form| &form.fallback, |form| &mut form.fallback), stand_ins)}
        </div>
    }
    .into_any()
}

fn stand_ins(tr: Translator, view: &TemplateView) -> Vec<(String, String)> {
    let mut list = vec![(String::new(), tr.t("template-stand-in-none"))];
    list.extend(view.stand_ins.iter().map(|one| (one.id.to_string(), one.name.clone())));
    list
}

fn text_fields(tr: Translator, form: Form, id: Option<TemplateId>) -> AnyView {
    let kinds = ["none", "text", "image", "video", "document", "location"]
        .map(|kind| (kind.to_owned(), tr.t(&format!("template-header-{kind}"))))
        .to_vec();
    let header = Memo::new(move |_| form.with(|form| form.header.clone()));
    let words = move || match header.get().as_str() {
        "text" => line(
            form,
            "header_text",
            tr.t("template-header-words"),
            (|form| &form.header_text, |form| &mut form.header_text),
            lint::HEADER_MAX,
        ),
        "image" | "video" | "document" => view! { <SampleField form id /> }.into_any(),
        _ => ().into_any(),
    };
    let count = move || parts::letters(tr, form.with(|form| form.body.chars().count()), lint::BODY_MAX);
    let first = form.with_untracked(|form| form.body.clone());
    view! {
        <div class="g2">
            {choose(form, "header", tr.t("template-header"), (|form| &form.header, |form| &mut form.header), kinds)}
            {words}
        </div>
        <div class="min-w-0">
            <div class="fl flex">
                <label class="grow" for="tpl-body">{tr.t("template-body")}</label>
                <span class="text-meta text-ink-3 num" aria-hidden="true">{count}</span>
            </div>
            <span class="field area">
                <textarea
                    id="tpl-body"
                    name="form[body]"
                    rows="4"
                    prop:value=move || form.with(|form| form.body.clone())
                    on:input:target=move |event| form.update(|form| form.body = event.target().value())
                >
                    {first}
                </textarea>
            </span>
        </div>
        {line(form, "footer", tr.t("template-footer"), (|form| &form.footer, |form| &mut form.footer), lint::FOOTER_MAX)}
    }
    .into_any()
}

fn auth_fields(tr: Translator, form: Form) -> AnyView {
    let answers =
        ["shown", "hidden"].map(|word| (word.to_owned(), tr.t(&format!("template-auth-{word}")))).to_vec();
    view! {
        <div class="g2">
            {choose(form, "auth_warning", tr.t("template-auth-warning"), (|form| &form.auth_warning, |form| &mut form.auth_warning), answers)}
            {line(form, "auth_minutes", tr.t("template-auth-minutes"), (|form| &form.auth_minutes, |form| &mut form.auth_minutes), 0)}
        </div>
    }
    .into_any()
}

/// Beside the phone: use, quality, languages, history, deletion.
fn side(tr: Translator, form: Form, view: TemplateView) -> AnyView {
    let Some(id) = view.id else { return ().into_any() };
    let users = if view.users.is_empty() {
        tr.t("template-used-by-nobody")
    } else {
        let one = |(name, count): &(String, u32)| format!("{name} ({})", tr.number(i64::from(*count)));
        view.users.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let quality = tr.t(&format!("template-quality-{}", view.quality.as_str()));
    let languages = view
        .languages
        .iter()
        .map(|other| {
            let name = parts::language_name(&other.language);
            let status = parts::status_words(tr, other.status);
            let own = other.id == id;
            let body =
                (!own).then(|| view! { <p class="text-small text-ink-2 ptx">{other.body.clone()}</p> });
            view! {
                <li>
                    <A href=format!("{HOME}/{}", other.id) attr:class="link">{name}</A>
                    " "
                    <span class="text-ink-3">{status}</span>
                    {body}
                </li>
            }
        })
        .collect_view();
    let free: Vec<_> = LANGUAGES
        .iter()
        .filter(|(code, _)| !view.languages.iter().any(|one| normal_language(&one.language) == normal_language(code)))
        .take(3)
        .map(|(code, name)| {
            view! { <a class="btn sm" href=format!("{HOME}/novo?copia={id}&idioma={code}") rel="external">{format!("+ {name}")}</a> }
        })
        .collect();
    let versions = view
        .versions
        .iter()
        .map(|version| {
            let number = tr.t_args("template-version", &[("number", i64::from(version.number).into())]);
            let by =
                if version.by.is_empty() { tr.t("template-history-provider") } else { version.by.clone() };
            view! {
                <li>
                    <details>
                        <summary>{format!("{number} · {} · {by}", tr.date_time(version.at))}</summary>
                        <p class="ptx text-ink-2">{version.draft.body.clone()}</p>
                    </details>
                </li>
            }
        })
        .collect_view();
    let _ = form;
    view! {
        <dl class="uses">
            <div><dt>{tr.t("template-used-by")}</dt><dd>{users}</dd></div>
            <div><dt>{tr.t("templates-quality")}</dt><dd>{quality}</dd></div>
            <div><dt>{tr.t("template-languages")}</dt><dd><ul class="grid gap-1">{languages}</ul></dd></div>
            <div><dt>{tr.t("template-history")}</dt><dd><ul class="grid gap-1">{versions}</ul></dd></div>
        </dl>
        {view.may_manage.then(|| view! { <div class="flex flex-wrap gap-2">{free}</div> })}
        {view.may_manage.then(|| view! { <Remove id /> })}
    }
    .into_any()
}

/// Deletes after a second look: a summary that opens the button. Its form stands outside the editor's.
#[component]
fn Remove(
    /// The template.
    id: TemplateId,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let delete = ServerAction::<api::CallDeleteTemplate>::new();
    Effect::new(move |_| match delete.value().get() {
        Some(Ok(())) => toasts.done(tr.t("template-deleted")),
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    view! {
        <details class="text-small">
            <summary>{tr.t("template-delete")}</summary>
            <p class="text-ink-2 py-2">{tr.t("template-delete-sure")}</p>
            <Button
                tone=Tone::Danger
                size=ButtonSize::Small
                loading=delete.pending()
                on_press=move |()| {
                    delete.dispatch(api::CallDeleteTemplate { id });
                }
            >
                {tr.t("template-delete")}
            </Button>
        </details>
    }
    .into_any()
}
