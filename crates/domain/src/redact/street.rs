//! Street addresses with a number, as Brazil, Spanish-speaking countries and English-speaking ones write them.

use super::{Category, Finding};
use crate::scan::{Gap, Kind, Token};

/// Words of a street's name at most.
const NAME_MAX: usize = 9;
/// Tokens of what follows the number (flat, block, house) at most.
const TAIL_MAX: usize = 16;

/// Words a street begins with.
#[rustfmt::skip]
const STREETS: &[&str] = &[
    "rua", "r", "avenida", "av", "aven", "travessa", "tv", "trav", "alameda", "al", "praca", "pca",
    "rodovia", "rod", "estrada", "estr", "largo", "viela", "beco", "ladeira", "servidao", "vila", "calle",
    "carrera", "paseo", "calz", "calzada", "camino", "cra", "cl", "blvd", "bulevar", "quadra", "qd",
    "conjunto", "sqn", "sqs", "qnm", "qnn", "qnl", "shis", "clsw", "qi", "loteamento", "passagem", "parque",
    "plaza", "diagonal", "transversal",
];
/// Short words that begin a street only with a dot, a capital or a name in capitals behind.
const SHORT: &[&str] =
    &["r", "al", "cl", "tv", "rod", "cra", "qi", "qd", "vila", "parque", "conjunto", "quadra"];
/// Words a street ends with in English.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "street", "st", "avenue", "ave", "road", "rd", "lane", "ln", "drive", "dr", "boulevard", "blvd",
    "court", "ct", "way", "square", "terrace",
];
/// Words that no street's name holds: where one follows, somebody speaks about a street.
#[rustfmt::skip]
const TALK: &[&str] = &[
    "esta", "ta", "estava", "tava", "e", "eh", "fica", "toda", "que", "aqui", "ali", "sem", "cheia",
    "fechada", "fechou", "alagou", "tem", "foi", "era", "vai", "chego", "chega", "em", "as", "ate", "pra",
    "para", "por", "com", "is", "was", "interditada", "nao", "mais", "quando", "onde", "qual", "minha",
    "sua", "nossa", "deserta", "the", "ou", "uns", "umas", "principal", "pede", "quero", "custa", "tenho",
    "passa", "chegar", "cerrada", "queda", "hay", "tiene",
];
/// Words that may stand between a name and the number.
const NUMBER_WORDS: &[&str] =
    &["n", "no", "nº", "n°", "num", "numero", "nr", "number", "#", "º", "°", "o", "km", "nro"];
/// Words of what follows the number.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "apto", "ap", "apt", "apartamento", "bloco", "bl", "casa", "cs", "fundos", "frente", "sala", "sl",
    "loja", "andar", "lote", "lt", "quadra", "qd", "conjunto", "conj", "cj", "torre", "edificio", "ed",
    "cond", "condominio", "piso", "depto", "departamento", "suite", "unit", "floor", "bairro",
    "complemento", "n", "chacara", "km", "col", "colonia",
];
/// Behind a number these make it no house number.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "reais", "real", "minutos", "min", "minuto", "horas", "hora", "h", "dias", "dia", "anos", "kg",
    "pessoas", "pecas", "unidades", "metros", "vezes", "x", "%", "minutes", "hours", "days", "pesos",
    "euros", "dolares", "conto", "mil",
];

/// Finds them in a text's tokens.
pub(super) fn find(tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    let mut at = 0;
    while at < tokens.len() {
        let place = street(tokens, at).or_else(|| english(tokens, at));
        if let Some(last) = place {
            let (Some(first), Some(end)) = (tokens.get(at), tokens.get(last)) else { break };
            found.push(Finding { category: Category::Address, start: first.start, end: end.end });
            at = last;
        }
        at += 1;
    }
}

