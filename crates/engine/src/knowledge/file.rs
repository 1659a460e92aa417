//! A file a member brings to become knowledge: taken in sealed, read within bounds, kept beside the text that was read out of
//! it. Nothing is kept of a file that is refused.

use super::{
    edit::{Checked, Putting},
    extract::{self, Extracted},
};
use crate::{
    Caller, Engine, Reply, chain,
    media::{
        intake::{Arrived, Intake, IntakeError},
        prepare::{self, PrepareError, Prepared, Strictness},
    },
    refuse_db,
};
use prosa_db::knowledge::{
    self,
    file::{FileWrite, Original},
};
use prosa_domain::{
    access::Action,
    id::{KnowledgeId, MediaId},
    knowledge::{
        Audience, Body, Kind,
        file::{BYTES_MAX, Format, Trouble, name_of, title_of},
    },
    lang::Lang,
    media::MediaKind,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Files read at once on this node: each may take a processor and some hundred megabytes for a while.
const READ_AT_ONCE: usize = 2;
/// How long a file waits for its turn.
const TURN_MAX: Duration = Duration::from_secs(60);

/// Room for files being read. One that cannot be stopped keeps its place, so that no more than these ever run.
static ROOM: std::sync::LazyLock<Arc<Semaphore>> =
    std::sync::LazyLock::new(|| Arc::new(Semaphore::new(READ_AT_ONCE)));

/// What is said of a file before its bytes come.
#[derive(Clone, Debug)]
pub struct BringFile {
    /// The source it is another version of, with the newest version its bringer saw; none for a new source.
    pub source: Option<(KnowledgeId, i32)>,
    /// Its name.
    pub name: String,
    /// The language of a new source.
    pub language: Lang,
    /// For whom a new source is.
    pub audience: Audience,
    /// Its length in bytes, when it is known before.
    pub bytes: Option<u64>,
}

/// A file while its bytes come.
#[derive(Debug)]
pub struct ReceivingFile {
    engine: Engine,
    caller: Caller,
    said: BringFile,
    intake: Intake,
    bytes: u64,
}

impl Engine {
    /// Begins to take in a file that is to become knowledge.
    ///
    /// # Errors
    /// `forbidden`; `knowledge-file-large` before any byte is read; `not-found` for a source that is not there or is no file;
    /// `knowledge-changed` when somebody else saved in between; `storage-away`.
    pub async fn begin_knowledge_file(&self, caller: &Caller, said: BringFile) -> Reply<ReceivingFile> {
        caller.may(Action::ManageKnowledge)?;
        if said.bytes.is_some_and(|bytes| bytes > BYTES_MAX) {
            return Err(Trouble::Large.refusal());
        }
        if let Some((id, version)) = said.source {
            let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
            let held = knowledge::hold(&mut tx, id).await.map_err(refuse_db)?;
            tx.commit().await.map_err(refuse_db)?;
            let held = held.filter(|held| held.kind == Kind::File).ok_or(Refusal::new(Code::NotFound))?;
            if held.version != version {
                return Err(Refusal::new(Code::KnowledgeChanged).with("version", held.version));
            }
        }
        let intake = Intake::begin(self, BYTES_MAX).await.map_err(|error| refuse_intake(&error))?;
        Ok(ReceivingFile { engine: self.clone(), caller: *caller, said, intake, bytes: 0 })
    }
}

impl ReceivingFile {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `knowledge-file-large` once they are too many; `storage-away`.
    pub async fn push(&mut self, bytes: &[u8]) -> Reply<()> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.intake.push(bytes).await.map_err(|error| refuse_intake(&error))
    }

    /// Reads the whole file and keeps it with its text: as a new source, or as another version of one. Says which source.
    ///
    /// # Errors
    /// `media-empty`, the codes of [`Trouble`] for a file that cannot be read, `knowledge-changed`, `too-many`, `not-found`,
    /// `rate-limited` when too many are read at once, `storage-away`. Nothing is kept then.
    pub async fn finish(self) -> Reply<KnowledgeId> {
        let Self { engine, caller, said, intake, bytes } = self;
        if bytes == 0 {
            return Err(Trouble::Empty.refusal());
        }
        let arrived = intake.finish().await.map_err(|error| refuse_intake(&error))?;
        let name = name_of(&said.name);
        let extracted = read(&engine, &name, &arrived).await?;
        let keys = engine.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let (original, prepared) =
            keep(&engine, &caller, &keys, (arrived, bytes), (&name, extracted.format)).await?;
        let body = Body::Text { text: extracted.text };
        let id = match said.source {
            None => {
                let title = Some(title_of(&name)).filter(|title| !title.is_empty()).unwrap_or(name);
                let title = if title.is_empty() { extracted.format.short().to_owned() } else { title };
                let checked = Checked::file(title, said.language, said.audience, body);
                engine.add_source(&caller, checked, (original, Some(prepared))).await?
            }
            Some((id, version)) => {
                let before = engine.read_version(&caller, &keys, id, None).await.map_err(refuse_db)?;
                let (before, _) = before.ok_or(Refusal::new(Code::NotFound))?;
                let checked = Checked::file(before.title, before.language, before.audience, body);
                let putting = Putting {
                    expected: Some(version),
                    original,
                    prepared: Some(prepared),
                    restored_from: None,
                };
                engine.put_version(&caller, &keys, (id, checked), putting).await.map_err(refuse_db)??;
                id
            }
        };
        metrics::counter!("prosa_knowledge_files_total", "format" => extracted.format.short()).increment(1);
        Ok(id)
    }
}

