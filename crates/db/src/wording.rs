//! What a tenant says to who leaves, and its own words for leaving, by language.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::lang::Lang;

/// Of one language, sealed.
#[derive(Clone, Debug)]
pub struct StopWordingRow {
    /// The language.
    pub lang: Lang,
    /// What who stops is told; none is the program's sentence.
    pub reply_ct: Option<Vec<u8>>,
    /// A list of words; none is no words.
    pub words_ct: Option<Vec<u8>>,
}

type Row = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// All languages the tenant said something for.
///
/// # Errors
/// When Postgres refuses.
pub async fn stop_wordings(tx: &mut TenantTx) -> Result<Vec<StopWordingRow>, DbError> {
    let rows: Vec<Row> =
        sqlx::query_as("select language, reply_ct, words_ct from stop_wording where tenant_id = $1")
            .bind(tx.tenant().0)
            .fetch_all(tx.conn())
            .await?;
    let row = |(tag, reply_ct, words_ct): Row| {
        let lang = Lang::parse(&tag).ok_or_else(|| DbError::Decode(format!("language {tag}")))?;
        Ok(StopWordingRow { lang, reply_ct, words_ct })
    };
    rows.into_iter().map(row).collect()
}

/// Writes down what the tenant decided for these languages.
///
/// # Errors
/// When Postgres refuses.
pub async fn save_stop_wordings(
    tx: &mut TenantTx,
    rows: &[StopWordingRow],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let tags: Vec<&str> = rows.iter().map(|row| row.lang.tag()).collect();
    let replies: Vec<Option<&[u8]>> = rows.iter().map(|row| row.reply_ct.as_deref()).collect();
    let words: Vec<Option<&[u8]>> = rows.iter().map(|row| row.words_ct.as_deref()).collect();
    sqlx::query(
        "insert into stop_wording (tenant_id, language, reply_ct, words_ct, updated_at)
         select $1, w.language, w.reply_ct, w.words_ct, $2
         from unnest($3::text[], $4::bytea[], $5::bytea[]) as w (language, reply_ct, words_ct)
         on conflict (tenant_id, language) do update
         set reply_ct = excluded.reply_ct, words_ct = excluded.words_ct, updated_at = excluded.updated_at",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(tags)
    .bind(replies)
    .bind(words)
    .execute(tx.conn())
    .await?;
    Ok(())
}
