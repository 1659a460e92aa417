//! Puts an installation together: database (embedded or given), schema, keys, engine.

use crate::{
    config::{Config, MediaStore, SmtpSecurity},
    embedder, reader,
};
use anyhow::{Context as _, Result, bail};
use prosa_db::{
    Db, PoolOptions,
    embedded::{Durability, Embedded, EmbeddedConfig},
};
use prosa_domain::pace::Pairs;
use prosa_engine::{
    AssistSettings, Engine, Pace, Parts, Settings,
    blob::{BlobStore, BucketConfig, BucketStore, FolderStore},
    keyring::Keyring,
    mail::{FolderMailer, Security, SmtpConfig, SmtpMailer},
    port::{Mailer, SystemClock},
};
use prosa_provider::Registry;
use prosa_vault::FileKeyProvider;
use secrecy::ExposeSecret as _;
use std::{fs::File, path::PathBuf, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Longest wait for a database at the start.
const REACH_MAX: Duration = Duration::from_secs(10);

/// Where the database is, and the embedded one if it is ours to stop.
pub(crate) struct Database {
    /// Address for the app's role.
    pub app_url: String,
    /// Address for the owner's role, when known.
    pub owner_url: Option<String>,
    /// The embedded server.
    pub embedded: Option<Arc<Embedded>>,
}

/// Finds or starts the database.
pub(crate) async fn database(config: &Config) -> Result<Database> {
    let given = config.database.url.expose_secret();
    if !given.is_empty() {
        let owner = config.database.owner_url.expose_secret();
        return Ok(Database {
            app_url: given.to_owned(),
            owner_url: (!owner.is_empty()).then(|| owner.to_owned()),
            embedded: None,
        });
    }
    check_folder(config)?;
    let embedded = Embedded::start(&EmbeddedConfig {
        data_dir: absolute(&config.server.data_dir)?,
        install_dir: config.embedded.install_dir.clone(),
        durability: Durability::Full,
        port: config.embedded.port,
    })
    .await?;
    Ok(Database {
        app_url: embedded.app_url(),
        owner_url: Some(embedded.owner_url()),
        embedded: Some(Arc::new(embedded)),
    })
}

/// Holds the data folder: two servers over one embedded database would stop it under each other.
pub(crate) fn hold_folder(config: &Config) -> Result<Option<File>> {
    if !config.database.url.expose_secret().is_empty() {
        return Ok(None);
    }
    check_folder(config)?;
    let folder = &config.server.data_dir;
    let lock = File::create(folder.join("prosa.lock"))
        .with_context(|| format!("the data folder {} cannot be written", folder.display()))?;
    if lock.try_lock().is_err() {
        bail!(
            "another Prosa already serves the data folder {}. Stop it, or choose another with --data-dir",
            folder.display()
        );
    }
    Ok(Some(lock))
}

/// Starts the embedded database again when it dies: everything else waits for it and resumes by itself.
pub(crate) async fn keep_running(embedded: Arc<Embedded>, stopping: CancellationToken) {
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if embedded.pid().is_none() {
            tracing::error!("the embedded Postgres is gone; it is started again");
            if let Err(error) = embedded.restart(Durability::Full).await {
                tracing::error!(%error, "the embedded Postgres does not start");
                tokio::time::sleep(Duration::from_secs(4)).await;
            }
        }
    }
}

/// Waits a little for a database that is just starting.
async fn reach(db: &Db) -> Result<()> {
    let deadline = tokio::time::Instant::now() + REACH_MAX;
    loop {
        match db.ping().await {
            Ok(()) => return Ok(()),
            Err(error) if tokio::time::Instant::now() >= deadline => {
                return Err(error).context(
                    "the database does not answer. Check that it runs and that database.url names it, then start again",
                );
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
        }
    }
}

fn absolute(path: &std::path::Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("the data folder {} has no full path", path.display()))
}

/// A folder that cannot be written is told in words before anything else fails.
fn check_folder(config: &Config) -> Result<()> {
    let folder = &config.server.data_dir;
    std::fs::create_dir_all(folder).with_context(|| {
        format!("the data folder {} cannot be made. Choose another with --data-dir", folder.display())
    })?;
    let probe = folder.join(".prosa-probe");
    let outcome = std::fs::write(&probe, b"prosa").and_then(|()| std::fs::remove_file(&probe));
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            bail!("the disk of {} is full. Free some space and start again; nothing is lost", folder.display())
        }
        other => other.with_context(|| {
            format!("the data folder {} cannot be written. Check its owner and rights, or choose another with --data-dir", folder.display())
        }),
    }
}

/// Brings schema and job queue up to date.
pub(crate) async fn migrate(database: &Database) -> Result<Vec<String>> {
    let Some(owner) = &database.owner_url else {
        bail!("database.owner_url is not set: migrating needs the role that owns the database");
    };
    let applied = prosa_migration::migrate(owner).await?;
    prosa_engine::job::install(owner).await?;
    Ok(applied)
}

/// Where the key-encryption keys are.
pub(crate) fn key_file(config: &Config) -> PathBuf {
    if config.vault.key_file.as_os_str().is_empty() {
        return config.server.data_dir.join("keys");
    }
    config.vault.key_file.clone()
}

