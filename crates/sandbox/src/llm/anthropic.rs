//! As Anthropic does: messages (Claude docs, "Messages", "Streaming messages", "Errors").

use super::{
    Asked,
    answer::{self, Answer, End, Fault, Language},
};
use crate::{graph::call::Cut, shared::Shared};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Speaks as Anthropic does.
pub struct Anthropic;

/// Answers a message.
pub async fn message(
    State(shared): State<Arc<Shared>>,
    cut: Option<Extension<Cut>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let told = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if matches!(told("x-api-key"), "" | "wrong") {
        return Anthropic::refuse(Fault::Auth);
    }
    if told("anthropic-version") != "2023-06-01" {
        return error(
            StatusCode::BAD_REQUEST,
            "invalid_request_error",
            "anthropic-version: header is required",
        );
    }
    match read(&body) {
        Ok(asked) => answer::answer::<Anthropic>(&shared, cut.map(|Extension(cut)| cut), asked, body).await,
        Err(why) => error(StatusCode::BAD_REQUEST, "invalid_request_error", why),
    }
}

fn read(body: &Value) -> Result<Asked, &'static str> {
    let model = body.get("model").and_then(Value::as_str).ok_or("model: Field required")?;
    let tokens_max = body.get("max_tokens").and_then(Value::as_u64).ok_or("max_tokens: Field required")?;
    let mut asked = Asked {
        model: model.to_owned(),
        system: body.get("system").and_then(Value::as_str).unwrap_or_default().to_owned(),
        streamed: body.get("stream").and_then(Value::as_bool).unwrap_or_default(),
        schema: body.pointer("/output_config/format/schema").cloned(),
        tokens_max: Some(tokens_max),
        ..Asked::default()
    };
    asked.unwanted =
        ["temperature", "output_config"].into_iter().filter(|name| body.get(name).is_some()).collect();
    let messages = body.get("messages").and_then(Value::as_array).ok_or("messages: Field required")?;
    if messages.first().and_then(|first| first.get("role")).and_then(Value::as_str) != Some("user") {
        return Err("messages: first message must use the \"user\" role");
    }
    for message in messages {
        asked.messages.push(words(message.get("content").unwrap_or(&Value::Null))?);
    }
    Ok(asked)
}

fn words(content: &Value) -> Result<String, &'static str> {
    if let Some(text) = content.as_str() {
        return Ok(text.to_owned());
    }
    let blocks =
        content.as_array().filter(|blocks| !blocks.is_empty()).ok_or("messages: content is required")?;
    let mut said = Vec::new();
    for block in blocks {
        match (block.get("type").and_then(Value::as_str), block.get("text").and_then(Value::as_str)) {
            (Some("text"), Some(text)) if !text.is_empty() => said.push(text),
            (Some("image"), None) if block.pointer("/source/data").is_some() => {}
            _ => return Err("messages: text content blocks must be non-empty"),
        }
    }
    Ok(said.join("\n"))
}

fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    let body =
        json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_sandbox"});
    (status, Json(body)).into_response()
}

impl Language for Anthropic {
    const NAME: &'static str = "anthropic";
    const END_EVENTS: usize = 2;

    fn refuse(fault: Fault) -> Response {
        let invalid = "invalid_request_error";
        let bad = StatusCode::BAD_REQUEST;
        match fault {
            Fault::RateLimited => {
                error(StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", "Number of requests exceeded.")
            }
            Fault::Quota => error(bad, invalid, "Your credit balance is too low to access the API."),
            Fault::Overloaded => error(
                StatusCode::from_u16(529).unwrap_or(StatusCode::SERVICE_UNAVAILABLE),
                "overloaded_error",
                "Overloaded",
            ),
            Fault::ServerError => {
                error(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "Internal server error")
            }
            Fault::Auth => error(StatusCode::UNAUTHORIZED, "authentication_error", "invalid x-api-key"),
            Fault::TooLong => error(bad, invalid, "prompt is too long: 208310 tokens > 200000 maximum"),
            Fault::Missing => error(StatusCode::NOT_FOUND, "not_found_error", "model: unknown"),
            Fault::Blocked => {
                // No error there: an answer that is a refusal.
                let answer =
                    Answer { pieces: Vec::new(), end: End::Filter, usage: Some((9.into(), 1.into())) };
                Json(Self::whole(&Asked::default(), &answer)).into_response()
            }
            Fault::Unsupported("temperature") => {
                error(bad, invalid, "`temperature` is deprecated for this model.")
            }
            Fault::Unsupported(name) => {
                error(bad, invalid, &format!("{name}: Extra inputs are not permitted"))
            }
        }
    }

    fn whole(asked: &Asked, answer: &Answer) -> Value {
        let mut body = json!({"id": "msg_sandbox", "type": "message", "role": "assistant", "model": asked.model,
            "content": [{"type": "text", "text": answer.text()}], "stop_reason": reason(answer.end), "stop_sequence": null});
        if let (Some(object), Some((input, output))) = (body.as_object_mut(), answer.usage.clone()) {
            object.insert("usage".to_owned(), json!({"input_tokens": input, "output_tokens": output}));
        }
        body
    }

    fn events(asked: &Asked, answer: &Answer) -> Vec<String> {
        let event = |kind: &str, mut body: Value| {
            if let Some(object) = body.as_object_mut() {
                object.insert("type".to_owned(), kind.into());
            }
            format!("event: {kind}\ndata: {body}\n\n")
        };
        let mut message = json!({"id": "msg_sandbox", "type": "message", "role": "assistant", "model": asked.model,
            "content": [], "stop_reason": null});
        let mut delta = json!({"delta": {"stop_reason": reason(answer.end), "stop_sequence": null}});
        if let (Some((input, output)), Some(message), Some(delta)) =
            (answer.usage.clone(), message.as_object_mut(), delta.as_object_mut())
        {
            message.insert("usage".to_owned(), json!({"input_tokens": input, "output_tokens": 1}));
            delta.insert("usage".to_owned(), json!({"output_tokens": output}));
        }
        let mut events = vec![
            event("message_start", json!({"message": message})),
            event("content_block_start", json!({"index": 0, "content_block": {"type": "text", "text": ""}})),
            event("ping", json!({})),
        ];
        let piece = |text: &String| json!({"index": 0, "delta": {"type": "text_delta", "text": text}});
        events.extend(answer.pieces.iter().map(|text| event("content_block_delta", piece(text))));
        events.push(event("content_block_stop", json!({"index": 0})));
        events.push(event("message_delta", delta));
        events.push(event("message_stop", json!({})));
        events
    }

    fn error_event() -> String {
        let error =
            json!({"type": "error", "error": {"type": "api_error", "message": "Internal server error"}});
        format!("event: error\ndata: {error}\n\n")
    }
}

const fn reason(end: End) -> &'static str {
    match end {
        End::Stop => "end_turn",
        End::Length => "max_tokens",
        End::Filter => "refusal",
    }
}
