//! Files as the thread shows them, for a whole page of messages at once.

use crate::{DbError, TenantTx, view::open_text};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MediaId, MessageId};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::media::{MediaState, MediaView, TranscriptView};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Debug, FromRow)]
struct Row {
    id: Uuid,
    message_id: Option<Uuid>,
    kind: String,
    state: String,
    mime: String,
    name_ct: Option<Vec<u8>>,
    failure: Option<String>,
    retry_at: Option<DateTime<Utc>>,
    stored_mime: Option<String>,
    bytes: Option<i64>,
    width: Option<i32>,
    height: Option<i32>,
    duration_ms: Option<i32>,
    waveform: Option<Vec<u8>>,
    has_thumb: bool,
    heard: Option<String>,
    heard_ct: Option<Vec<u8>>,
    heard_failure: Option<String>,
    direction: String,
    has_reader: bool,
}

/// Files by id and by message.
#[derive(Debug, Default)]
pub struct Files {
    by_id: HashMap<MediaId, MediaView>,
    by_message: HashMap<MessageId, MediaId>,
}

impl Files {
    /// The file of a message: the one its content names, or the one it came with.
    #[must_use]
    pub fn of(&self, message: MessageId, named: Option<MediaId>) -> Option<MediaView> {
        let id = named.or_else(|| self.by_message.get(&message).copied())?;
        self.by_id.get(&id).cloned()
    }
}

/// Files of messages, and files named in contents, in one statement. Addresses carry no signature yet: who may read is
/// decided where they are signed.
///
/// # Errors
/// When Postgres refuses.
pub async fn files(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    messages: &[MessageId],
    named: &[MediaId],
) -> Result<Files, DbError> {
    if messages.is_empty() && named.is_empty() {
        return Ok(Files::default());
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select m.id, m.message_id, m.kind, m.state, m.mime, m.name_ct, m.failure, m.retry_at,
                b.mime as stored_mime, b.bytes, b.width, b.height, b.duration_ms, b.waveform,
                b.thumb_object is not null as has_thumb,
                t.state as heard, t.text_ct as heard_ct, t.failure as heard_failure, m.direction,
                exists (select 1 from picture_reader r join assistant_provider p on p.tenant_id = r.tenant_id and p.id = r.model_id
                        where r.tenant_id = $1 and p.state = 'on') as has_reader
         from media m left join media_blob b on b.tenant_id = m.tenant_id and b.digest = m.digest
              left join transcript t on t.tenant_id = m.tenant_id and t.media_id = m.id
         where m.tenant_id = $1 and (m.message_id = any ($2) or m.id = any ($3))",
    )
    .bind(tx.tenant().0)
    .bind(messages.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind(named.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let mut files = Files::default();
    for row in rows {
        let id = MediaId(row.id);
        if let Some(message) = row.message_id {
            files.by_message.insert(MessageId(message), id);
        }
        files.by_id.insert(id, view(keys, row));
    }
    Ok(files)
}

fn view(keys: &TenantKeys, row: Row) -> MediaView {
    let state = MediaState::parse(&row.state).unwrap_or(MediaState::Failed);
    let pixels = |value: Option<i32>| value.and_then(|value| u32::try_from(value).ok());
    let stored = state == MediaState::Stored;
    let address = format!("/media/{}", row.id);
    let transcript = transcript(keys, &row, state);
    MediaView {
        id: MediaId(row.id),
        state,
        kind: row.kind,
        mime: row.stored_mime.unwrap_or(row.mime),
        bytes: row.bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(),
        file_name: open_text(keys, Purpose::FileName, row.name_ct.as_deref()),
        width: pixels(row.width),
        height: pixels(row.height),
        duration_ms: pixels(row.duration_ms),
        waveform: row.waveform.unwrap_or_default(),
        thumb_url: if stored && row.has_thumb { address.clone() } else { String::new() },
        url: if stored { address } else { String::new() },
        failure: row.failure.map(|word| format!("media-failure-{word}")).unwrap_or_default(),
        retry_at: row.retry_at.filter(|_| state == MediaState::Waiting),
        transcript,
    }
}

/// The words of a file; of one that has none, whether somebody could be asked. Who listens to voice notes is not known here.
fn transcript(keys: &TenantKeys, row: &Row, state: MediaState) -> Option<TranscriptView> {
    let could_be = match row.kind.as_str() {
        "audio" => true,
        "image" => row.has_reader,
        _ => false,
    };
    match row.heard.as_deref() {
        Some("done") => {
            Some(TranscriptView::Done(open_text(keys, Purpose::MessageContent, row.heard_ct.as_deref())))
        }
        Some("failed") => {
            let why = row.heard_failure.as_deref().unwrap_or_default();
            let what = if row.kind == "image" { "picture" } else { "transcript" };
            Some(TranscriptView::Failed(format!("{what}-failure-{why}")))
        }
        Some(_) => Some(TranscriptView::Pending),
        None => (state == MediaState::Stored && could_be && row.direction == "in")
            .then_some(TranscriptView::Unasked),
    }
}
