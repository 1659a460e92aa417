//! What every provider of this build keeps to, whatever its bodies look like. A provider that is announced in the registry
//! and has no example here fails the suite.

use crate::stub::{Act, Stub};
use chrono::{DateTime, Utc};
use prosa_domain::{
    delivery::{Next, Outcome, next},
    message::content::{Content, Media, Placeholder, TemplateById, TemplateMessage, TemplateValue},
};
use prosa_provider::{
    Headers, Item, LineCredentials, OutboundMessage, Provider, Recipient, Registry, file::RemoteFile,
    template::TemplateWay,
};
use secrecy::SecretString;
use serde_json::json;
use std::collections::BTreeMap;

/// Where the providers believe Prosa to be.
const PUBLIC: &str = "https://crm.example.com";
const SECRET: &str = "12345";
const MESSAGE: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"200100300400500","changes":[{"field":"messages",
"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551133334444","phone_number_id":"600700800900100"},
"contacts":[{"profile":{"name":"Marina"},"wa_id":"5511987654321"}],
"messages":[{"from":"5511987654321","id":"wamid.IN1","timestamp":"1795000000","type":"text","text":{"body":"Olá"}}]}}]}]}"#;
const STATUS: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"200100300400500","changes":[{"field":"messages",
"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551133334444","phone_number_id":"600700800900100"},
"statuses":[{"id":"wamid.OUT1","status":"delivered","timestamp":"1795000000","recipient_id":"5511987654321"}]}}]}]}"#;
const FORM: &str = "MessageSid=SM1&AccountSid=AC1&From=whatsapp%3A%2B5511987654321&WaId=5511987654321&ProfileName=Marina\
                    &To=whatsapp%3A%2B551133334444&NumMedia=0&Body=Ol%C3%A1";
const FORM_STATUS: &str = "MessageSid=SM2&AccountSid=AC1&MessageStatus=delivered&From=whatsapp%3A%2B551133334444\
                           &To=whatsapp%3A%2B5511987654321";

const SMS: &str =
    "MessageSid=SM1&AccountSid=AC1&From=%2B5511987654321&To=%2B551133334444&NumMedia=0&Body=Ol%C3%A1";
const SMS_STATUS: &str =
    "MessageSid=SM2&AccountSid=AC1&MessageStatus=delivered&From=%2B551133334444&To=%2B5511987654321";

/// What one provider's world looks like.
struct Example {
    /// The sender's name; none where a message has none.
    profile: Option<&'static str>,
    /// How a file it was given is named in a send; none where none can be sent.
    file: Option<(&'static str, &'static str)>,
    /// How a template is named in a send; none where there are none.
    template: Option<&'static [&'static str]>,
    /// A delivery with one text, and its headers when it is genuine under [`SECRET`].
    message: (&'static str, Headers),
    /// A delivery with one state of ours.
    status: &'static str,
    /// What stands where Meta has the number's id.
    number: &'static str,
    /// The answer to a send that was taken.
    accepted: String,
    /// Answers of a refused token, of a closed window, and of too many requests.
    refusals: [(u16, String); 3],
}

fn headers(name: &str, value: &str) -> Headers {
    Headers::from([(name.to_owned(), value.to_owned())])
}

fn meta_error(code: i32) -> String {
    json!({"error": {"message": "no", "code": code, "error_data": {"details": "no"}}}).to_string()
}

fn twilio_error(code: i32) -> String {
    json!({"code": code, "message": "no", "status": 400}).to_string()
}

