//! From a file that has arrived to one the store holds: known already, or looked at and put.

use super::{
    intake::{Arrived, Intake, IntakeError},
    look::{self, Broken, Look},
};
use crate::{
    Engine,
    blob::{BlobError, BlobName},
};
use prosa_db::{
    DbError, TenantTx,
    media::blob::{self, NewBlob},
};
use prosa_domain::{
    id::{MediaId, TenantId},
    media::{self, MediaKind},
};
use prosa_vault::{IndexPurpose, TenantKeys, VaultError};

/// What is done with a picture that cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// It is refused: a member who sends it can choose another.
    Refuse,
    /// It is kept as a file that no browser draws: the contact cannot choose another.
    KeepAsFile,
}

/// Why a file could not be brought into the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrepareError {
    /// Not a picture that can be unpacked.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// Disk or sealing.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<BlobError> for PrepareError {
    fn from(error: BlobError) -> Self {
        Self::Intake(error.into())
    }
}

impl From<VaultError> for PrepareError {
    fn from(error: VaultError) -> Self {
        Self::Intake(error.into())
    }
}

/// A file the store holds, before a row says so.
#[derive(Clone, Debug)]
pub(crate) enum Prepared {
    /// The tenant had it.
    Known(Vec<u8>),
    /// It was put.
    New(Box<NewBlob>),
}

impl Prepared {
    /// The keyed hash of the file.
    pub(crate) fn digest(&self) -> &[u8] {
        match self {
            Self::Known(digest) => digest,
            Self::New(blob) => &blob.digest,
        }
    }

    /// Books the file, in the transaction that gives it to a message.
    ///
    /// # Errors
    /// `Busy` when it was let go meanwhile: the caller begins again.
    pub(crate) async fn book(&self, engine: &Engine, tx: &mut TenantTx) -> Result<(), DbError> {
        match self {
            Self::Known(digest) if blob::hold(tx, digest).await? => Ok(()),
            Self::Known(_) => Err(DbError::Busy),
            Self::New(new) => blob::insert(tx, new, engine.now()).await,
        }
    }
}

/// What a file is, by its first bytes and its word.
pub(crate) fn type_of(kind: MediaKind, declared: &str, arrived: &Arrived) -> String {
    media::settle_type(kind, declared, look::sniff(&arrived.head))
}

/// Looks at a file and puts it into the store, unless the tenant has it.
pub(crate) async fn prepare(
    engine: &Engine,
    tenant: TenantId,
    keys: &TenantKeys,
    arrived: Arrived,
    said: (MediaKind, &str),
    strictness: Strictness,
) -> Result<Prepared, PrepareError> {
    let digest = keys.blind_index_bytes(IndexPurpose::FileDigest, &arrived.sha256).to_vec();
    let mut tx = engine.db.tenant(tenant).await?;
    let known = blob::hold(&mut tx, &digest).await?;
    tx.commit().await?;
    if known {
        return Ok(Prepared::Known(digest));
    }
    let mut mime = type_of(said.0, said.1, &arrived);
    let look = match look_into(engine, said.0, &mime, &arrived).await {
        Ok(look) => look,
        Err(PrepareError::Broken(_)) if strictness == Strictness::KeepAsFile => {
            "application/octet-stream".clone_into(&mut mime);
            Look::default()
        }
        Err(error) => return Err(error),
    };
    let name = || BlobName::of(&digest, engine.new_id(MediaId::from_parts).uuid());
    let (whole, small) = (name(), look.thumb.as_ref().map(|_| name()));
    let mut tx = engine.db.tenant(tenant).await?;
    let objects: Vec<&str> = std::iter::once(&whole).chain(small.as_ref()).map(BlobName::as_str).collect();
    blob::note_loose(&mut tx, &objects, engine.now()).await?;
    tx.commit().await?;
    let thumb = match (&small, &look.thumb) {
        (Some(name), Some(bytes)) => Some(put_small(engine, keys, name, bytes).await?),
        _ => None,
    };
    let new = NewBlob {
        key_ct: arrived.key.seal(keys),
        bytes: i64::try_from(arrived.layout.plain).unwrap_or(i64::MAX),
        object: whole.as_str().to_owned(),
        mime,
        width: small_number(look.width),
        height: small_number(look.height),
        duration_ms: small_number(look.duration_ms),
        waveform: look.waveform,
        thumb,
        digest,
    };
    engine.blobs.put(&whole, arrived.arrival.into_path()).await?;
    Ok(Prepared::New(Box::new(new)))
}

fn small_number(value: Option<u32>) -> Option<i32> {
    value.and_then(|value| i32::try_from(value).ok())
}

async fn put_small(
    engine: &Engine,
    keys: &TenantKeys,
    name: &BlobName,
    bytes: &[u8],
) -> Result<(String, Vec<u8>, i32), PrepareError> {
    let mut intake = Intake::begin(engine, u64::MAX).await?;
    intake.push(bytes).await?;
    let arrived = intake.finish().await?;
    let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
    let key_ct = arrived.key.seal(keys);
    engine.blobs.put(name, arrived.arrival.into_path()).await?;
    Ok((name.as_str().to_owned(), key_ct, length))
}

/// Unpacking takes a processor for a while, and memory: aside, and few at a time.
async fn look_into(
    engine: &Engine,
    kind: MediaKind,
    mime: &str,
    arrived: &Arrived,
) -> Result<Look, PrepareError> {
    if !look::is_worth_it(kind, mime, arrived.layout.plain) {
        return Ok(Look::default());
    }
    let room = engine.looks.clone().acquire_owned().await;
    let plain = arrived.plain().await?;
    let mime = mime.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let _room = room;
        look::look(&mime, &plain)
    });
    Ok(looked.await.map_err(|_| Broken)??)
}
