//! Files and processes of the embedded Postgres.

use super::{Durability, Embedded, EmbeddedError, Role, Secrets};
use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What programs say when the disk is full.
const DISK_FULL: &str = "No space left on device";

/// How Postgres is stopped.
#[derive(Clone, Copy, Debug)]
pub(super) enum StopMode {
    /// Cleanly, without waiting for clients.
    Fast,
    /// As a power cut would.
    Immediate,
}

/// `/var/cache/prosa` for root, `$XDG_CACHE_HOME/prosa` or `~/.cache/prosa` for others.
pub(super) fn cache_dir() -> PathBuf {
    if is_root() {
        return PathBuf::from("/var/cache/prosa");
    }
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    base.unwrap_or_else(|| home.join(".cache")).join("prosa")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The user Postgres runs as when we are root: `postgres` when there is one, else `nobody`.
fn other_user() -> Option<(u32, u32)> {
    if !is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then_some(())?;
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            Some((uid, gid))
        })
    };
    find("postgres").or_else(|| find("nobody")).or(Some((65_534, 65_534)))
}

fn folder_error(path: &Path, source: std::io::Error) -> EmbeddedError {
    match source.kind() {
        std::io::ErrorKind::StorageFull => EmbeddedError::DiskFull { path: path.to_owned() },
        _ => EmbeddedError::Folder { path: path.to_owned(), source },
    }
}

/// Makes the folders with the right owner and rights.
pub(super) fn prepare_folder(base: &Path, data: &Path) -> Result<(), EmbeddedError> {
    fs::create_dir_all(base).map_err(|error| folder_error(base, error))?;
    fs::create_dir_all(data).map_err(|error| folder_error(data, error))?;
    fs::set_permissions(data, fs::Permissions::from_mode(0o700))
        .map_err(|error| folder_error(data, error))?;
    let Some((uid, gid)) = other_user() else { return Ok(()) };
    chown(data, Some(uid), Some(gid)).map_err(|error| folder_error(data, error))?;
    let may_enter = |folder: &Path| {
        fs::metadata(folder).is_ok_and(|found| {
            let mode = found.mode();
            mode & 0o001 != 0
                || (found.uid() == uid && mode & 0o100 != 0)
                || (found.gid() == gid && mode & 0o010 != 0)
        })
    };
    if !may_enter(base) {
        // The installation's own folder is shut to others; Postgres alone is let through, and cannot list it.
        let open = || {
            let mode = fs::metadata(base)?.mode();
            chown(base, None, Some(gid))?;
            fs::set_permissions(base, fs::Permissions::from_mode(mode & 0o7707 | 0o010))
        };
        open().map_err(|error| folder_error(base, error))?;
    }
    let closed = data
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_os_str().is_empty())
        .find(|folder| !may_enter(folder));
    match closed {
        Some(closed) => Err(EmbeddedError::Closed { path: base.to_owned(), closed: closed.to_owned() }),
        None => Ok(()),
    }
}

/// Reads the passwords, making them on the first start. One `name password` line each.
pub(super) fn secrets(base: &Path) -> Result<Secrets, EmbeddedError> {
    let path = base.join("postgres-passwords");
    if !path.exists() {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| folder_error(&path, error))?;
        for name in ["postgres", "prosa_owner", "prosa_app"] {
            let password = random_word().map_err(|error| folder_error(&path, error))?;
            writeln!(file, "{name} {password}").map_err(|error| folder_error(&path, error))?;
        }
    }
    let text = fs::read_to_string(&path).map_err(|error| folder_error(&path, error))?;
    let find = |name: &str| {
        let word = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        word.unwrap_or_default().to_owned()
    };
    Ok(Secrets { superuser: find("postgres"), owner: find("prosa_owner"), app: find("prosa_app") })
}

