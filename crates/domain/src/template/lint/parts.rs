//! Name, header, body, footer, the texts Meta writes itself, and the time to live.

use super::{
    BODY_EMOJI_MAX, BODY_MAX, BODY_WITH_OFFER_MAX, FOOTER_MAX, Findings, HEADER_MAX, NAME_MAX, Place, Rule,
    words,
};
use crate::template::{
    Button, Draft, Header, OtpKind, TemplateCategory, VariableFormat,
    variable::{self, Hole, Piece},
};
use serde_json::Value;

pub(super) fn name(draft: &Draft, found: &mut Findings) {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if draft.name.is_empty() {
        found.add(Rule::NameEmpty, Place::Name);
    } else if let Some(wrong) = draft.name.chars().position(|letter| !plain(letter)) {
        found.add(Rule::NameLetters, Place::Name).at(wrong, wrong + 1);
    }
    found.check_length(Place::Name, &draft.name, NAME_MAX);
    let mut parts = draft.language.split('_');
    let language = parts.next().unwrap_or_default();
    let region = parts.next();
    let known = (2..=3).contains(&language.len())
        && language.chars().all(|letter| letter.is_ascii_lowercase())
        && region.is_none_or(|region| {
            (2..=4).contains(&region.len()) && region.chars().all(|letter| letter.is_ascii_alphanumeric())
        })
        && parts.next().is_none();
    if !known {
        found.add(Rule::LanguageUnknown, Place::Language);
    }
}

pub(super) fn header(draft: &Draft, found: &mut Findings) {
    match &draft.header {
        None | Some(Header::Location) => {}
        Some(Header::Media { handle, .. }) => {
            // What Meta gives back is an address for looking at the sample; a submission needs a handle.
            if handle.is_empty() || handle.starts_with("http") {
                found.add(Rule::HeaderFileMissing, Place::Header);
            }
        }
        Some(Header::Text { text, sample }) => {
            if text.trim().is_empty() {
                found.add(Rule::HeaderEmpty, Place::Header);
            }
            found.check_length(Place::Header, text, HEADER_MAX);
            plain_line(text, Place::Header, found);
            let holes = variable::holes(text);
            names(text, &holes, draft.format, Place::Header, found);
            if let Some(second) = holes.get(1) {
                found.add(Rule::HeaderVariables, Place::Header).at(second.start, second.end);
            }
            if let Some(hole) = holes.first().filter(|_| sample.trim().is_empty()) {
                found
                    .add(Rule::SampleMissing, Place::Header)
                    .at(hole.start, hole.end)
                    .with("variable", hole.name);
            }
        }
    }
}

/// One line without emoji and formatting.
fn plain_line(text: &str, place: Place, found: &mut Findings) {
    if let Some(at) = text.chars().position(|letter| matches!(letter, '\n' | '\r')) {
        found.add(Rule::LineBreak, place).at(at, at + 1);
    }
    if let Some(at) = text.chars().position(words::is_emoji) {
        found.add(Rule::Emoji, place).at(at, at + 1);
    }
    if let Some((start, end)) = words::formatting(text) {
        found.add(Rule::Formatting, place).at(start, end);
    }
}

pub(super) fn body(draft: &Draft, found: &mut Findings) {
    let body = draft.body.as_str();
    if body.trim().is_empty() {
        found.add(Rule::BodyEmpty, Place::Body);
        return;
    }
    let has_offer = draft.others.iter().any(|other| {
        let kind = other.get("type").and_then(Value::as_str).unwrap_or_default();
        kind.eq_ignore_ascii_case("limited_time_offer")
    });
    found.check_length(Place::Body, body, if has_offer { BODY_WITH_OFFER_MAX } else { BODY_MAX });
    spaces(body, found);
    let emoji = body.chars().filter(|letter| words::is_emoji(*letter)).count();
    if emoji > BODY_EMOJI_MAX {
        found.add(Rule::EmojiMany, Place::Body).with("count", emoji).with("count_max", BODY_EMOJI_MAX);
    }
    let holes = variable::holes(body);
    names(body, &holes, draft.format, Place::Body, found);
    edges(body, found);
    order(&holes, draft.format, found);
    many(body, &holes, found);
    for hole in first_of_each(&holes).iter().filter(|hole| hole.format().is_some()) {
        if draft.samples.get(hole.name).is_none_or(|sample| sample.trim().is_empty()) {
            found.add(Rule::SampleMissing, Place::Body).at(hole.start, hole.end).with("variable", hole.name);
        }
    }
}

fn spaces(body: &str, found: &mut Findings) {
    let mut blanks = 0;
    let mut breaks = 0;
    for (at, letter) in body.chars().enumerate() {
        blanks = if letter == ' ' { blanks + 1 } else { 0 };
        breaks = match letter {
            '\n' => breaks + 1,
            ' ' | '\r' => breaks,
            _ => 0,
        };
        if letter == '\t' || blanks == 5 {
            found.add(Rule::Spaces, Place::Body).at(at, at + 1);
            blanks = 0;
        }
        if breaks == 3 {
            found.add(Rule::BlankLines, Place::Body).at(at, at + 1);
            breaks = 0;
        }
    }
}

