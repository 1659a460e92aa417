//! Filling a template for one send: what it asks for, whether the values are ones Meta takes, and what the contact will read.

use super::{
    AuthText, Button, Draft, Header, MediaFormat, TemplateCategory, VariableFormat,
    draft::AuthWarning,
    lint::{BODY_MAX, CODE_MAX, HEADER_MAX, URL_MAX},
    variable,
};
use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values for a template by the keys of its [`slots`].
pub type Values = BTreeMap<String, String>;

/// Key of the header's variable.
pub const HEADER_TEXT: &str = "header:text";
/// Key of the header's file.
pub const HEADER_FILE: &str = "header:file";
/// Key of the header's place: latitude, longitude, name and address, parted by `|`.
pub const HEADER_PLACE: &str = "header:place";
/// Key of a one-time code.
pub const ONE_TIME_CODE: &str = "code";

/// The key of a button's value.
#[must_use]
pub fn button_key(index: usize) -> String {
    format!("button:{index}")
}

/// Something a template asks for at each send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its key: the variable's own name in the body, else one of the keys above.
    pub key: String,
    /// What belongs into it.
    pub kind: SlotKind,
    /// The sample the reviewers saw; empty when there is none.
    #[serde(default)]
    pub sample: String,
}

/// What belongs into a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// Words.
    Text,
    /// The end of an address.
    UrlEnd,
    /// A coupon or one-time code, 15 characters at most.
    Code,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
    /// A place.
    Place,
}

/// A template with the values of one send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The header's value.
    pub header: Option<FilledHeader>,
    /// Values of the body, in Meta's order: the name for named variables, and the words.
    pub body: Vec<(Option<String>, String)>,
    /// Values of buttons.
    pub buttons: Vec<FilledButton>,
    /// What the contact reads.
    pub shown: Shown,
}

/// What a header carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilledHeader {
    /// Its one variable: the name for a named one, and the words.
    Text(Option<String>, String),
    /// A file: its kind and our id or Meta's.
    File(MediaFormat, String),
    /// A place.
    Place {
        /// Degrees north.
        latitude: String,
        /// Degrees east.
        longitude: String,
        /// Its name; empty when it has none.
        name: String,
        /// Its address; empty when it has none.
        address: String,
    },
}

/// A button with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledButton {
    /// Its place, from 0.
    pub index: usize,
    /// Its kind, as [`Button::kind`] says.
    pub kind: &'static str,
    /// Its value; empty for kinds that need none.
    pub value: String,
}

/// A template as the phone shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The header's line; empty without one.
    pub header: String,
    /// The header's file.
    #[serde(default)]
    pub file: Option<MediaFormat>,
    /// The text.
    pub body: String,
    /// The small line; empty without one.
    pub footer: String,
    /// Buttons: kind and words.
    pub buttons: Vec<(String, String)>,
}

/// Everything a template asks for, in the order a person fills it in.
#[must_use]
pub fn slots(draft: &Draft) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut add = |key: String, kind, sample: &str| slots.push(Slot { key, kind, sample: sample.to_owned() });
    if draft.category == TemplateCategory::Authentication {
        add(ONE_TIME_CODE.to_owned(), SlotKind::Code, "123456");
        return slots;
    }
    match &draft.header {
        Some(Header::Text { text, sample }) if !variable::names(text).is_empty() => {
            add(HEADER_TEXT.to_owned(), SlotKind::Text, sample);
        }
        Some(Header::Media { format, .. }) => {
            let kind = match format {
                MediaFormat::Image => SlotKind::Image,
                MediaFormat::Video => SlotKind::Video,
                MediaFormat::Document => SlotKind::Document,
            };
            add(HEADER_FILE.to_owned(), kind, "");
        }
        Some(Header::Location) => add(HEADER_PLACE.to_owned(), SlotKind::Place, ""),
        Some(Header::Text { .. }) | None => {}
    }
    for name in variable::names(&draft.body) {
        let sample = draft.samples.get(&name).map(String::as_str).unwrap_or_default();
        add(name.clone(), SlotKind::Text, sample);
    }
    for (index, button) in draft.buttons.iter().enumerate() {
        match button {
            Button::Url { url, sample, .. } if !variable::names(url).is_empty() => {
                let fixed = url.split("{{").next().unwrap_or_default();
                add(button_key(index), SlotKind::UrlEnd, sample.strip_prefix(fixed).unwrap_or(sample));
            }
            Button::CopyCode { sample } => add(button_key(index), SlotKind::Code, sample),
            _ => {}
        }
    }
    slots
}

/// The samples as values, for the preview.
#[must_use]
pub fn samples(draft: &Draft) -> Values {
    slots(draft).into_iter().map(|slot| (slot.key, slot.sample)).collect()
}

