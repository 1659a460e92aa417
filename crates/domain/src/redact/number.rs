//! Numbers about persons: CPF, CNPJ, papers, phones, postal codes, cards, accounts, bank slips.
//!
//! Digits that stand together, with dots, dashes, slashes, brackets or spaces between, are one chain. From each place of a
//! chain the longest stretch that is something known is taken.

use super::{
    Category, Finding, check,
    cue::{self, Cue},
};
use crate::{
    phone,
    scan::{Gap, Kind, Token},
};

/// Runs of digits in one stretch at most: a bank slip in groups has up to twelve.
const GROUPS_MAX: usize = 12;
/// Signs between two runs at most, as in `(11) - 9`.
const SIGNS_MAX: usize = 3;

/// A run of digits in a chain.
#[derive(Clone, Copy)]
struct Group {
    /// Its token.
    at: usize,
    /// Length in digits.
    length: usize,
}

/// A stretch that may be something.
struct Stretch<'a> {
    digits: String,
    lengths: Vec<usize>,
    /// What stands between the runs: signs, and a space where there is one.
    between: Vec<String>,
    plus: bool,
    bracket: bool,
    cue: Option<Cue>,
    tokens: &'a [Token<'a>],
    first: usize,
    last: usize,
}

/// What a stretch is.
enum Verdict {
    Is(Category),
    /// Known to be nothing of a person: its parts are not looked at.
    Harmless,
}

/// Finds them in a text's tokens.
pub(super) fn find(tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !token.is_digits() {
            at += 1;
            continue;
        }
        let groups = chain(tokens, at);
        read_chain(tokens, &groups, found);
        at = groups.last().map_or(at, |group| group.at) + 1;
    }
}

