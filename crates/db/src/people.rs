//! People: tenants, members, sessions, invitations, resets, and wrong passwords counted.
//!
//! Names and addresses come and go sealed; tokens only as hashes. Who may do what is not decided here.

pub mod invitations;
pub mod members;
pub mod resets;
pub mod sessions;
pub mod tenants;
pub mod throttle;

use crate::DbError;
use prosa_domain::{access::Role, lang::Lang};

/// Reads a stored role.
fn role(word: &str) -> Result<Role, DbError> {
    Role::parse(word).ok_or_else(|| DbError::Decode(format!("role {word}")))
}

/// Reads a stored language; one that is no longer spoken is as good as none.
fn lang(tag: Option<&str>) -> Option<Lang> {
    tag.and_then(Lang::parse)
}
