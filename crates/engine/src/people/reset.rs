//! Forgotten passwords.

use super::{field, letter::PasswordResetLetter, password, tries::Subject};
use crate::{Engine, Reply, job, refuse_db};
use prosa_db::people::{
    members,
    resets::{self, ResetRow},
    sessions,
};
use prosa_domain::{
    id::{PasswordResetId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::session::ResetPassword;

impl Engine {
    /// Asks for a letter with a reset link. The answer and its cost are the same whether or not anybody has the address:
    /// the queue looks it up.
    ///
    /// # Errors
    /// `email-invalid` when it cannot be an address.
    pub async fn request_reset(&self, email: &str) -> Reply<()> {
        let email = field::email(email)?;
        if self.try_once(Subject::ResetLetter(&email)).await?.is_some() {
            tracing::info!("too many reset letters were asked for one address");
            return Ok(());
        }
        let letter = PasswordResetLetter::to(&self.email_index(&email));
        job::enqueue_alone(&self.db, &letter, Some(&letter.key())).await.map_err(refuse_db)
    }

    /// Sets a new password through a link, once, and ends every session of the member.
    ///
    /// # Errors
    /// `link-expired` when the link is unknown, too old or used; `password-weak`.
    pub async fn reset_password(&self, form: ResetPassword) -> Reply<()> {
        let gone = || Refusal::new(Code::LinkExpired);
        let hash = self.brought_hash(&form.token).ok_or_else(gone)?;
        let found = self.db.find_password_reset(&hash).await.map_err(refuse_db)?;
        let (tenant, id) = found.map(|(tenant, id)| (tenant, PasswordResetId(id))).ok_or_else(gone)?;
        let room = self.room(tenant).await?;
        let reset = self.open_reset(&room.tx, id).await?;
        let member = self.member(&room, reset.member_id).await.map_err(|_| gone())?;
        let email = field::email(&room.open(Purpose::Email, &member.email_ct)?)?;
        room.commit().await?;
        password::judge(&form.password, &email)?;
        let password_hash = self.people.hasher.hash(&form.password).await?;
        self.store_reset(tenant, id, &password_hash).await?;
        self.people.cache.forget_member(member.id);
        self.forget_tries(Subject::Address(&email)).await
    }

    async fn store_reset(&self, tenant: TenantId, id: PasswordResetId, password_hash: &str) -> Reply<()> {
        let tx = self.db.tenant_orm(tenant).await.map_err(refuse_db)?;
        // Looked at again under the lock: hashing took a while, and the link works once.
        let reset = self.open_reset(&tx, id).await?;
        let now = self.now();
        if !members::set_password(&tx, reset.member_id, password_hash).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::LinkExpired));
        }
        resets::close_all(&tx, reset.member_id, now).await.map_err(refuse_db)?;
        sessions::revoke_all(&tx, reset.member_id, None, now).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    async fn open_reset(&self, tx: &prosa_db::OrmTx, id: PasswordResetId) -> Reply<ResetRow> {
        let found = resets::lock(tx, id).await.map_err(refuse_db)?;
        found.filter(|row| row.is_open(self.now())).ok_or_else(|| Refusal::new(Code::LinkExpired))
    }
}
