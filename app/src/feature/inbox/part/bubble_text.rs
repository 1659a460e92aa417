//! Text, also as a caption under something else.

use leptos::prelude::*;

/// The words of a message, with their line breaks; addresses of the web become links.
#[component]
pub fn BubbleText(
    /// The words.
    text: String,
) -> impl IntoView {
    let parts = split_links(&text)
        .into_iter()
        .map(|part| match part {
            Part::Words(words) => words.into_any(),
            Part::Link(address) => {
                let shown = address.clone();
                view! {
                    <a class="link break-all" href=address target="_blank" rel="noopener noreferrer nofollow">
                        {shown}
                    </a>
                }
                .into_any()
            }
        })
        .collect_view();
    view! { <span class="tx whitespace-pre-wrap">{parts}</span> }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Link(String),
}

/// Takes web addresses out of a text. Only `http` and `https` become links; the mark that ends a sentence is not part of
/// an address.
fn split_links(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(start) = find_scheme(rest) {
        let (before, from) = rest.split_at(start);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let address = from.get(..end).unwrap_or(from);
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '»']);
        words.push_str(before);
        if address.len() > "https://".len() {
            if !words.is_empty() {
                parts.push(Part::Words(std::mem::take(&mut words)));
            }
            parts.push(Part::Link(address.to_owned()));
        } else {
            words.push_str(address);
        }
        rest = from.get(address.len()..).unwrap_or_default();
        if address.is_empty() {
            break;
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
    parts
}

fn find_scheme(text: &str) -> Option<usize> {
    [text.find("https://"), text.find("http://")].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Part {
        Part::Link(text.to_owned())
    }

    fn words(text: &str) -> Part {
        Part::Words(text.to_owned())
    }

    #[test]
    fn addresses_become_links_without_the_mark_that_ends_the_sentence() {
        assert_eq!(
            split_links("Veja https://loja.example/mesa?id=1. E http://a.example, tá"),
            [
                words("Veja "),
                link("https://loja.example/mesa?id=1"),
                words(". E "),
                link("http://a.example"),
                words(", tá")
            ]
        );
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in ["oi", "javascript:alert(1)", "https://", "http:// nada", "", "a\nb"] {
            assert!(split_links(text).iter().all(|part| matches!(part, Part::Words(_))), "{text}");
        }
    }

    #[test]
    fn no_letter_is_lost() {
        for text in
            ["x https://a.example/ç?é=1 y", "https://a.example", "(https://a.example)", "a https://  b"]
        {
            let whole: String = split_links(text)
                .into_iter()
                .map(|part| match part {
                    Part::Words(text) | Part::Link(text) => text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
