//! The ledger as people read it.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, StoredConsent, Wanted},
};
use prosa_domain::{
    access::Action,
    consent::{ConsentEntry, ConsentSource},
    id::{ContactId, ConversationId, MessageId},
    phone,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::consent::{ConsentPage, ConsentView, LedgerFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// Entries of a page.
const PAGE_ROWS: i64 = 50;

impl Engine {
    /// A page of the ledger, newest first: everybody's, or one person's.
    ///
    /// # Errors
    /// `forbidden`, `database-away`; `contact-unknown` for a number nobody here has, `not-found` for a contact who is not
    /// there.
    pub async fn consents(&self, caller: &Caller, filter: &LedgerFilter) -> Reply<ConsentPage> {
        // Who answers a person may see that person's word; the whole ledger is for those who lead.
        caller.may(if filter.contact.is_some() { Action::ViewInbox } else { Action::ViewConsent })?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let contact = match filter.contact {
            None if !filter.number.trim().is_empty() => {
                Some(self.contact_by_number(caller, &mut tx, &filter.number).await?)
            }
            known => known,
        };
        let of = match contact {
            None => None,
            Some(id) => Some(self.named(&mut tx, &keys, id).await?),
        };
        let wanted = Wanted { contact, purpose: filter.purpose, act: filter.act, before: filter.before };
        let mut rows = consent::newest(&mut tx, wanted, PAGE_ROWS + 1).await.map_err(refuse_db)?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > PAGE_ROWS);
        rows.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|row| row.entry.sequence);
        let entries = views(&mut tx, &keys, rows).await.map_err(refuse_db)?;
        Ok(ConsentPage { entries, next, of })
    }

    async fn named(&self, tx: &mut TenantTx, keys: &TenantKeys, id: ContactId) -> Reply<(ContactId, String)> {
        let names = names(tx, keys, &[id.0]).await.map_err(refuse_db)?;
        let name = names.get(&id.0).cloned().ok_or(Refusal::new(Code::NotFound))?;
        Ok((id, name))
    }
}

/// Names of contacts, or their numbers.
async fn names(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    contacts: &[Uuid],
) -> Result<HashMap<Uuid, String>, DbError> {
    let mut names = HashMap::new();
    for (id, name, number) in consent::names(tx, contacts).await? {
        let name = name.map(|sealed| keys.open_text(Purpose::PersonName, &sealed)).transpose()?;
        let number = number.map(|sealed| keys.open_text(Purpose::Phone, &sealed)).transpose()?;
        let shown = name.filter(|name| !name.is_empty());
        names.insert(id, shown.or_else(|| number.map(|digits| phone::display(&digits))).unwrap_or_default());
    }
    Ok(names)
}

/// The message that proves an entry, if one does.
fn proving(entry: &ConsentEntry) -> Option<MessageId> {
    entry.reference.filter(|_| entry.source == ConsentSource::Message).map(MessageId)
}

async fn places(
    tx: &mut TenantTx,
    rows: &[StoredConsent],
) -> Result<HashMap<MessageId, ConversationId>, DbError> {
    let proofs: Vec<(MessageId, ContactId, chrono::DateTime<chrono::Utc>)> =
        rows.iter().filter_map(|row| Some((proving(&row.entry)?, row.entry.contact, row.entry.at))).collect();
    consent::proofs(tx, &proofs).await
}

/// Entries opened for people.
pub(super) async fn views(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    rows: Vec<StoredConsent>,
) -> Result<Vec<ConsentView>, DbError> {
    let contacts: Vec<Uuid> = rows.iter().map(|row| row.entry.contact.0).collect();
    let names = names(tx, keys, &contacts).await?;
    let places = places(tx, &rows).await?;
    let members: Vec<Uuid> = rows.iter().filter_map(|row| row.entry.member).collect();
    let mut people = HashMap::new();
    for (id, name) in consent::member_names(tx, &members).await? {
        people.insert(id, keys.open_text(Purpose::PersonName, &name)?);
    }
    rows.into_iter()
        .map(|row| {
            let proof =
                row.proof_ct.map(|sealed| keys.open_text(Purpose::ConsentProof, &sealed)).transpose()?;
            let message_id = proving(&row.entry);
            Ok(ConsentView {
                sequence: row.entry.sequence,
                contact_id: row.entry.contact,
                contact_name: names.get(&row.entry.contact.0).cloned().unwrap_or_default(),
                purpose: row.entry.purpose,
                act: row.entry.act,
                source: row.entry.source,
                message_id,
                conversation_id: message_id.and_then(|id| places.get(&id).copied()),
                proof: proof.unwrap_or_default(),
                at: row.entry.at,
                recorded_at: row.recorded_at,
                member_name: row.entry.member.and_then(|id| people.get(&id).cloned()).unwrap_or_default(),
                hash: hex::encode(row.hash).chars().take(12).collect(),
            })
        })
        .collect()
}
