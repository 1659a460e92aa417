//! The inbox on a real database: what members see, and what they do there.

use chrono::Duration;
use prosa_domain::{
    access::Role,
    conversation::ConversationStatus,
    event::EventKind,
    id::{CommandId, ConversationId, MemberId, SessionId},
    message::status::DeliveryState,
    refusal::Code,
};
use prosa_engine::Caller;
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_vault::{IndexPurpose, Purpose};
use prosa_wire::inbox::{
    Assign, Direction, InboxFilter, React, RefreshRequest, Scope, SendText, SetStatus, Thread,
};
use serde_json::json;
use uuid::Uuid;

const ANA: &str = "5511987650001";

/// Adds a member of a role.
async fn hire(world: &World, shop: &Shop, role: Role, name: &str) -> Caller {
    let member = world.engine.new_id(MemberId::from_parts);
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let email = format!("{member}-{}@example.com", shop.tenant);
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    sqlx::query(
        "insert into member (tenant_id, id, email_index, email_ct, name_ct, password_hash, role, created_at)
         values ($1, $2, $3, $4, $5, '', $6, $7)",
    )
    .bind(shop.tenant.0)
    .bind(member.0)
    .bind(world.engine.keyring.installation().blind_index(IndexPurpose::Email, &email).as_slice())
    .bind(keys.seal(Purpose::Email, email.as_bytes()))
    .bind(keys.seal(Purpose::PersonName, name.as_bytes()))
    .bind(role.as_str())
    .bind(world.engine.now())
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    Caller { tenant: shop.tenant, member, role, session: SessionId(Uuid::nil()) }
}

async fn only(world: &World, caller: &Caller) -> ConversationId {
    let any = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    world.engine.inbox_page(caller, any, None).await.unwrap().rows[0].id
}

async fn thread(world: &World, shop: &Shop) -> Thread {
    let id = only(world, &shop.owner).await;
    world.engine.thread(&shop.owner, id).await.unwrap()
}

async fn send(world: &World, shop: &Shop, conversation_id: ConversationId, command: u128, text: &str) {
    let command = SendText {
        command_id: CommandId(Uuid::from_u128(command)),
        conversation_id,
        text: text.to_owned(),
        quoted: None,
    };
    world.engine.send_text(&shop.owner, command).await.unwrap();
}

#[tokio::test]
async fn the_list_pages_through_everything_once_and_in_order() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..95 {
        // Many share a second, so that the id has to break the tie.
        let at = START - 1_000 + number / 10;
        world.receive(&shop, &format!("55119876{number:05}"), &format!("wamid.{number}"), at, "oi").await;
    }
    let filter = InboxFilter::default();
    let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = world.engine.inbox_page(&shop.owner, filter, after).await.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.last_message_at, row.id)));
        pages += 1;
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!((seen.len(), pages), (95, 3));
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, nothing twice");
}

#[tokio::test]
async fn counts_of_the_tabs_stop_at_a_hundred() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..104 {
        world.receive(&shop, &format!("55119877{number:05}"), &format!("wamid.{number}"), START, "oi").await;
    }
    let counts = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap().counts;
    assert_eq!((counts.mine, counts.unassigned, counts.all), (0, 101, 101));
}

