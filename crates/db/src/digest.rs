//! What language models told of conversations, good until something newer is said.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MemberId, MessageId},
    lang::Lang,
};
use uuid::Uuid;

/// What a model told.
#[derive(Clone, Debug)]
pub struct Digest {
    /// What, sealed.
    pub told_ct: Vec<u8>,
    /// Whose language.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// In the language of who asked.
    pub language: Lang,
    /// When it was asked: what was written down of a voice note since then it does not know.
    pub at: DateTime<Utc>,
}

/// The newest message with words: `$1` is the tenant, `$2` the conversation.
macro_rules! newest {
    () => {
        "(select m.id from message m where m.tenant_id = $1 and m.conversation_id = $2 and m.kind not in ('reaction', 'system')
            and m.state not in ('failed', 'cancelled') order by m.provider_at desc, m.sequence desc limit 1)"
    };
}

/// The newest message of a conversation; none of an empty one.
///
/// # Errors
/// When Postgres refuses.
pub async fn newest(tx: &mut TenantTx, conversation: ConversationId) -> Result<Option<MessageId>, DbError> {
    let (id,): (Option<Uuid>,) = sqlx::query_as(concat!("select ", newest!()))
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(id.map(MessageId))
}

/// What stands about a conversation.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Whether a model is on that could be asked.
    pub asks: bool,
    /// What one told in the member's language, when nothing was said or heard since.
    pub told: Option<Digest>,
}

/// What stands about a conversation for a member.
///
/// # Errors
/// When Postgres refuses.
pub async fn standing(
    tx: &mut TenantTx,
    conversation: ConversationId,
    member: MemberId,
) -> Result<Standing, DbError> {
    type Row = (bool, Option<Vec<u8>>, Option<String>, Option<String>, Option<String>, Option<DateTime<Utc>>);
    let (asks, told_ct, kind, model, language, at): Row = sqlx::query_as(concat!(
        "select exists (select 1 from assistant_provider where tenant_id = $1 and state = 'on'),
                d.told_ct, d.kind, d.model, d.language, d.at
         from (values (1)) as one (n)
         left join conversation_digest d on d.tenant_id = $1 and d.conversation_id = $2
            and d.language = coalesce((select language from member where tenant_id = $1 and id = $3), $4)
            and not exists (select 1 from transcript t where t.tenant_id = $1 and t.conversation_id = $2 and t.state = 'done'
                and t.changed_at > d.at)
            and d.newest = ",
        newest!()
    ))
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(member.0)
    .bind(Lang::default().tag())
    .fetch_one(tx.conn())
    .await?;
    let language = language.and_then(|tag| Lang::parse(&tag));
    let told = match (told_ct, kind, model, language, at) {
        (Some(told_ct), Some(kind), Some(model), Some(language), Some(at)) => {
            Some(Digest { told_ct, kind, model, language, at })
        }
        _ => None,
    };
    Ok(Standing { asks, told })
}

/// Keeps what a model told of a conversation up to a message, in place of what was told before in the same language.
///
/// # Errors
/// When Postgres refuses.
pub async fn put(
    tx: &mut TenantTx,
    (conversation, newest): (ConversationId, MessageId),
    digest: &Digest,
    member: MemberId,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into conversation_digest (tenant_id, conversation_id, newest, told_ct, kind, model, member_id, at, language)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, conversation_id, language) do update set newest = excluded.newest, told_ct = excluded.told_ct,
                kind = excluded.kind, model = excluded.model, member_id = excluded.member_id, at = excluded.at",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(newest.0)
    .bind(&digest.told_ct)
    .bind(&digest.kind)
    .bind(&digest.model)
    .bind(member.0)
    .bind(digest.at)
    .bind(digest.language.tag())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what was told before a moment. Returns how many rows.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from conversation_digest where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}
