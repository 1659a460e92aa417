//! Kinds of files and the types that fit them.

use crate::refusal::{Code, Refusal};

/// Largest file WhatsApp carries, in bytes (Meta, "Media": documents up to 100 MB).
pub const BYTES_MAX: u64 = 100 * MB;
const MB: u64 = 1024 * 1024;
const KB: u64 = 1024;

/// What a file travels as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound or a voice note.
    Audio,
    /// A film.
    Video,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Image, Self::Audio, Self::Video, Self::Document, Self::Sticker];

    /// The stored word, also the kind of its message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The kind a person means who picks a file of this type. What WhatsApp does not take as itself goes as a document.
    #[must_use]
    pub fn of_type(mime: &str) -> Self {
        let kinds = [Self::Image, Self::Audio, Self::Video];
        kinds
            .into_iter()
            .find(|kind| kind.types().contains(&essence(mime).as_str()))
            .unwrap_or(Self::Document)
    }

    /// The types WhatsApp takes as this kind (Meta, "Media"); empty means any.
    #[must_use]
    pub const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Image => &["image/jpeg", "image/png"],
            Self::Audio => &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
            Self::Video => &["video/mp4", "video/3gpp"],
            Self::Document => &[],
            Self::Sticker => &["image/webp"],
        }
    }

    /// Largest file WhatsApp takes as this kind, in bytes (Meta, "Media"). A sticker may have 500 KB when it moves; one
    /// that stands still may have 100 KB, which only its bytes can tell.
    #[must_use]
    pub const fn bytes_max(self) -> u64 {
        match self {
            Self::Image => 5 * MB,
            Self::Audio | Self::Video => 16 * MB,
            Self::Document => BYTES_MAX,
            Self::Sticker => 500 * KB,
        }
    }
}

/// A type without its parameters, in lower case.
fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether WhatsApp would take a file of this type and size as this kind.
///
/// # Errors
/// `media-type` with `kind`, `mime`, `types`; `media-too-large` with `kind`, `size` and `size_max` in words of their unit.
pub fn check_upload(kind: MediaKind, mime: &str, bytes: u64) -> Result<(), Refusal> {
    let essence = essence(mime);
    let types = kind.types();
    if !types.is_empty() && !types.contains(&essence.as_str()) {
        return Err(Refusal::new(Code::MediaType)
            .with("kind", kind.as_str())
            .with("mime", essence)
            .with("types", types.join(", ")));
    }
    if bytes > kind.bytes_max() {
        return Err(Refusal::new(Code::MediaTooLarge)
            .with("kind", kind.as_str())
            .with("size", size(bytes))
            .with("size_max", size(kind.bytes_max())));
    }
    if bytes == 0 {
        return Err(Refusal::new(Code::MediaEmpty));
    }
    Ok(())
}

/// Bytes of a sticker that stands still (Meta, "Media": 100 KB; 500 KB when it moves).
const STILL_STICKER_BYTES_MAX: u64 = 100 * KB;

/// Whether WhatsApp would take a sticker of this size, by its first bytes: a WebP that moves says so in its header (flag
/// `ANIM` of `VP8X`, WebP container specification).
///
/// # Errors
/// `media-too-large` as [`check_upload`].
pub fn check_sticker(head: &[u8], bytes: u64) -> Result<(), Refusal> {
    let moves = head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & 0b10 != 0);
    if moves || bytes <= STILL_STICKER_BYTES_MAX {
        return Ok(());
    }
    Err(Refusal::new(Code::MediaTooLarge)
        .with("kind", MediaKind::Sticker.as_str())
        .with("size", size(bytes))
        .with("size_max", size(STILL_STICKER_BYTES_MAX)))
}

/// A size as people read it, rounded up so that it is never less than the truth.
fn size(bytes: u64) -> String {
    if bytes < MB { format!("{} KB", bytes.div_ceil(KB)) } else { format!("{} MB", bytes.div_ceil(MB)) }
}

/// Types a browser may draw by itself without running anything of the file.
const SHOWN: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/aac",
    "audio/amr",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/wav",
    "video/mp4",
    "video/3gpp",
    "video/webm",
];

/// Types that name what they are and run nowhere; served under their name, always as a download.
const NAMED: &[&str] = &[
    "application/pdf",
    "application/zip",
    "application/json",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text/plain",
    "text/csv",
    "video/quicktime",
    "image/heic",
    "image/tiff",
    "image/bmp",
];

/// What nobody knows.
const UNKNOWN: &str = "application/octet-stream";

