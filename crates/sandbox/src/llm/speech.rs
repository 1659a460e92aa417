//! Speech into text as OpenAI does (OpenAI API reference, "Create transcription").

use super::{
    Came,
    answer::{Fault, Language as _, hang},
    mode::{Mode, Order},
    openai::{self, OpenAi},
};
use crate::{graph::call::Cut, shared::Shared};
use axum::{
    Extension, Json,
    extract::{Multipart, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What is heard in a file that does not say.
const HEARD: &str = "Olá, queria saber o preço e o prazo de entrega, por favor.";
/// What stands before the words in a file that says.
const MARK: &[u8] = b"SAY:";
/// Endings of files it knows.
const ENDINGS: [&str; 9] = ["flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"];

/// Writes down what was said.
pub async fn transcribe(
    State(shared): State<Arc<Shared>>,
    cut: Option<Extension<Cut>>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    if openai::is_refused(&headers) {
        return OpenAi::refuse(Fault::Auth);
    }
    let Some(Form { model, language, name, bytes }) = read(form).await else {
        return bad("Could not parse multipart form");
    };
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default();
    if !ENDINGS.contains(&ending.as_str()) {
        return bad("Unrecognized file format.");
    }
    let Order { mode, ms, say, .. } = shared.llm.take(&model);
    let body = json!({"language": language, "file": name, "bytes": bytes.len()});
    shared.llm.note(Came { wire: "openai_speech", model, mode, streamed: false, text: String::new(), body });
    let fault = match mode {
        Mode::Timeout => return hang(ms.unwrap_or(60_000), cut.map(|Extension(cut)| cut)).await,
        Mode::BadJson => return "WEBVTT".into_response(),
        Mode::RateLimited => Fault::RateLimited,
        Mode::Quota => Fault::Quota,
        Mode::Overloaded => Fault::Overloaded,
        Mode::ServerError => Fault::ServerError,
        Mode::Auth => Fault::Auth,
        Mode::Missing => Fault::Missing,
        _ => {
            let text = say.or_else(|| said(&bytes)).unwrap_or_else(|| HEARD.to_owned());
            return Json(json!({"text": text, "usage": {"type": "duration", "seconds": 3}})).into_response();
        }
    };
    OpenAi::refuse(fault)
}

#[derive(Default)]
struct Form {
    model: String,
    language: String,
    name: String,
    bytes: Vec<u8>,
}

async fn read(mut fields: Multipart) -> Option<Form> {
    let mut form = Form::default();
    while let Some(field) = fields.next_field().await.ok()? {
        match field.name().unwrap_or_default() {
            "model" => form.model = field.text().await.ok()?,
            "language" => form.language = field.text().await.ok()?,
            "file" => {
                form.name = field.file_name().unwrap_or_default().to_owned();
                form.bytes = field.bytes().await.ok()?.to_vec();
            }
            _ => {}
        }
    }
    (!form.model.is_empty() && !form.bytes.is_empty()).then_some(form)
}

/// The words after the mark, up to the first byte that is no text.
fn said(bytes: &[u8]) -> Option<String> {
    let at = bytes.windows(MARK.len()).position(|window| window == MARK)?;
    let rest = bytes.get(at + MARK.len()..)?;
    let text = rest.split(|byte| *byte == 0).next()?;
    Some(String::from_utf8_lossy(text).trim().to_owned())
}

fn bad(message: &str) -> Response {
    openai::error(StatusCode::BAD_REQUEST, "invalid_request_error", Value::Null, message)
}
