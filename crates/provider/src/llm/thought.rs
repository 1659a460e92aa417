//! Local servers hand on what some models think aloud: `<think>…</think>` before the answer (DeepSeek-R1, Qwen3; Ollama and
//! llama.cpp leave it in the text unless told otherwise). Nobody is meant to read it, least of all a customer.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Takes thinking out of an answer that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Thoughts {
    state: State,
    held: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing but space was heard.
    #[default]
    Before,
    /// It thinks.
    Inside,
    /// It has thought; space before the answer goes too.
    After,
    /// It speaks.
    Past,
}

impl Thoughts {
    /// What of a piece is meant to be heard.
    pub(crate) fn push(&mut self, piece: &str) -> String {
        if self.state == State::Past {
            return piece.to_owned();
        }
        self.held.push_str(piece);
        if self.state == State::Before {
            let begun = self.held.trim_start();
            if let Some(rest) = begun.strip_prefix(OPEN) {
                self.held = rest.to_owned();
                self.state = State::Inside;
            } else if !OPEN.starts_with(begun) {
                self.state = State::Past;
                return std::mem::take(&mut self.held);
            }
        }
        if self.state == State::Inside {
            if let Some((_, rest)) = self.held.split_once(CLOSE) {
                self.held = rest.to_owned();
                self.state = State::After;
            } else {
                self.forget();
            }
        }
        if self.state == State::After && !self.held.trim_start().is_empty() {
            self.state = State::Past;
            let held = std::mem::take(&mut self.held);
            return held.trim_start().to_owned();
        }
        String::new()
    }

    /// What was held back and turned out to be the answer.
    pub(crate) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if std::mem::replace(&mut self.state, State::Past) == State::Before { held } else { String::new() }
    }

    /// Of thinking only what may be the beginning of its end is kept.
    fn forget(&mut self) {
        let begins = |at: &usize| self.held.get(*at..).is_some_and(|end| CLOSE.starts_with(end));
        let from = self.held.len().saturating_sub(CLOSE.len());
        let keep = (from..self.held.len()).find(begins).unwrap_or(self.held.len());
        self.held.drain(..keep);
    }
}

/// A whole answer without its thinking.
pub(crate) fn stripped(text: &str) -> String {
    let mut thoughts = Thoughts::default();
    let said = thoughts.push(text);
    said + &thoughts.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thinking_before_an_answer_is_not_heard_however_it_is_cut() {
        for (text, said) in [
            ("<think>São 2 < 3… \u{1F914}</think>\n\nOlá, você.", "Olá, você."),
            ("\n<think>\n</think>Sim", "Sim"),
            ("<think>never ends", ""),
            ("<think></thin", ""),
            ("Olá <think>aqui</think>", "Olá <think>aqui</think>"),
            (" Olá", " Olá"),
            ("<thi", "<thi"),
            ("<b>x</b>", "<b>x</b>"),
            ("", ""),
            ("  ", "  "),
        ] {
            assert_eq!(stripped(text), said, "{text}");
            for (at, _) in text.char_indices() {
                let mut thoughts = Thoughts::default();
                let heard =
                    [thoughts.push(&text[..at]), thoughts.push(&text[at..]), thoughts.finish()].concat();
                assert_eq!(heard, said, "{text} cut at {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_pieces_give_the_same(pieces in proptest::collection::vec("[<>/thinkx é]{0,6}|<think>|</think>", 0..12)) {
            let mut thoughts = Thoughts::default();
            let mut heard: String = pieces.iter().map(|piece| thoughts.push(piece)).collect();
            heard.push_str(&thoughts.finish());
            prop_assert_eq!(heard, stripped(&pieces.concat()));
        }
    }
}
