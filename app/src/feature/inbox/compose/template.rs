//! Choosing a template: what can be sent, what it asks for, how it reads, what it costs.

use super::{
    super::{
        api,
        bubbles::Bubbles,
        part::bubble_template::{BubbleTemplate, category_key},
    },
    form,
    price::words,
    tool::Tool,
};
use crate::{
    i18n::use_translator,
    kit::{Chip, Field, Glyph, Icon, IconSize, Input},
    upload::{self, Upload},
};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::{
    id::TemplateId,
    price::Category,
    refusal::{Code, Refusal},
    template::{
        LANGUAGES, TemplateCategory,
        fill::{self, Slot, SlotKind, Values},
        normal_language,
    },
};
use prosa_i18n::Translator;
use prosa_wire::{
    cost::{QuoteAsk, QuoteView},
    inbox::{OutgoingBody, TemplateChoice},
    template::TemplateOption,
};

/// Templates from which on a search stands above the list.
const SEARCH_FROM: usize = 6;

/// What is chosen and filled in.
#[derive(Clone, Copy)]
struct Picker {
    bubbles: Bubbles,
    options: RwSignal<Option<Result<Vec<TemplateOption>, Refusal>>>,
    query: RwSignal<String>,
    chosen: RwSignal<Option<TemplateId>>,
    values: RwSignal<Values>,
    quote: RwSignal<Option<QuoteView>>,
    running: StoredValue<Option<Upload>, LocalStorage>,
}

impl Picker {
    fn load(self) {
        spawn_local(async move {
            let answer = api::template_options(self.bubbles.id).await;
            let _ = self.options.try_set(Some(answer.map_err(|error| error.0)));
        });
    }

    fn option(self) -> Option<TemplateOption> {
        let id = self.chosen.get()?;
        self.options.with(|options| {
            let list = options.as_ref()?.as_ref().ok()?;
            list.iter().find(|option| option.id == id).cloned()
        })
    }

    fn choose(self, option: &TemplateOption) {
        self.chosen.set(Some(option.id));
        self.values.set(option.slots.iter().map(|(slot, value)| (slot.key.clone(), value.clone())).collect());
        self.quote.set(None);
        let category = match option.draft.category {
            TemplateCategory::Marketing => Category::Marketing,
            TemplateCategory::Utility => Category::Utility,
            TemplateCategory::Authentication => Category::Authentication,
        };
        let (ask, id) = (QuoteAsk { conversation_id: self.bubbles.id, category, send_at: None }, option.id);
        spawn_local(async move {
            // Without an answer no price is shown; the gate still weighs the budget when it is sent.
            if let Ok(quote) = api::quote_send(ask).await
                && self.chosen.try_get_untracked() == Some(Some(id))
            {
                let _ = self.quote.try_set(Some(quote));
            }
        });
    }
}

/// Opens the choice.
pub fn open(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let picker = Picker {
        bubbles,
        options: RwSignal::new(None),
        query: RwSignal::new(String::new()),
        chosen: RwSignal::new(None),
        values: RwSignal::new(Values::new()),
        quote: RwSignal::new(None),
        running: StoredValue::new_local(None),
    };
    picker.load();
    let fields = move || {
        view! {
            {move || list(picker)}
            {move || picker.option().map(|option| filled(picker, option))}
        }
        .into_any()
    };
    let make = move || {
        let missing = || Refusal::new(Code::FieldMissing).with("field", tr.t("inbox-kind-template"));
        let template_id = picker.chosen.get_untracked().ok_or_else(missing)?;
        let values = picker.values.get_untracked();
        Ok((OutgoingBody::Template(TemplateChoice { template_id, values }), None))
    };
    form::open(bubbles, tr.t(Tool::Template.key()), tr.t("inbox-template-send"), fields, make, None)
}

fn list(picker: Picker) -> AnyView {
    let tr = use_translator();
    let options = match picker.options.get() {
        None => return view! { <p role="status">{tr.t("inbox-template-loading")}</p> }.into_any(),
        Some(Err(refusal)) => {
            return view! {
                <p class="fe" role="alert">
                    <Icon glyph=Glyph::Warning size=IconSize::Small />
                    {tr.refusal(&refusal)}
                </p>
            }
            .into_any();
        }
        Some(Ok(options)) if options.is_empty() => {
            return view! {
                <p>
                    {tr.t("inbox-template-none")} " "
                    <a class="link" href="/configuracoes/modelos">{tr.t("inbox-template-make")}</a>
                </p>
            }
            .into_any();
        }
        Some(Ok(options)) => options,
    };
    let search = (options.len() >= SEARCH_FROM).then(
        || view! { <Input name="template-search" label=tr.t("inbox-template-search") value=picker.query /> },
    );
    let rows = move || {
        let query = picker.query.with(|query| query.trim().to_lowercase());
        let found = |option: &&TemplateOption| {
            let draft = &option.draft;
            query.is_empty() || draft.name.contains(&query) || draft.body.to_lowercase().contains(&query)
        };
        options.iter().filter(found).map(|option| row(picker, option.clone())).collect::<Vec<_>>()
    };
    view! {
        {search}
        <div class="topts" role="radiogroup" aria-label=tr.t("inbox-kind-template")>
            {rows}
        </div>
    }
    .into_any()
}

