//! The answer read: tolerant of what stands around the object and of items that are no good, strict about its bounds.

use super::{Fact, Owed, Sign, Step, Told, ask::STEPS};
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

/// Bytes of an answer that are looked at.
const ANSWER_BYTES_MAX: usize = 32_768;
/// Places where an object may begin that are tried.
const STARTS_MAX: usize = 8;
/// Sentences of a summary.
const SENTENCES_MAX: usize = 5;
/// Characters of a sentence.
const SENTENCE_CHARS_MAX: usize = 300;
/// Characters of a reason.
const WHY_CHARS_MAX: usize = 160;
/// Characters of words that are quoted; longer ones are dropped, as no cut would leave them whole.
const QUOTE_CHARS_MAX: usize = 200;
/// Items of each list.
const ITEMS_MAX: usize = 12;

/// The answer is none of the shape that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer has no object with a summary")]
pub struct Unreadable;

/// Reads an answer. What stands around the object, such as fences, is passed over; items that are no good are left out.
///
/// # Errors
/// When there is no object, or none with a summary.
pub fn read(answer: &str) -> Result<Told, Unreadable> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(Unreadable);
    }
    let object = object(answer).ok_or(Unreadable)?;
    let summary = summary(object.get("summary"));
    if summary.is_empty() {
        return Err(Unreadable);
    }
    Ok(Told {
        summary,
        step: object.get("step").and_then(step),
        facts: items(object.get("facts"), |item| {
            Some(Fact { kind: word(item.get("kind")?)?, text: quote(item)? })
        }),
        signs: items(object.get("signs"), |item| {
            Some(Sign { fact: word(item.get("fact")?)?, text: quote(item)? })
        }),
        owed: items(object.get("promises"), |item| {
            Some(Owed { owes: word(item.get("who")?)?, text: quote(item)? })
        }),
    })
}

/// The first object with a summary.
fn object(answer: &str) -> Option<Value> {
    let starts = answer.char_indices().filter(|(_, letter)| *letter == '{').take(STARTS_MAX);
    let mut values = starts.filter_map(|(at, _)| {
        let rest = answer.get(at..)?;
        Deserializer::from_str(rest).into_iter::<Value>().next()?.ok()
    });
    values.find(|value| value.get("summary").is_some())
}

/// A word of ours.
fn word<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let word = value.as_str()?.trim().to_lowercase();
    serde_json::from_value(Value::String(word)).ok()
}

/// Items of a list, each once.
fn items<T: PartialEq>(list: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for item in list.and_then(Value::as_array).into_iter().flatten().filter_map(read) {
        if found.len() < ITEMS_MAX && !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// Spaces and line breaks as one space, characters that command nothing.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most so many characters; what was cut ends with a sign that says so.
fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    short.push('…');
    short
}

fn quote(item: &Value) -> Option<String> {
    let text = plain(item.get("text")?.as_str()?);
    let length = text.chars().count();
    (length > 0 && length <= QUOTE_CHARS_MAX).then_some(text)
}

fn step(value: &Value) -> Option<Step> {
    let action = word(value.get("action")?)?;
    let why = cut(&plain(value.get("why").and_then(Value::as_str).unwrap_or_default()), WHY_CHARS_MAX);
    STEPS.contains(&action).then_some(Step { action, why })
}

/// A list of sentences, or one text of several.
fn summary(value: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Some(Value::String(text)) => sentences(text),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let told = texts.into_iter().map(plain).filter(|text| !text.is_empty());
    told.take(SENTENCES_MAX).map(|text| cut(&text, SENTENCE_CHARS_MAX)).collect()
}

/// A text cut behind each sign and space: a price keeps its point.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, letter) in text.char_indices() {
        if letter == '\n' || (letter.is_whitespace() && matches!(before, '.' | '!' | '?')) {
            found.extend(text.get(start..at));
            start = at;
        }
        before = letter;
    }
    found.extend(text.get(start..));
    found
}
