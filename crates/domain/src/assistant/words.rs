//! Words by which people ask for a person. The classifier reads the wish, too; these are there where it is off or unsure.

use super::{WORD_LENGTH_MAX, WORDS_MAX};
use crate::{
    refusal::{Code, Refusal},
    scan::{Token, says, tokens},
};

/// Phrases that ask for a person, folded, in Portuguese, Spanish and English. A wrong one costs an answer of a person, so
/// they may be wide.
const PERSON: &[&str] = &[
    "atendente",
    "humano",
    "humana",
    "falar com alguem",
    "falar com uma pessoa",
    "falar com gente",
    "falar com o gerente",
    "falar com a gerente",
    "falar com o responsavel",
    "falar com um vendedor",
    "falar com vendedor",
    "falar com uma vendedora",
    "falar com a equipe",
    "falar com o suporte",
    "pessoa de verdade",
    "pessoa real",
    "me liga",
    "me ligue",
    "me liguem",
    "ouvidoria",
    "procon",
    "nao quero falar com robo",
    "nao quero robo",
    "chega de robo",
    "e robo",
    "hablar con alguien",
    "hablar con una persona",
    "hablar con un agente",
    "hablar con un asesor",
    "hablar con un humano",
    "hablar con el encargado",
    "agente humano",
    "asesor",
    "asesora",
    "persona real",
    "persona de verdad",
    "llamame",
    "me llaman",
    "no quiero hablar con un robot",
    "human",
    "real person",
    "speak to someone",
    "speak with someone",
    "speak to a person",
    "talk to someone",
    "talk to a person",
    "talk to an agent",
    "talk to a manager",
    "representative",
    "customer service",
    "live agent",
    "call me",
];

/// Whether a text asks for a person, in the program's words or in the company's own.
#[must_use]
pub fn wants_person(text: &str, own: &[String]) -> bool {
    let said = tokens(text);
    let says_one = |phrase: &str| (0..said.len()).any(|at| says(&said, at, phrase).is_some());
    PERSON.iter().any(|phrase| says_one(phrase))
        || own.iter().map(|word| folded(word)).any(|phrase| !phrase.is_empty() && says_one(&phrase))
}

fn folded(word: &str) -> String {
    let words: Vec<Token<'_>> = tokens(word);
    words.into_iter().map(|token| token.fold).collect::<Vec<_>>().join(" ")
}

/// A company's own hand-over words, one a line or between commas, as they are kept.
///
/// # Errors
/// `too-many`, `field-too-long` with the word.
pub fn check_words(typed: &str) -> Result<Vec<String>, Refusal> {
    let mut words: Vec<String> = Vec::new();
    for word in typed.split([',', ';', '\n']).map(str::trim).filter(|word| !folded(word).is_empty()) {
        if word.chars().count() > WORD_LENGTH_MAX {
            let refusal = Refusal::new(Code::FieldTooLong).with("field", "words");
            return Err(refusal.with("length_max", WORD_LENGTH_MAX).with("word", word));
        }
        if !words.iter().any(|one| one == word) {
            words.push(word.to_owned());
        }
    }
    if words.len() > WORDS_MAX {
        return Err(Refusal::new(Code::TooMany).with("field", "words").with("count_max", WORDS_MAX));
    }
    Ok(words)
}
