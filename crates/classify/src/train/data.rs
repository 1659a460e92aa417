//! Reading of training and measuring text: our own TSV files, and CSV files of public sets.

use prosa_domain::label::{Intent, Language, Sentiment, Style};
use std::path::{Path, PathBuf};

/// Why text could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not as the format wants it.
    #[error("{path}, line {line}: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A folder holds nothing to read.
    #[error("no text in {0}")]
    Empty(PathBuf),
}

/// A message with its labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// Intents, the primary one first.
    pub intents: Vec<Intent>,
    /// The mood.
    pub sentiment: Sentiment,
    /// How it was written.
    pub style: Style,
    /// Its language, from the file's name.
    pub language: Language,
    /// The message.
    pub text: String,
}

impl Labelled {
    /// The intent that counts most.
    #[must_use]
    pub fn primary(&self) -> Intent {
        self.intents.first().copied().unwrap_or(Intent::Other)
    }
}

/// Reads every `*.<language>.tsv` of a folder, by name.
///
/// # Errors
/// [`DataError`] when the folder, a file or a line cannot be read, or when there is none.
pub fn folder(folder: &Path) -> Result<Vec<Labelled>, DataError> {
    let mut paths = Vec::new();
    let unreadable = |source| DataError::Unreadable { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|end| end == "tsv") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        tsv(&path, &text(&path)?, &mut all)?;
    }
    if all.is_empty() { Err(DataError::Empty(folder.to_owned())) } else { Ok(all) }
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, DataError> {
    std::fs::read_to_string(path).map_err(|source| DataError::Unreadable { path: path.to_owned(), source })
}

fn tsv(path: &Path, text: &str, into: &mut Vec<Labelled>) -> Result<(), DataError> {
    let name = path.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let language = name.rsplit('.').next().and_then(Language::parse);
    for (number, line) in text.lines().enumerate() {
        let wrong = |what| DataError::Line { path: path.to_owned(), line: number + 1, what };
        let language = language.ok_or_else(|| wrong("the file's name tells no language"))?;
        into.push(row(line, language).map_err(wrong)?);
    }
    Ok(())
}

fn row(line: &str, language: Language) -> Result<Labelled, &'static str> {
    let mut fields = line.splitn(4, '\t');
    let mut field = || fields.next().ok_or("four fields are needed");
    let (intents, sentiment, style, text) = (field()?, field()?, field()?, field()?);
    Ok(Labelled {
        intents: intents.split('+').map(Intent::parse).collect::<Option<_>>().ok_or("unknown intent")?,
        sentiment: Sentiment::parse_short(sentiment).ok_or("unknown sentiment")?,
        style: Style::parse(style).ok_or("unknown style")?,
        language,
        text: text.trim().to_owned(),
    })
}

/// Rows of a CSV file with quotes, the header as the first one.
pub(crate) fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut letters = text.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let field = rows.last_mut().and_then(|row| row.last_mut());
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.into_iter().for_each(|field| field.push('"'));
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            '\r' if !is_quoted => {}
            other => field.into_iter().for_each(|field| field.push(other)),
        }
    }
    rows.retain(|row| row.iter().any(|field| !field.is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_line_reads_into_labels_and_a_broken_one_tells_why() {
        let row = row("pricing+greeting\tneu\tchat\toi qto custa", Language::Portuguese).unwrap();
        assert_eq!(row.intents, [Intent::Pricing, Intent::Greeting]);
        assert_eq!((row.sentiment, row.style), (Sentiment::Neutral, Style::Chat));
        assert_eq!(super::row("pricing\tneu\tchat", Language::Portuguese), Err("four fields are needed"));
        assert_eq!(super::row("price\tneu\tchat\toi", Language::Portuguese), Err("unknown intent"));
        assert_eq!(super::row("other\tmeh\tchat\toi", Language::Portuguese), Err("unknown sentiment"));
    }

    #[test]
    fn quoted_fields_keep_commas_quotes_and_line_ends() {
        let rows = csv("a,b\r\n\"x, \"\"y\"\"\nz\",2\n\n");
        assert_eq!(
            rows,
            [vec!["a".to_owned(), "b".to_owned()], vec!["x, \"y\"\nz".to_owned(), "2".to_owned()]]
        );
    }
}
