//! Words of a message that nobody typed: what is said in a voice note, what stands in a picture. They are told beside what was
//! typed, behind a mark, so that a reader, machine or person, knows where they are from and that a machine wrote them down.

/// Characters of one message's words that are told; a page photographed must not push the talk out.
pub const TOLD_CHARS: usize = 2_000;

/// What words come out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heard {
    /// Something said.
    Voice,
    /// Something photographed, wherever the company chose who reads it.
    Picture,
}

impl Heard {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Voice, Self::Picture];

    /// The stored word: the kind of its file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "audio",
            Self::Picture => "image",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|heard| heard.as_str() == word)
    }

    /// What stands before the words, in the language of the instructions that name it.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Voice => "[áudio]",
            Self::Picture => "[imagem]",
        }
    }

    /// What stands there for a person.
    const fn sign(self) -> &'static str {
        match self {
            Self::Voice => "🎤",
            Self::Picture => "🖼️",
        }
    }
}

/// What was typed, and behind a mark what was heard or seen. Words that say nothing add nothing.
#[must_use]
pub fn told(typed: &str, heard: Heard, words: &str) -> String {
    let words = words.trim();
    if words.is_empty() {
        return typed.to_owned();
    }
    let end = words.char_indices().nth(TOLD_CHARS).map(|(at, _)| at);
    let short =
        end.and_then(|end| words.get(..end)).map_or_else(|| words.to_owned(), |cut| format!("{cut}…"));
    let mark = heard.mark();
    if typed.trim().is_empty() { format!("{mark} {short}") } else { format!("{typed}\n{mark} {short}") }
}

/// What was told as a member reads it: signs that mean the same in every language in place of the marks.
#[must_use]
pub fn shown(told: &str) -> String {
    let line = |line: &str| {
        let rest = Heard::ALL.iter().find_map(|heard| Some((heard.sign(), line.strip_prefix(heard.mark())?)));
        rest.map_or_else(|| line.to_owned(), |(sign, rest)| format!("{sign}{rest}"))
    };
    told.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What was told without its marks: the words that are looked for, or given to somebody to translate.
#[must_use]
pub fn bare(told: &str) -> String {
    let line = |line: &str| {
        let rest = Heard::ALL.iter().find_map(|heard| line.strip_prefix(heard.mark()));
        rest.map_or(line, str::trim_start).to_owned()
    };
    told.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What the person themself said of what was told: all but what stands in a picture, which may be somebody else's word. It is
/// a beginning of what was told, so that places in it are places there.
#[must_use]
pub fn own_words(told: &str) -> &str {
    let mark = Heard::Picture.mark();
    let mut at = 0;
    for line in told.split_inclusive('\n') {
        if line.starts_with(mark) {
            break;
        }
        at += line.len();
    }
    told.get(..at).unwrap_or(told).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_heard_or_seen_stands_behind_its_mark() {
        for (typed, heard, words, expected) in [
            ("", Heard::Voice, "Oi, quanto custa?", "[áudio] Oi, quanto custa?"),
            ("Olha só", Heard::Picture, "Pedido 4821\nR$ 90", "Olha só\n[imagem] Pedido 4821\nR$ 90"),
            ("Olha só", Heard::Picture, " ", "Olha só"),
            ("", Heard::Voice, "", ""),
        ] {
            assert_eq!(told(typed, heard, words), expected);
        }
        let long = told("", Heard::Picture, &"ã".repeat(TOLD_CHARS + 1));
        assert_eq!(long.chars().count(), "[imagem] ".len() + TOLD_CHARS + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_member_reads_signs_in_place_of_marks() {
        assert_eq!(shown(&told("", Heard::Voice, "Oi\nquanto custa?")), "🎤 Oi\nquanto custa?");
        assert_eq!(shown(&told("Olha só", Heard::Picture, "R$ 90")), "Olha só\n🖼️ R$ 90");
        assert_eq!(shown("Escrevi [áudio] eu mesmo"), "Escrevi [áudio] eu mesmo");
    }

    #[test]
    fn marks_come_off_and_what_stands_in_a_picture_is_nobodys_word() {
        let voice = told("", Heard::Voice, "Oi\nquanto custa?");
        assert_eq!((bare(&voice).as_str(), own_words(&voice)), ("Oi\nquanto custa?", voice.as_str()));
        let picture = told("Olha só", Heard::Picture, "Envio amanhã");
        assert_eq!((bare(&picture).as_str(), own_words(&picture)), ("Olha só\nEnvio amanhã", "Olha só"));
        assert_eq!(own_words(&told("", Heard::Picture, "Envio amanhã")), "");
        assert_eq!(own_words("Bom dia"), "Bom dia");
    }

    #[test]
    fn kinds_are_read_back_from_their_words() {
        for heard in Heard::ALL {
            assert_eq!(Heard::parse(heard.as_str()), Some(heard));
        }
        assert_eq!(Heard::parse("video"), None);
    }

    proptest! {
        #[test]
        fn what_the_person_said_is_a_beginning_of_what_is_told(typed in "[^\\[]{0,40}", words in "\\PC{0,60}") {
            for heard in Heard::ALL {
                let all = told(&typed, heard, &words);
                prop_assert!(all.starts_with(own_words(&all)));
                prop_assert!(typed.trim().is_empty() || all.starts_with(typed.as_str()));
            }
        }
    }
}
