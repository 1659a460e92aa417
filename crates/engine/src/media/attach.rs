//! A stored file as the content of a message to send.

use crate::{Reply, refuse_db};
use prosa_db::{DbError, TenantTx, media};
use prosa_domain::{
    id::{ConversationId, MediaId, MessageId},
    media::MediaKind,
    message::content::{Content, Media, Voice},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use serde_json::Value;

/// The content of a message that sends a file as what it was brought as. Sounds and stickers take no caption.
///
/// # Errors
/// `media-not-here` for a file that is not stored here, or another tenant's.
pub async fn content(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    id: MediaId,
    caption: String,
    voice: Voice,
) -> Reply<Content> {
    let ready = media::ready(tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::MediaNotHere))?;
    let kind = MediaKind::parse(&ready.kind).ok_or(Refusal::new(Code::MediaNotHere))?;
    let name = ready.name_ct.as_deref().and_then(|sealed| keys.open_text(Purpose::FileName, sealed).ok());
    let silent = matches!(kind, MediaKind::Audio | MediaKind::Sticker);
    let media = Media {
        file: Some(id),
        media_id: String::new(),
        mime: ready.mime,
        caption: if silent { String::new() } else { caption },
        file_name: name.filter(|_| kind == MediaKind::Document).unwrap_or_default(),
        voice: if kind == MediaKind::Audio { voice } else { Voice::File },
        raw: Value::Null,
        ..Media::default()
    };
    Ok(match kind {
        MediaKind::Image => Content::Image(media),
        MediaKind::Audio => Content::Audio(media),
        MediaKind::Video => Content::Video(media),
        MediaKind::Document => Content::Document(media),
        MediaKind::Sticker => Content::Sticker(media),
    })
}

/// Notes that a content's file is sent with a message, in the transaction that queues it: upkeep leaves it from then on.
///
/// # Errors
/// When Postgres refuses.
pub async fn note(
    tx: &mut TenantTx,
    content: &Content,
    conversation: ConversationId,
    message: MessageId,
) -> Result<(), DbError> {
    match content.file() {
        Some(id) => media::note_sent(tx, id, conversation, message).await,
        None => Ok(()),
    }
}
