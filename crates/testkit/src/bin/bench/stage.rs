//! What a proof stands on: a folder, a Postgres at full durability, companies with a number each, the real program.

use crate::http;
use anyhow::{Context as _, Result, bail, ensure};
use prosa_db::{
    Db, PoolOptions,
    embedded::{Durability, Embedded, EmbeddedConfig, Role},
    line,
};
use prosa_domain::line::LineState;
use prosa_engine::{
    Caller, Engine, Parts, Settings,
    blob::FolderStore,
    keyring::Keyring,
    port::{Abstain, NoEmbedder, SystemClock},
};
use prosa_provider::Registry;
use prosa_testkit::{
    database::rand128,
    world::{Letters, SECRET, VERIFY_TOKEN},
};
use prosa_vault::FileKeyProvider;
use prosa_wire::{line::LineForm, session::SignUp};
use sqlx::{Connection as _, PgConnection};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

/// Longest time the program may take until it serves.
const READY_MAX: Duration = Duration::from_secs(60);

/// A company with its owner, signed in, and its number.
#[derive(Clone)]
pub(crate) struct Company {
    pub caller: Caller,
    pub cookie: String,
    /// The provider's id of its number.
    pub number: String,
}

/// Everything a proof needs. Ended and removed with it.
pub(crate) struct Stage {
    folder: PathBuf,
    binary: PathBuf,
    pub embedded: Embedded,
    pub engine: Engine,
    pub port: u16,
    program: Option<Child>,
}

impl Stage {
    /// Makes folder, database and configuration; the program is not started.
    pub(crate) async fn open(binary: &Path, graph_base: &str, sections: &str) -> Result<Self> {
        ensure!(binary.is_file(), "{} is no program", binary.display());
        let folder = std::env::temp_dir().join(format!("prosa-bench-{:032x}", rand128()));
        fs::create_dir_all(folder.join("site/pkg"))?;
        let manifest =
            r#"{"inbox":{"boot":"/pkg/b.js","js":"/pkg/p.js","wasm":"/pkg/p.wasm"},"css":"/pkg/p.css"}"#;
        fs::write(folder.join("site/manifest.json"), manifest)?;
        let config = EmbeddedConfig {
            data_dir: folder.clone(),
            install_dir: None,
            durability: Durability::Full,
            port: None,
        };
        let embedded = Embedded::start(&config).await?;
        prosa_migration::migrate(&embedded.owner_url()).await?;
        prosa_engine::job::install(&embedded.owner_url()).await?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let at = folder.display();
        let text = format!(
            "[database]\nurl = \"{}\"\n[vault]\nkey_file = \"{at}/key\"\n[log]\nfilter = \"info\"\n\
             [whatsapp]\ngraph_base = \"{graph_base}\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"{at}/data\"\nsite_dir = \"{at}/site\"\n{sections}\n",
            embedded.app_url()
        );
        fs::write(folder.join("prosa.toml"), text)?;
        let engine = engine(&embedded, &folder.join("key"), graph_base).await?;
        let binary = binary.canonicalize()?;
        let stage = Self { folder, binary, embedded, engine, port, program: None };
        stage.assert_durable().await?;
        Ok(stage)
    }

    /// A proof at half durability would prove nothing.
    async fn assert_durable(&self) -> Result<()> {
        let mut admin = self.admin().await?;
        for name in ["fsync", "synchronous_commit", "full_page_writes"] {
            let (value,): (String,) =
                sqlx::query_as("select current_setting($1)").bind(name).fetch_one(&mut admin).await?;
            ensure!(value == "on", "{name} is {value}");
        }
        Ok(())
    }

