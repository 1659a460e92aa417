//! What screens ask the server about language models. A draft itself comes as a stream (`/api/assist/draft`).

#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form arrive one by one, with and without script"
)]
#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::ModelId;
use prosa_wire::assist::{
    AssistPage, BenchView, DecideDraft, DraftView, ModelTest, RewriteAsk, SummaryAsk, TranslateAsk,
};
use server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    crate::call::{answer, signed_in},
    prosa_domain::id::ConversationId,
};

/// The models and their budget.
#[server(name = CallAssist, endpoint = "assist/page")]
pub async fn page() -> Called<AssistPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.assist_page(&caller).await)
}

/// Saves a model. An empty key keeps the one that is there; without prices nobody knows what it costs.
#[server(name = CallSaveModel, endpoint = "assist/save_model")]
pub async fn save_model(
    id: Option<ModelId>,
    label: String,
    kind: String,
    #[server(default)] address: String,
    model: String,
    #[server(default)] key: String,
    window_tokens: String,
    seconds_max: String,
    #[server(default)] price_input: String,
    #[server(default)] price_cached: String,
    #[server(default)] price_output: String,
    currency: String,
    state: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let form = prosa_wire::assist::ModelForm {
        id,
        label,
        kind: prosa_domain::assist::Kind::parse(&kind).ok_or_else(|| typed::invalid("kind"))?,
        address,
        model,
        key: Some(key).filter(|key| !key.trim().is_empty()),
        window_tokens: typed::number("window_tokens", &window_tokens)?,
        seconds_max: typed::number("seconds_max", &seconds_max)?,
        price: typed::price([&price_input, &price_cached, &price_output], &currency)?,
        state: if state == "on" {
            prosa_wire::assist::ModelState::On
        } else {
            prosa_wire::assist::ModelState::Off
        },
    };
    answer(engine.save_model(&caller, form).await).map(|_| ())
}

/// Takes a model away.
#[server(name = CallRemoveModel, endpoint = "assist/remove_model")]
pub async fn remove_model(id: ModelId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.remove_model(&caller, id).await)
}

/// Asks a model before the one that stands before it.
#[server(name = CallRaiseModel, endpoint = "assist/raise_model")]
pub async fn raise_model(id: ModelId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.raise_model(&caller, id).await)
}

/// Asks a model a question about nothing.
#[server(name = CallTestModel, endpoint = "assist/test_model")]
pub async fn test_model(id: ModelId) -> Called<ModelTest> {
    let (engine, caller) = signed_in()?;
    answer(engine.test_model(&caller, id).await)
}

/// Says what a day and a minute allow. Empty limits are none.
#[server(name = CallSaveLimits, endpoint = "assist/save_limits")]
pub async fn save_limits(
    #[server(default)] day_money: String,
    #[server(default)] day_tokens: String,
    per_minute: String,
    #[server(default)] link_hosts: String,
    currency: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let hosts = link_hosts.split([',', ' ', '\n', '\r']).filter(|host| !host.is_empty());
    let limits = prosa_wire::assist::AssistLimits {
        day_money: typed::money("day_money", &day_money, &currency)?,
        day_tokens: Some(day_tokens.trim())
            .filter(|text| !text.is_empty())
            .map(|text| typed::number("day_tokens", text))
            .transpose()?,
        per_minute: typed::number("per_minute", &per_minute)?,
        link_hosts: hosts.map(str::to_owned).collect(),
    };
    answer(engine.save_assist_limits(&caller, limits).await)
}

/// A member's words in another tone.
#[server(name = CallRewrite, endpoint = "assist/rewrite", input = Json)]
pub async fn rewrite(ask: RewriteAsk) -> Called<DraftView> {
    let (engine, caller) = signed_in()?;
    answer(engine.rewrite_words(&caller, ask).await)
}

/// Words in another language.
#[server(name = CallTranslate, endpoint = "assist/translate", input = Json)]
pub async fn translate(ask: TranslateAsk) -> Called<DraftView> {
    let (engine, caller) = signed_in()?;
    answer(engine.translate_words(&caller, ask).await)
}

/// A conversation in a few sentences.
#[server(name = CallSummarise, endpoint = "assist/summary", input = Json)]
pub async fn summary(ask: SummaryAsk) -> Called<DraftView> {
    let (engine, caller) = signed_in()?;
    answer(engine.summarise(&caller, ask).await)
}

/// Notes what became of offered words.
#[server(name = CallDecide, endpoint = "assist/decide", input = Json)]
pub async fn decide(decide: DecideDraft) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.decide_draft(&caller, decide).await)
}

/// Runs a conversation through a draft and shows every step. Nothing is offered or sent.
#[server(name = CallBench, endpoint = "assist/bench")]
pub async fn bench(conversation: String) -> Called<BenchView> {
    let (engine, caller) = signed_in()?;
    let last = conversation.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let id = last.split(['#', '?']).next().unwrap_or_default();
    let id: ConversationId = id.parse().map_err(|_| typed::invalid("conversation"))?;
    answer(engine.bench_draft(&caller, id).await)
}

#[cfg(feature = "ssr")]
mod typed {
    //! Numbers and amounts as people type them.

    use crate::call::{CallError, Called};
    use prosa_domain::{
        price::{Currency, Money},
        refusal::{Code, Refusal},
    };
    use prosa_wire::assist::ModelPriceView;
    use std::str::FromStr;

    pub fn invalid(field: &str) -> CallError {
        CallError(Refusal::new(Code::FieldInvalid).with("field", field))
    }

    pub fn number<N: FromStr>(field: &str, text: &str) -> Called<N> {
        let digits: String =
            text.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ' | '\u{a0}')).collect();
        digits.parse().map_err(|_| invalid(field))
    }

    pub fn money(field: &str, text: &str, currency: &str) -> Called<Option<Money>> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let currency = Currency::parse(currency).ok_or_else(|| invalid("currency"))?;
        Money::parse(text, currency).map(Some).ok_or_else(|| invalid(field))
    }

    /// All three, or none; what a cached token costs is what a token costs where nobody said so.
    pub fn price([input, cached, output]: [&str; 3], currency: &str) -> Called<Option<ModelPriceView>> {
        let input = money("price_input", input, currency)?;
        let output = money("price_output", output, currency)?;
        let cached = money("price_cached", cached, currency)?;
        match (input, output) {
            (None, None) => Ok(None),
            (Some(input), Some(output)) => {
                Ok(Some(ModelPriceView { input, cached: cached.unwrap_or(input), output }))
            }
            (None, Some(_)) => Err(invalid("price_input")),
            (Some(_), None) => Err(invalid("price_output")),
        }
    }
}
