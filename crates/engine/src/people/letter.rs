//! Letters to people, written and sent by the queue.
//!
//! The token of a link is made here, just before the letter leaves, and only its hash is stored. A task that runs twice sends
//! a second letter whose link replaces the first.

use super::{Room, token};
use crate::{
    Engine,
    job::{JobError, Task},
    port::{Letter, MailError},
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, line,
    people::{invitations, members, resets, tenants},
};
use prosa_domain::{
    id::{InvitationId, LineId, MemberId, PasswordResetId, TenantId},
    lang::Lang,
    panic::Reason,
    refusal::Refusal,
};
use prosa_i18n::{Arg, Translator};
use prosa_vault::Purpose;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The letter of an invitation.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct InvitationLetter {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub invitation: InvitationId,
}

impl Task for InvitationLetter {
    const NAME: &'static str = "invitation_letter";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        match engine.write_invitation(self).await? {
            Some(letter) => send(&engine, &letter).await,
            None => Ok(()),
        }
    }
}

/// The letter with a reset link. It names the address by its keyed hash, so that asking for it tells nobody, not even the
/// clock, whether the address is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordResetLetter {
    email_index: String,
}

impl PasswordResetLetter {
    /// The letter to an address.
    pub(super) fn to(email_index: &[u8; 32]) -> Self {
        Self { email_index: email_index.iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// One letter per address waits at a time.
    pub(super) fn key(&self) -> String {
        format!("reset:{}", self.email_index)
    }

    fn index(&self) -> Option<Vec<u8>> {
        let digits = self.email_index.as_bytes().chunks(2);
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
    }
}

impl Task for PasswordResetLetter {
    const NAME: &'static str = "password_reset_letter";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let index = self.index().ok_or_else(|| JobError::Other("not a keyed hash".to_owned()))?;
        let Some((tenant, member)) = engine.db.find_login(&index).await? else { return Ok(()) };
        match engine.write_reset(tenant, MemberId(member)).await? {
            Some(letter) => send(&engine, &letter).await,
            None => Ok(()),
        }
    }
}

/// The letter about a line that stopped by itself or sends again, to one member.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LineLetter {
    /// Whose.
    pub tenant: TenantId,
    /// Which line.
    pub line: LineId,
    /// To whom.
    pub member: MemberId,
    /// What happened.
    pub news: LineNews,
}

/// What a letter about a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineNews {
    /// It stopped.
    Stopped(Reason),
    /// It sends again.
    Recovered,
}

impl Task for LineLetter {
    const NAME: &'static str = "line_letter";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        match engine.write_line_letter(self).await? {
            Some(letter) => send(&engine, &letter).await,
            None => Ok(()),
        }
    }
}

/// A letter that can never be sent is given up, not tried again.
pub(crate) async fn send(engine: &Engine, letter: &Letter) -> Result<(), JobError> {
    match engine.mailer.send(letter).await {
        Err(MailError::Refused(why)) => {
            tracing::error!(%why, "a letter was refused and is given up");
            Ok(())
        }
        other => Ok(other?),
    }
}

fn told(refusal: Refusal) -> JobError {
    JobError::Other(refusal.to_string())
}

fn opened(room: &Room, purpose: Purpose, sealed: &[u8]) -> Result<String, DbError> {
    Ok(room.keys.open_text(purpose, sealed)?)
}

impl Engine {
    /// Writes the letter of an invitation that is still open, and stores the hash of its token.
    async fn write_invitation(&self, task: InvitationLetter) -> Result<Option<Letter>, JobError> {
        let room = self.room(task.tenant).await.map_err(told)?;
        let Some(row) = invitations::lock(&room.tx, task.invitation).await? else { return Ok(None) };
        if !row.is_open(self.now()) {
            return Ok(None);
        }
        let token = token::fresh().map_err(told)?;
        invitations::set_token(&room.tx, row.id, &self.token_hash(&token)).await?;
        let tenant = tenants::get(&room.tx).await?;
        let inviter = members::find(&room.tx, row.invited_by).await?;
        let language = inviter.as_ref().and_then(|member| member.language).unwrap_or(tenant.language);
        let speak = self.speaker(&room, language).await?;
        let tenant_name = opened(&room, Purpose::PersonName, &tenant.name_ct)?;
        let inviter = match &inviter {
            Some(member) => opened(&room, Purpose::PersonName, &member.name_ct)?,
            None => tenant_name.clone(),
        };
        let to = opened(&room, Purpose::Email, &row.email_ct)?;
        room.tx.commit().await?;
        let role = speak.t(&format!("mail-role-{}", row.role.as_str()));
        let link = self.link("convite", &token);
        let until = until(speak, row.expires_at);
        let args = [
            ("tenant", Arg::Text(&tenant_name)),
            ("inviter", Arg::Text(&inviter)),
            ("role", Arg::Text(&role)),
            ("until", Arg::Text(&until)),
            ("link", Arg::Text(&link)),
        ];
        Ok(Some(letter(speak, "invitation", to, &args)))
    }

