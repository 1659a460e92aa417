//! Sessions: made at log-in, resolved at every request, listed and revoked by their member.

use super::{field, token};
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::people::{
    members,
    sessions::{self, SessionRow},
};
use prosa_domain::{
    access::{Action, Role},
    id::{MemberId, SessionId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::session::SessionView;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How exactly the last use of a session is kept.
const SEEN_STEP: TimeDelta = TimeDelta::minutes(1);

/// A fresh session. The token is told once and never again.
#[derive(Debug)]
pub struct NewSession {
    /// What the cookie holds.
    pub token: SecretString,
    /// Who signed in.
    pub caller: Caller,
    /// How long the cookie should live.
    pub age_max: Duration,
}

impl NewSession {
    /// The token's text, for the cookie.
    #[must_use]
    pub fn token_text(&self) -> &str {
        self.token.expose_secret()
    }
}

/// A member who just proved to be one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proven {
    pub tenant: TenantId,
    pub member: MemberId,
    pub role: Role,
}

fn delta(span: Duration) -> TimeDelta {
    TimeDelta::from_std(span).unwrap_or(TimeDelta::days(36_500))
}

impl Engine {
    /// Signs a member in on a device.
    pub(super) async fn begin_session(&self, who: Proven, device: &str) -> Reply<NewSession> {
        let room = self.room(who.tenant).await?;
        let token = token::fresh()?;
        let now = self.now();
        let id = self.new_id(SessionId::from_parts);
        let new = sessions::NewSession {
            id,
            member_id: who.member,
            token_hash: self.token_hash(&token),
            device_ct: room.keys.seal(Purpose::SessionDetail, field::device(device).as_bytes()),
            created_at: now,
            expires_at: now + delta(self.settings.session_age_max),
        };
        sessions::create(&room.tx, new).await.map_err(refuse_db)?;
        room.commit().await?;
        let caller = Caller { tenant: who.tenant, member: who.member, role: who.role, session: id };
        Ok(NewSession { token, caller, age_max: self.settings.session_age_max })
    }

    /// Who a session's token belongs to; none when it is unknown, ended, unused for too long, or its member was removed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn resolve_session(&self, token: &str) -> Reply<Option<Caller>> {
        let Some(hash) = self.brought_hash(token) else { return Ok(None) };
        let now = self.now();
        let ticket = match self.people.cache.find(&hash, now) {
            Ok(caller) => return Ok(Some(caller)),
            Err(ticket) => ticket,
        };
        let Some((tenant, id)) = self.db.find_session(&hash).await.map_err(refuse_db)? else {
            return Ok(None);
        };
        let tx = self.db.tenant_orm(tenant).await.map_err(refuse_db)?;
        let Some(row) = sessions::find(&tx, SessionId(id)).await.map_err(refuse_db)? else { return Ok(None) };
        let Some(ends_at) = self.ends_at(&row, now) else { return Ok(None) };
        let Some(member) = members::find(&tx, row.member_id).await.map_err(refuse_db)? else {
            return Ok(None);
        };
        if now - row.last_seen_at >= SEEN_STEP {
            sessions::touch(&tx, row.id, now).await.map_err(refuse_db)?;
        }
        tx.commit().await.map_err(refuse_db)?;
        let caller = Caller { tenant, member: member.id, role: member.role, session: row.id };
        self.people.cache.keep(ticket, hash, caller, now, ends_at);
        Ok(Some(caller))
    }

    /// When a session ends if it is not used again; none when it has ended.
    fn ends_at(&self, row: &SessionRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let ends_at = row.expires_at.min(row.last_seen_at + delta(self.settings.session_idle_max));
        (row.revoked_at.is_none() && now < ends_at).then_some(ends_at)
    }

    /// Ends the session that asks.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_out(&self, caller: &Caller) -> Reply<()> {
        self.end_session(caller, caller.session).await.map(|_| ())
    }

    /// The member's sessions, last used first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sessions(&self, caller: &Caller) -> Reply<Vec<SessionView>> {
        caller.may(Action::ManageOwnAccount)?;
        let room = self.room(caller.tenant).await?;
        let now = self.now();
        let rows = sessions::list(&room.tx, caller.member, now).await.map_err(refuse_db)?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows.into_iter().filter(|row| self.ends_at(row, now).is_some()) {
            let device = match &row.device_ct {
                Some(sealed) => room.open(Purpose::SessionDetail, sealed)?,
                None => String::new(),
            };
            let (created_at, last_seen_at) = (row.created_at, row.last_seen_at);
            views.push(SessionView {
                id: row.id,
                device,
                created_at,
                last_seen_at,
                current: row.id == caller.session,
            });
        }
        room.commit().await?;
        Ok(views)
    }

    /// Ends one of the member's own sessions, at once.
    ///
    /// # Errors
    /// `not-found` when it is not the member's or has ended.
    pub async fn revoke_session(&self, caller: &Caller, session: SessionId) -> Reply<()> {
        caller.may(Action::ManageOwnAccount)?;
        if self.end_session(caller, session).await? { Ok(()) } else { Err(Refusal::new(Code::NotFound)) }
    }

    async fn end_session(&self, caller: &Caller, session: SessionId) -> Reply<bool> {
        let tx = self.db.tenant_orm(caller.tenant).await.map_err(refuse_db)?;
        let ended = sessions::revoke(&tx, caller.member, session, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.people.cache.forget_session(session);
        Ok(ended)
    }

    /// Ends every session of the member except the one that asks.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn revoke_other_sessions(&self, caller: &Caller) -> Reply<()> {
        caller.may(Action::ManageOwnAccount)?;
        let tx = self.db.tenant_orm(caller.tenant).await.map_err(refuse_db)?;
        sessions::revoke_all(&tx, caller.member, Some(caller.session), self.now())
            .await
            .map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.people.cache.forget_member(caller.member);
        Ok(())
    }
}
