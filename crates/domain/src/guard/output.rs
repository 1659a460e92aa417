//! What a model wrote, looked at before anybody reads it: words, prices, links, persons, leaked instructions.

use super::{link, view};
use crate::{
    entity::money,
    price::Currency,
    redact::{self, Category},
    scan::{self, Token},
    search::fold,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Letters that must agree in a row for instructions to count as told. A usual sentence of politeness is shorter.
const LEAK_LETTERS: usize = 40;
/// Tokens between a share and the word that makes it a discount at most.
const DISCOUNT_REACH: usize = 6;

/// What an answer may lean on.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The instructions the model was given.
    pub system: &'a str,
    /// Catalogue and knowledge: what may be promised. Not what the customer wrote, who may claim any price.
    pub grounding: &'a [&'a str],
    /// What both sides wrote in the conversation.
    pub thread: &'a [&'a str],
    /// Hosts that links may lead to, with what is below them.
    pub hosts: &'a [&'a str],
    /// The tenant's currency.
    pub currency: Currency,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// A word nobody writes to a customer.
    Profanity,
    /// An amount that stands in no source.
    Price,
    /// A discount, a gift or instalments without interest that stand in no source.
    Discount,
    /// The instructions, word for word.
    Instructions,
    /// A link to a host that is not allowed, or one that runs something.
    Link,
    /// Data of a person that is not in the conversation.
    PersonalData,
    /// A mark in place of a value that was not put back.
    Mark,
    /// Nothing was written.
    Empty,
}

/// A flaw and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub flaw: Flaw,
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

/// Looks at an answer whose marks were put back. Empty when nothing is wrong with it.
#[must_use]
pub fn check(text: &str, sources: &Sources<'_>) -> Vec<Fault> {
    let whole = |flaw| Fault { flaw, start: 0, end: text.len() };
    if text.trim().is_empty() {
        return vec![whole(Flaw::Empty)];
    }
    let tokens = scan::tokens(text);
    let mut faults = Vec::new();
    profanity(&tokens, &mut faults);
    prices(text, sources, &mut faults);
    discounts(&tokens, sources, &mut faults);
    for link in link::find(text).into_iter().filter(|link| !link::is_allowed(&link.host, sources.hosts)) {
        faults.push(Fault { flaw: Flaw::Link, start: link.start, end: link.end });
    }
    persons(text, sources, &mut faults);
    for mark in redact::marks(text) {
        let start = text.find(mark).unwrap_or(0);
        faults.push(Fault { flaw: Flaw::Mark, start, end: start + mark.len() });
    }
    if leaks(text, sources) {
        faults.push(whole(Flaw::Instructions));
    }
    faults.sort_by_key(|fault| (fault.start, fault.end, fault.flaw));
    faults
}

/// Words, folded; an entry that ends with `*` is the beginning of one.
#[rustfmt::skip]
const PROFANITIES: &[&str] = &[
    "porra", "caralho*", "merda", "merdas", "foda", "fodase", "foder", "fodido", "fodida", "fodeu", "puta", "puto", "putas", "putaria", "cu", "cuzao",
    "fdp", "vsf", "vtnc", "tnc", "pqp", "krl", "buceta", "boceta", "viado", "viadinho", "arrombad*", "otario", "otaria", "babaca", "babacas",
    "bosta", "cacete", "desgracad*", "vagabund*", "piranha", "corno", "corna", "escrot*", "imbecil", "idiota", "retardad*", "punheta", "xoxota", "mierda",
    "cabron", "cabrona", "cabrones", "pendej*", "chingad*", "chingar", "chinga", "verga", "joder", "jodido", "jodida", "gilipollas", "culero", "culera", "hijueputa",
    "hdp", "carajo", "boludo", "pelotudo", "pelotuda", "malparido", "marica", "maricon", "zorra", "fuck*", "motherfuck*", "shit", "shitty", "bullshit", "bitch",
    "bitches", "asshole*", "bastard*", "cunt", "dickhead", "wanker", "slut", "whore", "stfu", "wtf", "moron", "retard", "dumbass", "nigger*", "faggot*",
];

