//! People: signing up, in and out, sessions, the team, invitations and forgotten passwords.
//!
//! Passwords are argon2id; tokens leave as 32 random bytes and are kept as keyed hashes only. Every answer about an unknown
//! person costs and looks the same as one about a known person.

mod account;
mod cache;
mod field;
mod invitation;
pub mod letter;
mod login;
pub(crate) mod newcomer;
mod password;
mod reset;
mod session;
mod team;
mod token;
mod tries;

pub use session::NewSession;

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{DbError, OrmTx, people::members::MemberRow};
use prosa_domain::{
    id::{MemberId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use std::sync::Arc;

/// What the people verbs keep in memory.
#[derive(Debug, Default)]
pub struct People {
    cache: cache::Sessions,
    hasher: password::Hasher,
}

/// Keys and a transaction of one tenant.
struct Room {
    keys: Arc<TenantKeys>,
    tx: OrmTx,
}

impl Room {
    fn open(&self, purpose: Purpose, sealed: &[u8]) -> Reply<String> {
        self.keys.open_text(purpose, sealed).map_err(|error| refuse_db(error.into()))
    }

    async fn commit(self) -> Reply<()> {
        self.tx.commit().await.map_err(refuse_db)
    }
}

impl Engine {
    async fn room(&self, tenant: TenantId) -> Reply<Room> {
        let keys = self.keyring.tenant(tenant).await.map_err(refuse_db)?;
        let tx = self.db.tenant_orm(tenant).await.map_err(refuse_db)?;
        Ok(Room { keys, tx })
    }

    async fn member(&self, room: &Room, id: MemberId) -> Reply<MemberRow> {
        let found = prosa_db::people::members::find(&room.tx, id).await.map_err(refuse_db)?;
        found.ok_or_else(|| Refusal::new(Code::NotFound))
    }

    async fn own(&self, room: &Room, caller: &Caller) -> Reply<MemberRow> {
        let found = prosa_db::people::members::find(&room.tx, caller.member).await.map_err(refuse_db)?;
        found.ok_or_else(|| Refusal::new(Code::SignedOut))
    }
}

/// An address that signs in elsewhere is told; everything else is the database's.
fn refuse_member(error: DbError) -> Refusal {
    match error {
        DbError::Duplicate { constraint } if constraint == "member_email" => Refusal::new(Code::EmailTaken),
        other => refuse_db(other),
    }
}
