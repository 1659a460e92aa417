//! Messages: written once per provider id, found again by it.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, LineId, MemberId, MessageId},
    label::{Language, Mood, Reading, Scored, Sentiment},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A message to write.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// Through which line.
    pub line: LineId,
    /// Provider's time.
    pub provider_at: DateTime<Utc>,
    /// `in` or `out`.
    pub direction: &'static str,
    /// Kind, such as `text`.
    pub kind: String,
    /// Delivery state.
    pub state: &'static str,
    /// Sealed content.
    pub content_ct: Vec<u8>,
    /// Keyed hash of the provider's id.
    pub provider_key: Option<Vec<u8>>,
    /// Keyed hash of the quoted message's provider id.
    pub quoted_key: Option<Vec<u8>>,
    /// The member who wrote it.
    pub member: Option<MemberId>,
    /// Search tokens.
    pub tokens: Vec<i64>,
    /// The delivery it came in.
    pub journal_id: Option<i64>,
    /// What a classifier read out of it; none when it abstained or did not look.
    pub label: Option<MessageLabel>,
}

/// What a classifier read out of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageLabel {
    /// Intents, the primary one first; empty when it was too unsure to name one.
    pub intents: Vec<Scored>,
    /// The mood.
    pub sentiment: Sentiment,
    /// How sure it is of the mood, from 0 to 1.
    pub sentiment_score: f32,
    /// The language, when there was one to read.
    pub language: Option<Language>,
    /// The version of the model that said so.
    pub model: String,
    /// How long it took, by [`prosa_domain::quick`]; none where nobody measured.
    pub step: Option<u8>,
}

/// The surest a model can be.
const SURE_MAX: f32 = 0.99;

impl MessageLabel {
    /// A reading as it is kept.
    #[must_use]
    pub fn of(reading: Reading, model: &str) -> Self {
        let Reading { mut intents, sentiment: Mood { label, scores }, language, abstained } = reading;
        // A whole 1 is a person's word.
        intents.iter_mut().for_each(|one| one.score = one.score.clamp(0.0, SURE_MAX));
        Self {
            intents: if abstained { Vec::new() } else { intents },
            sentiment: label,
            sentiment_score: scores.of(label),
            language,
            model: model.to_owned(),
            step: None,
        }
    }

    fn primary(&self) -> Option<Scored> {
        self.intents.first().copied()
    }
}

/// Intents beside the primary one as they are stored: an object of ids and scores.
pub(crate) fn more_text(intents: &[Scored]) -> Option<String> {
    let beside = intents.get(1..).filter(|beside| !beside.is_empty())?;
    let pairs: Vec<String> =
        beside.iter().map(|one| format!("\"{}\":{:.3}", one.id.id(), one.score)).collect();
    Some(format!("{{{}}}", pairs.join(",")))
}

/// Where a message stands in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagePlace {
    /// Its id.
    pub id: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Provider's time.
    pub provider_at: DateTime<Utc>,
    /// Tie-breaker.
    pub sequence: i64,
}

/// Claims the provider ids of messages and returns the sequence of those that are new; the others were here before.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(tx: &mut TenantTx, messages: &[NewMessage]) -> Result<HashMap<MessageId, i64>, DbError> {
    let lines: Vec<Uuid> = messages.iter().map(|one| one.line.0).collect();
    let keys: Vec<Option<&[u8]>> = messages.iter().map(|one| one.provider_key.as_deref()).collect();
    let ids: Vec<Uuid> = messages.iter().map(|one| one.id.0).collect();
    let conversations: Vec<Uuid> = messages.iter().map(|one| one.conversation.0).collect();
    let times: Vec<DateTime<Utc>> = messages.iter().map(|one| one.provider_at).collect();
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "insert into message_ref (tenant_id, line_id, provider_key, message_id, conversation_id, provider_at, sequence)
         select $1, r.line_id, r.provider_key, r.message_id, r.conversation_id, r.provider_at, nextval('message_sequence')
         from unnest($2::uuid[], $3::bytea[], $4::uuid[], $5::uuid[], $6::timestamptz[])
             as r (line_id, provider_key, message_id, conversation_id, provider_at)
         on conflict (line_id, provider_key) do nothing
         returning message_id, sequence",
    )
    .bind(tx.tenant().0)
    .bind(lines)
    .bind(keys)
    .bind(ids)
    .bind(conversations)
    .bind(times)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id, sequence)| (MessageId(id), sequence)).collect())
}