/// Reads a file that has arrived.
async fn read(engine: &Engine, name: &str, arrived: &Arrived) -> Reply<Extracted> {
    let room = tokio::time::timeout(TURN_MAX, ROOM.clone().acquire_owned()).await;
    let Ok(Ok(room)) = room else {
        return Err(Refusal::new(Code::RateLimited).with("seconds", TURN_MAX.as_secs()));
    };
    let plain = arrived.plain().await.map_err(|error| refuse_intake(&error))?;
    let begun = engine.now();
    extract::extract(name.to_owned(), plain, room).await.map_err(|trouble| {
        let took = (engine.now() - begun).num_milliseconds();
        tracing::info!(reason = %trouble, took_ms = took, "a file became no knowledge");
        metrics::counter!("prosa_knowledge_files_refused_total").increment(1);
        trouble.refusal()
    })
}

/// Puts a file that was read into the store, and says what is to be written of it.
async fn keep(
    engine: &Engine,
    caller: &Caller,
    keys: &TenantKeys,
    (arrived, bytes): (Arrived, u64),
    (name, format): (&str, Format),
) -> Reply<(Original, Prepared)> {
    let sha256 = hex::encode(&arrived.sha256);
    let said = (MediaKind::Document, format.mime());
    let prepared = prepare::prepare(engine, caller.tenant, keys, arrived, said, Strictness::KeepAsFile).await;
    let prepared = prepared.map_err(|error| match error {
        PrepareError::Intake(error) => refuse_intake(&error),
        PrepareError::Db(error) => refuse_db(error),
        PrepareError::Broken(_) => Trouble::Broken.refusal(),
    })?;
    let file = FileWrite {
        id: engine.new_id(MediaId::from_parts),
        name_ct: keys.seal(Purpose::FileName, name.as_bytes()),
        mime: format.mime().to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        sha256_ct: keys.seal(Purpose::Knowledge, sha256.as_bytes()),
        digest: prepared.digest().to_vec(),
    };
    Ok((Original::New(Box::new(file)), prepared))
}

fn refuse_intake(error: &IntakeError) -> Refusal {
    if matches!(error, IntakeError::TooLarge) {
        return Trouble::Large.refusal();
    }
    tracing::warn!(error = %chain(error), "a file could not be taken in");
    Refusal::new(Code::StorageAway)
}
