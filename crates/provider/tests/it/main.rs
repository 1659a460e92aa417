//! The provider room against saved deliveries, hostile bodies and a server that misbehaves on command.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

mod check;
mod conformance;
mod contents;
mod deliveries;
mod hostile;
mod kinds;
mod llm_conformance;
mod llm_desk;
mod llm_wire;
mod media;
mod model;
mod notice;
mod people;
mod pricing;
mod saved;
mod send;
mod signature;
mod stub;
mod template;
mod twilio;
