//! As Gemini does: `generateContent` (Google, "Generating content", REST v1beta).

use super::{
    Asked,
    answer::{self, Answer, End, Fault, Language},
};
use crate::{graph::call::Cut, shared::Shared};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Speaks as Gemini does.
pub struct Gemini;

/// Answers a question.
pub async fn generate(
    State(shared): State<Arc<Shared>>,
    Path(call): Path<String>,
    cut: Option<Extension<Cut>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = headers.get("x-goog-api-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if matches!(key, "" | "wrong") {
        return Gemini::refuse(Fault::Auth);
    }
    let streamed = match call.rsplit_once(':') {
        Some((_, "generateContent")) => false,
        Some((_, "streamGenerateContent")) => true,
        _ => return Gemini::refuse(Fault::Missing),
    };
    let model = call.rsplit_once(':').map(|(model, _)| model).unwrap_or_default();
    let Some(asked) = read(model, streamed, &body) else {
        return error(
            StatusCode::BAD_REQUEST,
            "INVALID_ARGUMENT",
            "Invalid JSON payload received.",
            json!([]),
        );
    };
    answer::answer::<Gemini>(&shared, cut.map(|Extension(cut)| cut), asked, body).await
}

fn read(model: &str, streamed: bool, body: &Value) -> Option<Asked> {
    let config = body.get("generationConfig").cloned().unwrap_or_default();
    let parts = |content: &Value| {
        let said = content.get("parts")?.as_array()?.iter().filter_map(|part| part.get("text")?.as_str());
        Some(said.collect::<Vec<_>>().join("\n"))
    };
    let mut asked = Asked {
        model: model.to_owned(),
        system: body.get("systemInstruction").and_then(parts).unwrap_or_default(),
        streamed,
        schema: config.get("responseJsonSchema").cloned(),
        tokens_max: config.get("maxOutputTokens").and_then(Value::as_u64),
        ..Asked::default()
    };
    let unwanted = ["temperature", "responseJsonSchema"];
    asked.unwanted = unwanted.into_iter().filter(|name| config.get(name).is_some()).collect();
    for content in body.get("contents")?.as_array()? {
        if !matches!(content.get("role").and_then(Value::as_str), Some("user" | "model")) {
            return None;
        }
        asked.messages.push(parts(content)?);
    }
    Some(asked)
}

fn error(status: StatusCode, word: &str, message: &str, details: Value) -> Response {
    let body =
        json!({"error": {"code": status.as_u16(), "message": message, "status": word, "details": details}});
    (status, Json(body)).into_response()
}

impl Language for Gemini {
    const NAME: &'static str = "gemini";
    const END_EVENTS: usize = 1;

    fn refuse(fault: Fault) -> Response {
        let bad = StatusCode::BAD_REQUEST;
        let invalid = "INVALID_ARGUMENT";
        let exceeded = "You exceeded your current quota, please check your plan and billing details.";
        let quota = |id: &str| json!([{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id}]}]);
        match fault {
            Fault::RateLimited => error(
                StatusCode::TOO_MANY_REQUESTS,
                "RESOURCE_EXHAUSTED",
                exceeded,
                quota("GenerateRequestsPerMinutePerProjectPerModel"),
            ),
            Fault::Quota => error(
                StatusCode::TOO_MANY_REQUESTS,
                "RESOURCE_EXHAUSTED",
                exceeded,
                quota("GenerateRequestsPerDayPerProjectPerModel"),
            ),
            Fault::Overloaded => {
                error(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "The model is overloaded.", json!([]))
            }
            Fault::ServerError => error(
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "An internal error has occurred.",
                json!([]),
            ),
            Fault::Auth => error(
                bad,
                invalid,
                "API key not valid. Please pass a valid API key.",
                json!([{"reason": "API_KEY_INVALID"}]),
            ),
            Fault::TooLong => {
                let message =
                    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).";
                error(bad, invalid, message, json!([]))
            }
            Fault::Missing => error(StatusCode::NOT_FOUND, "NOT_FOUND", "The model is not found.", json!([])),
            Fault::Blocked => {
                let usage = json!({"promptTokenCount": 9, "totalTokenCount": 9});
                Json(json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": usage}))
                    .into_response()
            }
            Fault::Unsupported(name) => {
                let message =
                    format!("Invalid JSON payload received. Unknown name \"{name}\" at 'generation_config'.");
                error(bad, invalid, &message, json!([]))
            }
        }
    }

    fn whole(_: &Asked, answer: &Answer) -> Value {
        piece(&answer.text(), Some(answer.end), answer.usage.clone())
    }

    fn events(_: &Asked, answer: &Answer) -> Vec<String> {
        let event = |body: Value| format!("data: {body}\r\n\r\n");
        let pieces = answer.pieces.iter().map(|text| event(piece(text, None, None)));
        pieces.chain([event(piece("", Some(answer.end), answer.usage.clone()))]).collect()
    }

    fn error_event() -> String {
        let error = json!({"error": {"code": 500, "message": "An internal error has occurred.", "status": "INTERNAL"}});
        format!("data: {error}\r\n\r\n")
    }
}

fn piece(text: &str, end: Option<End>, usage: Option<(Value, Value)>) -> Value {
    let mut candidate = json!({"content": {"role": "model", "parts": [{"text": text}]}, "index": 0});
    if let (Some(object), Some(end)) = (candidate.as_object_mut(), end) {
        let reason = match end {
            End::Stop => "STOP",
            End::Length => "MAX_TOKENS",
            End::Filter => "SAFETY",
        };
        object.insert("finishReason".to_owned(), reason.into());
    }
    let mut body = json!({"candidates": [candidate], "modelVersion": "sandbox"});
    if let (Some(object), Some((input, output))) = (body.as_object_mut(), usage) {
        object.insert(
            "usageMetadata".to_owned(),
            json!({"promptTokenCount": input, "candidatesTokenCount": output}),
        );
    }
    body
}
