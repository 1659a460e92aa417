//! The sandbox from outside: its Graph API, its webhooks, its control API and its page, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod account;
mod customers;
mod failures;
mod files;
mod harness;
mod llm;
mod others;
mod page;
mod platform;
mod replies;
mod sends;
mod templates;
mod webhook;
