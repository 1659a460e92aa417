//! Phone numbers as WhatsApp writes them: which digit strings are one person, how people read a number, how it is dialled.
//!
//! Rules of the field (Meta says only that Brazil's and Mexico's prefixes may change on the way): Brazilian mobiles with or
//! without the ninth digit, Mexico with or without the 1, Argentina with or without the 9. Landlines are never touched.

/// Digits of an E.164 number at most (ITU-T E.164).
const DIGITS_MAX: usize = 15;
/// Digits of a number with country code at least.
const DIGITS_MIN: usize = 7;

/// Keeps the digits of whatever was written.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Every digit string that must lead to the same person, the given one first. Empty when it is no number.
#[must_use]
pub fn variants(text: &str) -> Vec<String> {
    let given = digits(text);
    if !(DIGITS_MIN..=DIGITS_MAX).contains(&given.len()) {
        return Vec::new();
    }
    let other = brazil_other(&given).or_else(|| mexico_other(&given)).or_else(|| argentina_other(&given));
    let mut all = vec![given];
    all.extend(other);
    all
}

/// The same Brazilian mobile with or without its ninth digit; none for landlines and other countries.
fn brazil_other(number: &str) -> Option<String> {
    let local = number.strip_prefix("55")?;
    let (area, rest) = local.split_at_checked(2)?;
    if area.starts_with('0') || area.ends_with('0') {
        return None;
    }
    match rest.len() {
        9 if rest.starts_with('9') && is_brazil_mobile(rest.get(1..)?) => {
            Some(format!("55{area}{}", rest.get(1..)?))
        }
        8 if is_brazil_mobile(rest) => Some(format!("55{area}9{rest}")),
        _ => None,
    }
}

/// Whether eight local digits are of a mobile: those begin with 6 to 9, landlines with 2 to 5.
fn is_brazil_mobile(eight: &str) -> bool {
    eight.len() == 8 && eight.starts_with(['6', '7', '8', '9'])
}

fn mexico_other(number: &str) -> Option<String> {
    let rest = number.strip_prefix("52")?;
    match (rest.len(), rest.strip_prefix('1')) {
        (11, Some(ten)) => Some(format!("52{ten}")),
        (10, _) => Some(format!("521{rest}")),
        _ => None,
    }
}

fn argentina_other(number: &str) -> Option<String> {
    let rest = number.strip_prefix("54")?;
    match (rest.len(), rest.strip_prefix('9')) {
        (11, Some(ten)) => Some(format!("54{ten}")),
        (10, _) => Some(format!("549{rest}")),
        _ => None,
    }
}

/// What a person typed, as the digits of an international number; a number without country code is taken as Brazilian.
/// None when it cannot be one.
#[must_use]
pub fn parse(text: &str) -> Option<String> {
    let international = text.trim_start().starts_with('+');
    let all = digits(text);
    if international {
        let number = argentina_cleaned(&all).unwrap_or(all);
        let dialled = to_e164_for_sending(&number);
        return (DIGITS_MIN..=DIGITS_MAX).contains(&dialled.len()).then_some(dialled);
    }
    let national = brazil_national(&all)?;
    Some(to_e164_for_sending(&format!("55{national}")))
}

/// The digits to dial when the provider has not told its own form yet: Brazilian mobiles with their ninth digit, Mexico
/// without the old 1. A number the provider told (`wa_id`) is dialled as told.
#[must_use]
pub fn to_e164_for_sending(text: &str) -> String {
    let number = digits(text);
    let longer = brazil_other(&number).filter(|other| other.len() > number.len());
    let shorter = || mexico_other(&number).filter(|other| other.len() < number.len());
    longer.or_else(shorter).unwrap_or(number)
}

/// Brazilian area codes in use.
const BRAZIL_AREAS: [&str; 67] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27", "28", "31", "32", "33",
    "34", "35", "37", "38", "41", "42", "43", "44", "45", "46", "47", "48", "49", "51", "53", "54", "55",
    "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "73", "74", "75", "77", "79", "81", "82",
    "83", "84", "85", "86", "87", "88", "89", "91", "92", "93", "94", "95", "96", "97", "98", "99",
];

/// Ten or eleven Brazilian digits out of `011…`, `0 XX 11…` (carrier) or `55 11…`.
fn brazil_national(all: &str) -> Option<&str> {
    let is_national = |rest: &str| {
        let area = rest.get(..2).unwrap_or_default();
        BRAZIL_AREAS.contains(&area)
            && match rest.len() {
                10 => !rest.get(2..).unwrap_or_default().starts_with(['0', '1']),
                11 => rest.get(2..3) == Some("9"),
                _ => false,
            }
    };
    let plain = all.strip_prefix("55").filter(|rest| is_national(rest));
    let trunk = all.strip_prefix('0').filter(|rest| is_national(rest));
    let carrier = all.strip_prefix('0').and_then(|rest| rest.get(2..)).filter(|rest| is_national(rest));
    let bare = Some(all).filter(|rest| is_national(rest));
    bare.or(plain).or(trunk).or(carrier)
}

/// Argentina's national form `0 11 15 2345-6789` after a country code: the 0 and the 15 go, a 9 comes.
fn argentina_cleaned(all: &str) -> Option<String> {
    let rest = all.strip_prefix("54")?;
    let rest = rest.strip_prefix('0').unwrap_or(rest);
    if rest.len() != 12 {
        return None;
    }
    [2, 3, 4].into_iter().find_map(|area_length| {
        let (area, local) = rest.split_at_checked(area_length)?;
        local
            .strip_prefix("15")
            .filter(|line| area.len() + line.len() == 10)
            .map(|line| format!("549{area}{line}"))
    })
}

