//! The member's own account: who I am, language, theme, password.

use super::{field, password, password::Check, tries::Subject};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::people::{members, sessions, tenants};
use prosa_domain::{
    access::Action,
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::session::{Me, Theme};

impl Engine {
    /// The signed-in member, as every screen needs it.
    ///
    /// # Errors
    /// `signed-out` when the member was removed meanwhile.
    pub async fn me(&self, caller: &Caller) -> Reply<Me> {
        let room = self.room(caller.tenant).await?;
        let member = self.own(&room, caller).await?;
        let tenant = tenants::get(&room.tx).await.map_err(refuse_db)?;
        let utc_offset_minutes =
            tenants::utc_offset_minutes(&room.tx, self.now()).await.map_err(refuse_db)?;
        let me = Me {
            member_id: member.id,
            tenant_id: caller.tenant,
            session_id: caller.session,
            tenant_name: room.open(Purpose::PersonName, &tenant.name_ct)?,
            name: room.open(Purpose::PersonName, &member.name_ct)?,
            email: room.open(Purpose::Email, &member.email_ct)?,
            role: member.role,
            language: member.language,
            theme: Theme::parse(member.theme.as_deref().unwrap_or_default()),
            time_zone: tenant.time_zone,
            utc_offset_minutes,
        };
        room.commit().await?;
        Ok(me)
    }

    /// Keeps the member's language; none means the browser's.
    ///
    /// # Errors
    /// `signed-out` when the member was removed meanwhile.
    pub async fn set_language(&self, caller: &Caller, language: Option<Lang>) -> Reply<()> {
        caller.may(Action::ManageOwnAccount)?;
        let tx = self.db.tenant_orm(caller.tenant).await.map_err(refuse_db)?;
        let done = members::set_language(&tx, caller.member, language).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        if done { Ok(()) } else { Err(Refusal::new(Code::SignedOut)) }
    }

    /// Keeps the member's theme.
    ///
    /// # Errors
    /// `signed-out` when the member was removed meanwhile.
    pub async fn set_theme(&self, caller: &Caller, theme: Theme) -> Reply<()> {
        caller.may(Action::ManageOwnAccount)?;
        let tx = self.db.tenant_orm(caller.tenant).await.map_err(refuse_db)?;
        let done = members::set_theme(&tx, caller.member, theme.as_str()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        if done { Ok(()) } else { Err(Refusal::new(Code::SignedOut)) }
    }

    /// Changes the member's password and ends every other session.
    ///
    /// # Errors
    /// `bad-credentials` when the current one is wrong, `locked-out` after too many; `password-weak` for the new one.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Reply<()> {
        caller.may(Action::ManageOwnAccount)?;
        let room = self.room(caller.tenant).await?;
        let member = self.own(&room, caller).await?;
        let email = field::email(&room.open(Purpose::Email, &member.email_ct)?)?;
        room.commit().await?;
        self.try_password(Subject::Member(caller.member)).await?;
        if self.people.hasher.check(current, Some(&member.password_hash)).await? == Check::Wrong {
            return Err(Refusal::new(Code::BadCredentials));
        }
        self.forget_tries(Subject::Member(caller.member)).await?;
        password::judge(new, &email)?;
        let hash = self.people.hasher.hash(new).await?;
        let tx = self.db.tenant_orm(caller.tenant).await.map_err(refuse_db)?;
        members::set_password(&tx, caller.member, &hash).await.map_err(refuse_db)?;
        sessions::revoke_all(&tx, caller.member, Some(caller.session), self.now())
            .await
            .map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.people.cache.forget_member(caller.member);
        Ok(())
    }
}
