//! The words of a message: what the list previews, what search reads, what a screen without a drawing of the kind shows.

use super::{Answer, AskAction, AskHeader, ButtonValue, Card, Content, Media};
use std::borrow::Cow;

/// Characters of a preview.
pub(super) const PREVIEW_MAX: usize = 160;

/// What the list shows of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The kind; the UI has the words for it.
    pub kind: &'static str,
    /// Beginning of its text; empty when it has none.
    pub text: String,
}

impl Content {
    /// The text a person reads in it: body, caption or title; empty when there is none.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => (&text.body).into(),
            Self::Reaction(reaction) => reaction.emoji.as_deref().unwrap_or_default().into(),
            Self::Image(media) | Self::Audio(media) | Self::Video(media) | Self::Sticker(media) => {
                (&media.caption).into()
            }
            Self::Document(media) if media.caption.is_empty() => (&media.file_name).into(),
            Self::Document(media) => (&media.caption).into(),
            Self::Location(place) => match (place.name.is_empty(), place.address.is_empty()) {
                (true, true) => (&place.told.title).into(),
                (false, false) => format!("{}, {}", place.name, place.address).into(),
                (false, true) => (&place.name).into(),
                (true, false) => (&place.address).into(),
            },
            Self::Contacts(contacts) if contacts.cards.is_empty() => (&contacts.told.title).into(),
            Self::Contacts(contacts) => {
                let names: Vec<&str> = contacts.cards.iter().map(Card::shown).collect();
                names.join(", ").into()
            }
            Self::Interactive(one) => match &one.answer {
                Answer::Button { title, .. } | Answer::List { title, .. } => title.into(),
                // What was filled in says more than WhatsApp's "Sent".
                Answer::Flow { fields, .. } if !fields.is_empty() => {
                    let values = fields.iter().map(|field| field.value.as_str());
                    let told = values.filter(|value| !matches!(*value, "" | "true" | "false"));
                    told.collect::<Vec<_>>().join(", ").into()
                }
                Answer::Flow { .. }
                | Answer::CallPermission { .. }
                | Answer::Payment { .. }
                | Answer::Other => (&one.told.title).into(),
            },
            Self::Template(template) => (&template.shown.body).into(),
            Self::Ask(ask) => (&ask.body).into(),
            Self::Edit(target) | Self::Revoke(target) => (&target.text).into(),
            Self::Call(_) => "".into(),
            Self::Button(_) | Self::Order(_) | Self::System(_) | Self::Unsupported(_) | Self::Unknown(_) => {
                self.told().map(|told| told.title.as_str()).unwrap_or_default().into()
            }
        }
    }

    /// What the contact said in it, for whoever reads meaning: typed words, captions and the words on a pressed button, but
    /// no names, places or codes. None when there is nothing to read.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        let said = match self {
            Self::Text(text) => &text.body,
            Self::Image(media) | Self::Video(media) | Self::Document(media) => &media.caption,
            Self::Button(button) => &button.told.title,
            Self::Interactive(one) => match &one.answer {
                Answer::Button { title, .. } | Answer::List { title, .. } => title,
                _ => return None,
            },
            _ => return None,
        };
        Some(said.as_str()).filter(|said| !said.trim().is_empty())
    }

    /// What the contact says now in a message that says something else than before. None for everything but an edit.
    #[must_use]
    pub fn says_now(&self) -> Option<&str> {
        match self {
            Self::Edit(target) => Some(target.text.as_str()).filter(|text| !text.trim().is_empty()),
            _ => None,
        }
    }

    /// A short second line: the name of a file with a caption, the second line of a chosen row; empty otherwise.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Document(media) if !media.caption.is_empty() => &media.file_name,
            Self::Interactive(one) => match &one.answer {
                Answer::List { description, .. } => description,
                _ => "",
            },
            _ => "",
        }
    }

    /// What the list shows.
    #[must_use]
    pub fn preview(&self) -> Preview {
        let mut text = String::new();
        for (place, word) in self.text().split_whitespace().enumerate() {
            if place > 0 {
                text.push(' ');
            }
            text.push_str(word);
            if text.len() > PREVIEW_MAX * 4 {
                break;
            }
        }
        if text.chars().count() > PREVIEW_MAX {
            text = text.chars().take(PREVIEW_MAX - 1).collect();
            text.push('…');
        }
        Preview { kind: self.kind(), text }
    }

    /// What full-text search reads: everything a person can read in it, and the ids a merchant knows things by.
    #[must_use]
    pub fn search_text(&self) -> String {
        let mut words = Words(self.text().into_owned());
        words.add(self.detail());
        match self {
            Self::Location(place) => words.add(&place.url),
            Self::Contacts(contacts) => contacts.cards.iter().for_each(|card| words.card(card)),
            Self::Interactive(one) => words.answer(&one.answer),
            Self::Call(call) => words.add(call.words()),
            Self::Order(order) => order.items.iter().for_each(|item| words.add(&item.product_id)),
            Self::Template(template) => {
                let shown = &template.shown;
                words.add(&shown.header);
                words.add(&shown.footer);
                shown.buttons.iter().for_each(|(_, text)| words.add(text));
                for button in &template.buttons {
                    if let ButtonValue::CopyCode { code } = &button.value {
                        words.add(code);
                    }
                }
            }
            Self::Ask(ask) => {
                match &ask.header {
                    Some(AskHeader::Text { text }) => words.add(text),
                    Some(AskHeader::Image(media) | AskHeader::Video(media) | AskHeader::Document(media)) => {
                        words.file(media);
                    }
                    None => {}
                }
                words.add(&ask.footer);
                words.action(&ask.action);
            }
            _ => {}
        }
        if let Some(referral) = self.around().and_then(super::Around::referral) {
            words.add(&referral.headline);
            words.add(&referral.body);
        }
        if let Some(product) = self.around().and_then(super::Around::product) {
            words.add(&product.product_id);
        }
        words.0
    }
}

