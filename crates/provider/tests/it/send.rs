//! What a send is known to have done, for everything a server can do to it.

use crate::stub::{Act, Stub, line};
use chrono::DateTime;
use prosa_domain::{
    delivery::{Next, Outcome, next},
    message::content::Content,
};
use prosa_provider::{
    CallError, OutboundMessage, Provider, Recipient, Typing,
    meta::{Meta, Timeouts},
};
use serde_json::json;
use std::time::Duration;

fn meta() -> Meta {
    Meta::new(Timeouts { connect: Duration::from_millis(500), answer: Duration::from_millis(700) }).unwrap()
}

fn text() -> OutboundMessage {
    OutboundMessage {
        to: Recipient::Phone("5511987651234".to_owned()),
        content: Content::outbound_text("Chega amanhã 🙂".to_owned(), Some("wamid.Q".to_owned())),
        callback_data: "out-1".to_owned(),
    }
}

/// Sends one text to a stub that does this; also asserts that there was one request only.
async fn outcome(act: Act) -> Outcome {
    let stub = Stub::start([act]).await;
    let outcome = meta().send(&stub.line(), &text()).await;
    assert_eq!(stub.requests().len(), 1, "a send is never repeated by itself");
    outcome
}

fn error(code: i32, details: &str) -> String {
    json!({"error": {"message": format!("(#{code}) x"), "type": "OAuthException", "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details}, "fbtrace_id": "A"}})
    .to_string()
}

fn accepted() -> String {
    json!({"messaging_product": "whatsapp", "contacts": [{"input": "+5511987651234", "wa_id": "5511987651234"}],
        "messages": [{"id": "wamid.OUT1"}]})
    .to_string()
}

fn what_next(outcome: &Outcome) -> Next {
    next(outcome, 1, 8, DateTime::from_timestamp(1_795_000_000, 0).unwrap(), 0.0)
}

#[tokio::test]
async fn a_send_says_what_meta_wants_to_hear_and_brings_the_id_back() {
    let stub = Stub::start([Act::Answer(200, accepted())]).await;
    let outcome = meta().send(&stub.line(), &text()).await;
    let wanted = Outcome::Accepted {
        provider_message_id: "wamid.OUT1".to_owned(),
        wa_id: Some("5511987651234".to_owned()),
    };
    assert_eq!(outcome, wanted);
    let request = &stub.requests()[0];
    assert_eq!(request.line, "POST /v26.0/600700800900100/messages");
    assert_eq!(request.authorization, "Bearer EAATOKEN");
    assert_eq!(
        request.body,
        json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511987651234", "type": "text",
            "text": {"body": "Chega amanhã 🙂", "preview_url": false}, "context": {"message_id": "wamid.Q"},
            "biz_opaque_callback_data": "out-1"})
    );
}

#[tokio::test]
async fn a_send_to_a_user_id_is_accepted_without_a_number() {
    let body = json!({"contacts": [{"input": "BR.1", "user_id": "BR.1"}], "messages": [{"id": "wamid.U"}]});
    let stub = Stub::start([Act::Answer(200, body.to_string())]).await;
    let message = OutboundMessage { to: Recipient::User("BR.1".to_owned()), ..text() };
    let outcome = meta().send(&stub.line(), &message).await;
    assert_eq!(outcome, Outcome::Accepted { provider_message_id: "wamid.U".to_owned(), wa_id: None });
    assert_eq!(stub.requests()[0].body["recipient"], "BR.1");
}

#[tokio::test]
async fn refusals_keep_their_code_and_details_and_the_code_decides() {
    for (status, code, wanted) in [
        (400, 131_047, "fail"),
        (400, 131_026, "fail"),
        (400, 100, "fail"),
        (401, 190, "pause auth"),
        (403, 10, "pause auth"),
        (403, 131_031, "pause account"),
        (400, 131_056, "retry"),
        (500, 131_000, "retry"),
        (503, 2, "retry"),
        (400, 987_654, "fail"),
    ] {
        let outcome = outcome(Act::Answer(status, error(code, "Mais de 24 horas."))).await;
        let refused = Outcome::Refused { http_status: status, code, detail: "Mais de 24 horas.".to_owned() };
        assert_eq!(outcome, refused);
        let told = match what_next(&outcome) {
            Next::Fail { code: told, .. } if told == code => "fail".to_owned(),
            Next::PauseLine { reason, .. } => format!("pause {reason}"),
            Next::RetryAt(_) => "retry".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(told, wanted, "{code}");
    }
}

#[tokio::test]
async fn a_user_that_is_not_authenticated_stops_the_line_like_a_bad_token() {
    let outcome = outcome(Act::Answer(401, error(0, "x"))).await;
    assert!(matches!(what_next(&outcome), Next::PauseLine { code: 190, reason: "auth" }));
}

#[tokio::test]
async fn too_fast_and_broken_servers_are_tried_again() {
    for (act, wanted) in [
        (Act::Answer(429, error(130_429, "x")), Outcome::Throttled { http_status: 429, code: Some(130_429) }),
        (Act::Answer(429, String::new()), Outcome::Throttled { http_status: 429, code: None }),
        (Act::Answer(500, String::new()), Outcome::ServerError { http_status: 500 }),
        (Act::Answer(503, "<html>busy</html>".to_owned()), Outcome::ServerError { http_status: 503 }),
        (
            Act::Answer(400, json!({"error": {"code": 987, "is_transient": true}}).to_string()),
            Outcome::ServerError { http_status: 400 },
        ),
    ] {
        let outcome = outcome(act).await;
        assert_eq!(outcome, wanted);
        assert!(matches!(what_next(&outcome), Next::RetryAt(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_may_have_been_sent_is_unknown_and_never_sent_again() {
    for act in [
        Act::Lose,
        Act::Hang,
        Act::CutOff,
        Act::Answer(502, "<html>bad gateway</html>".to_owned()),
        Act::Answer(504, String::new()),
        Act::Answer(200, "not json".to_owned()),
        Act::Answer(200, "{}".to_owned()),
        Act::Answer(200, format!("{{\"pad\":\"{}\"}}", "x".repeat(2_000_000))),
    ] {
        let told = format!("{act:?}").chars().take(60).collect::<String>();
        let outcome = outcome(act).await;
        assert_eq!(outcome, Outcome::NoAnswer, "{told}");
        assert_eq!(what_next(&outcome), Next::Unknown);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for base in [address.as_str(), "http://name.invalid", "no address at all"] {
        let outcome = meta().send(&line(base), &text()).await;
        assert_eq!(outcome, Outcome::NetworkBeforeSend, "{base}");
        assert!(matches!(what_next(&outcome), Next::RetryAt(_)));
    }
}

#[tokio::test]
async fn a_connection_that_closed_while_idle_costs_no_message() {
    let stub = Stub::start([Act::AnswerAndClose(200, accepted()), Act::Answer(200, accepted())]).await;
    let meta = meta();
    assert!(matches!(meta.send(&stub.line(), &text()).await, Outcome::Accepted { .. }));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(matches!(meta.send(&stub.line(), &text()).await, Outcome::Accepted { .. }));
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn a_token_never_follows_a_redirect() {
    let elsewhere = Stub::start([Act::Answer(200, accepted())]).await;
    let outcome = outcome(Act::Redirect(elsewhere.line().graph_base)).await;
    assert!(matches!(outcome, Outcome::Refused { http_status: 302, .. }), "{outcome:?}");
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_kind_that_cannot_be_sent_never_leaves_the_house() {
    let stub = Stub::start([]).await;
    let content = Content::Sticker(prosa_domain::message::content::Media::default());
    let outcome = meta().send(&stub.line(), &OutboundMessage { content, ..text() }).await;
    assert!(matches!(what_next(&outcome), Next::Fail { reason_key: "send-error-kind", .. }));
    assert!(stub.requests().is_empty());
}

#[tokio::test]
async fn reading_is_told_with_and_without_typing() {
    let done = || Act::Answer(200, "{\"success\":true}".to_owned());
    let stub = Stub::start([done(), done(), Act::Answer(400, error(131_009, "x")), Act::Lose]).await;
    let call = async |typing| meta().mark_read(&stub.line(), "wamid.IN", typing).await;
    assert_eq!(call(Typing::Hidden).await, Ok(()));
    assert_eq!(call(Typing::Shown).await, Ok(()));
    assert_eq!(call(Typing::Hidden).await, Err(CallError::Refused { code: 131_009, detail: "x".to_owned() }));
    assert_eq!(call(Typing::Hidden).await, Err(CallError::Unreachable));
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"});
    let mut typing = read.clone();
    typing["typing_indicator"] = json!({"type": "text"});
    let bodies: Vec<_> = stub.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies[..2], [read, typing]);
}
