//! Tests of the engine on a real database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

mod assist;
mod at_rest;
mod bucket;
mod calls;
mod claims;
mod consent;
mod cost;
mod deliver;
#[path = "../../src/knowledge/extract/fixtures.rs"]
#[allow(dead_code)]
mod extract_fixtures;
mod far;
mod heads;
mod health;
mod hostile;
mod inbox;
mod insight;
mod isolation;
mod journal;
mod kinds;
mod knowledge;
mod knowledge_files;
mod labels;
mod ledger;
mod lines;
mod media;
mod media_out;
mod path;
mod people;
mod pictures;
mod policy;
mod preferences;
mod provider;
mod reading;
mod rotation;
mod search;
mod second;
mod seed;
mod sender;
mod shop_files;
mod sms;
mod stop_words;
mod templates;
mod told_pace;
mod transcripts;
