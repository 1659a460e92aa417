//! Who asks, and what they may do.

use prosa_domain::{
    access::{Action, Permit, Role, allows},
    id::{MemberId, SessionId, TenantId},
    refusal::{Code, Refusal},
};

/// A signed-in member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Of which tenant.
    pub tenant: TenantId,
    /// Who.
    pub member: MemberId,
    /// In which role.
    pub role: Role,
    /// Through which session.
    pub session: SessionId,
}

impl Caller {
    /// Refuses unless the role allows the action.
    ///
    /// # Errors
    /// `forbidden` when it does not.
    pub fn may(&self, action: Action) -> Result<(), Refusal> {
        match allows(self.role, action) {
            Permit::Allowed => Ok(()),
            Permit::Denied => Err(Refusal::new(Code::Forbidden)),
        }
    }
}
