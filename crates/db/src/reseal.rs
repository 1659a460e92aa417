//! Puts stored ciphertexts under the current data key, window by window.
//!
//! A window reads a bounded stretch of one column in the order of its key and writes back what an older key had made, each
//! only if it still is what was read. Stopping anywhere and beginning again costs a read, never a text.

use crate::{DbError, TenantTx};
use prosa_vault::{DataKeys, Purpose};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

/// A column of ciphertexts.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// What its texts are sealed for.
    pub purpose: Purpose,
    /// What tells its rows apart inside a tenant, with the types, in the order of an index.
    pub key: &'static [(&'static str, &'static str)],
    /// Rows in one window.
    pub window: i64,
}

const fn sealed(
    table: &'static str,
    column: &'static str,
    purpose: Purpose,
    key: &'static [(&'static str, &'static str)],
) -> SealedColumn {
    SealedColumn { table, column, purpose, key, window: 1_000 }
}

const ID: &[(&str, &str)] = &[("id", "uuid")];
const TENANT: &[(&str, &str)] = &[("tenant_id", "uuid")];
const MESSAGE: &[(&str, &str)] =
    &[("conversation_id", "uuid"), ("provider_at", "timestamptz"), ("sequence", "bigint")];
const TEMPLATE_VERSION: &[(&str, &str)] = &[("template_id", "uuid"), ("number", "integer")];
const KNOWLEDGE_VERSION: &[(&str, &str)] = &[("source_id", "uuid"), ("number", "integer")];
const LINE: &[(&str, &str)] = &[("line_id", "uuid")];
const STATUS: &[(&str, &str)] = &[("line_id", "uuid"), ("provider_key", "bytea"), ("status", "text")];
const REACTION: &[(&str, &str)] = &[("line_id", "uuid"), ("target_key", "bytea"), ("actor", "text")];
const DIGEST: &[(&str, &str)] = &[("digest", "bytea")];
const MEDIA: &[(&str, &str)] = &[("media_id", "uuid")];
const EXAMPLE: &[(&str, &str)] = &[("message_id", "uuid")];
const SEQUENCE: &[(&str, &str)] = &[("sequence", "bigint")];
const LANGUAGE: &[(&str, &str)] = &[("language", "text")];
const FINGERPRINT: &[(&str, &str)] = &[("fingerprint", "bytea")];
const CONVERSATION: &[(&str, &str)] = &[("conversation_id", "uuid")];
const UPLOAD: &[(&str, &str)] = &[("line_id", "uuid"), ("digest", "bytea"), ("mime", "text")];

