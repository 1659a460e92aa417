//! What a pasted page says: text without the clothes of HTML, its headings, lists and tables kept as marks.
//!
//! A tolerant reader, not a browser: what it does not know it drops, and it runs nothing.

/// Elements whose content is no text.
const SILENT: &[&str] =
    &["script", "style", "head", "noscript", "template", "svg", "nav", "footer", "iframe", "form", "select"];
/// Elements that begin a line of their own.
const BREAKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "br",
    "ul",
    "ol",
    "table",
    "blockquote",
    "main",
    "header",
    "aside",
    "dl",
    "dt",
    "dd",
    "figure",
    "hr",
    "details",
    "summary",
    "thead",
    "tbody",
];

/// Whether a text is written in HTML.
#[must_use]
pub fn is_html(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["</p>", "</div>", "</h1>", "</h2>", "</li>", "</html>", "</td>", "<br"]
        .iter()
        .any(|tag| lower.contains(tag))
}

/// The text of a page, or the text itself when it is no HTML.
#[must_use]
pub fn read(page: &str) -> String {
    if !is_html(page) {
        return page.to_owned();
    }
    let mut reader = Reader::default();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        reader.text(text);
        rest = reader.tag(tag);
    }
    reader.text(rest);
    tidy(&reader.out)
}

#[derive(Default)]
struct Reader {
    out: String,
    cells: usize,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let text = entities(text);
        let mut words = text.split_whitespace().peekable();
        if text.starts_with(char::is_whitespace) || words.peek().is_none() && !text.is_empty() {
            self.space();
        }
        while let Some(word) = words.next() {
            self.out.push_str(word);
            if words.peek().is_some() || text.ends_with(char::is_whitespace) {
                self.out.push(' ');
            }
        }
    }

    fn space(&mut self) {
        if !self.out.ends_with([' ', '\n']) && !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Reads a tag at the beginning of `rest`; what stands behind it, and behind what it silences.
    fn tag<'a>(&mut self, rest: &'a str) -> &'a str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, behind)| behind);
        }
        let Some((inside, behind)) = rest.get(1..).and_then(|rest| rest.split_once('>')) else { return "" };
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() && !inside.starts_with(['/', '!', '?']) {
            // A bare sign such as in `2 < 3`.
            self.out.push('<');
            return rest.get(1..).unwrap_or_default();
        }
        if SILENT.contains(&name.as_str()) && !closes && !inside.ends_with('/') {
            return past(behind, &name);
        }
        self.mark(&name, if closes { Edge::End } else { Edge::Begin });
        behind
    }

    fn mark(&mut self, name: &str, edge: Edge) {
        match (name, edge) {
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", Edge::Begin) => {
                let level = name.chars().filter_map(|letter| letter.to_digit(10)).sum::<u32>();
                self.out.push_str("\n\n");
                (0..level).for_each(|_| self.out.push('#'));
                self.out.push(' ');
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", Edge::End) => self.out.push_str("\n\n"),
            ("li", Edge::Begin) => {
                self.line();
                self.out.push_str("- ");
            }
            ("tr", Edge::Begin) => {
                self.line();
                self.cells = 0;
            }
            ("tr", Edge::End) if self.cells > 0 => self.out.push_str(" |\n"),
            ("td" | "th", Edge::Begin) => {
                self.cells += 1;
                self.out.push_str(if self.cells == 1 { "| " } else { " | " });
            }
            ("p" | "table" | "ul" | "ol" | "blockquote", Edge::End) => self.out.push_str("\n\n"),
            (name, _) if BREAKS.contains(&name) => self.line(),
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Begin,
    End,
}

/// Behind the end of a silent element.
fn past<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    let Some(at) = lower.find(&end) else { return "" };
    text.get(at..).and_then(|text| text.split_once('>')).map_or("", |(_, behind)| behind)
}

