//! Read models, one module per screen: what a page needs in as few statements as it takes, opened with the tenant's keys.
//!
//! Nothing here decides who may see a row (engine verbs do) and nothing here writes. A ciphertext that cannot be opened
//! costs its own text, never the page.

pub mod inbox;
pub mod journal;
pub mod thread;

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ContactId, ConversationId, LineId, MessageId},
    line::LineState,
    message::content::Content,
};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message's content as it is sealed: the content, and beside it the provider's own id of the message, which quotes and
/// receipts need.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredContent {
    /// The provider's id; empty while we wait for one.
    #[serde(default)]
    pub wamid: String,
    /// What it says.
    pub content: Content,
}

impl StoredContent {
    /// Opens and reads a sealed content. None when it cannot be opened or read; the cause is logged.
    #[must_use]
    pub fn open(keys: &TenantKeys, sealed: &[u8]) -> Option<Self> {
        let plain = keys
            .open(Purpose::MessageContent, sealed)
            .inspect_err(|error| tracing::error!(%error, "a message's content cannot be opened"))
            .ok()?;
        serde_json::from_slice(&plain)
            .inspect_err(|error| tracing::error!(line = error.line(), column = error.column(), "a message's content cannot be read"))
            .ok()
    }
}

/// Opens a short sealed text; nothing stored or nothing readable is an empty text.
pub(crate) fn open_text(keys: &TenantKeys, purpose: Purpose, sealed: Option<&[u8]>) -> String {
    let Some(sealed) = sealed else { return String::new() };
    match keys.open(purpose, sealed) {
        Ok(plain) => String::from_utf8_lossy(&plain).into_owned(),
        Err(error) => {
            tracing::error!(%error, "a stored text cannot be opened");
            String::new()
        }
    }
}

/// What the gate needs to know before a message may be queued.
#[derive(Clone, Copy, Debug)]
pub struct SendContext {
    /// Where.
    pub conversation: ConversationId,
    /// With whom.
    pub contact: ContactId,
    /// Through which line.
    pub line: LineId,
    /// How far the line is.
    pub line_state: LineState,
    /// When the contact last wrote.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Provider's time of the last message.
    pub last_message_at: Option<DateTime<Utc>>,
    /// Since when the contact is not to be contacted.
    pub do_not_contact_at: Option<DateTime<Utc>>,
}

type SendContextRow = (Uuid, Uuid, String, Option<DateTime<Utc>>, DateTime<Utc>, Option<DateTime<Utc>>);

/// What the gate needs of a conversation; none when it is not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn send_context(tx: &mut TenantTx, conversation: ConversationId) -> Result<Option<SendContext>, DbError> {
    let row: Option<SendContextRow> = sqlx::query_as(
        "select v.contact_id, v.line_id, l.state, v.last_inbound_at, v.last_message_at, c.do_not_contact_at
         from conversation v
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
         join line l on l.tenant_id = v.tenant_id and l.id = v.line_id
         where v.tenant_id = $1 and v.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((contact, line, state, last_inbound_at, last_message_at, do_not_contact_at)) = row else { return Ok(None) };
    Ok(Some(SendContext {
        conversation,
        contact: ContactId(contact),
        line: LineId(line),
        line_state: LineState::parse(&state).ok_or_else(|| DbError::Decode(format!("line state {state}")))?,
        last_inbound_at,
        last_message_at: Some(last_message_at),
        do_not_contact_at,
    }))
}

/// The provider's own id of a message, which quotes and reactions name; none when the message is not there or has none yet.
///
/// # Errors
/// When Postgres refuses.
pub async fn provider_id_of(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<String>, DbError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "select content_ct from message
         where tenant_id = $1 and conversation_id = $2 and id = $3 and provider_key is not null",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .fetch_optional(tx.conn())
    .await?;
    let stored = row.and_then(|(sealed,)| StoredContent::open(keys, &sealed));
    Ok(stored.map(|stored| stored.wamid).filter(|id| !id.is_empty()))
}

/// The provider's id of the contact's newest message, which a read receipt names.
///
/// # Errors
/// When Postgres refuses.
pub async fn last_inbound_provider_id(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
) -> Result<Option<String>, DbError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "select content_ct from message
         where tenant_id = $1 and conversation_id = $2 and direction = 'in' and provider_key is not null
         order by provider_at desc, sequence desc limit 1",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?;
    let stored = row.and_then(|(sealed,)| StoredContent::open(keys, &sealed));
    Ok(stored.map(|stored| stored.wamid).filter(|id| !id.is_empty()))
}
