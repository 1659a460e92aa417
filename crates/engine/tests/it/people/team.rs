//! The team: roles, the last owner, removing, and the wall between tenants.

use super::*;
use prosa_domain::{
    access::grantable_roles,
    event::EventKind,
    id::{InvitationId, MemberId},
};
use prosa_testkit::World;

fn as_role(caller: &Caller, role: Role) -> Caller {
    Caller { role, ..*caller }
}

async fn invite(world: &World, by: &Caller, email: &str, role: Role) -> Result<(), Code> {
    world.engine.invite(by, Invite { email: email.to_owned(), role }).await.map_err(|refusal| refusal.code)
}

#[tokio::test]
async fn who_may_invite_as_what_is_as_the_matrix_says() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    for by in Role::ALL {
        for (n, role) in Role::ALL.into_iter().enumerate() {
            let email = format!("{}{n}@aurora.example", by.as_str());
            let expected = if grantable_roles(by).contains(&role) { Ok(()) } else { Err(Code::Forbidden) };
            assert_eq!(
                invite(&world, &as_role(&owner.caller, by), &email, role).await,
                expected,
                "{by:?} {role:?}"
            );
        }
    }
}

#[tokio::test]
async fn everybody_sees_the_team_and_only_inviters_see_invitations() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    invite(&world, &owner.caller, "caio@aurora.example", Role::Agent).await.unwrap();
    for role in Role::ALL {
        let team = world.engine.team(&as_role(&owner.caller, role)).await.unwrap();
        assert_eq!(team.members.len(), 1);
        assert_eq!(team.invitations.len(), usize::from(role >= Role::Admin), "{role:?}");
        assert_eq!(team.grantable, grantable_roles(role));
    }
    let team = world.engine.team(&owner.caller).await.unwrap();
    assert_eq!(
        (team.invitations[0].email.as_str(), team.invitations[0].role),
        ("caio@aurora.example", Role::Agent)
    );
    assert!(team.members[0].last_seen_at.is_some());
}

#[tokio::test]
async fn a_member_cannot_be_invited_again_and_a_second_invitation_replaces_the_first() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    assert_eq!(
        invite(&world, &owner.caller, "Bianca@aurora.example", Role::Agent).await,
        Err(Code::EmailTaken)
    );
    assert_eq!(invite(&world, &owner.caller, "bianca", Role::Agent).await, Err(Code::EmailInvalid));
    invite(&world, &owner.caller, "caio@aurora.example", Role::Agent).await.unwrap();
    invite(&world, &owner.caller, "caio@aurora.example", Role::Manager).await.unwrap();
    let team = world.engine.team(&owner.caller).await.unwrap();
    let open: Vec<Role> = team.invitations.iter().map(|invitation| invitation.role).collect();
    assert_eq!(open, [Role::Manager]);
}

#[tokio::test]
async fn invitations_are_bounded_per_hour() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    for n in 0..60 {
        invite(&world, &owner.caller, &format!("gente{n}@aurora.example"), Role::Agent).await.unwrap();
    }
    assert_eq!(
        invite(&world, &owner.caller, "mais@aurora.example", Role::Agent).await,
        Err(Code::RateLimited)
    );
    world.clock.advance(minutes(61));
    assert_eq!(invite(&world, &owner.caller, "mais@aurora.example", Role::Agent).await, Ok(()));
}

#[tokio::test]
async fn a_role_change_acts_on_the_next_request_and_is_told_live() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    let agent = join(&world, &owner.caller, "caio@aurora.example", Role::Agent).await;
    assert_eq!(resolve(&world, &agent).await.unwrap().role, Role::Agent);
    world.engine.change_role(&owner.caller, agent.caller.member, Role::Viewer).await.unwrap();
    assert_eq!(resolve(&world, &agent).await.unwrap().role, Role::Viewer);
    let mut tx = world.engine.db.tenant(owner.caller.tenant).await.unwrap();
    let events = prosa_db::event::since(&mut tx, 0, 100).await.unwrap();
    let kinds: Vec<EventKind> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::TeamUpdated; 3], "invited, joined, changed");
    drop(tx);
    // An open screen follows from the number it was loaded with: nothing twice, nothing missed.
    let shown = world.engine.team(&owner.caller).await.unwrap();
    assert_eq!(shown.sequence, 3);
    world.engine.remove_member(&owner.caller, agent.caller.member).await.unwrap();
    let mut tx = world.engine.db.tenant(owner.caller.tenant).await.unwrap();
    let later = prosa_db::event::since(&mut tx, shown.sequence, 100).await.unwrap();
    assert_eq!(later.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::TeamUpdated], "removed");
}

