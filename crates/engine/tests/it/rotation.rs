//! Keys change under running nodes: two keyrings on one database, as two servers are.

use chrono::{DateTime, Duration, Utc};
use prosa_db::{
    keys,
    reseal::{self, INSTALLATION_COLUMNS, TENANT_COLUMNS},
};
use prosa_domain::id::CommandId;
use prosa_engine::{
    Engine, Parts, Settings,
    blob::FolderStore,
    keyring::{FRESH_MAX, Keyring, SETTLE},
    port::{Abstain, Clock, NoEmbedder},
};
use prosa_provider::Registry;
use prosa_testkit::{
    FakeClock, TestDb, World,
    database::rand128,
    world::{Files, Letters, START, Shop},
};
use prosa_vault::{DataKeys, FileKeyProvider, Purpose, Scope};
use prosa_wire::inbox::{InboxFilter, SendText};
use sqlx::AssertSqlSafe;
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};
use uuid::Uuid;

/// Two nodes of one installation.
struct Pair {
    one: World,
    two: Engine,
    file: PathBuf,
}

impl Drop for Pair {
    fn drop(&mut self) {
        // A file left behind in the temporary folder harms nobody.
        let _ = std::fs::remove_file(&self.file);
    }
}

async fn node(
    database: &TestDb,
    file: &std::path::Path,
    clock: &Arc<FakeClock>,
    blobs: &Arc<FolderStore>,
) -> Engine {
    let provider = Arc::new(FileKeyProvider::open_or_create(file).unwrap());
    let keyring = Keyring::open(database.db.clone(), provider, clock.clone()).await.unwrap();
    Engine::new(Parts {
        db: database.db.clone(),
        keyring,
        clock: clock.clone(),
        mailer: Arc::new(Letters::default()),
        classifier: Arc::new(Abstain),
        embedder: Arc::new(NoEmbedder),
        blobs: blobs.clone(),
        providers: Registry::standard("http://127.0.0.1").unwrap(),
        settings: Settings::default(),
    })
}

async fn pair() -> Pair {
    let database = TestDb::new().await;
    let clock = Arc::new(FakeClock::at(START));
    let file = std::env::temp_dir().join(format!("prosa-rotation-{:032x}.key", rand128()));
    let (files, blobs) = Files::new();
    let engine = node(&database, &file, &clock, &blobs).await;
    let two = node(&database, &file, &clock, &blobs).await;
    Pair { one: World { database, engine, clock, letters: Arc::default(), files }, two, file }
}

impl Pair {
    fn now(&self) -> DateTime<Utc> {
        self.one.clock.now()
    }

    fn files(&self) -> Arc<FolderStore> {
        Arc::new(FolderStore::open(&self.one.files.0).unwrap())
    }

    /// What the second node shows of the newest conversation.
    async fn texts(&self, shop: &Shop) -> Vec<String> {
        let page = self.two.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        assert_eq!(page.rows[0].contact_name, "Marina");
        let thread = self.two.thread(&shop.owner, page.rows[0].id).await.unwrap();
        assert_eq!(thread.row.preview, thread.messages.last().unwrap().text);
        thread.messages.into_iter().map(|message| message.text).collect()
    }

    async fn answer(&self, shop: &Shop, text: &str) {
        let page = self.two.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        let command_id = CommandId(Uuid::from_u128(rand128()));
        let conversation_id = page.rows[0].id;
        let send = SendText { command_id, conversation_id, text: text.to_owned(), quoted: None };
        self.two.send_text(&shop.owner, send).await.unwrap();
    }