#[tokio::test]
async fn filters_choose_by_owner_status_and_line() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let agent = hire(&world, &shop, Role::Agent, "Rafael Teixeira").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    world.receive(&shop, "5511987650002", "wamid.2", START - 5, "olá").await;
    let rows = |caller: Caller, scope, status| {
        let engine = world.engine.clone();
        async move {
            let filter = InboxFilter { scope, status, line_id: None, ..InboxFilter::default() };
            engine.inbox_page(&caller, filter, None).await.unwrap().rows
        }
    };
    let all = rows(shop.owner, Scope::All, Some(ConversationStatus::Open)).await;
    let (newer, older) = (all[0].id, all[1].id);
    world
        .engine
        .assign(&shop.owner, Assign { conversation_id: newer, member_id: Some(agent.member) })
        .await
        .unwrap();
    let status = SetStatus { conversation_id: older, status: ConversationStatus::Resolved };
    world.engine.set_status(&shop.owner, status).await.unwrap();
    let mine = rows(agent, Scope::Mine, None).await;
    assert_eq!(mine.iter().map(|row| row.id).collect::<Vec<_>>(), [newer]);
    assert_eq!(mine[0].assignee.as_ref().unwrap().name, "Rafael Teixeira");
    assert_eq!(rows(shop.owner, Scope::Unassigned, None).await[0].id, older);
    assert!(rows(shop.owner, Scope::Unassigned, Some(ConversationStatus::Open)).await.is_empty());
    assert_eq!(rows(shop.owner, Scope::All, Some(ConversationStatus::Resolved)).await[0].id, older);
    let other_line =
        InboxFilter { line_id: Some(prosa_domain::id::LineId(Uuid::from_u128(1))), ..InboxFilter::default() };
    assert!(world.engine.inbox_page(&shop.owner, other_line, None).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_message_of_the_contact_opens_a_resolved_conversation_again() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let id = only(&world, &shop.owner).await;
    let resolved = SetStatus { conversation_id: id, status: ConversationStatus::Resolved };
    world.engine.set_status(&shop.owner, resolved).await.unwrap();
    assert_eq!(thread(&world, &shop).await.row.status, ConversationStatus::Resolved);
    world.receive(&shop, ANA, "wamid.2", START - 5, "voltei").await;
    assert_eq!(thread(&world, &shop).await.row.status, ConversationStatus::Open);
}

#[tokio::test]
async fn a_thread_pages_upward_without_gap_or_repeat() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let mut batch = Vec::new();
    let names: Vec<(String, String)> =
        (0..120).map(|n| (format!("wamid.{n}"), format!("texto {n}"))).collect();
    for (number, (id, text)) in names.iter().enumerate() {
        batch.push((
            ANA,
            "Ana",
            id.as_str(),
            START - 500 + i64::try_from(number).unwrap() / 4,
            text.as_str(),
        ));
    }
    world.deliver(&meta::texts("100", &batch)).await;
    let open = thread(&world, &shop).await;
    assert_eq!(open.messages.len(), 50);
    assert_eq!(open.messages.last().unwrap().text, "texto 119");
    let (mut all, mut before) = (open.messages, open.older);
    while let Some(cursor) = before {
        let page = world.engine.older_messages(&shop.owner, open.row.id, cursor).await.unwrap();
        all.splice(0..0, page.messages);
        before = page.older;
    }
    let texts: Vec<String> = all.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, (0..120).map(|n| format!("texto {n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn quotes_reactions_edits_and_deletions_hang_on_their_messages() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let of = |id: &str, at: i64, mut rest: serde_json::Value| {
        rest["from"] = ANA.into();
        rest["from_user_id"] = "BR.1".into();
        rest["id"] = id.into();
        rest["timestamp"] = at.to_string().into();
        meta::envelope("100", json!({"messages": [rest]}))
    };
    world
        .deliver(&of("wamid.1", START - 50, json!({"type": "text", "text": {"body": "Quanto custa?"}})))
        .await;
    world
        .deliver(&of("wamid.2", START - 40, json!({"type": "text", "text": {"body": "E a entrega?"}, "context": {"from": ANA, "id": "wamid.1"}})))
        .await;
    world
        .deliver(&of("wamid.3", START - 30, json!({"type": "text", "text": {"body": "Sobre outra coisa"}, "context": {"from": ANA, "id": "wamid.gone"}})))
        .await;
    world
        .deliver(&of(
            "wamid.4",
            START - 20,
            json!({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}),
        ))
        .await;
    let messages = thread(&world, &shop).await.messages;
    assert_eq!(messages.len(), 3, "a reaction is told on its message, not by itself");
    assert_eq!(messages[0].reactions[0].emoji, "👍");
    assert_eq!(messages[0].reactions[0].direction, Direction::In);
    let quote = messages[1].quote.as_ref().unwrap();
    assert_eq!((quote.text.as_str(), quote.message_id), ("Quanto custa?", Some(messages[0].id)));
    let unknown = messages[2].quote.as_ref().unwrap();
    assert_eq!((unknown.text.as_str(), unknown.message_id, unknown.direction), ("", None, None));
    // Taken back: the reaction goes.
    world
        .deliver(&of(
            "wamid.5",
            START - 10,
            json!({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}}),
        ))
        .await;
    assert!(thread(&world, &shop).await.messages[0].reactions.is_empty());
}

