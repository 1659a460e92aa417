//! Reads a stored file for a member: any stretch of it, piece by piece.

use super::link::{self, Variant};
use crate::{
    Caller, Engine, Reply,
    blob::{BlobError, BlobName},
    refuse_db,
};
use bytes::Bytes;
use futures::Stream;
use prosa_db::media::blob::{self, Readable};
use prosa_domain::{
    access::Action,
    id::{MediaId, TenantId},
    media::disposition,
    refusal::{Code, Refusal},
};
use prosa_vault::{FileKey, FileLayout, Purpose, TenantKeys, VaultError};

/// Pieces read from the store at once: a megabyte.
const PIECES: u32 = 16;

/// Why reading a file broke off.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The bytes are not what was sealed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A stored file, open for reading.
#[derive(Debug)]
pub struct OpenFile {
    /// What it is.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its `Content-Disposition`.
    pub disposition: String,
    engine: Engine,
    object: BlobName,
    key: FileKey,
}

/// What an address says.
#[derive(Clone, Debug)]
pub struct Address {
    /// Which file.
    pub id: MediaId,
    /// What of it.
    pub variant: Variant,
    /// Until when the address is good, in Unix seconds.
    pub until: i64,
    /// Its signature.
    pub signature: String,
}

impl Engine {
    /// Opens a file by its address.
    ///
    /// # Errors
    /// `not-found` for another tenant's file or address, one that is over, and a file that is not here; `storage-away`.
    pub async fn open_media(&self, caller: &Caller, address: &Address) -> Reply<OpenFile> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let said = (address.id, address.variant, address.until);
        if !link::is_good(&keys, said, &address.signature, self.now()) {
            return Err(Refusal::new(Code::NotFound));
        }
        self.read_media(caller, &keys, address.id, address.variant).await
    }

    /// Opens a file for a provider that fetches what it sends, by the address it was given.
    ///
    /// # Errors
    /// `not-found` for whatever was not given like this; `storage-away`, `database-away`.
    pub async fn open_given(
        &self,
        tenant: TenantId,
        (id, until): (MediaId, i64),
        signature: &str,
    ) -> Reply<OpenFile> {
        // A tenant that is not there has no keys: both are nothing to whoever asks.
        let missing = || Refusal::new(Code::NotFound);
        let keys = self.keyring.tenant(tenant).await.map_err(|error| match error {
            error if error.is_transient() => refuse_db(error),
            _ => missing(),
        })?;
        if !link::is_given(&keys, (id, until), signature, self.now()) {
            return Err(missing());
        }
        let mut tx = self.db.tenant(tenant).await.map_err(refuse_db)?;
        let row = blob::readable(&mut tx, id).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.open_file(&keys, row.ok_or_else(missing)?, Variant::Full)
    }

    /// Opens a file of a tenant for a verb of ours, without an address.
    ///
    /// # Errors
    /// `not-found` for another tenant's file and one that is not here.
    pub(crate) async fn read_media(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        id: MediaId,
        variant: Variant,
    ) -> Reply<OpenFile> {
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let row = blob::readable(&mut tx, id).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let row = row.ok_or(Refusal::new(Code::NotFound))?;
        self.open_file(keys, row, variant)
    }

    /// Opens a file by its row.
    pub(super) fn open_file(&self, keys: &TenantKeys, row: Readable, variant: Variant) -> Reply<OpenFile> {
        let name = row.name_ct.as_deref().and_then(|sealed| keys.open_text(Purpose::FileName, sealed).ok());
        let (object, key_ct, bytes, mime) = match variant {
            Variant::Full => (Some(row.object), Some(row.key_ct), row.bytes, row.mime),
            Variant::Thumb => {
                let bytes = row.thumb_bytes.map(i64::from).unwrap_or_default();
                (row.thumb_object, row.thumb_key_ct, bytes, THUMB_MIME.to_owned())
            }
        };
        let (Some(object), Some(key_ct)) = (object, key_ct) else {
            return Err(Refusal::new(Code::NotFound));
        };
        let unreadable = || Refusal::new(Code::MediaBroken).with("kind", row.kind.as_str());
        let key = FileKey::open(keys, &key_ct).map_err(|error| {
            tracing::error!(%error, "the key of a stored file does not open");
            unreadable()
        })?;
        let object = BlobName::parse(&object).ok_or_else(unreadable)?;
        let disposition = match variant {
            Variant::Full => disposition(&mime, &name.unwrap_or_default()),
            Variant::Thumb => "inline".to_owned(),
        };
        let bytes = u64::try_from(bytes).unwrap_or_default();
        Ok(OpenFile { disposition, mime, bytes, engine: self.clone(), object, key })
    }
}

/// A small picture says by its first bytes which of two kinds it is; browsers look there for pictures.
const THUMB_MIME: &str = "image/jpeg";

impl OpenFile {
    /// A file to be read by ourselves.
    pub(super) fn new(engine: Engine, object: BlobName, key: FileKey, said: (u64, String)) -> Self {
        Self { bytes: said.0, mime: said.1, disposition: String::new(), engine, object, key }
    }

    const fn layout(&self) -> FileLayout {
        FileLayout { plain: self.bytes }
    }

    /// The type of what is read: a small picture may be of two kinds.
    ///
    /// # Errors
    /// `storage-away` when the store does not answer.
    pub async fn settled_type(&self, variant: Variant) -> Reply<String> {
        if variant == Variant::Full {
            return Ok(self.mime.clone());
        }
        let head = self.pieces(0, 0).await.map_err(|error| refuse_read(&error))?;
        Ok(super::look::thumb_type(&head).to_owned())
    }

    async fn pieces(&self, first: u32, last: u32) -> Result<Bytes, ReadError> {
        let range = self.layout().sealed_range(first, last);
        let sealed = self.engine.blobs.read(&self.object, range).await?;
        let plain = self.key.open_pieces(self.layout(), first, &sealed)?;
        Ok(Bytes::copy_from_slice(&plain))
    }

    /// The bytes from the first to the last of a stretch, both included. What was changed in the store ends the stream with
    /// an error instead of being passed on.
    pub fn read(self, first: u64, last: u64) -> impl Stream<Item = Result<Bytes, ReadError>> + Send {
        let start = (self, first);
        futures::stream::try_unfold(start, move |(file, at)| async move {
            if at > last || file.bytes == 0 {
                return Ok(None);
            }
            let (piece, skip) = file.layout().piece_of(at);
            let (end, _) = file.layout().piece_of(last);
            let opened = file.pieces(piece, end.min(piece.saturating_add(PIECES - 1))).await?;
            let left = usize::try_from(last - at).unwrap_or(usize::MAX).saturating_add(1);
            let until = opened.len().min(skip.saturating_add(left));
            let chunk = opened.get(skip..until).map(|part| opened.slice_ref(part)).unwrap_or_default();
            if chunk.is_empty() {
                // The store has less than its book says.
                return Err(ReadError::Blob(BlobError::NotThere));
            }
            let next = at.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            Ok(Some((chunk, (file, next))))
        })
    }
}

fn refuse_read(error: &ReadError) -> Refusal {
    tracing::error!(error = %crate::chain(error), "a stored file cannot be read");
    Refusal::new(match error {
        ReadError::Blob(BlobError::NotThere) => Code::NotFound,
        ReadError::Blob(BlobError::Away(_)) => Code::StorageAway,
        ReadError::Vault(_) => Code::Internal,
    })
}
