//! Consent: written down with its proof, never changed, checked as a whole, exported; and what a tenant decided about
//! sending.

mod export;
mod left_alone;
mod read;
mod rules;
mod statement;
mod wording;

pub use export::ConsentExport;
pub(crate) use wording::Wording;
pub use wording::Wordings;

use crate::{Caller, Engine, Reply, refuse_db};
use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, NewConsent},
    event::{self, NewEvent},
};
use prosa_domain::{
    access::Action,
    consent::{ConsentAct, ConsentSource},
    event::EventKind,
    id::{ContactId, MemberId, TenantId},
    policy::Purpose as SendPurpose,
    refusal::{Code, Refusal},
};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use prosa_wire::consent::{ConsentCheck, RecordConsent};

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
    /// need no consent, and for a time that is still to come.
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
        let now = self.now();
        let at = record.at.unwrap_or(now);
        if at > now {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "at"));
        }
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
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
            at,
            member: Some(caller.member.0),
        };
        let mut events = Vec::new();
        write(&mut tx, &[entry], now, &mut events).await.map_err(refuse_db)?;
        changed(&mut tx, &[record.contact_id], Some(caller.member), &mut events).await.map_err(refuse_db)?;
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
        let mut events = Vec::new();
        changed(&mut tx, &[contact], Some(caller.member), &mut events).await.map_err(refuse_db)?;
        event::append(&mut tx, self.now(), &events).await.map_err(refuse_db)?;
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
}

/// Adds entries, and stops what waits for those who took marketing back.
pub(crate) async fn write(
    tx: &mut TenantTx,
    entries: &[NewConsent],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    consent::append(tx, entries, now, hash).await?;
    let took_back: Vec<ContactId> = entries
        .iter()
        .filter(|entry| entry.act == ConsentAct::Withdrawn && entry.purpose == SendPurpose::Marketing)
        .map(|entry| entry.contact)
        .collect();
    if took_back.is_empty() {
        return Ok(());
    }
    for (conversation, message) in consent::stop_marketing(tx, &took_back, CODE_STOPPED).await? {
        events.push(NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message));
    }
    Ok(())
}

/// Tells that something about people changed, in each of their conversations.
pub(crate) async fn changed(
    tx: &mut TenantTx,
    contacts: &[ContactId],
    by: Option<MemberId>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    for conversation in consent::conversations_of(tx, contacts).await? {
        let event = NewEvent::of(EventKind::ContactUpdated).conversation(conversation);
        events.push(by.map_or(event, |member| event.by(member)));
    }
    Ok(())
}
