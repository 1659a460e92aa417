//! Anthropic's messages.
//!
//! Sources: Claude docs, "Messages", "Streaming messages" (`message_start` has the input's usage, `message_delta` the
//! reason and the usage so far, `message_stop` ends, `ping` and new events are passed over, `error` may come after 200),
//! "Stop reasons" (`refusal`, `model_context_window_exceeded`), "Structured outputs" (`output_config.format`), "Errors".
//! Version 2023-06-01 is sent: 2026-10-21 takes no temperature at all, the older one refuses it only at models that have
//! none, and that is learned from. Cached tokens stand beside `input_tokens` there and are added.

use super::{Call, KeyWay, Progress, Way, Wire, base64, count, instructions, json, word};
use crate::llm::{
    Answer, Broken, Chunk, Message, Part, Request,
    habit::{Goes, Habits},
    sse::Event,
};
use prosa_domain::assist::{Ended, Failure, Usage, window::Speaker};
use serde_json::{Map, Value, json};

const HEADERS: &[(&str, &str)] = &[("anthropic-version", "2023-06-01")];
/// The highest temperature, in hundredths.
const TEMPERATURE_MAX: u8 = 100;

/// Speaks as Anthropic does.
pub(super) struct Anthropic;

impl Wire for Anthropic {
    fn call(&self, model: &str, request: &Request, way: Way, habits: &Habits) -> Result<Call, Broken> {
        if model.trim().is_empty() {
            return Err(Broken::new(Failure::Refused, "no_model"));
        }
        let system = instructions(request, habits);
        let mut messages: Vec<Value> = request.messages.iter().map(message).collect();
        // A talk has to begin with the user; ours may begin with the company.
        if request.messages.first().is_some_and(|first| first.speaker == Speaker::Assistant) {
            messages.insert(0, json!({"role": "user", "content": "."}));
        }
        let mut body = Map::from_iter([
            ("model".to_owned(), model.into()),
            ("max_tokens".to_owned(), request.output_tokens_max.into()),
            ("messages".to_owned(), messages.into()),
        ]);
        if !system.is_empty() {
            body.insert("system".to_owned(), system.into());
        }
        if let (Some(temperature), Goes::Along) = (request.temperature, habits.temperature) {
            body.insert("temperature".to_owned(), temperature.number(TEMPERATURE_MAX).into());
        }
        if !request.stop.is_empty() {
            body.insert("stop_sequences".to_owned(), request.stop.iter().take(4).cloned().collect());
        }
        if let (Some(schema), Goes::Along) = (&request.schema, habits.schema) {
            let format = json!({"type": "json_schema", "schema": schema.object});
            body.insert("output_config".to_owned(), json!({"format": format}));
        }
        if way == Way::Streamed {
            body.insert("stream".to_owned(), true.into());
        }
        let key = KeyWay::Header("x-api-key");
        Ok(Call { path: "/v1/messages".to_owned(), key, headers: HEADERS, body: body.into() })
    }

    fn answer(&self, body: &Value) -> Result<Answer, Broken> {
        let blocks = body.get("content").and_then(Value::as_array);
        let blocks = blocks.ok_or_else(|| Broken::new(Failure::Malformed, "no_content"))?;
        let is_text = |block: &&Value| word(block, "/type") == "text";
        let text: String = blocks.iter().filter(is_text).map(|block| word(block, "/text")).collect();
        let usage = usage(body, None);
        match ended(word(body, "/stop_reason")) {
            Some(ended) => Ok(Answer { text, ended, usage }),
            None => Err(Broken { partial: text, usage, ..Broken::new(Failure::Filtered, "refusal") }),
        }
    }

    fn event(&self, progress: &mut Progress, event: &Event) -> Result<Vec<Chunk>, Broken> {
        let value = json(&event.data)?;
        match word(&value, "/type") {
            "message_start" => {
                let usage = value.get("message").and_then(|message| usage(message, None));
                Ok(usage.map(|usage| progress.counted(usage)).into_iter().collect())
            }
            "content_block_delta" if word(&value, "/delta/type") == "text_delta" => {
                Ok(vec![Chunk::Text(word(&value, "/delta/text").to_owned())])
            }
            "message_delta" => {
                let reason = word(&value, "/delta/stop_reason");
                if !reason.is_empty() {
                    let ended = ended(reason);
                    progress.ended = Some(ended.ok_or_else(|| Broken::new(Failure::Filtered, "refusal"))?);
                }
                let usage = usage(&value, progress.usage);
                Ok(usage.map(|usage| progress.counted(usage)).into_iter().collect())
            }
            "message_stop" => {
                progress.closed = true;
                progress.ended.get_or_insert(Ended::Complete);
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// None for a refusal.
fn ended(reason: &str) -> Option<Ended> {
    match reason {
        "refusal" => None,
        "max_tokens" | "model_context_window_exceeded" => Some(Ended::Length),
        _ => Some(Ended::Complete),
    }
}

/// The usage; a delta may leave out the input, which the start told.
fn usage(value: &Value, before: Option<Usage>) -> Option<Usage> {
    let output = count(value, "/usage/output_tokens")?;
    let told = count(value, "/usage/input_tokens").map(|input| {
        let read = count(value, "/usage/cache_read_input_tokens").unwrap_or(0);
        let written = count(value, "/usage/cache_creation_input_tokens").unwrap_or(0);
        (input.saturating_add(read).saturating_add(written), read)
    });
    let (input, cached) = told.or_else(|| before.map(|before| (before.input, before.cached)))?;
    Some(Usage::new(input, cached, output))
}

fn message(message: &Message) -> Value {
    let role = match message.speaker {
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    };
    let part = |part: &Part| match part {
        // Empty texts are refused.
        Part::Text(text) if text.is_empty() => None,
        Part::Text(text) => Some(json!({"type": "text", "text": text})),
        Part::Image { mime, bytes } => Some(json!({"type": "image",
            "source": {"type": "base64", "media_type": mime, "data": base64(bytes)}})),
    };
    json!({"role": role, "content": message.parts.iter().filter_map(part).collect::<Vec<_>>()})
}
