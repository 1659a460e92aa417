//! The consent ledger, what follows from it, and what a tenant decided about sending.

mod look;

pub use look::{Wanted, contact_by_numbers, conversations_of, local_day, local_moment, newest, proofs};

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    consent::{ConsentAct, ConsentEntry, ConsentSource, HASH_BYTES},
    id::{ContactId, ConversationId, MessageId},
    lang::Lang,
    policy::{
        ConsentFact, FrequencyFact, Holidays, Purpose, QuietDay, QuietHours, QuietSpan, QuietWeek,
        UtilityConsent,
    },
};
use sqlx::FromRow;
use uuid::Uuid;

/// What is to be written down; place and hash come from the ledger.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// Whose.
    pub contact: ContactId,
    /// For what.
    pub purpose: Purpose,
    /// What.
    pub act: ConsentAct,
    /// How it is known.
    pub source: ConsentSource,
    /// What it can be looked up by.
    pub reference: Option<Uuid>,
    /// The proof's words, sealed, and their keyed fingerprint.
    pub proof: Option<(Vec<u8>, Vec<u8>)>,
    /// When the person said so.
    pub at: DateTime<Utc>,
    /// Who wrote it down.
    pub member: Option<Uuid>,
}

/// An entry as stored.
#[derive(Clone, Debug)]
pub struct StoredConsent {
    /// The entry as it was hashed.
    pub entry: ConsentEntry,
    /// Its stored hash.
    pub hash: Vec<u8>,
    /// The proof's words, sealed.
    pub proof_ct: Option<Vec<u8>>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    sequence: i64,
    contact_id: Uuid,
    purpose: String,
    act: String,
    source: String,
    reference: Option<Uuid>,
    proof_ct: Option<Vec<u8>>,
    proof_key: Vec<u8>,
    at: DateTime<Utc>,
    member_id: Option<Uuid>,
    recorded_at: DateTime<Utc>,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl TryFrom<Row> for StoredConsent {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let bad = |what: &str| DbError::Decode(format!("a consent's {what}"));
        Ok(Self {
            entry: ConsentEntry {
                sequence: row.sequence,
                contact: ContactId(row.contact_id),
                purpose: Purpose::parse(&row.purpose).ok_or_else(|| bad("purpose"))?,
                act: ConsentAct::parse(&row.act).ok_or_else(|| bad("act"))?,
                source: ConsentSource::parse(&row.source).ok_or_else(|| bad("source"))?,
                reference: row.reference,
                proof: row.proof_key,
                at: row.at,
                member: row.member_id,
                previous: row.previous,
            },
            hash: row.hash,
            proof_ct: row.proof_ct,
            recorded_at: row.recorded_at,
        })
    }
}

const COLUMNS: &str = "sequence, contact_id, purpose, act, source, reference, proof_ct, proof_key, at, member_id, \
                       recorded_at, previous, hash";

/// Adds entries at the end of the tenant's ledger and brings what holds now up to date. One writer at a time: the chain has
/// one end. `hash` computes SHA-256.
///
/// # Errors
/// When Postgres refuses.
pub async fn append(
    tx: &mut TenantTx,
    entries: &[NewConsent],
    now: DateTime<Utc>,
    hash: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('consent ' || $1::text, 0))")
        .bind(tx.tenant().0)
        .execute(tx.conn())
        .await?;
    let end: Option<(i64, Vec<u8>)> = sqlx::query_as(
        "select sequence, hash from consent_entry where tenant_id = $1 order by sequence desc limit 1",
    )
    .bind(tx.tenant().0)
    .fetch_optional(tx.conn())
    .await?;
    let (mut sequence, mut previous) = end.unwrap_or((0, vec![0; HASH_BYTES]));
    for new in entries {
        sequence += 1;
        let proof = new.proof.as_ref();
        let entry = ConsentEntry {
            sequence,
            contact: new.contact,
            purpose: new.purpose,
            act: new.act,
            source: new.source,
            reference: new.reference,
            proof: proof.map(|(_, key)| key.clone()).unwrap_or_default(),
            at: new.at,
            member: new.member,
            previous: previous.clone(),
        };
        let digest = hash(&entry.bytes());
        insert(tx, &entry, proof.map(|(sealed, _)| sealed), &digest, now).await?;
        previous = digest;
    }
    Ok(())
}

