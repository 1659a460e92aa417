//! `[sessions]`: how long people stay logged in, and what guards the door.

use super::{ConfigError, positive};
use serde::{Deserialize, Serialize};

/// Sessions, log-in, invitations.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// A session ends after this long without use.
    pub idle_days_max: u64,
    /// A session ends after this long in any case.
    pub age_days_max: u64,
    /// Wrong passwords before an address is locked.
    pub failures_max: u32,
    /// How long it stays locked.
    pub lock_minutes: u64,
    /// How long an invitation link works.
    pub invitation_days_max: u64,
    /// How long a password-reset link works.
    pub reset_minutes_max: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_days_max: 14,
            age_days_max: 90,
            failures_max: 5,
            lock_minutes: 15,
            invitation_days_max: 7,
            reset_minutes_max: 60,
        }
    }
}

impl Sessions {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("sessions.idle_days_max", self.idle_days_max)?;
        positive("sessions.age_days_max", self.age_days_max)?;
        positive("sessions.failures_max", self.failures_max)?;
        positive("sessions.lock_minutes", self.lock_minutes)?;
        positive("sessions.invitation_days_max", self.invitation_days_max)?;
        positive("sessions.reset_minutes_max", self.reset_minutes_max)
    }
}
