//! What a company knows: kept in versions, cut into passages, found by words and by meaning, suggested as answers.
//!
//! Texts are cut, counted and given vectors with no transaction open, away from the threads that serve. Personal data is
//! taken out before anything is counted or given a vector; what is kept whole is ciphertext.

mod edit;
mod embed;
mod extract;
mod file;
mod index;
mod list;
mod search;
mod suggest;

pub use embed::{EmbedKnowledge, EmbedRound};
pub use file::{BringFile, ReceivingFile};
pub use search::{Hit, Query, search};