    /// Writes the letter with a reset link, and stores the wish with the hash of its token.
    async fn write_reset(&self, tenant: TenantId, member: MemberId) -> Result<Option<Letter>, JobError> {
        let room = self.room(tenant).await.map_err(told)?;
        let Some(row) = members::find(&room.tx, member).await? else { return Ok(None) };
        let token = token::fresh().map_err(told)?;
        let now = self.now();
        let expires_at =
            now + TimeDelta::from_std(self.settings.reset_age_max).unwrap_or(TimeDelta::hours(1));
        let id = self.new_id(PasswordResetId::from_parts);
        resets::create(&room.tx, id, member, now, expires_at).await?;
        resets::set_token(&room.tx, id, &self.token_hash(&token)).await?;
        let tenant = tenants::get(&room.tx).await?;
        let speak = self.speaker(&room, row.language.unwrap_or(tenant.language)).await?;
        let name = opened(&room, Purpose::PersonName, &row.name_ct)?;
        let to = opened(&room, Purpose::Email, &row.email_ct)?;
        room.tx.commit().await?;
        let link = self.link("nova-senha", &token);
        let until = until(speak, expires_at);
        let args = [("name", Arg::Text(&name)), ("until", Arg::Text(&until)), ("link", Arg::Text(&link))];
        Ok(Some(letter(speak, "reset", to, &args)))
    }

    /// Writes the letter about a line to a member who still works here.
    async fn write_line_letter(&self, task: LineLetter) -> Result<Option<Letter>, JobError> {
        let mut lines = self.db.tenant(task.tenant).await?;
        let line = line::find(&mut lines, task.line).await?;
        lines.commit().await?;
        let room = self.room(task.tenant).await.map_err(told)?;
        let (Some(line), Some(row)) = (line, members::find(&room.tx, task.member).await?) else {
            return Ok(None);
        };
        let tenant = tenants::get(&room.tx).await?;
        let speak = self.speaker(&room, row.language.unwrap_or(tenant.language)).await?;
        let name = opened(&room, Purpose::PersonName, &row.name_ct)?;
        let to = opened(&room, Purpose::Email, &row.email_ct)?;
        room.tx.commit().await?;
        let reason = match task.news {
            LineNews::Stopped(reason) => speak.t(&format!("mail-line-reason-{}", reason.as_str())),
            LineNews::Recovered => String::new(),
        };
        let link = format!("{}/numeros", self.settings.public_url);
        let args = [
            ("name", Arg::Text(&name)),
            ("line", Arg::Text(&line.label)),
            ("reason", Arg::Text(&reason)),
            ("link", Arg::Text(&link)),
        ];
        let kind = match task.news {
            LineNews::Stopped(_) => "line-stopped",
            LineNews::Recovered => "line-recovered",
        };
        Ok(Some(letter(speak, kind, to, &args)))
    }

    async fn speaker(&self, room: &Room, language: Lang) -> Result<Translator, DbError> {
        let offset = tenants::utc_offset_minutes(&room.tx, self.now()).await?;
        Ok(Translator::for_lang(language).with_utc_offset(offset))
    }

    fn link(&self, page: &str, token: &SecretString) -> String {
        format!("{}/{page}/{}", self.settings.public_url, token.expose_secret())
    }
}

fn until(speak: Translator, moment: DateTime<Utc>) -> String {
    speak.date_time(moment)
}

fn letter(speak: Translator, kind: &str, to: String, args: &[(&str, Arg<'_>)]) -> Letter {
    let subject = speak.t_args(&format!("mail-{kind}-subject"), args);
    let text = speak.t_args(&format!("mail-{kind}-text"), args);
    Letter { to, subject, text }
}
