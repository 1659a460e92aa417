//! The screens, one folder per area. A screen takes its data from the server functions beside it.

pub mod inbox;
#[cfg(feature = "showcase")]
pub mod kit_page;
pub mod not_found;
pub mod people;
