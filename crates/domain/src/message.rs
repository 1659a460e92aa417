//! A message: what it says, and how far it got.

pub mod content;
pub mod limits;
pub mod status;
