//! The latest messages of a conversation as rules read them: words, sides, local times.

use super::{open_content, reading::ReadRow};
use crate::{DbError, TenantTx, transcript::HeardRow};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_domain::{
    assist::heard,
    id::{ConversationId, MessageId},
    label::{Intent, Sentiment},
    message::content::Content,
    promise::Side,
};
use prosa_vault::TenantKeys;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A message with words.
#[derive(Clone, Debug)]
pub struct SaidLine {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub side: Side,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// The same in the tenant's zone.
    pub local: NaiveDateTime,
    /// Its words; what was said in its voice note or stands in its picture is behind a mark ([`heard`]).
    pub text: String,
    /// What was read, the primary one first.
    pub intents: Vec<Intent>,
    /// The mood.
    pub sentiment: Option<Sentiment>,
}

impl SaidLine {
    /// What its writer said themself: all but what stands in a picture. A beginning of the words.
    #[must_use]
    pub fn said(&self) -> &str {
        heard::own_words(&self.text)
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    direction: String,
    provider_at: DateTime<Utc>,
    local_at: NaiveDateTime,
    content_ct: Vec<u8>,
    #[sqlx(flatten)]
    read: ReadRow,
    #[sqlx(flatten)]
    heard: HeardRow,
}

/// The latest messages with words, oldest first: what was deleted, reactions and notices are left out.
///
/// # Errors
/// When Postgres refuses.
pub async fn lines(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    limit: u16,
) -> Result<Vec<SaidLine>, DbError> {
    let (columns, join) = (HeardRow::COLUMNS, HeardRow::JOIN);
    let sql = format!(
        "select m.id, m.direction, m.provider_at, m.provider_at at time zone t.time_zone as local_at, m.content_ct,
                m.label, m.label_confidence, m.label_more::text as label_more, m.label_model, m.sentiment,
                m.sentiment_confidence, m.language, m.labelled_by, {columns}
         from message m join tenant t on t.tenant_id = m.tenant_id {join}
         where m.tenant_id = $1 and m.conversation_id = $2 and m.revoked_at is null
           and m.kind not in ('reaction', 'system') and m.state not in ('failed', 'cancelled')
         order by m.provider_at desc, m.sequence desc limit $3"
    );
    let mut rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .bind(i64::from(limit))
        .fetch_all(tx.conn())
        .await?;
    rows.reverse();
    Ok(rows.into_iter().filter_map(|row| line(keys, row)).collect())
}

fn line(keys: &TenantKeys, row: Row) -> Option<SaidLine> {
    let stored = open_content(keys, &row.content_ct)?;
    let text = row.heard.beside(keys, words(&stored.content));
    (!text.trim().is_empty()).then(|| SaidLine {
        id: MessageId(row.id),
        side: if row.direction == "in" { Side::Customer } else { Side::Business },
        at: row.provider_at,
        local: row.local_at,
        text,
        intents: row.read.intents().into_iter().map(|one| one.id).collect(),
        sentiment: row.read.mood(),
    })
}

fn words(content: &Content) -> String {
    content.said().map_or_else(|| content.text().into_owned(), str::to_owned)
}

/// Now in the tenant's zone.
///
/// # Errors
/// When Postgres refuses.
pub async fn local_now(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<NaiveDateTime, DbError> {
    let (local,): (NaiveDateTime,) =
        sqlx::query_as("select $2 at time zone time_zone from tenant where tenant_id = $1")
            .bind(tx.tenant().0)
            .bind(now)
            .fetch_one(tx.conn())
            .await?;
    Ok(local)
}

/// Local moments of the tenant as moments, in their order.
///
/// # Errors
/// When Postgres refuses.
pub async fn moments(tx: &mut TenantTx, locals: &[NaiveDateTime]) -> Result<Vec<DateTime<Utc>>, DbError> {
    if locals.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(DateTime<Utc>,)> = sqlx::query_as(
        "select l.moment at time zone t.time_zone
         from unnest($2::timestamp[]) with ordinality as l (moment, n) join tenant t on t.tenant_id = $1 order by l.n",
    )
    .bind(tx.tenant().0)
    .bind(locals)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(moment,)| moment).collect())
}
