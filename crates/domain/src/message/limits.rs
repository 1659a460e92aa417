//! What Meta would refuse, refused before it is sent, with the field and its limit named. Figures are of Meta's pages of each
//! message type ("Text messages", "Interactive reply buttons", "Interactive lists", "Payments API Brazil", …).

mod ask;
mod order;
#[cfg(test)]
mod tests;

pub use order::pix_code_is_sound;

use super::content::{AskAction, Card, Contacts, Content, Location, Media, Reaction, Text};
use crate::{
    policy::TEXT_LENGTH_MAX,
    refusal::{Code, Refusal},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Characters of a caption.
pub const CAPTION_MAX: usize = 1_024;
/// Characters of the text of most interactive messages.
pub const BODY_MAX: usize = 1_024;
/// Characters of the text of a list.
pub const LIST_BODY_MAX: usize = 4_096;
/// Characters of a header's line.
pub const HEADER_MAX: usize = 60;
/// Characters of a footer.
pub const FOOTER_MAX: usize = 60;
/// Buttons that answer.
pub const BUTTONS_MAX: usize = 3;
/// Characters on a button, also on the one that opens a list or a link.
pub const BUTTON_TITLE_MAX: usize = 20;
/// Characters of a button's id.
pub const BUTTON_ID_MAX: usize = 256;
/// Sections of a list, also of a list of products.
pub const SECTIONS_MAX: usize = 10;
/// Characters of a section's title.
pub const SECTION_TITLE_MAX: usize = 24;
/// Rows of a list, over all its sections.
pub const ROWS_MAX: usize = 10;
/// Characters of a row.
pub const ROW_TITLE_MAX: usize = 24;
/// Characters of a row's second line.
pub const ROW_DESCRIPTION_MAX: usize = 72;
/// Characters of a row's id.
pub const ROW_ID_MAX: usize = 200;
/// Products of a list of products, over all its sections.
pub const PRODUCTS_MAX: usize = 30;
/// Characters on the button of a flow (Meta advises so; phones cut the rest).
pub const FLOW_BUTTON_MAX: usize = 30;
/// Characters of an address; Meta names no limit, browsers and templates stop here.
pub const URL_MAX: usize = 2_000;
/// Contact cards of one message (Meta advises a few; its phones take 257).
pub const CARDS_MAX: usize = 257;
/// Characters of an order's reference.
pub const REFERENCE_MAX: usize = 60;
/// Characters of an item's name and of the words beside an amount.
pub const ITEM_NAME_MAX: usize = 60;
/// Items of an order; Meta names no limit.
pub const ITEMS_MAX: usize = 999;
/// Characters of the sentence about until when an order can be paid.
pub const EXPIRY_DESCRIPTION_MAX: usize = 120;
/// Shortest time an order must stay open.
pub const EXPIRY_MIN: TimeDelta = TimeDelta::seconds(300);
/// Characters of an emoji: families and flags are several.
pub const EMOJI_MAX: usize = 16;

/// Whether Meta would take a content of ours.
///
/// # Errors
/// `message-empty`, `message-too-long`, `field-missing`, `field-too-long`, `field-invalid`, `too-many`, each with the field
/// and the limit.
pub fn check(content: &Content) -> Result<(), Refusal> {
    match content {
        Content::Text(text) => text_fits(text),
        Content::Reaction(reaction) => reaction_fits(reaction),
        Content::Image(media) | Content::Video(media) | Content::Document(media) => {
            file_named(media)?;
            long("caption", &media.caption, CAPTION_MAX)
        }
        Content::Audio(media) | Content::Sticker(media) => {
            file_named(media)?;
            if media.caption.is_empty() { Ok(()) } else { Err(invalid("caption")) }
        }
        Content::Location(place) => place_fits(place),
        Content::Contacts(contacts) => cards_fit(contacts),
        Content::Ask(ask) => ask::check(ask),
        // What a template takes is checked where it is filled.
        Content::Template(template) => need("name", &template.name),
        Content::Interactive(_)
        | Content::Button(_)
        | Content::Order(_)
        | Content::System(_)
        | Content::Call(_)
        | Content::Edit(_)
        | Content::Revoke(_)
        | Content::Unsupported(_)
        | Content::Unknown(_) => Err(invalid("kind")),
    }
}

/// Whether the times named in a content still fit when it leaves at `leaves`.
///
/// # Errors
/// `field-invalid` for an order that would close before it can be paid.
pub fn check_times(content: &Content, leaves: DateTime<Utc>) -> Result<(), Refusal> {
    let Content::Ask(ask) = content else { return Ok(()) };
    let AskAction::OrderDetails(order) = &ask.action else { return Ok(()) };
    match &order.expires {
        Some(expiry) if expiry.at < (leaves + EXPIRY_MIN).timestamp() => Err(invalid("expires")),
        _ => Ok(()),
    }
}

fn text_fits(text: &Text) -> Result<(), Refusal> {
    if text.body.trim().is_empty() {
        return Err(Refusal::new(Code::MessageEmpty));
    }
    if text.body.chars().count() > TEXT_LENGTH_MAX {
        return Err(Refusal::new(Code::MessageTooLong).with("length_max", TEXT_LENGTH_MAX));
    }
    Ok(())
}

fn reaction_fits(reaction: &Reaction) -> Result<(), Refusal> {
    match &reaction.emoji {
        Some(emoji) if emoji.trim().is_empty() || emoji.chars().count() > EMOJI_MAX => Err(invalid("emoji")),
        _ => Ok(()),
    }
}

fn file_named(media: &Media) -> Result<(), Refusal> {
    if media.file.is_none() && media.media_id.is_empty() { Err(missing("file")) } else { Ok(()) }
}

fn place_fits(place: &Location) -> Result<(), Refusal> {
    let point = place.point.as_ref().ok_or_else(|| missing("point"))?;
    point.degrees().ok_or_else(|| invalid("point"))?;
    long("place_name", &place.name, BODY_MAX)?;
    long("address", &place.address, BODY_MAX)
}

fn cards_fit(contacts: &Contacts) -> Result<(), Refusal> {
    many("contacts", contacts.cards.len(), CARDS_MAX)?;
    contacts.cards.iter().try_for_each(card_fits)
}

fn card_fits(card: &Card) -> Result<(), Refusal> {
    need("contact_name", card.shown())?;
    long("contact_name", card.shown(), BODY_MAX)
}

fn missing(field: &str) -> Refusal {
    Refusal::new(Code::FieldMissing).with("field", field)
}

fn invalid(field: &str) -> Refusal {
    Refusal::new(Code::FieldInvalid).with("field", field)
}

/// Something must stand there.
fn need(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(missing(field)) } else { Ok(()) }
}

/// Not more characters than that.
fn long(field: &str, text: &str, length_max: usize) -> Result<(), Refusal> {
    if text.chars().count() > length_max {
        return Err(Refusal::new(Code::FieldTooLong).with("field", field).with("length_max", length_max));
    }
    Ok(())
}

/// Something must stand there, and not more than that.
fn fit(field: &str, text: &str, length_max: usize) -> Result<(), Refusal> {
    need(field, text)?;
    long(field, text, length_max)
}

/// At least one, and not more than that.
fn many(field: &str, count: usize, count_max: usize) -> Result<(), Refusal> {
    if count == 0 {
        return Err(missing(field));
    }
    if count > count_max {
        return Err(Refusal::new(Code::TooMany).with("field", field).with("count_max", count_max));
    }
    Ok(())
}

/// Two that must not be the same are.
fn unique(field: &str, mut words: Vec<&str>) -> Result<(), Refusal> {
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    if words.len() == count { Ok(()) } else { Err(invalid(field)) }
}

/// An address of the web.
fn web(field: &str, url: &str) -> Result<(), Refusal> {
    fit(field, url, URL_MAX)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let sound = !host.is_empty() && !url.contains(char::is_whitespace);
    if sound { Ok(()) } else { Err(invalid(field)) }
}