impl Card {
    /// The name to show: as the card says, else its parts, else its first number.
    #[must_use]
    pub fn shown(&self) -> &str {
        let name = &self.name;
        let phone = self.phones.first().map(|phone| phone.phone.as_str()).unwrap_or_default();
        [name.formatted.as_str(), &name.first, &name.last, &self.company, phone]
            .into_iter()
            .find(|part| !part.is_empty())
            .unwrap_or_default()
    }
}

/// Words gathered for search.
struct Words(String);

impl Words {
    fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(text);
    }

    fn file(&mut self, media: &Media) {
        self.add(&media.file_name);
    }

    fn card(&mut self, card: &Card) {
        self.add(&card.company);
        card.phones.iter().for_each(|phone| {
            self.add(&phone.phone);
            self.add(&phone.wa_id);
        });
        card.emails.iter().chain(&card.urls).for_each(|value| self.add(&value.value));
        card.addresses.iter().for_each(|address| self.add(&address.line()));
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Flow { body, fields, .. } => {
                self.add(body);
                for field in fields {
                    self.add(&field.value);
                }
            }
            Answer::Payment { reference_id, .. } => self.add(reference_id),
            _ => {}
        }
    }

    fn action(&mut self, action: &AskAction) {
        match action {
            AskAction::Buttons { buttons } => buttons.iter().for_each(|button| self.add(&button.title)),
            AskAction::List { button, sections } => {
                self.add(button);
                for section in sections {
                    self.add(&section.title);
                    for row in &section.rows {
                        self.add(&row.title);
                        self.add(&row.description);
                    }
                }
            }
            AskAction::CtaUrl { text, url } => {
                self.add(text);
                self.add(url);
            }
            AskAction::Product(product) => self.add(&product.product_id),
            AskAction::ProductList { sections, .. } => {
                for section in sections {
                    self.add(&section.title);
                    section.product_ids.iter().for_each(|id| self.add(id));
                }
            }
            AskAction::Flow(flow) => self.add(&flow.button),
            AskAction::OrderDetails(order) => {
                self.add(&order.reference_id);
                order.items.iter().for_each(|item| self.add(&item.name));
            }
            AskAction::OrderStatus(status) => {
                self.add(&status.reference_id);
                self.add(&status.description);
            }
            AskAction::Catalog { .. } | AskAction::LocationRequest => {}
        }
    }
}
