//! Variables inside a text: `{{nome}}`, `{{1}}`, and what only looks like one.

use super::VariableFormat;

/// A piece of a text. Positions are in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain words.
    Words(&'a str),
    /// A variable with its name as written between the braces, and where it stands.
    Variable(Hole<'a>),
}

/// A variable in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole<'a> {
    /// What stands between the braces, without spaces around.
    pub name: &'a str,
    /// First character.
    pub start: usize,
    /// After the last character.
    pub end: usize,
}

impl Hole<'_> {
    /// Its format by its name; none when Meta would not take the name.
    #[must_use]
    pub fn format(&self) -> Option<VariableFormat> {
        let first = self.name.chars().next()?;
        if self.name.chars().all(|letter| letter.is_ascii_digit()) && first != '0' {
            return Some(VariableFormat::Positional);
        }
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        (first.is_ascii_lowercase() && self.name.chars().all(plain)).then_some(VariableFormat::Named)
    }
}

/// Splits a text into words and variables. Braces that do not close are words.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some((before, inside, after)) = next_hole(rest) {
        if !before.is_empty() {
            found.push(Piece::Words(before));
        }
        let start = at + before.chars().count();
        let end = start + inside.chars().count() + 4;
        found.push(Piece::Variable(Hole { name: inside.trim(), start, end }));
        at = end;
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once("{{")?;
    let (inside, after) = opened.split_once("}}")?;
    // The last opening before the closing counts: `{{ oi {{nome}}` has one variable.
    match inside.rfind("{{") {
        Some(place) => {
            let skipped = before.len() + 2 + place;
            Some((text.get(..skipped)?, inside.get(place + 2..)?, after))
        }
        None => Some((before, inside, after)),
    }
}

/// The variables of a text, in order, repeated ones too.
#[must_use]
pub fn holes(text: &str) -> Vec<Hole<'_>> {
    pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Variable(hole) => Some(hole),
            Piece::Words(_) => None,
        })
        .collect()
}

/// The names of a text's variables, each once, in the order a send lists them: numbers by number, names as they come.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for hole in holes(text) {
        if !found.iter().any(|name| name == hole.name) {
            found.push(hole.name.to_owned());
        }
    }
    if found.iter().all(|name| name.parse::<u32>().is_ok()) {
        found.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
    }
    found
}

/// The text with every variable replaced; one without a value stays as it is written.
#[must_use]
pub fn replace<'a>(text: &'a str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Variable(hole) => match value(hole.name).filter(|value| !value.is_empty()) {
                Some(value) => out.push_str(value),
                None => {
                    out.push_str("{{");
                    out.push_str(hole.name);
                    out.push_str("}}");
                }
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn variables_are_found_with_their_places_in_characters() {
        let found = holes("Olá, {{nome}}. Até {{ dia }}!");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name, found[0].start, found[0].end), ("nome", 5, 13));
        assert_eq!((found[1].name, found[1].start, found[1].end), ("dia", 19, 28));
    }

    #[test]
    fn braces_that_do_not_close_are_words() {
        for text in ["{{nome", "nome}}", "{nome}", "a {{ b", ""] {
            assert!(holes(text).is_empty(), "{text}");
        }
        assert_eq!(names("{{ oi {{nome}}"), ["nome"]);
    }

    #[test]
    fn names_say_their_format() {
        let format = |name| Hole { name, start: 0, end: 0 }.format();
        for (name, wanted) in [
            ("1", Some(VariableFormat::Positional)),
            ("12", Some(VariableFormat::Positional)),
            ("0", None),
            ("nome", Some(VariableFormat::Named)),
            ("nome_2", Some(VariableFormat::Named)),
            ("2nome", None),
            ("Nome", None),
            ("número", None),
            ("_nome", None),
            ("no me", None),
            ("", None),
        ] {
            assert_eq!(format(name), wanted, "{name}");
        }
    }

    #[test]
    fn numbers_are_listed_by_number_and_names_as_they_come() {
        assert_eq!(names("{{2}} {{10}} {{1}} {{2}}"), ["1", "2", "10"]);
        assert_eq!(names("{{valor}} {{nome}} {{valor}}"), ["valor", "nome"]);
    }

    proptest! {
        #[test]
        fn pieces_hold_the_whole_text(text in "[a-zé{} 1-3]{0,60}") {
            let mut whole = String::new();
            for piece in pieces(&text) {
                match piece {
                    Piece::Words(words) => whole.push_str(words),
                    Piece::Variable(hole) => {
                        prop_assert_eq!(hole.start, whole.chars().count());
                        whole.extend(text.chars().skip(hole.start).take(hole.end - hole.start));
                    }
                }
            }
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn replacing_with_nothing_changes_only_spaces_in_braces(text in "[a-zé{}1-3]{0,60}") {
            prop_assert_eq!(replace(&text, |_| None), text);
        }
    }
}