    /// A connection that may see everything.
    pub(crate) async fn admin(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect(&self.embedded.url_of(Role::Superuser, "prosa")).await?)
    }

    /// One figure of the database.
    pub(crate) async fn figure(&self, sql: &'static str) -> Result<i64> {
        let row: (i64,) = sqlx::query_as(sql).fetch_one(&mut self.admin().await?).await?;
        Ok(row.0)
    }

    /// Makes a company with an owner and a connected number.
    pub(crate) async fn company(&self, place: usize) -> Result<Company> {
        let form = SignUp {
            tenant_name: format!("Loja {place}"),
            name: "Bianca Nunes".to_owned(),
            email: format!("dona{place}@example.com"),
            password: "cavalo-bateria-grampo".to_owned(),
            language: None,
        };
        let refused = |refusal| anyhow::anyhow!("a company could not be made: {refusal:?}");
        let session = self.engine.sign_up(form, "bench").await.map_err(refused)?;
        let number = format!("{}", 100_000 + place);
        let form = LineForm {
            label: "Loja".to_owned(),
            phone_number_id: number.clone(),
            account_id: format!("9{number}"),
            token: "token".to_owned(),
            app_secret: SECRET.to_owned(),
            verify_token: VERIFY_TOKEN.to_owned(),
            ..LineForm::default()
        };
        let refused = |refusal| anyhow::anyhow!("a number could not be connected: {refusal:?}");
        let line = self.engine.save_line(&session.caller, form).await.map_err(refused)?.id;
        let mut tx = self.engine.db.tenant(session.caller.tenant).await?;
        line::set_state(&mut tx, line, LineState::Connected, None).await?;
        tx.commit().await?;
        let cookie = format!("prosa_session={}", session.token_text());
        Ok(Company { caller: session.caller, cookie, number })
    }

    /// Starts the program and waits until it serves.
    pub(crate) async fn serve(&mut self) -> Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        let program = Command::new(&self.binary)
            .env_remove("DATABASE_URL")
            .current_dir(&self.folder)
            .arg("--config")
            .arg(self.folder.join("prosa.toml"))
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let program = self.program.insert(program);
        let deadline = Instant::now() + READY_MAX;
        while !http::is_ready(self.port).await {
            if let Some(status) = program.try_wait()? {
                bail!("the program ended with {status}; its log is {}", self.folder.join("log").display());
            }
            ensure!(Instant::now() < deadline, "the program was never ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Where the program logs.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Process id of the program.
    pub(crate) fn pid(&self) -> Result<u32> {
        Ok(self.program.as_ref().context("the program does not run")?.id())
    }

    /// Ends the program with SIGKILL: it has no chance to finish anything.
    pub(crate) fn kill(&mut self) -> Result<()> {
        if let Some(mut program) = self.program.take() {
            program.kill()?;
            program.wait()?;
        }
        Ok(())
    }

    /// Keeps the folder, for looking at what went wrong.
    pub(crate) fn keep_log(&self, to: &str) -> Result<PathBuf> {
        let kept = std::env::temp_dir().join(to);
        fs::copy(self.log(), &kept)?;
        Ok(kept)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be ended or removed costs disk, not correctness.
        let _ = self.kill();
        let _ = self.embedded.stop_anyway();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

async fn engine(embedded: &Embedded, key_file: &Path, graph_base: &str) -> Result<Engine> {
    let options =
        PoolOptions { connections_max: 12, wait_max: Duration::from_secs(5), ..PoolOptions::default() };
    let db = Db::open(&embedded.app_url(), options)?;
    let keys = Arc::new(FileKeyProvider::open_or_create(key_file)?);
    let clock = Arc::new(SystemClock);
    let keyring = Keyring::open(db.clone(), keys, clock.clone()).await?;
    Ok(Engine::new(Parts {
        db,
        keyring,
        clock,
        mailer: Arc::new(Letters::default()),
        classifier: Arc::new(Abstain),
        embedder: Arc::new(NoEmbedder),
        blobs: Arc::new(FolderStore::open(&key_file.with_extension("media"))?),
        providers: Registry::standard("http://127.0.0.1")?,
        settings: Settings { graph_base: graph_base.to_owned(), ..Settings::default() },
    }))
}