    /// The keys that made what a column holds.
    async fn made_by(&self, table: &str, column: &str) -> BTreeSet<u32> {
        let mut admin = self.one.database.admin().await;
        let sql = format!("select {column} from {table} where octet_length({column}) > 0");
        let rows: Vec<(Vec<u8>,)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut admin).await.unwrap();
        rows.iter().map(|(sealed,)| DataKeys::key_id_of(sealed).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_tenants_key_changes_while_both_nodes_read_and_write() {
    let pair = pair().await;
    let shop = pair.one.shop("100").await;
    let scope = Scope::Tenant(shop.tenant);
    pair.one.receive(&shop, "5511987654321", "wamid.1", START, "primeira").await;
    assert_eq!(pair.texts(&shop).await, ["primeira"]);

    let new = pair.one.engine.keyring.add_data_key(scope).await.unwrap();
    assert_eq!(pair.one.engine.keyring.rests_for(scope).await.unwrap(), SETTLE);
    pair.one.clock.advance(Duration::seconds(1));
    pair.one.receive(&shop, "5511987654321", "wamid.2", START + 1, "segunda").await;
    assert_eq!(pair.made_by("message", "content_ct").await, BTreeSet::from([1]), "a new key rests first");
    assert_eq!(pair.texts(&shop).await, ["primeira", "segunda"]);

    pair.one.clock.advance(SETTLE);
    pair.one.receive(&shop, "5511987654321", "wamid.3", START + 2, "terceira").await;
    pair.answer(&shop, "resposta").await;
    assert_eq!(
        pair.made_by("message", "content_ct").await,
        BTreeSet::from([1, new]),
        "both nodes seal with it"
    );
    assert_eq!(pair.texts(&shop).await, ["primeira", "segunda", "terceira", "resposta"]);

    let done = pair.one.engine.keyring.reseal(scope).await.unwrap();
    assert!(done.resealed > 5 && done.unreadable == 0, "{done:?}");
    for column in TENANT_COLUMNS {
        let keys = pair.made_by(column.table, column.column).await;
        assert!(keys.is_subset(&BTreeSet::from([new])), "{}.{}: {keys:?}", column.table, column.column);
    }
    assert_eq!(pair.texts(&shop).await, ["primeira", "segunda", "terceira", "resposta"]);
    pair.one.receive(&shop, "5511987654321", "wamid.1", START, "primeira").await;
    assert_eq!(pair.texts(&shop).await.len(), 4, "hashes did not change: a repeated message is known");
    assert_eq!(pair.one.engine.keyring.reseal(scope).await.unwrap().resealed, 0, "nothing is left to do");
}

#[tokio::test]
async fn work_that_was_cut_off_is_finished_and_other_tenants_keep_their_keys() {
    let pair = pair().await;
    let (shop, other) = (pair.one.shop("100").await, pair.one.shop("200").await);
    let scope = Scope::Tenant(shop.tenant);
    for number in 0..25 {
        let id = format!("wamid.{number}");
        pair.one.receive(&shop, "5511987654321", &id, START + number, &format!("texto {number}")).await;
    }
    pair.one.receive(&other, "5511987654321", "wamid.x", START, "de outra loja").await;
    let keyring = &pair.one.engine.keyring;
    let new = keyring.add_data_key(scope).await.unwrap();
    pair.one.clock.advance(SETTLE);
    // Small windows, and the work ends after the second of them.
    let messages = TENANT_COLUMNS.iter().find(|one| one.table == "message").unwrap();
    let small = reseal::SealedColumn { window: 10, ..*messages };
    let keys = keyring.tenant(shop.tenant).await.unwrap();
    let mut after = None;
    for _ in 0..2 {
        let mut tx = pair.one.engine.db.tenant_path(shop.tenant).await.unwrap();
        let window = reseal::tenant_window(&mut tx, &keys, &small, after.as_deref()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((window.resealed, window.unreadable), (10, 0));
        after = window.next;
        assert!(after.is_some());
    }
    assert_eq!(pair.made_by("message", "content_ct").await, BTreeSet::from([1, new]));
    keyring.reseal(scope).await.unwrap();
    let of_other = format!("message where tenant_id = '{}' and true", other.tenant);
    assert_eq!(
        pair.made_by(&of_other.replace(" and true", " and octet_length(content_ct) > 0 --"), "content_ct")
            .await,
        BTreeSet::from([1])
    );
    let of_shop = format!("message where tenant_id = '{}' and octet_length(content_ct) > 0 --", shop.tenant);
    assert_eq!(pair.made_by(&of_shop, "content_ct").await, BTreeSet::from([new]));
    let texts = pair.texts(&shop).await;
    assert_eq!(texts.len(), 25);
    assert_eq!((texts[0].as_str(), texts[24].as_str()), ("texto 0", "texto 24"));
    // What no key opens stays where it is and is counted.
    let mut admin = pair.one.database.admin().await;
    let spoil =
        "update message set content_ct = decode('01000000010000', 'hex') || content_ct where tenant_id = $1";
    sqlx::query(spoil).bind(other.tenant.0).execute(&mut admin).await.unwrap();
    keyring.add_data_key(Scope::Tenant(other.tenant)).await.unwrap();
    pair.one.clock.advance(SETTLE);
    assert_eq!(keyring.reseal(Scope::Tenant(other.tenant)).await.unwrap().unreadable, 1);
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_per_second() {
    let pair = pair().await;
    let shop = pair.one.shop("100").await;
    let scope = Scope::Tenant(shop.tenant);
    let provider = FileKeyProvider::open(&pair.file).unwrap();
    let before = pair.two.keyring.tenant(shop.tenant).await.unwrap();
    assert!(Arc::ptr_eq(&before, &pair.two.keyring.tenant(shop.tenant).await.unwrap()), "kept in memory");
    // Another node already seals with a key that this one has not heard of.
    let new = pair.one.engine.keyring.add_data_key(scope).await.unwrap();
    let mut tx = pair.one.engine.db.tenant(shop.tenant).await.unwrap();
    let mut stored: Vec<_> = keys::list(&mut tx).await.unwrap().into_iter().map(|one| one.key).collect();
    drop(tx);
    let ahead = DataKeys::open_all(&provider, scope, &stored).await.unwrap();
    let sealed = ahead.seal(Purpose::Preview, b"oi");
    assert_eq!(DataKeys::key_id_of(&sealed).unwrap(), new);
    assert!(before.open(Purpose::Preview, &sealed).is_err());
    let after = pair.two.keyring.tenant(shop.tenant).await.unwrap();
    assert_eq!(&**after.open(Purpose::Preview, &sealed).unwrap(), b"oi", "found at the next use");
    // A key that does not exist at all is not asked for again and again.
    stored.push(DataKeys::rotate(&provider, scope, &stored).await.unwrap());
    let lost = DataKeys::open_all(&provider, scope, &stored).await.unwrap().seal(Purpose::Preview, b"oi");
    assert!(after.open(Purpose::Preview, &lost).is_err());
    let looked = pair.two.keyring.tenant(shop.tenant).await.unwrap();
    assert!(!Arc::ptr_eq(&after, &looked));
    for _ in 0..3 {
        assert!(looked.open(Purpose::Preview, &lost).is_err());
        assert!(
            Arc::ptr_eq(&looked, &pair.two.keyring.tenant(shop.tenant).await.unwrap()),
            "not within a second"
        );
    }
    pair.one.clock.advance(Duration::seconds(1));
    assert!(!Arc::ptr_eq(&looked, &pair.two.keyring.tenant(shop.tenant).await.unwrap()));
}

#[tokio::test]
async fn the_installations_key_changes_while_deliveries_come_and_are_replayed() {
    let pair = pair().await;
    let shop = pair.one.shop("100").await;
    for number in 0..120 {
        let body = prosa_testkit::meta::texts(
            "100",
            &[("5511987654321", "Marina", &format!("wamid.{number}"), START + number, "oi")],
        );
        pair.one.journal(serde_json::to_vec(&body).unwrap().into()).await;
    }
    pair.one.ingest().await;
    let new = pair.one.engine.keyring.add_data_key(Scope::Installation).await.unwrap();
    pair.one.clock.advance(SETTLE);
    // The other node has not looked since; it still seals with the old key, and meets the new one in the journal.
    assert_eq!(pair.two.keyring.refresh_installation().await.unwrap().current_key_id(), new);
    pair.one.engine.keyring.refresh_installation().await.unwrap();
    pair.one.receive(&shop, "5511987654321", "wamid.new", START + 200, "nova").await;
    assert_eq!(pair.made_by("journal", "body_ct").await, BTreeSet::from([1, new]));
    let done = pair.two.keyring.reseal(Scope::Installation).await.unwrap();
    assert_eq!((done.resealed, done.unreadable), (120, 0));
    for column in INSTALLATION_COLUMNS {
        assert_eq!(pair.made_by(column.table, column.column).await, BTreeSet::from([new]));
    }
    let mut admin = pair.one.database.admin().await;
    sqlx::query("update journal set state = 2, reason = 'not-stored'").execute(&mut admin).await.unwrap();
    pair.one.engine.db.journal_replay(&[]).await.unwrap();
    pair.one.ingest().await;
    let left: (i64,) =
        sqlx::query_as("select count(*) from journal where state <> 1").fetch_one(&mut admin).await.unwrap();
    assert_eq!(left.0, 0, "everything opens and is read again");
}

#[tokio::test]
async fn a_delivery_sealed_with_a_key_this_node_has_not_read_yet_is_read_all_the_same() {
    let pair = pair().await;
    let shop = pair.one.shop("100").await;
    pair.two.keyring.refresh_installation().await.unwrap();
    pair.one.engine.keyring.add_data_key(Scope::Installation).await.unwrap();
    let provider = FileKeyProvider::open(&pair.file).unwrap();
    let stored: Vec<_> =
        keys::list_installation(&pair.two.db).await.unwrap().into_iter().map(|one| one.key).collect();
    let ahead = DataKeys::open_all(&provider, Scope::Installation, &stored).await.unwrap();
    let body = serde_json::to_vec(&prosa_testkit::meta::texts(
        "100",
        &[("5511987654321", "Marina", "wamid.1", START, "oi")],
    ))
    .unwrap();
    let row = prosa_db::journal::NewJournalRow {
        received_at: pair.now(),
        provider: "whatsapp".to_owned(),
        digest: vec![1; 32],
        body_ct: ahead.seal(Purpose::JournalBody, &body),
        body_bytes: 1,
    };
    pair.two.db.journal_append(&[row]).await.unwrap();
    let mut routes = prosa_engine::path::ingest::Routes::default();
    prosa_engine::path::ingest::turn(&pair.two, &mut routes).await.unwrap();
    assert_eq!(pair.texts(&shop).await, ["oi"]);
}

#[tokio::test]
async fn a_new_key_encryption_key_reaches_a_running_node_by_itself() {
    let pair = pair().await;
    let shop = pair.one.shop("100").await;
    pair.one.receive(&shop, "5511987654321", "wamid.1", START, "oi").await;
    assert_eq!(pair.texts(&shop).await, ["oi"]);
    FileKeyProvider::add_key(&pair.file, "kek-2").unwrap();
    // The command is a process of its own, with the new file.
    let command = node(&pair.one.database, &pair.file, &pair.one.clock, &pair.files()).await;
    assert_eq!(command.keyring.rewrap_all().await.unwrap(), 4);
    let mut admin = pair.one.database.admin().await;
    let old: (i64,) = sqlx::query_as(
        "select (select count(*) from tenant_key where kek_id <> 'kek-2') + (select count(*) from installation_key where kek_id <> 'kek-2')",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(old.0, 0);
    pair.one.clock.advance(FRESH_MAX);
    pair.one.receive(&shop, "5511987654321", "wamid.2", START + 1, "tudo bem?").await;
    assert_eq!(pair.texts(&shop).await, ["oi", "tudo bem?"], "both nodes found the new key in the file");
    // The old key may leave the file now.
    let text = std::fs::read_to_string(&pair.file).unwrap();
    std::fs::write(&pair.file, text.lines().next().unwrap()).unwrap();
    let later = node(&pair.one.database, &pair.file, &pair.one.clock, &pair.files()).await;
    assert!(later.keyring.tenant(shop.tenant).await.is_ok());
}

#[tokio::test]
async fn every_sealed_column_is_rotated() {
    let pair = pair().await;
    let mut admin = pair.one.database.admin().await;
    let stored: Vec<(String, String)> = sqlx::query_as(
        "select c.relname::text, a.attname::text from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and a.attname like '%\\_ct'",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    let stored: BTreeSet<(String, String)> = stored.into_iter().collect();
    let listed: BTreeSet<(String, String)> = TENANT_COLUMNS
        .iter()
        .chain(INSTALLATION_COLUMNS)
        .map(|one| (one.table.to_owned(), one.column.to_owned()))
        .collect();
    assert_eq!(stored, listed);
}