/// The number to hand to the provider, with its plus: without it Meta may put the business's own country code in front.
#[must_use]
pub fn to_dial(number: &str) -> String {
    format!("+{}", digits(number))
}

/// The number as people read it, such as `+55 11 98765-4321`. Unknown shapes keep their digits in one block.
#[must_use]
pub fn display(text: &str) -> String {
    let number = digits(text);
    let shaped =
        if let Some(rest) = number.strip_prefix("55").filter(|rest| rest.len() == 10 || rest.len() == 11) {
            shape("55", rest, &[2, rest.len() - 6, 4])
        } else if let Some(rest) = number.strip_prefix("549").filter(|rest| rest.len() == 10) {
            shape("54 9", rest, &[2, 4, 4])
        } else if let Some(rest) = number.strip_prefix("521").filter(|rest| rest.len() == 10) {
            shape("52", rest, &[2, 4, 4])
        } else if let Some(rest) = number.strip_prefix("52").filter(|rest| rest.len() == 10) {
            shape("52", rest, &[2, 4, 4])
        } else if let Some(rest) = number.strip_prefix('1').filter(|rest| rest.len() == 10) {
            shape("1", rest, &[3, 3, 4])
        } else {
            None
        };
    match shaped {
        Some(shaped) => shaped,
        None if number.is_empty() => String::new(),
        None => format!("+{number}"),
    }
}

/// `+code area first-last`.
fn shape(code: &str, rest: &str, lengths: &[usize; 3]) -> Option<String> {
    let [area, first, _] = lengths;
    let (area, local) = rest.split_at_checked(*area)?;
    let (first, last) = local.split_at_checked(*first)?;
    Some(format!("+{code} {area} {first}-{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn same(number: &str) -> BTreeSet<String> {
        variants(number).into_iter().collect()
    }

    #[test]
    fn both_writings_of_a_brazilian_mobile_are_one_person() {
        for (dialled, expected) in [
            ("+55 11 98765-4321", ["5511987654321", "551187654321"]),
            ("+55 31 98765-4321", ["5531987654321", "553187654321"]),
            ("+52 55 1234 5678", ["525512345678", "5215512345678"]),
            ("+54 9 11 2345-6789", ["5491123456789", "541123456789"]),
        ] {
            assert_eq!(same(dialled), expected.map(str::to_owned).into(), "{dialled}");
        }
    }

    #[test]
    fn landlines_never_get_a_ninth_digit() {
        for landline in ["+55 11 3322-4455", "+55 21 2555-0000", "+55 85 4002-8922", "+55 48 5555-1234"] {
            assert_eq!(variants(landline), [digits(landline)], "{landline}");
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for typed in [
            "(11) 98765-4321",
            "011 98765-4321",
            "0 15 11 98765-4321",
            "55 11 98765-4321",
            "+55 11 98765 4321",
        ] {
            assert_eq!(parse(typed).as_deref(), Some("5511987654321"), "{typed}");
        }
        for (typed, wanted) in [
            ("(11) 3322-4455", Some("551133224455")),
            ("0 99 3322-4455", Some("559933224455")),
            ("(11) 8765-4321", Some("5511987654321")),
            ("+55 11 8765-4321", Some("5511987654321")),
            ("+52 1 55 1234 5678", Some("525512345678")),
            ("+54 9 11 2345-6789", Some("5491123456789")),
            ("+351 912 345 678", Some("351912345678")),
            ("(20) 98765-4321", None),
            ("98765-4321", None),
            ("+1", None),
        ] {
            assert_eq!(parse(typed).as_deref(), wanted, "{typed}");
        }
        assert_eq!(parse("+54 011 15-2345-6789").as_deref(), Some("5491123456789"));
        assert_eq!(parse("123"), None);
    }

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        assert_eq!(display("5511987654321"), "+55 11 98765-4321");
        assert_eq!(display("551133224455"), "+55 11 3322-4455");
        assert_eq!(display("5215512345678"), "+52 55 1234-5678");
        assert_eq!(display("351912345678"), "+351912345678");
        assert_eq!(display(""), "");
    }

    proptest! {
        #[test]
        fn being_the_same_person_goes_both_ways(number in "[1-9][0-9]{6,14}") {
            for other in variants(&number) {
                prop_assert!(same(&other).contains(&number), "{} leads to {}, not back", number, other);
            }
        }

        #[test]
        fn what_is_read_is_shown_and_read_again_the_same(area in 0_usize..67, line in "9[6-9][0-9]{7}|[2-5][0-9]{7}") {
            let area = BRAZIL_AREAS.get(area).copied().unwrap_or_default();
            let number = parse(&format!("({area}) {line}"));
            prop_assert_eq!(number.clone(), Some(format!("55{area}{line}")));
            let shown = display(number.as_deref().unwrap_or_default());
            prop_assert_eq!(parse(&shown), number);
        }

        #[test]
        fn dialling_a_number_never_leads_to_another_person(number in "[1-9][0-9]{6,14}") {
            prop_assert!(variants(&number).contains(&to_e164_for_sending(&number)));
            let once = to_e164_for_sending(&number);
            prop_assert_eq!(to_e164_for_sending(&once), once);
        }

        #[test]
        fn landlines_are_only_themselves(area in "[1-9][1-9]", line in "[2-5][0-9]{7}") {
            let number = format!("55{area}{line}");
            prop_assert_eq!(variants(&number), vec![number]);
        }

        #[test]
        fn nothing_that_is_written_panics(text in "\\PC{0,40}") {
            let _ = (variants(&text), parse(&text), display(&text));
        }
    }
}
