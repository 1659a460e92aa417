//! Words that must not stand in the repository: markers of unfinished work, tests that do not run, paths of one machine.

use super::{Source, code};

/// Markers, in any text. Taken apart here so that this file passes its own rule.
const MARKERS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
/// What Rust code must not say.
const RUST_NEVER: &[&str] = &["#[ignore", "dbg!(", "todo!(", "unimplemented!("];
/// What browser tests must not say.
const SCRIPT_NEVER: &[&str] =
    &["test.only(", "test.skip(", "test.fixme(", "describe.only(", "describe.skip(", "it.only(", "it.skip("];
/// Folders of one machine.
const MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];

/// Checks every text.
pub(crate) fn check(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    // Lock files are written by tools, and a hash may hold any letters.
    for source in
        sources.iter().filter(|source| !source.path.ends_with("lock") && !source.path.ends_with("lock.json"))
    {
        check_text(source, &mut problems);
    }
    problems
}

fn check_text(source: &Source, problems: &mut Vec<String>) {
    let path = &source.path;
    for (number, line) in (1..).zip(source.text.lines()) {
        // Customers write in capitals, and in Portuguese one of the markers means "everything".
        let is_speech = path.ends_with(".tsv");
        for marker in MARKERS.iter().filter(|_| !is_speech).filter(|marker| has_word(line, marker)) {
            problems.push(format!("{path}:{number} has the marker {marker}: finish it or open an issue"));
        }
        for folder in MACHINE.iter().filter(|folder| line.contains(**folder) && !line.contains("://")) {
            problems.push(format!("{path}:{number} names {folder}, a folder of one machine"));
        }
    }
    let never = match path.rsplit('.').next() {
        Some("rs") => RUST_NEVER,
        Some("ts" | "mjs" | "js") => SCRIPT_NEVER,
        _ => return,
    };
    let blank = code::read(&source.text).blank;
    for (number, line) in (1..).zip(blank.lines()) {
        for word in never.iter().filter(|word| line.contains(**word)) {
            problems.push(format!("{path}:{number} has {word}…, which must not stay"));
        }
    }
}

fn has_word(line: &str, word: &str) -> bool {
    let edge = |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric() && next != '_');
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        edge(before) && edge(after)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn told(path: &str, text: &str) -> usize {
        check(&[Source { path: path.to_owned(), text: text.to_owned() }]).len()
    }

    #[test]
    fn markers_are_found_as_words_only() {
        let marker = MARKERS[0];
        assert_eq!(told("a.md", &format!("a {marker}: later")), 1);
        assert_eq!(told("a.md", &format!("MA{marker}R and {marker}S")), 0);
        assert_eq!(told("a.tsv", &format!("APAGA {marker} MUNDO")), 0);
    }

    #[test]
    fn tests_that_do_not_run_are_told_and_talk_about_them_is_not() {
        assert_eq!(told("a.rs", "#[ignore]\nfn a() { dbg!(1); }"), 2);
        assert_eq!(told("a.rs", "// never dbg!( here\nconst A: &str = \"#[ignore\";"), 0);
        assert_eq!(told("end2end/a.spec.ts", "test.only('x', () => {})"), 1);
    }

    #[test]
    fn folders_of_one_machine_are_told_and_addresses_are_not() {
        let folder = MACHINE[0];
        assert_eq!(told("a.sh", &format!("cp x {folder}main")), 1);
        assert_eq!(told("a.md", &format!("https://example.com{folder}x")), 0);
    }

    #[test]
    fn lock_files_may_say_anything() {
        assert_eq!(told("Cargo.lock", MARKERS[2]), 0);
    }
}
