#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::{words::PREVIEW_MAX, *};
use proptest::prelude::*;

proptest! {
    #[test]
    fn whatever_is_written_has_a_short_preview_of_its_own_words(body in "\\PC{0,400}|[ \n\t]{0,40}|(palavra ){0,60}") {
        let text = Content::outbound_text(body.clone(), None).preview().text;
        prop_assert!(text.chars().count() <= PREVIEW_MAX && !text.contains('\n'));
        let whole = body.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert!(whole.starts_with(text.strip_suffix('…').unwrap_or(&text)));
    }

    #[test]
    fn a_text_survives_being_stored(body in "\\PC{0,80}", quoted in proptest::option::of("[A-Za-z0-9.=]{1,40}")) {
        let content = Content::outbound_text(body, quoted);
        let stored = serde_json::to_string(&content).unwrap_or_default();
        prop_assert_eq!(serde_json::from_str::<Content>(&stored).ok(), Some(content));
    }
}

#[test]
fn a_preview_is_one_line_and_short() {
    let content = Content::outbound_text(format!("oi\n\n{}", "á ".repeat(400)), None);
    let preview = content.preview();
    assert_eq!((preview.kind, preview.text.chars().count()), ("text", PREVIEW_MAX));
    assert!(preview.text.starts_with("oi á") && preview.text.ends_with('…'));
}

#[test]
fn contents_survive_being_stored() {
    let raw = serde_json::json!({"id": "1", "new_field": {"x": [1, 2]}});
    let around =
        Around { quoted: Some("wamid.A".to_owned()), forwarded: Some(Forwarded::Often), ..Around::default() };
    for content in [
        Content::outbound_text("olá".to_owned(), Some("wamid.B".to_owned())),
        Content::Reaction(Reaction { target: "wamid.C".to_owned(), emoji: None }),
        Content::Document(Media {
            caption: "nota".to_owned(),
            around: around.clone(),
            raw: raw.clone(),
            ..Media::default()
        }),
        Content::Unknown(Placeholder { raw_kind: "poll".to_owned(), raw, around, ..Placeholder::default() }),
    ] {
        let text = serde_json::to_string(&content).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Content>(&text).ok(), Some(content));
    }
}

#[test]
fn every_kind_is_in_the_list_of_kinds() {
    let kinds = [
        Content::outbound_text(String::new(), None).kind(),
        Content::Unknown(Placeholder::default()).kind(),
        Content::Edit(Target::default()).kind(),
    ];
    assert!(kinds.iter().all(|kind| Content::KINDS.contains(kind)));
}
