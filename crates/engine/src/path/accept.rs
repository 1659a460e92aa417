//! Steps 1–3: the door. A delivery is verified over its raw bytes, sealed, and written into the journal; only then may it
//! be acknowledged. Deliveries that arrive together share one commit.

use crate::{Engine, chain};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use prosa_db::{DbError, journal::NewJournalRow};
use prosa_domain::id::{LineId, TenantId};
use prosa_provider::Headers;
use prosa_vault::{IndexPurpose, Purpose};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Deliveries waiting for their commit at most; more are told to come again.
const WAITING_MAX: usize = 4_096;
/// Deliveries in one commit at most.
const COMMIT_ROWS_MAX: usize = 512;
/// Bytes in one commit at most.
const COMMIT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Longest a delivery waits for its commit before it is told to come again.
const COMMIT_WAIT_MAX: Duration = Duration::from_secs(8);
/// The secrets are read again at least this often.
const SECRETS_AGE_MAX: Duration = Duration::from_secs(20);

/// Whether a delivery is the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signed with a secret we know.
    Genuine,
    /// Unsigned, or signed with a secret we do not know.
    Forged,
}

/// Why a delivery was not taken. The provider sends it again.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Too many wait already.
    #[error("too many deliveries wait for their commit")]
    Overloaded,
    /// The database did not take it.
    #[error("the journal could not be written")]
    Journal(#[source] Arc<DbError>),
    /// The door is closing.
    #[error("the door is closing")]
    Closing,
}

struct Waiting {
    row: NewJournalRow,
    done: oneshot::Sender<Result<(), Arc<DbError>>>,
}

/// Secrets of one line, opened.
struct LineSecrets {
    tenant: TenantId,
    line: LineId,
    verify_token: SecretString,
}

#[derive(Default)]
struct Secrets {
    /// Distinct app secrets by provider: each delivery belongs to one app.
    apps: HashMap<String, Vec<SecretString>>,
    lines: HashMap<String, Vec<LineSecrets>>,
}

/// The door of this node. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    engine: Engine,
    secrets: Arc<RwLock<Arc<Secrets>>>,
    queue: mpsc::Sender<Waiting>,
}

impl Door {
    /// Opens the door: starts the committer and the keeper of secrets. Both end with `shutdown`, after everything taken is
    /// committed.
    #[must_use]
    pub fn start(engine: Engine, shutdown: CancellationToken) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        let door = Self { engine: engine.clone(), secrets: Arc::default(), queue };
        tokio::spawn(commit_together(engine, waiting, shutdown.clone()));
        tokio::spawn(keep_secrets(door.clone(), shutdown));
        door
    }

    /// Whether the raw bytes are signed with a secret we know. Compares in constant time, against every secret.
    #[must_use]
    pub fn verify(&self, provider: &str, headers: &Headers, raw: &[u8]) -> Verdict {
        let secrets = self.current();
        let known = secrets.apps.get(provider).map(Vec::as_slice).unwrap_or_default();
        match self.engine.providers.get(provider) {
            Some(port) if port.verify(raw, headers, known) => Verdict::Genuine,
            _ => Verdict::Forged,
        }
    }

    /// Answers the provider's question whether the address is ours: the token must be of one of the lines.
    pub async fn challenge(&self, provider: &str, token: &str) -> bool {
        if let Err(error) = self.reload().await {
            tracing::warn!(error = %chain(&error), "door secrets could not be read");
        }
        let secrets = self.current();
        let Some(lines) = secrets.lines.get(provider) else { return false };
        let mut found = None;
        for line in lines {
            let expected = line.verify_token.expose_secret().as_bytes();
            if subtle::ConstantTimeEq::ct_eq(expected, token.as_bytes()).into() {
                found = Some((line.tenant, line.line));
            }
        }
        let Some((tenant, line)) = found else { return false };
        if let Err(error) =
            prosa_db::line::note_webhook_verified(&self.engine.db, tenant, line, self.engine.now()).await
        {
            tracing::warn!(error = %chain(&error), "webhook verification could not be noted");
        }
        true
    }

    /// Takes a verified delivery: returns when it is durable.
    ///
    /// # Errors
    /// When it is not; the provider sends it again then.
    pub async fn accept(&self, provider: &str, raw: Bytes) -> Result<(), AcceptError> {
        let row = self.seal(provider, &raw, self.engine.now());
        let (done, committed) = oneshot::channel();
        self.queue.try_send(Waiting { row, done }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => AcceptError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => AcceptError::Closing,
        })?;
        match tokio::time::timeout(COMMIT_WAIT_MAX, committed).await {
            Ok(Ok(outcome)) => outcome.map_err(AcceptError::Journal),
            Ok(Err(_)) => Err(AcceptError::Closing),
            Err(_) => Err(AcceptError::Overloaded),
        }
    }

    fn seal(&self, provider: &str, raw: &[u8], received_at: DateTime<Utc>) -> NewJournalRow {
        let keys = self.engine.keyring.installation();
        NewJournalRow {
            received_at,
            provider: provider.to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, raw).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, raw),
            body_bytes: i32::try_from(raw.len()).unwrap_or(i32::MAX),
        }
    }

    fn current(&self) -> Arc<Secrets> {
        self.secrets.read().map(|secrets| Arc::clone(&secrets)).unwrap_or_default()
    }

    async fn reload(&self) -> Result<(), DbError> {
        self.engine.keyring.refresh_installation().await?;
        let mut fresh = Secrets::default();
        for line in self.engine.db.door_lines().await? {
            let keys = self.engine.keyring.tenant(line.tenant).await?;
            let app = open_secret(&keys, &line.app_secret_ct)?;
            let verify_token = open_secret(&keys, &line.verify_token_ct)?;
            let apps = fresh.apps.entry(line.provider.clone()).or_default();
            if !app.expose_secret().is_empty()
                && !apps.iter().any(|known| known.expose_secret() == app.expose_secret())
            {
                apps.push(app);
            }
            let secrets = LineSecrets { tenant: line.tenant, line: line.line, verify_token };
            fresh.lines.entry(line.provider).or_default().push(secrets);
        }
        if let Ok(mut current) = self.secrets.write() {
            *current = Arc::new(fresh);
        }
        Ok(())
    }
}

