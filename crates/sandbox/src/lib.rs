//! A stand-in for Meta's WhatsApp Cloud API, for development, demos and tests. It is written from Meta's documents and
//! shares no code with the product's provider, or it would agree with its mistakes.
//!
//! - [`graph`]: the Graph API at `/{version}/…` (`/v23.0/{phone}/messages` and the rest), bearer token checked, real error
//!   bodies.
//! - [`courier`]: calls the webhook with signed batches, repeats what was not answered with 200.
//! - [`control`]: JSON under `/control` to play customers and to order bad days. Its list of calls is in that module.
//! - [`llm`]: language models that speak as OpenAI, Anthropic and Gemini do, under `/llm`; their list of calls is in that
//!   module.
//! - [`page`]: the phone page at `/` and `/phone`, where a person plays the customers.
//!
//! Everything is in memory and bounded; nothing is kept on disk.

mod clock;
mod codes;
mod coexist;
mod config;
mod control;
mod courier;
mod customer;
mod dialog360;
mod failure;
mod fixture;
mod graph;
mod ids;
mod llm;

mod media;
mod media_order;
mod page;
mod phone;
mod pricing;
mod reach;
mod received;
mod reply;
mod serve;
mod shared;
mod sign;
mod status;
mod template;
mod token;
mod twilio;
mod update;
mod view;
mod world;

pub use config::{History, LineProvider, SandboxConfig, SandboxCustomer, SandboxLine, SandboxTemplate};
pub use serve::{Sandbox, SandboxError};