/// Names Meta takes, all written the same way, and no braces left over.
fn names(text: &str, holes: &[Hole<'_>], format: VariableFormat, place: Place, found: &mut Findings) {
    for hole in holes {
        let rule = match hole.format() {
            None => Rule::VariableName,
            Some(written) if written != format => Rule::VariableMixed,
            Some(_) => continue,
        };
        found.add(rule, place).at(hole.start, hole.end).with("variable", hole.name);
    }
    let left_over = variable::pieces(text)
        .iter()
        .any(|piece| matches!(piece, Piece::Words(words) if words.contains("{{") || words.contains("}}")));
    if left_over {
        found.add(Rule::Braces, place);
    }
}

/// A variable neither begins nor ends the text, nor touches another.
fn edges(body: &str, found: &mut Findings) {
    let pieces = variable::pieces(body);
    let blank = |piece: &Piece<'_>| matches!(piece, Piece::Words(words) if words.trim().is_empty());
    let speaking: Vec<&Piece<'_>> = pieces.iter().filter(|piece| !blank(piece)).collect();
    let mut tell = |rule: Rule, hole: &Hole<'_>| {
        found.add(rule, Place::Body).at(hole.start, hole.end).with("variable", hole.name);
    };
    if let Some(Piece::Variable(hole)) = speaking.first() {
        tell(Rule::VariableFirst, hole);
    }
    if let Some(Piece::Variable(hole)) = speaking.last() {
        tell(Rule::VariableLast, hole);
    }
    for pair in speaking.windows(2) {
        if let [Piece::Variable(_), Piece::Variable(second)] = pair {
            tell(Rule::VariableAdjacent, second);
        }
    }
}

/// Numbers are 1, 2, 3 without a gap.
fn order(holes: &[Hole<'_>], format: VariableFormat, found: &mut Findings) {
    if format != VariableFormat::Positional {
        return;
    }
    let mut next = 1_u32;
    for hole in first_of_each(holes) {
        let Ok(number) = hole.name.parse::<u32>() else { continue };
        if number == next {
            next += 1;
        } else {
            found
                .add(Rule::VariableOrder, Place::Body)
                .at(hole.start, hole.end)
                .with("variable", hole.name)
                .with("expected", next);
            next = number.saturating_add(1);
        }
    }
}

/// Meta refuses texts that are mostly variables (2388293) without saying the rule; two words for each and one more has
/// been enough in practice.
fn many(body: &str, holes: &[Hole<'_>], found: &mut Findings) {
    let words: usize = variable::pieces(body)
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => {
                words.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
            }
            Piece::Variable(_) => 0,
        })
        .sum();
    let words_min = holes.len() * 2 + 1;
    if !holes.is_empty() && words < words_min {
        found.add(Rule::VariableMany, Place::Body).with("count", holes.len()).with("words_min", words_min);
    }
}

fn first_of_each<'h>(holes: &[Hole<'h>]) -> Vec<Hole<'h>> {
    let mut seen: Vec<Hole<'h>> = Vec::new();
    for hole in holes {
        if !seen.iter().any(|known| known.name == hole.name) {
            seen.push(*hole);
        }
    }
    seen
}

pub(super) fn footer(draft: &Draft, found: &mut Findings) {
    found.check_length(Place::Footer, &draft.footer, FOOTER_MAX);
    plain_line(&draft.footer, Place::Footer, found);
    if let Some(hole) = variable::holes(&draft.footer).first() {
        found.add(Rule::FooterVariable, Place::Footer).at(hole.start, hole.end).with("variable", hole.name);
    }
}

/// Body and footer are Meta's; one button hands over the code.
pub(super) fn authentication(draft: &Draft, found: &mut Findings) {
    for (place, is_written) in [
        (Place::Header, draft.header.is_some()),
        (Place::Body, !draft.body.is_empty()),
        (Place::Footer, !draft.footer.is_empty()),
    ] {
        if is_written {
            found.add(Rule::AuthText, place);
        }
    }
    let minutes = draft.auth.and_then(|auth| auth.expires_minutes);
    if minutes.is_some_and(|minutes| !(1..=90).contains(&minutes)) {
        found.add(Rule::AuthMinutes, Place::Footer);
    }
    let codes: Vec<&Button> =
        draft.buttons.iter().filter(|button| matches!(button, Button::Otp { .. })).collect();
    if codes.len() != 1 {
        found.add(Rule::AuthButton, Place::Buttons);
    }
    if let Some(Button::Otp { otp, apps, .. }) = codes.first() {
        let whole = apps.iter().all(|app| !app.package.is_empty() && !app.signature.is_empty());
        if (*otp != OtpKind::CopyCode && apps.is_empty()) || !whole {
            found.add(Rule::AuthApp, Place::Buttons).with("kind", otp.as_str());
        }
    }
}

/// Seconds Meta takes by category; -1 is thirty days for the two that are not marketing.
pub(super) fn ttl(draft: &Draft, found: &mut Findings) {
    let Some(seconds) = draft.ttl_seconds else { return };
    let (least, most) = match draft.category {
        TemplateCategory::Authentication => (30, 900),
        TemplateCategory::Utility => (30, 43_200),
        TemplateCategory::Marketing => (43_200, 2_592_000),
    };
    let thirty_days = seconds == -1 && draft.category != TemplateCategory::Marketing;
    if !thirty_days && !(least..=most).contains(&seconds) {
        found.add(Rule::TtlRange, Place::Ttl).with("least", least).with("most", most);
    }
}
