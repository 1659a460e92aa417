//! Use cases and the message path: what Prosa does, step by step, over `db`, `vault` and `provider`.
//!
//! Every verb takes a [`Caller`] and checks what the caller may do; views never do. No transaction is open during a
//! network call. HTTP, pages and models are not known here.

pub mod aside;
pub mod assist;
pub mod assistant;
pub mod blob;
pub mod caller;
pub mod consent;
pub mod cost;
pub mod dashboard;
pub mod head;
pub mod health;
pub mod inbox;
pub mod insight;
pub mod job;
pub mod journal;
pub mod keyring;
pub mod knowledge;
pub mod label;
pub mod line;
pub mod live;
pub mod mail;
pub mod media;
pub mod path;
pub mod people;
mod policy;
pub mod port;
pub mod second;
pub mod seed;
pub mod sender;
pub mod sending;
pub mod sms;
pub mod state;
pub mod template;

pub use caller::Caller;
pub use state::{AssistSettings, Engine, Pace, Parts, Settings};

use prosa_db::DbError;
use prosa_domain::refusal::{Code, Refusal};

/// The answer of every verb.
pub type Reply<T> = Result<T, Refusal>;

/// What a caller is told when the database failed; the cause goes to the log.
pub(crate) fn refuse_db(error: DbError) -> Refusal {
    match &error {
        DbError::Away(_) | DbError::DiskFull(_) => {
            tracing::warn!(error = %chain(&error), "the database is away");
            Refusal::new(Code::DatabaseAway)
        }
        DbError::Busy => Refusal::new(Code::Overloaded),
        _ => {
            tracing::error!(error = %chain(&error), "a use case failed");
            Refusal::new(Code::Internal)
        }
    }
}

/// An error and its causes in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
