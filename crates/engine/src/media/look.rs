//! What a file says about itself: how large a picture is, a small one of it, how long a sound is. Pictures are measured
//! before they are unpacked, and unpacked within bounds: a few bytes can claim to be a picture of a gigabyte.

use super::sound;
use image::{
    DynamicImage, ImageDecoder as _, ImageReader, Limits, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::{self, FilterType},
    metadata::Orientation,
};
use prosa_domain::media::MediaKind;
use std::io::Cursor;

/// Longest side of a picture that is unpacked, in pixels.
const SIDE_MAX: u32 = 16_384;
/// Most pixels of a picture that is unpacked: 50 million, twice what today's phones send.
const PIXELS_MAX: u64 = 50_000_000;
/// Most memory one picture may take while it is unpacked.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Longest side of the small picture.
const THUMB: u32 = 320;
/// Quality of the small picture, of 100.
const THUMB_QUALITY: u8 = 72;
/// Longest side of a picture that a model gets, in pixels: more is made smaller by providers themselves (Anthropic, "Vision":
/// from 1,568 on; OpenAI, "Images and vision": from 2,048 on) and paid for.
const SHOWN: u32 = 2_000;
/// Quality of it, of 100: small letters must stay letters.
const SHOWN_QUALITY: u8 = 88;
/// Larger files are not looked into.
pub(super) const LOOK_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub duration_ms: Option<u32>,
    pub waveform: Option<Vec<u8>>,
    /// A small picture, as JPEG, or WebP where it lets through what is behind.
    pub thumb: Option<Vec<u8>>,
}

/// A picture that is broken, or far larger unpacked than it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a picture that can be unpacked safely")]
pub(crate) struct Broken;

/// What a file is by its first bytes.
pub(super) fn sniff(head: &[u8]) -> Option<&'static str> {
    infer::get(head).map(|found| found.mime_type())
}

/// Whether anything would be found in a file of this type.
pub(super) fn is_worth_it(kind: MediaKind, mime: &str, bytes: u64) -> bool {
    let readable = mime.starts_with("image/") || mime == "audio/ogg";
    readable && bytes <= LOOK_BYTES_MAX && !matches!(kind, MediaKind::Video)
}

/// Looks into a whole file.
///
/// # Errors
/// `Broken` for a picture that cannot be unpacked; other files are never broken, only silent.
pub(super) fn look(mime: &str, bytes: &[u8]) -> Result<Look, Broken> {
    match mime {
        "image/jpeg" | "image/png" | "image/webp" | "image/gif" => picture(bytes),
        "audio/ogg" => Ok(sound::ogg(bytes)
            .map(|sound| Look {
                duration_ms: Some(sound.duration_ms),
                waveform: Some(sound.waveform),
                ..Look::default()
            })
            .unwrap_or_default()),
        _ => Ok(Look::default()),
    }
}

/// A picture within bounds, and how it is to be turned.
fn unpacked(bytes: &[u8]) -> Result<(DynamicImage, Orientation), Broken> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Broken)?;
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|_| Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX || width == 0 || height == 0 {
        return Err(Broken);
    }
    decoder.set_limits(limits).map_err(|_| Broken)?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(|_| Broken)?, turned))
}

fn picture(bytes: &[u8]) -> Result<Look, Broken> {
    let (whole, turned) = unpacked(bytes)?;
    let (width, height) = (whole.width(), whole.height());
    // First small, then turned: turning a large picture costs as much again.
    let mut small = if width.max(height) > THUMB { whole.thumbnail(THUMB, THUMB) } else { whole };
    small.apply_orientation(turned);
    let swapped = matches!(
        turned,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if swapped { (height, width) } else { (width, height) };
    Ok(Look { width: Some(width), height: Some(height), thumb: encode(&small), ..Look::default() })
}

/// A picture as a model gets it: a JPEG of bounded size, turned upright, on white, without anything that is not to be seen, such
/// as the place where it was taken.
///
/// # Errors
/// `Broken` for a picture that cannot be unpacked.
pub(super) fn for_model(bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    let (whole, turned) = unpacked(bytes)?;
    let large = whole.width().max(whole.height()) > SHOWN;
    let mut shown = if large { whole.resize(SHOWN, SHOWN, FilterType::Triangle) } else { whole };
    shown.apply_orientation(turned);
    if shown.color().has_alpha() {
        let mut ground = RgbaImage::from_pixel(shown.width(), shown.height(), Rgba([255; 4]));
        imageops::overlay(&mut ground, &shown.to_rgba8(), 0, 0);
        shown = DynamicImage::ImageRgba8(ground);
    }
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, SHOWN_QUALITY);
    shown.to_rgb8().write_with_encoder(encoder).map_err(|_| Broken)?;
    Ok(out)
}

