//! A running server: the real binary, in its own folder, over a database of the test's own.

use prosa_db::embedded::Role as DbRole;
use prosa_engine::{
    Engine, Parts, Settings,
    blob::FolderStore,
    keyring::Keyring,
    port::{Abstain, NoEmbedder, SystemClock},
};
use prosa_provider::Registry;
use prosa_testkit::{
    FakeClock, TestDb, World,
    database::rand128,
    world::{Files, Letters},
};
use prosa_vault::FileKeyProvider;
use prosa_wire::session::SignUp;
use reqwest::{Client, Response, redirect::Policy};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

/// An address where nobody answers: tests never call the real provider.
pub const GRAPH: &str = "http://127.0.0.1:9";

/// A folder of the test's own, gone with it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("prosa-server-test-{:032x}", rand128()));
        fs::create_dir_all(path.join("site/pkg")).unwrap();
        let manifest = r#"{"inbox":{"boot":"/pkg/boot.1.js","js":"/pkg/prosa.1.js","wasm":"/pkg/prosa.1.wasm"},"css":"/pkg/prosa.1.css"}"#;
        fs::write(path.join("site/manifest.json"), manifest).unwrap();
        fs::write(path.join("site/pkg/prosa.1.js"), "export {};").unwrap();
        fs::write(path.join("site/pkg/prosa.1.js.br"), "not really brotli").unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind costs disk, not correctness.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A free port on loopback.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The program, not started yet.
pub fn program(folder: &Path, config: &str) -> Command {
    let file = folder.join("prosa.toml");
    fs::write(&file, config).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_prosa"));
    command.env_remove("DATABASE_URL").current_dir(folder).arg("--config").arg(file);
    command.stdout(Stdio::piped()).stderr(fs::File::create(folder.join("log")).unwrap());
    command
}

/// A running server.
pub struct Node {
    process: Child,
    pub base: String,
    pub port: u16,
    pub client: Client,
    pub world: World,
    pub folder: Folder,
}

/// Somebody signed in.
#[derive(Clone)]
pub struct Person {
    pub caller: prosa_engine::Caller,
    pub cookie: String,
}

impl Node {
    /// A server with the standard settings.
    pub async fn start() -> Self {
        Self::with("").await
    }

