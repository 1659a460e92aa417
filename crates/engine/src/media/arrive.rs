//! Files that messages of contacts come with: written down in the transaction of the message, fetched afterwards.

use super::{Source, fetch};
use crate::Engine;
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    media::{self, NewMedia},
    path::messages::NewMessage,
};
use prosa_domain::{
    id::MediaId,
    media::{MediaKind, known_type},
    message::content::{Content, Media},
};
use prosa_vault::{Purpose, TenantKeys};
use serde_json::Value;

/// A file before its message has a place.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    kind: MediaKind,
    mime: &'static str,
    name_ct: Option<Vec<u8>>,
    source_ct: Vec<u8>,
}

/// The file of a content and what it travels as; none when it has none.
pub(crate) fn file_of(content: &Content) -> Option<(MediaKind, &Media)> {
    content.any_media()
}

/// What is written down of a content's file; none when there is none to fetch.
pub(crate) fn draft(keys: &TenantKeys, content: &Content) -> Option<Draft> {
    let (kind, media) = file_of(content)?;
    if media.media_id.is_empty() {
        return None;
    }
    let sha256 = media.raw.get("sha256").and_then(Value::as_str).map(str::to_owned);
    let source = Source { id: media.media_id.clone(), sha256 };
    let name = (!media.file_name.is_empty()).then_some(media.file_name.as_str());
    Some(Draft {
        kind,
        mime: known_type(&media.mime),
        name_ct: name.map(|name| keys.seal(Purpose::FileName, name.as_bytes())),
        source_ct: keys.seal(Purpose::FileSource, &serde_json::to_vec(&source).unwrap_or_default()),
    })
}

/// Writes the files of new messages down and asks for them to be fetched: two statements, however many there are.
pub(crate) async fn note<'a>(
    engine: &Engine,
    tx: &mut TenantTx,
    files: impl Iterator<Item = (&'a NewMessage, &'a Draft)>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows: Vec<NewMedia> = files
        .map(|(message, draft)| NewMedia {
            id: engine.new_id(MediaId::from_parts),
            line: message.line,
            conversation: message.conversation,
            message: message.id,
            kind: draft.kind,
            mime: draft.mime,
            name_ct: draft.name_ct.clone(),
            source_ct: draft.source_ct.clone(),
            told_at: message.provider_at,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    media::insert(tx, &rows, now).await?;
    fetch::ask(tx).await
}