/// A declared type as one of our own words; what is none of them is unknown. Whoever declares a type can write anything,
/// and only our words are kept in the open.
#[must_use]
pub fn known_type(declared: &str) -> &'static str {
    let essence = essence(declared);
    let known = SHOWN.iter().chain(NAMED).find(|mime| **mime == alias(&essence));
    known.copied().unwrap_or(UNKNOWN)
}

/// Whether a file of this type is shown in the page; everything else is a download.
#[must_use]
pub fn shows_in_page(mime: &str) -> bool {
    SHOWN.contains(&mime)
}

/// The type a stored file is kept and served under: by its bytes where they tell, by its word where they cannot, and never
/// one that a browser would run. A sound in the box that films use, too, stays a sound.
#[must_use]
pub fn settle_type(kind: MediaKind, declared: &str, sniffed: Option<&str>) -> String {
    let declared = essence(declared);
    let known = |mime: &str| SHOWN.contains(&mime) || NAMED.contains(&mime);
    let settled = match (sniffed.map(alias), kind) {
        (Some("video/mp4"), MediaKind::Audio) => "audio/mp4",
        (Some("video/3gpp"), MediaKind::Audio) => "audio/amr",
        // Office files are archives: the word says which.
        (Some("application/zip"), _) if declared.starts_with("application/vnd.") && known(&declared) => {
            return declared;
        }
        (Some(mime), _) => mime,
        // Plain text and sheets have no first bytes of their own.
        (None, _) if declared.starts_with("text/") || declared == "application/json" => &declared,
        (None, _) => UNKNOWN,
    };
    if known(settled) { settled.to_owned() } else { UNKNOWN.to_owned() }
}

/// One name for types that have several.
fn alias(mime: &str) -> &str {
    match mime {
        "audio/m4a" | "audio/x-m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        "audio/x-wav" => "audio/wav",
        "video/x-m4v" => "video/mp4",
        "video/3gp" => "video/3gpp",
        "image/heif" => "image/heic",
        other => other,
    }
}