/// Messages, with what was read in them and how fast, counted by hour in the same statement.
const INSERT: &str = "with counted as (
        insert into reading_hour as r (tenant_id, hour, label, sentiment, model, messages)
        select $1, date_trunc('hour', c.provider_at, 'UTC'), coalesce(c.label, ''), c.sentiment, c.model, count(*)
        from unnest($3::timestamptz[], $16::text[], $19::text[], $20::text[])
            as c (provider_at, label, model, sentiment)
        where c.model is not null group by 2, 3, 4, 5 order by 2, 3, 4, 5
        on conflict (tenant_id, hour, label, sentiment, model) do update
        set messages = r.messages + excluded.messages
     ), timed as (
        insert into reading_speed as r (tenant_id, hour, step, messages)
        select $1, date_trunc('hour', c.provider_at, 'UTC'), c.step, count(*)
        from unnest($3::timestamptz[], $23::smallint[]) as c (provider_at, step)
        where c.step is not null group by 2, 3 order by 2, 3
        on conflict (tenant_id, hour, step) do update set messages = r.messages + excluded.messages
     )
     insert into message (tenant_id, conversation_id, provider_at, sequence, id, line_id, direction, kind, state,
                          content_ct, provider_key, quoted_key, member_id, tokens, journal_id,
                          label, label_confidence, label_more, label_model, sentiment, sentiment_confidence, language)
     select $1, m.conversation_id, m.provider_at, m.sequence, m.id, m.line_id, m.direction, m.kind, m.state,
            m.content_ct, m.provider_key, m.quoted_key, m.member_id, m.tokens::bigint[], m.journal_id,
            m.label, m.label_confidence, m.label_more::jsonb, m.label_model, m.sentiment, m.sentiment_confidence,
            m.language
     from unnest($2::uuid[], $3::timestamptz[], $4::bigint[], $5::uuid[], $6::uuid[], $7::text[], $8::text[],
                 $9::text[], $10::bytea[], $11::bytea[], $12::bytea[], $13::uuid[], $14::text[], $15::bigint[],
                 $16::text[], $17::real[], $18::text[], $19::text[], $20::text[], $21::real[], $22::text[])
         as m (conversation_id, provider_at, sequence, id, line_id, direction, kind, state, content_ct,
               provider_key, quoted_key, member_id, tokens, journal_id, label, label_confidence, label_more,
               label_model, sentiment, sentiment_confidence, language)";

/// Writes messages with their sequences, and counts what was read in them, and how fast, by hour. Call [`claim`] first for those with a
/// provider id.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(tx: &mut TenantTx, messages: &[(i64, &NewMessage)]) -> Result<(), DbError> {
    if messages.is_empty() {
        return Ok(());
    }
    let column =
        |get: fn(&NewMessage) -> Uuid| messages.iter().map(|(_, one)| get(one)).collect::<Vec<Uuid>>();
    let sequences: Vec<i64> = messages.iter().map(|(sequence, _)| *sequence).collect();
    let times: Vec<DateTime<Utc>> = messages.iter().map(|(_, one)| one.provider_at).collect();
    let directions: Vec<&str> = messages.iter().map(|(_, one)| one.direction).collect();
    let kinds: Vec<&str> = messages.iter().map(|(_, one)| one.kind.as_str()).collect();
    let states: Vec<&str> = messages.iter().map(|(_, one)| one.state).collect();
    let contents: Vec<&[u8]> = messages.iter().map(|(_, one)| one.content_ct.as_slice()).collect();
    let keys: Vec<Option<&[u8]>> = messages.iter().map(|(_, one)| one.provider_key.as_deref()).collect();
    let quoted: Vec<Option<&[u8]>> = messages.iter().map(|(_, one)| one.quoted_key.as_deref()).collect();
    let members: Vec<Option<Uuid>> = messages.iter().map(|(_, one)| one.member.map(|id| id.0)).collect();
    let tokens: Vec<String> = messages.iter().map(|(_, one)| array_literal(&one.tokens)).collect();
    let journals: Vec<Option<i64>> = messages.iter().map(|(_, one)| one.journal_id).collect();
    let labels: Vec<Option<&MessageLabel>> = messages.iter().map(|(_, one)| one.label.as_ref()).collect();
    sqlx::query(INSERT)
        .bind(tx.tenant().0)
        .bind(column(|one| one.conversation.0))
        .bind(times)
        .bind(sequences)
        .bind(column(|one| one.id.0))
        .bind(column(|one| one.line.0))
        .bind(directions)
        .bind(kinds)
        .bind(states)
        .bind(contents)
        .bind(keys)
        .bind(quoted)
        .bind(members)
        .bind(tokens)
        .bind(journals)
        .bind(read(&labels, |one| one.primary().map(|primary| primary.id.id())))
        .bind(read(&labels, |one| one.primary().map(|primary| primary.score)))
        .bind(read(&labels, |one| more_text(&one.intents)))
        .bind(read(&labels, |one| Some(one.model.clone())))
        .bind(read(&labels, |one| Some(one.sentiment.id())))
        .bind(read(&labels, |one| Some(one.sentiment_score)))
        .bind(read(&labels, |one| one.language.map(Language::id)))
        .bind(read(&labels, |one| one.step.map(i16::from)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A column of what was read; nothing where nothing was.
fn read<T>(labels: &[Option<&MessageLabel>], get: impl Fn(&MessageLabel) -> Option<T>) -> Vec<Option<T>> {
    labels.iter().map(|one| one.and_then(&get)).collect()
}

/// Puts contents in place of placeholders that came before them under the same provider ids. Returns the messages that
/// were placeholders, by the hash of their provider id.
///
/// # Errors
/// When Postgres refuses.
pub async fn fill_placeholders(
    tx: &mut TenantTx,
    messages: &[&NewMessage],
) -> Result<HashMap<Vec<u8>, MessageId>, DbError> {
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let lines: Vec<Uuid> = messages.iter().map(|one| one.line.0).collect();
    let keys: Vec<Option<&[u8]>> = messages.iter().map(|one| one.provider_key.as_deref()).collect();
    let kinds: Vec<&str> = messages.iter().map(|one| one.kind.as_str()).collect();
    let contents: Vec<&[u8]> = messages.iter().map(|one| one.content_ct.as_slice()).collect();
    let tokens: Vec<String> = messages.iter().map(|one| array_literal(&one.tokens)).collect();
    let rows: Vec<(Vec<u8>, Uuid)> = sqlx::query_as(
        "update message m set kind = r.kind, content_ct = r.content_ct, tokens = r.tokens::bigint[]
         from unnest($2::uuid[], $3::bytea[], $4::text[], $5::bytea[], $6::text[])
             as r (line_id, provider_key, kind, content_ct, tokens)
         join message_ref f on f.tenant_id = $1 and f.line_id = r.line_id and f.provider_key = r.provider_key
         where m.tenant_id = $1 and m.conversation_id = f.conversation_id and m.provider_at = f.provider_at
           and m.sequence = f.sequence and m.kind = 'unsupported'
         returning f.provider_key, m.id",
    )
    .bind(tx.tenant().0)
    .bind(lines)
    .bind(keys)
    .bind(kinds)
    .bind(contents)
    .bind(tokens)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, MessageId(id))).collect())
}