async fn insert(
    tx: &mut TenantTx,
    entry: &ConsentEntry,
    proof_ct: Option<&Vec<u8>>,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "with added as (
            insert into consent_entry (tenant_id, sequence, contact_id, purpose, act, source, reference, proof_ct,
                                       proof_key, at, member_id, recorded_at, previous, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            returning tenant_id, contact_id, purpose, act, at, sequence
         )
         insert into consent_now (tenant_id, contact_id, purpose, act, at, sequence)
         select tenant_id, contact_id, purpose, act, at, sequence from added
         on conflict (tenant_id, contact_id, purpose) do update
         set act = excluded.act, at = excluded.at, sequence = excluded.sequence
         -- Deliveries come late and out of order: what the person said last counts.
         where consent_now.at <= excluded.at",
    )
    .bind(tx.tenant().0)
    .bind(entry.sequence)
    .bind(entry.contact.0)
    .bind(entry.purpose.as_str())
    .bind(entry.act.as_str())
    .bind(entry.source.as_str())
    .bind(entry.reference)
    .bind(proof_ct)
    .bind(&entry.proof)
    .bind(entry.at)
    .bind(entry.member)
    .bind(now)
    .bind(&entry.previous)
    .bind(hash)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A stretch of the ledger after a place, oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn page(tx: &mut TenantTx, after: i64, limit: i64) -> Result<Vec<StoredConsent>, DbError> {
    let sql = format!(
        "select {COLUMNS} from consent_entry where tenant_id = $1 and sequence > $2 order by sequence limit $3"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(after)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Sealed name and number of contacts.
///
/// # Errors
/// When Postgres refuses.
pub async fn names(
    tx: &mut TenantTx,
    contacts: &[Uuid],
) -> Result<Vec<(Uuid, Option<Vec<u8>>, Option<Vec<u8>>)>, DbError> {
    Ok(sqlx::query_as("select id, name_ct, wa_id_ct from contact where tenant_id = $1 and id = any ($2)")
        .bind(tx.tenant().0)
        .bind(contacts)
        .fetch_all(tx.conn())
        .await?)
}

/// Sealed names of members.
///
/// # Errors
/// When Postgres refuses.
pub async fn member_names(tx: &mut TenantTx, members: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, DbError> {
    Ok(sqlx::query_as("select id, name_ct from member where tenant_id = $1 and id = any ($2)")
        .bind(tx.tenant().0)
        .bind(members)
        .fetch_all(tx.conn())
        .await?)
}

/// The tenant's language.
///
/// # Errors
/// When Postgres refuses.
pub async fn language(tx: &mut TenantTx) -> Result<Lang, DbError> {
    let (tag,): (String,) = sqlx::query_as("select language from tenant where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_one(tx.conn())
        .await?;
    Ok(Lang::parse(&tag).unwrap_or_default())
}

/// What a tenant decided about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicySetting {
    /// When people are left alone.
    pub quiet: QuietHours,
    /// Most marketing messages to one person within the days; none means no cap.
    pub frequency_max: Option<u16>,
    /// Those days.
    pub frequency_days: u16,
    /// Whether messages about orders need consent outside the window.
    pub utility_consent: UtilityConsent,
}

impl Default for PolicySetting {
    fn default() -> Self {
        Self {
            quiet: QuietHours::default(),
            frequency_max: Some(2),
            frequency_days: 7,
            utility_consent: UtilityConsent::NotNeeded,
        }
    }
}

/// The facts of a person and a tenant that the gate asks for.
#[derive(Clone, Copy, Debug)]
pub struct PolicyFacts {
    /// What the person agreed to for the purpose.
    pub consent: ConsentFact,
    /// Since when they want no marketing.
    pub opted_out: Option<DateTime<Utc>>,
    /// Since when the business has them blocked.
    pub blocked: Option<DateTime<Utc>>,
    /// Marketing messages of late.
    pub frequency: FrequencyFact,
    /// What the tenant decided.
    pub setting: PolicySetting,
    /// Minutes the tenant's clock is before UTC now.
    pub offset_minutes: i32,
}

#[derive(FromRow)]
struct FactsRow {
    act: Option<String>,
    consent_at: Option<DateTime<Utc>>,
    opted_out_at: Option<DateTime<Utc>>,
    blocked_at: Option<DateTime<Utc>>,
    quiet_from: Option<i16>,
    quiet_until: Option<i16>,
    quiet_days: Option<Vec<Option<i16>>>,
    holidays: Option<String>,
    frequency_max: Option<i16>,
    frequency_days: Option<i16>,
    utility_consent: Option<String>,
    sent: i64,
    offset_minutes: i32,
}

/// Reads them in one statement.
///
/// # Errors
/// When Postgres refuses.
pub async fn facts(
    tx: &mut TenantTx,
    contact: ContactId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<PolicyFacts, DbError> {
    let row: FactsRow = sqlx::query_as(
        "select n.act, n.at as consent_at, out.at as opted_out_at, c.blocked_at, p.quiet_from, p.quiet_until,
                p.quiet_days, p.holidays, p.frequency_max, p.frequency_days, p.utility_consent,
                case when $3 = 'marketing' then (
                    select count(*) from conversation v join outbound o on o.tenant_id = v.tenant_id
                        and o.conversation_id = v.id and o.purpose = 'marketing'
                    where v.tenant_id = $1 and v.contact_id = $2 and o.state <> 'failed'
                      and o.created_at > $4 - make_interval(days => coalesce(p.frequency_days, 7)::int)
                ) else 0 end as sent,
                (extract(epoch from ($4 at time zone t.time_zone) - ($4 at time zone 'UTC')) / 60)::int4 as offset_minutes
         from tenant t
         join contact c on c.tenant_id = t.tenant_id and c.id = $2
         left join consent_now n on n.tenant_id = t.tenant_id and n.contact_id = c.id and n.purpose = $3
         left join consent_now out on out.tenant_id = t.tenant_id and out.contact_id = c.id
              and out.purpose = 'marketing' and out.act = 'withdrawn'
         left join policy_setting p on p.tenant_id = t.tenant_id
         where t.tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .bind(contact.0)
    .bind(purpose.as_str())
    .bind(now)
    .fetch_one(tx.conn())
    .await?;
    let setting = setting_of(&row);
    let consent = match (row.act.as_deref(), row.consent_at) {
        (Some("given"), _) => ConsentFact::Given,
        (Some(_), Some(at)) => ConsentFact::Withdrawn(at),
        _ => ConsentFact::Unknown,
    };
    Ok(PolicyFacts {
        consent,
        opted_out: row.opted_out_at,
        blocked: row.blocked_at,
        frequency: FrequencyFact {
            sent: u16::try_from(row.sent).unwrap_or(u16::MAX),
            max: setting.frequency_max,
            days: setting.frequency_days,
        },
        setting,
        offset_minutes: row.offset_minutes,
    })
}

/// A stored number that is never below zero.
fn whole(number: i16) -> u16 {
    u16::try_from(number).unwrap_or_default()
}

/// Days of the week as stored: two numbers each.
fn week(stored: &[Option<i16>]) -> QuietWeek {
    let mut days = QuietWeek::default();
    for (day, pair) in days.iter_mut().zip(stored.chunks_exact(2)) {
        if let [Some(from), Some(until)] = pair {
            *day = QuietDay::Own(QuietSpan { from: whole(*from), until: whole(*until) });
        }
    }
    days
}

fn stored_week(days: &QuietWeek) -> Vec<Option<i16>> {
    days.iter()
        .flat_map(|day| match day {
            QuietDay::Usual => [None, None],
            QuietDay::Own(span) => [Some(small(span.from)), Some(small(span.until))],
        })
        .collect()
}

fn small(number: u16) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

fn setting_of(row: &FactsRow) -> PolicySetting {
    let (Some(from), Some(until), Some(days)) = (row.quiet_from, row.quiet_until, row.frequency_days) else {
        return PolicySetting::default();
    };
    let holidays = if row.holidays.as_deref() == Some("open") { Holidays::Open } else { Holidays::Quiet };
    PolicySetting {
        quiet: QuietHours {
            usual: QuietSpan { from: whole(from), until: whole(until) },
            days: week(row.quiet_days.as_deref().unwrap_or_default()),
            holidays,
        },
        frequency_max: row.frequency_max.map(whole),
        frequency_days: whole(days),
        utility_consent: if row.utility_consent.as_deref() == Some("needed") {
            UtilityConsent::Needed
        } else {
            UtilityConsent::NotNeeded
        },
    }
}

/// What the tenant decided, or the defaults.
///
/// # Errors
/// When Postgres refuses.
pub async fn setting(tx: &mut TenantTx) -> Result<PolicySetting, DbError> {
    let row: Option<FactsRow> = sqlx::query_as(
        "select null as act, null::timestamptz as consent_at, null::timestamptz as opted_out_at,
                null::timestamptz as blocked_at, quiet_from, quiet_until,
                quiet_days, holidays, frequency_max, frequency_days, utility_consent, 0::bigint as sent, 0 as offset_minutes
         from policy_setting where tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| setting_of(&row)).unwrap_or_default())
}

/// Writes down what the tenant decided.
///
/// # Errors
/// When Postgres refuses.
pub async fn save_setting(
    tx: &mut TenantTx,
    setting: &PolicySetting,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into policy_setting (tenant_id, quiet_from, quiet_until, holidays, frequency_max, frequency_days,
                                     utility_consent, updated_at, quiet_days)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id) do update set quiet_from = $2, quiet_until = $3, holidays = $4, frequency_max = $5,
             frequency_days = $6, utility_consent = $7, updated_at = $8, quiet_days = $9",
    )
    .bind(tx.tenant().0)
    .bind(small(setting.quiet.usual.from))
    .bind(small(setting.quiet.usual.until))
    .bind(if setting.quiet.holidays == Holidays::Open { "open" } else { "quiet" })
    .bind(setting.frequency_max.map(small))
    .bind(small(setting.frequency_days))
    .bind(if setting.utility_consent == UtilityConsent::Needed { "needed" } else { "not_needed" })
    .bind(now)
    .bind(stored_week(&setting.quiet.days))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Blocks or unblocks a person. False when there is no such person.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_blocked(
    tx: &mut TenantTx,
    contact: ContactId,
    since: Option<DateTime<Utc>>,
) -> Result<bool, DbError> {
    let done = sqlx::query("update contact set blocked_at = $3, updated_at = coalesce($3, updated_at) where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(contact.0)
        .bind(since)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Stops what waits for people who took their consent back: every queued send of marketing, by whom it may be, every one
/// of a machine (a priority other than that of an answer), and every one somebody put off to a later time. What a member
/// just answered goes, and so does the word that the wish was heard, whose command is made from the message of the wish. Returns
/// the messages concerned. `code` is written beside them as the reason.
///
/// # Errors
/// When Postgres refuses.
pub async fn stop_marketing(
    tx: &mut TenantTx,
    contacts: &[ContactId],
    code: i32,
) -> Result<Vec<(ConversationId, MessageId)>, DbError> {
    let ids: Vec<Uuid> = contacts.iter().map(|contact| contact.0).collect();
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "with stopped as (
            update outbound o set state = 'failed', lease_until = null, claimed_by = null
            from conversation v
            where o.tenant_id = $1 and v.tenant_id = $1 and v.id = o.conversation_id and v.contact_id = any ($2)
              and o.state = 'queued'
              and (o.purpose = 'marketing' or o.priority > 0
                   or (o.attempts = 0 and o.not_before > o.created_at + interval '30 seconds'))
              and not exists (
                  select from consent_entry e
                  where e.tenant_id = $1 and e.contact_id = v.contact_id and o.command_id = encode(
                      substring(sha256(convert_to('heard ' || e.reference::text, 'UTF8')) for 16), 'hex')::uuid)
              -- What was taken back long ago and given again since holds nobody up: deliveries come late.
              and exists (select 1 from consent_now c where c.tenant_id = $1 and c.contact_id = v.contact_id
                          and c.purpose = 'marketing' and c.act = 'withdrawn')
            returning o.conversation_id, o.message_id, o.provider_at, o.sequence
         ), row as (
            update conversation v set last_state = 'failed' from stopped s
            where v.tenant_id = $1 and v.id = s.conversation_id and v.last_message_id = s.message_id
         )
         update message m set state = 'failed', error_code = $3 from stopped s
         where m.tenant_id = $1 and m.conversation_id = s.conversation_id and m.provider_at = s.provider_at
           and m.sequence = s.sequence
         returning m.conversation_id, m.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(code)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(conversation, message)| (ConversationId(conversation), MessageId(message)))
        .collect())
}

/// What people last said about marketing, those of them who said anything.
///
/// # Errors
/// When Postgres refuses.
pub async fn marketing_now(
    tx: &mut TenantTx,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, ConsentAct)>, DbError> {
    let ids: Vec<Uuid> = contacts.iter().map(|contact| contact.0).collect();
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "select contact_id, act from consent_now where tenant_id = $1 and purpose = 'marketing' and contact_id = any ($2)",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(contact, act)| Some((ContactId(contact), ConsentAct::parse(&act)?)))
        .collect())
}
