//! What models write and read, from saved answers: whole ones, streams cut into any pieces, refusals.

use bytes::Bytes;
use proptest::prelude::*;
use prosa_domain::assist::{Ended, Failure, Kind, Usage, window::Speaker};
use prosa_provider::llm::{
    Chunk, Message, Part, Request, Schema, Temperature,
    sse::Parser,
    wire::{self, Progress, Way},
};
use serde_json::{Value, json};

/// What one kind answers.
struct Saved {
    kind: Kind,
    /// Whole answers: body, text, end, usage.
    whole: Vec<(Value, &'static str, Ended, Option<Usage>)>,
    /// Streams that end well: bytes, text, end, usage.
    streams: Vec<(String, &'static str, Ended, Option<Usage>)>,
    /// Answers with status 200 that are failures.
    failed: Vec<(Value, Failure)>,
    /// Streams that fail: bytes, failure, what came before.
    broken: Vec<(String, Failure, &'static str)>,
}

fn told(input: u32, cached: u32, output: u32) -> Option<Usage> {
    Some(Usage::new(input, cached, output))
}

fn data(values: &[Value]) -> String {
    values.iter().map(|value| format!("data: {value}\n\n")).collect()
}

fn openai(kind: Kind) -> Saved {
    let whole = |message: Value, reason: &str, usage: Value| {
        json!({"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "service_tier": "default",
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}], "usage": usage})
    };
    let usage = json!({"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29,
        "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 4}});
    let said = |text: &str| json!({"role": "assistant", "content": text, "refusal": null, "annotations": []});
    let chunk = |delta: Value, reason: Value| {
        json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
            "usage": null})
    };
    let begin = [
        chunk(json!({"role": "assistant", "content": "", "refusal": null}), Value::Null),
        chunk(json!({"content": "Olá, você"}), Value::Null),
        chunk(json!({"content": " 🙂"}), Value::Null),
    ];
    let stop = chunk(json!({}), "stop".into());
    let last = json!({"choices": [], "usage": usage});
    let cut_in_event = format!("{}data: {{\"choices\":[{{\"delta\":{{\"cont", data(&begin));
    Saved {
        kind,
        whole: vec![
            (whole(said("Olá 🙂"), "stop", usage.clone()), "Olá 🙂", Ended::Complete, told(19, 8, 10)),
            (whole(said("Ol"), "length", usage.clone()), "Ol", Ended::Length, told(19, 8, 10)),
            (whole(json!({"content": null}), "length", Value::Null), "", Ended::Length, None),
            (
                whole(
                    json!({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}),
                    "stop",
                    json!({}),
                ),
                "ab",
                Ended::Complete,
                None,
            ),
            // Figures nobody can believe are not told on.
            (
                whole(said("x"), "stop", json!({"prompt_tokens": -5, "completion_tokens": "many"})),
                "x",
                Ended::Complete,
                None,
            ),
            (
                whole(
                    said("x"),
                    "stop",
                    json!({"prompt_tokens": 5, "completion_tokens": 1_000_000_000_000_u64}),
                ),
                "x",
                Ended::Complete,
                None,
            ),
        ],
        streams: vec![
            (
                format!("{}{}data: [DONE]\n\n", data(&begin), data(&[stop.clone(), last.clone()])),
                "Olá, você 🙂",
                Ended::Complete,
                told(19, 8, 10),
            ),
            // Local servers: comments to stay awake, CRLF, no usage, no end mark but the reason.
            (
                format!(
                    ": keep-alive\r\n\r\n{}",
                    data(&begin).replace('\n', "\r\n") + &data(&[chunk(json!({}), "length".into())])
                ),
                "Olá, você 🙂",
                Ended::Length,
                None,
            ),
            // No reason but the end mark, without its empty line.
            (format!("{}data: [DONE]", data(&begin)), "Olá, você 🙂", Ended::Complete, None),
        ],
        failed: vec![
            (
                whole(json!({"content": null, "refusal": "I can't help"}), "stop", usage.clone()),
                Failure::Filtered,
            ),
            (whole(said("half"), "content_filter", usage), Failure::Filtered),
            (json!({"choices": []}), Failure::Malformed),
            (json!({}), Failure::Malformed),
            (
                json!({"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}),
                Failure::RateLimited { wait_ms: None },
            ),
        ],
        broken: vec![
            (data(&begin), Failure::Cut, "Olá, você 🙂"),
            (cut_in_event, Failure::Cut, "Olá, você 🙂"),
            (String::new(), Failure::Cut, ""),
            (format!("{}data: {{not json}}\n\n", data(&begin)), Failure::Malformed, "Olá, você 🙂"),
            (
                format!(
                    "{}data: {{\"error\":{{\"message\":\"The server is overloaded\",\"type\":\"overloaded_error\"}}}}\n\n",
                    data(&begin)
                ),
                Failure::Overloaded { wait_ms: None },
                "Olá, você 🙂",
            ),
            (
                format!("{}{}", data(&begin), data(&[chunk(json!({}), "content_filter".into())])),
                Failure::Filtered,
                "Olá, você 🙂",
            ),
        ],
    }
}

fn anthropic() -> Saved {
    let usage = json!({"input_tokens": 11, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 5, "output_tokens": 12});
    let whole = |content: Value, reason: &str, usage: &Value| {
        json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content,
            "stop_reason": reason, "stop_sequence": null, "usage": usage})
    };
    let text = |text: &str| json!([{"type": "thinking", "thinking": "…"}, {"type": "text", "text": text}]);
    let event = |value: Value| format!("event: {}\ndata: {value}\n\n", value["type"].as_str().unwrap());
    let begin = [
        event(json!({"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "content": [],
            "usage": {"input_tokens": 11, "cache_read_input_tokens": 5, "output_tokens": 1}}})),
        event(json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})),
        event(json!({"type": "ping"})),
        event(json!({"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}})),
        event(json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Olá, "}})),
        event(json!({"type": "something_new", "index": 0})),
        event(json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "você 🙂"}})),
    ].concat();
    let end = |reason: &str| {
        event(json!({"type": "content_block_stop", "index": 0}))
            + &event(
                json!({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": null}, "usage": {"output_tokens": 12}}),
            )
    };
    let stop = event(json!({"type": "message_stop"}));
    let overloaded =
        event(json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}));
    Saved {
        kind: Kind::Anthropic,
        whole: vec![
            (whole(text("Olá 🙂"), "end_turn", &usage), "Olá 🙂", Ended::Complete, told(19, 5, 12)),
            (whole(text("Ol"), "max_tokens", &usage), "Ol", Ended::Length, told(19, 5, 12)),
            (
                whole(text("Ol"), "model_context_window_exceeded", &usage),
                "Ol",
                Ended::Length,
                told(19, 5, 12),
            ),
            (whole(json!([]), "end_turn", &json!({})), "", Ended::Complete, None),
        ],
        streams: vec![
            (format!("{begin}{}{stop}", end("end_turn")), "Olá, você 🙂", Ended::Complete, told(16, 5, 12)),
            (
                format!("{begin}{}{stop}", end("max_tokens")).replace('\n', "\r\n"),
                "Olá, você 🙂",
                Ended::Length,
                told(16, 5, 12),
            ),
        ],
        failed: vec![
            (whole(text("No"), "refusal", &usage), Failure::Filtered),
            (json!({"type": "message"}), Failure::Malformed),
            (
                json!({"type": "error", "error": {"type": "api_error", "message": "Internal"}}),
                Failure::ServerError,
            ),
        ],
        broken: vec![
            (begin.clone(), Failure::Cut, "Olá, você 🙂"),
            (format!("{begin}event: message_st"), Failure::Cut, "Olá, você 🙂"),
            (format!("{begin}{overloaded}"), Failure::Overloaded { wait_ms: None }, "Olá, você 🙂"),
            (format!("{begin}{}", end("refusal")), Failure::Filtered, "Olá, você 🙂"),
            (format!("{begin}event: ping\ndata: {{\n\n"), Failure::Malformed, "Olá, você 🙂"),
        ],
    }
}