fn example(provider: &str) -> Example {
    let metas = |headers: Headers| Example {
        profile: Some("Marina"),
        file: Some(("990", r#""id":"990""#)),
        template: Some(&[r#""name":"pedido""#, r#""code":"pt_BR""#, r#""text":"Ana""#]),
        message: (MESSAGE, headers),
        status: STATUS,
        number: "600700800900100",
        accepted: json!({"contacts": [], "messages": [{"id": "wamid.OUT1"}]}).to_string(),
        refusals: [(401, meta_error(190)), (400, meta_error(131_047)), (429, meta_error(130_429))],
    };
    match provider {
        "whatsapp" => {
            let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET.as_bytes());
            let tag = hex::encode(aws_lc_rs::hmac::sign(&key, MESSAGE.as_bytes()).as_ref());
            metas(headers("x-hub-signature-256", &format!("sha256={tag}")))
        }
        "360dialog" => metas(headers("x-prosa-secret", SECRET)),
        "twiliosms" => Example {
            profile: None,
            file: None,
            template: None,
            // Computed apart from this code, with another library.
            message: (SMS, headers("x-twilio-signature", "U0QBCIf+Kjojr8YesS0fwb/27Dc=")),
            status: SMS_STATUS,
            ..example("twilio")
        },
        "twilio" => Example {
            profile: Some("Marina"),
            file: Some((
                "https://crm.example.com/f?s=1",
                "MediaUrl=https%3A%2F%2Fcrm.example.com%2Ff%3Fs%3D1",
            )),
            template: Some(&["ContentSid=HX1", "ContentVariables=%7B%221%22%3A%22Ana%22%7D"]),
            message: (FORM, headers("x-twilio-signature", "/ZGbSoz+07MYHQHFTO0qCfUlKFY=")),
            status: FORM_STATUS,
            number: "551133334444",
            accepted: json!({"sid": "SM2", "status": "queued", "error_code": null}).to_string(),
            refusals: [(401, twilio_error(20_003)), (400, twilio_error(63_016)), (429, twilio_error(20_429))],
        },
        other => panic!("no example of {other}"),
    }
}

fn registry() -> Registry {
    Registry::standard(PUBLIC).unwrap()
}

/// Runs for every provider there is.
fn each(check: impl Fn(&dyn Provider, Example)) {
    let registry = registry();
    let names = registry.names();
    assert!(names.len() >= 4, "{names:?}");
    for name in names {
        check(registry.get(name).unwrap(), example(name));
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn line(stub: &Stub, example: &Example) -> LineCredentials {
    LineCredentials { phone_number_id: example.number.to_owned(), ..stub.line() }
}

fn text() -> OutboundMessage {
    OutboundMessage {
        to: Recipient::Phone("5511987654321".to_owned()),
        content: Content::outbound_text("Chega amanhã 🙂".to_owned(), None),
        callback_data: "out-1".to_owned(),
    }
}

#[test]
fn a_name_fits_into_an_address() {
    each(|provider, _| {
        let name = provider.name();
        assert!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
            "{name}"
        );
    });
}

#[test]
fn a_genuine_delivery_is_taken_and_no_other() {
    each(|provider, example| {
        let name = provider.name();
        let (body, good) = &example.message;
        let secrets = |all: &[&str]| all.iter().map(|one| SecretString::from(*one)).collect::<Vec<_>>();
        let verify =
            |headers: &Headers, known: &[&str]| provider.verify(body.as_bytes(), headers, &secrets(known));
        assert!(verify(good, &["other", SECRET]), "{name}");
        assert!(!verify(good, &["other"]), "{name}: a strange secret");
        assert!(!verify(good, &[]), "{name}: no secret at all");
        assert!(!verify(good, &[""]), "{name}: an empty secret");
        assert!(!verify(&Headers::new(), &[SECRET]), "{name}: no header");
        for header in good.keys() {
            for wrong in ["", "sha256=", "1234", "AAAA", "não"] {
                assert!(!verify(&headers(header, wrong), &[SECRET]), "{name}: {wrong}");
            }
            assert!(
                !provider.verify(body.as_bytes(), &headers(header, ""), &secrets(&[""])),
                "{name}: empty on both sides"
            );
        }
    });
}

#[test]
fn a_text_comes_with_its_id_its_sender_its_time_and_its_number() {
    each(|provider, example| {
        let updates = provider.parse_inbound(example.message.0.as_bytes(), now()).unwrap();
        let [update] = updates.as_slice() else { panic!("{}: {updates:?}", provider.name()) };
        assert_eq!(update.phone_number_id.as_deref(), Some(example.number));
        let Item::Message(message) = &update.item else { panic!("{}: {update:?}", provider.name()) };
        assert_eq!(message.content.text(), "Olá");
        assert_eq!(message.identity.wa_id.as_deref(), Some("5511987654321"));
        assert_eq!(message.identity.profile_name.as_deref(), example.profile);
        assert_eq!(message.at, now());
        assert!(!message.provider_message_id.is_empty());
        // A second reading says the same: nothing depends on when it is read.
        assert_eq!(provider.parse_inbound(example.message.0.as_bytes(), now()).unwrap(), updates);
    });
}

#[test]
fn a_state_comes_with_the_id_of_its_message() {
    each(|provider, example| {
        let updates = provider.parse_inbound(example.status.as_bytes(), now()).unwrap();
        let [update] = updates.as_slice() else { panic!("{}: {updates:?}", provider.name()) };
        let Item::Status(status) = &update.item else { panic!("{}: {update:?}", provider.name()) };
        assert_eq!((status.state.as_str(), status.at), ("delivered", now()));
        assert!(example.accepted.contains(&status.provider_message_id));
    });
}

#[test]
fn garbage_is_an_error_and_never_a_message() {
    each(|provider, example| {
        let cut = &example.message.0[..example.message.0.len() / 2];
        for body in ["", "{", "[]", "\u{0}\u{ffff}", "a=b", "%%%", "null", cut] {
            if let Ok(updates) = provider.parse_inbound(body.as_bytes(), now()) {
                let messages =
                    updates.iter().filter(|update| matches!(update.item, Item::Message(_))).count();
                assert!(messages == 0 || body == cut, "{}: {body}", provider.name());
            }
        }
    });
}

/// What a send to a server that does this is known to have done; also that there was one request only.
async fn outcome(name: &str, act: Act) -> Outcome {
    let registry = registry();
    let stub = Stub::start([act]).await;
    let outcome = registry.get(name).unwrap().send(&line(&stub, &example(name)), &text()).await;
    assert_eq!(stub.requests().len(), 1, "{name}: a send is never repeated by itself");
    outcome
}

#[tokio::test]
async fn what_a_send_is_known_to_have_done_is_told_truly() {
    for name in registry().names() {
        let example = example(name);
        let taken = outcome(name, Act::Answer(200, example.accepted.clone())).await;
        assert!(
            matches!(&taken, Outcome::Accepted { provider_message_id, .. } if !provider_message_id.is_empty()),
            "{name}"
        );
        assert_eq!(
            outcome(name, Act::Answer(200, "{}".to_owned())).await,
            Outcome::NoAnswer,
            "{name}: taken without an id"
        );
        assert_eq!(outcome(name, Act::Lose).await, Outcome::NoAnswer, "{name}: no answer");
        assert_eq!(outcome(name, Act::CutOff).await, Outcome::NoAnswer, "{name}: half an answer");
        let failed = outcome(name, Act::Answer(503, String::new())).await;
        assert!(matches!(failed, Outcome::ServerError { .. }), "{name}: {failed:?}");
        let late = outcome(name, Act::Answer(504, String::new())).await;
        assert_eq!(late, Outcome::NoAnswer, "{name}: a gateway that gave up");
    }
}

#[tokio::test]
async fn a_refusal_leads_to_the_same_decision_everywhere() {
    for name in registry().names() {
        let [token, window, speed] = example(name).refusals;
        let what = |outcome: &Outcome| next(outcome, 1, 8, now(), 0.0);
        let told = outcome(name, Act::Answer(token.0, token.1)).await;
        assert!(matches!(what(&told), Next::PauseLine { reason: "auth", .. }), "{name}: {told:?}");
        let told = outcome(name, Act::Answer(window.0, window.1)).await;
        assert!(
            matches!(what(&told), Next::Fail { reason_key: "send-error-window", .. }),
            "{name}: {told:?}"
        );
        let told = outcome(name, Act::Answer(speed.0, speed.1)).await;
        assert!(matches!(what(&told), Next::RetryAt(_)), "{name}: {told:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_was_not_reached() {
    let registry = registry();
    for name in registry.names() {
        let nobody = crate::stub::line("http://127.0.0.1:9");
        let outcome = registry.get(name).unwrap().send(&nobody, &text()).await;
        assert_eq!(outcome, Outcome::NetworkBeforeSend, "{name}");
    }
}

#[tokio::test]
async fn a_kind_that_cannot_be_sent_is_refused_without_a_call() {
    let registry = registry();
    for name in registry.names() {
        let stub = Stub::start([]).await;
        let unknown = OutboundMessage { content: Content::Unknown(Placeholder::default()), ..text() };
        let outcome = registry.get(name).unwrap().send(&line(&stub, &example(name)), &unknown).await;
        assert!(matches!(outcome, Outcome::Refused { code: 131_051, .. }), "{name}: {outcome:?}");
        assert_eq!(stub.requests().len(), 0, "{name}");
    }
}

#[tokio::test]
async fn a_file_is_named_as_the_provider_wants_it_or_refused_without_a_call() {
    let registry = registry();
    for name in registry.names() {
        let (example, provider) = (example(name), registry.get(name).unwrap());
        let stub = Stub::start([Act::Answer(200, example.accepted.clone())]).await;
        let media_id = example.file.map_or("990", |(id, _)| id).to_owned();
        let content = Content::Image(Media { media_id, caption: "Olha".to_owned(), ..Media::default() });
        let outcome = provider.send(&line(&stub, &example), &OutboundMessage { content, ..text() }).await;
        match example.file {
            Some((_, named)) => {
                assert!(matches!(outcome, Outcome::Accepted { .. }), "{name}: {outcome:?}");
                let sent = stub.requests().remove(0).text;
                assert!(sent.contains(named) && sent.contains("Olha"), "{name}: {sent}");
            }
            None => {
                assert!(matches!(outcome, Outcome::Refused { code: 131_051, .. }), "{name}: {outcome:?}");
                assert!(stub.requests().is_empty(), "{name}");
            }
        }
    }
}

/// A template as the engine fills it for a provider of this way.
fn template(way: TemplateWay) -> Content {
    let values = BTreeMap::from([("1".to_owned(), "Ana".to_owned())]);
    let by_id = TemplateById { id: "HX1".to_owned(), variables: values };
    Content::Template(Box::new(TemplateMessage {
        name: "pedido".to_owned(),
        language: "pt_BR".to_owned(),
        body: vec![TemplateValue { name: None, value: "Ana".to_owned() }],
        by_id: (way == TemplateWay::ById).then_some(by_id),
        ..TemplateMessage::default()
    }))
}

#[tokio::test]
async fn a_template_is_named_as_the_provider_wants_it_or_refused_without_a_call() {
    let registry = registry();
    for name in registry.names() {
        let (example, provider) = (example(name), registry.get(name).unwrap());
        let stub = Stub::start([Act::Answer(200, example.accepted.clone())]).await;
        assert_eq!(provider.templates() == TemplateWay::None, example.template.is_none(), "{name}");
        let content = template(provider.templates());
        let outcome = provider.send(&line(&stub, &example), &OutboundMessage { content, ..text() }).await;
        match example.template {
            Some(named) => {
                assert!(matches!(outcome, Outcome::Accepted { .. }), "{name}: {outcome:?}");
                let sent = stub.requests().remove(0).text;
                assert!(named.iter().all(|part| sent.contains(part)), "{name}: {sent}");
            }
            None => {
                assert!(matches!(outcome, Outcome::Refused { code: 131_051, .. }), "{name}: {outcome:?}");
                assert!(stub.requests().is_empty(), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_asked_for_is_never_asked_for_elsewhere() {
    let registry = registry();
    for name in registry.names() {
        let (ours, theirs) = (Stub::start([]).await, Stub::start([]).await);
        for id in [format!("{}/x", theirs.line().graph_base), "file:///etc/passwd".to_owned(), String::new()]
        {
            let file = RemoteFile { id, sha256: None };
            let fetched = registry.get(name).unwrap().fetch_media(&ours.line(), &file, 1_000).await;
            assert!(fetched.is_err(), "{name}: {file:?}");
        }
        assert_eq!((ours.requests().len(), theirs.requests().len()), (0, 0), "{name}");
    }
}

#[tokio::test]
async fn a_check_with_a_wrong_token_says_so_in_its_first_step() {
    let registry = registry();
    for name in registry.names() {
        let example = example(name);
        let (status, body) = example.refusals[0].clone();
        let stub = Stub::start(std::iter::repeat_n(Act::Answer(status, body), 8)).await;
        let check = registry.get(name).unwrap().check_line(&line(&stub, &example)).await;
        let first = check.steps.first().unwrap();
        assert_eq!(first.key, "token", "{name}");
        assert!(first.result.is_err(), "{name}");
    }
}
