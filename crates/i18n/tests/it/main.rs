//! What the sentences and formats promise, in every language.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod format;
mod notice;
mod price;
mod sentence;
mod source;
mod template;
