//! What this screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::MessageId;
use prosa_wire::{
    picture::PictureReader,
    reading::{ClassifierView, Reader},
};

#[cfg(feature = "ssr")]
use {
    crate::call::{CallError, answer, signed_in},
    prosa_domain::refusal::{Code, Refusal},
    prosa_wire::picture::Agreement,
};

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

/// Who reads the text in pictures.
#[server(name = CallPictures, endpoint = "intelligence/pictures")]
pub async fn pictures() -> Called<PictureReader> {
    let (engine, caller) = signed_in()?;
    answer(engine.picture_reader(&caller).await)
}

/// Has a model read them, or nobody when it is empty. A box that is not ticked is not sent.
#[server(name = CallChoosePictures, endpoint = "intelligence/choose_pictures")]
pub async fn choose_pictures(
    #[server(default)] model: String,
    #[server(default)] agreed: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let invalid = |_| CallError(Refusal::new(Code::FieldInvalid).with("field", "model"));
    let model =
        Some(model.trim()).filter(|model| !model.is_empty()).map(str::parse).transpose().map_err(invalid)?;
    let agreement = if agreed == "on" { Agreement::Given } else { Agreement::Missing };
    answer(engine.choose_picture_reader(&caller, model, agreement).await)
}
