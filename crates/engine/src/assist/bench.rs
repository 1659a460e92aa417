//! The test bench: a conversation run through a draft, with what every step saw. Nothing is offered or sent; the question
//! counts as any other.

use super::{
    answer::Answered,
    ask::{Asker, Grounding},
    draft::{reply_to, sources},
    question::{Prepared, prepare},
};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::assist::ask;
use prosa_domain::{
    access::Action,
    assist::{task::Use, window::Speaker},
    guard::Fault,
    id::ConversationId,
    price::{Currency, Money},
};
use prosa_provider::llm::{Message, Part};
use prosa_wire::assist::{BenchView, CallView};
use std::sync::Arc;

impl Engine {
    /// Runs a conversation through a draft and shows what every step saw.
    ///
    /// # Errors
    /// `not-found`, `forbidden`; what goes wrong at the model is in the answer.
    pub async fn bench_draft(&self, caller: &Caller, id: ConversationId) -> Reply<BenchView> {
        caller.may(Action::ManageAssist)?;
        let talk = self.talk(caller, id).await?;
        let passages = self.passages(caller, &talk, Grounding::Knowledge).await?;
        // As a test: what was kept from before would show nothing.
        let mut question = reply_to(&talk, passages);
        question.use_ = Use::Test;
        let prepared = Arc::new(prepare(question, &*self.classifier));
        let asker = Asker::of(self, caller, Some(id));
        let raw = Arc::new(std::sync::Mutex::new(String::new()));
        let answered = self.ask_models_raw(asker, prepared.clone(), raw.clone()).await;
        let raw = raw.lock().map(|raw| raw.clone()).unwrap_or_default();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calls = ask::calls(&mut tx, asker.id).await.map_err(refuse_db)?;
        Ok(view(&prepared, &raw, answered, calls.into_iter().map(call).collect()))
    }
}

fn view(prepared: &Prepared, raw: &str, answered: Reply<Answered>, calls: Vec<CallView>) -> BenchView {
    let looked = (!raw.is_empty()).then(|| prepared.look(raw));
    let (restored, faults) = looked.map(|looked| (looked.text, looked.faults)).unwrap_or_default();
    let word = |fault: &Fault| {
        let text: String =
            restored.get(fault.start..fault.end).unwrap_or_default().chars().take(120).collect();
        (fault.flaw, text)
    };
    let faults = faults.iter().map(word).collect();
    let counts = prepared.redactor.counts().iter();
    BenchView {
        sent: sent(prepared),
        attempts: prepared.attempts.clone(),
        redacted: counts
            .map(|(kind, count)| (kind.word().to_owned(), u32::try_from(*count).unwrap_or(u32::MAX)))
            .collect(),
        sources: sources(prepared.passages()),
        answer: raw.to_owned(),
        restored,
        faults,
        calls,
        refusal: answered.err(),
    }
}

/// What left, as it left.
fn sent(prepared: &Prepared) -> Vec<(String, String)> {
    let words = |message: &Message| {
        let text = message.parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Image { .. } => "",
        });
        let who = if message.speaker == Speaker::User { "user" } else { "assistant" };
        (who.to_owned(), text.collect::<Vec<_>>().join("\n"))
    };
    let system = ("system".to_owned(), prepared.request.system.clone());
    std::iter::once(system).chain(prepared.request.messages.iter().map(words)).collect()
}

fn call(row: ask::CallRow) -> CallView {
    let currency = row.currency.as_deref().and_then(Currency::parse);
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    CallView {
        model: format!("{}/{}", row.kind, row.model),
        outcome: row.outcome,
        ms: u64::try_from(row.ms).unwrap_or_default(),
        tokens_in: whole(row.tokens_in),
        tokens_out: whole(row.tokens_out),
        cost: row.cost_micros.zip(currency).map(|(micros, currency)| Money::of(micros / 100, currency)),
    }
}
