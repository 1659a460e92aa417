//! A contact a member adds by hand: from a card somebody sent.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::path::contacts::{self, NewContact};
use prosa_domain::{
    access::Action,
    id::ContactId,
    phone,
    refusal::{Code, Refusal},
};
use prosa_vault::{IndexPurpose, Purpose};
use prosa_wire::inbox::{AddContact, ContactAdded};

/// Characters of a name.
const NAME_MAX: usize = 200;

impl Engine {
    /// Adds a contact by name and number, so that they are known when they write. Who has the number already stays as they
    /// are.
    ///
    /// # Errors
    /// `forbidden`; `field-missing`, `field-too-long` or `field-invalid` for name and number.
    pub async fn add_contact(&self, caller: &Caller, form: AddContact) -> Reply<ContactAdded> {
        caller.may(Action::SendMessage)?;
        let name = form.name.trim();
        if name.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "name"));
        }
        if name.chars().count() > NAME_MAX {
            return Err(Refusal::new(Code::FieldTooLong).with("field", "name").with("length_max", NAME_MAX));
        }
        let number =
            phone::parse(&form.phone).ok_or(Refusal::new(Code::FieldInvalid).with("field", "phone"))?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let variants = phone::variants(&number);
        let phones: Vec<Vec<u8>> =
            variants.iter().map(|digits| keys.blind_index(IndexPurpose::Phone, digits).to_vec()).collect();
        let contact = NewContact {
            id: self.new_id(ContactId::from_parts),
            bsuid_index: None,
            bsuid_ct: None,
            wa_id_ct: Some(keys.seal(Purpose::Phone, number.as_bytes())),
            name_ct: Some(keys.seal(Purpose::PersonName, name.as_bytes())),
            username_ct: None,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !contacts::find(&mut tx, &[], &phones).await.map_err(refuse_db)?.is_empty() {
            return Ok(ContactAdded::Known);
        }
        if !contacts::add(&mut tx, contact, &phones, self.now()).await.map_err(refuse_db)? {
            return Ok(ContactAdded::Known);
        }
        tx.commit().await.map_err(refuse_db)?;
        Ok(ContactAdded::New)
    }
}
