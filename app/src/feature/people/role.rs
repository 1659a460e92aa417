//! Roles in words.

use crate::{i18n::Translator, kit::Choice};
use prosa_domain::access::Role;

/// Key of a role's name.
#[must_use]
pub const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner",
        Role::Admin => "role-admin",
        Role::Manager => "role-manager",
        Role::Agent => "role-agent",
        Role::Viewer => "role-viewer",
    }
}

/// Key of what a role may do, in one sentence.
#[must_use]
pub const fn role_help_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner-help",
        Role::Admin => "role-admin-help",
        Role::Manager => "role-manager-help",
        Role::Agent => "role-agent-help",
        Role::Viewer => "role-viewer-help",
    }
}

/// Roles to choose from.
#[must_use]
pub fn choices(tr: Translator, roles: &[Role]) -> Vec<Choice> {
    roles.iter().map(|role| Choice::new(role.as_str(), tr.t(role_key(*role)))).collect()
}
