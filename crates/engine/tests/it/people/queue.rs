//! The job queue: rights, rollback, retries, a lost database connection, upkeep; and the two ways letters go out.

use super::*;
use prosa_db::embedded;
use prosa_domain::id::{InvitationId, TenantId};
use prosa_engine::{
    job::{self, Task, maintenance::Maintenance},
    mail::{FolderMailer, Security, SmtpConfig, SmtpMailer},
    people::letter::InvitationLetter,
    port::{Letter, MailError, Mailer},
};
use prosa_testkit::World;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

async fn count(world: &World, sql: &str) -> i64 {
    let mut admin = world.database.admin().await;
    let row: (i64,) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut admin).await.unwrap();
    row.0
}

fn letter_of(tenant: TenantId) -> InvitationLetter {
    InvitationLetter { tenant, invitation: InvitationId(uuid::Uuid::from_u128(9)) }
}

#[tokio::test]
async fn work_of_a_transaction_that_did_not_commit_does_not_exist() {
    let world = World::new().await;
    let tenant = owner(&world, "bianca@aurora.example").await.caller.tenant;
    let tx = world.engine.db.tenant_orm(tenant).await.unwrap();
    job::enqueue_orm(&tx, &letter_of(tenant)).await.unwrap();
    drop(tx);
    let mut tx = world.engine.db.tenant(tenant).await.unwrap();
    job::enqueue(&mut tx, InvitationLetter::NAME, &letter_of(tenant)).await.unwrap();
    drop(tx);
    assert_eq!(count(&world, "select count(*) from jobs.jobs").await, 0);
    let mut tx = world.engine.db.tenant(tenant).await.unwrap();
    job::enqueue(&mut tx, InvitationLetter::NAME, &letter_of(tenant)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&world, "select count(*) from jobs.jobs").await, 1);
    work(&world).await;
}

#[tokio::test]
async fn installing_twice_changes_nothing_and_the_apps_role_owns_nothing_there() {
    let world = World::new().await;
    job::install(&world.database.url(embedded::Role::Owner)).await.unwrap();
    let owned = "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner
                 where c.relnamespace = 'jobs'::regnamespace and r.rolname = 'prosa_app'";
    assert_eq!(count(&world, owned).await, 0);
    let open =
        "select count(*) from pg_class c where c.relnamespace = 'jobs'::regnamespace and c.relkind = 'r'
                and c.relrowsecurity and (select count(*) from pg_policy p where p.polrelid = c.oid) <> 1";
    assert_eq!(count(&world, open).await, 0, "one policy per protected table");
    let denied = sqlx::query("create table jobs.mine (id int)").execute(world.engine.db.pool()).await;
    assert!(denied.is_err(), "the app's role makes no tables");
}

#[tokio::test]
async fn payloads_hold_no_address_and_no_token() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let form = Invite { email: "caio@aurora.example".to_owned(), role: Role::Agent };
    world.engine.invite(&owner, form).await.unwrap();
    world.engine.request_reset("bianca@aurora.example").await.unwrap();
    let mut admin = world.database.admin().await;
    let (text,): (String,) = sqlx::query_as("select string_agg(j::text, ' ') from jobs._private_jobs j")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert!(text.contains(&owner.tenant.to_string()) && !text.contains('@'), "{text}");
}

#[tokio::test]
async fn the_worker_goes_on_after_its_connections_were_cut() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(job::run(world.engine.clone(), stop.clone()));
    for _ in 0..3 {
        let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and usename = 'prosa_app'";
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        count(&world, sql).await;
    }
    // The pool may hand out a cut connection once more: the caller is told and asks again.
    let mut waited = 0;
    while world.engine.request_reset("bianca@aurora.example").await.is_err() {
        waited += 1;
        assert!(waited < 50);
    }
    while world.letters.0.lock().unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        waited += 1;
        assert!(waited < 600, "the worker did not come back");
    }
    stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn upkeep_forgets_what_ended_and_keeps_what_lives() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    let ended = log_in(&world, "bianca@aurora.example", PASSWORD).await.unwrap();
    world.engine.log_out(&ended.caller).await.unwrap();
    log_in(&world, "ninguem@aurora.example", PASSWORD).await.unwrap_err();
    let form = Invite { email: "caio@aurora.example".to_owned(), role: Role::Agent };
    world.engine.invite(&here.caller, form).await.unwrap();
    world.engine.request_reset("bianca@aurora.example").await.unwrap();
    work(&world).await;
    world.clock.advance(Duration::days(32));
    let fresh = log_in(&world, "bianca@aurora.example", PASSWORD).await.unwrap();
    Maintenance {}.run(world.engine.clone()).await.unwrap();
    let rows = |table: &str| format!("select count(*) from {table}");
    assert_eq!(
        count(&world, &rows("session")).await,
        2,
        "the one from before lives on paper, the ended one is gone"
    );
    assert_eq!(count(&world, &rows("event")).await, 0);
    assert_eq!(count(&world, &rows("password_reset")).await, 0);
    assert_eq!(count(&world, &rows("login_throttle")).await, 0);
    assert!(resolve(&world, &fresh).await.is_some());
    Maintenance {}.run(world.engine.clone()).await.unwrap();
}

