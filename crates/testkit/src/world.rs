//! An engine with a tenant, a member and a line, ready for the path.

use crate::{FakeClock, TestDb, database::rand128, meta};
use bytes::Bytes;
use prosa_db::{
    event,
    line::{self, LineWrite},
};
use prosa_domain::{
    access::Role,
    id::{LineId, MemberId, SessionId, TenantId},
    line::LineState,
};
use prosa_engine::{
    Caller, Engine, Parts, Settings,
    blob::FolderStore,
    keyring::Keyring,
    path::ingest::{self, Routes},
    port::{Abstain, Classifier, Embedder, MailError, Mailer, NoEmbedder},
};
use prosa_provider::Registry;
use prosa_vault::{FileKeyProvider, IndexPurpose, Purpose};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// The second every test begins at.
pub const START: i64 = 1_795_000_000;
/// The app secret of every test line.
pub const SECRET: &str = "test_app_secret";
/// The verify token of every test line.
pub const VERIFY_TOKEN: &str = "test-verify-token";

/// Letters kept instead of sent.
#[derive(Default)]
pub struct Letters(pub Mutex<Vec<prosa_engine::port::Letter>>);

impl Mailer for Letters {
    fn send<'a>(
        &'a self,
        letter: &'a prosa_engine::port::Letter,
    ) -> prosa_engine::port::Boxed<'a, Result<(), MailError>> {
        self.0.lock().expect("letters").push(letter.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Everything a test of the engine needs.
pub struct World {
    /// The database.
    pub database: TestDb,
    /// The engine.
    pub engine: Engine,
    /// Its clock.
    pub clock: Arc<FakeClock>,
    /// Letters it sent.
    pub letters: Arc<Letters>,
    /// Its files.
    pub files: Files,
}

/// A folder of files that goes with its world.
pub struct Files(pub PathBuf);

impl Files {
    /// A new folder, and the store in it.
    pub fn new() -> (Self, Arc<FolderStore>) {
        let folder = std::env::temp_dir().join(format!("prosa-test-{:032x}.files", rand128()));
        let store = FolderStore::open(&folder).expect("files");
        (Self(folder), Arc::new(store))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A tenant with its owner and one connected line.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The tenant.
    pub tenant: TenantId,
    /// Its owner, signed in.
    pub owner: Caller,
    /// Its line.
    pub line: LineId,
    /// The provider's id of the line.
    pub phone_number_id: String,
}

impl World {
    /// A world with the standard settings.
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// A world with settings of the test's own.
    pub async fn with(settings: Settings) -> Self {
        let providers = Registry::standard("http://127.0.0.1").expect("providers");
        Self::build(settings, providers).await
    }

    /// A world with settings and providers of the test's own.
    pub async fn build(settings: Settings, providers: Registry) -> Self {
        Self::reading(settings, providers, Arc::new(Abstain)).await
    }

    /// A world whose classifier knows a few words of a shop.
    pub async fn with_words() -> Self {
        let providers = Registry::standard("http://127.0.0.1").expect("providers");
        Self::reading(Settings::default(), providers, Arc::new(crate::classifier::WordTable::shop())).await
    }

    /// A world with a classifier of the test's own, too.
    pub async fn reading(settings: Settings, providers: Registry, classifier: Arc<dyn Classifier>) -> Self {
        Self::minding(settings, providers, classifier, Arc::new(NoEmbedder)).await
    }

    /// A world that makes vectors in a way of the test's own.
    pub async fn embedding(embedder: Arc<dyn Embedder>) -> Self {
        let providers = Registry::standard("http://127.0.0.1").expect("providers");
        Self::minding(Settings::default(), providers, Arc::new(Abstain), embedder).await
    }

    async fn minding(
        settings: Settings,
        providers: Registry,
        classifier: Arc<dyn Classifier>,
        embedder: Arc<dyn Embedder>,
    ) -> Self {
        let database = TestDb::new().await;
        let clock = Arc::new(FakeClock::at(START));
        let letters = Arc::new(Letters::default());
        let key_file = std::env::temp_dir().join(format!("prosa-test-{:032x}.key", rand128()));
        let provider = Arc::new(FileKeyProvider::open_or_create(&key_file).expect("key file"));
        let keyring = Keyring::open(database.db.clone(), provider, clock.clone()).await.expect("keyring");
        std::fs::remove_file(&key_file).expect("key file goes");
        let (files, blobs) = Files::new();
        let engine = Engine::new(Parts {
            db: database.db.clone(),
            keyring,
            clock: clock.clone(),
            mailer: letters.clone(),
            classifier,
            embedder,
            blobs,
            providers,
            settings,
        });
        Self { database, engine, clock, letters, files }
    }

    /// Makes a tenant with an owner and a connected line of the given provider id.
    pub async fn shop(&self, phone_number_id: &str) -> Shop {
        let tenant = TenantId(Uuid::from_u128(rand128()));
        let member = MemberId(Uuid::from_u128(rand128()));
        let line = LineId(Uuid::from_u128(rand128()));
        let now = self.engine.now();
        let mut tx = self.engine.db.tenant(tenant).await.expect("tx");
        let insert = "insert into tenant (tenant_id, name_ct, created_at) values ($1, '', $2)";
        sqlx::query(insert).bind(tenant.0).bind(now).execute(tx.conn()).await.expect("tenant");
        let keys = self.engine.keyring.create_tenant_keys(&mut tx, now).await.expect("keys");
        let name = keys.seal(Purpose::PersonName, "Casa Aurora".as_bytes());
        let update = "update tenant set name_ct = $2 where tenant_id = $1";
        sqlx::query(update).bind(tenant.0).bind(name).execute(tx.conn()).await.expect("name");
        let insert = "insert into tenant_counter (tenant_id) values ($1)";
        sqlx::query(insert).bind(tenant.0).execute(tx.conn()).await.expect("counter");
        let email = format!("{member}@example.com");
        let index = self.engine.keyring.installation().blind_index(IndexPurpose::Email, &email);
        sqlx::query(
            "insert into member (tenant_id, id, email_index, email_ct, name_ct, password_hash, role, created_at)
             values ($1, $2, $3, $4, $5, '', 'owner', $6)",
        )
        .bind(tenant.0)
        .bind(member.0)
        .bind(index.as_slice())
        .bind(keys.seal(Purpose::Email, email.as_bytes()))
        .bind(keys.seal(Purpose::PersonName, "Bianca Nunes".as_bytes()))
        .bind(now)
        .execute(tx.conn())
        .await
        .expect("member");
        let seal = |text: &str| Some(keys.seal(Purpose::ProviderToken, text.as_bytes()));
        let write = LineWrite {
            id: line,
            provider: "whatsapp".to_owned(),
            label: "Loja Centro".to_owned(),
            phone_number_id: phone_number_id.to_owned(),
            account_id: format!("9{phone_number_id}"),
            graph_base: self.engine.settings.graph_base.clone(),
            graph_version: "v26.0".to_owned(),
            token_ct: seal("token"),
            app_secret_ct: seal(SECRET),
            verify_token_ct: seal(VERIFY_TOKEN),
        };
        line::save(&mut tx, &write, now).await.expect("line");
        line::set_state(&mut tx, line, LineState::Connected, None).await.expect("connected");
        tx.commit().await.expect("commit");
        let owner = Caller { tenant, member, role: Role::Owner, session: SessionId(Uuid::nil()) };
        Shop { tenant, owner, line, phone_number_id: phone_number_id.to_owned() }
    }

    /// Puts a body into the journal as the door does, and reads everything that waits.
    pub async fn deliver(&self, body: &serde_json::Value) {
        self.journal(serde_json::to_vec(body).expect("json").into()).await;
        self.ingest().await;
    }

    /// Puts raw bytes into the journal.
    pub async fn journal(&self, raw: Bytes) {
        let keys = self.engine.keyring.installation();
        let row = prosa_db::journal::NewJournalRow {
            received_at: self.engine.now(),
            provider: "whatsapp".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, &raw).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, &raw),
            body_bytes: i32::try_from(raw.len()).expect("size"),
        };
        self.engine.db.journal_append(&[row]).await.expect("journal");
    }

    /// Reads the journal until nothing waits.
    pub async fn ingest(&self) {
        let mut routes = Routes::default();
        while ingest::turn(&self.engine, &mut routes).await.expect("turn").rows > 0 {}
    }

    /// A text of a contact, through the journal.
    pub async fn receive(&self, shop: &Shop, wa_id: &str, id: &str, at: i64, text: &str) {
        self.deliver(&meta::texts(&shop.phone_number_id, &[(wa_id, "Marina", id, at, text)])).await;
    }

    /// The tenant's events so far.
    pub async fn events(&self, shop: &Shop) -> Vec<prosa_domain::event::Event> {
        let mut tx = self.engine.db.tenant(shop.tenant).await.expect("tx");
        event::since(&mut tx, 0, 100_000).await.expect("events")
    }
}
