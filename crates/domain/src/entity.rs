//! Facts read out of messages by rules, each with its place.

pub mod money;
pub(crate) mod number;
