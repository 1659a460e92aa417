//! Files that become knowledge: which are taken, told by what they hold and not by what they are called, within which
//! bounds, and why one is not taken.

pub mod charset;
pub mod layout;
pub mod mark;
pub mod mend;

use super::{TEXT_MAX, TITLE_MAX};
use crate::refusal::{Code, Refusal};

/// Largest file, in bytes.
pub const BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Most pages of a PDF.
pub const PAGES_MAX: usize = 2_000;
/// Most text that is read out of a file before it is tidied, in bytes.
pub const EXTRACTED_MAX: usize = 2 * 1024 * 1024;
/// Longest name that is kept, in characters.
pub const NAME_MAX: usize = 200;
/// How far into a file the mark of a PDF may stand (ISO 32000-1, annex H.3, note 13).
const PDF_MARK_WITHIN: usize = 1024;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML, a text document.
    Docx,
    /// Text with marks.
    Markdown,
    /// Text without.
    Text,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Markdown, Self::Text];

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Markdown => "text/markdown",
            Self::Text => "text/plain",
        }
    }

    /// Reads a media type.
    #[must_use]
    pub fn of_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.mime() == mime)
    }

    /// What people call it.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Markdown => "MD",
            Self::Text => "TXT",
        }
    }
}

/// Why a file becomes no knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Trouble {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More bytes than are taken.
    #[error("the file is too large")]
    Large,
    /// Of no format that is read.
    #[error("the file is of no format that is read")]
    Foreign,
    /// Not what it claims to be, or cut off.
    #[error("the file is broken")]
    Broken,
    /// A password is needed.
    #[error("the file is locked")]
    Locked,
    /// Pages without letters, or with letters that stand for nothing.
    #[error("the file has pictures only")]
    Pictures,
    /// No words.
    #[error("the file has no words")]
    Wordless,
    /// Far larger inside than outside, too many pages, too deep, or too slow to read.
    #[error("the file is too large inside")]
    Heavy,
    /// More text than one source may have.
    #[error("the file has too much text")]
    Long,
}

impl Trouble {
    /// The refusal that tells it.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        match self {
            Self::Empty => Refusal::new(Code::MediaEmpty),
            Self::Large => Refusal::new(Code::KnowledgeFileLarge).with("size_max", BYTES_MAX / (1024 * 1024)),
            Self::Foreign => Refusal::new(Code::KnowledgeFileType),
            Self::Broken => Refusal::new(Code::KnowledgeFileBroken),
            Self::Locked => Refusal::new(Code::KnowledgeFileLocked),
            Self::Pictures => Refusal::new(Code::KnowledgeFilePictures),
            Self::Wordless => Refusal::new(Code::KnowledgeFileWordless),
            Self::Heavy => Refusal::new(Code::KnowledgeFileHeavy).with("pages_max", PAGES_MAX),
            Self::Long => Refusal::new(Code::KnowledgeFileLong).with("length_max", TEXT_MAX),
        }
    }
}

/// What a file is, by its bytes. Only between text with marks and text without does the name decide, for nothing else tells
/// them apart.
///
/// # Errors
/// `Empty`; `Locked` for an office document under a password; `Foreign` for everything else that is not read, also for text
/// that calls itself something else.
pub fn format_of(name: &str, bytes: &[u8]) -> Result<Format, Trouble> {
    if bytes.is_empty() {
        return Err(Trouble::Empty);
    }
    let head = bytes.get(..PDF_MARK_WITHIN).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Format::Docx);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        // The same container holds old documents and new ones under a password; the latter name their package.
        let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(package.len()).any(|window| window == package);
        return Err(if is_locked { Trouble::Locked } else { Trouble::Foreign });
    }
    let format = match extension(name).as_str() {
        "md" | "markdown" | "mdown" => Format::Markdown,
        "" | "txt" | "text" | "log" | "csv" => Format::Text,
        _ => return Err(Trouble::Foreign),
    };
    if bytes.starts_with(b"{\\rtf") || !charset::is_text(bytes) { Err(Trouble::Foreign) } else { Ok(format) }
}

fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, last)) if last.len() <= 10 && !last.contains(' ') => last.to_lowercase(),
        _ => String::new(),
    }
}

/// A name that is kept: without folders, control characters and signs that turn the reading direction.
#[must_use]
pub fn name_of(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = last.chars().filter(|letter| !letter.is_control() && !turns(*letter)).collect();
    kept.trim().chars().take(NAME_MAX).collect()
}

/// The title of a text that comes from a file of this name; empty when the name says nothing.
#[must_use]
pub fn title_of(name: &str) -> String {
    let name = name_of(name);
    let extension = extension(&name);
    let stem =
        if extension.is_empty() { name.as_str() } else { name.rsplit_once('.').map_or("", |(stem, _)| stem) };
    let spaced = stem.replace('_', " ");
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(TITLE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_bytes() {
        let zip = b"PK\x03\x04rest";
        let old = [0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3];
        let mut locked = old.to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let table: [(&str, &[u8], Result<Format, Trouble>); 16] = [
            ("a.pdf", b"%PDF-1.7 x", Ok(Format::Pdf)),
            ("a.txt", b"junk\n%PDF-1.4 x", Ok(Format::Pdf)),
            ("a.docx", zip, Ok(Format::Docx)),
            ("a.bin", zip, Ok(Format::Docx)),
            ("a.doc", &old, Err(Trouble::Foreign)),
            ("a.docx", &locked, Err(Trouble::Locked)),
            ("leia.md", "# Trocas".as_bytes(), Ok(Format::Markdown)),
            ("LEIA.MD", "# Trocas".as_bytes(), Ok(Format::Markdown)),
            ("leia.txt", "Trocas".as_bytes(), Ok(Format::Text)),
            ("leia", &[0xff, 0xfe, b'o', 0, b'i', 0], Ok(Format::Text)),
            ("leia.txt", b"prazo de entrega: tr\xeas dias", Ok(Format::Text)),
            ("a.pdf", b"no mark here", Err(Trouble::Foreign)),
            ("a.docx", b"plain", Err(Trouble::Foreign)),
            ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", Err(Trouble::Foreign)),
            ("a.txt", br"{\rtf1 x}", Err(Trouble::Foreign)),
            ("a.pdf", b"", Err(Trouble::Empty)),
        ];
        for (name, bytes, format) in table {
            assert_eq!(format_of(name, bytes), format, "{name} {bytes:?}");
        }
    }

    #[test]
    fn a_title_is_the_name_without_its_ending() {
        for (name, title) in [
            ("politica_de_trocas.pdf", "politica de trocas"),
            ("C:\\Users\\bia\\Manual do sofá.docx", "Manual do sofá"),
            ("../../etc/Tabela v1.2 final.md", "Tabela v1.2 final"),
            ("sem ponto", "sem ponto"),
            ("Fim. Ou não", "Fim. Ou não"),
            (".md", ""),
            ("a\u{202e}fdp.pdf", "afdp"),
        ] {
            assert_eq!(title_of(name), title);
        }
        assert_eq!(title_of(&"x".repeat(500)).chars().count(), TITLE_MAX);
    }

    #[test]
    fn every_trouble_is_told_and_types_are_read_back() {
        assert_eq!(Trouble::Large.refusal().args.get("size_max").map(String::as_str), Some("20"));
        assert!(Format::ALL.into_iter().all(|format| Format::of_mime(format.mime()) == Some(format)));
    }
}
