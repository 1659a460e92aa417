//! What the assistants' part of the screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::AssistantId;
use prosa_wire::assistant::{AssistantFields, AssistantsPage};

#[cfg(feature = "ssr")]
use {
    crate::call::{CallError, answer, signed_in},
    prosa_domain::{
        access::Action,
        assistant::Mode,
        refusal::{Code, Refusal},
    },
    prosa_wire::assistant::SwitchAssistant,
};

/// The assistants, and what they did lately.
#[server(name = CallAssistants, endpoint = "assistants/page")]
pub async fn page() -> Called<AssistantsPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.assistants_page(&caller).await)
}

/// Saves an assistant.
#[server(name = CallSaveAssistant, endpoint = "assistants/save")]
pub async fn save(fields: AssistantFields) -> Called<()> {
    let (engine, caller) = signed_in()?;
    // Who may not is told so before what they wrote is looked at.
    answer(caller.may(Action::ManageAssist))?;
    let form = answer(fields.read())?;
    answer(engine.save_assistant(&caller, form).await).map(|_| ())
}

/// Turns an assistant on, off, or into a rehearsal.
#[server(name = CallSwitchAssistant, endpoint = "assistants/switch")]
pub async fn switch(id: AssistantId, mode: String, #[server(default)] confirmed: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let invalid = || CallError(Refusal::new(Code::FieldInvalid).with("field", "mode"));
    let mode = Mode::parse(&mode).ok_or_else(invalid)?;
    let switch = SwitchAssistant { id, mode, confirmed: confirmed == "true" };
    answer(engine.switch_assistant(&caller, switch).await)
}

/// Takes an assistant away.
#[server(name = CallRemoveAssistant, endpoint = "assistants/remove")]
pub async fn remove(id: AssistantId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.remove_assistant(&caller, id).await)
}
