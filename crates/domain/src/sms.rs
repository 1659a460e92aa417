//! When a message that WhatsApp could not deliver goes as SMS instead: once, as text, and never as an offer nobody agreed to.

use crate::message::content::{AskAction, AskHeader, Content, TemplateCategory, TemplateHeader, Via};

/// Characters of a text message at most (Twilio, "Message resource": 1,600).
pub const TEXT_MAX: usize = 1_600;
/// Codes that say that this person cannot be reached on WhatsApp: 131026, "message undeliverable", which also stands for
/// the codes of other providers. Codes of limits, experiments and consent say something else and are not among them.
pub const UNDELIVERABLE: [i32; 1] = [131_026];

/// What one sign takes of a part: in the alphabet of GSM 03.38 one place, or two behind its escape sign.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: &str = "^{}\\[~]|€";

/// In how many parts a text goes, each of which is billed: 160 places of the GSM alphabet or 70 of UTF-16 in a single one,
/// 153 or 67 where parts have to be put together again (GSM 03.40; Twilio, "What is the SMS character limit").
#[must_use]
pub fn parts(text: &str) -> usize {
    let places = |sign: char| match sign {
        sign if BASIC.contains(sign) => Some(1),
        sign if EXTENDED.contains(sign) => Some(2),
        _ => None,
    };
    let (length, single, joined) = match text.chars().map(places).sum::<Option<usize>>() {
        Some(places) => (places, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= single { 1 } else { length.div_ceil(joined) }
}

/// Whether a message that failed with this code could not be delivered to the person at all.
#[must_use]
pub fn is_undeliverable(code: i32) -> bool {
    UNDELIVERABLE.contains(&code)
}

/// Whether the person agreed to marketing, and nothing was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed {
    /// They did.
    Yes,
    /// They did not, or not any more.
    No,
}

/// Whether a number of the person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// It is.
    Known,
    /// Only a user id is.
    Unknown,
}

/// What decides.
#[derive(Clone, Copy, Debug)]
pub struct Undelivered<'a> {
    /// The provider's code.
    pub code: i32,
    /// What was to be said.
    pub content: &'a Content,
    /// The person's number.
    pub number: Number,
    /// The person's word on marketing.
    pub agreed: Agreed,
}

/// Why a message stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It failed for another reason.
    Otherwise,
    /// It went as SMS already.
    WasSms,
    /// There is no number to send to.
    NoNumber,
    /// It is an offer, and the person did not agree to offers.
    NotAgreed,
    /// It has no text that says the same.
    NoText,
    /// Its text is longer than a text message may be.
    TooLong,
}

/// The text that goes as SMS.
///
/// # Errors
/// The first reason against it.
pub fn fall_back(facts: &Undelivered<'_>) -> Result<String, Kept> {
    if !is_undeliverable(facts.code) {
        return Err(Kept::Otherwise);
    }
    if matches!(facts.content, Content::Text(text) if text.via == Via::Sms) {
        return Err(Kept::WasSms);
    }
    if facts.number == Number::Unknown {
        return Err(Kept::NoNumber);
    }
    if is_marketing(facts.content) && facts.agreed == Agreed::No {
        return Err(Kept::NotAgreed);
    }
    let text = text_of(facts.content).ok_or(Kept::NoText)?;
    if text.chars().count() > TEXT_MAX {
        return Err(Kept::TooLong);
    }
    Ok(text)
}

/// Whether a content is an offer.
#[must_use]
pub fn is_marketing(content: &Content) -> bool {
    matches!(content, Content::Template(template) if template.category == TemplateCategory::Marketing)
}

