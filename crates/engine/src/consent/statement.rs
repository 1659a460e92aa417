//! A member's statement as a form brings it: who by number or by id, when on the tenant's clock.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_db::{TenantTx, consent};
use prosa_domain::{
    access::Action,
    id::ContactId,
    phone,
    refusal::{Code, Refusal},
};
use prosa_vault::IndexPurpose;
use prosa_wire::consent::{RecordConsent, StatementForm};

impl Engine {
    /// Writes down what a member was told by a person.
    ///
    /// # Errors
    /// As [`Engine::record_consent`]; `field-missing` when nobody is named, `field-invalid` for what is no number or no
    /// time, `contact-unknown`.
    pub async fn record_statement(&self, caller: &Caller, form: StatementForm) -> Reply<()> {
        caller.may(Action::RecordConsent)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let contact_id = match form.contact.trim() {
            "" => self.contact_by_number(caller, &mut tx, &form.number).await?,
            id => id.parse().map_err(|_| Refusal::new(Code::NotFound))?,
        };
        let at = moment(&mut tx, form.at.trim()).await?;
        drop(tx);
        let StatementForm { purpose, act, statement, .. } = form;
        self.record_consent(caller, RecordConsent { contact_id, purpose, act, statement, at }).await
    }

    /// Who has a number, however it is written.
    ///
    /// # Errors
    /// `field-missing`, `field-invalid`, `contact-unknown`.
    pub(super) async fn contact_by_number(
        &self,
        caller: &Caller,
        tx: &mut TenantTx,
        number: &str,
    ) -> Reply<ContactId> {
        if number.trim().is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "number"));
        }
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        // Written out whole with its country code, or as people at home write it.
        let mut all = phone::variants(number);
        all.extend(phone::parse(number).iter().flat_map(|digits| phone::variants(digits)));
        if all.is_empty() {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "number"));
        }
        let hashes: Vec<Vec<u8>> =
            all.iter().map(|digits| keys.blind_index(IndexPurpose::Phone, digits).to_vec()).collect();
        let found = consent::contact_by_numbers(tx, &hashes).await.map_err(refuse_db)?;
        found.ok_or(Refusal::new(Code::ContactUnknown))
    }
}

/// What a field for date and time holds; empty is now.
async fn moment(tx: &mut TenantTx, text: &str) -> Reply<Option<DateTime<Utc>>> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok());
    let local = read.ok_or(Refusal::new(Code::FieldInvalid).with("field", "at"))?;
    consent::local_moment(tx, local).await.map_err(refuse_db).map(Some)
}
