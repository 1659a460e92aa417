//! The words and the icon of each message kind.

use crate::kit::Glyph;
use prosa_i18n::Translator;
use prosa_wire::inbox::MessageView;

/// The icon of a kind; none for text, which speaks for itself.
#[must_use]
pub fn glyph(kind: &str) -> Option<Glyph> {
    Some(match kind {
        "text" | "" => return None,
        "image" => Glyph::Image,
        "audio" => Glyph::Microphone,
        "video" => Glyph::Video,
        "document" => Glyph::File,
        "sticker" => Glyph::Sticker,
        "location" => Glyph::Place,
        "contacts" => Glyph::Contact,
        "interactive" | "button" => Glyph::List,
        "order" | "product" | "product_list" | "catalog" => Glyph::Cart,
        "template" | "flow" => Glyph::Board,
        "buttons" => Glyph::Reply,
        "list" => Glyph::List,
        "cta_url" => Glyph::Link,
        "location_request" => Glyph::Place,
        "order_details" => Glyph::Cash,
        "order_status" => Glyph::Box,
        "reaction" => Glyph::Smile,
        "edit" => Glyph::Edit,
        "revoke" => Glyph::Ban,
        "system" => Glyph::Info,
        "call" => Glyph::Call,
        _ => Glyph::Question,
    })
}

/// The words of a kind; empty for text.
#[must_use]
pub fn label(tr: Translator, kind: &str) -> String {
    let key = match kind {
        "text" | "" => return String::new(),
        "image" => "inbox-kind-image",
        "audio" => "inbox-kind-audio",
        "video" => "inbox-kind-video",
        "document" => "inbox-kind-document",
        "sticker" => "inbox-kind-sticker",
        "location" => "inbox-kind-location",
        "contacts" => "inbox-kind-contacts",
        "interactive" => "inbox-kind-interactive",
        "button" => "inbox-kind-button",
        "order" => "inbox-kind-order",
        "reaction" => "inbox-kind-reaction",
        "edit" => "inbox-kind-edit",
        "revoke" => "inbox-kind-revoke",
        "system" => "inbox-kind-system",
        "call" => "inbox-kind-call",
        "template" => "inbox-kind-template",
        "buttons" => "inbox-kind-buttons",
        "list" => "inbox-kind-list",
        "cta_url" => "inbox-kind-cta-url",
        "product" => "inbox-kind-product",
        "product_list" => "inbox-kind-product-list",
        "catalog" => "inbox-kind-catalog",
        "flow" => "inbox-kind-flow",
        "location_request" => "inbox-kind-location-request",
        "order_details" => "inbox-kind-order-details",
        "order_status" => "inbox-kind-order-status",
        "unsupported" => "inbox-kind-unsupported",
        _ => "inbox-kind-unknown",
    };
    tr.t(key)
}

/// The words of a message's kind, as exactly as they are known.
#[must_use]
pub fn name(tr: Translator, message: &MessageView) -> String {
    exact(tr, &message.kind, &message.raw_kind)
}

/// The words of a kind with WhatsApp's own word for it, as exactly as they are known.
#[must_use]
pub fn exact(tr: Translator, kind: &str, raw_kind: &str) -> String {
    match (kind, raw_kind) {
        ("audio", "voice") => tr.t("inbox-kind-voice"),
        ("unsupported", "ephemeral") => tr.t("inbox-kind-ephemeral"),
        ("unsupported", "poll_creation") => tr.t("inbox-kind-poll"),
        ("unsupported", "media_placeholder") => tr.t("inbox-kind-lost-file"),
        (kind, _) => label(tr, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::{lang::Lang, message::content::Content};

    #[test]
    fn every_kind_but_text_has_an_icon_and_words_in_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for kind in Content::KINDS.into_iter().filter(|kind| *kind != "text") {
                assert!(glyph(kind).is_some(), "{kind}");
                let words = label(tr, kind);
                assert!(!words.is_empty() && !words.starts_with("inbox-"), "{kind} in {lang:?}: {words}");
            }
        }
    }
}
