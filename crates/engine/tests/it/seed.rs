//! The demo is made over the real path, once, and looks lived in.

use prosa_domain::access::Role;
use prosa_engine::{Caller, seed};
use prosa_testkit::World;
use prosa_wire::{
    inbox::{InboxFilter, Scope},
    session::LogIn,
};

async fn one(world: &World, sql: &str) -> i64 {
    let mut admin = world.database.admin().await;
    let row: (i64,) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut admin).await.unwrap();
    row.0
}

async fn enter(world: &World, email: &str) -> Caller {
    let form = LogIn { email: email.to_owned(), password: seed::PASSWORD.to_owned() };
    world.engine.log_in(form, "test", "127.0.0.1").await.unwrap().caller
}

async fn counts(world: &World) -> (i64, i64, i64, i64) {
    let mut admin = world.database.admin().await;
    sqlx::query_as(
        "select (select count(*) from contact), (select count(*) from conversation), (select count(*) from message),
                (select count(*) from journal)",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap()
}

#[tokio::test]
async fn the_demo_is_whole_and_made_once() {
    let world = World::new().await;
    let started = std::time::Instant::now();
    assert!(seed::run(&world.engine).await.unwrap());
    assert!(started.elapsed().as_secs() < 30, "took {:?}", started.elapsed());
    let first = counts(&world).await;
    assert_eq!((first.0, first.1), (40, 60));
    assert!(first.2 > 250, "{} messages", first.2);
    assert_eq!(one(&world, "select count(*) from journal where state <> 1").await, 0, "everything was read");
    assert_eq!(one(&world, "select count(*) from journal_part where state = 'failed'").await, 0);
    assert_eq!(one(&world, "select count(*) from message_status where not matched").await, 0);
    let told = seed::remembered(&world.engine).await.unwrap();
    assert_eq!(told.len(), 5, "templates a stand-in is told of");
    assert!(
        told.iter().all(|one| one.template["status"] == "APPROVED" && one.template["components"].is_array())
    );
    assert!(!seed::run(&world.engine).await.unwrap(), "a second run changes nothing");
    assert_eq!(counts(&world).await, first);
}

#[tokio::test]
async fn the_team_signs_in_and_finds_lively_conversations() {
    let world = World::new().await;
    seed::run(&world.engine).await.unwrap();
    for login in seed::LOGINS {
        assert_eq!(enter(&world, login.email).await.role, login.role);
    }
    let carla = enter(&world, "carla@casaaurora.example").await;
    assert_eq!(carla.role, Role::Agent);
    let all = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    let page = world.engine.inbox_page(&carla, all, None).await.unwrap();
    assert!(page.rows.iter().any(|row| row.unread > 0));
    let marina = page.rows.iter().find(|row| row.contact_name == "Marina Souza").unwrap();
    let thread = world.engine.thread(&carla, marina.id).await.unwrap();
    assert!(thread.messages.iter().any(|message| message.quote.is_some()), "a quote is shown");
    assert!(thread.messages.iter().any(|message| !message.reactions.is_empty()), "a reaction is shown");
    assert_eq!(
        one(&world, "select count(*) from message where state = 'failed' and error_code = 131047").await,
        1
    );
    assert_eq!(one(&world, "select count(*) from message where state = 'failed'").await, 2);
    assert!(
        one(&world, "select count(*) from message where direction = 'out' and state = 'read'").await > 80
    );
    assert_eq!(one(&world, "select count(distinct status) from conversation").await, 3);
}

#[tokio::test]
async fn a_failed_message_of_the_demo_can_be_sent_again() {
    let world = World::new().await;
    seed::run(&world.engine).await.unwrap();
    let owner = enter(&world, "beatriz@casaaurora.example").await;
    let mut admin = world.database.admin().await;
    let (conversation, message): (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
        "select conversation_id, id from message where state = 'failed' and error_code = 131026",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    // The window of that conversation is closed, so the gate speaks first; once it is open, the row is queued again.
    sqlx::query("update conversation set last_inbound_at = $1")
        .bind(world.engine.now())
        .execute(&mut admin)
        .await
        .unwrap();
    let retry = prosa_wire::inbox::RetrySend {
        conversation_id: prosa_domain::id::ConversationId(conversation),
        message_id: prosa_domain::id::MessageId(message),
    };
    world.engine.retry_send(&owner, retry).await.unwrap();
    assert_eq!(one(&world, "select count(*) from outbound where state = 'queued'").await, 1);
}
