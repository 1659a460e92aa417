//! The team: who is in it, inviting, roles, removing.
//!
//! Nobody gives or takes a role above what they may give, and a tenant never loses its last owner.

use super::{Room, field, letter::InvitationLetter, tries::Subject};
use crate::{Caller, Engine, Reply, job, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    event::{self, NewEvent},
    people::{
        invitations::{self, NewInvitation},
        members::{self, MemberRow},
        resets, sessions,
    },
};
use prosa_domain::{
    access::{Action, Role, grantable_roles},
    email::Email,
    event::EventKind,
    id::{InvitationId, MemberId},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::team::{Invite, OpenInvitation, Team, TeamMember};

impl Engine {
    /// Members by name, and open invitations for those who may invite.
    ///
    /// # Errors
    /// `forbidden` for who may not see the team.
    pub async fn team(&self, caller: &Caller) -> Reply<Team> {
        caller.may(Action::ViewTeam)?;
        // First the number, then the team: a change in between is told again rather than missed.
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let (_, sequence) = event::range(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let room = self.room(caller.tenant).await?;
        let members = team_members(&room).await?;
        let may_invite = caller.may(Action::InviteMember).is_ok();
        let invitations = if may_invite { open_invitations(&room, self.now()).await? } else { Vec::new() };
        room.commit().await?;
        Ok(Team { members, invitations, grantable: grantable_roles(caller.role), sequence })
    }

    /// Invites an address with a letter; an earlier open invitation of the address is replaced.
    ///
    /// # Errors
    /// `forbidden` when the caller may not invite or not give the role; `email-taken` when the address is in the team.
    pub async fn invite(&self, caller: &Caller, form: Invite) -> Reply<()> {
        caller.may(Action::InviteMember)?;
        may_give(caller, form.role)?;
        let email = field::email(&form.email)?;
        if let Some(until) = self.try_once(Subject::Invitation(caller.tenant)).await? {
            let seconds = (until - self.now()).num_seconds().max(1);
            return Err(Refusal::new(Code::RateLimited).with("seconds", seconds));
        }
        let room = self.room(caller.tenant).await?;
        let id = self.store_invitation(caller, &room, &email, form.role).await?;
        let letter = InvitationLetter { tenant: caller.tenant, invitation: id };
        job::enqueue_orm(&room.tx, &letter).await.map_err(refuse_db)?;
        self.tell_team(caller, &room).await?;
        room.commit().await
    }

    async fn store_invitation(
        &self,
        by: &Caller,
        room: &Room,
        email: &Email,
        role: Role,
    ) -> Reply<InvitationId> {
        let email_index = self.email_index(email);
        if members::has_email(&room.tx, &email_index).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::EmailTaken));
        }
        let now = self.now();
        invitations::withdraw_of(&room.tx, &email_index, now).await.map_err(refuse_db)?;
        let age_max = TimeDelta::from_std(self.settings.invitation_age_max).unwrap_or(TimeDelta::days(7));
        let id = self.new_id(InvitationId::from_parts);
        let new = NewInvitation {
            id,
            email_index,
            email_ct: room.keys.seal(Purpose::Email, email.as_str().as_bytes()),
            role,
            invited_by: by.member,
            created_at: now,
            expires_at: now + age_max,
        };
        invitations::create(&room.tx, new).await.map_err(refuse_db)?;
        Ok(id)
    }

    /// Withdraws an open invitation: its link stops working at once.
    ///
    /// # Errors
    /// `not-found` when it is not there or not open; `forbidden` when the caller could not have given its role.
    pub async fn withdraw_invitation(&self, caller: &Caller, id: InvitationId) -> Reply<()> {
        caller.may(Action::InviteMember)?;
        let room = self.room(caller.tenant).await?;
        let found = invitations::lock(&room.tx, id).await.map_err(refuse_db)?;
        let row = found.filter(|row| !row.closed).ok_or_else(|| Refusal::new(Code::NotFound))?;
        may_give(caller, row.role)?;
        invitations::withdraw(&room.tx, id, self.now()).await.map_err(refuse_db)?;
        self.tell_team(caller, &room).await?;
        room.commit().await
    }

    /// Gives a member another role. It acts on the member's next request.
    ///
    /// # Errors
    /// `forbidden` when the caller may not give the new role or not touch the old one; `last-owner`; `not-found`.
    pub async fn change_role(&self, caller: &Caller, id: MemberId, role: Role) -> Reply<()> {
        caller.may(Action::ManageMembers)?;
        may_give(caller, role)?;
        let room = self.room(caller.tenant).await?;
        let member = self.touchable(caller, &room, id, role).await?;
        if member.role != role {
            members::set_role(&room.tx, id, role).await.map_err(refuse_db)?;
            self.tell_team(caller, &room).await?;
        }
        room.commit().await?;
        self.people.cache.forget_member(id);
        Ok(())
    }

    /// Removes a member: sessions end at once, open conversations go back to nobody, the address becomes free.
    ///
    /// # Errors
    /// As for [`Engine::change_role`].
    pub async fn remove_member(&self, caller: &Caller, id: MemberId) -> Reply<()> {
        caller.may(Action::ManageMembers)?;
        let room = self.room(caller.tenant).await?;
        self.touchable(caller, &room, id, Role::Viewer).await?;
        let now = self.now();
        members::remove(&room.tx, id).await.map_err(refuse_db)?;
        sessions::revoke_all(&room.tx, id, None, now).await.map_err(refuse_db)?;
        resets::close_all(&room.tx, id, now).await.map_err(refuse_db)?;
        let released = members::release_conversations(&room.tx, id).await.map_err(refuse_db)?;
        for conversation in released {
            let changed =
                NewEvent::of(EventKind::ConversationUpdated).conversation(conversation).by(caller.member);
            event::append_one(&room.tx, now, changed).await.map_err(refuse_db)?;
        }
        self.tell_team(caller, &room).await?;
        room.commit().await?;
        self.people.cache.forget_member(id);
        Ok(())
    }

    /// The member, if the caller may touch one of that role and an owner is left afterwards. Owners stay locked until
    /// commit, so that two of them cannot step down at the same time.
    async fn touchable(
        &self,
        caller: &Caller,
        room: &Room,
        id: MemberId,
        role_after: Role,
    ) -> Reply<MemberRow> {
        let owners = members::lock_owners(&room.tx).await.map_err(refuse_db)?;
        let member = self.member(room, id).await?;
        may_give(caller, member.role)?;
        let steps_down = member.role == Role::Owner && role_after != Role::Owner;
        if steps_down && owners.iter().all(|owner| *owner == id) {
            return Err(Refusal::new(Code::LastOwner));
        }
        Ok(member)
    }

    async fn tell_team(&self, caller: &Caller, room: &Room) -> Reply<()> {
        let changed = NewEvent::of(EventKind::TeamUpdated).by(caller.member);
        event::append_one(&room.tx, self.now(), changed).await.map_err(refuse_db)
    }
}