/// Every column under a tenant's key. A test compares it with the catalogue.
pub const TENANT_COLUMNS: &[SealedColumn] = &[
    sealed("tenant", "name_ct", Purpose::PersonName, TENANT),
    sealed("member", "email_ct", Purpose::Email, ID),
    sealed("member", "name_ct", Purpose::PersonName, ID),
    sealed("session", "device_ct", Purpose::SessionDetail, ID),
    sealed("invitation", "email_ct", Purpose::Email, ID),
    sealed("line", "display_phone_ct", Purpose::Phone, ID),
    sealed("line", "token_ct", Purpose::ProviderToken, ID),
    sealed("line", "app_secret_ct", Purpose::ProviderToken, ID),
    sealed("line", "verify_token_ct", Purpose::ProviderToken, ID),
    sealed("contact", "bsuid_ct", Purpose::Phone, ID),
    sealed("contact", "wa_id_ct", Purpose::Phone, ID),
    sealed("contact", "name_ct", Purpose::PersonName, ID),
    sealed("contact", "username_ct", Purpose::PersonName, ID),
    sealed("conversation", "preview_ct", Purpose::Preview, ID),
    sealed("message", "content_ct", Purpose::MessageContent, MESSAGE),
    sealed("message_status", "detail_ct", Purpose::StatusDetail, STATUS),
    sealed("reaction", "emoji_ct", Purpose::MessageContent, REACTION),
    sealed("line_health", "facts_ct", Purpose::StatusDetail, LINE),
    sealed("line_notice", "content_ct", Purpose::MessageContent, ID),
    sealed("outbound_attempt", "detail_ct", Purpose::StatusDetail, ID),
    sealed("template", "detail_ct", Purpose::StatusDetail, ID),
    sealed("template", "content_ct", Purpose::MessageContent, ID),
    sealed("template", "draft_ct", Purpose::MessageContent, ID),
    sealed("template", "sources_ct", Purpose::MessageContent, ID),
    sealed("template_version", "content_ct", Purpose::MessageContent, TEMPLATE_VERSION),
    sealed("stop_wording", "reply_ct", Purpose::MessageContent, LANGUAGE),
    sealed("stop_wording", "words_ct", Purpose::MessageContent, LANGUAGE),
    sealed("consent_entry", "proof_ct", Purpose::ConsentProof, SEQUENCE),
    sealed("label_example", "text_ct", Purpose::LabelExample, EXAMPLE),
    sealed("tenant_head", "weights_ct", Purpose::TenantHead, TENANT),
    sealed("assistant_provider", "key_ct", Purpose::ProviderToken, ID),
    sealed("assistant_cache", "answer_ct", Purpose::AssistText, FINGERPRINT),
    sealed("assistant", "words_ct", Purpose::AssistText, ID),
    sealed("assistant_turn", "text_ct", Purpose::AssistText, ID),
    sealed("assistant_draft", "text_ct", Purpose::AssistText, ID),
    sealed("assistant_draft", "sources_ct", Purpose::AssistText, ID),
    sealed("conversation_digest", "told_ct", Purpose::AssistText, CONVERSATION),
    sealed("knowledge_source", "title_ct", Purpose::Knowledge, ID),
    sealed("knowledge_source", "origin_ct", Purpose::Knowledge, ID),
    sealed("knowledge_version", "title_ct", Purpose::Knowledge, KNOWLEDGE_VERSION),
    sealed("knowledge_version", "body_ct", Purpose::Knowledge, KNOWLEDGE_VERSION),
    sealed("knowledge_chunk", "text_ct", Purpose::Knowledge, ID),
    sealed("knowledge_file", "name_ct", Purpose::FileName, ID),
    sealed("knowledge_file", "sha256_ct", Purpose::Knowledge, ID),
    sealed("media", "name_ct", Purpose::FileName, ID),
    sealed("media", "source_ct", Purpose::FileSource, ID),
    sealed("media_blob", "key_ct", Purpose::FileKey, DIGEST),
    sealed("media_blob", "thumb_key_ct", Purpose::FileKey, DIGEST),
    sealed("transcript", "text_ct", Purpose::MessageContent, MEDIA),
    sealed("media_upload", "provider_id_ct", Purpose::FileSource, UPLOAD),
];

/// Every column under the installation's key. Bodies are large, so a window is small.
pub const INSTALLATION_COLUMNS: &[SealedColumn] = &[SealedColumn {
    table: "journal",
    column: "body_ct",
    purpose: Purpose::JournalBody,
    key: &[("id", "bigint")],
    window: 50,
}];

/// What one window did.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Where the next window begins; none when this was the last.
    pub next: Option<Vec<String>>,
    /// Ciphertexts put under the current key.
    pub resealed: u64,
    /// Ciphertexts that do not open; they stay as they are.
    pub unreadable: u64,
}

/// One window of a tenant's column.
///
/// # Errors
/// When Postgres refuses.
pub async fn tenant_window(
    tx: &mut TenantTx,
    keys: &DataKeys,
    what: &SealedColumn,
    after: Option<&[String]>,
) -> Result<Window, DbError> {
    let tenant = tx.tenant().0;
    window(tx.conn(), Some(tenant), keys, what, after).await
}

/// One window of a column of the installation.
///
/// # Errors
/// When Postgres refuses.
pub async fn installation_window(
    db: &crate::Db,
    keys: &DataKeys,
    what: &SealedColumn,
    after: Option<&[String]>,
) -> Result<Window, DbError> {
    let mut tx = db.pool().begin().await?;
    let window = window(&mut tx, None, keys, what, after).await?;
    tx.commit().await?;
    Ok(window)
}