/// The runs of digits that hang together from the token `at` on.
fn chain(tokens: &[Token<'_>], at: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = at;
    while let Some(token) = tokens.get(next).filter(|token| token.is_digits()) {
        groups.push(Group { at: next, length: token.fold.len() });
        let signs = tokens
            .iter()
            .skip(next + 1)
            .take(SIGNS_MAX)
            .take_while(|token| token.gap != Gap::Line && is_joint(token.kind))
            .count();
        next += 1 + signs;
        if tokens.get(next).is_none_or(|token| token.gap == Gap::Line) {
            break;
        }
    }
    groups
}

fn is_joint(kind: Kind) -> bool {
    matches!(kind, Kind::Sign('.' | '-' | '/' | '(' | ')'))
}

fn read_chain(tokens: &[Token<'_>], groups: &[Group], found: &mut Vec<Finding>) {
    let Some(first) = groups.first() else { return };
    let cue = cue::before(tokens, first.at);
    let mut start = 0;
    while start < groups.len() {
        let most = (groups.len() - start).min(GROUPS_MAX);
        let taken = (1..=most).rev().find_map(|count| {
            let stretch =
                stretch(tokens, groups.get(start..start + count)?, cue_at(tokens, groups, start, cue))?;
            judge(&stretch).map(|verdict| (count, verdict, stretch))
        });
        match taken {
            Some((count, Verdict::Is(category), stretch)) => {
                found.push(place(tokens, &stretch, category));
                start += count;
            }
            Some((count, Verdict::Harmless, _)) => start += count,
            None => start += 1,
        }
    }
}

/// The word for an order counts for the first number behind it, not for the next one after a space.
fn cue_at(tokens: &[Token<'_>], groups: &[Group], start: usize, cue: Option<Cue>) -> Option<Cue> {
    let spaced =
        groups.get(start).and_then(|group| tokens.get(group.at)).is_some_and(|token| !token.is_glued());
    cue.filter(|cue| *cue != Cue::Order || start == 0 || !spaced)
}

fn stretch<'a>(tokens: &'a [Token<'a>], groups: &[Group], cue: Option<Cue>) -> Option<Stretch<'a>> {
    let (first, last) = (groups.first()?.at, groups.last()?.at);
    let mut digits = String::new();
    let mut between = Vec::new();
    let mut before: Option<usize> = None;
    for group in groups {
        if let Some(before) = before {
            between.push(joint(tokens.get(before + 1..=group.at)?));
        }
        digits.push_str(&tokens.get(group.at)?.fold);
        before = Some(group.at);
    }
    let sign = |back: usize, sign: char| {
        first.checked_sub(back).and_then(|at| tokens.get(at)).is_some_and(|token| token.is(sign))
    };
    let bracket = sign(1, '(');
    let plus = sign(1, '+') || (bracket && sign(2, '+'));
    let lengths = groups.iter().map(|group| group.length).collect();
    Some(Stretch { digits, lengths, between, plus, bracket, cue, tokens, first, last })
}

/// The signs between two runs, with one space where there are any.
fn joint(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for token in tokens {
        if token.gap != Gap::Glued && !text.ends_with(' ') {
            text.push(' ');
        }
        if let Kind::Sign(sign) = token.kind {
            text.push(sign);
        }
    }
    text
}

/// The place of a finding: brackets and plus before the digits belong to it, and so does the X some papers end with.
fn place(tokens: &[Token<'_>], stretch: &Stretch<'_>, category: Category) -> Finding {
    let mut first = stretch.first;
    for sign in ['(', '+', '('] {
        if first.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.is(sign)) {
            first -= 1;
        }
    }
    let mut end = tokens.get(stretch.last).map_or(0, |token| token.end);
    if let Some(tail) = check_letter(tokens, stretch.last) {
        end = tail;
    }
    Finding { category, start: tokens.get(first).map_or(0, |token| token.start), end }
}

/// Where the check letter of `12.345.678-X` ends.
fn check_letter(tokens: &[Token<'_>], last: usize) -> Option<usize> {
    let mut next = tokens.get(last + 1)?;
    if next.is('-') && next.is_glued() {
        next = tokens.get(last + 2)?;
    }
    (next.is_glued() && next.fold == "x").then_some(next.end)
}

impl Stretch<'_> {
    fn is_shaped(&self, lengths: &[usize]) -> bool {
        self.lengths == lengths
    }

    fn joined_by(&self, signs: &[&str]) -> bool {
        self.between.iter().map(|joint| joint.trim()).eq(signs.iter().copied())
    }

    fn has(&self, sign: char) -> bool {
        self.between.iter().any(|joint| joint.contains(sign))
    }

    /// Whether the digits are part of a longer code such as `BR123456789BR` or `PED-123`, or an amount of money.
    fn is_part_of_code(&self) -> bool {
        let token = |at: Option<usize>| at.and_then(|at| self.tokens.get(at));
        let here = self.tokens.get(self.first);
        let before = token(self.first.checked_sub(1));
        let after = token(Some(self.last + 1));
        if before.is_some_and(|sign| matches!(sign.kind, Kind::Sign('$' | '€' | '£'))) {
            return true;
        }
        let is_code = |word: &Token<'_>| {
            word.is_word() && word.raw.chars().all(char::is_uppercase) && cue::of_word(&word.fold).is_none()
        };
        let glued = here.is_some_and(Token::is_glued);
        let coded = before.is_some_and(|before| {
            let behind_dash = before.is('-') && before.is_glued();
            let further = token(self.first.checked_sub(2)).filter(|_| behind_dash);
            is_code(before)
                || further.is_some_and(is_code)
                || matches!(before.kind, Kind::Sign('_' | '=' | '#' | '%'))
        });
        let trailing = after.is_some_and(|after| after.is_glued() && is_code(after) && after.fold != "x");
        (glued && coded) || trailing || after.is_some_and(|after| after.is('%'))
    }
}

fn judge(stretch: &Stretch<'_>) -> Option<Verdict> {
    let length = stretch.digits.len();
    if length < 3 {
        return None;
    }
    if stretch.cue == Some(Cue::Order) {
        return ordered(stretch);
    }
    let together = !stretch.between.iter().any(|joint| joint.contains(' '));
    if together && !stretch.plus && stretch.is_part_of_code() {
        return Some(Verdict::Harmless);
    }
    if is_day(stretch) {
        return Some(Verdict::Harmless);
    }
    // A CPF may begin as the numbers of companies do; how it is written or called tells them apart.
    let free_call =
        is_free_call(&stretch.digits) && !is_written_cpf(stretch) && stretch.cue != Some(Cue::Cpf);
    if length == 44 || free_call {
        let slip = stretch.cue == Some(Cue::Slip);
        return Some(if slip { Verdict::Is(Category::Slip) } else { Verdict::Harmless });
    }
    let category = paper(stretch)
        .or_else(|| bank(stretch))
        .or_else(|| is_phone(stretch).then_some(Category::Phone))
        .or_else(|| post(stretch))?;
    Some(Verdict::Is(category))
}

/// Behind the word for an order only what is written as nothing else is counts.
fn ordered(stretch: &Stretch<'_>) -> Option<Verdict> {
    if is_written_cpf(stretch) && check::is_cpf(&stretch.digits) {
        return Some(Verdict::Is(Category::Cpf));
    }
    if is_written_cnpj(stretch) && check::is_cnpj(&stretch.digits) {
        return Some(Verdict::Is(Category::Cnpj));
    }
    if stretch.is_shaped(&[4, 4, 4, 4]) && check::is_card(&stretch.digits) {
        return Some(Verdict::Is(Category::Card));
    }
    if stretch.plus && is_phone(stretch) {
        return Some(Verdict::Is(Category::Phone));
    }
    if stretch.lengths.len() == 1 { Some(Verdict::Harmless) } else { None }
}

fn is_written_cpf(stretch: &Stretch<'_>) -> bool {
    stretch.is_shaped(&[3, 3, 3, 2])
        && (stretch.joined_by(&[".", ".", "-"]) || stretch.joined_by(&[".", ".", "/"]))
}

fn is_written_cnpj(stretch: &Stretch<'_>) -> bool {
    stretch.is_shaped(&[2, 3, 3, 4, 2]) && stretch.has('/')
}

/// Days such as 12/03/2026 and 2026-03-12.
fn is_day(stretch: &Stretch<'_>) -> bool {
    let small = |length: &usize| *length <= 2;
    match stretch.lengths.as_slice() {
        [day, month, 4] | [4, month, day] => {
            small(day)
                && small(month)
                && !stretch.has('(')
                && !stretch.between.iter().any(|joint| joint == " ")
        }
        _ => false,
    }
}

/// Numbers a business pays for, which are nobody's own.
fn is_free_call(digits: &str) -> bool {
    let company = ["0800", "0300", "0500", "0900", "4003", "4004", "3003"];
    let length = digits.len();
    company.iter().any(|head| {
        digits.starts_with(head)
            && if head.starts_with('0') { (10..=11).contains(&length) } else { length == 8 }
    })
}

fn paper(stretch: &Stretch<'_>) -> Option<Category> {
    let digits = stretch.digits.as_str();
    let length = digits.len();
    let shaped = |shapes: &[&[usize]]| shapes.iter().any(|shape| stretch.is_shaped(shape));
    let told = stretch.cue;
    if is_written_cpf(stretch) || (told == Some(Cue::Cpf) && (9..=11).contains(&length)) {
        return Some(Category::Cpf);
    }
    let cpf_shapes: [&[usize]; 5] = [&[11], &[3, 3, 3, 2], &[9, 2], &[3, 3, 5], &[3, 8]];
    if shaped(&cpf_shapes) && check::is_cpf(digits) && !(told == Some(Cue::Phone) && is_phone(stretch)) {
        return Some(Category::Cpf);
    }
    let cnpj_shapes: [&[usize]; 4] = [&[14], &[2, 3, 3, 4, 2], &[8, 4, 2], &[12, 2]];
    let cnpj = is_written_cnpj(stretch) || (shaped(&cnpj_shapes) && check::is_cnpj(digits));
    if cnpj || (told == Some(Cue::Cnpj) && (13..=14).contains(&length)) {
        return Some(Category::Cnpj);
    }
    if told == Some(Cue::Paper) && (5..=16).contains(&length) {
        return Some(Category::Paper);
    }
    let rg = shaped(&[&[2, 3, 3, 1]]) && stretch.joined_by(&[".", ".", "-"]);
    let rg_with_letter = shaped(&[&[2, 3, 3]])
        && stretch.joined_by(&[".", "."])
        && check_letter(stretch.tokens, stretch.last).is_some();
    let pis = shaped(&[&[3, 5, 2, 1]]) && stretch.joined_by(&[".", ".", "-"]);
    let cuit = shaped(&[&[2, 8, 1]]) && stretch.joined_by(&["-", "-"]);
    let social = shaped(&[&[3, 2, 4]]) && stretch.joined_by(&["-", "-"]);
    (rg || rg_with_letter || pis || cuit || social).then_some(Category::Paper)
}

fn bank(stretch: &Stretch<'_>) -> Option<Category> {
    let digits = stretch.digits.as_str();
    let length = digits.len();
    if matches!(length, 47 | 48) {
        return Some(Category::Slip);
    }
    let card_shapes: [&[usize]; 4] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 4, 4, 4, 3], &[length]];
    let shaped = card_shapes.iter().any(|shape| stretch.is_shaped(shape));
    if shaped && check::is_card(digits) && !stretch.has('/') {
        return Some(Category::Card);
    }
    let one = stretch.lengths.len() <= 3;
    match stretch.cue {
        Some(Cue::Card) if (13..=19).contains(&length) => Some(Category::Card),
        Some(Cue::CardCode) if (3..=4).contains(&length) && one => Some(Category::Card),
        Some(Cue::Account) if (4..=22).contains(&length) && one && !is_amount(stretch) => {
            Some(Category::Account)
        }
        Some(Cue::Branch) if (3..=6).contains(&length) && one => Some(Category::Account),
        Some(Cue::Pix) if (8..=13).contains(&length) && !is_amount(stretch) => Some(Category::PixKey),
        _ => None,
    }
}

/// Whether the number is told as money or as so many of something: "conta de 1500 reais", "1.500,00".
fn is_amount(stretch: &Stretch<'_>) -> bool {
    let behind = stretch.tokens.get(stretch.last + 1);
    let cents = behind.is_some_and(|token| token.is(','))
        && stretch.tokens.get(stretch.last + 2).is_some_and(|token| token.is_digits() && token.is_glued());
    let unit = behind.is_some_and(|token| {
        let units =
            ["reais", "real", "conto", "contos", "pila", "mil", "pesos", "dolares", "dollars", "euros", "k"];
        units.contains(&token.fold.as_str())
    });
    let before = |back: usize| stretch.first.checked_sub(back).and_then(|at| stretch.tokens.get(at));
    let verbs = ["deu", "veio", "de", "foi", "valor", "total"];
    let thousands = stretch.joined_by(&["."]) && stretch.lengths.last() == Some(&3);
    cents || unit || thousands || before(1).is_some_and(|token| verbs.contains(&token.fold.as_str()))
}

fn is_phone(stretch: &Stretch<'_>) -> bool {
    let digits = stretch.digits.as_str();
    let length = digits.len();
    if stretch.has('/') || stretch.lengths.len() > 6 {
        return false;
    }
    if stretch.plus {
        return (8..=15).contains(&length);
    }
    let told = matches!(stretch.cue, Some(Cue::Phone | Cue::Pix));
    if digits.starts_with("00") {
        return (11..=17).contains(&length) && (told || digits.starts_with("0055"));
    }
    if told && (7..=13).contains(&length) && !is_amount(stretch) {
        return true;
    }
    let spread = stretch.lengths.iter().filter(|length| **length <= 2).count() > 3;
    if phone::parse(digits).is_some() && !spread && !is_list(stretch) {
        return true;
    }
    is_local(stretch) || is_foreign(stretch)
}

/// Several runs of equal small length are a list of numbers rather than one.
fn is_list(stretch: &Stretch<'_>) -> bool {
    let three = stretch.lengths.len() > 3 && stretch.lengths.iter().all(|length| *length == 3);
    three || (stretch.lengths.len() > 1 && stretch.between.iter().all(|joint| joint == "."))
}

/// A number without area code: 98765-4321, 3456-7890, 9 8765 4321.
fn is_local(stretch: &Stretch<'_>) -> bool {
    let year = |part: Option<&str>| part.is_some_and(|part| part.starts_with("19") || part.starts_with("20"));
    let digits = stretch.digits.as_str();
    let years = year(digits.get(..4)) && year(digits.get(4..));
    match stretch.lengths.as_slice() {
        [5, 4] => digits.starts_with('9'),
        [4, 4] => {
            stretch.joined_by(&["-"])
                && digits.starts_with(|first: char| ('2'..='9').contains(&first))
                && !years
        }
        [1, 4, 4] => digits.starts_with('9'),
        _ => false,
    }
}

/// (415) 555-2671, 415-555-2671, 55 1234 5678, 612 345 678.
fn is_foreign(stretch: &Stretch<'_>) -> bool {
    let digits = stretch.digits.as_str();
    let first =
        |range: std::ops::RangeInclusive<char>| digits.starts_with(|first: char| range.contains(&first));
    match stretch.lengths.as_slice() {
        [3, 3, 4] => first('2'..='9') && (stretch.bracket || stretch.has('-') || stretch.has('.')),
        [1, 3, 3, 4] => digits.starts_with('1') && (stretch.has('-') || stretch.has('(')),
        [2, 4, 4] => first('2'..='9'),
        [3, 3, 3] | [3, 2, 2, 2] => first('6'..='7') && stretch.between.iter().all(|joint| joint == " "),
        _ => false,
    }
}

/// A postal code: 01310-100, 01.310-100, and plain ones where the word stands before.
fn post(stretch: &Stretch<'_>) -> Option<Category> {
    let plain = stretch.is_shaped(&[5, 3]) && stretch.joined_by(&["-"]);
    let dotted = stretch.is_shaped(&[2, 3, 3]) && stretch.joined_by(&[".", "-"]);
    let told = stretch.cue == Some(Cue::Post) && matches!(stretch.digits.len(), 4..=9);
    (plain || dotted || told).then_some(Category::Post)
}