/// The last token of an address that begins with the word for a street.
fn street(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let word = tokens.get(at).filter(|token| STREETS.contains(&token.fold.as_str()))?;
    let mut place = at + 1;
    let dotted = tokens.get(place).is_some_and(|token| token.is('.') && token.is_glued());
    place += usize::from(dotted);
    let next = tokens.get(place)?;
    let short = SHORT.contains(&word.fold.as_str());
    if word.fold == "r" && next.is('$') {
        return None;
    }
    if short && !dotted && !next.is_capital() && !next.is_digits() {
        return None;
    }
    let number = house(tokens, place, if next.is_digits() { Begins::Number } else { Begins::Name })?;
    // "quadra 5" and "conjunto 12" alone are hardly an address; with a lot or a house they are.
    let end = tail(tokens, number);
    let detail = |token: &Token<'_>| TAIL.contains(&token.fold.as_str());
    let detailed = tokens.get(place..=end).is_some_and(|between| between.iter().any(detail));
    let enough = !short || dotted || !next.is_digits() || detailed;
    enough.then_some(end)
}

/// What stands behind the word for a street.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Name,
    Number,
}

/// The token of the house number behind a street's name that begins at `from`.
fn house(tokens: &[Token<'_>], from: usize, begins: Begins) -> Option<usize> {
    let mut best = None;
    for (place, token) in tokens.iter().enumerate().skip(from).take(NAME_MAX + 3) {
        let fold = token.fold.as_str();
        if place > from && token.gap == Gap::Line && best.is_none() && !token.is_digits() {
            break;
        }
        if token.is_digits() {
            let unit = tokens.get(place + 1).is_some_and(|next| UNITS.contains(&next.fold.as_str()));
            let time = tokens.get(place + 1).is_some_and(|next| next.is(':') && next.is_glued());
            if token.fold.len() > 5 || unit || time {
                break;
            }
            best = Some(place);
            // "rua 15 de novembro, 200": the number in the name comes first.
            let named = begins == Begins::Number && place == from;
            let dated = tokens.get(place + 1).is_some_and(|next| matches!(next.fold.as_str(), "de" | ","));
            if named || (dated && place <= from + 1) {
                continue;
            }
            break;
        }
        let joins = matches!(token.kind, Kind::Sign(',' | '.' | '-' | '#' | 'º' | '°' | '\''))
            || NUMBER_WORDS.contains(&fold);
        if !joins && (!token.is_word() || TALK.contains(&fold)) {
            break;
        }
        if token.is('.') && tokens.get(place - 1).is_some_and(|before| before.raw.chars().count() > 4) {
            break;
        }
    }
    best
}

/// The last token of flat, block and the like behind the number.
fn tail(tokens: &[Token<'_>], number: usize) -> usize {
    let mut last = number;
    let mut open = false;
    for (place, token) in tokens.iter().enumerate().skip(number + 1).take(TAIL_MAX) {
        let fold = token.fold.as_str();
        let near =
            tokens.get(place + 1).is_some_and(|next| TAIL.contains(&next.fold.as_str()) || next.is_digits());
        if TAIL.contains(&fold) {
            open = true;
            last = place;
        } else if open
            && (token.is_digits()
                || (token.is_word() && (fold.len() <= 2 && fold != "e" || token.is_capital())))
        {
            last = place;
        } else if token.is_glued() && token.is_word() && fold.len() == 1 {
            // 123A
            last = place;
        } else if matches!(token.kind, Kind::Sign('-' | '#')) && near {
            open = true;
        } else if !matches!(token.kind, Kind::Sign(',' | '.' | ':' | '/' | 'º' | '°')) {
            break;
        }
    }
    last
}

/// "221 Baker Street", "350 Fifth Ave apt 4B".
fn english(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    tokens.get(at).filter(|token| token.is_digits() && token.fold.len() <= 5)?;
    for place in at + 1..=at + 5 {
        let token = tokens.get(place).filter(|token| token.gap == Gap::Space || token.is('.'))?;
        if place > at + 1 && token.is_word() && ENGLISH.contains(&token.fold.as_str()) {
            return Some(tail(tokens, place));
        }
        if !token.is_capital() && !token.is_digits() && !token.is('.') {
            let all_small = token.is_word()
                && tokens.get(place + 1).is_some_and(|next| {
                    matches!(next.fold.as_str(), "street" | "avenue" | "road" | "boulevard")
                });
            if !all_small {
                return None;
            }
        }
    }
    None
}
