//! Server-sent events out of bytes that come in any pieces (WHATWG, "Server-sent events", 9.2.6). A piece may end inside a
//! character, inside a line or between the two bytes of a line end; nothing is read before its line is whole.

/// Bytes of one event at most: no provider sends more in one piece of an answer.
pub const EVENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name; empty when it has none.
    pub name: String,
    /// Its lines of data, joined.
    pub data: String,
}

/// An event is longer than any can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event has more than {EVENT_BYTES_MAX} bytes")]
pub struct TooMuch;

/// Reads events.
#[derive(Debug, Default)]
pub struct Parser {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    after_return: bool,
    began: bool,
}

impl Parser {
    /// Takes the next bytes and gives the events that they complete.
    ///
    /// # Errors
    /// When an event does not end within [`EVENT_BYTES_MAX`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooMuch> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                // The second half of a line end that was taken already.
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => events.extend(self.end_of_line()),
                other => self.line.push(*other),
            }
            self.after_return = *byte == b'\r';
            if self.line.len().saturating_add(self.event.data.len()) > EVENT_BYTES_MAX {
                return Err(TooMuch);
            }
        }
        Ok(events)
    }

    /// The last event, when the stream ended without the empty line after it. The standard drops it; some servers end so.
    #[must_use]
    pub fn finish(mut self) -> Option<Event> {
        if !self.line.is_empty() {
            self.end_of_line();
        }
        self.has_data.then_some(self.event)
    }

    fn end_of_line(&mut self) -> Option<Event> {
        let raw = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&raw);
        let line = if std::mem::replace(&mut self.began, true) {
            &*line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(&line)
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        // A colon first is a comment; providers keep connections awake with them.
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn all(pieces: &[&[u8]]) -> Vec<Event> {
        let mut parser = Parser::default();
        let mut events = Vec::new();
        for piece in pieces {
            events.extend(parser.push(piece).unwrap());
        }
        events.extend(parser.finish());
        events
    }

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    const TALK: &str = "\u{feff}: hello\r\nevent: ping\r\ndata: {}\r\n\r\ndata:\"não\"\n\ndata: a\ndata: b\nid: 7\nretry: 10\n\n\
                        event: lost\n\ndata\n\ndata: 🙂 [DONE]\r\r";

    fn talk() -> Vec<Event> {
        vec![
            event("ping", "{}"),
            event("", "\"não\""),
            event("", "a\nb"),
            event("", ""),
            event("", "🙂 [DONE]"),
        ]
    }

    #[test]
    fn line_ends_of_all_kinds_comments_and_unknown_fields_are_read() {
        assert_eq!(all(&[TALK.as_bytes()]), talk());
    }

    #[test]
    fn the_pieces_it_comes_in_do_not_matter() {
        let bytes = TALK.as_bytes();
        for at in 0..=bytes.len() {
            assert_eq!(all(&[&bytes[..at], &bytes[at..]]), talk(), "cut at {at}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(all(&single), talk());
    }

    #[test]
    fn a_last_event_without_its_empty_line_is_not_lost() {
        assert_eq!(all(&[b"data: [DONE]"]), [event("", "[DONE]")]);
        assert_eq!(all(&[b"data: 1\n\nevent: x\n"]), [event("", "1")]);
    }

    #[test]
    fn an_event_without_an_end_is_given_up() {
        let mut parser = Parser::default();
        parser.push(b"data: ").unwrap();
        let piece = vec![b'x'; 1024 * 1024];
        assert!((0..8).any(|_| parser.push(&piece).is_err()));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_the_same(bytes in proptest::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'\r'), Just(b':'), Just(b' '), Just(b'd'), any::<u8>()], 0..200,
        ), cuts in proptest::collection::vec(0_usize..200, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(all(&pieces), all(&[&bytes]));
        }

        #[test]
        fn what_is_written_is_read(lines in proptest::collection::vec("[^\r\n]{0,30}", 1..5)) {
            let text: String = lines.iter().map(|line| format!("data: {line}\n")).collect();
            prop_assert_eq!(all(&[text.as_bytes(), b"\n"]), vec![event("", &lines.join("\n"))]);
        }
    }
}
