//! What was picked, pasted or dropped: as which kind it would go, and whether WhatsApp would take it, said before a byte is
//! sent.

use prosa_domain::{
    media::{MediaKind, check_upload},
    refusal::{Code, Refusal},
};

/// Files of one send at most.
pub const FILES_MAX: usize = 30;
/// Longest side of a picture that is sent, in pixels; WhatsApp shows no more.
pub const SIDE_MAX: u32 = 1_600;
/// Pictures above this are made smaller even when their sides are short, in bytes.
pub const PICTURE_BYTES_GOOD: u64 = 4 * 1024 * 1024;
/// Largest picture that is read to make it smaller, in bytes; more would fill a phone's memory.
const PICTURE_BYTES_MAX: u64 = 40 * 1024 * 1024;
/// Letters of a caption (Meta, "Media messages").
pub const CAPTION_MAX: usize = 1_024;

/// How the files were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Photos and films, shown as such.
    Gallery,
    /// As they are, whatever they are.
    Document,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// As what it goes.
    pub kind: MediaKind,
    /// Whether the browser draws it anew, smaller and as a JPEG.
    pub redraw: Redraw,
}

/// Whether a picture is drawn anew before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redraw {
    /// It goes as it is.
    Never,
    /// When its sides or its size are larger than is of use.
    WhenLarge,
    /// Always: WhatsApp does not take its type.
    Always,
}

/// Decides by a file's type and size.
///
/// # Errors
/// `media-too-large`, `media-empty` with what WhatsApp takes.
pub fn plan(wish: Wish, mime: &str, bytes: u64) -> Result<Plan, Refusal> {
    let kind = if wish == Wish::Document { MediaKind::Document } else { MediaKind::of_type(mime) };
    let drawable =
        matches!(mime, "image/webp" | "image/gif" | "image/bmp" | "image/avif" | "image/heic" | "image/heif");
    let redraw = match (wish, kind) {
        (Wish::Gallery, MediaKind::Image) => Redraw::WhenLarge,
        (Wish::Gallery, _) if drawable => Redraw::Always,
        _ => Redraw::Never,
    };
    let kind = if redraw == Redraw::Always { MediaKind::Image } else { kind };
    if redraw == Redraw::Never {
        let mime = if mime.is_empty() { "application/octet-stream" } else { mime };
        check_upload(kind, mime, bytes)?;
    } else if bytes == 0 {
        return Err(Refusal::new(Code::MediaEmpty));
    } else if bytes > PICTURE_BYTES_MAX {
        return Err(Refusal::new(Code::MediaTooLarge)
            .with("kind", kind.as_str())
            .with("size", format!("{} MB", bytes.div_ceil(1024 * 1024)))
            .with("size_max", "40 MB"));
    }
    Ok(Plan { kind, redraw })
}

/// Sides of a picture that is sent, in pixels; none when it can go as it is.
#[must_use]
pub fn smaller(redraw: Redraw, width: u32, height: u32, bytes: u64) -> Option<(u32, u32)> {
    let longest = width.max(height);
    let large = longest > SIDE_MAX || bytes > PICTURE_BYTES_GOOD;
    if width == 0 || height == 0 || redraw == Redraw::Never || (redraw == Redraw::WhenLarge && !large) {
        return None;
    }
    if longest <= SIDE_MAX {
        return Some((width, height));
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(SIDE_MAX) / u64::from(longest);
        u32::try_from(side).unwrap_or(SIDE_MAX).max(1)
    };
    Some((scaled(width), scaled(height)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_goes_as_what_it_is_unless_asked_for_as_a_document() {
        for (wish, mime, kind, redraw) in [
            (Wish::Gallery, "image/jpeg", MediaKind::Image, Redraw::WhenLarge),
            (Wish::Gallery, "image/webp", MediaKind::Image, Redraw::Always),
            (Wish::Gallery, "video/mp4", MediaKind::Video, Redraw::Never),
            (Wish::Gallery, "video/quicktime", MediaKind::Document, Redraw::Never),
            (Wish::Gallery, "application/pdf", MediaKind::Document, Redraw::Never),
            (Wish::Gallery, "audio/mpeg", MediaKind::Audio, Redraw::Never),
            (Wish::Document, "image/jpeg", MediaKind::Document, Redraw::Never),
            (Wish::Document, "", MediaKind::Document, Redraw::Never),
        ] {
            assert_eq!(plan(wish, mime, 1_000), Ok(Plan { kind, redraw }), "{mime}");
        }
    }

    #[test]
    fn what_whatsapp_would_refuse_is_refused_with_its_limit() {
        let code = |wish, mime, bytes| plan(wish, mime, bytes).unwrap_err().code;
        let mega = 1024 * 1024;
        assert_eq!(code(Wish::Gallery, "video/mp4", 17 * mega), Code::MediaTooLarge);
        assert_eq!(code(Wish::Document, "application/pdf", 101 * mega), Code::MediaTooLarge);
        assert_eq!(code(Wish::Gallery, "image/png", 0), Code::MediaEmpty);
        assert_eq!(code(Wish::Gallery, "image/png", 41 * mega), Code::MediaTooLarge);
        assert!(plan(Wish::Gallery, "image/png", 20 * mega).is_ok(), "made smaller here");
    }

    #[test]
    fn only_large_pictures_are_drawn_anew() {
        assert_eq!(smaller(Redraw::WhenLarge, 1_600, 900, 1_000), None);
        assert_eq!(smaller(Redraw::WhenLarge, 4_000, 3_000, 1_000), Some((1_600, 1_200)));
        assert_eq!(smaller(Redraw::WhenLarge, 900, 900, 6_000_000), Some((900, 900)));
        assert_eq!(smaller(Redraw::Always, 100, 50, 10), Some((100, 50)));
        assert_eq!(smaller(Redraw::Never, 9_000, 50, 10), None);
    }

    proptest! {
        #[test]
        fn a_picture_never_grows_and_never_vanishes(width in 1_u32..60_000, height in 1_u32..60_000, bytes in 0_u64..) {
            if let Some((wide, high)) = smaller(Redraw::WhenLarge, width, height, bytes) {
                prop_assert!((1..=width.min(SIDE_MAX)).contains(&wide) && (1..=height.min(SIDE_MAX)).contains(&high));
            }
        }
    }
}
