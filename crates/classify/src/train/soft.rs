//! Lines without a person's labels that a larger model has read: they teach the small one what the larger one thinks, and how
//! sure it is of it.

use super::data::{self, DataError};
use crate::num;
use prosa_domain::label::{Intent, Language, Sentiment};
use serde::Deserialize;
use std::path::Path;

/// A line with what a larger model makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taught {
    /// The message.
    pub text: String,
    /// How likely each intent is, in their order; empty for nothing said.
    pub intents: Vec<f32>,
    /// How likely each mood is, in their order; empty for nothing said.
    pub moods: Vec<f32>,
    /// Its language, when that is known.
    pub language: Option<Language>,
}

/// A line of a file: JSON, as `prosa disagreements` writes it.
#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    intent: Option<(Intent, f32)>,
    #[serde(default)]
    sentiment: Option<(Sentiment, f32)>,
    #[serde(default)]
    language: Option<Language>,
}

/// Reads a file of lines as `prosa disagreements` writes it.
///
/// # Errors
/// [`DataError`] when the file or a line of it cannot be read.
pub fn read(path: &Path) -> Result<Vec<Taught>, DataError> {
    let mut all = Vec::new();
    for (number, line) in data::text(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong =
            |_| DataError::Line { path: path.to_owned(), line: number + 1, what: "not a taught line" };
        let Line { text, intent, sentiment, language } = serde_json::from_str(line).map_err(wrong)?;
        all.push(Taught {
            text,
            intents: intent.map(|(id, score)| spread(Intent::ALL, id, score)).unwrap_or_default(),
            moods: sentiment.map(|(id, score)| spread(Sentiment::ALL, id, score)).unwrap_or_default(),
            language,
        });
    }
    Ok(all)
}

/// The rest of the certainty, evenly over the other labels.
fn spread<T: PartialEq>(all: &[T], label: T, score: f32) -> Vec<f32> {
    let score = score.clamp(0.0, 1.0);
    let rest = (1.0 - score) / num::float(all.len().saturating_sub(1).max(1));
    all.iter().map(|one| if *one == label { score } else { rest }).collect()
}

/// Texts of a file without labels: one JSON object with `text` or one plain text a line, as `prosa classify` takes them.
///
/// # Errors
/// [`DataError`] when the file cannot be read.
pub fn unlabelled(path: &Path) -> Result<Vec<String>, DataError> {
    let text = data::text(path)?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(said).collect())
}

fn said(line: &str) -> String {
    let object = serde_json::from_str::<serde_json::Value>(line).ok();
    let text = object.as_ref().and_then(|object| object.get("text")?.as_str());
    text.unwrap_or(line).to_owned()
}

/// Softens what a larger model says, so that what it also thought of is heard (temperature 2).
#[must_use]
pub fn softened(scores: &[f32]) -> Vec<f32> {
    let mut soft: Vec<f32> = scores.iter().map(|score| score.max(0.0).sqrt()).collect();
    let sum: f32 = soft.iter().sum();
    if sum > 0.0 {
        soft.iter_mut().for_each(|score| *score /= sum);
    }
    soft
}

/// Has a larger model read lines nobody labelled.
///
/// # Errors
/// [`crate::large::LargeError`] when computing failed.
#[cfg(feature = "large")]
pub fn teach(
    teacher: &crate::large::Reader,
    texts: Vec<String>,
) -> Result<Vec<Taught>, crate::large::LargeError> {
    let said: Vec<&str> = texts.iter().map(String::as_str).collect();
    let opinions = teacher.read_all(&said)?;
    let moods = |opinion: &crate::large::Opinion| match opinion.mood {
        Some(mood) => {
            softened(&Sentiment::ALL.iter().map(|label| mood.scores.of(*label)).collect::<Vec<_>>())
        }
        None => Vec::new(),
    };
    let taught = |(text, opinion): (String, crate::large::Opinion)| Taught {
        intents: softened(&opinion.intents),
        moods: moods(&opinion),
        language: None,
        text,
    };
    Ok(texts.into_iter().zip(opinions).map(taught).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_certainty_of_a_line_is_spread_over_its_labels_and_softening_keeps_the_order() {
        let intents = spread(Intent::ALL, Intent::Pricing, 0.85);
        assert!((intents.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((intents[2] - 0.85).abs() < 1e-6 && (intents[0] - 0.01).abs() < 1e-6);
        let soft = softened(&[0.81, 0.16, 0.03]);
        assert!((soft.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(soft[0] < 0.81 && soft[0] > soft[1] && soft[1] > soft[2]);
    }

    #[test]
    fn a_line_that_is_none_is_told_by_its_number() {
        let path = std::env::temp_dir().join(format!("prosa-soft-{}.jsonl", std::process::id()));
        std::fs::write(&path, "{\"text\":\"oi\",\"intent\":[\"greeting\",0.9],\"language\":\"pt\"}\n\nno\n")
            .unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.ends_with("line 3: not a taught line"), "{error}");
        std::fs::write(&path, "{\"text\":\"oi\",\"intent\":[\"greeting\",0.9]}\n").unwrap();
        let taught = read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((taught.len(), taught[0].moods.len()), (1, 0));
        assert!((taught[0].intents[0] - 0.9).abs() < 1e-6);
    }
}
