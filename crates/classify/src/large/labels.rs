//! The labels of a larger model, by their names in `id2label`.

use super::LargeError;
use prosa_domain::label::{Intent, Sentiment};
use serde_json::Value;

/// What a model tells of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Labels {
    /// What it wants, by output.
    Intents(Vec<Intent>),
    /// Its mood, by output. Several outputs may be one mood, as stars are.
    Moods(Vec<Sentiment>),
}

impl Labels {
    /// Reads `id2label`: names by number. Either all are intents or all are moods.
    pub(super) fn read(id2label: Option<&Value>) -> Result<Self, LargeError> {
        let names: Vec<String> = names(id2label);
        let intents: Option<Vec<Intent>> = names.iter().map(|name| Intent::parse(&plain(name))).collect();
        let moods: Option<Vec<Sentiment>> = names.iter().map(|name| mood(&plain(name))).collect();
        match (intents, moods) {
            (Some(intents), _) if intents.len() > 1 => Ok(Self::Intents(intents)),
            (_, Some(moods)) if moods.len() > 1 => Ok(Self::Moods(moods)),
            _ => {
                let strange =
                    |name: &&String| Intent::parse(&plain(name)).is_none() && mood(&plain(name)).is_none();
                let label = names.iter().find(strange).or(names.first()).cloned().unwrap_or_default();
                let known: Vec<&str> = Intent::ALL.iter().map(|intent| intent.id()).collect();
                Err(LargeError::Labels { label, known: known.join(", ") })
            }
        }
    }

    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Intents(labels) => labels.len(),
            Self::Moods(labels) => labels.len(),
        }
    }
}

/// The names in the order of their numbers; empty when a number is missing.
fn names(id2label: Option<&Value>) -> Vec<String> {
    let Some(map) = id2label.and_then(Value::as_object) else { return Vec::new() };
    let name = |number: usize| map.get(&number.to_string()).and_then(Value::as_str).map(str::to_owned);
    (0..map.len()).map(name).collect::<Option<_>>().unwrap_or_default()
}

/// A name as ids are written: lower case, without spaces and dashes.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn mood(name: &str) -> Option<Sentiment> {
    Some(match name {
        "negative" | "neg" | "negativo" | "negativa" | "1_star" | "2_stars" => Sentiment::Negative,
        "neutral" | "neu" | "neutro" | "neutra" | "3_stars" => Sentiment::Neutral,
        "positive" | "pos" | "positivo" | "positiva" | "4_stars" | "5_stars" => Sentiment::Positive,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn names_map_to_intents_or_moods_in_the_order_of_their_numbers() {
        let read = |value: Value| Labels::read(Some(&value));
        let intents = read(json!({"1": "Opt-Out", "0": "product info"})).unwrap();
        assert_eq!(intents, Labels::Intents(vec![Intent::ProductInfo, Intent::OptOut]));
        let moods = read(json!({"0": "NEG", "1": "neutro", "2": "Positive"})).unwrap();
        let expected = vec![Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];
        assert_eq!(moods, Labels::Moods(expected));
        let stars = json!({"0": "1 star", "1": "2 stars", "2": "3 stars", "3": "4 stars", "4": "5 stars"});
        assert_eq!(read(stars).unwrap().len(), 5);
    }

    #[test]
    fn a_label_that_is_not_ours_is_told_by_its_name() {
        for value in [
            json!({"0": "LABEL_0", "1": "LABEL_1"}),
            json!({"0": "pricing", "1": "LABEL_0"}),
            json!({"0": "positive", "1": "LABEL_0"}),
        ] {
            let error = Labels::read(Some(&value)).unwrap_err().to_string();
            assert!(error.contains("\"LABEL_0\"") && error.contains("opt_out"), "{error}");
        }
        assert!(Labels::read(None).is_err());
        assert!(Labels::read(Some(&json!({"0": "pricing", "2": "human"}))).is_err());
    }
}
