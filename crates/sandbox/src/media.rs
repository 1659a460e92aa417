//! Files: uploaded by the business, sent by customers. Kept in memory up to a total; the oldest go first.

use crate::ids;
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};

/// Bytes kept in all.
const TOTAL_MAX: usize = 256 * 1024 * 1024;
/// Seconds an address from a lookup works (Meta: five minutes).
pub const URL_SECONDS: i64 = 300;

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
    files: BTreeMap<String, Media>,
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
            self.remove(&oldest);
        }
        id
    }

    /// A file by id.
    pub fn find(&self, id: &str) -> Option<&Media> {
        self.files.get(id)
    }

    /// Forgets a file. False when there was none.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(media) = self.files.remove(id) else { return false };
        self.total -= media.bytes.len();
        self.order.retain(|kept| kept != id);
        true
    }
}

/// Types and sizes Meta takes for uploads, by message kind.
pub const RULES: &[(&str, &[&str], usize)] = &[
    ("audio", &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"], 16 << 20),
    ("image", &["image/jpeg", "image/png"], 5 << 20),
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

/// Most bytes an upload of a type may have; none when the type is not taken.
pub fn limit(mime: &str) -> Option<usize> {
    let mime = bare(mime);
    RULES.iter().find(|(_, types, _)| types.contains(&mime.as_str())).map(|(_, _, most)| *most)
}
