//! As OpenAI does: chat completions (OpenAI API reference, "Chat completions").

use super::{
    Asked,
    answer::{self, Answer, End, Fault, Language},
};
use crate::{graph::call::Cut, shared::Shared};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Speaks as OpenAI does.
pub struct OpenAi;

/// Answers a chat.
pub async fn complete(
    State(shared): State<Arc<Shared>>,
    cut: Option<Extension<Cut>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if is_refused(&headers) {
        return OpenAi::refuse(Fault::Auth);
    }
    let Some(asked) = read(&body) else {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", Value::Null, "Bad messages.");
    };
    answer::answer::<OpenAi>(&shared, cut.map(|Extension(cut)| cut), asked, body).await
}

/// Whether a key was shown that is not good. None at all is: so are local servers.
pub fn is_refused(headers: &HeaderMap) -> bool {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    shown.is_some_and(|shown| matches!(shown, "Bearer wrong" | "Bearer") || !shown.starts_with("Bearer "))
}

fn read(body: &Value) -> Option<Asked> {
    let mut asked = Asked {
        model: body.get("model")?.as_str()?.to_owned(),
        streamed: body.get("stream").and_then(Value::as_bool).unwrap_or_default(),
        schema: body.pointer("/response_format/json_schema/schema").cloned(),
        tokens_max: body
            .get("max_completion_tokens")
            .or_else(|| body.get("max_tokens"))
            .and_then(Value::as_u64),
        ..Asked::default()
    };
    let unwanted = ["temperature", "max_tokens", "response_format"];
    asked.unwanted = unwanted.into_iter().filter(|name| body.get(name).is_some()).collect();
    for message in body.get("messages")?.as_array()? {
        let text = words(message.get("content")?)?;
        match message.get("role")?.as_str()? {
            "system" | "developer" => asked.system.push_str(&text),
            "user" | "assistant" => asked.messages.push(text),
            _ => return None,
        }
    }
    Some(asked)
}

fn words(content: &Value) -> Option<String> {
    match content {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let said = parts.iter().filter_map(|part| part.get("text")?.as_str());
            Some(said.collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}

/// A refusal.
pub fn error(status: StatusCode, kind: &str, code: Value, message: &str) -> Response {
    let param = code.as_str().and_then(|code| code.strip_prefix("param:")).map(str::to_owned);
    let code = if param.is_some() { "unsupported_parameter".into() } else { code };
    let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
    (status, Json(body)).into_response()
}

impl Language for OpenAi {
    const NAME: &'static str = "openai";
    const END_EVENTS: usize = 3;

    fn refuse(fault: Fault) -> Response {
        let invalid = "invalid_request_error";
        let bad = StatusCode::BAD_REQUEST;
        match fault {
            Fault::RateLimited => error(
                StatusCode::TOO_MANY_REQUESTS,
                "requests",
                "rate_limit_exceeded".into(),
                "Rate limit reached.",
            ),
            Fault::Quota => error(
                StatusCode::TOO_MANY_REQUESTS,
                "insufficient_quota",
                "insufficient_quota".into(),
                "You exceeded your current quota, please check your plan and billing details.",
            ),
            Fault::Overloaded => error(
                StatusCode::SERVICE_UNAVAILABLE,
                "server_error",
                Value::Null,
                "The engine is currently overloaded.",
            ),
            Fault::ServerError => error(
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                Value::Null,
                "The server had an error.",
            ),
            Fault::Auth => error(
                StatusCode::UNAUTHORIZED,
                invalid,
                "invalid_api_key".into(),
                "Incorrect API key provided.",
            ),
            Fault::TooLong => error(
                bad,
                invalid,
                "context_length_exceeded".into(),
                "This model's maximum context length is 8192 tokens.",
            ),
            Fault::Missing => {
                error(StatusCode::NOT_FOUND, invalid, "model_not_found".into(), "The model does not exist.")
            }
            Fault::Blocked => {
                error(bad, invalid, "content_policy_violation".into(), "Your request was rejected.")
            }
            Fault::Unsupported(name) => {
                let message = format!("Unsupported parameter: '{name}' is not supported with this model.");
                error(bad, invalid, format!("param:{name}").into(), &message)
            }
        }
    }

    fn whole(asked: &Asked, answer: &Answer) -> Value {
        let message = json!({"role": "assistant", "content": answer.text(), "refusal": null});
        let mut body = json!({"id": "chatcmpl-sandbox", "object": "chat.completion", "created": 0, "model": asked.model,
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason(answer.end)}]});
        if let (Some(object), Some(usage)) = (body.as_object_mut(), usage(answer)) {
            object.insert("usage".to_owned(), usage);
        }
        body
    }

    fn events(asked: &Asked, answer: &Answer) -> Vec<String> {
        let chunk = |choices: Value, usage: Value| {
            let body = json!({"id": "chatcmpl-sandbox", "object": "chat.completion.chunk", "created": 0,
                "model": asked.model, "choices": choices, "usage": usage});
            format!("data: {body}\n\n")
        };
        let choice =
            |delta: Value, reason: Value| json!([{"index": 0, "delta": delta, "finish_reason": reason}]);
        let first = chunk(choice(json!({"role": "assistant", "content": ""}), Value::Null), Value::Null);
        let pieces = answer.pieces.iter();
        let pieces = pieces.map(|piece| chunk(choice(json!({"content": piece}), Value::Null), Value::Null));
        let stop = chunk(choice(json!({}), reason(answer.end).into()), Value::Null);
        let usage = usage(answer).map_or(": no usage\n\n".to_owned(), |usage| chunk(json!([]), usage));
        let ends = [stop, usage, "data: [DONE]\n\n".to_owned()];
        std::iter::once(first).chain(pieces).chain(ends).collect()
    }

    fn error_event() -> String {
        let error =
            json!({"error": {"message": "The server had an error.", "type": "server_error", "code": null}});
        format!("data: {error}\n\n")
    }
}

const fn reason(end: End) -> &'static str {
    match end {
        End::Stop => "stop",
        End::Length => "length",
        End::Filter => "content_filter",
    }
}

fn usage(answer: &Answer) -> Option<Value> {
    let (input, output) = answer.usage.clone()?;
    let total = input.as_u64().unwrap_or(0) + output.as_u64().unwrap_or(0);
    Some(json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": total,
        "prompt_tokens_details": {"cached_tokens": 0}}))
}
