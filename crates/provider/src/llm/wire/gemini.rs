//! Gemini's `generateContent` and `streamGenerateContent?alt=sse`.
//!
//! Sources: Google, "Generating content" (REST, v1beta): `promptFeedback.blockReason` when the question was blocked, then
//! without candidates; `finishReason` of a candidate is `STOP`, `MAX_TOKENS`, or why it was stopped; `usageMetadata` has
//! thinking apart from the answer and cached tokens inside the prompt's. A stream has no end mark but the reason.

use super::{Call, KeyWay, Progress, Way, Wire, base64, count, instructions, is_plain_name, json, word};
use crate::llm::{
    Answer, Broken, Chunk, Message, Part, Request,
    habit::{Goes, Habits},
    sse::Event,
};
use prosa_domain::assist::{Ended, Failure, Usage, window::Speaker};
use serde_json::{Map, Value, json};

/// Speaks as Gemini does.
pub(super) struct Gemini;

impl Wire for Gemini {
    fn call(&self, model: &str, request: &Request, way: Way, habits: &Habits) -> Result<Call, Broken> {
        let model = model.strip_prefix("models/").unwrap_or(model);
        if !is_plain_name(model) {
            return Err(Broken::new(Failure::Refused, "model_name"));
        }
        let system = instructions(request, habits);
        let contents: Vec<Value> = request.messages.iter().map(message).collect();
        let mut config = Map::from_iter([("maxOutputTokens".to_owned(), request.output_tokens_max.into())]);
        if let (Some(temperature), Goes::Along) = (request.temperature, habits.temperature) {
            config.insert("temperature".to_owned(), temperature.number(200).into());
        }
        if !request.stop.is_empty() {
            config.insert("stopSequences".to_owned(), request.stop.iter().take(4).cloned().collect());
        }
        if let (Some(schema), Goes::Along) = (&request.schema, habits.schema) {
            config.insert("responseMimeType".to_owned(), "application/json".into());
            config.insert("responseJsonSchema".to_owned(), schema.object.clone());
        }
        let mut body = json!({"contents": contents, "generationConfig": config});
        if let Some(object) = body.as_object_mut().filter(|_| !system.is_empty()) {
            object.insert("systemInstruction".to_owned(), json!({"parts": [{"text": system}]}));
        }
        let path = match way {
            Way::Whole => format!("/models/{model}:generateContent"),
            Way::Streamed => format!("/models/{model}:streamGenerateContent?alt=sse"),
        };
        Ok(Call { path, key: KeyWay::Header("x-goog-api-key"), headers: &[], body })
    }

    fn answer(&self, body: &Value) -> Result<Answer, Broken> {
        let usage = usage(body);
        let text = text(body);
        let broken =
            |failure, word: &str| Broken { usage, partial: text.clone(), ..Broken::new(failure, word) };
        check_prompt(body)?;
        match reason(body) {
            Some(Ok(ended)) => Ok(Answer { text, ended, usage }),
            Some(Err((failure, word))) => Err(broken(failure, &word)),
            None => Err(broken(Failure::Malformed, "no_candidate")),
        }
    }

    fn event(&self, progress: &mut Progress, event: &Event) -> Result<Vec<Chunk>, Broken> {
        let value = json(&event.data)?;
        check_prompt(&value)?;
        let mut chunks = Vec::new();
        let text = text(&value);
        if !text.is_empty() {
            chunks.push(Chunk::Text(text));
        }
        if let Some(usage) = usage(&value) {
            chunks.push(progress.counted(usage));
        }
        match reason(&value) {
            Some(Ok(ended)) => progress.ended = Some(ended),
            Some(Err((failure, word))) => return Err(Broken::new(failure, &word)),
            None => {}
        }
        Ok(chunks)
    }
}

fn check_prompt(value: &Value) -> Result<(), Broken> {
    match word(value, "/promptFeedback/blockReason") {
        "" | "BLOCK_REASON_UNSPECIFIED" => Ok(()),
        reason => Err(Broken { usage: usage(value), ..Broken::new(Failure::Filtered, reason) }),
    }
}

/// Why it ended; none while it goes on.
fn reason(value: &Value) -> Option<Result<Ended, (Failure, String)>> {
    let reason = value.pointer("/candidates/0/finishReason")?.as_str()?;
    match reason {
        "FINISH_REASON_UNSPECIFIED" => None,
        "STOP" => Some(Ok(Ended::Complete)),
        "MAX_TOKENS" => Some(Ok(Ended::Length)),
        "OTHER" | "MALFORMED_FUNCTION_CALL" => Some(Err((Failure::Malformed, reason.to_owned()))),
        // SAFETY, RECITATION, LANGUAGE, BLOCKLIST, PROHIBITED_CONTENT, SPII, and what Google invents tomorrow.
        _ => Some(Err((Failure::Filtered, reason.to_owned()))),
    }
}

fn text(value: &Value) -> String {
    let parts = value.pointer("/candidates/0/content/parts").and_then(Value::as_array);
    let is_said = |part: &&Value| part.get("thought").and_then(Value::as_bool) != Some(true);
    parts.into_iter().flatten().filter(is_said).map(|part| word(part, "/text")).collect()
}

fn usage(value: &Value) -> Option<Usage> {
    let input = count(value, "/usageMetadata/promptTokenCount")?;
    let cached = count(value, "/usageMetadata/cachedContentTokenCount").unwrap_or(0);
    let thought = count(value, "/usageMetadata/thoughtsTokenCount").unwrap_or(0);
    let said = count(value, "/usageMetadata/candidatesTokenCount").unwrap_or(0);
    Some(Usage::new(input, cached, said.saturating_add(thought)))
}

fn message(message: &Message) -> Value {
    let role = match message.speaker {
        Speaker::User => "user",
        Speaker::Assistant => "model",
    };
    let part = |part: &Part| match part {
        Part::Text(text) => json!({"text": text}),
        Part::Image { mime, bytes } => json!({"inlineData": {"mimeType": mime, "data": base64(bytes)}}),
    };
    json!({"role": role, "parts": message.parts.iter().map(part).collect::<Vec<_>>()})
}
