//! Numbers as WhatsApp sees them: what a dialled number becomes, and when two spellings are one person. Written for the
//! sandbox alone, so that it can disagree with the product.

/// Keeps the digits.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Digits with country code for what a caller put in `to`. Without a plus, Meta may put the business's own country code in
/// front: done here when the number is too short to have one.
pub fn dialled(to: &str, business: &str) -> Option<String> {
    let to = to.trim();
    let number = digits(to);
    let allowed = |letter: char| letter.is_ascii_digit() || "+-() .".contains(letter);
    if number.is_empty() || !to.chars().all(allowed) {
        return None;
    }
    let domestic = !to.starts_with('+') && number.len() <= 11 && digits(business).starts_with("55");
    let full = if domestic { format!("55{number}") } else { number };
    (8..=15).contains(&full.len()).then_some(full)
}

/// The `wa_id` of a number: Brazilian mobiles of area codes from 31 up are known without the ninth digit, those below with
/// it; Mexico keeps its 1, Argentina its 9.
pub fn wa_id(number: &str) -> String {
    if let Some((area, local)) = brazil(number) {
        let short = if local.len() == 9 { local.get(1..).unwrap_or(local) } else { local };
        if mobile(local) {
            let keeps = area.parse::<u8>().is_ok_and(|area| area < 31);
            return if keeps { format!("55{area}9{short}") } else { format!("55{area}{short}") };
        }
    }
    match number.strip_prefix("52") {
        Some(rest) if rest.len() == 10 => format!("521{rest}"),
        _ => number.to_owned(),
    }
}

/// Whether two spellings are one person.
pub fn same(left: &str, right: &str) -> bool {
    left == right || wa_id(left) == wa_id(right)
}

fn brazil(number: &str) -> Option<(&str, &str)> {
    let (area, local) = number.strip_prefix("55")?.split_at_checked(2)?;
    matches!(local.len(), 8 | 9).then_some((area, local))
}

/// Mobiles begin with 9 when long and with 6 to 9 when short; landlines (2 to 5) are never touched.
fn mobile(local: &str) -> bool {
    if local.len() == 9 { local.starts_with('9') } else { local.starts_with(['6', '7', '8', '9']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninth_digit_stays_below_area_31_and_goes_from_there_up() {
        assert_eq!(wa_id("5511987654321"), "5511987654321");
        assert_eq!(wa_id("551187654321"), "5511987654321");
        assert_eq!(wa_id("5531987654321"), "553187654321");
        assert_eq!(wa_id("553187654321"), "553187654321");
        assert_eq!(wa_id("551133224455"), "551133224455");
        assert!(same("5585999990000", "558599990000") && !same("5511987654321", "5511987654322"));
    }

    #[test]
    fn a_number_without_plus_gets_the_business_country() {
        assert_eq!(dialled("11987654321", "+55 11 3322-4455").as_deref(), Some("5511987654321"));
        assert_eq!(dialled("+55 (11) 98765-4321", "").as_deref(), Some("5511987654321"));
        assert_eq!(dialled("abc", ""), None);
        assert_eq!(dialled("+1", ""), None);
    }
}