fn gemini() -> Saved {
    let usage = json!({"promptTokenCount": 20, "cachedContentTokenCount": 6, "candidatesTokenCount": 7, "thoughtsTokenCount": 3,
        "totalTokenCount": 30});
    let piece = |text: &str, reason: Option<&str>, usage: Option<&Value>| {
        let mut value =
            json!({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}]});
        if let Some(reason) = reason {
            value["candidates"][0]["finishReason"] = reason.into();
        }
        if let Some(usage) = usage {
            value["usageMetadata"] = usage.clone();
        }
        value
    };
    let begin = data(&[
        json!({"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}]}}]}),
        piece("Olá, ", None, Some(&json!({"promptTokenCount": 20}))),
        piece("você 🙂", None, None),
    ]);
    Saved {
        kind: Kind::Gemini,
        whole: vec![
            (piece("Olá 🙂", Some("STOP"), Some(&usage)), "Olá 🙂", Ended::Complete, told(20, 6, 10)),
            (piece("Ol", Some("MAX_TOKENS"), None), "Ol", Ended::Length, None),
            (json!({"candidates": [{"finishReason": "STOP"}]}), "", Ended::Complete, None),
        ],
        streams: vec![
            (
                begin.clone() + &data(&[piece("", Some("STOP"), Some(&usage))]),
                "Olá, você 🙂",
                Ended::Complete,
                told(20, 6, 10),
            ),
            (
                (begin.clone() + &data(&[piece("!", Some("MAX_TOKENS"), None)])).replace('\n', "\r\n"),
                "Olá, você 🙂!",
                Ended::Length,
                told(20, 0, 0),
            ),
        ],
        failed: vec![
            (
                json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 9}}),
                Failure::Filtered,
            ),
            (piece("Ol", Some("SAFETY"), None), Failure::Filtered),
            (piece("Ol", Some("RECITATION"), None), Failure::Filtered),
            (piece("Ol", Some("OTHER"), None), Failure::Malformed),
            (json!({}), Failure::Malformed),
            (
                json!({"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}),
                Failure::Overloaded { wait_ms: None },
            ),
        ],
        broken: vec![
            (begin.clone(), Failure::Cut, "Olá, você 🙂"),
            (
                begin.clone() + &data(&[piece("", Some("PROHIBITED_CONTENT"), None)]),
                Failure::Filtered,
                "Olá, você 🙂",
            ),
            (
                begin.clone() + &data(&[json!({"promptFeedback": {"blockReason": "OTHER"}})]),
                Failure::Filtered,
                "Olá, você 🙂",
            ),
            (
                begin + "data: [{\"error\":{\"code\":500,\"status\":\"INTERNAL\"}}]\n\n",
                Failure::ServerError,
                "Olá, você 🙂",
            ),
        ],
    }
}

