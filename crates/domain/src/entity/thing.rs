//! Order ids and quantities.

use super::number;
use crate::scan::{Kind, Token, says_any};

/// Words an order id stands behind.
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "pedido", "ordem", "order", "orden", "protocolo", "ticket", "chamado", "rastreio", "rastreamento", "tracking", "nf", "nfe", "nota fiscal", "nota", "reserva", "booking",
    "codigo de rastreio", "codigo de rastreamento", "tracking number", "tracking code", "folio", "guia", "fatura", "invoice", "factura", "contrato", "os", "numero do pedido", "order number",
    "numero de pedido", "codigo do pedido", "numero de orden",
];
const LINKS: &[&str] = &[
    "n", "nº", "n°", "numero", "number", "no", "nro", "#", ":", "e", "eh", "o", "is", "es", "º", "°", ".",
    "meu", "de", "id", "-", "num", "codigo", "el", "the",
];

/// First and last token of an order id that begins at `at`.
pub(super) fn order(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    if let Some(behind) = says_any(tokens, at, ORDERS) {
        let mut first = behind;
        while first < behind + 5
            && tokens.get(first).is_some_and(|token| LINKS.contains(&token.fold.as_str()))
        {
            first += 1;
        }
        return code(tokens, first).filter(|(_, digits)| *digits >= 3).map(|(last, _)| (first, last));
    }
    let token = tokens.get(at)?;
    if token.is('#') {
        let glued = tokens.get(at + 1).is_some_and(Token::is_glued);
        return code(tokens, at + 1)
            .filter(|(_, digits)| glued && *digits >= 3)
            .map(|(last, _)| (at + 1, last));
    }
    // BR123456789BR, the form of the Universal Postal Union (S10).
    let digits = tokens.get(at + 1)?;
    let tail = tokens.get(at + 2)?;
    let parcel = token.is_word() && token.raw.len() == 2 && digits.is_digits() && digits.fold.len() == 9;
    let glued = digits.is_glued() && tail.is_glued() && tail.is_word() && tail.raw.len() == 2;
    (parcel && glued).then_some((at, at + 2))
}

/// The last token of a code and how many digits it holds.
fn code(tokens: &[Token<'_>], first: usize) -> Option<(usize, usize)> {
    let mut last = None;
    let mut digits = 0;
    for (place, token) in tokens.iter().enumerate().skip(first).take(12) {
        let part = matches!(token.kind, Kind::Word | Kind::Digits | Kind::Sign('-' | '/' | '.'));
        if !part || (place > first && !token.is_glued()) {
            break;
        }
        if token.is_digits() {
            digits += token.fold.len();
        }
        if !matches!(token.kind, Kind::Sign(_)) {
            last = Some(place);
        }
    }
    last.map(|last| (last, digits))
}

/// Units of a quantity.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "unidades", "unidade", "un", "und", "unds", "pecas", "peca", "pcs", "caixas", "caixa", "cx", "kg", "quilos", "kilos", "g", "gramas", "litros", "litro", "l", "ml", "m", "metros", "metro", "cm", "m2", "pares",
    "par", "duzias", "duzia", "pacotes", "pacote", "kits", "kit", "units", "unit", "pieces", "boxes", "box", "pairs", "packs", "piezas", "cajas", "pessoas", "people", "personas", "sacos", "latas", "garrafas", "fardos",
    "rolos", "jogos", "conjuntos", "lugares", "diarias", "noites", "nights", "noches",
];
/// Verbs before a number of things.
#[rustfmt::skip]
const WANTS: &[&str] = &[
    "quero", "queria", "preciso", "levo", "levar", "comprar", "manda", "mande", "want", "need", "quiero", "necesito", "order", "buy", "separa", "separe", "reserva", "pedir", "peco", "gostaria", "de", "vou", "quisiera", "like",
    "get", "me", "ve", "cotar", "mais",
];
/// Words behind a number that are no things.
const NO_THINGS: &[&str] = &[
    "e", "de", "da", "do", "a", "as", "o", "os", "reais", "real", "mil", "h", "hs", "horas", "hora", "dias",
    "dia", "minutos", "min", "semanas", "meses", "anos", "x", "vezes", "por", "pra", "em", "no", "na", "ou",
    "que", "com", "and", "or", "the", "of", "pesos", "dolares", "dollars", "euros", "conto", "days", "hours",
    "weeks", "minutes", "am", "pm", "anos", "via", "km",
];

/// Thousandths, unit, first and last token of a quantity that begins at `at`.
pub(super) fn quantity(tokens: &[Token<'_>], at: usize) -> Option<(i64, String, (usize, usize))> {
    let number = number::at(tokens, at)?;
    let digits = tokens.get(at)?.is_digits();
    let unit = tokens.get(number.behind).filter(|token| token.is_word())?;
    let known = UNITS.contains(&unit.fold.as_str());
    let before = |back: usize| at.checked_sub(back).and_then(|place| tokens.get(place));
    let wanted = [1, 2].into_iter().filter_map(before).any(|token| WANTS.contains(&token.fold.as_str()));
    let thing = wanted
        && !NO_THINGS.contains(&unit.fold.as_str())
        && unit.fold.len() > 2
        && number.milli > number::MILLI;
    let part = before(1).is_some_and(|token| {
        matches!(token.kind, Kind::Sign('/' | ':' | '$' | '-')) && tokens.get(at).is_some_and(Token::is_glued)
    });
    // "um par" is a quantity, "um" before anything else is an article.
    ((known && (digits || number.milli > number::MILLI || unit.fold == "par")) || thing)
        .then(|| (number.milli, unit.fold.clone(), (at, number.behind)))
        .filter(|_| !part)
}
