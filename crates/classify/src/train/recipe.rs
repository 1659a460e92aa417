//! What the shipped model is trained on: our own text, and what public sets add to mood, language and the feature vectors.

use super::{
    bag::{Example, Lesson},
    chance::Chance,
    data::{DataError, Labelled},
    fit::HeadPlan,
    noise, public,
    soft::Taught,
};
use crate::num;
use prosa_domain::label::{Intent, Language, Sentiment, Style};
use std::path::Path;

/// Heads of the shipped net, in order.
pub(crate) const INTENT: usize = 0;
/// Which intents are present at all.
pub(crate) const PRESENCE: usize = 1;
/// The mood.
pub(crate) const MOOD: usize = 2;
/// The language.
pub(crate) const LANGUAGE: usize = 3;

/// Text with what it teaches.
#[derive(Debug, Default)]
pub(crate) struct Lessons {
    pub(crate) texts: Vec<String>,
    pub(crate) examples: Vec<Example>,
}

/// Position of a label in its list.
pub(crate) fn place<T: PartialEq>(all: &[T], label: &T) -> usize {
    all.iter().position(|known| known == label).unwrap_or_default()
}

/// The intents of a message as bits.
pub(crate) fn bits(intents: &[Intent]) -> u32 {
    intents.iter().fold(0, |bits, intent| bits | 1 << place(Intent::ALL, intent))
}

/// How much a row of a public set counts beside one of our own.
const PUBLIC: f32 = 0.3;
/// How much a line counts that only a larger model has read.
const TAUGHT: f32 = 0.5;
/// How much a roughened copy counts.
const ROUGH: f32 = 0.5;

impl Lessons {
    /// The heads to train for these lessons.
    pub(crate) fn heads(&self) -> Vec<HeadPlan> {
        let kept = |labels, is_linear| HeadPlan { labels, is_linear };
        vec![
            kept(Intent::ALL.len(), true),
            kept(Intent::ALL.len(), false),
            kept(Sentiment::ALL.len(), true),
            kept(Language::ALL.len(), true),
        ]
    }

    fn push(&mut self, text: &str, lessons: Vec<(usize, Lesson)>, importance: f32) {
        self.examples.push(Example { row: self.texts.len(), lessons, importance });
        self.texts.push(text.to_owned());
    }

    /// Adds our own rows, each with a roughened copy.
    pub(crate) fn add_own<'a>(&mut self, rows: impl Iterator<Item = &'a Labelled>, chance: &mut Chance) {
        for row in rows {
            let lessons = vec![
                (INTENT, Lesson::One(place(Intent::ALL, &row.primary()))),
                (PRESENCE, Lesson::Some(bits(&row.intents))),
                (MOOD, Lesson::One(place(Sentiment::ALL, &row.sentiment))),
                (LANGUAGE, Lesson::One(place(Language::ALL, &row.language))),
            ];
            let copy = if row.style == Style::Transcript { ROUGH / 2.0 } else { ROUGH };
            self.push_twice((&row.text, row.language), lessons, (1.0, copy), chance);
        }
    }

    /// Adds a row of a public set with a roughened copy.
    pub(crate) fn add_row(
        &mut self,
        said: (&str, Language),
        lesson: Lesson,
        importance: f32,
        chance: &mut Chance,
    ) {
        self.push_twice(said, vec![(0, lesson)], (importance, importance * ROUGH), chance);
    }

    /// Adds a text and behind it itself as people type it; `importance` is what the text counts, and what its copy does.
    fn push_twice(
        &mut self,
        (text, language): (&str, Language),
        lessons: Vec<(usize, Lesson)>,
        importance: (f32, f32),
        chance: &mut Chance,
    ) {
        let rough = noise::roughen(text, language, chance);
        if rough != text {
            self.push(&rough, lessons.clone(), importance.1);
        }
        self.push(text, lessons, importance.0);
    }

    /// Adds what a larger model says of lines that nobody labelled.
    pub(crate) fn add_taught(&mut self, taught: &[Taught]) {
        for line in taught {
            let mut lessons = Vec::new();
            if line.intents.len() == Intent::ALL.len() {
                lessons.push((INTENT, Lesson::Soft(line.intents.clone())));
            }
            if line.moods.len() == Sentiment::ALL.len() {
                lessons.push((MOOD, Lesson::Soft(line.moods.clone())));
            }
            if let Some(language) = line.language {
                lessons.push((LANGUAGE, Lesson::One(place(Language::ALL, &language))));
            }
            self.push(&line.text, lessons, TAUGHT);
        }
    }

    /// Adds what public sets teach.
    ///
    /// # Errors
    /// [`DataError`] when a set is not in the folder.
    pub(crate) fn add_public(&mut self, folder: &Path) -> Result<(), DataError> {
        let reviews = public::olist(folder)?;
        for (text, label) in reviews.train.iter().chain(&reviews.dev) {
            let language = place(Language::ALL, &Language::Portuguese);
            let lessons = vec![(MOOD, Lesson::One(*label)), (LANGUAGE, Lesson::One(language))];
            self.push(text, lessons, PUBLIC);
        }
        let languages =
            [("pt-PT", Language::Portuguese), ("es-ES", Language::Spanish), ("en-US", Language::English)];
        for (tag, language) in languages {
            self.add_requests(&public::massive(folder, tag)?.train, language);
        }
        self.add_requests(&public::credsystem(folder)?.train, Language::Portuguese);
        self.add_requests(&public::banking(folder)?.train, Language::English);
        self.add_requests(&public::bitext(folder)?.train, Language::English);
        Ok(())
    }

    /// A sample of plain requests: neutral text of its language. Their own labels, tried as further tasks, taught our intents
    /// nothing.
    fn add_requests(&mut self, rows: &[(String, usize)], language: Language) {
        let every = 1 + rows.len() / REQUESTS;
        for (text, _) in rows.iter().step_by(every) {
            let lessons = vec![
                (MOOD, Lesson::One(place(Sentiment::ALL, &Sentiment::Neutral))),
                (LANGUAGE, Lesson::One(place(Language::ALL, &language))),
            ];
            self.push(text, lessons, PUBLIC);
        }
    }
}

