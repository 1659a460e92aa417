//! Links of letters: invitations and resets, each works once, for a while, and not after it was withdrawn.

use super::*;
use prosa_domain::lang::Lang;
use prosa_testkit::World;
use prosa_wire::session::ResetPassword;

async fn invited(world: &World, by: &Caller, email: &str) -> String {
    world.engine.invite(by, Invite { email: email.to_owned(), role: Role::Agent }).await.unwrap();
    work(world).await;
    token_to(world, email, "convite")
}

async fn accept(world: &World, token: &str) -> Result<NewSession, Code> {
    let form = AcceptInvitation {
        token: token.to_owned(),
        name: "Caio Prado".to_owned(),
        password: PASSWORD.to_owned(),
    };
    world.engine.accept_invitation(form, "").await.map_err(|refusal| refusal.code)
}

async fn look(world: &World, token: &str) -> Option<Code> {
    world.engine.find_invitation(token).await.err().map(|refusal| refusal.code)
}

#[tokio::test]
async fn an_invited_person_joins_through_the_letters_link_once() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let token = invited(&world, &owner, "caio@aurora.example").await;
    let view = world.engine.find_invitation(&token).await.unwrap();
    assert_eq!(
        (view.tenant_name.as_str(), view.email.as_str()),
        ("Casa Aurora Móveis", "caio@aurora.example")
    );
    let session = accept(&world, &token).await.unwrap();
    assert_eq!((session.caller.tenant, session.caller.role), (owner.tenant, Role::Agent));
    assert_eq!(resolve(&world, &session).await, Some(session.caller));
    assert!(log_in(&world, "caio@aurora.example", PASSWORD).await.is_ok());
    assert_eq!(look(&world, &token).await, Some(Code::LinkExpired));
    assert_eq!(accept(&world, &token).await.err(), Some(Code::LinkExpired));
    let team = world.engine.team(&owner).await.unwrap();
    assert_eq!((team.members.len(), team.invitations.len()), (2, 0));
}

#[tokio::test]
async fn a_link_followed_twice_at_the_same_moment_makes_one_member() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let token = invited(&world, &owner, "caio@aurora.example").await;
    let (one, two) = tokio::join!(accept(&world, &token), accept(&world, &token));
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(world.engine.team(&owner).await.unwrap().members.len(), 2);
}

#[tokio::test]
async fn an_old_a_withdrawn_and_a_made_up_invitation_open_nothing() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let old = invited(&world, &owner, "caio@aurora.example").await;
    world.clock.advance(Duration::days(7));
    let withdrawn = invited(&world, &owner, "rita@aurora.example").await;
    let id = world.engine.team(&owner).await.unwrap().invitations[0].id;
    world.engine.withdraw_invitation(&owner, id).await.unwrap();
    let again = world.engine.withdraw_invitation(&owner, id).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
    for token in [old, withdrawn, "a".repeat(43), "../../etc".to_owned(), String::new()] {
        assert_eq!(look(&world, &token).await, Some(Code::LinkExpired));
        assert_eq!(accept(&world, &token).await.err(), Some(Code::LinkExpired));
    }
    assert_eq!(world.engine.team(&owner).await.unwrap().members.len(), 1);
}

#[tokio::test]
async fn an_invitation_withdrawn_before_its_letter_sends_none() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let form = Invite { email: "caio@aurora.example".to_owned(), role: Role::Agent };
    world.engine.invite(&owner, form).await.unwrap();
    let id = world.engine.team(&owner).await.unwrap().invitations[0].id;
    world.engine.withdraw_invitation(&owner, id).await.unwrap();
    work(&world).await;
    assert!(world.letters.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_address_that_signs_in_elsewhere_meanwhile_cannot_join() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await.caller;
    let token = invited(&world, &here, "rita@outra.example").await;
    owner(&world, "rita@outra.example").await;
    assert_eq!(accept(&world, &token).await.err(), Some(Code::EmailTaken));
}

#[tokio::test]
async fn a_weak_password_leaves_the_invitation_open() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let token = invited(&world, &owner, "caio@aurora.example").await;
    let form = AcceptInvitation { token: token.clone(), name: "Caio".into(), password: "curta".into() };
    assert_eq!(world.engine.accept_invitation(form, "").await.unwrap_err().code, Code::PasswordWeak);
    assert!(accept(&world, &token).await.is_ok());
}

