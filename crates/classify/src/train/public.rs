//! Public sets: what trains beside our own text, and what the same network is compared on.

use super::data::{self, DataError};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Files that teach the shipped model.
pub(crate) const TEACHING: [&str; 7] = [
    "permissive/sentiment/olist_reviews_ptbr.csv",
    "permissive/intent/massive_pt-PT.csv",
    "permissive/intent/massive_es-ES.csv",
    "permissive/intent/massive_en-US.csv",
    "permissive/intent/credsystem_ura_pt.csv",
    "permissive/intent/banking77_en.csv",
    "permissive/intent/bitext_cs27_en.csv",
];

/// A public set cut for training and testing.
#[derive(Debug, Default)]
pub struct Split {
    /// Names of the labels.
    pub labels: Vec<String>,
    /// What may be trained on.
    pub train: Vec<(String, usize)>,
    /// What settings may be chosen on.
    pub dev: Vec<(String, usize)>,
    /// What is only measured.
    pub test: Vec<(String, usize)>,
}

impl Split {
    fn label(&mut self, name: &str) -> usize {
        self.labels.iter().position(|known| known == name).unwrap_or_else(|| {
            self.labels.push(name.to_owned());
            self.labels.len() - 1
        })
    }
}

/// A file of the folder of public sets.
pub(crate) fn rows(folder: &Path, name: &str) -> Result<Vec<BTreeMap<String, String>>, DataError> {
    let path: PathBuf = folder.join(name);
    let mut rows = data::csv(&data::text(&path)?).into_iter();
    let header = rows.next().ok_or(DataError::Empty(path))?;
    Ok(rows.map(|row| header.iter().cloned().zip(row).collect()).collect())
}

pub(crate) fn field<'a>(row: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    row.get(name).map(String::as_str).unwrap_or_default()
}

/// MASSIVE in a language (`pt-PT`, `es-ES`, `en-US`) by its official split.
///
/// # Errors
/// [`DataError`] when the file is not in the folder.
pub fn massive(folder: &Path, language: &str) -> Result<Split, DataError> {
    let mut split = Split::default();
    for row in rows(folder, &format!("permissive/intent/massive_{language}.csv"))? {
        let label = split.label(field(&row, "intent"));
        let item = (field(&row, "text").to_owned(), label);
        match field(&row, "partition") {
            "train" => split.train.push(item),
            "dev" => split.dev.push(item),
            _ => split.test.push(item),
        }
    }
    Ok(split)
}

/// banking77 by its official split; every tenth row of the training part is held out for settings.
///
/// # Errors
/// [`DataError`] when the file is not in the folder.
pub fn banking(folder: &Path) -> Result<Split, DataError> {
    let mut split = Split::default();
    for (number, row) in rows(folder, "permissive/intent/banking77_en.csv")?.iter().enumerate() {
        let label = split.label(field(row, "intent"));
        let item = (field(row, "text").to_owned(), label);
        match field(row, "split") {
            "train" if number % 10 == 0 => split.dev.push(item),
            "train" => split.train.push(item),
            _ => split.test.push(item),
        }
    }
    Ok(split)
}

/// Olist reviews as negative, neutral and positive, cut by a hash of their words so that equal ones stay together.
///
/// # Errors
/// [`DataError`] when the file is not in the folder.
pub fn olist(folder: &Path) -> Result<Split, DataError> {
    let labels = ["negative", "neutral", "positive"].map(str::to_owned);
    let mut split = Split { labels: labels.into(), ..Split::default() };
    for row in rows(folder, "permissive/sentiment/olist_reviews_ptbr.csv")? {
        let label = split.label(field(&row, "label"));
        let (title, text) = (field(&row, "title"), field(&row, "text"));
        let both = if title.is_empty() { text.to_owned() } else { format!("{title} . {text}") };
        let part = part(&both);
        let item = (both, label);
        match part {
            Some(0) => split.test.push(item),
            Some(1) => split.dev.push(item),
            Some(_) => split.train.push(item),
            // Nothing but emojis and dots: equal by their words, however different they are.
            None => {}
        }
    }
    Ok(split)
}

/// One of ten parts, by the words of a text without case and accents; none when it has no words.
fn part(text: &str) -> Option<u32> {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: String = text.to_lowercase().nfd().filter(|letter| !is_accent(*letter)).collect();
    let words: Vec<&str> =
        plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    let digest = Sha256::digest(words.join(" ").as_bytes());
    let first: [u8; 4] = digest.first_chunk().copied().unwrap_or_default();
    Some(u32::from_be_bytes(first) % 10)
}

fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Credsystem's telephone requests. Complaints are left out: the rest is text without a mood.
///
/// # Errors
/// [`DataError`] when the file is not in the folder.
pub fn credsystem(folder: &Path) -> Result<Split, DataError> {
    let mut split = Split::default();
    for row in rows(folder, "permissive/intent/credsystem_ura_pt.csv")? {
        let label = split.label(field(&row, "intent"));
        if !field(&row, "intent").to_lowercase().contains("reclama") {
            split.train.push((field(&row, "text").to_owned(), label));
        }
    }
    Ok(split)
}

/// Bitext's customer requests, without its complaints.
///
/// # Errors
/// [`DataError`] when the file is not in the folder.
pub fn bitext(folder: &Path) -> Result<Split, DataError> {
    let mut split = Split::default();
    for row in rows(folder, "permissive/intent/bitext_cs27_en.csv")? {
        let label = split.label(field(&row, "intent"));
        if field(&row, "intent") != "complaint" {
            split.train.push((field(&row, "text").to_owned(), label));
        }
    }
    Ok(split)
}
