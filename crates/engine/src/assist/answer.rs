//! What came of a question: words that may be seen, why there are none, and the booking of both.

use super::{
    ask::{Admitted, Asker},
    question::Prepared,
};
use crate::{Engine, Reply};
use chrono::TimeDelta;
use prosa_db::{
    DbError,
    assist::ask::{self, Call, Kept, Settled},
};
use prosa_domain::{
    assist::{
        Counted, Ended, Failure,
        task::{MadeBy, Use},
    },
    guard::Flaw,
    refusal::{Code, Refusal},
};
use prosa_provider::llm::{Answer, Attempt, Broken, Outcome, UNWANTED};
use prosa_vault::Purpose;
use uuid::Uuid;

/// How long an answer is kept for the same question again.
const KEEP: TimeDelta = TimeDelta::hours(6);

/// Words of a model that may be seen.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// The words, persons put back.
    pub text: String,
    /// The words as they came, marks and all.
    pub raw: String,
    /// Whose language and which model.
    pub model: (String, String),
    /// Whether they were kept from before.
    pub cached: bool,
}

impl Answered {
    /// An answer that just came.
    pub fn of(prepared: &Prepared, answer: &Answer, attempts: &[Attempt]) -> Reply<Self> {
        let last = attempts.iter().rev().find(|attempt| attempt.ended.is_ok());
        let model = last.map(|attempt| (attempt.kind.as_str().to_owned(), attempt.model.clone()));
        Self::seen(prepared, whole(answer), model.unwrap_or_default(), false)
    }

    /// An answer kept from before: the question is the same, so its marks stand for the same.
    pub fn kept(prepared: &Prepared, raw: String, model: (String, String)) -> Reply<Self> {
        Self::seen(prepared, raw, model, true)
    }

    fn seen(prepared: &Prepared, raw: String, model: (String, String), cached: bool) -> Reply<Self> {
        if !prepared.is_readable(&raw) {
            let reason = Failure::Malformed.as_str();
            return Err(Refusal::new(Code::AssistUnavailable).with("reason", reason));
        }
        let looked = prepared.look(&raw);
        match looked.faults.first() {
            None => Ok(Self { text: looked.text, raw, model, cached }),
            Some(fault) => Err(Refusal::new(Code::AssistUnsafe).with("flaw", flaw_word(fault.flaw))),
        }
    }
}

/// An answer that had no more room ends with its last whole sentence, where it has one.
fn whole(answer: &Answer) -> String {
    let text = answer.text.trim();
    if answer.ended == Ended::Complete {
        return text.to_owned();
    }
    let end = text.rfind(['.', '!', '?', '\n']).map(|at| at + 1);
    end.and_then(|end| text.get(..end)).unwrap_or(text).to_owned()
}

/// The word of a flaw, as it crosses the wire.
pub(super) const fn flaw_word(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Profanity => "profanity",
        Flaw::Price => "price",
        Flaw::Discount => "discount",
        Flaw::Instructions => "instructions",
        Flaw::Link => "link",
        Flaw::PersonalData => "personal_data",
        Flaw::Mark => "mark",
        Flaw::Empty => "empty",
    }
}

/// Why there is no answer, for people.
pub(super) fn refusal_of(broken: &Broken) -> Refusal {
    if broken.failure == Failure::Nobody && broken.word == "none" {
        return Refusal::new(Code::AssistNoProvider);
    }
    Refusal::new(Code::AssistUnavailable).with("reason", broken.failure.as_str())
}

impl Engine {
    /// Writes down what a question came to, and keeps a good answer, in one transaction.
    pub(super) async fn book(
        &self,
        asker: Asker,
        prepared: &Prepared,
        admitted: &Admitted,
        outcome: &Outcome,
        answered: &Reply<Answered>,
    ) -> Result<(), DbError> {
        let calls: Vec<Call> = outcome.attempts.iter().map(call).collect();
        let own = |call: &&Call| call.currency.as_deref() == Some(admitted.currency.as_str());
        let micros =
            calls.iter().filter(own).filter_map(|call| call.cost_micros).fold(0, i64::saturating_add);
        let settled = Settled {
            id: asker.id,
            outcome: word_of(outcome, answered),
            made_by: answered.is_ok().then_some(MadeBy::Model),
            calls,
            micros,
            tokens: outcome.usage().total(),
        };
        count(prepared.use_(), &settled.outcome);
        tracing::debug!(held_tokens = admitted.worst.tokens, "a question to a model is settled");
        let now = self.now();
        let keys = self.keyring.tenant(asker.tenant).await?;
        let mut tx = self.db.tenant(asker.tenant).await?;
        ask::settle(&mut tx, &settled, now).await?;
        if let Some(answered) = answered.as_ref().ok().filter(|_| prepared.use_() != Use::Test) {
            let (kind, model) = answered.model.clone();
            let answer_ct = keys.seal(Purpose::AssistText, answered.raw.as_bytes());
            ask::keep(&mut tx, &admitted.fingerprint, &Kept { answer_ct, kind, model }, now, now + KEEP)
                .await?;
        }
        tx.commit().await
    }
}

fn count(use_: Use, outcome: &str) {
    metrics::counter!("prosa_assist_asks_total", "use" => use_.as_str(), "outcome" => outcome.to_owned())
        .increment(1);
}

/// How a question ended, in one word.
fn word_of(outcome: &Outcome, answered: &Reply<Answered>) -> String {
    match (&outcome.answer, answered) {
        (Err(broken), _) if broken.word == UNWANTED => UNWANTED.to_owned(),
        (Err(broken), _) => broken.failure.as_str().to_owned(),
        (Ok(_), Ok(_)) => "answered".to_owned(),
        (Ok(_), Err(refusal)) if refusal.code == Code::AssistUnavailable => {
            Failure::Malformed.as_str().to_owned()
        }
        (Ok(_), Err(_)) => "unsafe".to_owned(),
    }
}

fn call(attempt: &Attempt) -> Call {
    Call {
        provider: Uuid::parse_str(&attempt.choice).unwrap_or_default(),
        kind: attempt.kind.as_str(),
        model: attempt.model.clone(),
        outcome: match attempt.ended {
            Ok(Ended::Complete) => "complete",
            Ok(Ended::Length) => "length",
            Err(_) if attempt.word == UNWANTED => UNWANTED,
            Err(failure) => failure.as_str(),
        },
        word: attempt.word.clone(),
        tokens_in: attempt.usage.input,
        tokens_cached: attempt.usage.cached,
        tokens_out: attempt.usage.output,
        counted: if attempt.counted == Counted::Told { "told" } else { "estimated" },
        cost_micros: attempt.cost_micros,
        currency: attempt.currency.map(|currency| currency.as_str().to_owned()),
        ms: attempt.ms,
    }
}
