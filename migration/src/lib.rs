//! The history of the schema: plain SQL files under `sql/`, run in order by SeaORM's migrator.
//!
//! Imports nothing of the workspace: history must not change when entities do. Run by the owner role.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectOptions, Database, DbErr};

/// One SQL file.
struct SqlFile {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for SqlFile {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlFile {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.sql).await.map(|_| ())
    }
}

macro_rules! sql_files {
    ($($name:literal),+ $(,)?) => {
        fn files() -> Vec<SqlFile> {
            vec![$(SqlFile { name: $name, sql: include_str!(concat!("../sql/", $name, ".sql")) }),+]
        }
    };
}

sql_files![
    "0001_foundation",
    "0002_conversations",
    "0003_path",
    "0004_lookups",
    "0005_journal_time",
    "0006_labels",
    "0007_media",
    "0008_policy",
    "0009_cost",
    "0010_templates",
    "0011_sender",
    "0012_consent_lock",
    "0013_told_pace",
    "0014_sms_fallback",
    "0015_rules",
    "0016_portfolio",
    "0017_readings",
    "0018_knowledge",
    "0019_assistant",
    "0020_insight",
    "0021_second_reading",
    "0022_knowledge_files",
    "0023_assistants",
    "0024_pictures",
    "0025_message_search",
    "0026_digest",
    "0027_greeting",
    "0028_digest_language",
];

/// All migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        files().into_iter().map(|file| -> Box<dyn MigrationTrait> { Box::new(file) }).collect()
    }
}

/// Why the schema could not be brought up to date.
#[derive(Debug)]
pub struct MigrateError(DbErr);

impl std::fmt::Display for MigrateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database schema could not be brought up to date: {}", self.0)
    }
}

impl std::error::Error for MigrateError {}

/// Applies what is missing and returns the names of what was applied.
///
/// `owner_url` must be of the role that owns the database, never of the app's role. The role `prosa_app` must exist.
///
/// # Errors
/// When the database cannot be reached or a file fails; a failed file leaves nothing behind.
pub async fn migrate(owner_url: &str) -> Result<Vec<String>, MigrateError> {
    let mut options = ConnectOptions::new(owner_url);
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.map_err(MigrateError)?;
    let pending = Migrator::get_pending_migrations(&database).await.map_err(MigrateError)?;
    let names = pending.iter().map(|migration| migration.name().to_owned()).collect();
    Migrator::up(&database, None).await.map_err(MigrateError)?;
    database.close().await.map_err(MigrateError)?;
    Ok(names)
}

/// A fingerprint of all files, so that a test template can be reused until one changes.
#[must_use]
pub fn fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for file in files() {
        file.name.hash(&mut hasher);
        file.sql.hash(&mut hasher);
    }
    hasher.finish()
}
