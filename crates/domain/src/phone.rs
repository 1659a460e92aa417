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
        return (DIGITS_MIN..=DIGITS_MAX).contains(&number.len()).then_some(number);
    }
    let national = brazil_national(&all)?;
    Some(format!("55{national}"))
}

/// Ten or eleven Brazilian digits out of `011…`, `0 XX 11…` (carrier) or `55 11…`.
fn brazil_national(all: &str) -> Option<&str> {
    let is_national = |rest: &str| match rest.len() {
        10 => true,
        11 => rest.get(2..3) == Some("9"),
        _ => false,
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
        assert_eq!(parse("(11) 3322-4455").as_deref(), Some("551133224455"));
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
        fn nothing_that_is_written_panics(text in "\\PC{0,40}") {
            let _ = (variants(&text), parse(&text), display(&text));
        }
    }
}
