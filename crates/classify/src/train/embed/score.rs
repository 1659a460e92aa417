//! What a table reaches on text it was not trained on.

use super::pairs;
use crate::{
    embed::{Table, dot},
    num,
    train::data::DataError,
};
use std::{collections::BTreeMap, fmt, path::Path, time::Instant};

/// Parts of the questions whose answer was found first, or among the first five.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recall {
    /// First.
    pub at_1: f32,
    /// Among five.
    pub at_5: f32,
    /// Questions.
    pub count: usize,
}

/// What a table reaches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scores {
    /// A Portuguese sentence of MASSIVE's test part among the Spanish ones.
    pub to_spanish: Recall,
    /// The same among the English ones.
    pub to_english: Recall,
    /// A question of FaQuAD's development part among all passages.
    pub faquad: Recall,
}

/// Measures a table on the parts of the public sets that taught nothing.
///
/// # Errors
/// [`DataError`] when a set is not in the folder.
pub fn measure(table: &Table, public: &Path) -> Result<Scores, DataError> {
    let triples = pairs::triples(public, "test")?;
    let of = |place: usize| -> Vec<&str> {
        triples.values().filter_map(|triple| triple.get(place)).map(String::as_str).collect()
    };
    let own: Vec<usize> = (0..triples.len()).collect();
    let asked = pairs::faquad(public)?;
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut passages: Vec<&str> = Vec::new();
    for passage in asked.iter().map(|asked| asked.passage.as_str()) {
        places.entry(passage).or_insert_with(|| {
            passages.push(passage);
            passages.len() - 1
        });
    }
    let (mut questions, mut answers) = (Vec::new(), Vec::new());
    for one in asked.iter().filter(|asked| !asked.is_train) {
        questions.push(one.question.as_str());
        answers.push(places.get(one.passage.as_str()).copied().unwrap_or_default());
    }
    Ok(Scores {
        to_spanish: recall(table, &of(0), &of(1), &own),
        to_english: recall(table, &of(0), &of(2), &own),
        faquad: recall(table, &questions, &passages, &answers),
    })
}

fn recall(table: &Table, asked: &[&str], among: &[&str], answers: &[usize]) -> Recall {
    let (asked, among) = (table.embed(asked), table.embed(among));
    let (mut first, mut five) = (0_usize, 0_usize);
    for (question, answer) in asked.iter().zip(answers) {
        let right = among.get(*answer).map_or(-1.0, |vector| dot(question, vector));
        let better = among.iter().filter(|vector| dot(question, vector) > right).count();
        first += usize::from(better == 0);
        five += usize::from(better < 5);
    }
    let part = |count: usize| num::float(count) / num::float(asked.len()).max(1.0);
    Recall { at_1: part(first), at_5: part(five), count: asked.len() }
}

/// Times of embedding on one core, as a line of words.
#[must_use]
pub fn speed(table: &Table, texts: &[&str]) -> String {
    let mut times = Vec::new();
    for _ in 0..3 {
        for text in texts {
            let start = Instant::now();
            std::hint::black_box(table.embed(&[text]));
            times.push(start.elapsed());
        }
    }
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 1_000).copied().unwrap_or_default();
    let all: std::time::Duration = times.iter().sum();
    let each_second = num::float(times.len()) / all.as_secs_f32().max(f32::MIN_POSITIVE);
    format!(
        "one embedding on one core: p50 {:?}, p99 {:?}; {each_second:.0} a second ({})",
        at(500),
        at(990),
        table.id()
    )
}

impl fmt::Display for Recall {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "R@1 {:.3}, R@5 {:.3} ({})", self.at_1, self.at_5, self.count)
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "embeddings: MASSIVE test pt to es {}; pt to en {}; FaQuAD development, vectors alone {}",
            self.to_spanish, self.to_english, self.faquad
        )
    }
}
