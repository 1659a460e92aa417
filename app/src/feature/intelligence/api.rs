//! What this screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::MessageId;
use prosa_wire::reading::{ClassifierView, Reader};

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// The model, and what the team taught.
#[server(name = CallClassifier, endpoint = "intelligence/classifier")]
pub async fn classifier() -> Called<ClassifierView> {
    let (engine, caller) = signed_in()?;
    answer(engine.classifier_page(&caller).await)
}

/// Takes a correction back.
#[server(name = CallUndoCorrection, endpoint = "intelligence/undo")]
pub async fn undo(id: MessageId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.undo_correction(&caller, id).await)
}

/// Decides who reads.
#[server(name = CallReader, endpoint = "intelligence/reader")]
pub async fn choose_reader(reader: Reader) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.choose_reader(&caller, reader).await)
}

/// Forgets what was taught.
#[server(name = CallForgetTaught, endpoint = "intelligence/forget")]
pub async fn forget_taught() -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.forget_taught(&caller).await)
}