    /// A server with lines of its own in `[server]` and whatever sections follow.
    pub async fn with(server: &str) -> Self {
        let folder = Folder::new();
        let database = TestDb::new().await;
        let world = world(database, &folder.0).await;
        let port = free_port();
        let config = config(&folder.0, port, &world.database.url(DbRole::App), server);
        let process = program(&folder.0, &config).args(["serve"]).spawn().unwrap();
        let client =
            Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(30)).build().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let mut node = Self { process, base, port, client, world, folder };
        node.wait_ready().await;
        node
    }

    async fn wait_ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Ok(answer) = self.client.get(format!("{}/readyz", self.base)).send().await {
                if answer.status() == 200 {
                    return;
                }
            }
            if let Some(status) = self.process.try_wait().unwrap() {
                panic!("ended with {status}: {}", self.log());
            }
            assert!(Instant::now() < deadline, "never ready: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.0.join("log")).unwrap_or_default()
    }

    /// Sends a signal to the process.
    pub fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits until the process has ended.
    pub async fn ended(&mut self, longest: Duration) -> ExitStatus {
        let deadline = Instant::now() + longest;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "did not end: {}", self.log());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub async fn get(&self, path: &str, person: Option<&Person>) -> Response {
        let mut request = self.client.get(format!("{}{path}", self.base));
        if let Some(person) = person {
            request = request.header("cookie", &person.cookie);
        }
        request.send().await.unwrap()
    }

    /// A call as our own page makes it.
    pub async fn call(&self, path: &str, body: &Value, person: Option<&Person>) -> Response {
        let mut request =
            self.client.post(format!("{}{path}", self.base)).header("sec-fetch-site", "same-origin");
        if let Some(person) = person {
            request = request.header("cookie", &person.cookie);
        }
        request.header("accept", "application/json").json(body).send().await.unwrap()
    }

    /// A form as our own page sends it with a script running.
    pub async fn form(&self, path: &str, fields: &[(&str, String)], person: Option<&Person>) -> Response {
        let mut request =
            self.client.post(format!("{}{path}", self.base)).header("sec-fetch-site", "same-origin");
        if let Some(person) = person {
            request = request.header("cookie", &person.cookie);
        }
        request.header("accept", "application/json").form(fields).send().await.unwrap()
    }

    /// Sends bytes as they are and gives the beginning of the answer.
    pub async fn raw(&self, bytes: &str) -> String {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = vec![0_u8; 4096];
        let wait = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut answer));
        let read = wait.await.expect("an answer in time").unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    /// A delivery at the door.
    pub async fn knock(&self, body: impl Into<reqwest::Body>, signature: Option<&str>) -> Response {
        let mut request = self.client.post(format!("{}/webhooks/whatsapp", self.base));
        if let Some(signature) = signature {
            request = request.header("x-hub-signature-256", signature);
        }
        request.body(body).send().await.unwrap()
    }

    /// A company with its owner, signed in.
    pub async fn company(&self, name: &str) -> Person {
        company(&self.world.engine, name).await
    }

    /// One figure of the database.
    pub async fn one(&self, sql: &str) -> i64 {
        let mut admin = self.world.database.admin().await;
        let row: (i64,) =
            sqlx::query_as(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut admin).await.unwrap();
        row.0
    }

    pub async fn sql(&self, sql: &str) {
        let mut admin = self.world.database.admin().await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut admin).await.unwrap();
    }

    /// One line of `/metrics`.
    pub async fn metric(&self, name: &str) -> Option<f64> {
        let text = self.get("/metrics", None).await.text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
        line.rsplit(' ').next()?.parse().ok()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.process.try_wait().ok().flatten().is_none() {
            // It may have ended in this very moment.
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// The configuration of a test server.
pub fn config(folder: &Path, port: u16, database: &str, server: &str) -> String {
    let folder = folder.display();
    format!(
        "[database]\nurl = \"{database}\"\nconnections_max = 10\n\n[vault]\nkey_file = \"{folder}/key\"\n\n[log]\nfilter = \"info\"\n\n[whatsapp]\ngraph_base = \"{GRAPH}\"\n\n\
         [server]\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"{folder}/data\"\nsite_dir = \"{folder}/site\"\n{server}\n"
    )
}

/// An engine of the test's own beside the server's: same database, same keys.
pub async fn world(database: TestDb, folder: &Path) -> World {
    let engine = engine(database.db.clone(), &folder.join("key")).await;
    // They go with the folder, after the server that still reads them.
    let files = Files(folder.join("no-files-of-its-own"));
    let (clock, letters) = (Arc::new(FakeClock::at(0)), Arc::new(Letters::default()));
    World { database, engine, clock, letters, files }
}

/// Where a test server keeps its files.
fn media_folder(key_file: &Path) -> PathBuf {
    key_file.parent().unwrap().join("data/media")
}

pub async fn engine(db: prosa_db::Db, key_file: &Path) -> Engine {
    let keys = Arc::new(FileKeyProvider::open_or_create(key_file).unwrap());
    let clock = Arc::new(SystemClock);
    let keyring = Keyring::open(db.clone(), keys, clock.clone()).await.unwrap();
    Engine::new(Parts {
        db,
        keyring,
        clock,
        mailer: Arc::new(Letters::default()),
        classifier: Arc::new(Abstain),
        embedder: Arc::new(NoEmbedder),
        blobs: Arc::new(FolderStore::open(&media_folder(key_file)).unwrap()),
        providers: Registry::standard("http://127.0.0.1").unwrap(),
        settings: Settings { graph_base: GRAPH.to_owned(), ..Settings::default() },
    })
}

/// A company with its owner, signed in.
pub async fn company(engine: &Engine, name: &str) -> Person {
    let form = SignUp {
        tenant_name: name.to_owned(),
        name: "Bianca Nunes".to_owned(),
        email: format!("{:032x}@example.com", rand128()),
        password: "cavalo-bateria-grampo".to_owned(),
        language: None,
    };
    let session = engine.sign_up(form, "test").await.unwrap();
    let cookie = format!("prosa_session={}", session.token.expose_secret());
    Person { caller: session.caller, cookie }
}
