//! OpenAI's chat completions, and what local servers make of them (llama.cpp, vLLM, Ollama, LM Studio).
//!
//! Sources: OpenAI API reference, "Create chat completion" and "The chat completion chunk object": the last chunk before
//! `[DONE]` has the usage and no choices, when `stream_options.include_usage` asked for it, and does not come when the
//! stream is cut; `finish_reason` is `stop`, `length`, `content_filter`, `tool_calls`. Local servers leave out usage,
//! `[DONE]` or both.

use super::{Call, KeyWay, Progress, Way, Wire, base64, count, instructions, json, word};
use crate::llm::{
    Answer, Broken, Chunk, Message, Part, Request,
    habit::{Goes, Habits, LimitWord},
    sse::Event,
};
use prosa_domain::assist::{Ended, Failure, Usage, window::Speaker};
use serde_json::{Map, Value, json};

/// Stop words at most.
const STOPS_MAX: usize = 4;

/// Speaks as OpenAI does.
pub(super) struct OpenAi;

impl Wire for OpenAi {
    fn call(&self, model: &str, request: &Request, way: Way, habits: &Habits) -> Result<Call, Broken> {
        if model.trim().is_empty() {
            return Err(Broken::new(Failure::Refused, "no_model"));
        }
        let system = instructions(request, habits);
        let first = (!system.is_empty()).then(|| json!({"role": "system", "content": system}));
        let messages: Vec<Value> = first.into_iter().chain(request.messages.iter().map(message)).collect();
        let mut body =
            Map::from_iter([("model".to_owned(), model.into()), ("messages".to_owned(), messages.into())]);
        let limit = match habits.limit {
            LimitWord::MaxTokens => "max_tokens",
            LimitWord::MaxCompletionTokens => "max_completion_tokens",
        };
        body.insert(limit.to_owned(), request.output_tokens_max.into());
        if let (Some(temperature), Goes::Along) = (request.temperature, habits.temperature) {
            body.insert("temperature".to_owned(), temperature.number(200).into());
        }
        if !request.stop.is_empty() {
            body.insert("stop".to_owned(), request.stop.iter().take(STOPS_MAX).cloned().collect());
        }
        if let (Some(schema), Goes::Along) = (&request.schema, habits.schema) {
            let shape = json!({"name": schema.name, "strict": true, "schema": schema.object});
            body.insert("response_format".to_owned(), json!({"type": "json_schema", "json_schema": shape}));
        }
        if way == Way::Streamed {
            body.insert("stream".to_owned(), true.into());
            if habits.usage_wish == Goes::Along {
                body.insert("stream_options".to_owned(), json!({"include_usage": true}));
            }
        }
        Ok(Call {
            path: "/chat/completions".to_owned(),
            key: KeyWay::Bearer,
            headers: &[],
            body: body.into(),
        })
    }

    fn answer(&self, body: &Value) -> Result<Answer, Broken> {
        let message =
            body.pointer("/choices/0/message").ok_or_else(|| Broken::new(Failure::Malformed, "no_choice"))?;
        let text = match message.get("content") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(parts)) => parts.iter().map(|part| word(part, "/text")).collect(),
            _ => String::new(),
        };
        let usage = usage(body);
        let broken =
            |word: &str| Broken { usage, partial: text.clone(), ..Broken::new(Failure::Filtered, word) };
        if message.get("refusal").and_then(Value::as_str).is_some_and(|refusal| !refusal.is_empty()) {
            return Err(broken("refusal"));
        }
        match ended(word(body, "/choices/0/finish_reason")) {
            Finish::Filtered => Err(broken("content_filter")),
            Finish::Ended(ended) => Ok(Answer { text, ended, usage }),
        }
    }

    fn event(&self, progress: &mut Progress, event: &Event) -> Result<Vec<Chunk>, Broken> {
        if event.data.trim() == "[DONE]" {
            progress.closed = true;
            progress.ended.get_or_insert(Ended::Complete);
            return Ok(Vec::new());
        }
        let value = json(&event.data)?;
        let mut chunks = Vec::new();
        if !word(&value, "/choices/0/delta/refusal").is_empty() {
            return Err(Broken::new(Failure::Filtered, "refusal"));
        }
        let text = word(&value, "/choices/0/delta/content");
        if !text.is_empty() {
            chunks.push(Chunk::Text(text.to_owned()));
        }
        if let Some(usage) = usage(&value) {
            chunks.push(progress.counted(usage));
        }
        let finish = word(&value, "/choices/0/finish_reason");
        if !finish.is_empty() {
            match ended(finish) {
                Finish::Filtered => return Err(Broken::new(Failure::Filtered, "content_filter")),
                Finish::Ended(ended) => progress.ended = Some(ended),
            }
        }
        Ok(chunks)
    }
}

enum Finish {
    Ended(Ended),
    Filtered,
}

fn ended(reason: &str) -> Finish {
    match reason {
        "length" => Finish::Ended(Ended::Length),
        "content_filter" => Finish::Filtered,
        _ => Finish::Ended(Ended::Complete),
    }
}

fn usage(value: &Value) -> Option<Usage> {
    let cached = count(value, "/usage/prompt_tokens_details/cached_tokens").unwrap_or(0);
    Some(Usage::new(count(value, "/usage/prompt_tokens")?, cached, count(value, "/usage/completion_tokens")?))
}

fn message(message: &Message) -> Value {
    let role = match message.speaker {
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    };
    // Many local servers know plain strings only.
    if let [Part::Text(text)] = message.parts.as_slice() {
        return json!({"role": role, "content": text});
    }
    let part = |part: &Part| match part {
        Part::Text(text) => json!({"type": "text", "text": text}),
        Part::Image { mime, bytes } => {
            json!({"type": "image_url", "image_url": {"url": format!("data:{mime};base64,{}", base64(bytes))}})
        }
    };
    json!({"role": role, "content": message.parts.iter().map(part).collect::<Vec<_>>()})
}
