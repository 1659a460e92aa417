//! Forms of Twilio, kind by kind.

use crate::stub::{Act, Stub};
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use prosa_domain::{
    media::fetch::FetchFailure,
    message::content::Content,
    price::{Category, Currency, Market, Money},
};
use prosa_provider::{
    Bill, CallError, Item, Message, Provider, Status, Update, file::RemoteFile, meta::Timeouts,
    twilio::Twilio,
};

const BASE: &str =
    "AccountSid=AC1&MessageSid=SM1&From=whatsapp%3A%2B5511987654321&To=whatsapp%3A%2B551133334444";

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn read(more: &str) -> Vec<Update> {
    let twilio = Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap();
    twilio.parse_inbound(format!("{BASE}&{more}").as_bytes(), at()).unwrap()
}

fn message(more: &str) -> Message {
    let updates = read(more);
    assert_eq!(updates.len(), 1, "{more}");
    let Item::Message(message) = updates[0].item.clone() else { panic!("{more}: {updates:?}") };
    *message
}

fn status(more: &str) -> Status {
    let form = format!(
        "AccountSid=AC1&MessageSid=SM9&From=whatsapp%3A%2B551133334444&To=whatsapp%3A%2B5511987654321&{more}"
    );
    let twilio = Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap();
    let updates = twilio.parse_inbound(form.as_bytes(), at()).unwrap();
    let Item::Status(status) = updates[0].item.clone() else { panic!("{more}: {updates:?}") };
    *status
}

#[test]
fn kinds_are_the_same_kinds_as_metas() {
    for (form, kind) in [
        ("Body=Oi&NumMedia=0", "text"),
        (
            "Body=Veja&NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FM1&MediaContentType0=image%2Fjpeg",
            "image",
        ),
        ("NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FM1&MediaContentType0=image%2Fwebp", "sticker"),
        ("NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FM1&MediaContentType0=audio%2Fogg", "audio"),
        ("NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FM1&MediaContentType0=video%2Fmp4", "video"),
        (
            "NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FM1&MediaContentType0=application%2Fpdf",
            "document",
        ),
        ("Latitude=-23.55&Longitude=-46.63&Label=Loja&Address=Rua+A", "location"),
        ("ListId=azul&ListTitle=Azul&Body=Azul", "interactive"),
        ("ButtonText=Sim&ButtonPayload=yes&Body=Sim", "button"),
        ("NumMedia=0", "unsupported"),
    ] {
        assert_eq!(message(form).content.kind(), kind, "{form}");
    }
}

#[test]
fn what_stands_around_a_message_comes_along() {
    let told = message(
        "Body=Oi&OriginalRepliedMessageSid=SM0&FrequentlyForwarded=true&ReferralHeadline=Oferta&ReferralSourceId=7",
    );
    assert_eq!(told.content.quoted(), Some("SM0"));
    assert!(told.content.forwarded().is_some());
    let stored = serde_json::to_string(&told.content).unwrap();
    assert!(stored.contains("Oferta"), "{stored}");
}

#[test]
fn a_hidden_number_is_known_by_its_user_id() {
    let twilio = Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap();
    let form = "AccountSid=AC1&MessageSid=SM1&From=whatsapp%3ABR.7481920365501122&To=whatsapp%3A%2B551133334444&Body=Oi";
    let updates = twilio.parse_inbound(form.as_bytes(), at()).unwrap();
    let Item::Message(message) = &updates[0].item else { panic!("{updates:?}") };
    assert_eq!(message.identity.bsuid.as_deref(), Some("BR.7481920365501122"));
    assert_eq!(message.identity.wa_id, None);
}

#[test]
fn every_file_of_a_message_is_a_message() {
    let updates = read(
        "Body=Duas&NumMedia=2&MediaUrl0=https%3A%2F%2Fa%2F1&MediaContentType0=image%2Fpng\
                        &MediaUrl1=https%3A%2F%2Fa%2F2&MediaContentType1=image%2Fpng",
    );
    let found: Vec<(String, String)> = updates
        .iter()
        .map(|update| {
            let Item::Message(message) = &update.item else { panic!("{update:?}") };
            (message.provider_message_id.clone(), message.content.text().into_owned())
        })
        .collect();
    assert_eq!(found, [("SM1".to_owned(), "Duas".to_owned()), ("SM1.1".to_owned(), String::new())]);
}

#[test]
fn a_text_message_is_billed_once_its_carrier_took_it_and_whatsapp_never_by_twilio() {
    let sms = |more: &str| {
        let form = format!("AccountSid=AC1&MessageSid=SM9&From=%2B551133334444&To=%2B5511987654321&{more}");
        let twilio = Twilio::sms(Timeouts::default(), "https://crm.example.com").unwrap();
        let updates = twilio.parse_inbound(form.as_bytes(), at()).unwrap();
        // What says nothing new about a message is kept as it is.
        let Item::Status(status) = updates[0].item.clone() else { return None };
        status.pricing()
    };
    for state in ["accepted", "queued", "sending", "failed"] {
        assert_eq!(sms(&format!("MessageStatus={state}")), None, "{state}");
    }
    for state in ["sent", "delivered", "undelivered"] {
        let told = sms(&format!("MessageStatus={state}")).unwrap();
        assert_eq!(
            (told.category, told.billable, told.market),
            (Some(Category::Sms), true, Some(Market::BRAZIL))
        );
        assert_eq!(told.bill, Bill { amount: None, parts: 1 }, "{state}");
    }
    let told = sms("MessageStatus=sent&NumSegments=3&Price=-0.02370&PriceUnit=usd").unwrap();
    assert_eq!(told.bill, Bill { amount: Some(Money::of(237, Currency::USD)), parts: 3 });
    for (more, parts) in [("NumSegments=0", 1), ("NumSegments=x", 1), ("NumSegments=999999", 24)] {
        let told = sms(&format!("MessageStatus=sent&{more}&Price=abc&PriceUnit=USD")).unwrap();
        assert_eq!(told.bill, Bill { amount: None, parts }, "{more}");
    }
    assert_eq!(status("MessageStatus=delivered").pricing(), None);
}

