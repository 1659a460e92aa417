//! Message contents as stored, and what the gate needs to know of a conversation.

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

/// What `message.content_ct` holds, sealed: the content, and the provider's own id, which quotes and receipts need.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredContent {
    /// The provider's message id; empty while there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wamid: String,
    /// The group it was written in, as the provider calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_group: Option<String>,
    /// The content.
    #[serde(flatten)]
    pub content: Content,
}

impl StoredContent {
    /// Opens a stored content.
    ///
    /// # Errors
    /// When it does not open or is not readable.
    pub fn open(keys: &TenantKeys, sealed: &[u8]) -> Result<Self, DbError> {
        let plain = keys.open(Purpose::MessageContent, sealed)?;
        serde_json::from_slice(&plain).map_err(|error| DbError::Decode(format!("message content: {error}")))
    }

    /// Seals a content under the provider's id.
    #[must_use]
    pub fn seal(keys: &TenantKeys, content: &Content, wamid: &str) -> Vec<u8> {
        Self::seal_said(keys, content, wamid, None)
    }

    /// The same of what was perhaps said in a group.
    #[must_use]
    pub fn seal_said(keys: &TenantKeys, content: &Content, wamid: &str, in_group: Option<&str>) -> Vec<u8> {
        let in_group = in_group.map(str::to_owned);
        let stored = Self { wamid: wamid.to_owned(), in_group, content: content.clone() };
        keys.seal(Purpose::MessageContent, &serde_json::to_vec(&stored).unwrap_or_default())
    }
}

/// Facts for the gate.
#[derive(Clone, Debug)]
pub struct SendContext {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its line.
    pub line: LineId,
    /// How far the line is.
    pub line_state: LineState,
    /// Its contact.
    pub contact: ContactId,
    /// The contact's last message.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// The last message of either side.
    pub last_message_at: Option<DateTime<Utc>>,
    /// Since when the contact is not to be contacted.
    pub do_not_contact_at: Option<DateTime<Utc>>,
}

type ContextRow = (Uuid, String, Uuid, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Reads the facts of one conversation; none when the tenant has no such conversation.
///
/// # Errors
/// When Postgres refuses.
pub async fn send_context(tx: &mut TenantTx, id: ConversationId) -> Result<Option<SendContext>, DbError> {
    let row: Option<ContextRow> = sqlx::query_as(
        "select v.line_id, l.state, v.contact_id, v.last_inbound_at, v.last_message_at, c.do_not_contact_at
         from conversation v
         join line l on l.tenant_id = v.tenant_id and l.id = v.line_id
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
         where v.tenant_id = $1 and v.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|(line, state, contact, last_inbound_at, last_message_at, do_not_contact_at)| {
        Ok(SendContext {
            conversation: id,
            line: LineId(line),
            line_state: LineState::parse(&state)
                .ok_or_else(|| DbError::Decode(format!("line state {state}")))?,
            contact: ContactId(contact),
            last_inbound_at,
            last_message_at,
            do_not_contact_at,
        })
    })
    .transpose()
}

/// What a message of a conversation says; none when there is no such message.
///
/// # Errors
/// When Postgres refuses, or the content does not open.
pub async fn content_of(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<Content>, DbError> {
    Ok(stored(tx, keys, conversation, message).await?.map(|stored| stored.content))
}

async fn stored(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<StoredContent>, DbError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "select content_ct from message where tenant_id = $1 and conversation_id = $2 and id = $3",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|(sealed,)| StoredContent::open(keys, &sealed)).transpose()
}

/// The provider's id of a message in a conversation; none when it has none.
///
/// # Errors
/// When Postgres refuses.
pub async fn provider_id_of(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<String>, DbError> {
    let stored = stored(tx, keys, conversation, message).await?;
    Ok(stored.map(|stored| stored.wamid).filter(|wamid| !wamid.is_empty()))
}

/// The provider's id of the contact's newest message: reading it marks all earlier ones read.
///
/// # Errors
/// When Postgres refuses.
pub async fn newest_inbound(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
) -> Result<Option<String>, DbError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "select content_ct from message where tenant_id = $1 and conversation_id = $2 and direction = 'in'
         and kind not in ('reaction', 'edit', 'revoke', 'system', 'call')
         order by provider_at desc, sequence desc limit 1",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((sealed,)) = row else { return Ok(None) };
    Ok(Some(StoredContent::open(keys, &sealed)?.wamid).filter(|wamid| !wamid.is_empty()))
}