fn saved() -> Vec<Saved> {
    let all = vec![openai(Kind::OpenAi), openai(Kind::Compatible), anthropic(), gemini()];
    let kinds: Vec<Kind> = all.iter().map(|saved| saved.kind).collect();
    assert!(Kind::ALL.iter().all(|kind| kinds.contains(kind)), "every kind has saved answers");
    all
}

/// How a stream ends.
type End = Result<Ended, Failure>;

/// Reads a stream that comes in these pieces.
fn read(kind: Kind, pieces: &[&[u8]]) -> (String, Option<Usage>, End) {
    let (mut parser, mut progress) = (Parser::default(), Progress::default());
    let (mut text, mut usage) = (String::new(), None);
    let mut events = Vec::new();
    for piece in pieces {
        events.extend(parser.push(piece).unwrap());
    }
    let whole = events.len();
    events.extend(parser.finish());
    for (at, event) in events.iter().enumerate() {
        match wire::event(kind, &mut progress, event) {
            Ok(chunks) => {
                for chunk in chunks {
                    match chunk {
                        Chunk::Text(more) => text.push_str(&more),
                        Chunk::Usage(told) => usage = Some(told),
                        Chunk::End(_) => unreachable!("the reader of bytes says the end"),
                    }
                }
            }
            Err(broken) if at >= whole && broken.failure == Failure::Malformed => break,
            Err(broken) => return (text, usage, Err(broken.failure)),
        }
    }
    let ended = prosa_provider::llm::wire::ended(&progress);
    (text, usage, ended.ok_or(Failure::Cut))
}

