//! The ledger as people read it and take it along.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::SecondsFormat;
use prosa_db::{
    DbError, TenantTx,
    consent::{self, StoredConsent},
};
use prosa_domain::{access::Action, consent::ConsentSource, id::ContactId, phone};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::consent::{ConsentPage, ConsentView};
use std::collections::HashMap;
use uuid::Uuid;

/// Entries of a page.
const PAGE_ROWS: i64 = 50;
/// Entries read at a time for an export.
const EXPORT_ROWS: i64 = 500;

impl Engine {
    /// A page of the ledger, newest first: everybody's, or one person's.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn consents(
        &self,
        caller: &Caller,
        before: Option<i64>,
        contact: Option<ContactId>,
    ) -> Reply<ConsentPage> {
        // Who answers a person may see that person's word; the whole ledger is for those who lead.
        caller.may(if contact.is_some() { Action::ViewInbox } else { Action::ViewConsent })?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut rows = consent::newest(&mut tx, before, contact, PAGE_ROWS + 1).await.map_err(refuse_db)?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > PAGE_ROWS);
        rows.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|row| row.entry.sequence);
        let entries = views(&mut tx, &keys, rows).await.map_err(refuse_db)?;
        Ok(ConsentPage { entries, next })
    }

    /// The whole ledger as CSV, oldest first, with every field the hashes cover.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn export_consents(&self, caller: &Caller) -> Reply<String> {
        caller.may(Action::ViewConsent)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut text = "sequence,contact_id,contact,purpose,act,source,reference,proof,at,recorded_at,member,previous,hash\r\n"
            .to_owned();
        let mut after = 0;
        loop {
            let rows = consent::page(&mut tx, after, EXPORT_ROWS).await.map_err(refuse_db)?;
            let Some(last) = rows.last() else { return Ok(text) };
            after = last.entry.sequence;
            let stored = rows.clone();
            let views = views(&mut tx, &keys, rows).await.map_err(refuse_db)?;
            for (row, view) in stored.iter().zip(&views) {
                text.push_str(&line(row, view));
            }
        }
    }
}

fn line(row: &StoredConsent, view: &ConsentView) -> String {
    let time = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let fields = [
        view.sequence.to_string(),
        view.contact_id.to_string(),
        cell(&view.contact_name),
        view.purpose.as_str().to_owned(),
        view.act.as_str().to_owned(),
        view.source.as_str().to_owned(),
        row.entry.reference.map(|id| id.to_string()).unwrap_or_default(),
        cell(&view.proof),
        time(view.at),
        time(view.recorded_at),
        cell(&view.member_name),
        hex::encode(&row.entry.previous),
        hex::encode(&row.hash),
    ];
    format!("{}\r\n", fields.join(","))
}

/// A cell of a sheet: quoted, and never a formula (a leading sign is what sheets run).
fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}

async fn views(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    rows: Vec<StoredConsent>,
) -> Result<Vec<ConsentView>, DbError> {
    let contacts: Vec<Uuid> = rows.iter().map(|row| row.entry.contact.0).collect();
    let mut names = HashMap::new();
    for (id, name, number) in consent::names(tx, &contacts).await? {
        let name = name.map(|sealed| keys.open_text(Purpose::PersonName, &sealed)).transpose()?;
        let number = number.map(|sealed| keys.open_text(Purpose::Phone, &sealed)).transpose()?;
        let shown = name.filter(|name| !name.is_empty());
        names.insert(id, shown.or_else(|| number.map(|digits| phone::display(&digits))).unwrap_or_default());
    }
    let members: Vec<Uuid> = rows.iter().filter_map(|row| row.entry.member).collect();
    let mut people = HashMap::new();
    for (id, name) in consent::member_names(tx, &members).await? {
        people.insert(id, keys.open_text(Purpose::PersonName, &name)?);
    }
    rows.into_iter()
        .map(|row| {
            let proof =
                row.proof_ct.map(|sealed| keys.open_text(Purpose::ConsentProof, &sealed)).transpose()?;
            let by_message = row.entry.source == ConsentSource::Message;
            Ok(ConsentView {
                sequence: row.entry.sequence,
                contact_id: row.entry.contact,
                contact_name: names.get(&row.entry.contact.0).cloned().unwrap_or_default(),
                purpose: row.entry.purpose,
                act: row.entry.act,
                source: row.entry.source,
                message_id: row.entry.reference.filter(|_| by_message).map(prosa_domain::id::MessageId),
                proof: proof.unwrap_or_default(),
                at: row.entry.at,
                recorded_at: row.recorded_at,
                member_name: row.entry.member.and_then(|id| people.get(&id).cloned()).unwrap_or_default(),
                hash: hex::encode(row.hash).chars().take(12).collect(),
            })
        })
        .collect()
}
