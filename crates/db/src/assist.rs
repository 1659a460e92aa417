//! Language models of a tenant: their settings, what may be spent on them, every question and call, what they wrote.

pub mod ask;
pub mod draft;
pub mod provider;
