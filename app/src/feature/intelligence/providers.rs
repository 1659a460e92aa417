//! The models of the company: in which order they are asked, how each stands, and the forms that add, change, test and take
//! them away. Keys are typed in and never shown.

use super::{
    budgets::{Limits, amount},
    card::{Labelled, Loading, after, card, never_wrong},
};
use crate::{
    call::CallError,
    feature::{
        assist::{self as api, CallRaiseModel, CallRemoveModel, CallSaveModel},
        people::form::{Refused, RefusedBand},
    },
    i18n::{Translator, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Chip, ChipTone, Glyph, Tone, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{
    assist::Kind,
    id::ModelId,
    price::{Currency, Money},
};
use prosa_wire::assist::{AssistPage, ModelPriceView, ModelState, ModelView};

const FIELDS: &[&str] = &[
    "label",
    "kind",
    "model",
    "window_tokens",
    "seconds_max",
    "price_input",
    "price_cached",
    "price_output",
];

/// The models, their limits and the test bench. Nothing for who may not see what things cost.
#[component]
pub(super) fn Models() -> impl IntoView {
    let loading =
        Loading { wait: "assist-loading", failed: "assist-failed", frame: "", tells_forbidden: false };
    card(loading, api::page, whole)
}

fn whole(page: AssistPage, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let may = page.may_manage;
    let currency = page.today.money.currency;
    let count = page.models.len();
    let none = page.models.is_empty().then(|| {
        view! {
            <p class="px-4 pb-3 text-small">
                <b class="font-semibold">{tr.t("assist-models-none")}</b>
                " "
                <span class="text-ink-2">{tr.t("assist-models-none-text")}</span>
            </p>
        }
    });
    let rows =
        page.models.iter().cloned().enumerate().map(|(at, model)| row(model, at, may, currency, reload));
    let rows = rows.collect::<Vec<_>>();
    let list = (count > 0).then(|| view! { <ol class="models">{rows}</ol> });
    let add = may.then(|| {
        view! {
            <details class="fold px-4 pb-4">
                <summary>{tr.t("assist-add")}</summary>
                {form(None, currency, reload)}
            </details>
        }
    });
    view! {
        <section class="card min-w-0" aria-labelledby="models-title">
            <div class="px-4 pt-3 pb-2 grid gap-2">
                <h2 class="text-body font-semibold" id="models-title">
                    {tr.t("assist-models")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("assist-models-text")}</p>
                <Band tone=BandTone::Amber glyph=Glyph::Warning boxed=true>
                    {tr.t("assist-meta-rule")}
                </Band>
            </div>
            {none}
            {list}
            {add}
        </section>
        <Limits page reload />
        {may.then(|| view! { <super::bench::Bench /> })}
    }
    .into_any()
}

fn row(model: ModelView, at: usize, may: bool, currency: Currency, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let (id, name) = (model.id, model.label.clone());
    let facts = facts(tr, &model);
    let is_on = model.state == ModelState::On;
    let (tone, state) = if is_on { (ChipTone::Brand, "assist-on") } else { (ChipTone::Plain, "assist-off") };
    let resting = model.resting_until.filter(|_| is_on).map(|until| {
        let when = tr.date_time(until);
        view! { <Chip tone=ChipTone::Amber>{tr.t_args("assist-resting", &[("when", (&when).into())])}</Chip> }
    });
    let hands = may.then(|| {
        view! {
            <div class="acts">{test(id, reload)} {(at > 0).then(|| raise(id, reload))}</div>
            <details class="fold">
                <summary>{tr.t("assist-change")}</summary>
                {form(Some(model), currency, reload)}
                {remove(id, reload)}
            </details>
        }
    });
    view! {
        <li>
            <div class="flex flex-wrap items-center gap-2">
                <h3 class="text-row font-semibold grow min-w-0 break-words">{name}</h3>
                {resting}
                <Chip tone>{tr.t(state)}</Chip>
            </div>
            <p class="text-small text-ink-2 break-words">{facts}</p>
            {hands}
        </li>
    }
    .into_any()
}

/// Kind, name, key, price and the last test, in one line of words.
fn facts(tr: Translator, model: &ModelView) -> String {
    let price = model.price.map_or_else(
        || tr.t("assist-no-price"),
        |price: ModelPriceView| {
            let (input, output) = (tr.price(price.input), tr.price(price.output));
            tr.t_args("assist-price-of", &[("input", (&input).into()), ("output", (&output).into())])
        },
    );
    let key = tr.t(if model.has_key { "assist-has-key" } else { "assist-no-key" });
    let tested = model.tested.as_ref().map(|(at, word)| {
        let outcome = if word == "answered" {
            tr.t("assist-outcome-answered")
        } else {
            tr.t_args("assist-outcome-failed", &[("word", word.into())])
        };
        let when = tr.date_time(*at);
        tr.t_args("assist-tested", &[("when", (&when).into()), ("outcome", (&outcome).into())])
    });
    let kind = tr.t(&format!("assist-kind-{}", model.kind.as_str()));
    let all = [Some(kind), Some(model.model.clone()), Some(key), Some(price), tested];
    all.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn test(id: ModelId, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    let test = Action::new_local(move |_: &()| api::test_model(id));
    Effect::new(move |_| match test.value().get() {
        Some(Ok(told)) => {
            match (told.said, told.refusal) {
                (Some(said), _) => {
                    let ms = i64::try_from(told.ms).unwrap_or(i64::MAX);
                    toasts.done(
                        tr.t_args("assist-tested-good", &[("ms", ms.into()), ("said", (&said).into())]),
                    );
                }
                (None, Some(refusal)) => toasts.failed(tr.refusal(&refusal)),
                (None, None) => {}
            }
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    view! {
        <Button
            size=ButtonSize::Small
            glyph=Glyph::Pulse
            loading=test.pending()
            on_press=move |()| {
                test.dispatch(());
            }
        >
            {tr.t("assist-test")}
        </Button>
    }
    .into_any()
}

fn raise(id: ModelId, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let raise = ServerAction::<CallRaiseModel>::new();
    after(move || raise.value().get(), "assist-raised", reload);
    view! {
        <ActionForm action=raise>
            <input type="hidden" name="id" value=id.to_string() />
            <Button size=ButtonSize::Small tone=Tone::Ghost loading=raise.pending()>
                {tr.t("assist-raise")}
            </Button>
        </ActionForm>
    }
    .into_any()
}

fn remove(id: ModelId, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let remove = ServerAction::<CallRemoveModel>::new();
    after(move || remove.value().get(), "assist-removed", reload);
    view! {
        <ActionForm action=remove attr:class="mt-3">
            <input type="hidden" name="id" value=id.to_string() />
            <Button tone=Tone::Danger size=ButtonSize::Medium glyph=Glyph::Trash loading=remove.pending()>
                {tr.t("assist-remove")}
            </Button>
        </ActionForm>
    }
    .into_any()
}

/// A field of the form with what is wrong about it.
fn typed(
    of: &str,
    name: &'static str,
    label: String,
    value: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
) -> Labelled {
    Labelled { id: format!("{name}-{of}"), name: name.to_owned(), label, value, hint, error }
}

fn form(model: Option<ModelView>, currency: Currency, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let save = ServerAction::<CallSaveModel>::new();
    let refused = Refused::of(move || save.value().get());
    after(move || save.value().get().filter(Result::is_ok), "assist-saved", reload);
    let of = model.as_ref().map_or_else(|| "new".to_owned(), |model| model.id.to_string());
    let id =
        model.as_ref().map(|model| view! { <input type="hidden" name="id" value=model.id.to_string() /> });
    let mut fields = place_fields(tr, &of, model.as_ref(), refused);
    fields.extend(price_fields(tr, &of, model.as_ref(), currency, refused));
    fields.push(states(tr, &of, model.as_ref().map_or(ModelState::On, |model| model.state)));
    view! {
        <ActionForm action=save attr:class="model-form mt-3">
            <div class="wide">
                <RefusedBand text=refused.elsewhere(FIELDS) />
            </div>
            {id}
            <input type="hidden" name="currency" value=currency.to_string() />
            {fields}
            <div class="wide">
                <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                    {tr.t("assist-save")}
                </Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Where a model is, and how long it may take.
fn place_fields(tr: Translator, of: &str, model: Option<&ModelView>, refused: Refused) -> Vec<AnyView> {
    let known = |get: fn(&ModelView) -> String| model.map(get).unwrap_or_default();
    let has_key = model.is_some_and(|model| model.has_key);
    let window = model.map_or(32_000, |model| model.window_tokens).to_string();
    let seconds = model.map_or(30, |model| model.seconds_max).to_string();
    let hint = Some(tr.t("assist-address-hint"));
    let plain = |name: &'static str, key: &str, value: String, hint: Option<String>| {
        typed(of, name, tr.t(key), value, hint, refused.at(name)).line()
    };
    vec![
        plain("label", "assist-label", known(|model| model.label.clone()), None),
        kinds(tr, of, model.map_or(Kind::OpenAi, |model| model.kind), refused),
        plain("address", "assist-address", known(|model| model.address.clone()), hint),
        plain("model", "assist-model", known(|model| model.model.clone()), None),
        secret(tr, of, if has_key { "assist-key-kept" } else { "assist-key-hint" }),
        plain("window_tokens", "assist-window", window, None),
        plain("seconds_max", "assist-seconds", seconds, None),
    ]
}

/// What a model costs.
fn price_fields(
    tr: Translator,
    of: &str,
    model: Option<&ModelView>,
    currency: Currency,
    refused: Refused,
) -> Vec<AnyView> {
    let price = model.and_then(|model| model.price);
    let field = |name: &'static str, key: &str, money: Option<Money>, hint: Option<String>| {
        let label = tr.t_args(key, &[("currency", currency.as_str().into())]);
        let value = money.map(|money| amount(tr, money)).unwrap_or_default();
        typed(of, name, label, value, hint, refused.at(name)).line()
    };
    let hint = Some(tr.t("assist-price-hint"));
    vec![
        field("price_input", "assist-price-input", price.map(|price| price.input), hint),
        field("price_cached", "assist-price-cached", price.map(|price| price.cached), None),
        field("price_output", "assist-price-output", price.map(|price| price.output), None),
    ]
}

fn secret(tr: Translator, of: &str, hint: &'static str) -> AnyView {
    typed(of, "key", tr.t("assist-key"), String::new(), Some(tr.t(hint)), never_wrong()).secret()
}

fn kinds(tr: Translator, of: &str, chosen: Kind, refused: Refused) -> AnyView {
    let options = Kind::ALL.map(|kind| {
        let word = kind.as_str();
        (word.to_owned(), tr.t(&format!("assist-kind-{word}")), kind == chosen)
    });
    typed(of, "kind", tr.t("assist-kind"), String::new(), None, refused.at("kind")).choice(options.to_vec())
}

fn states(tr: Translator, of: &str, chosen: ModelState) -> AnyView {
    let options = [("on", ModelState::On), ("off", ModelState::Off)]
        .map(|(word, state)| (word.to_owned(), tr.t(&format!("assist-{word}")), state == chosen));
    typed(of, "state", tr.t("assist-state"), String::new(), None, never_wrong()).choice(options.to_vec())
}
