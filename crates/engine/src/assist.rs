//! Language models at work: a question is made harmless and nameless, asked within its budget, looked at, and written down.
//!
//! The order of a question is fixed and stands in one place ([`question`]): what attempts something is taken out of what
//! customers and pages say, personal data is replaced by marks, the model is asked, marks are put back, and what it wrote is
//! looked at before anybody sees it. Whatever fails, a verb that can do without a model does, and says so.

mod alone;
mod answer;
mod ask;
mod bench;
mod digest;
mod draft;
pub(crate) mod guarded;
mod models;
mod picture;
mod question;
mod stream;
mod thread;
mod words;

pub(crate) use alone::Alone;
pub use ask::Grounding;
pub(crate) use digest::Digested;
pub use question::Passage;

use crate::{Reply, state::AssistSettings};
use prosa_domain::refusal::{Code, Refusal};
use prosa_provider::llm::{Allowed, Client, Desk, Timeouts};
use std::sync::{Arc, OnceLock};

/// What stands between this process and all models: one desk, so that a provider that fails is known to all tenants' questions
/// of its own.
pub struct Assist {
    desk: OnceLock<Arc<Desk>>,
    allowed: Allowed,
    timeouts: Timeouts,
}

impl Assist {
    /// A desk that opens with the first question.
    #[must_use]
    pub fn new(settings: &AssistSettings) -> Self {
        let timeouts =
            Timeouts { first: settings.first_word, between: settings.between, ..Timeouts::default() };
        Self { desk: OnceLock::new(), allowed: Allowed::new(settings.allow_local.iter().cloned()), timeouts }
    }

    fn desk(&self) -> Reply<Arc<Desk>> {
        if let Some(desk) = self.desk.get() {
            return Ok(desk.clone());
        }
        let client = Client::new(self.timeouts, self.allowed.clone()).map_err(|error| {
            tracing::error!(%error, "the client for language models cannot be made");
            Refusal::new(Code::Internal)
        })?;
        Ok(self.desk.get_or_init(|| Arc::new(Desk::new(client))).clone())
    }
}
