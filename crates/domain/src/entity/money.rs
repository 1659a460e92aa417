//! Amounts of money in a text.

use super::number::{self, Number};
use crate::{
    price::{Currency, Money, UNITS},
    scan::{self, Kind, Token},
};

/// An amount and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount.
    pub money: Money,
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

/// Words behind a number that make it money.
#[rustfmt::skip]
const UNIT_WORDS: &[(&str, &[&str])] = &[
    ("BRL", &["reais", "real", "reau", "conto", "contos", "pila", "pilas", "pau", "paus", "brl", "mangos", "reaiss"]),
    ("USD", &["dolares", "dolar", "dollars", "dollar", "usd", "bucks", "dols"]),
    ("EUR", &["euros", "euro", "eur"]),
    ("GBP", &["libras", "pounds", "gbp"]),
    ("MXN", &["mxn"]),
    ("ARS", &["ars"]),
    ("", &["pesos", "peso", "lucas"]),
];
/// Things counted in thousands that are no money.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "unidades", "pecas", "pessoas", "seguidores", "km", "metros", "litros", "vezes", "clientes", "units", "pieces", "people",
    "followers", "piezas", "personas", "caixas", "itens", "copias", "quilometros", "anos", "horas", "mensagens", "camisetas",
    "folhetos", "visitas", "pontos", "kg", "ml", "leads", "contatos", "panfletos", "cartoes", "desculpas", "gracias",
    "obrigados", "obrigadas", "e", "uma",
];
/// Words before a number in thousands that make it money.
#[rustfmt::skip]
const PRICED: &[&str] = &[
    "por", "custa", "custou", "de", "ate", "sao", "deu", "pago", "paguei", "fica", "valor", "gastar", "tenho", "uns", "total",
    "orcamento", "for", "costs", "up", "to", "budget", "cuesta", "hasta", "pagar", "cobram", "cobrou", "maximo", "oferecer",
    "ofereco", "quase", "minimo", "entrada", "parcela", "faz", "sai", "saiu", "custam", "around",
];

/// All amounts of a text, in order. `own` is the currency of a bare `$` and, where it is a peso, of pesos.
#[must_use]
pub fn amounts(text: &str, own: Currency) -> Vec<Amount> {
    in_tokens(&scan::tokens(text), own)
}

pub(crate) fn in_tokens(tokens: &[Token<'_>], own: Currency) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let taken = number::at(tokens, at).and_then(|number| amount(tokens, number, own));
        match taken {
            Some((amount, behind)) => {
                found.push(amount);
                at = behind.max(at + 1);
            }
            None => at = number::at(tokens, at).map_or(at + 1, |number| number.behind.max(at + 1)),
        }
    }
    found
}

