//! Papers name files that exist: paths in backticks, and links to files.

use super::Source;

/// Ends of names that make a word with a slash a file of ours.
const FILE_ENDS: &[&str] = &[".rs", ".md", ".toml", ".sql", ".ftl", ".css", ".sh", ".ts", ".mjs"];

/// Checks every paper; `exists` tells whether a path from the root is there.
pub(crate) fn check(sources: &[Source], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| source.path.ends_with(".md")) {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in (1..).zip(source.text.lines()) {
            let place = format!("{}:{number}", source.path);
            for path in line.split('`').skip(1).step_by(2).filter_map(|word| named_path(word, &exists)) {
                if !exists(&path) {
                    problems.push(format!("{place} names {path}, which does not exist"));
                }
            }
            for target in links(line) {
                if !exists(&join(folder, target)) {
                    problems.push(format!("{place} links to {target}, which does not exist"));
                }
            }
        }
    }
    problems
}

/// The path a word in backticks names, if it names one of this repository.
fn named_path(word: &str, exists: &impl Fn(&str) -> bool) -> Option<String> {
    let is_path = |next: char| next.is_alphanumeric() || matches!(next, '/' | '.' | '_' | '-');
    let word = word.split(':').next().unwrap_or_default();
    let path = word.strip_prefix("./").unwrap_or(word).trim_end_matches('/');
    if !word.contains('/') || path.is_empty() || word.starts_with('/') || !word.chars().all(is_path) {
        return None;
    }
    let first = path.split('/').next().unwrap_or_default();
    let is_ours = exists(first) || FILE_ENDS.iter().any(|end| path.ends_with(end)) || word.starts_with("./");
    is_ours.then(|| path.to_owned())
}

/// Targets of links to files.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', '#', ' ']).next()?;
        let is_file = !target.is_empty() && !target.contains(':') && !target.starts_with('/');
        is_file.then_some(target)
    })
}

/// A path from the root for one from a folder.
fn join(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> usize {
        let there = ["crates", "crates/db", "docs", "docs/adr", "docs/adr/0001-a.md", "start", "README.md"];
        let paper = Source { path: "docs/GUIDE.md".to_owned(), text: text.to_owned() };
        check(&[paper], |path| there.contains(&path)).len()
    }

    #[test]
    fn paths_that_exist_pass() {
        assert_eq!(
            told("See `crates/db/`, `./start`, [one](adr/0001-a.md#why) and [home](../README.md)."),
            0
        );
    }

    #[test]
    fn paths_that_do_not_are_told() {
        assert_eq!(told("See `crates/attic`."), 1);
        assert_eq!(told("See `gone/main.rs:12`."), 1);
        assert_eq!(told("See `./stop`."), 1);
        assert_eq!(told("See [two](adr/0002-b.md)."), 1);
    }

    #[test]
    fn other_words_with_a_slash_pass() {
        assert_eq!(
            told(
                "`application/json`, `/healthz`, `a / b`, `https://x/y`, [web](https://example.com), `<lang>/x`"
            ),
            0
        );
    }
}