fn may_give(caller: &Caller, role: Role) -> Reply<()> {
    if grantable_roles(caller.role).contains(&role) { Ok(()) } else { Err(Refusal::new(Code::Forbidden)) }
}

async fn team_members(room: &Room) -> Reply<Vec<TeamMember>> {
    let rows = members::list(&room.tx).await.map_err(refuse_db)?;
    let last_seen = sessions::last_seen(&room.tx).await.map_err(refuse_db)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.push(TeamMember {
            id: row.id,
            name: room.open(Purpose::PersonName, &row.name_ct)?,
            email: room.open(Purpose::Email, &row.email_ct)?,
            role: row.role,
            created_at: row.created_at,
            last_seen_at: last_seen.get(&row.id).copied(),
        });
    }
    list.sort_by_cached_key(|member| member.name.to_lowercase());
    Ok(list)
}

async fn open_invitations(room: &Room, now: DateTime<Utc>) -> Reply<Vec<OpenInvitation>> {
    let rows = invitations::list_open(&room.tx, now).await.map_err(refuse_db)?;
    let open = |row: invitations::InvitationRow| {
        let email = room.open(Purpose::Email, &row.email_ct)?;
        Ok(OpenInvitation { id: row.id, email, role: row.role, expires_at: row.expires_at })
    };
    rows.into_iter().map(open).collect()
}
