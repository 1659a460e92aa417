//! One text: its fields, its versions, and putting it away.

use super::{
    HOME,
    api::{self, SourceForm},
    bring::FileCard,
    pairs::Pairs,
    parts,
};
use crate::{
    call::{CallError, Called},
    feature::people::form::{Refused, RefusedBand},
    frame::PageHead,
    i18n::{Translator, text, use_translator},
    kit::{
        Button, ButtonSize, ErrorFace, Field, Glyph, Input, InputKind, Select, Skeleton, SkeletonShape, Tone,
        use_toasts,
    },
    loaded::{Loaded, load_blocking},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use prosa_domain::{
    knowledge::{Body, Kind, State},
    refusal::{Code, Refusal},
};
use prosa_wire::knowledge::{SourceView, VersionRow};

/// Fields that show what is wrong with them.
const FIELDS: &[&str] = &["title", "content", "origin"];

/// A new text.
#[component]
pub(super) fn NewScreen() -> impl IntoView {
    let tr = use_translator();
    let query = use_query_map();
    let kind = query.with_untracked(|query| query.get("tipo")).and_then(|word| Kind::parse(&word));
    // A file is brought, not written.
    let kind = kind.filter(|kind| *kind != Kind::File).unwrap_or_default();
    let form = SourceForm { kind, language: tr.lang(), ..SourceForm::default() };
    let title = tr.t(&format!("knowledge-new-{}", kind.as_str()));
    view! {
        <Title text=title.clone() />
        <div class="set know">
            <main>
                <Editor title form can=true />
            </main>
        </div>
    }
}

/// A text that is here.
#[component]
pub(super) fn EditScreen() -> impl IntoView {
    let params = use_params_map();
    let reload = RwSignal::new(0_u32);
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let found: Loaded<Called<SourceView>> = load_blocking(
        move || (id.get(), reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => api::source(id).await,
                None => Err(CallError(Refusal::new(Code::NotFound))),
            }
        },
    );
    let tr = use_translator();
    view! {
        <Title text=tr.t("knowledge") />
        <div class="set know">
            <main>
                <Transition fallback=move || {
                    view! {
                        <div class="two">
                            <Skeleton shape=SkeletonShape::Rows label=tr.t("knowledge-loading") />
                        </div>
                    }
                }>
                    {move || Suspend::new(async move {
                        match found.await {
                            Ok(found) => whole(found, reload),
                            Err(CallError(refusal)) => {
                                view! {
                                    <ErrorFace title=text("knowledge-failed") refusal=Signal::stored(refusal)>
                                        <a class="btn" href=HOME>{tr.t("knowledge")}</a>
                                    </ErrorFace>
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

fn whole(found: SourceView, reload: RwSignal<u32>) -> AnyView {
    let SourceView { row, body, file, versions, may_manage } = found;
    let (text, pairs) = match body {
        Body::Text { text } => (text, Vec::new()),
        Body::Faq { pairs } => (String::new(), pairs),
    };
    let form = SourceForm {
        id: Some(row.id),
        version: row.version,
        kind: row.kind,
        title: row.title.clone(),
        origin: row.origin,
        language: row.language,
        audience: row.audience,
        text,
        pairs,
    };
    let state = row.state;
    let of = (row.id, row.version);
    let side = view! {
        {file.map(|file| view! { <FileCard file of can=may_manage reload /> })}
        <Side id=row.id state versions can=may_manage reload />
    }
    .into_any();
    view! { <Editor title=row.title form can=may_manage reload side /> }.into_any()
}

/// The form.
#[component]
fn Editor(
    /// Over it.
    title: String,
    /// What it begins with.
    form: SourceForm,
    /// Whether it can be changed.
    can: bool,
    /// Loads the page again.
    #[prop(optional, into)]
    reload: Option<RwSignal<u32>>,
    /// Beside it.
    #[prop(optional, into)]
    side: Option<AnyView>,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let action = ServerAction::<api::CallSaveKnowledge>::new();
    let refused = Refused::of(move || action.value().get());
    Effect::new(move |_| {
        if let Some(Ok(_)) = action.value().get() {
            toasts.done(tr.t("knowledge-saved"));
            if let Some(reload) = reload {
                reload.update(|count| *count += 1);
            }
        }
    });
    let id = form.id.map(|id| view! { <input type="hidden" name="form[id]" value=id.to_string() /> });
    let save = can.then(|| {
        view! {
            <div>
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("knowledge-save")}
                </Button>
            </div>
        }
    });
    let version = form.version.to_string();
    let kind = form.kind;
    view! {
        <PageHead title=Signal::stored(title)>
            <a class="btn" href=HOME>{tr.t("knowledge")}</a>
        </PageHead>
        <div class="two">
            <ActionForm action attr:class="card p-4 grid gap-4 min-w-0">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                {id}
                <input type="hidden" name="form[version]" value=version />
                <input type="hidden" name="form[kind]" value=kind.as_str() />
                {fields(tr, form, refused, can)}
                {save}
            </ActionForm>
            <div class="grid gap-4 min-w-0">{side} {help(tr, kind)}</div>
        </div>
    }
    .into_any()
}

fn fields(tr: Translator, form: SourceForm, refused: Refused, can: bool) -> AnyView {
    let SourceForm { kind, title, origin, language, audience, text: words, pairs, .. } = form;
    let (language, audience) =
        (RwSignal::new(language.tag().to_owned()), RwSignal::new(audience.as_str().to_owned()));
    let origin = (kind == Kind::Page).then(|| {
        view! {
            <Input
                name="form[origin]"
                label=text("knowledge-address")
                kind=InputKind::Url
                initial=origin
                hint=text("knowledge-address-hint")
                error=refused.at("origin")
                readonly=!can
            />
        }
    });
    let content = match kind {
        Kind::Faq => view! { <Pairs pairs can /> }.into_any(),
        _ => content(kind, words, refused.at("content"), can),
    };
    view! {
        <Input
            name="form[title]"
            label=text("knowledge-title")
            initial=title
            length_max=200_u32
            required=true
            error=refused.at("title")
            readonly=!can
        />
        <div class="pair">
            <Select
                name="form[language]"
                label=text("knowledge-language")
                value=language
                choices=parts::languages()
            />
            <Select
                name="form[audience]"
                label=text("knowledge-audience")
                value=audience
                choices=parts::audiences(tr)
                hint=text("knowledge-audience-hint")
            />
        </div>
        {origin}
        {content}
    }
    .into_any()
}

fn content(kind: Kind, words: String, error: Signal<Option<String>>, can: bool) -> AnyView {
    let hint = text(match kind {
        Kind::Page => "knowledge-page-hint",
        Kind::File => "knowledge-file-text-hint",
        Kind::Article | Kind::Faq => "knowledge-content-hint",
    });
    view! {
        <Field id="knowledge-text" label=text("knowledge-content") hint error>
            <span class="field area">
                <textarea
                    id="knowledge-text"
                    class="kntext"
                    name="form[text]"
                    rows="18"
                    readonly=!can
                    aria-describedby="knowledge-text-help"
                    aria-invalid=move || error.get().map(|_| "true")
                    // What was typed gives way to a version that is brought back.
                    prop:value=words.clone()
                >
                    {words.clone()}
                </textarea>
            </span>
        </Field>
    }
    .into_any()
}

/// How to write so that it is found.
fn help(tr: Translator, kind: Kind) -> AnyView {
    let tips = if kind == Kind::Faq {
        &["knowledge-tip-question", "knowledge-tip-alone"][..]
    } else {
        &["knowledge-tip-heading", "knowledge-tip-list", "knowledge-tip-alone"][..]
    };
    let tips = tips.iter().map(|key| view! { <li>{tr.t(key)}</li> }).collect_view();
    view! {
        <section class="card p-4" aria-labelledby="knowledge-tips">
            <h2 class="text-body font-semibold mb-2" id="knowledge-tips">{tr.t("knowledge-tips")}</h2>
            <ul class="kntips">{tips}</ul>
        </section>
    }
    .into_any()
}

/// Versions, and putting it away.
#[component]
fn Side(
    id: prosa_domain::id::KnowledgeId,
    state: State,
    versions: Vec<VersionRow>,
    can: bool,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let turn = ServerAction::<api::CallKnowledgeState>::new();
    let restore = ServerAction::<api::CallRestoreKnowledge>::new();
    Effect::new(move |_| {
        let (turned, restored) = (turn.value().get(), restore.value().get());
        for answer in turned.into_iter().chain(restored) {
            match answer {
                Ok(()) => reload.update(|count| *count += 1),
                Err(CallError(refusal)) => toasts.failed(tr.refusal(&refusal)),
            }
        }
    });
    let (other, key, words) = match state {
        State::Live => (State::Archived, "knowledge-archive", "knowledge-live-text"),
        State::Archived => (State::Live, "knowledge-unarchive", "knowledge-archived-text"),
    };
    let newest = versions.first().map_or(0, |version| version.number);
    let rows = versions
        .into_iter()
        .map(|version| {
            let back = (can && version.number != newest).then(|| {
                view! {
                    <ActionForm action=restore>
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="number" value=version.number.to_string() />
                        <Button size=ButtonSize::Small>{tr.t("knowledge-restore")}</Button>
                    </ActionForm>
                }
            });
            view! {
                <li class="knver">
                    <span class="min-w-0">{told(tr, &version)}</span>
                    {back}
                </li>
            }
        })
        .collect_view();
    let turning = can.then(|| {
        view! {
            <ActionForm action=turn>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="state" value=other.as_str() />
                <Button loading=turn.pending() glyph=Glyph::Box>{tr.t(key)}</Button>
            </ActionForm>
        }
    });
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="knowledge-state">
            <h2 class="text-body font-semibold" id="knowledge-state">{tr.t("knowledge-state")}</h2>
            <p class="text-small text-ink-2">{tr.t(words)}</p>
            {turning}
        </section>
        <section class="card p-4" aria-labelledby="knowledge-versions">
            <h2 class="text-body font-semibold mb-2" id="knowledge-versions">{tr.t("knowledge-versions")}</h2>
            <ol class="grid gap-2">{rows}</ol>
        </section>
    }
    .into_any()
}

fn told(tr: Translator, version: &VersionRow) -> String {
    let by = version.by.as_ref().map(|by| by.name.clone()).unwrap_or_default();
    let number = tr.t_args("knowledge-version", &[("number", i64::from(version.number).into())]);
    let changed = tr
        .t_args("knowledge-changed", &[("name", (&by).into()), ("date", (&tr.date_time(version.at)).into())]);
    let restored = version
        .restored_from
        .map(|from| tr.t_args("knowledge-restored-from", &[("number", i64::from(from).into())]));
    std::iter::once(number).chain([changed]).chain(restored).collect::<Vec<_>>().join(" · ")
}
