//! Who is signed in, and the forms on the way there.

use chrono::{DateTime, Utc};
use prosa_domain::{
    access::Role,
    id::{MemberId, SessionId, TenantId},
    lang::Lang,
};
use serde::{Deserialize, Serialize};

/// How the screen is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the stored word; anything else is the system's.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The signed-in member, as every screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The member.
    pub member_id: MemberId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The session that asks.
    pub session_id: SessionId,
    /// The tenant's name.
    pub tenant_name: String,
    /// The member's name.
    pub name: String,
    /// The member's e-mail.
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Language kept for this member; none means the browser's.
    pub language: Option<Lang>,
    /// Theme kept for this member.
    pub theme: Theme,
    /// IANA name of the tenant's time zone, such as `America/Sao_Paulo`.
    pub time_zone: String,
    /// Offset of that zone from UTC now, in minutes (negative is west).
    pub utc_offset_minutes: i32,
}

/// Sign-up: a new tenant and its owner.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SignUp {
    /// Name of the company.
    pub tenant_name: String,
    /// Name of the person.
    pub name: String,
    /// E-mail to sign in with.
    pub email: String,
    /// Password, at least 10 characters.
    pub password: String,
    /// Language the tenant begins with: the one the form was read in.
    #[serde(default)]
    pub language: Option<Lang>,
}

/// Log-in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LogIn {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
}

/// An invitation followed by its link.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AcceptInvitation {
    /// The token of the link.
    pub token: String,
    /// Name of the person.
    pub name: String,
    /// New password.
    pub password: String,
}

/// A new password through a reset link.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ResetPassword {
    /// The token of the link.
    pub token: String,
    /// New password.
    pub password: String,
}

/// What an invitation link shows before it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The tenant that invites.
    pub tenant_name: String,
    /// The invited e-mail.
    pub email: String,
    /// The role offered.
    pub role: Role,
}

/// One signed-in browser or phone of the member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Browser and address, as told at log-in.
    pub device: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it last asked for something (rounded to minutes).
    pub last_seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}