#[tokio::test]
async fn a_reaction_to_a_message_nobody_has_is_still_shown() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let body = meta::envelope(
        "100",
        json!({"messages": [{"from": ANA, "id": "wamid.9", "timestamp": START.to_string(),
        "type": "reaction", "reaction": {"message_id": "wamid.gone", "emoji": "❤️"}}]}),
    );
    world.deliver(&body).await;
    let messages = thread(&world, &shop).await.messages;
    assert_eq!((messages[0].kind.as_str(), messages[0].text.as_str()), ("reaction", "❤️"));
}

#[tokio::test]
async fn a_reaction_of_ours_is_told_on_the_message_it_is_about() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let open = thread(&world, &shop).await;
    let target = open.messages[0].id;
    let react = |command: u128, emoji: Option<&str>| React {
        command_id: CommandId(Uuid::from_u128(command)),
        conversation_id: open.row.id,
        message_id: target,
        emoji: emoji.map(str::to_owned),
    };
    world.engine.react(&shop.owner, react(1, Some("🙏"))).await.unwrap();
    let events = world.events(&shop).await;
    let told = events.last().unwrap();
    assert_eq!((told.kind, told.message_id), (EventKind::MessageUpdated, Some(target)));
    let messages = thread(&world, &shop).await.messages;
    assert_eq!((messages.len(), messages[0].reactions[0].emoji.as_str()), (1, "🙏"));
    assert_eq!(messages[0].reactions[0].direction, Direction::Out);
    world.clock.advance(Duration::seconds(1));
    world.engine.react(&shop.owner, react(2, None)).await.unwrap();
    assert!(thread(&world, &shop).await.messages[0].reactions.is_empty());
}

#[tokio::test]
async fn what_a_member_writes_is_known_by_its_command() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let id = only(&world, &shop.owner).await;
    send(&world, &shop, id, 42, "Bom dia").await;
    send(&world, &shop, id, 42, "Bom dia").await;
    let open = world.engine.thread(&shop.owner, id).await.unwrap();
    assert_eq!(open.messages.len(), 2, "the same command twice is one message");
    let ours = &open.messages[1];
    assert_eq!(ours.command_id, Some(CommandId(Uuid::from_u128(42))));
    assert_eq!((ours.state, ours.direction), (Some(DeliveryState::Queued), Direction::Out));
    assert_eq!(ours.author.as_ref().unwrap().name, "Bianca Nunes");
    assert_eq!(ours.history.iter().map(|step| step.state).collect::<Vec<_>>(), [DeliveryState::Queued]);
    assert_eq!((open.row.preview.as_str(), open.row.last_state), ("Bom dia", Some(DeliveryState::Queued)));
    assert!(open.messages[0].state.is_none() && open.messages[0].command_id.is_none());
}

#[tokio::test]
async fn the_thread_says_why_nothing_can_be_sent() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let viewer = hire(&world, &shop, Role::Viewer, "Vera").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let id = only(&world, &shop.owner).await;
    let refusal = |caller: Caller| {
        let engine = world.engine.clone();
        async move { engine.thread(&caller, id).await.unwrap().refusal.map(|refusal| refusal.code) }
    };
    assert_eq!(refusal(shop.owner).await, None);
    assert_eq!(refusal(viewer).await, Some(Code::Forbidden));
    world.clock.advance(Duration::hours(24));
    assert_eq!(refusal(shop.owner).await, Some(Code::WindowClosed));
    let asked = RefreshRequest { open: Some(id), ..RefreshRequest::default() };
    let refreshed = world.engine.refresh(&shop.owner, asked).await.unwrap();
    assert_eq!(refreshed.refusal.map(|refusal| refusal.code), Some(Code::WindowClosed));
}

