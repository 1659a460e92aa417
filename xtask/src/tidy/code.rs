//! Rust text with comments and literals told apart from code, enough for counting braces and finding words.

/// A file taken apart.
pub(crate) struct Code {
    /// The text with comments and the insides of literals blanked; lines stay where they are.
    pub(crate) blank: String,
    /// Its string literals.
    pub(crate) strings: Vec<Literal>,
}

/// A string literal.
pub(crate) struct Literal {
    /// What stands between the quotes.
    pub(crate) text: String,
    /// Its line, from 1.
    pub(crate) line: usize,
    /// Code before it, without spaces at the end, back to a few dozen characters.
    pub(crate) before: String,
}

const BEFORE_MAX: usize = 60;

/// Takes a file apart.
pub(crate) fn read(text: &str) -> Code {
    let mut reader =
        Reader { rest: text.chars().collect(), at: 0, blank: String::new(), strings: Vec::new() };
    while let Some(next) = reader.peek(0) {
        match next {
            '/' if reader.peek(1) == Some('/') => reader.line_comment(),
            '/' if reader.peek(1) == Some('*') => reader.block_comment(),
            'r' if reader.raw_hashes().is_some() && !reader.after_word() => reader.raw_string(),
            '"' => reader.string(),
            '\'' => reader.quote(),
            _ => reader.keep(),
        }
    }
    Code { blank: reader.blank, strings: reader.strings }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    blank: String,
    strings: Vec<Literal>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(next) = self.peek(0) {
            self.blank.push(next);
            self.at += 1;
        }
    }

    /// Leaves a space in place of the next character, or the line end it is.
    fn drop(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.blank.push(if next == '\n' { '\n' } else { ' ' });
        self.at += 1;
        Some(next)
    }

    fn after_word(&self) -> bool {
        self.blank.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_')
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|next| next != '\n') {
            self.drop();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.drop();
                    continue;
                }
            }
            self.drop();
            self.drop();
            if depth == 0 {
                return;
            }
        }
    }

    fn begin(&self) -> Literal {
        let code = self.blank.trim_end();
        let mut before: Vec<char> = code.chars().rev().take(BEFORE_MAX).collect();
        before.reverse();
        let line = self.blank.matches('\n').count() + 1;
        Literal { text: String::new(), line, before: before.into_iter().collect() }
    }

    fn string(&mut self) {
        let mut literal = self.begin();
        self.keep();
        while let Some(next) = self.peek(0) {
            match next {
                '"' => {
                    self.keep();
                    break;
                }
                '\\' => {
                    self.drop();
                    if let Some(escaped) = self.drop() {
                        literal.text.push('\\');
                        literal.text.push(escaped);
                    }
                }
                _ => literal.text.extend(self.drop()),
            }
        }
        self.strings.push(literal);
    }

    /// Number of `#` when a raw string begins here.
    fn raw_hashes(&self) -> Option<usize> {
        let hashes = self.rest.iter().skip(self.at + 1).take_while(|next| **next == '#').count();
        (self.peek(1 + hashes) == Some('"')).then_some(hashes)
    }

    fn raw_string(&mut self) {
        let Some(hashes) = self.raw_hashes() else { return self.keep() };
        let mut literal = self.begin();
        for _ in 0..hashes + 2 {
            self.keep();
        }
        while let Some(next) = self.drop() {
            let closes = next == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#'));
            if closes {
                break;
            }
            literal.text.push(next);
        }
        for _ in 0..hashes {
            self.drop();
        }
        self.strings.push(literal);
    }

    /// A character, or a lifetime.
    fn quote(&mut self) {
        let is_character = self.peek(1) == Some('\\') || self.peek(2) == Some('\'');
        self.keep();
        if !is_character {
            return;
        }
        while let Some(next) = self.drop() {
            if next == '\\' {
                self.drop();
            } else if self.peek(0) == Some('\'') {
                break;
            }
            if self.peek(0) == Some('\'') {
                break;
            }
        }
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::read;

    #[test]
    fn comments_and_insides_of_literals_are_blanked_and_lines_stay() {
        let code = read("let a = \"{ // }\"; // {\n/* { /* } */ */ let b = '{';\n");
        assert!(!code.blank.contains('{') && !code.blank.contains('}'), "{}", code.blank);
        assert_eq!(code.blank.lines().count(), 2);
        assert_eq!(code.strings[0].text, "{ // }");
    }

    #[test]
    fn raw_strings_end_at_their_own_hashes() {
        let code = read("let a = r#\"say \"{\" now\"#; fn b() {}");
        assert_eq!(code.strings[0].text, "say \"{\" now");
        assert!(code.blank.ends_with("fn b() {}"));
    }

    #[test]
    fn lifetimes_are_no_characters() {
        let code =
            read("fn f<'a>(x: &'a str) -> &'a str { x } const Q: char = '\\''; const N: char = '\\n';");
        assert_eq!(code.blank.matches('{').count(), 1);
        assert!(code.blank.contains("const N: char"), "{}", code.blank);
    }

    #[test]
    fn a_literal_knows_its_line_and_what_stands_before_it() {
        let code = read("\n\nview! { <p title=  \"x\" /> }");
        assert_eq!((code.strings[0].line, code.strings[0].before.ends_with("title=")), (3, true));
    }
}