/// Whether one value is taken by Meta (errors 132000, 132005, 132012).
///
/// # Errors
/// `template-value-missing`, `template-value-invalid`, `field-too-long`.
pub fn check_value(slot: &Slot, value: &str) -> Result<(), Refusal> {
    if value.trim().is_empty() {
        return Err(Refusal::new(Code::TemplateValueMissing).with("variable", &slot.key));
    }
    let invalid = match slot.kind {
        SlotKind::Text | SlotKind::Place => value.contains(['\n', '\r', '\t']) || value.contains("     "),
        SlotKind::UrlEnd => value.contains(char::is_whitespace),
        SlotKind::Code => value.contains(char::is_whitespace),
        SlotKind::Image | SlotKind::Video | SlotKind::Document => false,
    };
    if invalid {
        return Err(Refusal::new(Code::TemplateValueInvalid).with("variable", &slot.key));
    }
    if slot.kind == SlotKind::Code && value.chars().count() > CODE_MAX {
        return Err(too_long(&slot.key, CODE_MAX));
    }
    Ok(())
}

fn too_long(field: &str, length_max: usize) -> Refusal {
    Refusal::new(Code::FieldTooLong).with("field", field).with("length_max", length_max)
}

/// Fills a template. Values beyond what it asks for are left out.
///
/// # Errors
/// `template-value-missing`, `template-value-invalid`, `field-too-long`, and `template-not-sendable` for templates that
/// need more than words (carousel, product lists, orders).
pub fn fill(draft: &Draft, values: &Values) -> Result<Filled, Refusal> {
    let needs_more = draft.buttons.iter().any(|button| {
        matches!(
            button,
            Button::Mpm { .. } | Button::Spm { .. } | Button::OrderDetails { .. } | Button::Other { .. }
        )
    });
    if needs_more || !draft.others.is_empty() {
        return Err(Refusal::new(Code::TemplateNotSendable).with("status", "kind"));
    }
    for slot in slots(draft) {
        check_value(&slot, values.get(&slot.key).map(String::as_str).unwrap_or_default())?;
    }
    let shown = shown(draft, values);
    if shown.body.chars().count() > BODY_MAX {
        return Err(Refusal::new(Code::MessageTooLong).with("length_max", BODY_MAX));
    }
    if shown.header.chars().count() > HEADER_MAX {
        return Err(too_long("header", HEADER_MAX));
    }
    let value = |key: &str| values.get(key).cloned().unwrap_or_default();
    let named = |name: String| (draft.format == VariableFormat::Named).then_some(name);
    let body = if draft.category == TemplateCategory::Authentication {
        vec![(None, value(ONE_TIME_CODE))]
    } else {
        variable::names(&draft.body).into_iter().map(|name| (named(name.clone()), value(&name))).collect()
    };
    Ok(Filled { header: filled_header(draft, &value)?, body, buttons: filled_buttons(draft, &value)?, shown })
}

/// Every value under its variable's own name, for providers that number variables through the whole template instead of
/// part by part (Twilio). A name that stands in several parts keeps the value of the first.
#[must_use]
pub fn variables(draft: &Draft, values: &Values) -> Values {
    let mut found = Values::new();
    let mut add = |name: String, key: &str| {
        if let Some(value) = values.get(key) {
            found.entry(name).or_insert_with(|| value.clone());
        }
    };
    if draft.category == TemplateCategory::Authentication {
        add("1".to_owned(), ONE_TIME_CODE);
        return found;
    }
    for name in variable::names(&draft.body) {
        let key = name.clone();
        add(name, &key);
    }
    if let Some(Header::Text { text, .. }) = &draft.header {
        for name in variable::names(text) {
            add(name, HEADER_TEXT);
        }
    }
    for (index, button) in draft.buttons.iter().enumerate() {
        if let Button::Url { url, .. } = button {
            for name in variable::names(url) {
                add(name, &button_key(index));
            }
        }
    }
    found
}

fn filled_header(draft: &Draft, value: &dyn Fn(&str) -> String) -> Result<Option<FilledHeader>, Refusal> {
    Ok(match &draft.header {
        Some(Header::Text { text, .. }) => variable::names(text).into_iter().next().map(|name| {
            let name = (draft.format == VariableFormat::Named).then_some(name);
            FilledHeader::Text(name, value(HEADER_TEXT))
        }),
        Some(Header::Media { format, .. }) => Some(FilledHeader::File(*format, value(HEADER_FILE))),
        Some(Header::Location) => Some(place(&value(HEADER_PLACE))?),
        None => None,
    })
}