/// Replaces the entities people meet.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let found =
            behind.get(1..).and_then(|name| name.split_once(';')).filter(|(name, _)| name.len() <= 10);
        match found.and_then(|(name, after)| Some((entity(name)?, after))) {
            Some((letter, after)) => {
                out.push(letter);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        return code.and_then(char::from_u32).filter(|letter| !letter.is_control());
    }
    let table = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("bull", '•'),
        ("middot", '·'),
        ("euro", '€'),
        ("deg", '°'),
        ("ordm", 'º'),
        ("ordf", 'ª'),
        ("aacute", 'á'),
        ("agrave", 'à'),
        ("acirc", 'â'),
        ("atilde", 'ã'),
        ("ccedil", 'ç'),
        ("eacute", 'é'),
        ("ecirc", 'ê'),
        ("iacute", 'í'),
        ("oacute", 'ó'),
        ("ocirc", 'ô'),
        ("otilde", 'õ'),
        ("uacute", 'ú'),
        ("ntilde", 'ñ'),
        ("uuml", 'ü'),
        ("Aacute", 'Á'),
        ("Acirc", 'Â'),
        ("Atilde", 'Ã'),
        ("Ccedil", 'Ç'),
        ("Eacute", 'É'),
        ("Ecirc", 'Ê'),
        ("Iacute", 'Í'),
        ("Oacute", 'Ó'),
        ("Ocirc", 'Ô'),
        ("Otilde", 'Õ'),
        ("Uacute", 'Ú'),
        ("Ntilde", 'Ñ'),
        ("iquest", '¿'),
        ("iexcl", '¡'),
        ("copy", '©'),
        ("reg", '®'),
    ];
    table.into_iter().find(|(known, _)| *known == name).map(|(_, letter)| letter)
}

/// Without spaces at the ends of lines and without more than one empty line.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        let bare = matches!(line, "-" | "|" | "#" | "##" | "###" | "####" | "#####" | "######");
        let doubled = line.is_empty() && lines.last().is_none_or(|last| last.is_empty());
        if !bare && !doubled {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_becomes_text_with_marks() {
        let page = "<html><head><title>x</title><style>p{}</style></head><body><nav>Menu</nav><h1>Trocas &amp; devolu&ccedil;&otilde;es</h1>
            <p>Você tem <b>30 dias</b>,<br>com nota.</p><ul><li>Sofás</li><li>Mesas <i>de</i> centro</li></ul>
            <table><tr><th>Onde</th><th>Prazo</th></tr><tr><td>SP</td><td>2&nbsp;dias</td></tr></table>
            <script>alert('<p>não</p>')</script><!-- <p>nem isto</p> --><p>Fim &#8212; 2 &lt; 3</p></body></html>";
        let text = "# Trocas & devoluções\n\nVocê tem 30 dias,\ncom nota.\n\n- Sofás\n- Mesas de centro\n\n| Onde | Prazo |\n| SP | 2 dias |\n\nFim — 2 < 3";
        assert_eq!(read(page), text);
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for plain in ["Prazo: 2 < 3 dias & frete", "# Título\n- a\n", "a <3 você", ""] {
            assert_eq!(read(plain), plain);
        }
    }

    #[test]
    fn broken_pages_are_read_as_far_as_they_go() {
        assert_eq!(read("<p>Um<p>Dois</p><script>sem fim"), "Um\nDois");
        assert_eq!(read("<div>1 < 2</div>"), "1 < 2");
        assert_eq!(read("<p>a</p><"), "a");
        assert_eq!(read("<p>&bogus; &#xD800; &amp</p>"), "&bogus; &#xD800; &amp");
    }

    proptest! {
        #[test]
        fn any_page_is_read(page in "(<[a-z/!]{0,6}>?|[a-z &;#é]{0,9}|</p>){0,40}") {
            let text = read(&page);
            prop_assert!(text.len() <= page.len() * 8 + 8);
        }
    }
}