#[tokio::test]
async fn seeing_a_conversation_clears_its_count_once_and_queues_one_receipt() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    world.receive(&shop, ANA, "wamid.2", START - 9, "tudo bem?").await;
    let id = only(&world, &shop.owner).await;
    assert_eq!(thread(&world, &shop).await.row.unread, 2);
    world.engine.mark_seen(&shop.owner, id).await.unwrap();
    let events = world.events(&shop).await;
    assert_eq!(events.last().unwrap().kind, EventKind::ConversationUpdated);
    assert_eq!(events.last().unwrap().member_id, Some(shop.owner.member));
    world.engine.mark_seen(&shop.owner, id).await.unwrap();
    assert_eq!(world.events(&shop).await.len(), events.len(), "nothing new to see, nothing to tell");
    assert_eq!(thread(&world, &shop).await.row.unread, 0);
}

#[tokio::test]
async fn a_change_and_its_event_are_told_once_and_only_when_something_changed() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let id = only(&world, &shop.owner).await;
    let before = world.events(&shop).await.len();
    let assign = Assign { conversation_id: id, member_id: Some(shop.owner.member) };
    for _ in 0..2 {
        world.engine.assign(&shop.owner, assign).await.unwrap();
    }
    let open = SetStatus { conversation_id: id, status: ConversationStatus::Open };
    world.engine.set_status(&shop.owner, open).await.unwrap();
    let events = world.events(&shop).await;
    assert_eq!(events.len(), before + 1);
    assert_eq!(events.last().unwrap().conversation_id, Some(id));
}

#[tokio::test]
async fn roles_limit_what_is_done_not_what_is_read() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let agent = hire(&world, &shop, Role::Agent, "Rafael").await;
    let viewer = hire(&world, &shop, Role::Viewer, "Vera").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let id = only(&world, &viewer).await;
    let engine = &world.engine;
    let to = |member_id| Assign { conversation_id: id, member_id };
    let code = |reply: Result<(), prosa_domain::refusal::Refusal>| reply.err().map(|refusal| refusal.code);
    assert_eq!(code(engine.assign(&agent, to(Some(agent.member))).await), None);
    assert_eq!(code(engine.assign(&agent, to(Some(shop.owner.member))).await), Some(Code::Forbidden));
    assert_eq!(code(engine.assign(&agent, to(None)).await), Some(Code::Forbidden));
    assert_eq!(code(engine.assign(&viewer, to(Some(viewer.member))).await), Some(Code::Forbidden));
    assert_eq!(code(engine.mark_seen(&viewer, id).await), Some(Code::Forbidden));
    assert_eq!(code(engine.typing(&viewer, id).await), Some(Code::Forbidden));
    let status = SetStatus { conversation_id: id, status: ConversationStatus::Pending };
    assert_eq!(code(engine.set_status(&viewer, status).await), Some(Code::Forbidden));
    assert_eq!(code(engine.assign(&shop.owner, to(Some(viewer.member))).await), Some(Code::FieldInvalid));
    assert!(engine.thread(&viewer, id).await.is_ok());
}