/// Puts the engine together.
pub(crate) async fn engine(config: &Config, app_url: &str) -> Result<Engine> {
    let pool = PoolOptions {
        connections_max: config.database.connections_max,
        wait_max: Duration::from_secs(config.database.wait_seconds),
        statement_max: Duration::from_secs(config.database.statement_seconds),
    };
    let db = Db::open(app_url, pool)?;
    reach(&db).await?;
    let keys = Arc::new(FileKeyProvider::open_or_create(&key_file(config))?);
    let clock = Arc::new(SystemClock);
    let keyring = Keyring::open(db.clone(), keys, clock.clone())
        .await
        .context("the keys cannot be opened. Is the database up to date (prosa migrate), and is this the key file it was made with?")?;
    let settings = settings(config);
    Ok(Engine::new(Parts {
        db,
        keyring,
        clock,
        mailer: mailer(config)?,
        classifier: reader::classifier(config.intelligence.enabled.into())?,
        embedder: embedder::embedder(config.intelligence.enabled.into()),
        blobs: blobs(config)?,
        providers: Registry::standard(&settings.public_url)?,
        settings,
    }))
}

fn mailer(config: &Config) -> Result<Arc<dyn Mailer>> {
    let from = if config.mail.from.is_empty() { "Prosa <prosa@localhost>" } else { &config.mail.from };
    let mail = &config.mail;
    if !mail.smtp_host.is_empty() {
        let login =
            (!mail.smtp_user.is_empty()).then(|| (mail.smtp_user.clone(), mail.smtp_password.clone()));
        return Ok(Arc::new(SmtpMailer::new(&SmtpConfig {
            host: mail.smtp_host.clone(),
            port: mail.smtp_port,
            security: match mail.smtp_security {
                SmtpSecurity::Tls => Security::Tls,
                SmtpSecurity::StartTls => Security::StartTls,
                SmtpSecurity::Plain => Security::Plain,
            },
            login,
            from: from.to_owned(),
            wait_max: Duration::from_secs(20),
        })?));
    }
    let folder = if mail.folder.as_os_str().is_empty() {
        config.server.data_dir.join("mail")
    } else {
        mail.folder.clone()
    };
    Ok(Arc::new(FolderMailer::new(&folder, from)?))
}

/// Where files are.
fn blobs(config: &Config) -> Result<Arc<dyn BlobStore>> {
    let media = &config.media;
    let folder = if media.folder.as_os_str().is_empty() {
        config.server.data_dir.join("media")
    } else {
        media.folder.clone()
    };
    if media.store == MediaStore::Folder {
        let store = FolderStore::open(&folder).with_context(|| {
            format!("the folder of files {} cannot be written. Check its owner and rights", folder.display())
        })?;
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(BucketStore::open(&BucketConfig {
        endpoint: media.bucket_endpoint.clone(),
        region: media.bucket_region.clone(),
        bucket: media.bucket_name.clone(),
        prefix: media.bucket_prefix.clone(),
        access_key: media.bucket_access_key.clone(),
        secret_key: media.bucket_secret_key.clone(),
        arrivals: folder.join("arrivals"),
    })?))
}

fn settings(config: &Config) -> Settings {
    let days = |days: u64| Duration::from_secs(days.saturating_mul(86_400));
    Settings {
        public_url: config.public_url(),
        graph_base: config.whatsapp.graph_base.clone(),
        graph_version: config.whatsapp.graph_version.clone(),
        dialog360_base: config.whatsapp.dialog360_base.clone(),
        twilio_base: config.whatsapp.twilio_base.clone(),
        session_idle_max: days(config.sessions.idle_days_max),
        session_age_max: days(config.sessions.age_days_max),
        login_failures_max: config.sessions.failures_max,
        login_lock: Duration::from_secs(config.sessions.lock_minutes.saturating_mul(60)),
        invitation_age_max: days(config.sessions.invitation_days_max),
        reset_age_max: Duration::from_secs(config.sessions.reset_minutes_max.saturating_mul(60)),
        ingest_batch_max: config.path.ingest_batch_max,
        ingest_lanes: config.path.ingest_lanes,
        deliver_concurrency: config.path.deliver_concurrency,
        deliver_attempts_max: config.path.deliver_attempts_max,
        pace: Pace {
            line_per_second: Some(config.path.line_sends_per_second).filter(|limit| *limit > 0),
            tenant_per_minute: Some(config.path.tenant_sends_per_minute).filter(|limit| *limit > 0),
            pairs: if config.path.pair_pace { Pairs::Paced } else { Pairs::Free },
        },
        deliver_lease: Duration::from_secs(config.path.deliver_lease_seconds),
        live_clients_max: config.path.live_clients_max,
        media_bytes_max: config.media.inbound_mb_max.saturating_mul(1024 * 1024),
        media_keep: Some(config.media.keep_days).filter(|days| *days > 0).map(days),
        event_keep: days(config.path.event_days),
        assist: AssistSettings {
            allow_local: config.assist.allow_local.clone(),
            within: Duration::from_secs(config.assist.answer_seconds_max),
            first_word: Duration::from_secs(config.assist.first_word_seconds_max),
            ..AssistSettings::default()
        },
    }
}
