//! Files at a provider: fetched and brought as streams, so that none is held whole.

use bytes::Bytes;
use futures::stream::BoxStream;
use prosa_domain::media::fetch::FetchFailure;

/// How a provider comes by the files it is to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileWay {
    /// They are brought to it and named by its own id.
    #[default]
    Brought,
    /// It fetches them from an address it is given.
    Linked,
}

/// A file of a message, as the provider told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// The provider's id of it.
    pub id: String,
    /// Its SHA-256 as the message told, in hexadecimal or base64; none when it told nothing.
    pub sha256: Option<String>,
}

/// A file on its way here.
pub struct FetchedFile {
    /// What the provider says it is; empty when it says nothing.
    pub mime: String,
    /// The bytes. The stream fails when they are more than was allowed, or are not what their hash says: nothing is good
    /// before the stream has ended well.
    pub chunks: BoxStream<'static, Result<Bytes, FetchFailure>>,
}

impl std::fmt::Debug for FetchedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FetchedFile").field("mime", &self.mime).finish_non_exhaustive()
    }
}

/// A file on its way to the provider.
pub struct FileToBring {
    /// What it is, with parameters such as `codecs=opus` where they matter.
    pub mime: String,
    /// Its name.
    pub file_name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The bytes.
    pub chunks: BoxStream<'static, Result<Bytes, std::io::Error>>,
}

impl std::fmt::Debug for FileToBring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileToBring")
            .field("mime", &self.mime)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