#[test]
fn whole_answers_are_read_as_what_they_say() {
    for saved in saved() {
        for (body, text, ended, usage) in &saved.whole {
            let answer = wire::answer(saved.kind, body.to_string().as_bytes()).unwrap();
            assert_eq!(
                (answer.text.as_str(), answer.ended, answer.usage),
                (*text, *ended, *usage),
                "{:?} {body}",
                saved.kind
            );
        }
        for (body, failure) in &saved.failed {
            let broken = wire::answer(saved.kind, body.to_string().as_bytes()).unwrap_err();
            assert_eq!(broken.failure, *failure, "{:?} {body}", saved.kind);
        }
        for body in ["", "<html>502</html>", "[", "null", "7"] {
            let broken = wire::answer(saved.kind, body.as_bytes()).unwrap_err();
            assert_eq!(broken.failure, Failure::Malformed, "{:?} {body}", saved.kind);
        }
    }
}

#[test]
fn streams_are_read_the_same_wherever_they_are_cut_into_pieces() {
    for saved in saved() {
        for (stream, text, ended, usage) in &saved.streams {
            let bytes = stream.as_bytes();
            for at in 0..=bytes.len() {
                let found = read(saved.kind, &[&bytes[..at], &bytes[at..]]);
                assert_eq!(found, ((*text).to_owned(), *usage, Ok(*ended)), "{:?} cut at {at}", saved.kind);
            }
        }
        for (stream, failure, before) in &saved.broken {
            let (text, _, ended) = read(saved.kind, &[stream.as_bytes()]);
            assert_eq!((text.as_str(), ended), (*before, Err(*failure)), "{:?} {stream}", saved.kind);
        }
    }
}

#[test]
fn a_stream_that_stops_anywhere_before_its_end_is_never_taken_for_whole() {
    for saved in saved() {
        for (stream, text, ended, _) in &saved.streams {
            for at in 0..stream.len() {
                let (before, _, found) = read(saved.kind, &[&stream.as_bytes()[..at]]);
                assert!(text.starts_with(&before), "{:?} {at}", saved.kind);
                // What is read as an end is the end: all of the text was there.
                if let Ok(found) = found {
                    assert_eq!((found, before.as_str()), (*ended, *text), "{:?} {at}", saved.kind);
                }
            }
        }
    }
}