/// Requests taken from each set, about.
const REQUESTS: usize = 1_200;

/// Cuts rows into folds by blocks that were written in one go, so that neighbours, which resemble each other, stay together.
pub(crate) fn folds(rows: &[Labelled], count: usize) -> Vec<usize> {
    let mut fold = Vec::with_capacity(rows.len());
    let (mut run, mut before) = (0_usize, None);
    for row in rows {
        let kind = Some((row.primary(), row.language));
        run = if kind == before { run + 1 } else { 0 };
        before = kind;
        let offset = place(Intent::ALL, &row.primary());
        fold.push((run / BLOCK + offset) % count);
    }
    fold
}

/// Rows of a block.
const BLOCK: usize = 20;

/// Counts per label and what was said instead: rows are what is true, columns what was said.
#[derive(Clone, Debug)]
pub struct Confusion {
    labels: usize,
    cells: Vec<usize>,
}

impl Confusion {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        Self { labels, cells: vec![0; labels * labels] }
    }

    /// Counts one answer.
    pub fn count(&mut self, truth: usize, said: usize) {
        if let Some(cell) = self.cells.get_mut(truth * self.labels + said) {
            *cell += 1;
        }
    }

    /// How often `said` was said where `truth` was true.
    #[must_use]
    pub fn cell(&self, truth: usize, said: usize) -> usize {
        self.cells.get(truth * self.labels + said).copied().unwrap_or_default()
    }

    /// Precision, recall and F1 of a label, and how many rows carry it.
    #[must_use]
    pub fn scores(&self, label: usize) -> (f32, f32, f32, usize) {
        let both = self.cell(label, label);
        let real: usize = (0..self.labels).map(|said| self.cell(label, said)).sum();
        let said: usize = (0..self.labels).map(|truth| self.cell(truth, label)).sum();
        let part = |of: usize| if of == 0 { 0.0 } else { num::float(both) / num::float(of) };
        let f1 = if real + said == 0 { 0.0 } else { 2.0 * num::float(both) / num::float(real + said) };
        (part(said), part(real), f1, real)
    }

    /// Mean F1 of the labels that occur.
    #[must_use]
    pub fn macro_f1(&self) -> f32 {
        let f1: Vec<f32> =
            (0..self.labels).map(|label| self.scores(label)).filter(|s| s.3 > 0).map(|s| s.2).collect();
        f1.iter().sum::<f32>() / num::float(f1.len()).max(1.0)
    }

    /// Part of the answers that were right.
    #[must_use]
    pub fn accuracy(&self) -> f32 {
        let right: usize = (0..self.labels).map(|label| self.cell(label, label)).sum();
        num::float(right) / num::float(self.cells.iter().sum::<usize>()).max(1.0)
    }
}
