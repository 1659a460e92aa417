//! A member without an invitation: for the demo's team, whose logins are printed.

use crate::{Engine, Reply, refuse_db};
use prosa_db::people::members::{self, NewMember};
use prosa_domain::{
    access::Role,
    email::Email,
    id::{MemberId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;

/// A person to add.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Newcomer<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
    pub role: Role,
}

impl Engine {
    /// Adds a person to the tenant.
    pub(crate) async fn add_newcomer(&self, tenant: TenantId, person: Newcomer<'_>) -> Reply<MemberId> {
        let email = Email::parse(person.email).ok_or(Refusal::new(Code::EmailInvalid))?;
        let password_hash = self.people.hasher.hash(person.password).await?;
        let room = self.room(tenant).await?;
        let id = self.new_id(MemberId::from_parts);
        let new = NewMember {
            id,
            email_index: self.email_index(&email),
            email_ct: room.keys.seal(Purpose::Email, email.as_str().as_bytes()),
            name_ct: room.keys.seal(Purpose::PersonName, person.name.as_bytes()),
            password_hash,
            role: person.role,
            language: None,
            created_at: self.now(),
        };
        members::create(&room.tx, new).await.map_err(refuse_db)?;
        room.commit().await?;
        Ok(id)
    }

    /// The tenant an address signs in to.
    pub(crate) async fn tenant_of_address(&self, email: &str) -> Reply<Option<(TenantId, MemberId)>> {
        let email = Email::parse(email).ok_or(Refusal::new(Code::EmailInvalid))?;
        let found = self.db.find_login(&self.email_index(&email)).await.map_err(refuse_db)?;
        Ok(found.map(|(tenant, member)| (tenant, MemberId(member))))
    }
}
