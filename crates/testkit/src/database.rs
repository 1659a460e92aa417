//! A fresh database per test, cloned from a template that is migrated once.

use prosa_db::{
    Db, PoolOptions,
    embedded::{Durability, Embedded, EmbeddedConfig, Role},
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{fs::File, path::PathBuf, time::Duration};
use uuid::Uuid;

/// A database of one test's own. Dropped with it.
pub struct TestDb {
    embedded: Embedded,
    name: String,
    /// The app's role.
    pub db: Db,
}

/// The folder of the shared test Postgres: `PROSA_TEST_DIR`, or one per user.
#[must_use]
pub fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("PROSA_TEST_DIR") {
        return PathBuf::from(folder);
    }
    let user = std::fs::metadata("/proc/self")
        .map(|own| std::os::unix::fs::MetadataExt::uid(&own))
        .unwrap_or_default();
    std::env::temp_dir().join(format!("prosa-test-postgres-{user}"))
}

/// Starts or finds the shared test Postgres.
pub async fn cluster() -> Embedded {
    let folder = folder();
    std::fs::create_dir_all(&folder).expect("test folder");
    let config = EmbeddedConfig {
        data_dir: folder.clone(),
        install_dir: None,
        durability: Durability::TestsOff,
        port: None,
    };
    // Only one test process starts it; the others wait and find it. They wait on a thread of its own: two databases of
    // one test share a thread, and the first must be able to go on.
    let file = File::create(folder.join("lock")).expect("lock file");
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
    let lock = locked.await.expect("lock thread").expect("lock");
    let embedded = Embedded::start(&config).await.expect("test postgres");
    ensure_template(&embedded).await;
    lock.unlock().expect("unlock");
    embedded
}

fn template_name() -> String {
    format!("template_{:016x}_{}", prosa_migration::fingerprint(), prosa_engine::job::INSTALL_VERSION)
}

async fn ensure_template(embedded: &Embedded) {
    let name = template_name();
    let mut admin = admin(embedded, "postgres").await;
    let there: (bool,) =
        sqlx::query_as("select exists (select 1 from pg_database where datname = $1 and datistemplate)")
            .bind(&name)
            .fetch_one(&mut admin)
            .await
            .expect("look up template");
    if there.0 {
        return;
    }
    admin
        .execute(AssertSqlSafe(format!("drop database if exists {name} with (force)")))
        .await
        .expect("drop half template");
    admin
        .execute(AssertSqlSafe(format!("create database {name} owner prosa_owner")))
        .await
        .expect("create template");
    let mut inside = self::admin(embedded, &name).await;
    inside.execute("create extension if not exists vector").await.expect("vector");
    inside.close().await.expect("close");
    let owner = embedded.url_of(Role::Owner, &name);
    prosa_migration::migrate(&owner).await.expect("migrate");
    prosa_engine::job::install(&owner).await.expect("install jobs");
    admin
        .execute(AssertSqlSafe(format!("alter database {name} is_template true")))
        .await
        .expect("mark template");
}

async fn admin(embedded: &Embedded, database: &str) -> PgConnection {
    PgConnection::connect(&embedded.url_of(Role::Superuser, database)).await.expect("admin connection")
}

impl TestDb {
    /// A fresh, migrated database.
    pub async fn new() -> Self {
        let embedded = cluster().await;
        let name = format!("test_{}", Uuid::from_u128(rand128()).simple());
        let mut admin = admin(&embedded, "postgres").await;
        let sql = format!("create database {name} template {} owner prosa_owner", template_name());
        admin.execute(AssertSqlSafe(sql)).await.expect("create test database");
        admin.close().await.expect("close");
        let options =
            PoolOptions { connections_max: 12, wait_max: Duration::from_secs(10), ..PoolOptions::default() };
        let db = Db::open(&embedded.url_of(Role::App, &name), options).expect("pool");
        Self { embedded, name, db }
    }

    /// Address for a role.
    #[must_use]
    pub fn url(&self, role: Role) -> String {
        self.embedded.url_of(role, &self.name)
    }

    /// A connection that may see everything, to check what is really stored.
    pub async fn admin(&self) -> PgConnection {
        admin(&self.embedded, &self.name).await
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let url = self.embedded.url_of(Role::Superuser, "postgres");
        let sql = format!("drop database if exists {} with (force)", self.name);
        let drop = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
            runtime.block_on(async {
                if let Ok(mut admin) = PgConnection::connect(&url).await {
                    // A database that stays behind costs disk, not correctness.
                    let _ = admin.execute(AssertSqlSafe(sql)).await;
                }
            });
        });
        // The same holds for a thread that panicked.
        let _ = drop.join();
    }
}

/// Random bits from the operating system.
#[must_use]
pub fn rand128() -> u128 {
    let mut bytes = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut bytes).expect("randomness");
    u128::from_be_bytes(bytes)
}
