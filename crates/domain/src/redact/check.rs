//! Check digits of what people are known by.
//!
//! CPF: Receita Federal, two digits modulo 11. CNPJ: the same with weights 2 to 9, and since July 2026 letters in the first
//! twelve places, each worth its ASCII code less 48 (Instrução Normativa RFB 2.229/2024). Cards: Luhn (ISO/IEC 7812). IBAN:
//! modulo 97 (ISO 13616).

/// The value of a character in a CNPJ: its ASCII code less that of `0`.
fn value(letter: char) -> Option<u32> {
    let capital = letter.to_ascii_uppercase();
    capital.is_ascii_alphanumeric().then(|| u32::from(capital) - u32::from('0'))
}

/// Whether all digits are the same, which is how people write "none".
fn is_flat(code: &str) -> bool {
    let mut letters = code.chars();
    let first = letters.next();
    letters.all(|letter| Some(letter) == first)
}

/// A digit modulo 11 over values with weights from the right: 2, 3, … up to `top`, then 2 again.
fn modulo_11(code: &str, top: u32) -> Option<u32> {
    let mut weight = 2;
    let mut sum = 0;
    for letter in code.chars().rev() {
        sum += value(letter)? * weight;
        weight = if weight == top { 2 } else { weight + 1 };
    }
    let rest = sum % 11;
    Some(if rest < 2 { 0 } else { 11 - rest })
}

fn ends_well(code: &str, length: usize, top: u32) -> bool {
    let digit = |end: usize| code.get(end..=end).and_then(|letter| letter.parse::<u32>().ok());
    let right = |end: usize| {
        let wanted = code.get(..end).and_then(|before| modulo_11(before, top));
        wanted.is_some() && wanted == digit(end)
    };
    code.len() == length && code.is_ascii() && !is_flat(code) && right(length - 2) && right(length - 1)
}

/// Whether eleven digits are a CPF.
pub(crate) fn is_cpf(digits: &str) -> bool {
    ends_well(digits, 11, 11)
}

/// Whether fourteen characters are a CNPJ, the old or the new with letters.
pub(crate) fn is_cnpj(code: &str) -> bool {
    ends_well(code, 14, 9)
}

/// Luhn's sum.
pub(crate) fn is_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, letter) in digits.chars().rev().enumerate() {
        let Some(digit) = letter.to_digit(10) else { return false };
        let doubled = digit * 2;
        sum += if place % 2 == 0 { digit } else { doubled / 10 + doubled % 10 };
    }
    !digits.is_empty() && sum % 10 == 0
}

/// Whether the digits are a payment card: first digits of a known scheme, its length, and Luhn.
pub(crate) fn is_card(digits: &str) -> bool {
    let head: u32 = digits.get(..4).and_then(|head| head.parse().ok()).unwrap_or(0);
    let known = match head / 1000 {
        2 => (2221..=2720).contains(&head),
        3..=6 => true,
        _ => false,
    };
    known && (13..=19).contains(&digits.len()) && !is_flat(digits) && is_luhn(digits)
}

/// Whether an account number without spaces is an IBAN.
pub(crate) fn is_iban(code: &str) -> bool {
    let (Some(head), Some(body)) = (code.get(..4), code.get(4..)) else { return false };
    let shape = head.chars().take(2).all(|letter| letter.is_ascii_alphabetic())
        && head.chars().skip(2).all(|letter| letter.is_ascii_digit());
    if !shape || !(15..=34).contains(&code.len()) || !body.chars().any(|letter| letter.is_ascii_digit()) {
        return false;
    }
    let mut rest = 0;
    for letter in body.chars().chain(head.chars()) {
        let Some(worth) = letter.to_digit(36) else { return false };
        rest = if worth > 9 { (rest * 100 + worth) % 97 } else { (rest * 10 + worth) % 97 };
    }
    rest == 1
}

/// Whether eight digits and a letter are a Spanish DNI, or a foreigner's NIE with its leading X, Y or Z.
pub(crate) fn is_dni(code: &str) -> bool {
    let code = code.to_ascii_uppercase();
    let Some((body, letter)) = code.split_at_checked(8) else { return false };
    let digits = match body.chars().next() {
        Some('X') => body.replacen('X', "0", 1),
        Some('Y') => body.replacen('Y', "1", 1),
        Some('Z') => body.replacen('Z', "2", 1),
        _ => body.to_owned(),
    };
    let Ok(number) = digits.parse::<usize>() else { return false };
    let wanted = "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(number % 23);
    let mut letters = letter.chars();
    wanted.is_some() && letters.next() == wanted && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_numbers_pass_and_one_wrong_digit_fails() {
        for cpf in ["52998224725", "11144477735", "39053344705"] {
            assert!(is_cpf(cpf), "{cpf}");
        }
        for not in ["52998224724", "11111111111", "5299822472", ""] {
            assert!(!is_cpf(not), "{not}");
        }
        // The example with letters is the one Receita Federal publishes.
        for cnpj in ["11222333000181", "12ABC34501DE35", "12abc34501de35", "00000000000191"] {
            assert!(is_cnpj(cnpj), "{cnpj}");
        }
        for not in ["11222333000180", "12ABC34501DE36", "00000000000000", "12ABC34501DEX5"] {
            assert!(!is_cnpj(not), "{not}");
        }
    }

    #[test]
    fn cards_accounts_and_foreign_papers_are_checked() {
        for card in [
            "4111111111111111",
            "5555555555554444",
            "378282246310005",
            "6362970000457013",
            "2223003122003222",
        ] {
            assert!(is_card(card), "{card}");
        }
        for not in ["4111111111111112", "1111111111111117", "9999999999999995", "41111"] {
            assert!(!is_card(not), "{not}");
        }
        assert!(is_iban("ES9121000418450200051332") && is_iban("GB82WEST12345698765432"));
        assert!(!is_iban("ES9121000418450200051333") && !is_iban("PEDIDO12345678"));
        assert!(is_dni("12345678Z") && is_dni("X1234567L") && !is_dni("12345678A") && !is_dni("12345678"));
    }
}