async fn window(
    connection: &mut PgConnection,
    tenant: Option<Uuid>,
    keys: &DataKeys,
    what: &SealedColumn,
    after: Option<&[String]>,
) -> Result<Window, DbError> {
    let rows = read(connection, tenant, keys.current_key_id(), what, after).await?;
    let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= what.window;
    let mut done =
        Window { next: rows.last().filter(|_| full).map(|(key, _)| key.clone()), ..Window::default() };
    let mut changes = Vec::new();
    for (key, old) in rows {
        let Some(old) = old else { continue };
        match keys.open(what.purpose, &old) {
            Ok(plain) => changes.push((key, keys.seal(what.purpose, &plain), old)),
            Err(_) => done.unreadable += 1,
        }
    }
    if !changes.is_empty() {
        done.resealed = write(connection, tenant, what, &changes).await?;
    }
    Ok(done)
}

type Row = (Vec<String>, Option<Vec<u8>>);

/// The next rows; the ciphertext only of those that an older key made. A ciphertext begins with a byte for its version and
/// four for its key, the greatest first, so that they compare as numbers do.
async fn read(
    connection: &mut PgConnection,
    tenant: Option<Uuid>,
    current: u32,
    what: &SealedColumn,
    after: Option<&[String]>,
) -> Result<Vec<Row>, DbError> {
    let SealedColumn { table, column, .. } = what;
    let names = join(what, |_, name, _| name.to_owned());
    let texts = join(what, |_, name, _| format!("{name}::text"));
    let begins = join(what, |place, _, kind| format!("($2::text[])[{}]::{kind}", place + 1));
    let mine = if tenant.is_some() { "tenant_id = $3" } else { "$3::uuid is null" };
    let sql = format!(
        "select array[{texts}],
                case when octet_length({column}) > 5 and substring({column} from 1 for 5) < $1 then {column} end
         from {table} where {mine} and ($2::text[] is null or ({names}) > ({begins})) order by {names} limit $4"
    );
    let mut header = vec![1];
    header.extend_from_slice(&current.to_be_bytes());
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(header)
        .bind(after)
        .bind(tenant)
        .bind(what.window)
        .fetch_all(connection)
        .await?)
}

async fn write(
    connection: &mut PgConnection,
    tenant: Option<Uuid>,
    what: &SealedColumn,
    changes: &[(Vec<String>, Vec<u8>, Vec<u8>)],
) -> Result<u64, DbError> {
    let SealedColumn { table, column, .. } = what;
    let keys = join(what, |place, _, _| format!("k{place}"));
    let arrays = join(what, |place, _, _| format!("${}::text[]", place + 4));
    let same = what
        .key
        .iter()
        .enumerate()
        .map(|(place, (name, kind))| format!(" and t.{name} = u.k{place}::{kind}"));
    let mine = if tenant.is_some() { "t.tenant_id = $1" } else { "$1::uuid is null" };
    let sql = format!(
        "update {table} t set {column} = u.fresh
         from unnest($2::bytea[], $3::bytea[], {arrays}) as u (fresh, old, {keys})
         where {mine}{} and t.{column} = u.old",
        same.collect::<String>()
    );
    let fresh: Vec<&[u8]> = changes.iter().map(|(_, fresh, _)| fresh.as_slice()).collect();
    let old: Vec<&[u8]> = changes.iter().map(|(_, _, old)| old.as_slice()).collect();
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(tenant).bind(fresh).bind(old);
    for place in 0..what.key.len() {
        let column: Vec<&str> =
            changes.iter().filter_map(|(key, ..)| key.get(place)).map(String::as_str).collect();
        query = query.bind(column);
    }
    Ok(query.execute(connection).await?.rows_affected())
}

fn join(what: &SealedColumn, part: impl Fn(usize, &str, &str) -> String) -> String {
    let parts: Vec<String> =
        what.key.iter().enumerate().map(|(place, (name, kind))| part(place, name, kind)).collect();
    parts.join(", ")
}
