//! Bad days: the database dies under load, ports and folders cannot be used, two servers want one folder.

use crate::node::{self, Folder, free_port, program};
use prosa_db::{
    Db, PoolOptions,
    embedded::{Durability, Embedded, EmbeddedConfig},
};
use prosa_testkit::{meta, world::SECRET};
use prosa_wire::line::LineForm;
use std::{
    collections::BTreeSet,
    fs,
    io::Read as _,
    process::{Child, Command},
    time::{Duration, Instant},
};

/// A server over an embedded Postgres of its own.
struct Own {
    process: Child,
    base: String,
    folder: Folder,
}

impl Own {
    fn start(arguments: &[&str]) -> Self {
        let folder = Folder::new();
        let port = free_port();
        let config = own_config(&folder, port);
        let process = program(&folder.0, &config).arg("serve").args(arguments).spawn().unwrap();
        Self { process, base: format!("http://127.0.0.1:{port}"), folder }
    }

    async fn ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(90);
        loop {
            let answer = reqwest::get(format!("{}/readyz", self.base)).await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            assert!(self.process.try_wait().unwrap().is_none(), "ended: {}", self.log());
            assert!(Instant::now() < deadline, "never ready: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.0.join("log")).unwrap_or_default()
    }

    /// The same Postgres, for looking at.
    async fn embedded(&self) -> Embedded {
        let data_dir = self.folder.0.join("data");
        let config = EmbeddedConfig { data_dir, install_dir: None, durability: Durability::Full, port: None };
        Embedded::start(&config).await.unwrap()
    }

    async fn stop(&mut self) -> std::process::ExitStatus {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(25);
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "did not stop: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn postgres(&self) -> Option<String> {
        let text = fs::read_to_string(self.folder.0.join("data/postgres/postmaster.pid")).ok()?;
        text.lines().next().map(|pid| pid.trim().to_owned())
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if self.process.try_wait().ok().flatten().is_none() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        if let Some(pid) = self.postgres() {
            // Only when the server could not stop it itself.
            let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        }
    }
}

fn own_config(folder: &Folder, port: u16) -> String {
    let folder = folder.0.display();
    format!(
        "[vault]\nkey_file = \"{folder}/key\"\n[server]\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"{folder}/data\"\n\
         site_dir = \"{folder}/site\"\n"
    )
}

fn text(number: usize) -> Vec<u8> {
    let id = format!("wamid.{number}");
    meta::texts("100", &[("5511987654321", "Marina", &id, 1_795_000_000, "Oi")]).to_string().into_bytes()
}

async fn knock(client: &reqwest::Client, base: &str, number: usize) -> Option<u16> {
    let body = text(number);
    let request = client
        .post(format!("{base}/webhooks/whatsapp"))
        .header("x-hub-signature-256", meta::sign(SECRET, &body));
    request.body(body).send().await.ok().map(|answer| answer.status().as_u16())
}

#[tokio::test]
async fn postgres_dies_under_load_and_nothing_acknowledged_is_missing() {
    let mut own = Own::start(&[]);
    own.ready().await;
    let embedded = own.embedded().await;
    let db = Db::open(&embedded.app_url(), PoolOptions::default()).unwrap();
    let engine = node::engine(db.clone(), &own.folder.0.join("key")).await;
    let owner = node::company(&engine, "Casa Aurora").await;
    let form = LineForm {
        label: "Loja".to_owned(),
        phone_number_id: "100".to_owned(),
        account_id: "9100".to_owned(),
        token: "t".to_owned(),
        app_secret: SECRET.to_owned(),
        ..LineForm::default()
    };
    engine.save_line(&owner.caller, form).await.unwrap();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let (mut taken, mut away, mut number) = (BTreeSet::new(), 0, 0);
    let mut killed = None;
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        let knocks = (number..number + 8).map(|number| {
            let (client, base) = (&client, &own.base);
            async move { (number, knock(client, base, number).await) }
        });
        for (number, status) in futures::future::join_all(knocks).await {
            match status {
                Some(200) => drop(taken.insert(number)),
                Some(503) => away += 1,
                Some(401) if killed.is_none() => {}
                other => panic!("delivery {number} was answered {other:?}: {}", own.log()),
            }
        }
        number += 8;
        if killed.is_none() && taken.len() >= 200 {
            let pid = own.postgres().unwrap();
            assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            killed = Some(taken.len());
        }
        if killed.is_some_and(|before| away > 0 && taken.len() >= before + 200) {
            break;
        }
    }
    assert!(away > 0, "the death was never noticed");
    assert!(killed.is_some_and(|before| taken.len() >= before + 200), "it never resumed: {}", own.log());
    // The old connections died with the old Postgres.
    db.close().await;
    let db = Db::open(&embedded.app_url(), PoolOptions::default()).unwrap();
    let keys: Vec<usize> = taken.iter().copied().collect();
    let mut messages = 0;
    for _ in 0..300 {
        // The new Postgres may still be shaking off what the old one held.
        let Ok(mut tx) = db.tenant(owner.caller.tenant).await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let row: (i64,) = sqlx::query_as("select count(*) from message").fetch_one(tx.conn()).await.unwrap();
        messages = usize::try_from(row.0).unwrap();
        // What was answered 503 may have been written all the same: more is fine, less never.
        if messages >= keys.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(messages >= keys.len(), "{} acknowledged, {messages} stored", keys.len());
    assert!(messages <= number, "a delivery became two messages");
    let mut tx = db.tenant(owner.caller.tenant).await.unwrap();
    let twice: (i64,) = sqlx::query_as("select count(*) - count(distinct provider_key) from message")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(twice.0, 0);
    drop(tx);
    db.close().await;
    assert!(own.stop().await.success());
}

#[tokio::test]
async fn ctrl_c_stops_the_server_and_its_postgres_and_a_second_start_goes_on() {
    let mut own = Own::start(&[]);
    own.ready().await;
    let pid = own.postgres().unwrap();
    let status = own.stop().await;
    assert!(status.success(), "{}", own.log());
    assert!(own.postgres().is_none(), "the lock file is gone");
    let deadline = Instant::now() + Duration::from_secs(5);
    while lives(&pid) {
        assert!(Instant::now() < deadline, "Postgres still runs");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let port = free_port();
    own.base = format!("http://127.0.0.1:{port}");
    own.process = program(&own.folder.0, &own_config(&own.folder, port)).arg("serve").spawn().unwrap();
    own.ready().await;
    // A second server over the same folder is refused in words and harms nobody.
    let other = free_port();
    let second = Folder::new();
    let config = own_config(&own.folder, other);
    let said = run(&second, &config, &["serve"]);
    assert!(said.contains("already serves the data folder"), "{said}");
    assert_eq!(reqwest::get(format!("{}/readyz", own.base)).await.unwrap().status(), 200);
    assert!(own.stop().await.success());
}

/// Whether a process is there and not only waits to be forgotten.
fn lives(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

/// Runs to the end and gives what it said; it must fail.
fn run(folder: &Folder, config: &str, arguments: &[&str]) -> String {
    let mut process = program(&folder.0, config).args(arguments).spawn().unwrap();
    let status = process.wait().unwrap();
    let mut said = fs::read_to_string(folder.0.join("log")).unwrap();
    process.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!status.success(), "it did not fail: {said}");
    said
}

#[test]
fn a_busy_port_is_told_in_words() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let said = run(&folder, &own_config(&folder, port), &["serve"]);
    assert!(said.contains(&format!("port {port} is busy")) && said.contains("--port"), "{said}");
    assert!(!folder.0.join("data/postgres").exists(), "nothing was begun");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_in_words() {
    let folder = Folder::new();
    fs::write(folder.0.join("data"), "a file, no folder").unwrap();
    let said = run(&folder, &own_config(&folder, free_port()), &["serve"]);
    assert!(said.contains("data folder") && said.contains("--data-dir"), "{said}");
}

#[test]
fn a_database_that_does_not_answer_is_told_in_words() {
    let folder = Folder::new();
    let nobody = free_port();
    let config =
        node::config(&folder.0, free_port(), &format!("postgres://u:hunter2@127.0.0.1:{nobody}/x"), "");
    let said = run(&folder, &config, &["serve"]);
    assert!(said.contains("does not answer") && said.contains("database.url"), "{said}");
    assert!(!said.contains("hunter2"));
}

#[test]
fn a_missing_web_build_is_told_in_words() {
    let folder = Folder::new();
    fs::remove_file(folder.0.join("site/manifest.json")).unwrap();
    let said = run(&folder, &own_config(&folder, free_port()), &["serve"]);
    assert!(said.contains("the web build was not found"), "{said}");
}

#[test]
fn check_config_shows_everything_and_no_secret() {
    let folder = Folder::new();
    let config = node::config(&folder.0, 9_123, "postgres://u:hunter2@127.0.0.1/x", "");
    let output = program(&folder.0, &config).arg("check-config").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("9123") && !said.contains("hunter2"), "{said}");
    let said = run(&folder, "[server]\nlistenn = 1\n", &["check-config"]);
    assert!(said.contains("listenn"), "{said}");
}
