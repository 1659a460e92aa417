//! The screens, one folder per area. A screen takes its data from the server functions beside it.

pub mod assist;
pub mod consent;
pub mod costs;
pub mod dashboard;
// The conversations bring lazy pieces of their own, which a web build would cut out of every bundle that has the module.
#[cfg(feature = "inbox")]
pub mod inbox;
pub mod intelligence;
pub mod journal;
#[cfg(feature = "showcase")]
pub mod kit_page;
pub mod knowledge;
pub mod lines;
pub mod not_found;
pub mod people;
pub mod sending;
pub mod templates;
