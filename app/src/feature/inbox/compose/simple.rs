//! Forms for a contact card, a place, a charge with Pix, and a time for a text.

use super::{
    super::{bubbles::Bubbles, fresh_command},
    form::{self, told},
    tool::Tool,
};
use crate::{
    clock::use_exact_now,
    i18n::use_translator,
    kit::{Choice, Input, Select},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use leptos::prelude::*;
use prosa_domain::{
    message::content::{
        Ask, AskAction, Card, CardName, CardPhone, CardValue, LinkPreview, Money, OrderDetails, PayItem,
        PaymentWay, PixKeyType, Point,
    },
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::OutgoingBody;

/// Minutes from now that a schedule offers.
const LATER_MINUTES: i64 = 60;

pub(super) fn text() -> RwSignal<String> {
    RwSignal::new(String::new())
}

pub(super) fn line(name: &str, label: String, value: RwSignal<String>, hint: String) -> AnyView {
    let hint = Signal::stored((!hint.is_empty()).then_some(hint));
    view! { <Input name label value hint /> }.into_any()
}

/// Opens the form of a tool.
pub fn open(bubbles: Bubbles, tool: Tool) -> AnyView {
    match tool {
        Tool::Contact => contact(bubbles),
        Tool::Place => place(bubbles),
        Tool::Pix => pix(bubbles),
        _ => schedule(bubbles),
    }
}

fn contact(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (name, phone, mail, company) = (text(), text(), text(), text());
    let fields = move || {
        view! {
            {line("card-name", tr.t("inbox-form-name"), name, String::new())}
            {line("card-phone", tr.t("inbox-form-phone"), phone, tr.t("inbox-form-phone-hint"))}
            {line("card-mail", tr.t("inbox-form-mail"), mail, String::new())}
            {line("card-company", tr.t("inbox-form-company"), company, String::new())}
        }
        .into_any()
    };
    let make = move || {
        let formatted = told(name, &tr.t("inbox-form-name"))?;
        let phone = told(phone, &tr.t("inbox-form-phone"))?;
        let card = card(&formatted, &phone, mail.get_untracked().trim(), company.get_untracked().trim());
        Ok((OutgoingBody::Contacts { cards: vec![card] }, None))
    };
    form::open(bubbles, tr.t(Tool::Contact.key()), tr.t("inbox-send"), fields, make, None)
}

/// A card. WhatsApp wants a first name beside the whole one; digits with a country make its "Message" button.
fn card(name: &str, phone: &str, mail: &str, company: &str) -> Card {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let whole = phone.trim_start().starts_with('+');
    Card {
        name: CardName {
            formatted: name.to_owned(),
            first: first.to_owned(),
            last: last.trim().to_owned(),
            ..CardName::default()
        },
        phones: vec![CardPhone {
            phone: phone.to_owned(),
            label: "CELL".to_owned(),
            wa_id: if whole { digits } else { String::new() },
        }],
        emails: (!mail.is_empty())
            .then(|| CardValue { value: mail.to_owned(), label: "WORK".to_owned() })
            .into_iter()
            .collect(),
        company: company.to_owned(),
        ..Card::default()
    }
}

fn place(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (point, name, address) = (text(), text(), text());
    let fields = move || {
        view! {
            {line("place-point", tr.t("inbox-form-point"), point, tr.t("inbox-form-point-hint"))}
            {line("place-name", tr.t("inbox-form-place-name"), name, String::new())}
            {line("place-address", tr.t("inbox-form-address"), address, String::new())}
        }
        .into_any()
    };
    let make = move || {
        let label = tr.t("inbox-form-point");
        let written = told(point, &label)?;
        let wrong = || Refusal::new(Code::FieldInvalid).with("field", &label);
        let point = read_point(&written).ok_or_else(wrong)?;
        let (name, address) =
            (name.get_untracked().trim().to_owned(), address.get_untracked().trim().to_owned());
        Ok((OutgoingBody::Location { point, name, address }, None))
    };
    form::open(bubbles, tr.t(Tool::Place.key()), tr.t("inbox-send"), fields, make, None)
}

/// Reads a point as maps copy it: `-23.18571, -46.89784`. A comma may also stand before decimals when something else parts
/// the two.
fn read_point(text: &str) -> Option<Point> {
    let text = text.trim().trim_matches(['(', ')']);
    let (latitude, longitude) = [";", ", ", " ", ","].into_iter().find_map(|mark| text.split_once(mark))?;
    let plain = |part: &str| part.trim().trim_end_matches(['°', ',']).replace(',', ".");
    let point = Point { latitude: plain(latitude), longitude: plain(longitude) };
    point.degrees().map(|_| point)
}

fn pix(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (what, amount, code, merchant, key) = (text(), text(), text(), text(), text());
    let key_type = RwSignal::new("EVP".to_owned());
    let fields = move || {
        let kinds =
            [("EVP", "inbox-form-key-evp"), ("CNPJ", "inbox-form-key-cnpj"), ("CPF", "inbox-form-key-cpf")]
                .into_iter()
                .chain([("PHONE", "inbox-form-key-phone"), ("EMAIL", "inbox-form-key-mail")]);
        let choices = kinds.map(|(value, key)| Choice::new(value, tr.t(key))).collect::<Vec<_>>();
        view! {
            {line("pix-what", tr.t("inbox-form-what"), what, String::new())}
            {line("pix-amount", tr.t("inbox-form-amount"), amount, tr.t("inbox-form-amount-hint"))}
            {line("pix-code", tr.t("inbox-form-pix-code"), code, tr.t("inbox-form-pix-code-hint"))}
            {line("pix-merchant", tr.t("inbox-form-merchant"), merchant, String::new())}
            <div class="pair">
                <Select name="pix-key-type" label=tr.t("inbox-form-key-type") value=key_type choices />
                {line("pix-key", tr.t("inbox-form-key"), key, String::new())}
            </div>
        }
        .into_any()
    };
    let reference = StoredValue::new(fresh_command().to_string().replace('-', ""));
    let make = move || {
        let label = tr.t("inbox-form-amount");
        let price = reais(&told(amount, &label)?);
        let price = price.ok_or_else(|| Refusal::new(Code::FieldInvalid).with("field", &label))?;
        let way = PaymentWay::PixDynamicCode {
            code: told(code, &tr.t("inbox-form-pix-code"))?,
            merchant_name: told(merchant, &tr.t("inbox-form-merchant"))?,
            key: told(key, &tr.t("inbox-form-key"))?,
            key_type: pix_key(&key_type.get_untracked()),
        };
        let name = told(what, &tr.t("inbox-form-what"))?;
        let order = OrderDetails {
            reference_id: reference.get_value(),
            currency: "BRL".to_owned(),
            payments: vec![way],
            items: vec![PayItem {
                product_id: "1".to_owned(),
                name: name.clone(),
                quantity: 1,
                price,
                sale_price: None,
            }],
            ..OrderDetails::default()
        };
        let ask = Ask { body: name, action: AskAction::OrderDetails(Box::new(order)), ..Ask::default() };
        Ok((OutgoingBody::Ask { ask: Box::new(ask) }, None))
    };
    form::open(bubbles, tr.t(Tool::Pix.key()), tr.t("inbox-send"), fields, make, None)
}

fn pix_key(word: &str) -> PixKeyType {
    match word {
        "CPF" => PixKeyType::Cpf,
        "CNPJ" => PixKeyType::Cnpj,
        "EMAIL" => PixKeyType::Email,
        "PHONE" => PixKeyType::Phone,
        _ => PixKeyType::Evp,
    }
}

/// Reads an amount in reais as people write it, in cents: `8.037,00`, `8037`, `R$ 39,9`, `39.90`.
pub(super) fn reais(text: &str) -> Option<i64> {
    let text: String =
        text.trim().trim_start_matches("R$").chars().filter(|letter| !letter.is_whitespace()).collect();
    let has_comma = text.contains(',');
    // One dot with two digits behind it is a decimal point; any other dot parts thousands.
    let is_point =
        text.matches('.').count() == 1 && text.rsplit_once('.').is_some_and(|(_, part)| part.len() != 3);
    let plain = if has_comma || !is_point { text.replace('.', "").replace(',', ".") } else { text };
    let part = plain.split_once('.').map_or("", |(_, part)| part);
    (part.len() <= 2)
        .then(|| Money::parse(&plain, "BRL"))
        .flatten()
        .map(|money| money.minor)
        .filter(|minor| *minor > 0)
}

/// A time for what stands in the composer.
fn schedule(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let now = use_exact_now();
    let offset = tr.utc_offset_minutes();
    let begin = now() + Duration::minutes(LATER_MINUTES + i64::from(offset));
    let when = RwSignal::new(begin.format("%Y-%m-%dT%H:%M").to_string());
    let words = RwSignal::new(bubbles.draft.get_untracked());
    let fields = move || {
        view! {
            <crate::kit::TextArea name="schedule-text" label=tr.t("inbox-form-text") value=words />
            <crate::kit::Field id="field-schedule-at" label=tr.t("inbox-form-when")>
                <span class="field">
                    <input
                        id="field-schedule-at"
                        type="datetime-local"
                        prop:value=when
                        on:input:target=move |event| when.set(event.target().value())
                    />
                </span>
            </crate::kit::Field>
        }
        .into_any()
    };
    let make = move || {
        let label = tr.t("inbox-form-when");
        let body = told(words, &tr.t("inbox-form-text"))?;
        let wrong = || Refusal::new(Code::FieldInvalid).with("field", &label);
        let at = read_moment(&when.get_untracked(), offset).filter(|at| *at > now()).ok_or_else(wrong)?;
        let hidden = bubbles.hide_preview.get_untracked();
        let link_preview = if hidden { LinkPreview::Hidden } else { LinkPreview::Auto };
        Ok((OutgoingBody::Text { text: body, link_preview }, Some(at)))
    };
    let after = Callback::new(move |()| {
        let _ = bubbles.draft.try_set(String::new());
    });
    let send = tr.t("inbox-schedule");
    form::open(bubbles, tr.t(Tool::Schedule.key()), send, fields, make, Some(after))
}

/// Reads what a field for date and time holds: `2026-11-21T14:05`, in the time of the reader.
fn read_moment(text: &str, offset_minutes: i32) -> Option<DateTime<Utc>> {
    let (date, time) = text.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let (year, month, day) =
        (date.next()?.parse().ok()?, date.next()?.parse().ok()?, date.next()?.parse().ok()?);
    let mut time = time.split(':');
    let (hour, minute) = (time.next()?.parse().ok()?, time.next()?.parse().ok()?);
    let local = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, 0)?.and_utc();
    local.checked_sub_signed(Duration::minutes(i64::from(offset_minutes)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [
            ("8.037,00", Some(803_700)),
            ("8037", Some(803_700)),
            ("R$ 39,9", Some(3_990)),
            ("39.90", Some(3_990)),
            ("8.037", Some(803_700)),
            ("1.234.567,8", Some(123_456_780)),
            ("0", None),
            ("-5", None),
            ("1,234", None),
            ("dez", None),
        ] {
            assert_eq!(reais(text), cents, "{text}");
        }
    }

    #[test]
    fn points_are_read_as_maps_copy_them() {
        for (text, expected) in [
            ("-23.18571, -46.89784", Some(("-23.18571", "-46.89784"))),
            ("-23.18571,-46.89784", Some(("-23.18571", "-46.89784"))),
            ("-23,18571; -46,89784", Some(("-23.18571", "-46.89784"))),
            ("(-23.1 -46.8)", Some(("-23.1", "-46.8"))),
            ("-93, 10", None),
            ("Rua A, 5b", None),
            ("", None),
        ] {
            let point = read_point(text).map(|point| (point.latitude, point.longitude));
            let expected = expected.map(|(one, two)| (one.to_owned(), two.to_owned()));
            assert_eq!(point, expected, "{text}");
        }
    }

    #[test]
    fn a_time_is_the_readers_own() {
        let at = read_moment("2026-11-21T22:30", -180).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-22T01:30:00+00:00");
        assert_eq!(read_moment("2026-02-30T10:00", 0), None);
        assert_eq!(read_moment("amanhã", 0), None);
    }

    #[test]
    fn a_card_has_the_names_whatsapp_wants() {
        let card = card("Marina Sampaio Reis", "+55 11 90000-0142", "", "Casa");
        assert_eq!((card.name.first.as_str(), card.name.last.as_str()), ("Marina", "Sampaio Reis"));
        assert_eq!(card.phones.first().unwrap().wa_id, "5511900000142");
    }
}