#[test]
fn refusals_tell_what_to_do() {
    let again = |wait_ms| Failure::RateLimited { wait_ms };
    let busy = |wait_ms| Failure::Overloaded { wait_ms };
    let google = |code: u16, status: &str, message: &str, details: Value| {
        json!({"error": {"code": code, "message": message, "status": status, "details": details}}).to_string()
    };
    let openai = |message: &str, kind: &str, code: Value| {
        json!({"error": {"message": message, "type": kind, "param": null, "code": code}}).to_string()
    };
    let anthropic = |kind: &str, message: &str| {
        json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"})
            .to_string()
    };
    let per_day = json!([{"@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "41s"}]);
    let per_minute = json!([{"@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}]);
    let exceeded = "You exceeded your current quota, please check your plan and billing details.";
    for (status, wait, body, failure) in [
        (429, Some(2_000), openai("Rate limit reached for m", "requests", "rate_limit_exceeded".into()), again(Some(2_000))),
        (429, None, openai(exceeded, "insufficient_quota", "insufficient_quota".into()), Failure::Quota),
        (401, None, openai("Incorrect API key provided: sk-x", "invalid_request_error", "invalid_api_key".into()), Failure::Auth),
        (403, None, openai("Country not supported", "request_forbidden", Value::Null), Failure::Auth),
        (404, None, openai("The model `x` does not exist", "invalid_request_error", "model_not_found".into()), Failure::Refused),
        (400, None, openai("This model's maximum context length is 8192 tokens.", "invalid_request_error", "context_length_exceeded".into()), Failure::TooLong),
        (400, None, openai("The response was filtered", "invalid_request_error", "content_filter".into()), Failure::Filtered),
        (400, None, openai("Unsupported value: 'temperature'", "invalid_request_error", "unsupported_value".into()), Failure::Refused),
        (500, None, openai("The server had an error", "server_error", Value::Null), Failure::ServerError),
        (503, Some(500), openai("The engine is currently overloaded", "server_error", Value::Null), busy(Some(500))),
        (400, None, json!({"object": "error", "message": "This model's maximum context length is 6048 tokens.", "type": "BadRequestError", "code": 400}).to_string(), Failure::TooLong),
        (500, None, json!({"error": {"code": 500, "message": "the request exceeds the available context size", "type": "exceed_context_size_error", "n_ctx": 256}}).to_string(), Failure::TooLong),
        (503, None, json!({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}).to_string(), busy(None)),
        (404, None, json!({"error": "model 'x' not found, try pulling it first"}).to_string(), Failure::Refused),
        (422, None, json!({"detail": "Extra inputs are not permitted"}).to_string(), Failure::Refused),
        (529, None, anthropic("overloaded_error", "Overloaded"), busy(None)),
        (429, Some(9_000), anthropic("rate_limit_error", "This request would exceed your organization's rate limit"), again(Some(9_000))),
        (401, None, anthropic("authentication_error", "invalid x-api-key"), Failure::Auth),
        (403, None, anthropic("permission_error", "Your API key does not have permission"), Failure::Auth),
        (402, None, anthropic("billing_error", "There's an issue with your billing"), Failure::Quota),
        (400, None, anthropic("invalid_request_error", "Your credit balance is too low to access the API."), Failure::Quota),
        (400, None, anthropic("invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"), Failure::TooLong),
        (400, None, anthropic("invalid_request_error", "`temperature` is deprecated for this model."), Failure::Refused),
        (413, None, anthropic("request_too_large", "Request exceeds the maximum size"), Failure::TooLong),
        (504, None, anthropic("timeout_error", "Request timed out"), Failure::Timeout),
        (500, None, anthropic("api_error", "Internal server error"), Failure::ServerError),
        (400, None, google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", json!([{"reason": "API_KEY_INVALID"}])), Failure::Auth),
        (400, None, google(400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", json!([])), Failure::TooLong),
        (400, None, google(400, "INVALID_ARGUMENT", "Invalid JSON payload received.", json!([])), Failure::Refused),
        (403, None, google(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers", json!([])), Failure::Auth),
        (404, None, google(404, "NOT_FOUND", "models/x is not found", json!([])), Failure::Refused),
        (429, None, google(429, "RESOURCE_EXHAUSTED", exceeded, per_minute), again(Some(34_500))),
        (429, None, google(429, "RESOURCE_EXHAUSTED", exceeded, per_day), Failure::Quota),
        (503, None, google(503, "UNAVAILABLE", "The model is overloaded.", json!([])), busy(None)),
        (504, None, google(504, "DEADLINE_EXCEEDED", "Deadline expired", json!([])), Failure::Timeout),
        (502, None, "<html>Bad Gateway</html>".to_owned(), Failure::ServerError),
        (429, None, String::new(), again(None)),
        (302, None, String::new(), Failure::Refused),
    ] {
        assert_eq!(wire::refusal(status, wait, body.as_bytes()).failure, failure, "{status} {body}");
    }
}

#[test]
fn the_word_of_a_refusal_is_safe_to_log_and_the_sentence_is_not_kept() {
    let body =
        json!({"error": {"message": "Incorrect API key provided: sk-secret", "code": "invalid_api_key"}});
    let broken = wire::refusal(401, None, body.to_string().as_bytes());
    assert_eq!(broken.word, "invalid_api_key");
    let body = json!({"error": {"message": "x", "code": "joão said: 11 98765-4321\n{}"}});
    let broken = wire::refusal(400, None, body.to_string().as_bytes());
    assert!(!broken.word.contains(char::is_whitespace) && broken.word.len() <= 64, "{}", broken.word);
    assert_eq!(wire::refusal(502, None, b"<html>").word, "http_502");
    assert!(!format!("{broken:?} {broken}").contains("joão"));
}

fn question() -> Request {
    Request {
        system: "Responda em português.".to_owned(),
        messages: vec![
            Message::text(Speaker::User, "Oi"),
            Message::text(Speaker::Assistant, "Olá"),
            Message {
                speaker: Speaker::User,
                parts: vec![
                    Part::Text("O que está escrito?".to_owned()),
                    Part::Image { mime: "image/png".to_owned(), bytes: Bytes::from_static(b"PNG") },
                ],
            },
        ],
        output_tokens_max: 300,
        temperature: Some(Temperature::of_hundredths(120)),
        stop: ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec(),
        schema: Some(Schema { name: "answer".to_owned(), object: json!({"type": "object"}) }),
    }
}

#[test]
fn a_question_is_written_in_each_language_as_its_papers_say() {
    let call = |kind, way| wire::call(kind, "m-1", &question(), way).unwrap();
    let image = "data:image/png;base64,UE5H";

    let asked = call(Kind::OpenAi, Way::Streamed);
    assert_eq!(asked.path, "/chat/completions");
    assert_eq!(
        asked.body,
        json!({"model": "m-1", "max_completion_tokens": 300, "temperature": 1.2,
        "stop": ["a", "b", "c", "d"], "stream": true, "stream_options": {"include_usage": true},
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": true, "schema": {"type": "object"}}},
        "messages": [{"role": "system", "content": "Responda em português."}, {"role": "user", "content": "Oi"},
            {"role": "assistant", "content": "Olá"}, {"role": "user", "content": [
                {"type": "text", "text": "O que está escrito?"}, {"type": "image_url", "image_url": {"url": image}}]}]})
    );

    let asked = call(Kind::Compatible, Way::Whole);
    assert_eq!(asked.body["max_tokens"], 300);
    assert!(asked.body.get("stream").is_none() && asked.body.get("max_completion_tokens").is_none());

    let asked = call(Kind::Anthropic, Way::Streamed);
    assert_eq!(
        (asked.path.as_str(), asked.headers),
        ("/v1/messages", &[("anthropic-version", "2023-06-01")][..])
    );
    assert_eq!(
        asked.body,
        json!({"model": "m-1", "max_tokens": 300, "temperature": 1.0, "stream": true,
        "stop_sequences": ["a", "b", "c", "d"], "system": "Responda em português.",
        "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Oi"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "Olá"}]},
            {"role": "user", "content": [{"type": "text", "text": "O que está escrito?"},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "UE5H"}}]}]})
    );

    let asked = call(Kind::Gemini, Way::Streamed);
    assert_eq!(asked.path, "/models/m-1:streamGenerateContent?alt=sse");
    assert_eq!(
        asked.body,
        json!({"systemInstruction": {"parts": [{"text": "Responda em português."}]},
        "generationConfig": {"maxOutputTokens": 300, "temperature": 1.2, "stopSequences": ["a", "b", "c", "d"],
            "responseMimeType": "application/json", "responseJsonSchema": {"type": "object"}},
        "contents": [{"role": "user", "parts": [{"text": "Oi"}]}, {"role": "model", "parts": [{"text": "Olá"}]},
            {"role": "user", "parts": [{"text": "O que está escrito?"}, {"inlineData": {"mimeType": "image/png", "data": "UE5H"}}]}]})
    );
    assert_eq!(call(Kind::Gemini, Way::Whole).path, "/models/m-1:generateContent");
}

#[test]
fn a_plain_question_says_nothing_that_was_not_asked_for() {
    let plain = Request::new("", "Oi", 10);
    for kind in Kind::ALL {
        let body = wire::call(kind, "m", &plain, Way::Whole).unwrap().body.to_string();
        for word in ["system", "temperature", "stop", "schema", "response", "stream"] {
            assert!(!body.contains(word), "{kind:?}: {body}");
        }
    }
}

#[test]
fn a_name_that_would_lead_elsewhere_is_not_called() {
    for model in ["", "../x", "a/b", "a?key=1", "a b", "a#", "a%2f"] {
        let broken = wire::call(Kind::Gemini, model, &Request::new("", "Oi", 10), Way::Whole);
        assert_eq!(broken.err().map(|broken| broken.failure), Some(Failure::Refused), "{model}");
    }
    assert!(
        wire::call(Kind::Gemini, "models/gemini-2.5-flash", &Request::new("", "Oi", 10), Way::Whole).is_ok()
    );
}

#[test]
fn the_oldest_turns_go_when_there_is_no_room_and_the_question_stays() {
    let mut request = Request::new("Regras.", "Qual é o prazo?", 50);
    for _ in 0..40 {
        request
            .messages
            .insert(0, Message::text(Speaker::Assistant, "Resposta anterior com algumas palavras."));
        request.messages.insert(0, Message::text(Speaker::User, "Pergunta anterior com algumas palavras."));
    }
    let fitted = request.fitted(400).unwrap();
    assert!(fitted.tokens() + 50 <= 400 && fitted.messages.len() > 1 && fitted.messages.len() < 81);
    assert_eq!(fitted.messages[0].speaker, Speaker::User);
    assert_eq!((fitted.messages.last(), &fitted.system), (request.messages.last(), &request.system));
    assert!(request.fitted(60).is_err());
    let shown = format!("{request:?} {:?}", request.messages[0]);
    assert!(!shown.contains("prazo") && !shown.contains("Pergunta"), "what is said is not printed: {shown}");
}

#[test]
fn questions_that_differ_in_anything_are_not_the_same_to_a_cache() {
    let base = question();
    assert_eq!(base.fingerprint(), question().fingerprint());
    let mut others = vec![
        Request { system: "Responda em português".to_owned(), ..question() },
        Request { output_tokens_max: 301, ..question() },
        Request { temperature: None, ..question() },
        Request { schema: None, ..question() },
        Request { stop: Vec::new(), ..question() },
    ];
    let mut moved = question();
    moved.messages[0].speaker = Speaker::Assistant;
    others.push(moved);
    let mut split = question();
    split.messages[0].parts = vec![Part::Text("O".to_owned()), Part::Text("i".to_owned())];
    others.push(split);
    let keys: std::collections::BTreeSet<_> =
        others.iter().chain([&base]).map(Request::fingerprint).collect();
    assert_eq!(keys.len(), others.len() + 1);
}

#[test]
fn what_a_local_model_thinks_aloud_is_not_its_answer() {
    let body =
        json!({"choices": [{"message": {"content": "<think>hm</think>\n\nOlá"}, "finish_reason": "stop"}]})
            .to_string();
    assert_eq!(wire::answer(Kind::Compatible, body.as_bytes()).unwrap().text, "Olá");
    assert!(wire::answer(Kind::OpenAi, body.as_bytes()).unwrap().text.starts_with("<think>"));
}

proptest! {
    #[test]
    fn no_bytes_make_the_readers_fall(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..300, status in 100_u16..600) {
        let at = at.min(bytes.len());
        for kind in Kind::ALL {
            let _ = wire::answer(kind, &bytes);
            let _ = read(kind, &[&bytes[..at], &bytes[at..]]);
        }
        let _ = wire::refusal(status, None, &bytes);
    }

    #[test]
    fn any_text_comes_out_of_a_stream_as_it_went_in(parts in proptest::collection::vec(".{1,12}", 1..8), cuts in proptest::collection::vec(0_usize..2_000, 0..8)) {
        let chunk = |text: &String| json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]});
        let stream = data(&parts.iter().map(chunk).collect::<Vec<_>>()) + "data: [DONE]\n\n";
        let bytes = stream.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read(Kind::OpenAi, &pieces), (parts.concat(), None, Ok(Ended::Complete)));
    }
}
