//! The vault from outside: what it seals opens again, what was touched does not, keys rotate, and the key file speaks in
//! words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod file;
mod format;
mod help;
mod index;
mod rotate;
mod seal;
mod stream;
