//! What these screens ask the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::{MediaId, TemplateId};
use prosa_wire::template::{TemplateForm, TemplateList, TemplateView};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// What a new template begins as; empty is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// A purpose of the library.
    pub purpose: String,
    /// Language code.
    pub language: String,
    /// A template to put into another language.
    pub of: Option<TemplateId>,
}

/// Every template.
#[server(name = CallTemplates, endpoint = "templates/list")]
pub async fn templates() -> Called<TemplateList> {
    let (engine, caller) = signed_in()?;
    answer(engine.templates(&caller).await)
}

/// One template.
#[server(name = CallTemplate, endpoint = "templates/open")]
pub async fn template(id: TemplateId) -> Called<TemplateView> {
    let (engine, caller) = signed_in()?;
    answer(engine.template(&caller, id).await)
}

/// What a new one begins as.
#[server(name = CallNewTemplate, endpoint = "templates/new", input = server_fn::codec::Json)]
pub async fn begin(from: Beginning) -> Called<TemplateView> {
    use prosa_engine::template::NewFrom;
    let (engine, caller) = signed_in()?;
    let Beginning { purpose, language, of } = from;
    let language = if language.is_empty() { "pt_BR".to_owned() } else { language };
    let from = match of {
        Some(id) => NewFrom::Language(id, language),
        None if purpose.is_empty() => NewFrom::Blank(language),
        None => NewFrom::Library(purpose, language),
    };
    answer(engine.new_template(&caller, from).await)
}

/// Saves; with `submit` as the next step, hands it in, too. Goes on to the template's own page.
#[server(name = CallSaveTemplate, endpoint = "templates/save")]
pub async fn save(form: TemplateForm, #[server(default)] next: String) -> Called<String> {
    let (engine, caller) = signed_in()?;
    let id = answer(engine.save_template(&caller, form).await)?;
    let page = format!("{}/{id}", super::HOME);
    if next == "submit" {
        if let Err(refusal) = engine.submit_template(&caller, id).await {
            // What was written is saved: its own page shows why it was not handed in.
            leptos_axum::redirect(&format!("{page}?recusa={}", refusal_words(&refusal)));
            return answer(Err(refusal));
        }
    }
    leptos_axum::redirect(&page);
    Ok(next)
}

/// A refusal for an address: its code and arguments as JSON.
#[cfg(feature = "ssr")]
fn refusal_words(refusal: &prosa_domain::refusal::Refusal) -> String {
    let json = serde_json::to_string(refusal).unwrap_or_default();
    json.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Deletes one language of a template and goes back to the list.
#[server(name = CallDeleteTemplate, endpoint = "templates/delete")]
pub async fn delete(id: TemplateId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.delete_template(&caller, id).await)?;
    leptos_axum::redirect(super::HOME);
    Ok(())
}

/// Lists the provider's templates now.
#[server(name = CallSyncTemplates, endpoint = "templates/sync")]
pub async fn sync() -> Called<u32> {
    let (engine, caller) = signed_in()?;
    answer(engine.sync_templates(&caller).await)
}

/// Hands a file that was brought here to the provider, as the sample of a header; answers with its handle.
#[server(name = CallTemplateSample, endpoint = "templates/sample", input = server_fn::codec::Json)]
pub async fn sample(id: TemplateId, media: MediaId) -> Called<String> {
    let (engine, caller) = signed_in()?;
    answer(engine.template_sample(&caller, id, media).await)
}