/// Arrays of arrays cannot be unnested row by row, so each row's tokens travel as an array literal.
fn array_literal(tokens: &[i64]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(2 + tokens.len() * 21);
    text.push('{');
    for (place, token) in tokens.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{token}");
    }
    text.push('}');
    text
}

/// The next sequence number, for a message that has no provider id yet.
///
/// # Errors
/// When Postgres refuses.
pub async fn next_sequence(tx: &mut TenantTx) -> Result<i64, DbError> {
    let row: (i64,) = sqlx::query_as("select nextval('message_sequence')").fetch_one(tx.conn()).await?;
    Ok(row.0)
}

/// Makes sure the months of the given times have their partitions.
///
/// # Errors
/// When Postgres refuses.
pub async fn ensure_partitions(tx: &mut TenantTx, months: &[chrono::NaiveDate]) -> Result<(), DbError> {
    sqlx::query("select ensure_message_partition(m) from unnest($1::date[]) as m")
        .bind(months)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Marks messages of the contact as edited or deleted, by the hash of their provider id.
///
/// # Errors
/// When Postgres refuses.
pub async fn mark_changed(
    tx: &mut TenantTx,
    line: LineId,
    provider_key: &[u8],
    change: ContactEdit,
    at: DateTime<Utc>,
) -> Result<Option<MessageId>, DbError> {
    let column = match change {
        ContactEdit::Edited => "edited_at",
        ContactEdit::Revoked => "revoked_at",
    };
    let row: Option<(Uuid,)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "update message m set {column} = greatest(m.{column}, $4)
         from message_ref r
         where r.line_id = $2 and r.provider_key = $3 and m.tenant_id = $1 and m.conversation_id = r.conversation_id
           and m.provider_at = r.provider_at and m.sequence = r.sequence
         returning m.id"
    )))
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(provider_key)
    .bind(at)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(id,)| MessageId(id)))
}

/// What a contact did to a message of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactEdit {
    /// Changed its text.
    Edited,
    /// Deleted it.
    Revoked,
}

/// A reaction as it stands now.
#[derive(Clone, Debug)]
pub struct NewReaction {
    /// Line.
    pub line: LineId,
    /// Keyed hash of the target's provider id.
    pub target_key: Vec<u8>,
    /// `contact` or `business`.
    pub actor: &'static str,
    /// Sealed emoji; none takes it back.
    pub emoji_ct: Option<Vec<u8>>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Sets reactions, unless a newer one stands. Returns the messages concerned that are known here.
///
/// # Errors
/// When Postgres refuses.
pub async fn react(
    tx: &mut TenantTx,
    reactions: &[NewReaction],
) -> Result<Vec<(MessageId, ConversationId)>, DbError> {
    let mut touched = Vec::new();
    for reaction in reactions {
        let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "with put as (
                insert into reaction (tenant_id, line_id, target_key, actor, emoji_ct, at)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (line_id, target_key, actor) do update set emoji_ct = excluded.emoji_ct, at = excluded.at
                where reaction.at <= excluded.at
                returning 1)
             select r.message_id, r.conversation_id from message_ref r, put
             where r.tenant_id = $1 and r.line_id = $2 and r.provider_key = $3",
        )
        .bind(tx.tenant().0)
        .bind(reaction.line.0)
        .bind(&reaction.target_key)
        .bind(reaction.actor)
        .bind(&reaction.emoji_ct)
        .bind(reaction.at)
        .fetch_all(tx.conn())
        .await?;
        touched
            .extend(rows.into_iter().map(|(id, conversation)| (MessageId(id), ConversationId(conversation))));
    }
    Ok(touched)
}
