//! A message: what it says, and how far it got.

pub mod content;
pub mod status;