fn row(picker: Picker, option: TemplateOption) -> AnyView {
    let tr = use_translator();
    let id = option.id;
    let draft = &option.draft;
    let (name, language, body) = (draft.name.clone(), language_name(&draft.language), draft.body.clone());
    let category = tr.t(category_key(draft.category));
    view! {
        <label class="topt">
            <span class="check">
                <input
                    type="radio"
                    name="template"
                    prop:checked=move || picker.chosen.get() == Some(id)
                    on:change=move |_| picker.choose(&option)
                />
            </span>
            <span class="min-w-0 grow">
                <span class="flex items-center gap-2">
                    <b class="font-semibold truncate">{name}</b>
                    <Chip>{category}</Chip>
                    <span class="text-meta text-ink-3">{language}</span>
                </span>
                <span class="block text-small text-ink-2 line-clamp-2">{body}</span>
            </span>
        </label>
    }
    .into_any()
}

/// A language by its own name; the code when it has none here.
fn language_name(code: &str) -> String {
    let known = LANGUAGES.iter().find(|(known, _)| normal_language(known) == normal_language(code));
    known.map_or_else(|| code.to_owned(), |(_, name)| (*name).to_owned())
}

/// What the chosen one asks for, how it reads, and its price.
fn filled(picker: Picker, option: TemplateOption) -> AnyView {
    let tr = use_translator();
    let slots = option.slots.iter().map(|(slot, _)| field(tr, picker, slot.clone())).collect::<Vec<_>>();
    let draft = option.draft;
    let preview = move || {
        let shown = picker.values.with(|values| fill::shown(&draft, values));
        let (name, category) = (draft.name.clone(), draft.category);
        view! { <BubbleTemplate name category shown header=().into_any() /> }
    };
    let price = move || {
        picker.quote.get().map(|quote| {
            view! {
                <p class="tprice" role="status">
                    {words(tr, &quote)}
                </p>
            }
        })
    };
    view! {
        <div class="pair">{slots}</div>
        <div class="m out">
            <div class="bub">{preview}</div>
        </div>
        {price}
    }
    .into_any()
}

fn field(tr: Translator, picker: Picker, slot: Slot) -> AnyView {
    let label = match slot.key.as_str() {
        fill::HEADER_TEXT => tr.t("inbox-template-header"),
        fill::HEADER_FILE => tr.t("inbox-template-file"),
        fill::HEADER_PLACE => tr.t("inbox-tool-place"),
        fill::ONE_TIME_CODE => tr.t("inbox-template-code"),
        key if key.starts_with("button:") => tr.t("inbox-template-button"),
        key => key.to_owned(),
    };
    match slot.kind {
        SlotKind::Image | SlotKind::Video | SlotKind::Document => file_field(picker, slot, label),
        SlotKind::Text | SlotKind::UrlEnd | SlotKind::Code | SlotKind::Place => {
            let (key, id) = (slot.key.clone(), format!("field-slot-{}", slot.key.replace(':', "-")));
            let value = picker.values.with_untracked(|values| values.get(&key).cloned().unwrap_or_default());
            let input = id.clone();
            view! {
                <Field id label>
                    <span class="field">
                        <input
                            id=input
                            type="text"
                            value=value
                            placeholder=slot.sample
                            on:input:target=move |event| {
                                let text = event.target().value();
                                picker.values.update(|values| {
                                    values.insert(key.clone(), text);
                                });
                            }
                        />
                    </span>
                </Field>
            }
            .into_any()
        }
    }
}

/// The file of a header: it is brought here before the template goes.
fn file_field(picker: Picker, slot: Slot, label: String) -> AnyView {
    let tr = use_translator();
    let told = RwSignal::new(String::new());
    let (accept, kind) = match slot.kind {
        SlotKind::Image => ("image/jpeg,image/png", "image"),
        SlotKind::Video => ("video/mp4,video/3gpp", "video"),
        _ => ("", "document"),
    };
    let key = slot.key;
    let take = move |input: web_sys::HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
        let address = upload::address(picker.bubbles.id, &file.name(), kind);
        let key = key.clone();
        let percent = move |percent: u32| {
            let _ = told.try_set(tr.percent(i64::from(percent)));
        };
        let done = move |answer: Result<prosa_domain::id::MediaId, Refusal>| match answer {
            Ok(media) => {
                let _ = told.try_set(tr.t("inbox-template-file-here"));
                let _ = picker.values.try_update(|values| {
                    values.insert(key, media.to_string());
                });
            }
            Err(refusal) => {
                let _ = told.try_set(tr.refusal(&refusal));
            }
        };
        match upload::begin(&address, &file, &file.type_(), percent, done) {
            Ok(upload) => picker.running.set_value(Some(upload)),
            Err(refusal) => told.set(tr.refusal(&refusal)),
        }
    };
    let hint = Signal::derive(move || Some(told.get()).filter(|told| !told.is_empty()));
    view! {
        <Field id="field-slot-file" label hint>
            <input
                id="field-slot-file"
                type="file"
                class="text-small"
                accept=accept
                on:change:target=move |event| take(event.target())
            />
        </Field>
    }
    .into_any()
}