fn amount(tokens: &[Token<'_>], number: Number, own: Currency) -> Option<(Amount, usize)> {
    let (mut first, mut behind) = (number.first, number.behind);
    let mut milli = number.milli;
    let mut currency = None;
    if let Some((sign, place)) = sign_before(tokens, first, own) {
        currency = Some(sign);
        first = place;
    }
    if let Some(unit) = tokens.get(behind).and_then(|token| unit(token, own)) {
        currency = currency.or(Some(unit));
        behind += 1;
        // "12 reais e 50 centavos"
        if let Some((cents, end)) = cents(tokens, behind) {
            milli = milli.checked_add(cents)?;
            behind = end;
        }
    }
    if currency.is_none() && number.scaled && is_priced(tokens, number) {
        currency = Some(own);
    }
    let units = milli.checked_mul(UNITS / number::MILLI)?;
    let place = (tokens.get(first)?.start, tokens.get(behind.checked_sub(1)?)?.end);
    Some((Amount { money: Money::of(units, currency?), start: place.0, end: place.1 }, behind))
}

/// "R$", "US$", "$", "€" or the currency's letters before a number, and the token it begins with.
fn sign_before(tokens: &[Token<'_>], number: usize, own: Currency) -> Option<(Currency, usize)> {
    let at = number.checked_sub(1)?;
    let sign = tokens.get(at)?;
    let letters = at.checked_sub(1).and_then(|before| tokens.get(before)).filter(|_| sign.is_glued());
    match sign.kind {
        Kind::Sign('$') => match letters.map(|token| token.fold.as_str()) {
            Some("r") => Some((Currency::BRL, at - 1)),
            Some("us" | "u") => Some((Currency::USD, at - 1)),
            Some("mx" | "mxn") => Some((Currency::parse("MXN")?, at - 1)),
            Some("ar" | "ars") => Some((Currency::parse("ARS")?, at - 1)),
            _ => Some((own, at)),
        },
        Kind::Sign('€') => Some((Currency::parse("EUR")?, at)),
        Kind::Sign('£') => Some((Currency::parse("GBP")?, at)),
        Kind::Word if matches!(sign.fold.as_str(), "brl" | "usd" | "eur" | "mxn" | "ars" | "gbp") => {
            Some((Currency::parse(&sign.fold.to_ascii_uppercase())?, at))
        }
        _ => None,
    }
}

fn unit(token: &Token<'_>, own: Currency) -> Option<Currency> {
    match token.kind {
        Kind::Sign('€') => return Currency::parse("EUR"),
        Kind::Sign('$') => return Some(own),
        _ => {}
    }
    let (letters, _) = UNIT_WORDS.iter().find(|(_, words)| words.contains(&token.fold.as_str()))?;
    let peso = matches!(own.as_str(), "MXN" | "ARS" | "CLP" | "COP" | "UYU" | "DOP");
    if letters.is_empty() {
        if peso { Some(own) } else { Currency::parse("MXN") }
    } else {
        Currency::parse(letters)
    }
}

fn cents(tokens: &[Token<'_>], at: usize) -> Option<(i64, usize)> {
    tokens.get(at).filter(|token| matches!(token.fold.as_str(), "e" | "y" | "and" | "com" | "con"))?;
    let number = number::at(tokens, at + 1).filter(|number| number.milli < 100 * number::MILLI)?;
    tokens
        .get(number.behind)
        .filter(|token| matches!(token.fold.as_str(), "centavos" | "cents" | "centimos"))?;
    Some((number.milli / 100, number.behind + 1))
}

/// Whether a number in thousands without a currency is a price: "faz por 2 mil", "uns 1,5 mil".
fn is_priced(tokens: &[Token<'_>], number: Number) -> bool {
    let counted = tokens.get(number.behind).is_some_and(|next| COUNTED.contains(&next.fold.as_str()));
    let behind_counted = tokens.get(number.behind).is_some_and(Token::is_word)
        && tokens.get(number.behind + 1).is_some_and(|next| COUNTED.contains(&next.fold.as_str()));
    let before = number.first.checked_sub(1).and_then(|at| tokens.get(at));
    let priced = before.is_none_or(|token| PRICED.contains(&token.fold.as_str()));
    let digits = tokens.get(number.first).is_some_and(Token::is_digits);
    !counted && !behind_counted && (priced || digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<String> {
        let amounts = amounts(text, Currency::BRL);
        amounts.iter().map(|amount| format!("{} {}", amount.money.currency, amount.money.decimal())).collect()
    }

    #[test]
    fn amounts_are_read_in_the_writings_of_three_languages() {
        for (text, wanted) in [
            ("R$ 1.234,56", "BRL 1234.56"),
            ("r$50", "BRL 50.00"),
            ("fica 200 reais", "BRL 200.00"),
            ("faz por 1,5 mil", "BRL 1500.00"),
            ("50 conto", "BRL 50.00"),
            ("uns 2k?", "BRL 2000.00"),
            ("mil reais", "BRL 1000.00"),
            ("duzentos e cinquenta reais", "BRL 250.00"),
            ("12 reais e 50 centavos", "BRL 12.50"),
            ("US$ 1,299.00", "USD 1299.00"),
            ("99 dollars", "USD 99.00"),
            ("€ 1.250,50", "EUR 1250.50"),
            ("30 €", "EUR 30.00"),
            ("MX$ 500", "MXN 500.00"),
            ("500 pesos", "MXN 500.00"),
            ("15000 ARS", "ARS 15000.00"),
            ("$ 80", "BRL 80.00"),
            ("2 milhões de reais", "BRL 2000000.00"),
        ] {
            assert_eq!(told(text), [wanted], "{text}");
        }
        assert_eq!(told("de R$ 300 por R$ 249,90"), ["BRL 300.00", "BRL 249.90"]);
        let pesos = amounts("500 pesos", Currency::parse("ARS").unwrap_or(Currency::BRL));
        assert_eq!(pesos.first().map(|amount| amount.money.currency.to_string()), Some("ARS".to_owned()));
    }

    #[test]
    fn numbers_of_other_things_are_no_money() {
        for text in [
            "pedido 4471",
            "3 mil seguidores",
            "dia 12/03",
            "às 14h",
            "2 cadeiras",
            "real?",
            "os reais motivos",
            "mil desculpas",
        ] {
            assert!(told(text).is_empty(), "{text} {:?}", told(text));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(whole in 0_i64..10_000_000, cents in 0_i64..100) {
            let money = Money::of(whole * UNITS + cents * 100, Currency::BRL);
            let mut grouped = String::new();
            let digits = whole.to_string();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    grouped.push('.');
                }
                grouped.push(digit);
            }
            let found = amounts(&format!("custa R$ {grouped},{cents:02}."), Currency::BRL);
            prop_assert_eq!(found.iter().map(|amount| amount.money).collect::<Vec<_>>(), vec![money]);
        }

        #[test]
        fn nothing_that_is_written_panics(text in "[0-9a-z.,$ R€]{0,60}") {
            for amount in amounts(&text, Currency::USD) {
                prop_assert!(text.get(amount.start..amount.end).is_some());
            }
        }
    }
}
