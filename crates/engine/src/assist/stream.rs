//! An answer while it is written: told in whole sentences that were looked at, never in bits nobody saw yet.

use super::question::Prepared;
use prosa_provider::llm::Piece;
use prosa_wire::assist::Heard;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Tells an answer on.
pub(super) struct Teller {
    prepared: Arc<Prepared>,
    to: UnboundedSender<Heard>,
    raw: String,
    /// What was told, persons put back.
    told: String,
    /// Bytes of `raw` that were looked at.
    looked: usize,
}

impl Teller {
    pub fn new(prepared: Arc<Prepared>, to: UnboundedSender<Heard>) -> Self {
        Self { prepared, to, raw: String::new(), told: String::new(), looked: 0 }
    }

    /// Takes what the model says.
    pub fn hear(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Restart => {
                self.raw.clear();
                self.told.clear();
                self.looked = 0;
                self.tell(Heard::Restart);
            }
            Piece::Text(text) => {
                self.raw.push_str(text);
                self.go_on();
            }
        }
    }

    /// Tells what ends a sentence, as far as nothing is wrong with all that was said until there.
    fn go_on(&mut self) {
        let Some(end) = sentence_end(&self.raw).filter(|end| *end > self.looked) else { return };
        let Some(sure) = self.raw.get(..end) else { return };
        self.looked = end;
        let looked = self.prepared.look(sure);
        if !looked.faults.is_empty() {
            return;
        }
        let Some(more) = looked.text.strip_prefix(self.told.as_str()).filter(|more| !more.is_empty()) else {
            return;
        };
        let more = more.to_owned();
        self.told = looked.text;
        self.tell(Heard::Text { text: more });
    }

    /// Nobody listens any more where it fails; the answer is finished and booked all the same.
    fn tell(&self, heard: Heard) {
        let _ = self.to.send(heard);
    }
}

/// Behind the last sentence that is over: a sign and a space, or a new line. What stands behind may still grow.
fn sentence_end(text: &str) -> Option<usize> {
    let mut end = None;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if letter == '\n' || (letter == ' ' && matches!(before, '.' | '!' | '?' | ']')) {
            end = Some(at);
        }
        before = letter;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_not_cut_at_its_point_and_a_sentence_ends_behind_its_source() {
        assert_eq!(sentence_end("Custa R$ 1.290,00"), None);
        assert_eq!(sentence_end("Custa R$ 1.290,00. Quer"), Some(18));
        assert_eq!(sentence_end("É sim. [1] Quer"), Some(11));
        assert_eq!(sentence_end("Oi\nTudo"), Some(2));
    }
}