#[tokio::test]
async fn another_tenants_ids_are_not_found_anywhere() {
    let world = World::new().await;
    let ours = world.shop("100").await;
    let theirs = world.shop("200").await;
    world.receive(&theirs, ANA, "wamid.1", START - 10, "segredo").await;
    let id = only(&world, &theirs.owner).await;
    let message = world.engine.thread(&theirs.owner, id).await.unwrap().messages[0].id;
    let engine = &world.engine;
    let code = |refusal: prosa_domain::refusal::Refusal| refusal.code;
    assert_eq!(engine.thread(&ours.owner, id).await.map_err(code).err(), Some(Code::NotFound));
    let cursor = prosa_wire::inbox::ThreadCursor { at: world.engine.now(), sequence: i64::MAX };
    assert_eq!(
        engine.older_messages(&ours.owner, id, cursor).await.map_err(code).err(),
        Some(Code::NotFound)
    );
    let assign = Assign { conversation_id: id, member_id: Some(ours.owner.member) };
    assert_eq!(engine.assign(&ours.owner, assign).await.map_err(code).err(), Some(Code::NotFound));
    let status = SetStatus { conversation_id: id, status: ConversationStatus::Resolved };
    assert_eq!(engine.set_status(&ours.owner, status).await.map_err(code).err(), Some(Code::NotFound));
    assert_eq!(engine.mark_seen(&ours.owner, id).await.map_err(code).err(), Some(Code::NotFound));
    assert_eq!(engine.typing(&ours.owner, id).await.map_err(code).err(), Some(Code::NotFound));
    let request = RefreshRequest { conversations: vec![id], open: Some(id), messages: vec![message] };
    let refreshed = engine.refresh(&ours.owner, request).await.unwrap();
    assert!(refreshed.rows.is_empty() && refreshed.messages.is_empty());
    // Our conversation cannot be given to one of their members.
    world.receive(&ours, ANA, "wamid.2", START - 10, "oi").await;
    let own = only(&world, &ours.owner).await;
    let stranger = Assign { conversation_id: own, member_id: Some(theirs.owner.member) };
    assert_eq!(engine.assign(&ours.owner, stranger).await.map_err(code).err(), Some(Code::FieldInvalid));
}

#[tokio::test]
async fn a_refresh_brings_what_was_asked_for_and_refuses_too_much() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 400, "primeira").await;
    let first = thread(&world, &shop).await;
    let id = first.row.id;
    let mut batch = Vec::new();
    let names: Vec<String> = (0..320).map(|n| format!("wamid.x{n}")).collect();
    for (number, name) in names.iter().enumerate() {
        batch.push((ANA, "Marina", name.as_str(), START - 390 + i64::try_from(number).unwrap(), "mais"));
    }
    world.deliver(&meta::texts("100", &batch)).await;
    // The first message is beyond the newest three hundred by now.
    let request =
        RefreshRequest { conversations: vec![id], open: Some(id), messages: vec![first.messages[0].id] };
    let refreshed = world.engine.refresh(&shop.owner, request).await.unwrap();
    assert_eq!(refreshed.messages[0].text, "primeira");
    assert_eq!((refreshed.rows[0].unread, refreshed.counts.all), (321, 1));
    let much = RefreshRequest { conversations: vec![id; 101], ..RefreshRequest::default() };
    assert_eq!(world.engine.refresh(&shop.owner, much).await.unwrap_err().code, Code::FieldTooLong);
}

#[tokio::test]
async fn whatever_happens_while_a_page_is_read_is_told_by_an_event_after_it() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START - 10, "oi").await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let open = thread(&world, &shop).await;
    assert_eq!((page.sequence, open.sequence), (1, 1));
    world.receive(&shop, ANA, "wamid.2", START - 5, "e aí?").await;
    let later = world.engine.events_since(&shop.owner, page.sequence, 100).await.unwrap();
    assert_eq!(later.events.len(), 1);
}

#[tokio::test]
async fn nothing_a_person_wrote_is_readable_in_the_database() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.geheim", START - 10, "palavra-inconfundível").await;
    let id = only(&world, &shop.owner).await;
    send(&world, &shop, id, 7, "resposta-inconfundível").await;
    let mut admin = world.database.admin().await;
    let (text,): (String,) = sqlx::query_as(
        "select coalesce(string_agg(t::text, ' '), '') from (
            select m::text as t from message m union all select c::text from conversation c
            union all select p::text from contact p union all select j::text from journal j) as everything",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    for secret in ["palavra-inconfund", "resposta-inconfund", ANA, "wamid.geheim", "Marina"] {
        assert!(!text.contains(secret) && !text.contains(&hex(secret)), "{secret}");
    }
}

/// The text as Postgres writes bytes.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