/// The `Content-Disposition` of a file: its name in a form that cannot break out of the header, and a download unless the
/// type may be shown.
#[must_use]
pub fn disposition(mime: &str, file_name: &str) -> String {
    let way = if shows_in_page(mime) { "inline" } else { "attachment" };
    let name = safe_name(file_name);
    if name.is_empty() {
        return way.to_owned();
    }
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " -_.()".contains(letter) { letter } else { '_' })
        .collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// A name without folders, control characters and signs that turn the reading direction, at most 150 characters.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String =
        last.chars().filter(|letter| !letter.is_control() && !turns(*letter)).take(150).collect();
    kept.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_takes_what_whatsapp_takes_up_to_its_limit_and_no_more() {
        for kind in MediaKind::ALL {
            let mime = kind.types().first().copied().unwrap_or("application/x-anything");
            assert_eq!(check_upload(kind, mime, kind.bytes_max()), Ok(()), "{kind:?}");
            let refusal = check_upload(kind, mime, kind.bytes_max() + 1).unwrap_err();
            assert_eq!(refusal.code, Code::MediaTooLarge);
            assert_eq!(check_upload(kind, mime, 0).unwrap_err().code, Code::MediaEmpty);
            assert_eq!(MediaKind::parse(kind.as_str()), Some(kind));
        }
        let refusal = check_upload(MediaKind::Image, "image/jpeg", 5 * MB + 1).unwrap_err();
        assert_eq!((refusal.args["size"].as_str(), refusal.args["size_max"].as_str()), ("6 MB", "5 MB"));
        let refusal = check_upload(MediaKind::Sticker, "image/webp", 512_001).unwrap_err();
        assert_eq!((refusal.args["size"].as_str(), refusal.args["size_max"].as_str()), ("501 KB", "500 KB"));
        let refusal = check_upload(MediaKind::Image, "image/gif", 5).unwrap_err();
        assert_eq!(refusal.code, Code::MediaType);
        assert_eq!(refusal.args["types"], "image/jpeg, image/png");
        assert_eq!(check_upload(MediaKind::Audio, "Audio/OGG; codecs=opus", 5), Ok(()));
    }

    #[test]
    fn a_picked_file_goes_as_what_whatsapp_can_show_and_else_as_a_document() {
        for (mime, kind) in [
            ("image/png", MediaKind::Image),
            ("image/webp", MediaKind::Document),
            ("image/svg+xml", MediaKind::Document),
            ("audio/ogg; codecs=opus", MediaKind::Audio),
            ("video/mp4", MediaKind::Video),
            ("video/webm", MediaKind::Document),
            ("application/pdf", MediaKind::Document),
            ("", MediaKind::Document),
        ] {
            assert_eq!(MediaKind::of_type(mime), kind, "{mime}");
        }
    }

    #[test]
    fn the_bytes_say_what_a_file_is_and_nothing_that_runs_keeps_its_name() {
        use MediaKind::{Audio, Document, Image};
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        for (kind, declared, sniffed, settled) in [
            (Image, "image/jpeg", Some("image/png"), "image/png"),
            (Image, "image/jpeg", Some("text/html"), UNKNOWN),
            (Image, "image/svg+xml", None, UNKNOWN),
            (Document, "text/html", None, UNKNOWN),
            (Document, "text/html", Some("text/html"), UNKNOWN),
            (Document, "image/svg+xml", Some("text/xml"), UNKNOWN),
            (Document, "application/javascript", None, UNKNOWN),
            (Document, "text/plain; charset=utf-8", None, "text/plain"),
            (Document, "application/pdf", None, UNKNOWN),
            (Document, "application/pdf", Some("application/x-executable"), UNKNOWN),
            (Document, word, Some("application/zip"), word),
            (Document, "image/png", Some("application/zip"), "application/zip"),
            (Audio, "audio/mp4", Some("video/mp4"), "audio/mp4"),
            (Audio, "audio/ogg; codecs=opus", Some("audio/opus"), "audio/ogg"),
        ] {
            assert_eq!(settle_type(kind, declared, sniffed), settled, "{declared} {sniffed:?}");
        }
    }

    #[test]
    fn a_sticker_that_moves_may_be_larger() {
        let head = |kind: &[u8; 4], flags: u8| {
            [b"RIFF\0\0\0\0WEBP", kind.as_slice(), &[10, 0, 0, 0, flags]].concat()
        };
        let too_large = |head: &[u8], bytes| {
            check_sticker(head, bytes).map_err(|refusal| refusal.args["size_max"].clone())
        };
        assert_eq!(too_large(&head(b"VP8X", 0b10), 400_000), Ok(()));
        assert_eq!(too_large(&head(b"VP8X", 0), 102_401), Err("100 KB".to_owned()));
        assert_eq!(too_large(&head(b"VP8L", 0b10), 102_401), Err("100 KB".to_owned()));
        assert_eq!(too_large(&head(b"VP8L", 0), 102_400), Ok(()));
        assert_eq!(too_large(b"", 102_401), Err("100 KB".to_owned()));
    }

    #[test]
    fn only_words_of_ours_are_kept_of_a_declared_type() {
        assert_eq!(known_type("Image/JPEG; name=\"Marina Souza\""), "image/jpeg");
        assert_eq!(known_type("audio/opus"), "audio/ogg");
        assert_eq!(known_type("marina/souza"), UNKNOWN);
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(
            disposition("application/pdf", "../../etc/nota \"fiscal\"\r\nX-Evil: 1.pdf"),
            "attachment; filename=\"nota _fiscal_X-Evil_ 1.pdf\"; filename*=UTF-8''nota%20%22fiscal%22X-Evil%3A%201.pdf"
        );
        assert_eq!(disposition("image/png", "coração.png").split("; ").next(), Some("inline"));
        assert_eq!(disposition("image/svg+xml", ""), "attachment");
        assert_eq!(disposition("text/html", "a.html").split("; ").next(), Some("attachment"));
        assert_eq!(safe_name("conta\u{202e}fdp.exe"), "contafdp.exe");
        assert_eq!(safe_name(".."), "");
    }

    proptest! {
        #[test]
        fn any_name_makes_a_header_of_plain_letters(name in any::<String>(), mime in "[a-z]{1,8}/[a-z+]{1,8}") {
            let header = disposition(&mime, &name);
            prop_assert!(header.chars().all(|letter| (' '..='~').contains(&letter)));
            prop_assert!(header.matches('"').count() == 0 || header.matches('"').count() == 2);
            prop_assert!(!header.contains('\\'));
        }

        #[test]
        fn whatever_is_told_the_settled_type_is_one_of_ours(
            declared in any::<String>(), sniffed in proptest::option::of("[a-z]{1,12}/[a-z.+-]{1,20}"),
        ) {
            for kind in MediaKind::ALL {
                let settled = settle_type(kind, &declared, sniffed.as_deref());
                prop_assert!(SHOWN.contains(&settled.as_str()) || NAMED.contains(&settled.as_str()) || settled == UNKNOWN);
            }
        }
    }
}
