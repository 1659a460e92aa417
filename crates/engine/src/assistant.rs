//! Assistants: a machine that answers customers by itself, where a company turned it on, within what it allows.
//!
//! A message of a contact makes its conversation due in the statement that moves the conversation on
//! (`prosa_db::path::conversations::advance`). A job takes it ([`turn`]), decides by the rules of `prosa_domain::assistant`,
//! asks a model with no transaction open, decides again, and sends through the one gate and the one queue.

mod due;
mod manage;
mod near;
mod see;

pub mod turn;

pub(crate) use due::heard;
pub use turn::AssistantTurn;

use serde::{Deserialize, Serialize};

/// A company's own words for an assistant, as they are sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Words {
    /// Hand-over words.
    pub own: Vec<String>,
    /// What a contact is told when a person takes over; empty means nothing.
    pub sentence: String,
    /// What answers a greeting alone; empty means nothing does. Who was set up before there was one has none.
    #[serde(default)]
    pub greeting: String,
}
