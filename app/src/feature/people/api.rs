//! What these screens ask the server: a few lines each, the engine decides.
//!
//! Who enters gets the session's cookie and, with it, the address to go on to: a plain form is redirected there, the browser
//! loads it anew, because a page knows from its beginning who looks at it.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::{
    access::Role,
    id::{InvitationId, MemberId, SessionId},
    lang::Lang,
};
use prosa_wire::{
    session::{InvitationView, SessionView},
    team::Team,
};

#[cfg(feature = "ssr")]
use super::cookie;
#[cfg(feature = "ssr")]
use crate::call::{answer, engine, signed_in};
#[cfg(feature = "ssr")]
use prosa_wire::{
    session::{AcceptInvitation, LogIn, ResetPassword, SignUp},
    team::Invite,
};

/// Signs in; answers where to go on to.
#[server(name = CallLogIn, endpoint = "people/log_in")]
pub async fn log_in(email: String, password: String, #[server(default)] to: String) -> Called<String> {
    let (engine, device, peer) = (engine()?, cookie::device(), cookie::peer());
    let session = answer(engine.log_in(LogIn { email, password }, &device, &peer).await)?;
    Ok(cookie::enter(&engine, &session, &to))
}

/// Makes a tenant and its owner; answers where to go on to.
#[server(name = CallSignUp, endpoint = "people/sign_up")]
pub async fn sign_up(
    tenant_name: String,
    name: String,
    email: String,
    password: String,
    language: Option<Lang>,
) -> Called<String> {
    let engine = engine()?;
    let form = SignUp { tenant_name, name, email, password, language };
    let session = answer(engine.sign_up(form, &cookie::device()).await)?;
    Ok(cookie::enter(&engine, &session, ""))
}

/// Signs out.
#[server(name = CallSignOut, endpoint = "sign_out")]
pub async fn sign_out() -> Called<()> {
    if let Ok((engine, caller)) = signed_in() {
        answer(engine.log_out(&caller).await)?;
    }
    cookie::leave(&engine()?);
    Ok(())
}

/// What an invitation's link shows.
#[server(name = CallInvitation, endpoint = "people/invitation")]
pub async fn invitation(token: String) -> Called<InvitationView> {
    answer(engine()?.find_invitation(&token).await)
}

/// Joins through an invitation's link; answers where to go on to.
#[server(name = CallAccept, endpoint = "people/accept_invitation")]
pub async fn accept_invitation(token: String, name: String, password: String) -> Called<String> {
    let engine = engine()?;
    let form = AcceptInvitation { token, name, password };
    let session = answer(engine.accept_invitation(form, &cookie::device()).await)?;
    Ok(cookie::enter(&engine, &session, ""))
}

/// Asks for a letter with a reset link; answers where to go on to.
#[server(name = CallAskReset, endpoint = "people/request_reset")]
pub async fn request_reset(email: String) -> Called<String> {
    answer(engine()?.request_reset(&email).await)?;
    Ok(cookie::go_on("/esqueci-a-senha?pedido=sim"))
}

/// Sets a new password through a link; answers where to go on to.
#[server(name = CallReset, endpoint = "people/reset_password")]
pub async fn reset_password(token: String, password: String) -> Called<String> {
    answer(engine()?.reset_password(ResetPassword { token, password }).await)?;
    Ok(cookie::go_on("/entrar?senha=nova"))
}

/// Members and open invitations.
#[server(name = CallTeam, endpoint = "people/team")]
pub async fn team() -> Called<Team> {
    let (engine, caller) = signed_in()?;
    answer(engine.team(&caller).await)
}

/// Invites an address.
#[server(name = CallInvite, endpoint = "people/invite")]
pub async fn invite(email: String, role: Role) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.invite(&caller, Invite { email, role }).await)
}

/// Withdraws an invitation.
#[server(name = CallWithdraw, endpoint = "people/withdraw_invitation")]
pub async fn withdraw_invitation(id: InvitationId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.withdraw_invitation(&caller, id).await)
}

/// Gives a member another role.
#[server(name = CallChangeRole, endpoint = "people/change_role")]
pub async fn change_role(id: MemberId, role: Role) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.change_role(&caller, id, role).await)
}

/// Removes a member.
#[server(name = CallRemoveMember, endpoint = "people/remove_member")]
pub async fn remove_member(id: MemberId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.remove_member(&caller, id).await)
}

/// The member's sessions.
#[server(name = CallSessions, endpoint = "people/sessions")]
pub async fn sessions() -> Called<Vec<SessionView>> {
    let (engine, caller) = signed_in()?;
    answer(engine.sessions(&caller).await)
}

/// Ends one session.
#[server(name = CallRevoke, endpoint = "people/revoke_session")]
pub async fn revoke_session(id: SessionId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.revoke_session(&caller, id).await)
}

/// Ends every session but this one.
#[server(name = CallRevokeOthers, endpoint = "people/revoke_other_sessions")]
pub async fn revoke_other_sessions() -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.revoke_other_sessions(&caller).await)
}

/// Changes the password.
#[server(name = CallChangePassword, endpoint = "people/change_password")]
pub async fn change_password(current: String, password: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.change_password(&caller, &current, &password).await)
}
