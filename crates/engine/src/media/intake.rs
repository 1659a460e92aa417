//! A file on its way in: hashed, sealed and written piece by piece, so that no more than a piece is ever held and no
//! plaintext ever touches a disk.

use crate::{
    Engine,
    blob::{BlobError, BlobStore},
};
use aws_lc_rs::digest;
use prosa_vault::{FileKey, FileLayout, FileSealer, VaultError};
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt as _;
use zeroize::Zeroizing;

/// First bytes kept to tell what a file is.
const HEAD: usize = 8 * 1024;
/// Sealed bytes gathered before they are written.
const BUFFER: usize = 256 * 1024;

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    /// More bytes than allowed.
    #[error("more bytes than allowed")]
    TooLarge,
    /// The disk or the store.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Sealing.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<std::io::Error> for IntakeError {
    fn from(error: std::io::Error) -> Self {
        Self::Blob(error.into())
    }
}

/// A file of the arrivals that goes when nobody wants it any more.
#[derive(Debug)]
pub(crate) struct Arrival(Option<PathBuf>);

impl Arrival {
    fn new(engine: &Engine, store: &dyn BlobStore) -> Self {
        let name = engine.new_id(prosa_domain::id::MediaId::from_parts);
        Self(Some(store.arrivals().join(name.uuid().simple().to_string())))
    }

    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// Hands the file over to the store, which removes it.
    pub(crate) fn into_path(mut self) -> PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// A file while its bytes come.
pub(crate) struct Intake {
    arrival: Arrival,
    file: tokio::fs::File,
    sealer: FileSealer,
    hash: digest::Context,
    head: Zeroizing<Vec<u8>>,
    sealed: Vec<u8>,
    bytes: u64,
    bytes_max: u64,
}

/// A file that is whole and sealed, not yet in the store.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub arrival: Arrival,
    pub key: FileKey,
    pub layout: FileLayout,
    /// Bytes of the sealed file's plaintext, hashed.
    pub sha256: Vec<u8>,
    pub head: Zeroizing<Vec<u8>>,
}

impl Intake {
    /// Begins a file of at most so many bytes.
    pub(crate) async fn begin(engine: &Engine, bytes_max: u64) -> Result<Self, IntakeError> {
        let arrival = Arrival::new(engine, engine.blobs.as_ref());
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        Ok(Self {
            file: options.open(arrival.path()).await?,
            arrival,
            sealer: FileSealer::new()?,
            hash: digest::Context::new(&digest::SHA256),
            head: Zeroizing::new(Vec::new()),
            sealed: Vec::with_capacity(BUFFER),
            bytes: 0,
            bytes_max,
        })
    }

    /// Takes the next bytes.
    pub(crate) async fn push(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.bytes > self.bytes_max {
            return Err(IntakeError::TooLarge);
        }
        self.hash.update(bytes);
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        self.sealer.push(bytes, &mut self.sealed)?;
        if self.sealed.len() >= BUFFER {
            self.file.write_all(&self.sealed).await?;
            self.sealed.clear();
        }
        Ok(())
    }

    /// Writes the last piece.
    pub(crate) async fn finish(mut self) -> Result<Arrived, IntakeError> {
        let (key, layout) = self.sealer.finish(&mut self.sealed)?;
        self.file.write_all(&self.sealed).await?;
        self.file.flush().await?;
        let sha256 = self.hash.finish().as_ref().to_vec();
        Ok(Arrived { arrival: self.arrival, key, layout, sha256, head: self.head })
    }
}

impl Arrived {
    /// All bytes, for looking at them. Only for files whose size was bounded before.
    pub(crate) async fn plain(&self) -> Result<Zeroizing<Vec<u8>>, IntakeError> {
        let sealed = tokio::fs::read(self.arrival.path()).await?;
        Ok(self.key.open_pieces(self.layout, 0, &sealed)?)
    }
}
