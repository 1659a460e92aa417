//! Every sentence stands in every language, with the same variables, and the app asks only for sentences there are.

use super::{Source, code};
use std::collections::{BTreeMap, BTreeSet};

/// The language sentences are written in first.
const FIRST: &str = "pt-BR";

/// Sentences of one area: name, and the variables it takes.
type Area = BTreeMap<String, BTreeSet<String>>;

/// Checks `locales/` and the app's calls.
pub(crate) fn check(sources: &[Source]) -> Vec<String> {
    let mut languages: BTreeMap<&str, BTreeMap<&str, Area>> = BTreeMap::new();
    for source in sources {
        let Some(rest) = source.path.strip_prefix("locales/") else { continue };
        if let Some((language, area)) = rest.split_once('/').filter(|_| rest.ends_with(".ftl")) {
            languages.entry(language).or_default().insert(area, read(&source.text));
        }
    }
    let mut problems = Vec::new();
    let Some(first) = languages.get(FIRST) else { return problems };
    for (language, areas) in languages.iter().filter(|(language, _)| **language != FIRST) {
        compare(language, first, areas, &mut problems);
    }
    let known: BTreeSet<&str> = first.values().flat_map(|area| area.keys().map(String::as_str)).collect();
    for source in sources.iter().filter(|source| source.is_rust() && source.path.starts_with("app/src/")) {
        for literal in code::read(&source.text).strings {
            let is_key = literal.before.ends_with(".t(") || literal.before.ends_with(".t_args(");
            let text = literal.text.as_str();
            if is_key && !known.contains(text) && !text.ends_with('-') {
                problems.push(format!(
                    "{}:{} asks for the sentence {text}, which locales/{FIRST} does not have",
                    source.path, literal.line
                ));
            }
        }
    }
    problems
}

fn compare(
    language: &str,
    first: &BTreeMap<&str, Area>,
    other: &BTreeMap<&str, Area>,
    problems: &mut Vec<String>,
) {
    for (area, sentences) in first {
        let Some(theirs) = other.get(area) else {
            problems.push(format!("locales/{language}/{area} is missing"));
            continue;
        };
        for (name, variables) in sentences {
            match theirs.get(name) {
                None => problems.push(format!("locales/{language}/{area} has no {name}")),
                Some(found) if found != variables => {
                    problems.push(format!(
                        "locales/{language}/{area}: {name} takes other variables than in {FIRST}"
                    ));
                }
                Some(_) => {}
            }
        }
        for name in theirs.keys().filter(|name| !sentences.contains_key(*name)) {
            problems.push(format!("locales/{language}/{area} has {name}, which {FIRST} does not"));
        }
    }
    for area in other.keys().filter(|area| !first.contains_key(*area)) {
        problems.push(format!("locales/{language}/{area} is not in {FIRST}"));
    }
}

/// Sentences of a file, with what they take. Attributes count as sentences of their own.
fn read(text: &str) -> Area {
    let mut area = Area::new();
    let mut sentence = String::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-') {
            sentence = line.split('=').next().unwrap_or_default().trim().to_owned();
            current.clone_from(&sentence);
        } else if let Some((name, _)) =
            line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once('='))
        {
            current = format!("{sentence}.{}", name.trim());
        }
        area.entry(current.clone()).or_default().extend(variables(line));
    }
    area
}

fn variables(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| {
        rest.chars()
            .take_while(|next| next.is_alphanumeric() || matches!(next, '-' | '_'))
            .collect::<String>()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn told(pairs: &[(&str, &str)]) -> Vec<String> {
        let source =
            |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
        check(&pairs.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn the_same_sentences_in_both_languages_pass() {
        let files = [
            (
                "locales/pt-BR/a.ftl",
                "# Note\nhello = Oi, { $name }\nmany = { $n ->\n    [one] uma\n   *[other] { $n }\n}\n",
            ),
            ("locales/en/a.ftl", "hello = Hi, { $name }\nmany = { $n }\n"),
            ("app/src/a.rs", "tr.t(\"hello\")"),
        ];
        assert_eq!(told(&files), Vec::<String>::new());
    }

    #[test]
    fn missing_files_sentences_and_variables_are_told() {
        let first = ("locales/pt-BR/a.ftl", "hello = Oi, { $name }\n");
        assert!(told(&[first, ("locales/en/b.ftl", "")])[0].contains("locales/en/a.ftl is missing"));
        assert!(told(&[first, ("locales/en/a.ftl", "")])[0].contains("has no hello"));
        assert!(told(&[first, ("locales/en/a.ftl", "hello = Hi\n")])[0].contains("other variables"));
        assert!(told(&[first, ("locales/en/a.ftl", "hello = { $name }\nbye = x\n")])[0].contains("has bye"));
    }

    #[test]
    fn a_sentence_nobody_wrote_is_told() {
        let problems =
            told(&[("locales/pt-BR/a.ftl", "hello = Oi\n"), ("app/src/a.rs", "tr.t(\"goodbye\")")]);
        assert!(problems[0].contains("app/src/a.rs:1 asks for the sentence goodbye"), "{problems:?}");
    }
}
