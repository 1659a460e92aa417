//! The team screen: members and open invitations.

use chrono::{DateTime, Utc};
use prosa_domain::{
    access::Role,
    id::{InvitationId, MemberId},
};
use serde::{Deserialize, Serialize};

/// A member as a name to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRef {
    /// The member.
    pub id: MemberId,
    /// The member's name.
    pub name: String,
}

/// A member on the team screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// The member.
    pub id: MemberId,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: Role,
    /// When the member joined.
    pub created_at: DateTime<Utc>,
    /// When the member was last here, if ever.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    /// The invitation.
    pub id: InvitationId,
    /// Invited e-mail.
    pub email: String,
    /// Role offered.
    pub role: Role,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
}

/// The whole screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Members, by name.
    pub members: Vec<TeamMember>,
    /// Open invitations, newest first. Empty for those who may not invite.
    pub invitations: Vec<OpenInvitation>,
    /// Roles the caller may give.
    pub grantable: Vec<Role>,
    /// Live events after this number are not in it yet.
    pub sequence: i64,
}

/// An invitation to send.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invite {
    /// E-mail to invite.
    pub email: String,
    /// Role to offer.
    pub role: Role,
}