#[tokio::test]
async fn who_may_change_whose_role_is_as_the_matrix_says() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await;
    join(&world, &owner.caller, "segunda@aurora.example", Role::Owner).await;
    let other = join(&world, &owner.caller, "caio@aurora.example", Role::Agent).await.caller.member;
    for by in Role::ALL {
        for from in Role::ALL {
            for to in Role::ALL {
                world.engine.change_role(&owner.caller, other, from).await.unwrap();
                let may = grantable_roles(by).contains(&from) && grantable_roles(by).contains(&to);
                let expected = if may { Ok(()) } else { Err(Code::Forbidden) };
                let caller = as_role(&owner.caller, by);
                let answer =
                    world.engine.change_role(&caller, other, to).await.map_err(|refusal| refusal.code);
                assert_eq!(answer, expected, "{by:?} changes {from:?} to {to:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_last_owner_can_neither_step_down_nor_leave() {
    let world = World::new().await;
    let first = owner(&world, "bianca@aurora.example").await.caller;
    let last = Some(Code::LastOwner);
    let code = |answer: Result<(), prosa_domain::refusal::Refusal>| answer.err().map(|refusal| refusal.code);
    assert_eq!(code(world.engine.change_role(&first, first.member, Role::Admin).await), last);
    assert_eq!(code(world.engine.remove_member(&first, first.member).await), last);
    let second = join(&world, &first, "caio@aurora.example", Role::Owner).await.caller;
    assert_eq!(code(world.engine.change_role(&first, first.member, Role::Admin).await), None);
    assert_eq!(code(world.engine.remove_member(&second, second.member).await), last);
}

#[tokio::test]
async fn two_owners_cannot_step_down_at_the_same_time() {
    let world = World::new().await;
    let first = owner(&world, "bianca@aurora.example").await.caller;
    let second = join(&world, &first, "caio@aurora.example", Role::Owner).await.caller;
    for _ in 0..10 {
        let (one, two) = tokio::join!(
            world.engine.change_role(&first, first.member, Role::Admin),
            world.engine.change_role(&second, second.member, Role::Admin),
        );
        assert!(one.is_ok() != two.is_ok(), "exactly one steps down: {one:?} {two:?}");
        let (by, other) = if one.is_ok() { (second, first) } else { (first, second) };
        world.engine.change_role(&by, other.member, Role::Owner).await.unwrap();
    }
}

#[tokio::test]
async fn a_removed_member_is_out_at_once_and_leaves_the_address_and_the_conversations_free() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.1", prosa_testkit::world::START - 60, "Oi").await;
    let agent = join(&world, &shop.owner, "caio@aurora.example", Role::Agent).await;
    assert!(resolve(&world, &agent).await.is_some());
    let mut admin = world.database.admin().await;
    sqlx::query("update conversation set assignee_id = $1")
        .bind(agent.caller.member.0)
        .execute(&mut admin)
        .await
        .unwrap();
    world.engine.remove_member(&shop.owner, agent.caller.member).await.unwrap();
    assert_eq!(resolve(&world, &agent).await, None);
    assert_eq!(log_in(&world, "caio@aurora.example", PASSWORD).await.err(), Some(Code::BadCredentials));
    let (assigned,): (i64,) =
        sqlx::query_as("select count(*) from conversation where assignee_id is not null")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    assert_eq!(assigned, 0);
    let told = world.events(&shop).await;
    assert!(
        told.iter().any(|event| event.kind == EventKind::ConversationUpdated
            && event.member_id == Some(shop.owner.member))
    );
    join(&world, &shop.owner, "caio@aurora.example", Role::Manager).await;
}

#[tokio::test]
async fn another_tenants_people_are_not_found() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await.caller;
    invite(&world, &here, "caio@aurora.example", Role::Agent).await.unwrap();
    let invitation = world.engine.team(&here).await.unwrap().invitations[0].id;
    let stranger = owner(&world, "rita@outra.example").await.caller;
    let code = |answer: Result<(), prosa_domain::refusal::Refusal>| answer.unwrap_err().code;
    assert_eq!(code(world.engine.change_role(&stranger, here.member, Role::Viewer).await), Code::NotFound);
    assert_eq!(code(world.engine.remove_member(&stranger, here.member).await), Code::NotFound);
    assert_eq!(code(world.engine.withdraw_invitation(&stranger, invitation).await), Code::NotFound);
    let nobody = MemberId(uuid::Uuid::from_u128(7));
    assert_eq!(code(world.engine.change_role(&here, nobody, Role::Viewer).await), Code::NotFound);
    let nothing = InvitationId(uuid::Uuid::from_u128(7));
    assert_eq!(code(world.engine.withdraw_invitation(&here, nothing).await), Code::NotFound);
    let team = world.engine.team(&stranger).await.unwrap();
    assert_eq!((team.members.len(), team.invitations.len()), (1, 0));
}
