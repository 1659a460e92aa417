//! Sizes: files at most 600 lines, functions at most 70, those that draw at most 90. Every module says what it is for.

use super::{Source, code};

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const VIEW_LINES_MAX: usize = 90;

/// Checks every Rust file that is no test.
pub(crate) fn check(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_test()) {
        check_file(source, &mut problems);
    }
    problems
}

fn check_file(source: &Source, problems: &mut Vec<String>) {
    let path = &source.path;
    let text = without_tests(&source.text);
    let lines = text.lines().count();
    if lines > FILE_LINES_MAX {
        problems.push(format!("{path} has {lines} lines, more than {FILE_LINES_MAX}: split it"));
    }
    let first = source.text.lines().find(|line| !line.trim().is_empty());
    if !path.ends_with("build.rs") && !first.is_some_and(|line| line.starts_with("//!")) {
        problems.push(format!("{path} does not begin with `//!` and what it is for"));
    }
    for function in functions(text) {
        let longest = if function.draws { VIEW_LINES_MAX } else { FUNCTION_LINES_MAX };
        if function.lines > longest {
            let Function { name, line, lines, .. } = function;
            problems.push(format!(
                "{path}:{line} function {name} has {lines} lines, more than {longest}: cut it into steps"
            ));
        }
    }
}

/// The text above its unit tests.
fn without_tests(text: &str) -> &str {
    text.find("\n#[cfg(test)]\nmod ").and_then(|end| text.get(..=end)).unwrap_or(text)
}

/// A function with a body.
struct Function {
    name: String,
    line: usize,
    lines: usize,
    draws: bool,
}

fn functions(text: &str) -> Vec<Function> {
    let blank = code::read(text).blank;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = blank.get(from..).and_then(|rest| rest.find("fn ")).map(|at| from + at) {
        from = start + 3;
        let before = blank.get(..start).unwrap_or_default();
        let is_word = before.chars().next_back().is_none_or(|last| last.is_whitespace() || last == '(');
        let rest = blank.get(from..).unwrap_or_default();
        let name: String = rest.chars().take_while(|next| next.is_alphanumeric() || *next == '_').collect();
        if !is_word || name.is_empty() {
            continue;
        }
        let Some(body) = body(rest) else { continue };
        let lines = body.matches('\n').count() + 1;
        let line = before.matches('\n').count() + 1;
        found.push(Function { name, line, lines, draws: body.contains("view!") });
    }
    found
}

/// From the name to the closing brace; none for a function without body.
fn body(rest: &str) -> Option<&str> {
    let mut depth = 0_usize;
    // Brackets of arguments and arrays: a `;` inside `[u8; 4]` ends nothing.
    let mut brackets = 0_usize;
    for (at, next) in rest.char_indices() {
        match next {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            ';' if depth == 0 && brackets == 0 => return None,
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return rest.get(..=at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn file(text: String) -> Vec<String> {
        check(&[Source { path: "app/src/a.rs".to_owned(), text }])
    }

    fn long(lines: usize, inside: &str) -> String {
        format!("//! A.\n\nfn long() {{\n{}{inside}}}\n", "    let _ = [0; 2];\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_of_seventy_lines_passes_and_one_more_does_not() {
        assert_eq!(file(long(70, "")), Vec::<String>::new());
        let problems = file(long(71, ""));
        assert!(problems[0].contains("app/src/a.rs:3 function long has 71 lines"), "{problems:?}");
    }

    #[test]
    fn one_that_draws_may_have_ninety() {
        assert!(file(long(89, "view! { <p /> }\n")).is_empty());
        assert!(!file(long(91, "view! { <p /> }\n")).is_empty());
    }

    #[test]
    fn braces_in_strings_do_not_count() {
        let text = "//! A.\nfn a() {\n    let _ = \"}\";\n}\nfn b();\nfn c() {}\n";
        let found = functions(text);
        assert_eq!(
            found.iter().map(|f| (f.name.as_str(), f.lines)).collect::<Vec<_>>(),
            [("a", 3), ("c", 1)]
        );
    }

    #[test]
    fn a_long_file_is_told_and_its_tests_do_not_count() {
        let lines = "const A: u8 = 0;\n".repeat(599);
        assert!(file(format!("//! A.\n{lines}\n#[cfg(test)]\nmod tests {{\n{lines}}}\n")).len() == 1);
        let lines = "const A: u8 = 0;\n".repeat(590);
        assert!(file(format!("//! A.\n{lines}\n#[cfg(test)]\nmod tests {{\n{lines}}}\n")).is_empty());
    }

    #[test]
    fn a_module_without_its_sentence_is_told() {
        assert!(file("use std::fs;\n".to_owned())[0].contains("does not begin with"));
    }
}
