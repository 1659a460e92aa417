//! The other side of an invitation: who follows its link.

use super::{Room, field, password, refuse_member, session::NewSession, session::Proven};
use crate::{Engine, Reply, refuse_db};
use prosa_db::{
    event::{self, NewEvent},
    people::{
        invitations::{self, InvitationRow},
        members::{self, NewMember},
        tenants,
    },
};
use prosa_domain::{
    event::EventKind,
    id::{InvitationId, MemberId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::session::{AcceptInvitation, InvitationView};

impl Engine {
    /// What an invitation's link shows before it is accepted.
    ///
    /// # Errors
    /// `link-expired` when the link is unknown, too old, used or withdrawn: which one is not told.
    pub async fn find_invitation(&self, token: &str) -> Reply<InvitationView> {
        let (tenant, id) = self.follow_invitation(token).await?;
        let room = self.room(tenant).await?;
        let invitation = self.open_invitation(&room, id).await?;
        let row = tenants::get(&room.tx).await.map_err(refuse_db)?;
        let view = InvitationView {
            tenant_name: room.open(Purpose::PersonName, &row.name_ct)?,
            email: room.open(Purpose::Email, &invitation.email_ct)?,
            role: invitation.role,
        };
        room.commit().await?;
        Ok(view)
    }

    /// Makes the invited person a member and signs them in. The link works once.
    ///
    /// # Errors
    /// `link-expired` as above; `email-taken` when the address signs in elsewhere; when a field is not in order.
    pub async fn accept_invitation(&self, form: AcceptInvitation, device: &str) -> Reply<NewSession> {
        let name = field::name("name", &form.name)?;
        let (tenant, id) = self.follow_invitation(&form.token).await?;
        let room = self.room(tenant).await?;
        let invitation = self.open_invitation(&room, id).await?;
        let email = field::email(&room.open(Purpose::Email, &invitation.email_ct)?)?;
        room.commit().await?;
        password::judge(&form.password, &email)?;
        let password_hash = self.people.hasher.hash(&form.password).await?;
        let room = self.room(tenant).await?;
        // Looked at again under the lock: hashing took a while, and the link works once.
        let invitation = self.open_invitation(&room, id).await?;
        let who = self.join(&room, &invitation, &name, password_hash).await?;
        room.commit().await?;
        self.begin_session(who, device).await
    }

    async fn join(
        &self,
        room: &Room,
        row: &InvitationRow,
        name: &str,
        password_hash: String,
    ) -> Reply<Proven> {
        let now = self.now();
        let member = self.new_id(MemberId::from_parts);
        let email_index = row.email_index.as_slice().try_into().map_err(|_| Refusal::new(Code::Internal))?;
        let new = NewMember {
            id: member,
            email_index,
            email_ct: row.email_ct.clone(),
            name_ct: room.keys.seal(Purpose::PersonName, name.as_bytes()),
            password_hash,
            role: row.role,
            language: None,
            created_at: now,
        };
        members::create(&room.tx, new).await.map_err(refuse_member)?;
        invitations::accept(&room.tx, row.id, now).await.map_err(refuse_db)?;
        event::append_one(&room.tx, now, NewEvent::of(EventKind::TeamUpdated).by(member))
            .await
            .map_err(refuse_db)?;
        Ok(Proven { tenant: room.tx.tenant(), member, role: row.role })
    }

    async fn follow_invitation(&self, token: &str) -> Reply<(TenantId, InvitationId)> {
        let gone = || Refusal::new(Code::LinkExpired);
        let hash = self.brought_hash(token).ok_or_else(gone)?;
        let found = self.db.find_invitation(&hash).await.map_err(refuse_db)?;
        found.map(|(tenant, id)| (tenant, InvitationId(id))).ok_or_else(gone)
    }

    async fn open_invitation(&self, room: &Room, id: InvitationId) -> Reply<InvitationRow> {
        let found = invitations::lock(&room.tx, id).await.map_err(refuse_db)?;
        found.filter(|row| row.is_open(self.now())).ok_or_else(|| Refusal::new(Code::LinkExpired))
    }
}
