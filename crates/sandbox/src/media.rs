//! Files: uploaded by the business, sent by customers. Kept in memory up to a total; the oldest go first, and so do those
//! whose time is over.

use crate::ids;
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use std::collections::{HashMap, VecDeque};

/// Bytes kept in all.
const TOTAL_MAX: usize = 256 * 1024 * 1024;
/// Seconds an address from a lookup works (Meta: five minutes).
pub const URL_SECONDS: i64 = 300;
/// Seconds the id of a file sent by a customer works (Meta: seven days since 9 October 2025).
pub const INBOUND_SECONDS: i64 = 7 * 86_400;
/// Seconds the id of an uploaded file works (Meta: thirty days).
pub const UPLOAD_SECONDS: i64 = 30 * 86_400;

/// A file.
#[derive(Clone, Debug)]
pub struct Media {
    /// Its type.
    pub mime: String,
    /// Its name, for documents.
    pub filename: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
    /// The line whose token may read it.
    pub line: String,
    /// Unix seconds from which its id is unknown.
    pub until: i64,
}

impl Media {
    /// SHA-256 in hex, as a lookup tells it.
    pub fn sha_hex(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, &self.bytes))
    }

    /// SHA-256 in base64, as a webhook tells it.
    pub fn sha_base64(&self) -> String {
        STANDARD.encode(digest::digest(&digest::SHA256, &self.bytes))
    }
}

/// All files.
#[derive(Debug, Default)]
pub struct MediaStore {
    files: HashMap<String, Media>,
    order: VecDeque<String>,
    total: usize,
}

impl MediaStore {
    /// Keeps a file and tells its id.
    pub fn add(&mut self, media: Media) -> String {
        let id = ids::media();
        self.total += media.bytes.len();
        self.files.insert(id.clone(), media);
        self.order.push_back(id.clone());
        while self.total > TOTAL_MAX {
            let Some(oldest) = self.order.pop_front() else { break };
            self.forget(&oldest);
        }
        id
    }

    /// A file by id, also one whose time is over: phone pages go on showing it.
    pub fn kept(&self, id: &str) -> Option<&Media> {
        self.files.get(id)
    }

    /// A file by id, when its time is not over.
    pub fn find(&self, id: &str, now: i64) -> Option<&Media> {
        self.files.get(id).filter(|media| media.until > now)
    }

    /// Forgets a file. False when there was none.
    pub fn remove(&mut self, id: &str) -> bool {
        let known = self.forget(id);
        if known {
            self.order.retain(|kept| kept != id);
        }
        known
    }

    fn forget(&mut self, id: &str) -> bool {
        let Some(media) = self.files.remove(id) else { return false };
        self.total -= media.bytes.len();
        true
    }
}

/// Types and sizes Meta takes for uploads, by message kind.
pub const RULES: &[(&str, &[&str], usize)] = &[
    ("audio", &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"], 16 << 20),
    ("image", &["image/jpeg", "image/png"], 5 << 20),
    // Half a megabyte is for stickers that move; those that stand still have 100 KB.
    ("sticker", &["image/webp"], 500 << 10),
    ("video", &["video/mp4", "video/3gp", "video/3gpp"], 16 << 20),
    (
        "document",
        &[
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
        100 << 20,
    ),
];

/// Type without its parameters, in lower case.
pub fn bare(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a message kind may carry a type. A document may carry any (Meta lists office types, takes others in practice).
pub fn fits(kind: &str, mime: &str) -> bool {
    let mime = bare(mime);
    kind == "document" || RULES.iter().any(|(name, types, _)| *name == kind && types.contains(&mime.as_str()))
}

/// Bytes of a sticker that stands still at most.
const STILL_STICKER_MAX: usize = 100 << 10;

/// Most bytes an upload of a type may have; none when the type is not taken.
pub fn limit(mime: &str, bytes: &[u8]) -> Option<usize> {
    let mime = bare(mime);
    let (_, _, most) = RULES.iter().find(|(_, types, _)| types.contains(&mime.as_str()))?;
    Some(if mime == "image/webp" && !is_animated(bytes) { STILL_STICKER_MAX } else { *most })
}

/// Whether a WebP file moves: its extended header has the animation flag (WebP container, "Extended File Format").
fn is_animated(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 0b10 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(until: i64, size: usize) -> Media {
        let bytes = Bytes::from(vec![0; size]);
        Media { mime: "image/png".to_owned(), filename: None, bytes, line: "1".to_owned(), until }
    }

    #[test]
    fn an_id_works_until_its_time_is_over() {
        let mut store = MediaStore::default();
        let id = store.add(file(100, 1));
        assert!(store.find(&id, 99).is_some() && store.find(&id, 100).is_none() && store.kept(&id).is_some());
        assert!(store.remove(&id) && !store.remove(&id));
    }

    #[test]
    fn the_oldest_files_go_when_there_are_too_many_bytes() {
        let mut store = MediaStore::default();
        let first = store.add(file(1, TOTAL_MAX - 10));
        let second = store.add(file(1, 10));
        assert!(store.kept(&first).is_some());
        let third = store.add(file(1, 1));
        assert!(
            store.kept(&first).is_none() && store.kept(&second).is_some() && store.kept(&third).is_some()
        );
        assert_eq!(store.total, 11);
    }

    #[test]
    fn a_sticker_that_stands_still_is_smaller_than_one_that_moves() {
        let mut moving = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02".to_vec();
        assert_eq!(limit("image/webp", &moving), Some(500 << 10));
        moving.truncate(16);
        assert_eq!(limit("image/webp", &moving), Some(100 << 10));
        assert_eq!(limit("application/zip", b""), None);
    }
}