/// The words of a content, when they say all of it without WhatsApp: no file, nothing to tap but a link.
fn text_of(content: &Content) -> Option<String> {
    let parts: Vec<&str> = match content {
        Content::Text(text) => vec![&text.body],
        Content::Template(template) => {
            let header = match template.header {
                None | Some(TemplateHeader::Text(_)) => template.shown.header.as_str(),
                Some(TemplateHeader::Media { .. } | TemplateHeader::Location { .. }) => return None,
            };
            vec![header, &template.shown.body, &template.shown.footer]
        }
        Content::Ask(ask) => {
            let header = match &ask.header {
                None => "",
                Some(AskHeader::Text { text }) => text,
                Some(_) => return None,
            };
            let AskAction::CtaUrl { url, .. } = &ask.action else { return None };
            vec![header, &ask.body, url, &ask.footer]
        }
        _ => return None,
    };
    let said: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::{
        message::content::{Ask, AskButton, Media, Placeholder, RenderedTemplate, TemplateMessage, Text},
        template::MediaFormat,
    };
    use proptest::prelude::*;

    fn text(body: &str) -> Content {
        Content::outbound_text(body.to_owned(), None)
    }

    fn template(category: TemplateCategory, header: Option<TemplateHeader>) -> Content {
        let shown = RenderedTemplate {
            header: "Casa Aurora".to_owned(),
            body: "Seu pedido saiu".to_owned(),
            footer: "Responda PARAR".to_owned(),
            ..RenderedTemplate::default()
        };
        Content::Template(Box::new(TemplateMessage { category, header, shown, ..TemplateMessage::default() }))
    }

    fn ask(action: AskAction) -> Content {
        Content::Ask(Box::new(Ask { body: "Veja".to_owned(), action, ..Ask::default() }))
    }

    #[test]
    fn only_what_could_not_be_delivered_and_says_all_in_words_goes_as_sms() {
        use TemplateCategory::{Authentication, Marketing, Utility};
        let whole = "Casa Aurora\nSeu pedido saiu\nResponda PARAR";
        let picture = || Some(TemplateHeader::Media { format: MediaFormat::Image, media: Media::default() });
        let sms = Content::Text(Text { body: "oi".to_owned(), via: Via::Sms, ..Text::default() });
        let url = AskAction::CtaUrl { text: "Abrir".to_owned(), url: "https://loja.example".to_owned() };
        let buttons =
            AskAction::Buttons { buttons: vec![AskButton { id: "1".to_owned(), title: "Sim".to_owned() }] };
        let (known, unknown, yes, no) = (Number::Known, Number::Unknown, Agreed::Yes, Agreed::No);
        let table = [
            (131_026, text("oi"), known, no, Ok("oi")),
            (131_026, text("oi"), unknown, yes, Err(Kept::NoNumber)),
            (131_026, text(" "), known, yes, Err(Kept::NoText)),
            (131_026, text(&"x".repeat(TEXT_MAX + 1)), known, yes, Err(Kept::TooLong)),
            (131_047, text("oi"), known, yes, Err(Kept::Otherwise)),
            (131_049, text("oi"), known, yes, Err(Kept::Otherwise)),
            (131_050, text("oi"), known, yes, Err(Kept::Otherwise)),
            (130_472, text("oi"), known, yes, Err(Kept::Otherwise)),
            (0, text("oi"), known, yes, Err(Kept::Otherwise)),
            (131_026, sms, known, yes, Err(Kept::WasSms)),
            (131_026, template(Utility, None), known, no, Ok(whole)),
            (131_026, template(Authentication, None), known, no, Ok(whole)),
            (131_026, template(Marketing, None), known, yes, Ok(whole)),
            (131_026, template(Marketing, None), known, no, Err(Kept::NotAgreed)),
            (131_026, template(Utility, picture()), known, yes, Err(Kept::NoText)),
            (131_026, ask(url), known, no, Ok("Veja\nhttps://loja.example")),
            (131_026, ask(buttons), known, no, Err(Kept::NoText)),
            (
                131_026,
                Content::Image(Media { caption: "oi".to_owned(), ..Media::default() }),
                known,
                yes,
                Err(Kept::NoText),
            ),
            (131_026, Content::Unknown(Placeholder::default()), known, yes, Err(Kept::NoText)),
        ];
        for (code, content, number, agreed, expected) in table {
            let got = fall_back(&Undelivered { code, content: &content, number, agreed });
            assert_eq!(got.as_deref().map_err(|kept| *kept), expected, "{code} {content:?}");
        }
        // A header that is a file has no words, whatever stands around it.
        let header = Some(AskHeader::Image(Media::default()));
        let url = AskAction::CtaUrl { text: String::new(), url: "https://loja.example".to_owned() };
        let pictured =
            Content::Ask(Box::new(Ask { header, body: "Veja".to_owned(), action: url, ..Ask::default() }));
        let facts = Undelivered { code: 131_026, content: &pictured, number: known, agreed: yes };
        assert_eq!(fall_back(&facts), Err(Kept::NoText));
    }

    #[test]
    fn a_text_is_billed_in_parts_that_get_shorter_with_signs_beyond_the_old_alphabet() {
        let table = [
            (String::new(), 1),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("ã".repeat(70), 1),
            ("ã".repeat(71), 2),
            ("ã".repeat(135), 3),
            ("😀".repeat(36), 2),
            (format!("{}ç", "a".repeat(159)), 3),
        ];
        for (text, expected) in table {
            assert_eq!(parts(&text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_offer_goes_to_who_did_not_agree_and_nothing_is_too_long(
            code in prop_oneof![Just(131_026), any::<i32>()],
            body in "\\PC{0,40}|(palavra ){150,300}",
            offer in any::<bool>(),
        ) {
            let content = if offer {
                let shown = RenderedTemplate { body, ..RenderedTemplate::default() };
                let category = TemplateCategory::Marketing;
                Content::Template(Box::new(TemplateMessage { category, shown, ..TemplateMessage::default() }))
            } else {
                text(&body)
            };
            let facts = Undelivered { code, content: &content, number: Number::Known, agreed: Agreed::No };
            if let Ok(said) = fall_back(&facts) {
                prop_assert!(!offer && code == 131_026);
                prop_assert!(!said.trim().is_empty() && said.chars().count() <= TEXT_MAX);
            }
        }
    }
}