#[tokio::test]
async fn what_a_text_message_was_billed_is_asked_by_its_own_id_and_nothing_else() {
    let sms = Twilio::sms(Timeouts::default(), "https://crm.example.com").unwrap();
    let body = r#"{"sid": "SM9", "price": "-0.00750", "price_unit": "USD", "num_segments": "2"}"#;
    let early = r#"{"sid": "SM9", "price": null, "price_unit": "USD", "num_segments": "2"}"#;
    let acts = [body, early].map(|body| Act::Answer(200, body.to_owned()));
    let stub = Stub::start(acts.into_iter().chain([Act::Answer(404, r#"{"code": 20404}"#.to_owned())])).await;
    let line = stub.line();
    let billed = Bill { amount: Some(Money::of(75, Currency::USD)), parts: 2 };
    assert_eq!(sms.bill(&line, "SM9").await, Some(Ok(billed)));
    assert_eq!(sms.bill(&line, "SM9").await, Some(Ok(Bill { amount: None, parts: 2 })));
    assert!(matches!(sms.bill(&line, "SM9").await, Some(Err(CallError::Refused { code: 20_404, .. }))));
    let asked = format!("GET /v26.0/Accounts/{}/Messages/SM9.json", line.account_id);
    assert!(stub.requests().iter().all(|request| request.line == asked), "{:?}", stub.requests());
    for strange in ["../x", "SM9?a=b", &"a".repeat(65)] {
        assert!(matches!(sms.bill(&line, strange).await, Some(Err(_))), "{strange}");
    }
    assert_eq!(stub.requests().len(), 3, "no strange id is asked for");
    let whatsapp = Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap();
    assert_eq!(whatsapp.bill(&line, "SM9").await, None);
}

#[test]
fn a_failed_state_brings_metas_code_for_the_same_thing() {
    let told = status("MessageStatus=undelivered&ErrorCode=63016&ChannelStatusMessage=x");
    assert_eq!((told.state.as_str(), told.errors[0].code), ("failed", 131_047));
    assert_eq!(status("MessageStatus=read").state.as_str(), "read");
    let strange = status("MessageStatus=failed&ErrorCode=99999");
    assert_eq!(strange.errors[0].code, 99_999);
}

#[test]
fn a_content_nobody_knows_stays_whole() {
    let told = message("Body=Oi&NewField=tomorrow");
    assert!(matches!(told.content, Content::Text(_)));
    assert!(serde_json::to_string(&told.content).unwrap().contains("tomorrow"));
}

/// What fetching brings from a server that acts so, and how it was asked.
async fn fetched(acts: Vec<Act>, bytes_max: u64) -> (Result<Vec<u8>, FetchFailure>, Vec<(String, String)>) {
    let stub = Stub::start(acts).await;
    let line = stub.line();
    let path = format!("/{}/Accounts/{}/Messages/MM1/Media/ME1", line.graph_version, line.account_id);
    let file = RemoteFile { id: format!("{}{path}", line.graph_base), sha256: None };
    let twilio = Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap();
    let bytes = async {
        let fetched = twilio.fetch_media(&line, &file, bytes_max).await?;
        let chunks: Vec<_> = fetched.chunks.try_collect().await?;
        Ok(chunks.concat())
    };
    let bytes = bytes.await;
    let asked = stub.requests().into_iter().map(|one| (one.line, one.authorization)).collect();
    (bytes, asked)
}

#[tokio::test]
async fn a_file_is_asked_for_in_the_accounts_name_and_followed_to_where_it_lies() {
    let (bytes, asked) =
        fetched(vec![Act::Redirect("/elsewhere".to_owned()), Act::Answer(200, "picture".to_owned())], 100)
            .await;
    assert_eq!(bytes, Ok(b"picture".to_vec()));
    assert!(asked[0].0.starts_with("GET /v26.0/Accounts/200100300400500/Messages/MM1"), "{asked:?}");
    // The account and the token, as the stub's line has them.
    assert_eq!(asked[0].1, "Basic MjAwMTAwMzAwNDAwNTAwOkVBQVRPS0VO");
    assert_eq!(asked[1].0, "GET /elsewhere");
}

#[tokio::test]
async fn a_file_that_cannot_be_had_says_why() {
    let around = || Act::Redirect("/again".to_owned());
    for (acts, failure) in [
        (vec![Act::Answer(401, String::new())], FetchFailure::Token),
        (vec![Act::Answer(404, String::new())], FetchFailure::Gone),
        (vec![Act::Answer(429, String::new())], FetchFailure::Throttled),
        (vec![Act::Answer(503, String::new())], FetchFailure::Away),
        (vec![Act::Answer(418, String::new())], FetchFailure::Refused),
        (vec![Act::Answer(200, "x".repeat(101))], FetchFailure::TooLarge),
        (vec![Act::Redirect("http://169.254.169.254/latest".to_owned())], FetchFailure::Elsewhere),
        (vec![around(), around(), around(), around(), around()], FetchFailure::Elsewhere),
    ] {
        let (bytes, asked) = fetched(acts, 100).await;
        assert_eq!(bytes, Err(failure));
        assert!(asked.len() <= 4, "{asked:?}");
    }
}
