//! The language models from outside: what their papers ask of a call, the bytes of a stream, orders and calls.

use crate::harness::Bench;
use serde_json::{Value, json};

async fn post(bench: &Bench, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, String) {
    let mut request = bench.http.post(format!("{}/llm/{path}", bench.url)).json(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn chat(model: &str, more: Value) -> Value {
    let mut body = json!({"model": model, "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Olá"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn a_chat_is_streamed_as_openai_writes_it() {
    let bench = Bench::start().await;
    let body = chat("stub-echo", json!({"stream": true, "stream_options": {"include_usage": true}}));
    let (status, text) = post(&bench, "v1/chat/completions", &[], &body).await;
    assert_eq!(status, 200);
    let events: Vec<&str> = text.split("\n\n").filter(|event| !event.is_empty()).collect();
    assert_eq!(events.last(), Some(&"data: [DONE]"));
    let values: Vec<Value> = events[..events.len() - 1]
        .iter()
        .map(|event| serde_json::from_str(&event["data: ".len()..]).unwrap())
        .collect();
    let said: String =
        values.iter().filter_map(|one| one["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(said, "S\nOlá");
    let last = values.last().unwrap();
    assert_eq!(
        (last["choices"].as_array().unwrap().len(), last["usage"]["prompt_tokens"].as_u64()),
        (0, Some(2))
    );
    assert_eq!(values[values.len() - 2]["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn each_language_asks_for_what_its_papers_ask_for() {
    let bench = Bench::start().await;
    let claude = json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Oi"}]});
    let version = ("anthropic-version", "2023-06-01");
    let key = ("x-api-key", "k");
    assert_eq!(post(&bench, "v1/messages", &[key, version], &claude).await.0, 200);
    for (headers, body, status) in [
        (&[version][..], claude.clone(), 401),
        (&[key][..], claude.clone(), 400),
        (&[key, version][..], json!({"model": "m", "messages": claude["messages"]}), 400),
        (
            &[key, version][..],
            json!({"model": "m", "max_tokens": 9, "messages": [{"role": "assistant", "content": "Oi"}]}),
            400,
        ),
        (
            &[key, version][..],
            json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]}),
            400,
        ),
    ] {
        let (found, text) = post(&bench, "v1/messages", headers, &body).await;
        assert_eq!(found, status, "{body} {text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["type"], "error");
    }
    let gemini = json!({"contents": [{"role": "user", "parts": [{"text": "Oi"}]}]});
    let key = ("x-goog-api-key", "k");
    assert_eq!(post(&bench, "v1beta/models/m:generateContent", &[key], &gemini).await.0, 200);
    assert_eq!(post(&bench, "v1beta/models/m:generateContent", &[], &gemini).await.0, 400);
    assert_eq!(post(&bench, "v1beta/models/m:sing", &[key], &gemini).await.0, 404);
    let system = json!({"contents": [{"role": "system", "parts": [{"text": "Oi"}]}]});
    assert_eq!(post(&bench, "v1beta/models/m:generateContent", &[key], &system).await.0, 400);
    assert_eq!(
        post(&bench, "v1/chat/completions", &[("authorization", "Bearer wrong")], &chat("m", json!({})))
            .await
            .0,
        401
    );
    assert_eq!(post(&bench, "v1/chat/completions", &[], &json!({"model": "m"})).await.0, 400);
}

#[tokio::test]
async fn orders_are_obeyed_for_their_count_and_calls_are_remembered() {
    let bench = Bench::start().await;
    let order = json!({"mode": "overloaded", "count": 1, "ms": 2_500, "model": "m"});
    assert_eq!(post(&bench, "control", &[], &order).await.0, 200);
    assert_eq!(post(&bench, "control", &[], &json!({"mode": "nonsense"})).await.0, 400);
    assert_eq!(post(&bench, "v1/chat/completions", &[], &chat("other", json!({}))).await.0, 200);
    let url = format!("{}/llm/v1/chat/completions", bench.url);
    let refused = bench.http.post(url).json(&chat("m", json!({}))).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (503, &"3".parse().unwrap()));
    assert_eq!(post(&bench, "v1/chat/completions", &[], &chat("m", json!({}))).await.0, 200);
    let told = bench.http.get(format!("{}/llm/control/calls", bench.url)).send().await.unwrap();
    let told: Value = told.json().await.unwrap();
    let calls: Vec<(&str, &str)> = told["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| (call["model"].as_str().unwrap(), call["mode"].as_str().unwrap()))
        .collect();
    assert_eq!(calls, [("other", "grounded"), ("m", "overloaded"), ("m", "grounded")]);
    assert_eq!(told["calls"][1]["text"], "S\nOlá");
    bench.http.delete(format!("{}/llm/control", bench.url)).send().await.unwrap();
    let told = bench.http.get(format!("{}/llm/control/calls", bench.url)).send().await.unwrap();
    assert_eq!(told.json::<Value>().await.unwrap()["calls"], json!([]));
}
