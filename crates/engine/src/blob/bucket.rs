//! Objects in a bucket that speaks S3: AWS, MinIO, Garage, R2 and their like.

use super::{BlobError, BlobName, BlobStore, clear_arrivals, make_folder};
use crate::port::Boxed;
use object_store::{
    ClientOptions, ObjectStoreExt as _, RetryConfig, WriteMultipart,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path as Key,
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::io::AsyncReadExt as _;

/// Larger files travel in parts of this size; S3 takes no part but the last below 5 MiB.
const PART: usize = 8 * 1024 * 1024;

/// Where a bucket is and how to get in.
#[derive(Clone, Debug)]
pub struct BucketConfig {
    /// Address of the service; empty means AWS itself.
    pub endpoint: String,
    /// Region.
    pub region: String,
    /// Bucket.
    pub bucket: String,
    /// Begins the name of every object; empty for none.
    pub prefix: String,
    /// Access key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: SecretString,
    /// A folder of this machine for files that are on their way in.
    pub arrivals: PathBuf,
}

/// A bucket.
#[derive(Debug)]
pub struct BucketStore {
    store: AmazonS3,
    prefix: String,
    arrivals: PathBuf,
}

impl BucketStore {
    /// Makes ready to use a bucket; nothing is asked of it yet.
    ///
    /// # Errors
    /// When the address cannot be one, or the folder for arrivals cannot be made.
    pub fn open(config: &BucketConfig) -> Result<Self, BlobError> {
        make_folder(&config.arrivals)?;
        clear_arrivals(&config.arrivals)?;
        let plain = config.endpoint.starts_with("http://");
        let client = ClientOptions::new()
            .with_allow_http(plain)
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_secs(120));
        // Whoever asks tries again by itself, and says so meanwhile.
        let retry =
            RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(15), ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key)
            .with_secret_access_key(config.secret_key.expose_secret())
            .with_client_options(client)
            .with_retry(retry);
        if !config.endpoint.is_empty() {
            // Most services of one's own answer under one host name, whatever the bucket.
            builder = builder.with_endpoint(&config.endpoint).with_virtual_hosted_style_request(false);
        }
        let store = builder.build().map_err(away)?;
        Ok(Self {
            store,
            prefix: config.prefix.trim_matches('/').to_owned(),
            arrivals: config.arrivals.clone(),
        })
    }

    fn key(&self, name: &BlobName) -> Key {
        if self.prefix.is_empty() {
            return Key::from(name.as_str());
        }
        Key::from(format!("{}/{}", self.prefix, name.as_str()))
    }

    async fn bring(&self, name: &BlobName, path: &Path) -> Result<(), BlobError> {
        let mut file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        let key = self.key(name);
        if length <= u64::try_from(PART).unwrap_or_default() {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            return self.store.put(&key, bytes.into()).await.map(|_| ()).map_err(away);
        }
        let upload = self.store.put_multipart(&key).await.map_err(away)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut buffer = vec![0_u8; 256 * 1024];
        loop {
            let read = file.read(&mut buffer).await?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            // At most two parts in memory at a time.
            upload.wait_for_capacity(1).await.map_err(away)?;
            upload.write(bytes);
        }
        upload.finish().await.map(|_| ()).map_err(away)
    }
}

/// Object stores say their own address in errors; what people need is in the kind and its cause.
fn away(error: object_store::Error) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::NotThere,
        other => BlobError::Away(crate::chain(&other).chars().take(300).collect()),
    }
}

impl BlobStore for BucketStore {
    fn arrivals(&self) -> &Path {
        &self.arrivals
    }

    fn put<'a>(&'a self, name: &'a BlobName, file: PathBuf) -> Boxed<'a, Result<(), BlobError>> {
        Box::pin(async move {
            self.bring(name, &file).await?;
            tokio::fs::remove_file(&file).await?;
            Ok(())
        })
    }

    fn read<'a>(&'a self, name: &'a BlobName, range: Range<u64>) -> Boxed<'a, Result<Vec<u8>, BlobError>> {
        Box::pin(async move {
            let bytes = self.store.get_range(&self.key(name), range).await.map_err(away)?;
            Ok(bytes.to_vec())
        })
    }

    fn remove<'a>(&'a self, name: &'a BlobName) -> Boxed<'a, Result<(), BlobError>> {
        Box::pin(async move {
            match self.store.delete(&self.key(name)).await.map_err(away) {
                Ok(()) | Err(BlobError::NotThere) => Ok(()),
                Err(error) => Err(error),
            }
        })
    }
}