fn place(text: &str) -> Result<FilledHeader, Refusal> {
    let invalid = || Refusal::new(Code::TemplateValueInvalid).with("variable", HEADER_PLACE);
    let mut parts = text.split('|').map(str::trim);
    let mut degrees = |limit: f64| {
        let part = parts.next().unwrap_or_default();
        let number: f64 = part.parse().map_err(|_| invalid())?;
        if number.abs() <= limit { Ok(part.to_owned()) } else { Err(invalid()) }
    };
    let (latitude, longitude) = (degrees(90.0)?, degrees(180.0)?);
    let mut rest = || parts.next().unwrap_or_default().to_owned();
    Ok(FilledHeader::Place { latitude, longitude, name: rest(), address: rest() })
}

fn filled_buttons(draft: &Draft, value: &dyn Fn(&str) -> String) -> Result<Vec<FilledButton>, Refusal> {
    let mut filled = Vec::new();
    for (index, button) in draft.buttons.iter().enumerate() {
        let key = button_key(index);
        let own = match button {
            Button::Url { url, .. } if !variable::names(url).is_empty() => {
                let end = value(&key);
                if url.chars().count() + end.chars().count() > URL_MAX {
                    return Err(too_long(&key, URL_MAX));
                }
                end
            }
            Button::CopyCode { .. } => value(&key),
            Button::Otp { .. } => value(ONE_TIME_CODE),
            Button::Flow { .. } | Button::Catalog { .. } => String::new(),
            _ => continue,
        };
        filled.push(FilledButton { index, kind: button.kind(), value: own });
    }
    Ok(filled)
}

/// The template as the phone shows it; variables without a value stay as they are written.
#[must_use]
pub fn shown(draft: &Draft, values: &Values) -> Shown {
    let (header, file) = match &draft.header {
        Some(Header::Text { text, .. }) => {
            let value = values.get(HEADER_TEXT).map(String::as_str);
            (variable::replace(text, |_| value), None)
        }
        Some(Header::Media { format, .. }) => (String::new(), Some(*format)),
        Some(Header::Location) | None => (String::new(), None),
    };
    let (body, footer) = if draft.category == TemplateCategory::Authentication {
        let code = values.get(ONE_TIME_CODE).map(String::as_str).unwrap_or_default();
        auth_text(&draft.language, draft.auth.unwrap_or_default(), code)
    } else {
        let value = |name: &str| values.get(name).map(String::as_str);
        (variable::replace(&draft.body, value), draft.footer.clone())
    };
    let buttons = draft
        .buttons
        .iter()
        .map(|button| (button.kind().to_owned(), button.text().unwrap_or_default().to_owned()))
        .collect();
    Shown { header, file, body, footer, buttons }
}