fn profanity(tokens: &[Token<'_>], faults: &mut Vec<Fault>) {
    for token in tokens.iter().filter(|token| token.is_word()) {
        let plain = view::plain(token.raw);
        let mut letters: Vec<char> = plain.chars().collect();
        letters.dedup();
        let single: String = letters.into_iter().collect();
        let known = |word: &str| super::input::is(word, PROFANITIES);
        // "porrra" and "fuuuck" are held-down keys; "porra" itself has its two letters.
        let held = PROFANITIES
            .iter()
            .any(|entry| plain.len() > entry.len() && dedup(entry) == single && single.len() > 3);
        if known(&plain) || held || token.raw.to_lowercase() == "coño" {
            faults.push(Fault { flaw: Flaw::Profanity, start: token.start, end: token.end });
        }
    }
    // p0rra, m3rda, c@ralho: a word with digits or signs in it.
    for run in glued(tokens) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let text: String = run.iter().map(|token| token.fold.as_str()).collect();
        let mixed = text.chars().any(char::is_alphabetic) && !text.chars().all(char::is_alphabetic);
        let read: String = text
            .chars()
            .map(|letter| view::unleet(letter, 'i'))
            .filter(|letter| letter.is_alphabetic())
            .collect();
        let starred = text.contains('*')
            && ["f*ck", "sh*t", "p*rra", "c*ralho", "m*rda", "p*ta", "f*da", "b*tch"]
                .contains(&text.as_str());
        if starred || (mixed && super::input::is(&read, PROFANITIES) && read.len() > 3) {
            faults.push(Fault { flaw: Flaw::Profanity, start: first.start, end: last.end });
        }
    }
}

