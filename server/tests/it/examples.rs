//! Third parties' example payloads, from the provider's own form to the bubble a member sees: each drawn as its kind.

use chrono::DateTime;
use leptos::prelude::*;
use prosa_app::{
    Page,
    feature::inbox::part::{
        bubble::whole,
        bubble_note::{BubbleNote, is_note},
    },
};
use prosa_domain::{
    id::{ConversationId, MediaId, MessageId},
    lang::Lang,
    message::content::{Answer, Content},
};
use prosa_i18n::Translator;
use prosa_provider::{
    Author, Item, Message, Provider,
    meta::{Meta, Timeouts},
};
use prosa_testkit::fixtures;
use prosa_wire::{
    inbox::{Body, Direction, MessageView},
    media::{MediaState, MediaView},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A message of an example, and which way it went.
struct Example {
    name: String,
    message: Message,
    direction: Direction,
}

/// Every message of every example, read by the provider.
fn examples() -> Vec<Example> {
    let meta = Meta::new(Timeouts::default()).unwrap();
    let mut all = Vec::new();
    for (name, delivery) in fixtures::deliveries("100", "9100") {
        let raw = serde_json::to_vec(&delivery).unwrap();
        let updates = meta.parse_inbound(&raw, DateTime::UNIX_EPOCH).unwrap();
        for update in updates {
            let (message, direction) = match update.item {
                Item::Message(message) => (*message, Direction::In),
                Item::Echo(message) => (*message, Direction::Out),
                Item::History(past) => {
                    let out = past.author == Author::Business;
                    (past.message, if out { Direction::Out } else { Direction::In })
                }
                _ => continue,
            };
            all.push(Example { name: name.clone(), message, direction });
        }
    }
    all
}

/// A file that is here, as the store tells of it.
fn stored(kind: &str, mime: &str) -> MediaView {
    MediaView {
        id: MediaId(Uuid::from_u128(9)),
        state: MediaState::Stored,
        kind: kind.to_owned(),
        mime: mime.to_owned(),
        bytes: 1_024,
        file_name: String::new(),
        width: Some(160),
        height: Some(120),
        duration_ms: Some(1_000),
        waveform: vec![1; 64],
        url: "/media/9?v=full".to_owned(),
        thumb_url: "/media/9?v=thumb".to_owned(),
        failure: String::new(),
        retry_at: None,
        transcript: None,
    }
}

/// The view of a message as the engine makes it (`prosa_db::view::thread`), its file fetched.
fn view(example: &Example) -> MessageView {
    let content = &example.message.content;
    MessageView {
        id: MessageId(Uuid::from_u128(1)),
        command_id: None,
        direction: example.direction,
        kind: content.kind().to_owned(),
        raw_kind: content.raw_kind().to_owned(),
        text: content.text().into_owned(),
        detail: content.detail().to_owned(),
        forwarded: content.forwarded().is_some(),
        in_group: example.message.group_id.is_some(),
        at: example.message.at,
        sequence: 1,
        author: None,
        state: None,
        history: Vec::new(),
        failure: None,
        quote: None,
        reactions: Vec::new(),
        edited_at: None,
        revoked_at: None,
        media: content.any_media().map(|(kind, media)| stored(kind.as_str(), &media.mime)),
        body: Body::of(content),
        referral: content.around().and_then(|around| around.referral()),
        product: content.around().and_then(|around| around.product()),
        earlier: Vec::new(),
        send_at: None,
        reading: None,
        machine: None,
    }
}

fn drawn(lang: Lang, message: MessageView) -> String {
    Owner::new().with(|| {
        provide_context(Page { lang, ..Page::default() });
        if is_note(&message.kind) {
            return view! { <BubbleNote message /> }.to_html();
        }
        let jump = Callback::new(|_: MessageId| {});
        whole(jump, ConversationId(Uuid::from_u128(1)), message, "Marina".to_owned()).to_html()
    })
}

/// What only a bubble of this kind has.
fn marks(tr: Translator, message: &MessageView) -> Vec<String> {
    let all = |marks: &[&str]| marks.iter().map(|mark| (*mark).to_owned()).collect();
    match &message.body {
        Body::Text { .. } => all(&[r#"class="tx""#]),
        Body::Media { .. } => match message.kind.as_str() {
            "image" => all(&["<img", r#"class="media""#]),
            "video" => all(&["<video", r#"class="media""#]),
            "audio" => all(&["<audio", r#"class="snd""#]),
            "sticker" => all(&["<img", r#"class="stk""#]),
            "document" => all(&[r#"class="doc""#, "download="]),
            other => panic!("{other} is no file"),
        },
        Body::Location { .. } => all(&[r#"class="map""#, "geo:"]),
        Body::Contacts { .. } => all(&[r#"class="ccard""#]),
        Body::Answer { answer } => vec![match answer {
            Answer::Button { .. } => tr.t("inbox-answer-button"),
            Answer::List { title, .. } => title.clone(),
            Answer::Flow { .. } => r#"class="ftab""#.to_owned(),
            Answer::CallPermission { .. } => tr.t("inbox-answer-call"),
            Answer::Payment { .. } => tr.t("inbox-answer-payment"),
            Answer::Other => tr.t("inbox-kind-interactive"),
        }],
        Body::Button { text, .. } => vec![text.clone(), tr.t("inbox-answer-button")],
        Body::Order { .. } => all(&[r#"class="items""#]),
        Body::System { .. } | Body::Call { .. } | Body::Lost { .. } => all(&[r#"class="sys""#]),
        Body::Template { .. } | Body::Ask { .. } => all(&[r#"class="tx""#]),
        Body::Strange { raw_kind } => vec![raw_kind.clone()],
        Body::Gone => all(&[r#"class="tx text-ink-3"#]),
    }
}

fn plain(html: &str) -> String {
    html.replace("<!>", "").replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"")
}

#[test]
fn every_example_of_third_parties_is_drawn_as_its_kind_in_every_language() {
    let all = examples();
    assert!(all.len() >= 44, "{}", all.len());
    for lang in Lang::ALL {
        let tr = Translator::for_lang(*lang);
        for example in &all {
            let message = view(example);
            let told = format!("{} ({}) in {lang:?}", example.name, message.kind);
            let html = plain(&drawn(*lang, message.clone()));
            assert!(!html.is_empty() && !html.contains("inbox-"), "{told} shows a key: {html}");
            for mark in marks(tr, &message) {
                assert!(html.contains(&mark), "{told} lacks {mark}: {html}");
            }
            let strange = [tr.t("inbox-kind-unknown"), tr.t("inbox-kind-unsupported")];
            if !matches!(message.kind.as_str(), "unknown" | "unsupported") {
                assert!(!matches!(message.body, Body::Strange { .. }), "{told} is not read");
                assert!(
                    !strange.iter().any(|words| html.contains(words)),
                    "{told} is drawn as strange: {html}"
                );
            }
            if message.in_group {
                assert!(html.contains(&tr.t("inbox-in-group")), "{told} is said in a group: {html}");
            }
        }
    }
}

#[test]
fn the_examples_hold_every_kind_that_can_come_in() {
    let all = examples();
    let seen: BTreeSet<&str> = all.iter().map(|example| example.message.content.kind()).collect();
    let ours = [
        "template",
        "buttons",
        "list",
        "cta_url",
        "product",
        "product_list",
        "catalog",
        "flow",
        "location_request",
        "order_details",
        "order_status",
    ];
    // Nobody has an example of what is not known yet.
    let missing: Vec<&str> = Content::KINDS
        .into_iter()
        .filter(|kind| !ours.contains(kind) && *kind != "unknown" && !seen.contains(kind))
        .collect();
    assert_eq!(missing, [""; 0], "of {seen:?}");
    assert!(all.iter().any(|example| example.message.group_id.is_some()), "one is said in a group");
}