/// The fixed text of authentication templates, as Meta writes it. In other languages than these three the phone shows Meta's
/// own translation, and we the English one.
fn auth_text(language: &str, auth: AuthText, code: &str) -> (String, String) {
    let code = if code.is_empty() { "{{1}}" } else { code };
    let (body, warning, footer): (String, &str, fn(u16) -> String) =
        match language.split(['_', '-']).next().unwrap_or_default() {
            "pt" => (
                format!("Seu código de verificação é *{code}*."),
                "Para sua segurança, não o compartilhe.",
                |minutes| format!("Este código expira em {minutes} minutos."),
            ),
            "es" => (
                format!("Tu código de verificación es *{code}*."),
                "Por tu seguridad, no lo compartas.",
                |minutes| format!("Este código caduca en {minutes} minutos."),
            ),
            _ => (
                format!("*{code}* is your verification code."),
                "For your security, do not share this code.",
                |minutes| format!("This code expires in {minutes} minutes."),
            ),
        };
    let body = match auth.warning {
        AuthWarning::Shown => format!("{body} {warning}"),
        AuthWarning::Hidden => body,
    };
    (body, auth.expires_minutes.map(footer).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn draft() -> Draft {
        Draft {
            name: "pedido".to_owned(),
            language: "pt_BR".to_owned(),
            header: Some(Header::Text { text: "Pedido {{numero}}".to_owned(), sample: "118".to_owned() }),
            body: "Olá, {{nome}}. Seu pedido sai {{dia}}, {{nome}}!".to_owned(),
            samples: [("nome", "Ana"), ("dia", "hoje")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
            footer: "Casa Aurora".to_owned(),
            buttons: vec![
                Button::QuickReply { text: "Obrigada".to_owned() },
                Button::Url {
                    text: "Ver".to_owned(),
                    url: "https://aurora.example/p/{{1}}".to_owned(),
                    sample: "https://aurora.example/p/118".to_owned(),
                },
            ],
            ..Draft::default()
        }
    }

    fn values(all: &[(&str, &str)]) -> Values {
        all.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_template_asks_for_each_value_once_and_shows_its_sample() {
        let slots = slots(&draft());
        let list: Vec<(&str, &str)> =
            slots.iter().map(|slot| (slot.key.as_str(), slot.sample.as_str())).collect();
        assert_eq!(list, [("header:text", "118"), ("nome", "Ana"), ("dia", "hoje"), ("button:1", "118")]);
    }

    #[test]
    fn a_filled_template_reads_as_the_phone_shows_it() {
        let given = values(&[
            ("header:text", "12"),
            ("nome", "Bia"),
            ("dia", "amanhã"),
            ("button:1", "12"),
            ("x", "y"),
        ]);
        let filled = fill(&draft(), &given).unwrap();
        assert_eq!(filled.shown.header, "Pedido 12");
        assert_eq!(filled.shown.body, "Olá, Bia. Seu pedido sai amanhã, Bia!");
        assert_eq!(filled.header, Some(FilledHeader::Text(Some("numero".to_owned()), "12".to_owned())));
        let body: Vec<(Option<&str>, &str)> =
            filled.body.iter().map(|(name, value)| (name.as_deref(), value.as_str())).collect();
        assert_eq!(body, [(Some("nome"), "Bia"), (Some("dia"), "amanhã")]);
        assert_eq!(filled.buttons, [FilledButton { index: 1, kind: "url", value: "12".to_owned() }]);
    }

    #[test]
    fn values_meta_would_refuse_are_refused_before() {
        let good = [("header:text", "12"), ("nome", "Bia"), ("dia", "hoje"), ("button:1", "12")];
        for (key, value, wanted) in [
            ("nome", "", Code::TemplateValueMissing),
            ("nome", " ", Code::TemplateValueMissing),
            ("nome", "Bia\nSouza", Code::TemplateValueInvalid),
            ("dia", "ho\tje", Code::TemplateValueInvalid),
            ("dia", "a     b", Code::TemplateValueInvalid),
            ("button:1", "1 2", Code::TemplateValueInvalid),
        ] {
            let mut given = values(&good);
            given.insert(key.to_owned(), value.to_owned());
            assert_eq!(fill(&draft(), &given).unwrap_err().code, wanted, "{key} {value:?}");
        }
        let mut given = values(&good);
        given.insert("nome".to_owned(), "a".repeat(600));
        assert_eq!(fill(&draft(), &given).unwrap_err().code, Code::MessageTooLong);
        given.insert("header:text".to_owned(), "a".repeat(60));
        given.insert("nome".to_owned(), "Bia".to_owned());
        assert_eq!(fill(&draft(), &given).unwrap_err().code, Code::FieldTooLong);
    }

    #[test]
    fn a_code_goes_into_text_and_button_alike() {
        let draft = Draft {
            category: TemplateCategory::Authentication,
            language: "pt_BR".to_owned(),
            auth: Some(AuthText { warning: AuthWarning::Shown, expires_minutes: Some(10) }),
            buttons: vec![Button::empty("otp").unwrap()],
            ..Draft::default()
        };
        let filled = fill(&draft, &values(&[("code", "482913")])).unwrap();
        assert_eq!(filled.body, [(None, "482913".to_owned())]);
        assert_eq!(filled.buttons.first().map(|button| button.value.as_str()), Some("482913"));
        assert!(filled.shown.body.contains("482913") && filled.shown.footer.contains("10"));
        assert_eq!(
            fill(&draft, &values(&[("code", "1234567890123456")])).unwrap_err().code,
            Code::FieldTooLong
        );
    }

    #[test]
    fn a_place_needs_degrees_that_exist() {
        let draft = Draft { header: Some(Header::Location), body: "Oi".to_owned(), ..Draft::default() };
        let with = |text: &str| fill(&draft, &values(&[(HEADER_PLACE, text)])).map(|filled| filled.header);
        assert!(matches!(with("-23.5|-46.6|Loja|Rua A"), Ok(Some(FilledHeader::Place { .. }))));
        for wrong in ["", "a|b", "91|0", "0|181", "-23.5"] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_taken_leaves_no_hole(nome in "\\PC{0,30}", dia in "\\PC{0,30}") {
            let given = values(&[("header:text", "1"), ("nome", &nome), ("dia", &dia), ("button:1", "1")]);
            if let Ok(filled) = fill(&draft(), &given) {
                prop_assert!(filled.shown.body.contains(&nome) && !nome.trim().is_empty());
                prop_assert!(filled.shown.body.chars().count() <= BODY_MAX);
                prop_assert_eq!(filled.body.len(), 2);
            }
        }
    }
}
