//! Consent: written down with its proof, never changed, checked as a whole, exported; and what a tenant decided about
//! sending.

mod read;

use crate::{Caller, Engine, Reply, refuse_db};
use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, NewConsent, PolicySetting},
    event::{self, NewEvent},
};
use prosa_domain::{
    access::Action,
    consent::{ConsentAct, ConsentSource},
    event::EventKind,
    id::{ContactId, TenantId},
    policy::{Purpose as SendPurpose, QuietHours},
    refusal::{Code, Refusal},
};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use prosa_wire::consent::{ConsentCheck, PolicyForm, RecordConsent};

/// Meta's code for "the person stopped marketing": the reason beside what is stopped because of it.
pub(crate) const CODE_STOPPED: i32 = 131_050;
/// Characters of a statement.
const STATEMENT_MAX: usize = 500;
/// Entries checked at a time.
const CHECK_ROWS: i64 = 1_000;

/// SHA-256.
pub(crate) fn hash(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// Words of a proof, sealed, and their keyed fingerprint.
pub(crate) fn proof(keys: &TenantKeys, words: &str) -> (Vec<u8>, Vec<u8>) {
    let key = keys.blind_index(IndexPurpose::ConsentProof, words).to_vec();
    (keys.seal(Purpose::ConsentProof, words.as_bytes()), key)
}

impl Engine {
    /// Writes down what a member was told by a person. Taking back stops what waits, in the same transaction.
    ///
    /// # Errors
    /// `forbidden`, `not-found`, `field-missing` without a statement, `field-too-long`, `field-invalid` for answers, which
    /// need no consent.
    pub async fn record_consent(&self, caller: &Caller, record: RecordConsent) -> Reply<()> {
        caller.may(Action::RecordConsent)?;
        let statement = record.statement.trim();
        if statement.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "statement"));
        }
        if statement.chars().count() > STATEMENT_MAX {
            let refusal = Refusal::new(Code::FieldTooLong).with("field", "statement");
            return Err(refusal.with("length_max", STATEMENT_MAX));
        }
        if record.purpose == SendPurpose::Service {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "purpose"));
        }
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if consent::names(&mut tx, &[record.contact_id.0]).await.map_err(refuse_db)?.is_empty() {
            return Err(Refusal::new(Code::NotFound));
        }
        let entry = NewConsent {
            contact: record.contact_id,
            purpose: record.purpose,
            act: record.act,
            source: ConsentSource::Statement,
            reference: None,
            proof: Some(proof(&keys, statement)),
            at: now,
            member: Some(caller.member.0),
        };
        let mut events = Vec::new();
        write(&mut tx, &[entry], now, &mut events).await.map_err(refuse_db)?;
        events.push(NewEvent::of(EventKind::ContactUpdated).by(caller.member));
        event::append(&mut tx, now, &events).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Blocks a person, or lets them be written to again.
    ///
    /// # Errors
    /// `forbidden`, `not-found`.
    pub async fn set_blocked(
        &self,
        caller: &Caller,
        contact: ContactId,
        since: Option<DateTime<Utc>>,
    ) -> Reply<()> {
        caller.may(Action::RecordConsent)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !consent::set_blocked(&mut tx, contact, since).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        let event = NewEvent::of(EventKind::ContactUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Checks the whole ledger of the caller's tenant.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn verify_consents(&self, caller: &Caller) -> Reply<ConsentCheck> {
        caller.may(Action::ViewConsent)?;
        self.verify_consent_ledger(caller.tenant).await.map_err(refuse_db)
    }

    /// Checks the whole ledger of a tenant.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn verify_consent_ledger(&self, tenant: TenantId) -> Result<ConsentCheck, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let mut last: Option<(i64, Vec<u8>)> = None;
        let mut found = ConsentCheck { entries: 0, head: String::new(), broken: None };
        loop {
            let after = last.as_ref().map_or(0, |(sequence, _)| *sequence);
            let rows = consent::page(&mut tx, after, CHECK_ROWS).await?;
            if rows.is_empty() {
                found.head = last.map(|(_, hash)| hex::encode(hash)).unwrap_or_default();
                return Ok(found);
            }
            for row in rows {
                let before = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_slice()));
                if let Err(place) = prosa_domain::consent::check(&row.entry, &row.hash, before, hash) {
                    found.broken = Some(place);
                    return Ok(found);
                }
                found.entries += 1;
                last = Some((row.entry.sequence, row.hash));
            }
        }
    }

    /// What the tenant decided about sending.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn policy(&self, caller: &Caller) -> Reply<PolicyForm> {
        caller.may(Action::ViewConsent)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let setting = consent::setting(&mut tx).await.map_err(refuse_db)?;
        Ok(PolicyForm {
            quiet_from: setting.quiet.from,
            quiet_until: setting.quiet.until,
            holidays: setting.quiet.holidays,
            frequency_max: setting.frequency_max,
            frequency_days: setting.frequency_days,
            utility_consent: setting.utility_consent,
        })
    }

    /// Decides about sending, for the whole tenant.
    ///
    /// # Errors
    /// `forbidden`, `field-invalid`.
    pub async fn save_policy(&self, caller: &Caller, form: PolicyForm) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let wrong = |field: &str| Err(Refusal::new(Code::FieldInvalid).with("field", field));
        if form.quiet_from > 1_440 || form.quiet_until > 1_440 {
            return wrong("quiet_from");
        }
        if form.frequency_max.is_some_and(|max| !(1..=1_000).contains(&max)) {
            return wrong("frequency_max");
        }
        if !(1..=90).contains(&form.frequency_days) {
            return wrong("frequency_days");
        }
        let setting = PolicySetting {
            quiet: QuietHours { from: form.quiet_from, until: form.quiet_until, holidays: form.holidays },
            frequency_max: form.frequency_max,
            frequency_days: form.frequency_days,
            utility_consent: form.utility_consent,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        consent::save_setting(&mut tx, &setting, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}

/// Adds entries, and stops what waits for those who took marketing back.
pub(crate) async fn write(
    tx: &mut TenantTx,
    entries: &[NewConsent],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    consent::append(tx, entries, now, hash).await?;
    let stopped: Vec<ContactId> = entries
        .iter()
        .filter(|entry| entry.act == ConsentAct::Withdrawn && entry.purpose == SendPurpose::Marketing)
        .map(|entry| entry.contact)
        .collect();
    if stopped.is_empty() {
        return Ok(());
    }
    for (conversation, message) in consent::stop_marketing(tx, &stopped, CODE_STOPPED).await? {
        events.push(NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message));
    }
    Ok(())
}
