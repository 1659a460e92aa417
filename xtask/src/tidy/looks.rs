//! The app's looks and words live elsewhere: no colour, no pixel and no sentence stands in `app/src`.

use super::{Source, code};

/// Attributes whose text people see or hear.
const VISIBLE: &[&str] = &["aria-label=", "title=", "placeholder=", "alt=", "label=", "text="];
/// Names that are the same in every language, and what stands on keys.
const NAMES: &[&str] = &["Prosa", "WhatsApp", "Enter", "Esc", "Ctrl", "Shift"];
/// Functions of CSS that make a colour.
const COLOURS: &[&str] = &["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "color-mix("];

/// Checks the app's Rust files.
pub(crate) fn check(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let files = sources.iter().filter(|source| source.is_rust() && source.path.starts_with("app/src/"));
    for source in files.filter(|source| !source.is_test()) {
        let text = source.text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
        for literal in code::read(text).strings {
            let (path, line, text) = (&source.path, literal.line, &literal.text);
            if has_look(text) {
                problems.push(format!(
                    "{path}:{line} has a colour or a pixel size ({text:?}): it belongs into style/"
                ));
            }
            if is_seen(&literal.before) && is_sentence(text) {
                problems.push(format!("{path}:{line} shows {text:?}: it belongs into locales/"));
            }
        }
    }
    problems
}

fn has_look(text: &str) -> bool {
    COLOURS.iter().any(|colour| text.contains(colour)) || has_hex_colour(text) || has_pixels(text)
}

fn has_hex_colour(text: &str) -> bool {
    text.split('#').skip(1).any(|rest| {
        let word: String =
            rest.chars().take_while(|next| next.is_alphanumeric() || matches!(next, '-' | '_')).collect();
        let is_hex = word.chars().all(|next| next.is_ascii_hexdigit());
        // A word such as `#add` is an anchor; colours have a digit, or three letters alike.
        let has_digit = word.chars().any(|next| next.is_ascii_digit());
        let is_flat = word.chars().all(|next| word.starts_with(next));
        is_hex && matches!(word.len(), 3 | 4 | 6 | 8) && (has_digit || is_flat)
    })
}

fn has_pixels(text: &str) -> bool {
    text.match_indices("px").any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 2..).and_then(|after| after.chars().next());
        before.is_some_and(|digit| digit.is_ascii_digit()) && after.is_none_or(|next| !next.is_alphanumeric())
    })
}

/// Whether the literal stands where its text is shown: between tags, or in an attribute people hear.
fn is_seen(before: &str) -> bool {
    if let Some(name) = VISIBLE.iter().find(|name| before.ends_with(**name)) {
        // `label=` is no part of `for_label=`, and `title =` is an assignment.
        let rest = before.strip_suffix(name).unwrap_or_default();
        return rest.ends_with(|last: char| last.is_whitespace());
    }
    let mut ends = before.chars().rev();
    // `=>` and `->` are code; `/>` and `">` end a tag.
    ends.next() == Some('>')
        && ends.next().is_some_and(|last| last == '/' || last == '"' || last.is_alphanumeric())
        && before.contains('<')
}

fn is_sentence(text: &str) -> bool {
    !NAMES.contains(&text.trim()) && text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> usize {
        check(&[Source { path: "app/src/a.rs".to_owned(), text: text.to_owned() }]).len()
    }

    #[test]
    fn colours_and_pixels_are_told() {
        for text in ["\"#fff\"", "\"color: #1a2b3c\"", "\"width: 12px\"", "\"rgb(1, 2, 3)\""] {
            assert_eq!(told(&format!("const A: &str = {text};")), 1, "{text}");
        }
    }

    #[test]
    fn anchors_and_words_are_not() {
        for text in ["\"#main\"", "\"#add\"", "\"px-4\"", "\"12rem\"", "\"/conversas#1-2\""] {
            assert_eq!(told(&format!("const A: &str = {text};")), 0, "{text}");
        }
    }

    #[test]
    fn a_sentence_between_tags_or_in_a_label_is_told() {
        assert_eq!(told("view! { <p class=\"x\">\"Nenhuma conversa\"</p> }"), 1);
        assert_eq!(told("view! { <p>\"Nenhuma conversa\"</p> }"), 1);
        assert_eq!(told("view! { <button aria-label=\"Fechar\" /> }"), 1);
    }

    #[test]
    fn signs_names_and_code_are_not() {
        assert_eq!(
            told("view! { <p>\"·\"</p> <b>\"Prosa\"</b> <p class=\"row\">{tr.t(\"inbox-title\")}</p> }"),
            0
        );
        assert_eq!(told("match a { A => \"row\", B => \"column\" }"), 0);
        assert_eq!(told("fn name() -> &'static str { \"row\" }"), 0);
    }
}
