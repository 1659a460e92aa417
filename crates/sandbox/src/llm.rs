//! Language models that need no network and no key: the three wire formats as their papers describe them, with answers that
//! can be foretold. No parser is shared with the product.
//!
//! | call | speaks as |
//! |---|---|
//! | `POST /llm/v1/chat/completions` | OpenAI, and local servers: a key is not needed, but `wrong` is refused |
//! | `POST /llm/v1/audio/transcriptions` | OpenAI; what follows `SAY:` in the file is what was said |
//! | `POST /llm/v1/messages` | Anthropic; `x-api-key` and `anthropic-version` are needed |
//! | `POST /llm/v1beta/models/{model}:generateContent`, `:streamGenerateContent` | Gemini; `x-goog-api-key` is needed |
//! | `GET /llm/control` | orders in force |
//! | `POST /llm/control` | `{mode, count?, ms?, model?}`: the next calls (of that model) behave so, whatever their model says; without a count until cleared |
//! | `DELETE /llm/control` | forgets orders and calls |
//! | `GET /llm/control/calls` | what was asked, the oldest first: `{wire, model, mode, streamed, text, body}`; `text` is all that was said in it |
//!
//! A model called `stub-echo` answers in the mode `echo`, and so on ([`mode::Mode`]); any other name is `grounded`.

mod answer;
mod anthropic;
mod compose;
mod gemini;
pub mod mode;
mod openai;
mod speech;

use crate::{control::ControlError, shared::Shared};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    routing::{get, post},
};
use mode::{Mode, Order};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Bytes of a call at most: pictures and voice messages.
const BODY_MAX: usize = 32 << 20;
/// Calls remembered.
const CALLS_MAX: usize = 500;

/// All calls.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/llm/v1/chat/completions", post(openai::complete))
        .route("/llm/v1/audio/transcriptions", post(speech::transcribe))
        .route("/llm/v1/messages", post(anthropic::message))
        .route("/llm/v1beta/models/{call}", post(gemini::generate))
        .route("/llm/control", get(orders).post(order).delete(clear))
        .route("/llm/control/calls", get(calls))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(shared)
}

/// A question, whoever's language it came in.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The model.
    pub model: String,
    /// Instructions.
    pub system: String,
    /// What was said, the oldest first; pictures count but say nothing.
    pub messages: Vec<String>,
    /// Whether it is wanted piece by piece.
    pub streamed: bool,
    /// The shape of the answer.
    pub schema: Option<Value>,
    /// Tokens of the answer at most.
    pub tokens_max: Option<u64>,
    /// Parameters that a strict model does not take.
    pub unwanted: Vec<&'static str>,
    /// Pictures in it.
    pub pictures: usize,
    /// What it was ordered to say.
    pub say: Option<String>,
}

impl Asked {
    /// All that was said, exactly.
    pub fn text(&self) -> String {
        let all = std::iter::once(&self.system).chain(&self.messages);
        all.filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n")
    }
}

/// A call that came.
#[derive(Clone, Debug, Serialize)]
pub struct Came {
    /// Whose language.
    pub wire: &'static str,
    /// The model.
    pub model: String,
    /// How it behaved.
    pub mode: Mode,
    /// Whether it was wanted piece by piece.
    pub streamed: bool,
    /// All that was said in it.
    pub text: String,
    /// The body as it came.
    pub body: Value,
}

/// Orders and calls.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<(Vec<Order>, VecDeque<Came>)>);

impl Ledger {
    /// How a call of a model behaves, and for how long things take.
    fn take(&self, model: &str) -> Order {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let usual = || Order { mode: Mode::of_model(model), count: None, ms: None, model: None, say: None };
        mode::take(&mut held.0, model).unwrap_or_else(usual)
    }

    /// Remembers a call.
    fn note(&self, came: Came) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.1.push_back(came);
        let surplus = held.1.len().saturating_sub(CALLS_MAX);
        held.1.drain(..surplus);
    }
}

async fn orders(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let held = shared.llm.0.lock().unwrap_or_else(PoisonError::into_inner);
    Json(json!({"orders": held.0}))
}

async fn order(
    State(shared): State<Arc<Shared>>,
    Json(value): Json<Value>,
) -> Result<Json<Value>, ControlError> {
    let order: Order = serde_json::from_value(value).map_err(|error| ControlError::bad(error.to_string()))?;
    let mut held = shared.llm.0.lock().unwrap_or_else(PoisonError::into_inner);
    held.0.push(order);
    Ok(Json(json!({"orders": held.0})))
}

async fn clear(State(shared): State<Arc<Shared>>) -> Json<Value> {
    *shared.llm.0.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
    Json(json!({"orders": []}))
}

async fn calls(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let held = shared.llm.0.lock().unwrap_or_else(PoisonError::into_inner);
    Json(json!({"calls": held.1}))
}