async fn asked(world: &World, email: &str) -> String {
    world.engine.request_reset(email).await.unwrap();
    work(world).await;
    token_to(world, email, "nova-senha")
}

async fn reset(world: &World, token: &str, password: &str) -> Result<(), Code> {
    let form = ResetPassword { token: token.to_owned(), password: password.to_owned() };
    world.engine.reset_password(form).await.map_err(|refusal| refusal.code)
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_and_every_session_ends() {
    let world = World::new().await;
    let session = owner(&world, "bianca@aurora.example").await;
    assert!(resolve(&world, &session).await.is_some());
    let token = asked(&world, "bianca@aurora.example").await;
    assert_eq!(reset(&world, &token, "curta").await, Err(Code::PasswordWeak));
    assert_eq!(reset(&world, &token, "mesa de jantar").await, Ok(()));
    assert_eq!(resolve(&world, &session).await, None);
    assert_eq!(reset(&world, &token, "outra cadeira").await, Err(Code::LinkExpired));
    assert_eq!(log_in(&world, "bianca@aurora.example", PASSWORD).await.err(), Some(Code::BadCredentials));
    assert!(log_in(&world, "bianca@aurora.example", "mesa de jantar").await.is_ok());
}

#[tokio::test]
async fn a_reset_unlocks_the_address() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    for _ in 0..6 {
        log_in(&world, "bianca@aurora.example", "cadeira verde").await.unwrap_err();
    }
    let token = asked(&world, "bianca@aurora.example").await;
    reset(&world, &token, "mesa de jantar").await.unwrap();
    assert!(log_in(&world, "bianca@aurora.example", "mesa de jantar").await.is_ok());
}

#[tokio::test]
async fn a_reset_link_is_good_for_an_hour_and_a_newer_one_replaces_it() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    let first = asked(&world, "bianca@aurora.example").await;
    let second = asked(&world, "bianca@aurora.example").await;
    assert_eq!(reset(&world, &first, "mesa de jantar").await, Err(Code::LinkExpired));
    world.clock.advance(minutes(60));
    assert_eq!(reset(&world, &second, "mesa de jantar").await, Err(Code::LinkExpired));
    let third = asked(&world, "bianca@aurora.example").await;
    world.clock.advance(minutes(59));
    assert_eq!(reset(&world, &third, "mesa de jantar").await, Ok(()));
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_letter() {
    let world = World::new().await;
    assert_eq!(world.engine.request_reset("ninguem@aurora.example").await, Ok(()));
    assert_eq!(prosa_db::job::depth(&world.engine.db).await.unwrap().0, 1, "the same work waits for anybody");
    work(&world).await;
    assert!(world.letters.0.lock().unwrap().is_empty());
    assert_eq!(world.engine.request_reset("nada").await.unwrap_err().code, Code::EmailInvalid);
}

#[tokio::test]
async fn an_address_gets_three_reset_letters_an_hour() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    for _ in 0..5 {
        world.engine.request_reset("bianca@aurora.example").await.unwrap();
        work(&world).await;
    }
    assert_eq!(world.letters.0.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn letters_speak_the_readers_language_and_tell_times_of_the_tenant() {
    let world = World::new().await;
    let mut form = form("bianca@aurora.example");
    form.language = Some(Lang::Es);
    let owner = world.engine.sign_up(form, "").await.unwrap().caller;
    asked(&world, "bianca@aurora.example").await;
    invited(&world, &owner, "caio@aurora.example").await;
    world.engine.set_language(&owner, Some(Lang::En)).await.unwrap();
    asked(&world, "bianca@aurora.example").await;
    let letters = world.letters.0.lock().unwrap();
    let subjects: Vec<&str> = letters.iter().map(|letter| letter.subject.as_str()).collect();
    let invited = "Bianca Nunes te invitó a Casa Aurora Móveis en Prosa";
    assert_eq!(subjects, ["Nueva contraseña en Prosa", invited, "A new password for Prosa"]);
    // The tests begin on 2026-11-18 at 11:06 UTC, 08:06 in São Paulo; the link is good for an hour.
    assert!(letters[0].text.contains("18/11/2026 09:06"), "{}", letters[0].text);
}