#[tokio::test]
async fn upkeep_makes_partitions_ahead() {
    let world = World::new().await;
    let mut admin = world.database.admin().await;
    let ahead = [
        world.engine.now(),
        world.engine.now() + Duration::days(31),
        world.engine.now() + Duration::days(61),
    ];
    let names = ahead.map(|month| format!("message_{}", month.format("%Y_%m")));
    let made = "select count(*) from pg_inherits where inhparent = 'message'::regclass and inhrelid::regclass::text = any ($1)";
    for name in &names {
        sqlx::query(sqlx::AssertSqlSafe(format!("drop table if exists {name}")))
            .execute(&mut admin)
            .await
            .unwrap();
    }
    for expected in [0_i64, 3] {
        let (found,): (i64,) = sqlx::query_as(made).bind(&names[..]).fetch_one(&mut admin).await.unwrap();
        assert_eq!(found, expected, "{names:?}");
        Maintenance {}.run(world.engine.clone()).await.unwrap();
    }
}

#[tokio::test]
async fn a_letter_in_the_folder_is_readable_and_its_link_works() {
    let world = World::new().await;
    let owner = owner(&world, "bianca@aurora.example").await.caller;
    let form = Invite { email: "joão@aurora.example".to_owned(), role: Role::Agent };
    assert!(world.engine.invite(&owner, form).await.is_ok());
    let form = Invite { email: "caio@aurora.example".to_owned(), role: Role::Agent };
    world.engine.invite(&owner, form).await.unwrap();
    work(&world).await;
    let folder = std::env::temp_dir()
        .join(format!("prosa-letters-{}", uuid::Uuid::from_u128(prosa_testkit::database::rand128())));
    let mailer = FolderMailer::new(&folder, "Prosa <prosa@example.com>").unwrap();
    let letters = world.letters.0.lock().unwrap().clone();
    for letter in &letters {
        mailer.send(letter).await.unwrap();
    }
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "and no half-written file");
    assert!(files.iter().all(|path| path.extension().is_some_and(|ending| ending == "eml")));
    let texts: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    let eml = texts.iter().find(|text| text.contains("To: caio@aurora.example")).unwrap();
    assert!(eml.contains("From: Prosa <prosa@example.com>") && eml.contains("\r\n\r\nOlá,"), "{eml}");
    let view = world.engine.find_invitation(&token_in(eml, "convite")).await.unwrap();
    assert_eq!(view.email, "caio@aurora.example");
}

/// A relay that takes one letter and tells what it was given; `answer` is what it says to the recipient.
async fn relay(answer: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let (mut lines, mut told, mut in_data) = (BufReader::new(read).lines(), String::new(), false);
        write.write_all(b"220 relay.example\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            told.push_str(&line);
            told.push('\n');
            let reply = match line.split([' ', ':']).next().unwrap_or_default() {
                "." => {
                    in_data = false;
                    "250 kept"
                }
                _ if in_data => continue,
                "EHLO" => "250-relay.example\r\n250 8BITMIME",
                "RCPT" => answer,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => break,
                _ => "250 fine",
            };
            write.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
        }
        told
    });
    (port, told)
}

fn smtp(port: u16) -> SmtpMailer {
    SmtpMailer::new(&SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::Plain,
        login: None,
        from: "Prosa <prosa@example.com>".to_owned(),
        wait_max: std::time::Duration::from_secs(5),
    })
    .unwrap()
}

fn letter() -> Letter {
    Letter {
        to: "caio@aurora.example".into(),
        subject: "Convite".into(),
        text: "Olá,\nabra o endereço.\n".into(),
    }
}

#[tokio::test]
async fn a_letter_goes_through_a_relay() {
    let (port, told) = relay("250 fine").await;
    let mailer = smtp(port);
    mailer.send(&letter()).await.unwrap();
    drop(mailer);
    let told = tokio::time::timeout(std::time::Duration::from_secs(10), told).await.unwrap().unwrap();
    assert!(told.contains("RCPT TO:<caio@aurora.example>") && told.contains("Subject: Convite"), "{told}");
}

#[tokio::test]
async fn a_relay_that_refuses_for_good_is_told_from_one_that_is_away_and_no_address_is_repeated() {
    let (port, _told) = relay("550 no such user caio@aurora.example").await;
    let refused = smtp(port).send(&letter()).await.unwrap_err();
    assert!(matches!(refused, MailError::Refused(_)), "{refused}");
    let (port, _told) = relay("451 come back later caio@aurora.example").await;
    let busy = smtp(port).send(&letter()).await.unwrap_err();
    let gone = smtp(1).send(&letter()).await.unwrap_err();
    assert!(matches!(busy, MailError::Away(_)) && matches!(gone, MailError::Away(_)), "{busy} {gone}");
    for error in [refused, busy, gone] {
        assert!(!error.to_string().contains('@'), "{error}");
    }
}
