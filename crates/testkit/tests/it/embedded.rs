use prosa_db::embedded::{Durability, Embedded, EmbeddedConfig, EmbeddedError, Role};
use prosa_testkit::database::rand128;
use sqlx::{Connection as _, PgConnection};
use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// A folder of one test, with its Postgres stopped and gone at the end.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("prosa-embedded-{:032x}", rand128()));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn config(&self) -> EmbeddedConfig {
        EmbeddedConfig {
            data_dir: self.folder.clone(),
            install_dir: None,
            durability: Durability::TestsOff,
            port: None,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(lock) = fs::read_to_string(self.folder.join("postgres/postmaster.pid")) {
            kill("-QUIT", lock.lines().next().unwrap());
        }
        fs::remove_dir_all(&self.folder).ok();
    }
}

fn kill(signal: &str, pid: &str) {
    Command::new("kill").args([signal, pid]).output().unwrap();
}

async fn execute(url: &str, sql: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_second_start_finds_the_first_and_only_the_first_stops_it() {
    let place = Place::new();
    let first = Embedded::start(&place.config()).await.unwrap();
    let second = Embedded::start(&place.config()).await.unwrap();
    assert_eq!((first.port(), first.pid()), (second.port(), second.pid()));
    second.stop().unwrap();
    assert!(first.pid().is_some());
    execute(&first.app_url(), "select 1").await;
    first.stop().unwrap();
    assert!(first.pid().is_none());
}

#[tokio::test]
async fn after_a_stop_it_comes_back_on_its_port_with_its_data() {
    let place = Place::new();
    let first = Embedded::start(&place.config()).await.unwrap();
    execute(&first.owner_url(), "create table kept as select 7 as number").await;
    first.stop().unwrap();
    let again = Embedded::start(&place.config()).await.unwrap();
    assert_eq!(again.port(), first.port());
    execute(&again.owner_url(), "select number from kept").await;
}

#[tokio::test]
async fn killed_hard_it_leaves_a_lock_file_and_starts_again_all_the_same() {
    let place = Place::new();
    let durable = EmbeddedConfig { durability: Durability::Full, ..place.config() };
    let first = Embedded::start(&durable).await.unwrap();
    execute(&first.owner_url(), "create table kept as select 7 as number").await;
    kill("-KILL", &first.pid().unwrap().to_string());
    let again = Embedded::start(&durable).await.unwrap();
    execute(&again.owner_url(), "select number from kept").await;
}

#[tokio::test]
async fn a_lock_file_that_names_another_process_is_not_believed() {
    let place = Place::new();
    let first = Embedded::start(&place.config()).await.unwrap();
    let lock = place.folder.join("postgres/postmaster.pid");
    let text = fs::read_to_string(&lock).unwrap();
    first.stop().unwrap();
    let forged = text.replacen(text.lines().next().unwrap(), &std::process::id().to_string(), 1);
    fs::write(&lock, forged).unwrap();
    let believed = first.pid();
    fs::remove_file(&lock).unwrap();
    assert_eq!(believed, None);
}

#[tokio::test]
async fn its_roles_are_as_promised() {
    let place = Place::new();
    let embedded = Embedded::start(&place.config()).await.unwrap();
    let mut admin = PgConnection::connect(&embedded.url_of(Role::Superuser, "prosa")).await.unwrap();
    let weak: Vec<(String,)> = sqlx::query_as(
        "select rolname from pg_roles where rolname in ('prosa_app', 'prosa_owner')
         and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) and rolcanlogin order by rolname",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert_eq!(weak, [("prosa_app".to_owned(),), ("prosa_owner".to_owned(),)]);
    let (owner, vector): (String, bool) = sqlx::query_as(
        "select (select datdba::regrole::text from pg_database where datname = 'prosa'),
                exists (select 1 from pg_extension where extname = 'vector')",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!((owner.as_str(), vector), ("prosa_owner", true));
    let mode = fs::metadata(place.folder.join("postgres-passwords")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "only its owner reads the passwords");
}

#[tokio::test]
async fn a_busy_port_is_told_with_its_number() {
    let place = Place::new();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Embedded::start(&EmbeddedConfig { port: Some(port), ..place.config() }).await.unwrap_err();
    assert!(error.to_string().contains(&format!("port {port}")), "{error}");
}

#[tokio::test]
async fn missing_binaries_and_a_folder_that_is_none_are_told_in_words() {
    let place = Place::new();
    let nowhere = EmbeddedConfig { install_dir: Some(PathBuf::from("/nowhere")), ..place.config() };
    assert!(matches!(Embedded::start(&nowhere).await.unwrap_err(), EmbeddedError::NotInstalled));
    let file = place.folder.join("file");
    fs::write(&file, "").unwrap();
    let error =
        Embedded::start(&EmbeddedConfig { data_dir: file.clone(), ..place.config() }).await.unwrap_err();
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
}

#[tokio::test]
async fn started_by_root_a_folder_only_root_may_enter_is_told() {
    let place = Place::new();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    fs::set_permissions(&place.folder, fs::Permissions::from_mode(0o700)).unwrap();
    let inside = EmbeddedConfig { data_dir: Path::new(&place.folder).join("inside"), ..place.config() };
    let outcome = Embedded::start(&inside).await;
    if is_root {
        assert!(matches!(outcome.unwrap_err(), EmbeddedError::Closed { .. }));
    } else {
        // Anybody else runs Postgres as themselves, and may enter their own folder.
        outcome.unwrap().stop().unwrap();
    }
}

#[tokio::test]
async fn a_data_folder_that_is_shut_to_others_stays_shut_and_works() {
    let place = Place::new();
    fs::set_permissions(&place.folder, fs::Permissions::from_mode(0o700)).unwrap();
    let embedded = Embedded::start(&place.config()).await.unwrap();
    execute(&embedded.app_url(), "select 1").await;
    let mode = fs::metadata(&place.folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o067, 0, "nobody else may list it or write to it: {mode:o}");
}
