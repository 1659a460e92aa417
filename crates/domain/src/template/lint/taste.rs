//! What is not broken and still goes wrong: the likely category, a way to stop, shortened links, another language.

use super::{
    Findings, Place, Rule,
    words::{self, Host},
};
use crate::template::{Draft, Header, TemplateCategory};

pub(super) fn check(draft: &Draft, found: &mut Findings) {
    links(&draft.body, found);
    let header = match &draft.header {
        Some(Header::Text { text, .. }) => text.as_str(),
        _ => "",
    };
    let texts =
        [(Place::Body, draft.body.as_str()), (Place::Header, header), (Place::Footer, draft.footer.as_str())];
    if draft.category == TemplateCategory::Utility {
        for (place, text) in texts {
            if let Some(hit) = words::promotion(text) {
                found.add(Rule::CategoryPromotion, place).at(hit.start, hit.end).with("word", hit.word);
            }
        }
    }
    if let Some(hit) = words::one_time_code(&draft.body) {
        found.add(Rule::CategoryCode, Place::Body).at(hit.start, hit.end).with("word", hit.word);
    }
    if draft.category == TemplateCategory::Marketing {
        let buttons = draft.buttons.iter().filter_map(|button| button.text());
        let says = texts.into_iter().map(|(_, text)| text).chain(buttons).any(words::says_how_to_stop);
        if !says {
            found.add(Rule::OptOutMissing, Place::Footer);
        }
    }
    let whole = format!("{header} {} {}", draft.body, draft.footer);
    if let Some(language) = words::other_language(&whole, &draft.language) {
        found.add(Rule::LanguageMismatch, Place::Language).with("language", language);
    }
}

/// Addresses inside the body.
fn links(body: &str, found: &mut Findings) {
    for (start, end, link) in words::links(body) {
        match words::host(link) {
            Some(Host::Shortener(host)) => {
                found.add(Rule::UrlShortener, Place::Body).at(start, end).with("host", host);
            }
            Some(Host::Whatsapp(host)) => {
                found.add(Rule::UrlWhatsapp, Place::Body).at(start, end).with("host", host);
            }
            Some(Host::Plain) | None => {}
        }
    }
}