/// None when it cannot be written: the picture itself is still good.
fn encode(small: &DynamicImage) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    if small.color().has_alpha() {
        small.to_rgba8().write_with_encoder(WebPEncoder::new_lossless(&mut out)).ok()?;
    } else {
        small.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, THUMB_QUALITY)).ok()?;
    }
    Some(out)
}

/// The type of a small picture, by its first bytes.
pub(super) fn thumb_type(head: &[u8]) -> &'static str {
    if head.starts_with(b"RIFF") { "image/webp" } else { "image/jpeg" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| {
            Rgb([u8::try_from(x % 256).unwrap(), 40, u8::try_from(y % 256).unwrap()])
        });
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_is_measured_and_gets_a_small_one() {
        let bytes = png(1_200, 600);
        assert_eq!(sniff(&bytes), Some("image/png"));
        let look = look("image/png", &bytes).unwrap();
        assert_eq!((look.width, look.height), (Some(1_200), Some(600)));
        let thumb = look.thumb.unwrap();
        assert_eq!(thumb_type(&thumb), "image/jpeg");
        let small = image::load_from_memory(&thumb).unwrap();
        assert_eq!((small.width(), small.height()), (320, 160));
        assert!(thumb.len() < 30_000, "{}", thumb.len());
    }

    #[test]
    fn a_sticker_keeps_what_shows_through() {
        let picture = RgbaImage::from_fn(512, 512, |x, _| Rgba([200, 10, 10, if x < 256 { 0 } else { 255 }]));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::WebP).unwrap();
        let look = look("image/webp", &out.into_inner()).unwrap();
        let thumb = look.thumb.unwrap();
        assert_eq!(thumb_type(&thumb), "image/webp");
        let small = image::load_from_memory(&thumb).unwrap().to_rgba8();
        assert_eq!((small.get_pixel(10, 10)[3], small.get_pixel(310, 10)[3]), (0, 255));
    }

    #[test]
    fn a_model_gets_a_small_jpeg_on_white_without_what_is_not_to_be_seen() {
        let picture =
            RgbaImage::from_fn(3_000, 1_500, |x, _| Rgba([0, 0, 0, if x < 1_500 { 0 } else { 255 }]));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        let bytes = for_model(&out.into_inner()).unwrap();
        assert_eq!(sniff(&bytes), Some("image/jpeg"));
        let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
        assert_eq!((shown.width(), shown.height()), (2_000, 1_000));
        assert!(shown.get_pixel(100, 500)[0] > 240 && shown.get_pixel(1_900, 500)[0] < 15);
        assert!(for_model(&png(8, 8)[..40]).is_err());
        let small = for_model(&png(40, 20)).unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().width(), 40);
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_unpacked() {
        let mut bytes = png(8, 8);
        // Width and height stand behind the signature and the name of the first chunk.
        bytes[16..24].copy_from_slice(&[0, 0, 0x3f, 0xff, 0, 0, 0x3f, 0xff]);
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(look("image/png", &bytes), Err(Broken), "268 million pixels");
        bytes[16..20].copy_from_slice(&[0, 0, 0xff, 0xff]);
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(look("image/png", &bytes), Err(Broken), "a side of 65535");
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
            }
        }
        !sum
    }

    #[test]
    fn a_picture_cut_short_is_broken_and_anything_else_is_only_silent() {
        let bytes = png(300, 300);
        assert_eq!(look("image/png", &bytes[..bytes.len() / 2]), Err(Broken));
        assert_eq!(look("image/jpeg", b"\xff\xd8\xff\xe0 nothing"), Err(Broken));
        assert_eq!(look("audio/ogg", b"OggS nothing"), Ok(Look::default()));
        assert_eq!(look("application/pdf", b"%PDF"), Ok(Look::default()));
    }
}