fn open_secret(keys: &prosa_vault::TenantKeys, sealed: &[u8]) -> Result<SecretString, DbError> {
    let plain = keys.open(Purpose::ProviderToken, sealed)?;
    let text = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a provider secret".to_owned()))?;
    Ok(SecretString::from(text))
}

async fn keep_secrets(door: Door, shutdown: CancellationToken) {
    loop {
        let mut changed = std::pin::pin!(door.engine.wake.lines.notified());
        // Heard from here on: a line that changes while the secrets are read is not missed.
        changed.as_mut().enable();
        let pause = match door.reload().await {
            Ok(()) => SECRETS_AGE_MAX,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "door secrets could not be read");
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = changed => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The committer: takes all that wait, commits them at once, answers all of them, and begins again. While one commit runs,
/// the next batch gathers by itself.
async fn commit_together(engine: Engine, mut waiting: mpsc::Receiver<Waiting>, shutdown: CancellationToken) {
    loop {
        let first = tokio::select! {
            biased;
            first = waiting.recv() => first,
            () = shutdown.cancelled() => { waiting.close(); waiting.recv().await }
        };
        let Some(first) = first else { return };
        let mut batch = vec![first];
        let mut bytes = 0;
        while batch.len() < COMMIT_ROWS_MAX && bytes < COMMIT_BYTES_MAX {
            let Ok(next) = waiting.try_recv() else { break };
            bytes += next.row.body_ct.len();
            batch.push(next);
        }
        commit(&engine, batch).await;
    }
}

async fn commit(engine: &Engine, batch: Vec<Waiting>) {
    let started = tokio::time::Instant::now();
    let mut rows: Vec<NewJournalRow> = Vec::with_capacity(batch.len());
    let mut answers = Vec::with_capacity(batch.len());
    let mut seen = std::collections::HashSet::with_capacity(batch.len());
    for waiting in batch {
        // The same body twice in one commit is one row.
        if seen.insert(waiting.row.digest.clone()) {
            rows.push(waiting.row);
        }
        answers.push(waiting.done);
    }
    let outcome = engine.db.journal_append(&rows).await.map_err(Arc::new);
    metrics::histogram!("prosa_journal_commit_rows")
        .record(f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)));
    metrics::histogram!("prosa_journal_commit_seconds").record(started.elapsed().as_secs_f64());
    match &outcome {
        Ok(()) => engine.wake.ingest.notify_one(),
        Err(error) => {
            tracing::error!(rows = rows.len(), error = %chain(error.as_ref()), "the journal could not be written")
        }
    }
    for answer in answers {
        // A caller that hung up does not need its answer.
        let _ = answer.send(outcome.clone());
    }
}