fn dedup(entry: &str) -> String {
    let mut letters: Vec<char> = entry.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// Runs of several tokens without space between, without the sentence's signs at their end.
fn glued<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t [Token<'a>]> {
    tokens.chunk_by(|_, next| next.is_glued()).filter(|run| run.len() > 1).map(|run| {
        let sentence = run.iter().rev().take_while(|token| token.ends_sentence() || token.is(',')).count();
        run.get(..run.len() - sentence).unwrap_or_default()
    })
}

/// Amounts that no source names.
fn prices(text: &str, sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    let known: BTreeSet<(String, i64)> = sources
        .grounding
        .iter()
        .flat_map(|source| money::amounts(source, sources.currency))
        .map(|amount| (amount.money.currency.to_string(), amount.money.units))
        .collect();
    for amount in money::amounts(text, sources.currency) {
        if !known.contains(&(amount.money.currency.to_string(), amount.money.units)) {
            faults.push(Fault { flaw: Flaw::Price, start: amount.start, end: amount.end });
        }
    }
}

/// Words that make a share a discount.
#[rustfmt::skip]
const DISCOUNTS: &[&str] = &[
    "desconto", "descontos", "off", "discount", "discounts", "descuento", "descuentos", "cashback", "abatimento", "rebaja", "reduction", "cupom", "coupon",
    "menos", "less", "cheaper", "reembolso", "refund", "bonus",
];
/// Promises in words.
#[rustfmt::skip]
const GIFTS: &[&str] = &[
    "gratis", "de graca", "gratuito", "gratuita", "frete gratis", "for free", "free of charge", "free shipping", "sem juros", "sin intereses", "interest free",
    "no interest", "metade do preco", "half price", "half off", "mitad de precio", "brinde", "regalo", "gift", "leve 2 pague 1", "leve 3 pague 2",
    "pague 1", "pague 2", "buy one get one", "2x1", "dobro de desconto", "desconto em dobro", "meio preco", "cortesia", "complimentary", "sem custo", "sin costo", "at no cost",
    "no charge", "preco de custo", "isento", "isenta", "money back", "dinheiro de volta", "reembolso total", "full refund", "garantia vitalicia", "lifetime warranty",
];

fn discounts(tokens: &[Token<'_>], sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    let known: BTreeSet<String> = sources
        .grounding
        .iter()
        .flat_map(|source| shares(&scan::tokens(source)))
        .map(|(share, _)| share)
        .collect();
    for (share, at) in shares(tokens) {
        let near = tokens
            .get(at.saturating_sub(DISCOUNT_REACH)..(at + DISCOUNT_REACH + 2).min(tokens.len()))
            .unwrap_or_default();
        let promised = near.iter().any(|token| DISCOUNTS.contains(&token.fold.as_str()));
        if promised && !known.contains(&share) {
            let (Some(first), Some(last)) = (tokens.get(at), tokens.get(at + 1)) else { continue };
            faults.push(Fault { flaw: Flaw::Discount, start: first.start, end: last.end });
        }
    }
    let grounded: Vec<String> = sources.grounding.iter().map(|source| row(&scan::tokens(source))).collect();
    for gift in
        GIFTS.iter().filter(|gift| !grounded.iter().any(|source| source.contains(&format!(" {gift} "))))
    {
        for at in 0..tokens.len() {
            if let Some(behind) = scan::says(tokens, at, gift) {
                let (Some(first), Some(last)) = (tokens.get(at), tokens.get(behind - 1)) else { continue };
                faults.push(Fault { flaw: Flaw::Discount, start: first.start, end: last.end });
            }
        }
    }
}

fn row(tokens: &[Token<'_>]) -> String {
    let words: Vec<&str> = tokens.iter().map(|token| token.fold.as_str()).collect();
    format!(" {} ", words.join(" "))
}

/// Shares such as 10 %, 12,5% and "dez por cento", each with the token it begins at.
fn shares(tokens: &[Token<'_>]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(number) = crate::entity::number::at(tokens, at) else {
            at += 1;
            continue;
        };
        let sign = tokens.get(number.behind).is_some_and(|token| token.is('%') || token.fold == "percent");
        let words = ["por cento", "por ciento", "per cent"];
        if sign || scan::says_any(tokens, number.behind, &words).is_some() {
            found.push((number.milli.to_string(), number.first));
        }
        at = number.behind.max(at + 1);
    }
    found
}

/// Letters and digits of a text, folded, without anything between.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Data of persons that stand neither in the conversation nor in the knowledge.
fn persons(text: &str, sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    let told: Vec<String> =
        sources.thread.iter().chain(sources.grounding).map(|source| letters(source)).collect();
    for finding in redact::find(text, &[]) {
        // A name and a street in the answer are mostly the shop's own; the rest is nobody's to make up.
        if matches!(
            finding.category,
            Category::Name | Category::Address | Category::Birth | Category::Literal
        ) {
            continue;
        }
        let value = text.get(finding.start..finding.end).map(letters).unwrap_or_default();
        if !told.iter().any(|source| source.contains(&value)) {
            faults.push(Fault { flaw: Flaw::PersonalData, start: finding.start, end: finding.end });
        }
    }
}

/// Whether a long run of the instructions' letters stands in the answer, as it is, backwards or in base64, and in no other
/// source.
fn leaks(text: &str, sources: &Sources<'_>) -> bool {
    let secret: Vec<char> = letters(sources.system).chars().collect();
    let open: Vec<String> = sources.grounding.iter().map(|source| letters(source)).collect();
    let runs: BTreeSet<String> = secret
        .windows(LEAK_LETTERS)
        .map(|run| run.iter().collect::<String>())
        .filter(|run| !open.iter().any(|source| source.contains(run.as_str())))
        .collect();
    if runs.is_empty() {
        return false;
    }
    let mut readings = vec![letters(text)];
    readings.push(letters(&text.chars().rev().collect::<String>()));
    readings.extend(
        text.split_whitespace()
            .filter(|piece| piece.len() > LEAK_LETTERS)
            .filter_map(view::base64)
            .map(|read| letters(&read)),
    );
    readings.iter().any(|reading| {
        let all: Vec<char> = reading.chars().collect();
        all.windows(LEAK_LETTERS).any(|run| runs.contains(&run.iter().collect::<String>()))
    })
}
