//! The rules and words of Prosa, pure: values in, values out, time given.
//!
//! Nothing here reads a clock, a random source, the environment, a file or a socket, and no other room of the
//! workspace is imported. The same code runs in the server and, as WASM, in the browser.

pub mod access;
pub mod assist;
pub mod assistant;
pub mod budget;
pub mod consent;
pub mod contact;
pub mod conversation;
pub mod delivery;
pub mod drift;
pub mod email;
pub mod entity;
pub mod event;
pub mod guard;
pub mod holiday;
pub mod id;
pub mod knowledge;
pub mod label;
pub mod lang;
pub mod line;
pub mod line_health;
pub mod media;
pub mod message;
pub mod optout;
pub mod pace;
pub mod panic;
pub mod password;
pub mod phone;
pub mod policy;
pub mod price;
pub mod promise;
pub mod quick;
pub mod redact;
pub mod refusal;
mod scan;
pub mod search;
pub mod sms;
pub mod standing;
pub mod summary;
pub mod taught;
pub mod template;
pub mod window;
