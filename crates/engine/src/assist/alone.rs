//! An answer that nobody reads before the customer does. Stricter than a draft: it leans on passages alone, names them, and
//! where anything is amiss there is none.

use super::{
    ask::Asker,
    draft::{reply_to, title_of},
    question::{Passage, Question, prepare},
    thread::Talk,
};
use crate::{
    Engine, Reply,
    knowledge::{self, Query},
};
use prosa_domain::{
    assist::{prompt, task::Use},
    assistant::{self, Handed},
    id::{AskId, ConversationId, TenantId},
    knowledge::Audience,
    refusal::{Code, Refusal},
};
use std::sync::Arc;

/// What is known about a question before a model is asked.
pub(crate) struct Found {
    talk: Talk,
    passages: Vec<Passage>,
    /// How well the best passage fits, 0 to 1.
    pub fit: f64,
}

/// Words for the customer.
pub(crate) struct Alone {
    /// The words, without the numbers of the sources.
    pub text: String,
    /// Whose language and which model.
    pub model: (String, String),
}

impl Engine {
    /// The passages customers may be told that fit what the contact asked.
    ///
    /// # Errors
    /// `not-found`; when the database fails.
    pub(crate) async fn find_alone(&self, tenant: TenantId, id: ConversationId) -> Reply<Found> {
        let talk = self.talk_of(tenant, id).await?;
        let query = Query {
            text: talk.asked(),
            language: talk.language(),
            audience: Audience::Customer,
            limit: prompt::PASSAGES,
        };
        let asked = query.text.clone();
        let hits = knowledge::search(self, tenant, query).await?;
        let weighed = hits.into_iter().map(|hit| {
            let title = title_of(hit.title, &hit.heading);
            let whole = format!("{title}\n{}", hit.text);
            let fit = assistant::fit(&asked, &whole, hit.words, hit.nearness);
            (fit, Passage { title, text: hit.text })
        });
        let fits: Vec<(f64, Passage)> = weighed.filter(|(fit, _)| *fit >= assistant::FIT_MIN).collect();
        let fit = fits.iter().map(|(fit, _)| *fit).fold(0.0, f64::max);
        Ok(Found { talk, passages: fits.into_iter().map(|(_, passage)| passage).collect(), fit })
    }

    /// Asks models for an answer. Whatever is wrong with it hands over.
    ///
    /// # Errors
    /// `rate-limited` when it is to be asked a little later; otherwise the database failed.
    pub(crate) async fn answer_alone(
        &self,
        (tenant, conversation): (TenantId, ConversationId),
        ask: AskId,
        found: Found,
        (name, length_max): (&str, u16),
    ) -> Reply<Result<Alone, Handed>> {
        let asker = Asker { tenant, member: None, conversation: Some(conversation), id: ask, only: None };
        let count = found.passages.len();
        let question = reply_to(&found.talk, found.passages);
        let question = Question { use_: Use::Assistant, rules: assistant::instructions(name), ..question };
        let answered =
            match self.ask_models(asker, Arc::new(prepare(question, &*self.classifier)), None).await {
                Ok(answered) => answered,
                Err(refusal) => return trouble(refusal).map(Err),
            };
        Ok(match assistant::read(&answered.text, count, length_max) {
            assistant::Reply::Says(text) => Ok(Alone { text, model: answered.model }),
            assistant::Reply::PassedOn | assistant::Reply::Unfounded => Err(Handed::Unsure),
            assistant::Reply::TooLong => Err(Handed::TooLong),
        })
    }
}

/// What a refused question means for the customer who waits.
fn trouble(refusal: Refusal) -> Reply<Handed> {
    match refusal.code {
        Code::AssistNoProvider => Ok(Handed::NoModel),
        Code::AssistMoneySpent | Code::AssistTokensSpent | Code::AssistNoPrice => Ok(Handed::Budget),
        Code::AssistUnavailable => Ok(Handed::ModelAway),
        Code::AssistUnsafe => Ok(Handed::Unsafe),
        _ => Err(refusal),
    }
}
