//! What crosses between browser and server. Plain data, no behaviour, no `usize`, no server-only types.
//!
//! Text shown to people never travels as an error: refusals are codes (`prosa_domain::refusal`).

pub mod assist;
pub mod assistant;
pub mod body;
pub mod consent;
pub mod cost;
pub mod dashboard;
pub mod inbox;
pub mod insight;
pub mod journal;
pub mod knowledge;
pub mod line;
pub mod media;
pub mod outgoing;
pub mod picture;
pub mod reading;
pub mod sender;
pub mod sending;
pub mod session;
pub mod sms;
pub mod team;
pub mod template;

/// The answer of every use case: the value, or why not.
pub type Reply<T> = Result<T, prosa_domain::refusal::Refusal>;
