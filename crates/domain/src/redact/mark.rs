//! The marks that stand for what was taken out, such as `[[CPF_1]]`, and how they are found again in what a model wrote.

/// Letters of a mark's word at most.
const WORD_MAX: usize = 12;
/// Digits of a mark's number at most.
const DIGITS_MAX: usize = 6;

/// A mark found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// Its word, in capitals.
    pub word: String,
    /// Which value.
    pub number: usize,
    /// Which writing of the value, from 1.
    pub writing: usize,
}

/// The mark as it is written.
pub(super) fn write(word: &str, number: usize, writing: usize) -> String {
    if writing > 1 { format!("[[{word}_{number}_{writing}]]") } else { format!("[[{word}_{number}]]") }
}

/// All marks of a text, in order. Models change case, put spaces in, drop a bracket, escape brackets or use others; such
/// marks are found as well. One that was cut off is not.
pub(super) fn find(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    let mut behind = 0;
    for (at, letter) in text.char_indices() {
        if at < behind || !matches!(letter, '[' | '{' | '\\' | '<') {
            continue;
        }
        if let Some(mark) = read(text, at) {
            behind = mark.end;
            found.push(mark);
        }
    }
    found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// Takes characters as long as they are wanted, `max` at most.
    fn take(&mut self, max: usize, wanted: impl Fn(char) -> bool) -> &str {
        let start = self.at;
        for _ in 0..max {
            match self.peek() {
                Some(letter) if wanted(letter) => self.at += letter.len_utf8(),
                _ => break,
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        (self.peek()? == sign).then(|| self.at += sign.len_utf8())
    }
}

fn read(text: &str, start: usize) -> Option<Mark> {
    let mut reader = Reader { text, at: start };
    let escaped = reader.sign('\\').is_some();
    let open = reader.peek().filter(|letter| matches!(letter, '[' | '{' | '<'))?;
    reader.sign(open)?;
    let mut deep = 1;
    if escaped {
        reader.sign('\\')?;
        reader.sign(open)?;
        deep = 2;
    } else if reader.peek() == Some(open) {
        reader.sign(open)?;
        deep = 2;
    }
    if deep == 1 && open != '[' {
        return None;
    }
    reader.take(2, |letter| letter == ' ');
    let word = reader.take(WORD_MAX, |letter| letter.is_ascii_alphabetic()).to_ascii_uppercase();
    let number = number(&mut reader)?;
    // What may be the number of a writing may also be the escape of the closing bracket.
    let here = reader.at;
    let writing = match reader.peek() {
        Some('_' | '-' | '\\') => self::number(&mut reader).unwrap_or_else(|| {
            reader.at = here;
            1
        }),
        _ => 1,
    };
    reader.take(2, |letter| letter == ' ');
    let close = match open {
        '[' => ']',
        '{' => '}',
        _ => '>',
    };
    for _ in 0..deep {
        if escaped {
            reader.sign('\\')?;
        }
        reader.sign(close)?;
    }
    (word.len() > 1).then_some(Mark { start, end: reader.at, word, number, writing })
}

/// A number behind at most three separators.
fn number(reader: &mut Reader<'_>) -> Option<usize> {
    reader.take(3, |letter| matches!(letter, '_' | '-' | ' ' | '\\' | '#'));
    let digits = reader.take(DIGITS_MAX, |letter| letter.is_ascii_digit());
    digits.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_mark_is_found_however_a_model_bends_it() {
        for text in [
            "[[CPF_1]]",
            "[[cpf_1]]",
            "[[ CPF_1 ]]",
            "[[CPF 1]]",
            "[[CPF-1]]",
            "[CPF_1]",
            "{{CPF_1}}",
            "<<CPF_1>>",
            "\\[\\[CPF_1\\]\\]",
            "[[CPF\\_1]]",
            "[[Cpf 01]]",
            "[[CPF1]]",
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].word.as_str(), found[0].number, found[0].writing), ("CPF", 1, 1), "{text}");
            assert_eq!((found[0].start, found[0].end), (0, text.len()), "{text}");
        }
        assert_eq!(find("[[CPF_1_2]]")[0].writing, 2);
    }

    #[test]
    fn what_is_no_mark_stays_text() {
        for text in [
            "[[CPF_]]",
            "[[_1]]",
            "CPF_1",
            "[1]",
            "[x]",
            "{cpf_1}",
            "[[CPF_1",
            "[[CPF_0]]",
            "[[a_1]]",
            "<b1>",
            "",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
