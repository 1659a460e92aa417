//! Pairs of texts that mean the same.

use crate::{
    embed::feature::{Features, ROWS},
    num,
    train::{
        chance::Chance,
        data::{DataError, Labelled},
        noise, public,
    },
};
use prosa_domain::label::Language;
use std::{collections::BTreeMap, path::Path};

/// Two texts that mean the same, and what they are about: two pairs about one thing are not held against each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) about: usize,
}

/// What a table is trained on.
#[derive(Debug, Default)]
pub struct Pairs {
    pub(crate) texts: Vec<String>,
    pub(crate) pairs: Vec<Pair>,
    abouts: usize,
}

/// Times a question and its passage are taken in each round: there are few of them.
const FAQUAD_TIMES: usize = 2;

impl Pairs {
    /// Adds sentences that all mean the same, each with the next and the last with the first.
    pub fn add(&mut self, same: &[&str]) {
        let first = self.texts.len();
        self.texts.extend(same.iter().map(|text| (*text).to_owned()));
        let about = self.about();
        let count = if same.len() == 2 { 1 } else { same.len() };
        for at in 0..count {
            let (one, other) = (first + at, first + (at + 1) % same.len());
            self.pairs.push(Pair { one, other, about });
        }
    }

    fn about(&mut self) -> usize {
        self.abouts += 1;
        self.abouts
    }

    fn text(&mut self, text: String) -> usize {
        self.texts.push(text);
        self.texts.len() - 1
    }

    /// Adds MASSIVE's training part: each sentence with its translations, and roughened copies of the Portuguese ones.
    pub(crate) fn add_massive(&mut self, folder: &Path) -> Result<(), DataError> {
        let mut chance = Chance::new(11);
        for triple in triples(folder, "train")?.values() {
            let [pt, es, en] = triple.each_ref().map(String::as_str);
            let rough = noise::roughen(pt, Language::Portuguese, &mut chance);
            self.add(&[pt, es, en]);
            if rough != pt {
                self.add(&[pt, &rough]);
                let about = self.abouts;
                self.pairs.last_mut().into_iter().for_each(|pair| pair.about = about - 1);
            }
        }
        Ok(())
    }

    /// Adds FaQuAD's training questions, each with the passage that answers it.
    pub(crate) fn add_faquad(&mut self, folder: &Path) -> Result<(), DataError> {
        let mut passages: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for asked in faquad(folder)?.into_iter().filter(|asked| asked.is_train) {
            let (passage, about) = match passages.get(&asked.passage) {
                Some(known) => *known,
                None => {
                    let new = (self.text(asked.passage.clone()), self.about());
                    passages.insert(asked.passage, new);
                    new
                }
            };
            let question = self.text(asked.question);
            let pair = Pair { one: question, other: passage, about };
            self.pairs.extend([pair; FAQUAD_TIMES]);
        }
        Ok(())
    }

    /// Adds our own messages, each with a roughened copy of it.
    pub(crate) fn add_own(&mut self, rows: &[Labelled]) {
        let mut chance = Chance::new(12);
        for row in rows {
            let rough = noise::roughen(&row.text, row.language, &mut chance);
            if rough != row.text {
                self.add(&[&row.text, &rough]);
            }
        }
    }

    /// How rare each row of the table is: 1 for the commonest, up to 15 for what was never seen.
    pub(crate) fn idf(&self) -> Vec<f32> {
        let mut counts = vec![0_usize; ROWS];
        let mut features = Features::default();
        for text in &self.texts {
            for row in features.touched(text) {
                counts.get_mut(num::index(row)).into_iter().for_each(|count| *count += 1);
            }
        }
        let all = num::float(self.texts.len());
        // Rounded as the file keeps it, so that training sees what reading will.
        let rarity = |count: usize| 1.0 + num::ln((1.0 + all) / (1.0 + num::float(count)));
        counts.into_iter().map(|count| (rarity(count).min(15.0) * 16.0).round() / 16.0).collect()
    }
}

/// MASSIVE sentences of a part in Portuguese, Spanish and English, by their id.
pub(crate) fn triples(folder: &Path, part: &str) -> Result<BTreeMap<usize, [String; 3]>, DataError> {
    let mut all: BTreeMap<usize, [String; 3]> = BTreeMap::new();
    for (place, language) in ["pt-PT", "es-ES", "en-US"].into_iter().enumerate() {
        for row in public::rows(folder, &format!("permissive/intent/massive_{language}.csv"))? {
            let id = public::field(&row, "id").parse::<usize>();
            if let (Ok(id), true) = (id, public::field(&row, "partition") == part) {
                let text = public::field(&row, "text").to_owned();
                all.entry(id).or_default().get_mut(place).into_iter().for_each(|slot| slot.clone_from(&text));
            }
        }
    }
    all.retain(|_, triple| triple.iter().all(|text| !text.is_empty()));
    Ok(all)
}

/// A question of FaQuAD.
pub(crate) struct Asked {
    pub(crate) question: String,
    pub(crate) passage: String,
    pub(crate) is_train: bool,
}

/// The questions of FaQuAD with their passages.
pub(crate) fn faquad(folder: &Path) -> Result<Vec<Asked>, DataError> {
    let rows = public::rows(folder, "permissive/embedding/faquad_pt.csv")?;
    let asked = |row: &BTreeMap<String, String>| Asked {
        question: public::field(row, "question").to_owned(),
        passage: public::field(row, "context").to_owned(),
        is_train: public::field(row, "split") == "train",
    };
    Ok(rows.iter().map(asked).collect())
}