fn random_word() -> Result<String, std::io::Error> {
    use std::io::Read as _;
    let mut bytes = [0_u8; 24];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn command(install: &Path, program: &str) -> Command {
    let mut command = Command::new(install.join("bin").join(program));
    command
        .env_remove("PGDATA")
        .env_remove("PGHOST")
        .env_remove("PGPORT")
        .stdin(Stdio::null())
        .current_dir("/");
    if let Some((uid, gid)) = other_user() {
        command.uid(uid).gid(gid);
    }
    command
}

fn run(mut command: Command, program: &'static str) -> Result<(), EmbeddedError> {
    let failed = |output: String| EmbeddedError::Program { program, output };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    let tail: Vec<&str> = said.lines().rev().take(6).collect();
    Err(failed(tail.into_iter().rev().collect::<Vec<_>>().join("\n")))
}

/// `initdb`, with a password for the superuser.
pub(super) fn init(install: &Path, data: &Path, password: &str) -> Result<(), EmbeddedError> {
    let file = data.with_extension("pw");
    let write = || -> std::io::Result<()> {
        fs::write(&file, password)?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
        other_user().map_or(Ok(()), |(uid, gid)| chown(&file, Some(uid), Some(gid)))
    };
    write().map_err(|error| folder_error(&file, error))?;
    let mut init = command(install, "initdb");
    init.args([
        "--locale=C.UTF-8",
        "--encoding=UTF8",
        "--username=postgres",
        "--auth=scram-sha-256",
        "--no-instructions",
    ])
    .arg(format!("--pwfile={}", file.display()))
    .arg("-D")
    .arg(data);
    let outcome = run(init, "initdb");
    // The password stands in the file of passwords; this copy was for initdb only.
    let _ = fs::remove_file(&file);
    match outcome {
        Err(EmbeddedError::Program { output, .. }) if output.contains(DISK_FULL) => {
            Err(EmbeddedError::DiskFull { path: data.to_owned() })
        }
        other => other,
    }
}

/// The server's log.
pub(super) fn log_file(data: &Path) -> PathBuf {
    data.join("server.log")
}

/// The wanted port; without a wish the port used before if it is free, else any free one.
pub(super) fn choose_port(data: &Path, wanted: Option<u16>) -> Result<u16, EmbeddedError> {
    let remembered =
        fs::read_to_string(data.join("prosa.port")).ok().and_then(|text| text.trim().parse().ok());
    let any = wanted.is_none().then_some(0);
    for port in wanted.or(remembered).into_iter().chain(any) {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            let port = listener.local_addr().map_err(|error| folder_error(data, error))?.port();
            fs::write(data.join("prosa.port"), port.to_string())
                .map_err(|error| folder_error(data, error))?;
            return Ok(port);
        }
    }
    Err(EmbeddedError::PortBusy { port: wanted.unwrap_or_default() })
}

/// Starts the server; it goes on in the background.
pub(super) fn start(
    install: &Path,
    data: &Path,
    port: u16,
    durability: Durability,
) -> Result<(), EmbeddedError> {
    let mut options = vec![
        format!("-p {port}"),
        "-c listen_addresses=127.0.0.1".to_owned(),
        "-c unix_socket_directories=".to_owned(),
    ];
    let mut settings: Vec<&str> = vec![
        "max_connections=120",
        "shared_buffers=256MB",
        "wal_compression=on",
        "max_wal_size=4GB",
        "min_wal_size=512MB",
        "checkpoint_timeout=15min",
        "checkpoint_completion_target=0.9",
        "wal_buffers=16MB",
        "effective_cache_size=1GB",
        "work_mem=8MB",
        "maintenance_work_mem=64MB",
        "random_page_cost=1.1",
        "jit=off",
        "max_parallel_workers_per_gather=0",
        "log_min_messages=warning",
        "log_min_error_statement=panic",
        "log_parameter_max_length_on_error=0",
        "log_error_verbosity=terse",
    ];
    match durability {
        Durability::Full => settings.extend(["fsync=on", "synchronous_commit=on", "full_page_writes=on"]),
        Durability::TestsOff => {
            settings.extend([
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "shared_buffers=64MB",
            ]);
        }
    }
    options.extend(settings.iter().map(|setting| format!("-c {setting}")));
    let mut start = command(install, "pg_ctl");
    start
        .arg("start")
        .arg("--no-wait")
        .arg("-D")
        .arg(data)
        .arg("-l")
        .arg(log_file(data))
        .arg("-o")
        .arg(options.join(" "))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A Ctrl-C in the terminal is for Prosa; it stops Postgres itself, after its own work is done.
        .process_group(0);
    let status = start.status().map_err(|error| folder_error(data, error))?;
    if status.success() {
        return Ok(());
    }
    Err(explain_silence(data, log_file(data), 0))
}

