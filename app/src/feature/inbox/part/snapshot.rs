//! Every kind of message, drawn in three languages, as it was last looked at.

#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::{
    bubble::whole,
    bubble_note::{BubbleNote, is_note},
    sample,
};
use crate::page::Page;
use leptos::prelude::*;
use prosa_domain::{id::ConversationId, lang::Lang};
use prosa_wire::inbox::MessageView;
use uuid::Uuid;

/// What a kind draws, one element a line. Drawings of icons are named `icon`: how they look is the kit's.
fn drawn(lang: Lang, message: MessageView) -> String {
    let html = Owner::new().with(|| {
        provide_context(Page { lang, ..Page::default() });
        if is_note(&message.kind) {
            return view! { <BubbleNote message /> }.to_html();
        }
        whole(jump(), ConversationId(Uuid::from_u128(1)), message, "Marina".to_owned()).to_html()
    });
    let mut out = String::new();
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once("<svg viewBox=\"0 0 24 24\"") {
        out.push_str(before);
        out.push_str("<icon/>");
        rest = after.split_once("</svg>").expect("an icon ends").1;
    }
    out.push_str(rest);
    out.replace("<!>", "").replace('<', "\n<").replace("\n</", "</").replace("/>\n", "/>").trim().to_owned()
}

fn jump() -> Callback<prosa_domain::id::MessageId> {
    Callback::new(|_| {})
}

#[test]
fn every_kind_is_drawn_as_it_was_looked_at_in_every_language() {
    for lang in Lang::ALL {
        let mut all = String::new();
        for (name, message) in sample::all() {
            let html = drawn(*lang, message);
            assert!(!html.contains("inbox-"), "{name} in {lang:?} shows a key: {html}");
            all.push_str(&format!("== {name} ==\n{html}\n\n"));
        }
        insta::assert_snapshot!(format!("kinds_{}", lang.tag()), all);
    }
}

#[test]
fn no_kind_is_without_a_sample() {
    use prosa_domain::message::content::Content;
    let drawn: Vec<String> = sample::all().into_iter().map(|(_, message)| message.kind).collect();
    // Drawn at their message, or like another: reactions, edits and deletions; products and the catalogue.
    let elsewhere = ["reaction", "edit", "revoke", "product_list", "catalog"];
    for kind in Content::KINDS {
        assert!(elsewhere.contains(&kind) || drawn.iter().any(|drawn| drawn == kind), "{kind}");
    }
}
