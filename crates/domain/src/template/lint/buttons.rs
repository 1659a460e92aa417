//! Buttons: how many, of which kinds, in which order, and what stands on each.

use super::{
    BUTTON_TEXT_MAX, BUTTONS_MAX, CODE_MAX, Findings, PHONE_MAX, Place, Rule, URL_MAX,
    words::{self, Host},
};
use crate::{
    search::fold,
    template::{Button, Draft, TemplateCategory, variable},
};

/// Kinds with a limit of their own (Meta, "Template components").
const KIND_MAX: &[(&str, usize)] = &[
    ("url", 2),
    ("phone", 1),
    ("copy_code", 1),
    ("flow", 1),
    ("catalog", 1),
    ("mpm", 1),
    ("spm", 1),
    ("order_details", 1),
    ("contact_info", 1),
    ("voice_call", 1),
];

pub(super) fn check(draft: &Draft, found: &mut Findings) {
    if draft.buttons.len() > BUTTONS_MAX {
        found.add(Rule::ButtonsMany, Place::Buttons).with("count", draft.buttons.len());
    }
    for (kind, count_max) in KIND_MAX {
        let count = draft.buttons.iter().filter(|button| button.kind() == *kind).count();
        if count > *count_max {
            found
                .add(Rule::ButtonKindMany, Place::Buttons)
                .with("kind", kind)
                .with("count", count)
                .with("count_max", count_max);
        }
    }
    grouping(draft, found);
    twice(draft, found);
    for (index, button) in draft.buttons.iter().enumerate() {
        let place = Place::Button(u8::try_from(index).unwrap_or(u8::MAX));
        let is_code = matches!(button, Button::Otp { .. });
        if is_code != (draft.category == TemplateCategory::Authentication) {
            found.add(Rule::ButtonCategory, place).with("kind", button.kind());
        }
        label(button, place, found);
        inside(button, place, found);
    }
}

/// Quick replies stand together, and some mixtures are not shown on computers.
fn grouping(draft: &Draft, found: &mut Findings) {
    let quick: Vec<bool> = draft.buttons.iter().map(|button| button.kind() == "quick_reply").collect();
    let switches = quick.windows(2).filter(|pair| pair.first() != pair.last()).count();
    if switches > 1 {
        found.add(Rule::ButtonsMixed, Place::Buttons);
    }
    if quick.len() > 3 || switches > 0 {
        found.add(Rule::ButtonsDesktop, Place::Buttons);
    }
}

fn twice(draft: &Draft, found: &mut Findings) {
    let mut seen: Vec<String> = Vec::new();
    for (index, button) in draft.buttons.iter().enumerate() {
        let Some(text) = button.text().map(|text| fold(text.trim())).filter(|text| !text.is_empty()) else {
            continue;
        };
        if seen.contains(&text) {
            let place = Place::Button(u8::try_from(index).unwrap_or(u8::MAX));
            found.add(Rule::ButtonTwice, place).with("text", button.text().unwrap_or_default());
        }
        seen.push(text);
    }
}

fn label(button: &Button, place: Place, found: &mut Findings) {
    if matches!(button, Button::Other { .. }) {
        return;
    }
    let Some(text) = button.text() else { return };
    if text.trim().is_empty() {
        found.add(Rule::ButtonEmpty, place);
    }
    found.check_length(place, text, BUTTON_TEXT_MAX);
    if text.contains("{{") {
        found.add(Rule::ButtonVariable, place);
    }
    if text.contains(['\n', '\r']) {
        found.add(Rule::LineBreak, place);
    }
    if text.chars().any(words::is_emoji) {
        found.add(Rule::Emoji, place);
    }
    if words::formatting(text).is_some() {
        found.add(Rule::Formatting, place);
    }
}

fn inside(button: &Button, place: Place, found: &mut Findings) {
    match button {
        Button::Url { url, sample, .. } => address(url, sample, place, found),
        Button::Phone { number, .. } => {
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let plain = number.chars().all(|letter| letter.is_ascii_digit() || " +-()".contains(letter));
            if !plain || digits < 3 || number.chars().count() > PHONE_MAX {
                found.add(Rule::PhoneInvalid, place);
            }
        }
        Button::CopyCode { sample } => {
            if sample.trim().is_empty() {
                found.add(Rule::SampleMissing, place).with("variable", "1");
            }
            found.check_length(place, sample, CODE_MAX);
        }
        Button::Flow { flow_id, .. } if flow_id.trim().is_empty() => {
            found.add(Rule::FlowMissing, place);
        }
        _ => {}
    }
}

fn address(url: &str, sample: &str, place: Place, found: &mut Findings) {
    found.check_length(place, url, URL_MAX);
    let holes = variable::holes(url);
    let ends = holes.first().is_none_or(|hole| hole.end == url.chars().count());
    if holes.len() > 1 || !ends {
        found.add(Rule::UrlVariable, place);
    }
    if let Some(hole) = holes.first().filter(|_| sample.trim().is_empty()) {
        found.add(Rule::SampleMissing, place).with("variable", hole.name);
    }
    match words::host(url) {
        None => {
            found.add(Rule::UrlInvalid, place);
        }
        Some(Host::Shortener(host)) => {
            found.add(Rule::UrlShortener, place).with("host", host);
        }
        Some(Host::Whatsapp(host)) => {
            found.add(Rule::UrlWhatsapp, place).with("host", host);
        }
        Some(Host::Plain) => {}
    }
}