/// Why it did not come up, as far as its log tells.
pub(super) fn explain_silence(data: &Path, log: PathBuf, seconds: u64) -> EmbeddedError {
    let text = fs::read_to_string(&log).unwrap_or_default();
    let tail: Vec<&str> = text.lines().rev().take(20).collect();
    if tail.iter().any(|line| line.contains(DISK_FULL)) {
        return EmbeddedError::DiskFull { path: data.to_owned() };
    }
    if let Some(fatal) = tail.iter().find(|line| line.contains("FATAL") || line.contains("PANIC")) {
        return EmbeddedError::Program { program: "postgres", output: (*fatal).to_owned() };
    }
    EmbeddedError::Silent { seconds, log }
}

/// Stops the server of the folder and waits until it is gone.
pub(super) fn stop(install: &Path, data: &Path, mode: StopMode) -> Result<(), EmbeddedError> {
    if running_pid(data).is_none() {
        return Ok(());
    }
    let mode = match mode {
        StopMode::Fast => "fast",
        StopMode::Immediate => "immediate",
    };
    let mut stop = command(install, "pg_ctl");
    stop.args(["stop", "--wait", "--timeout=60", "--mode", mode]).arg("-D").arg(data);
    run(stop, "pg_ctl stop")
}

/// Whether a server that was killed has not quite gone yet: its lock, its memory or its port are still held.
pub(super) fn is_still_going(output: &str) -> bool {
    ["lock file", "shared memory block", "Address already in use", "could not create any TCP/IP sockets"]
        .iter()
        .any(|sign| output.contains(sign))
}

/// Process id in the lock file, when that process lives and is the Postgres of this folder. A file that a crash left
/// behind may name a process id that something else has by now.
pub(super) fn running_pid(data: &Path) -> Option<u32> {
    let lock = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: u32 = lock.lines().next()?.trim().parse().ok()?;
    let arguments = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let arguments: Vec<&str> =
        arguments.split(|byte| *byte == 0).filter_map(|word| std::str::from_utf8(word).ok()).collect();
    let is_ours =
        arguments.first()?.ends_with("postgres") && arguments.iter().any(|word| Path::new(word) == data);
    is_ours.then_some(pid)
}

/// Port of the running server.
pub(super) fn running_port(data: &Path) -> Option<u16> {
    running_pid(data)?;
    let lock = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    lock.lines().nth(3)?.trim().parse().ok()
}

/// Roles, database, extensions. Every statement may be repeated.
pub(super) async fn prepare(embedded: &Embedded) -> Result<(), sqlx::Error> {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
    let mut connection = sqlx::PgConnection::connect(&embedded.url_of(Role::Superuser, "postgres")).await?;
    for (role, password) in [("prosa_owner", &embedded.secrets.owner), ("prosa_app", &embedded.secrets.app)] {
        let (there,): (bool,) = sqlx::query_as("select exists (select 1 from pg_roles where rolname = $1)")
            .bind(role)
            .fetch_one(&mut connection)
            .await?;
        // Role names and passwords are our own words of letters and digits.
        let verb = if there { "alter" } else { "create" };
        let sql = format!(
            "{verb} role {role} login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}'"
        );
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    let (there,): (bool,) =
        sqlx::query_as("select exists (select 1 from pg_database where datname = 'prosa')")
            .fetch_one(&mut connection)
            .await?;
    if !there {
        connection.execute("create database prosa owner prosa_owner").await?;
    }
    connection.close().await?;
    let mut connection = sqlx::PgConnection::connect(&embedded.url_of(Role::Superuser, "prosa")).await?;
    connection.execute("create extension if not exists vector").await?;
    connection.close().await
}
