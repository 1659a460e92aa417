//! `[media]`: where files of messages are kept, and for how long.

use super::{ConfigError, positive, secret};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Files of messages. They are sealed before they are stored, wherever that is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// A folder, or a bucket.
    pub store: MediaStore,
    /// The folder; empty is `media` in the data folder. Every node must see the same one.
    pub folder: PathBuf,
    /// Address of the bucket's service, such as `https://s3.example.com`; empty is AWS itself.
    pub bucket_endpoint: String,
    /// Region of the bucket.
    pub bucket_region: String,
    /// Name of the bucket.
    pub bucket_name: String,
    /// Begins the name of every object; empty for none.
    pub bucket_prefix: String,
    /// Access key of the bucket.
    pub bucket_access_key: String,
    /// Secret of the access key.
    #[serde(serialize_with = "secret::mask")]
    pub bucket_secret_key: SecretString,
    /// File with that secret.
    pub bucket_secret_key_file: Option<PathBuf>,
    /// Largest file that is fetched, in MB; WhatsApp carries up to 100.
    pub inbound_mb_max: u64,
    /// Days files are kept; 0 keeps them as long as their messages.
    pub keep_days: u64,
}

/// Where files are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaStore {
    /// In a folder.
    #[default]
    Folder,
    /// In a bucket that speaks S3.
    Bucket,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            store: MediaStore::default(),
            folder: PathBuf::new(),
            bucket_endpoint: String::new(),
            bucket_region: "us-east-1".to_owned(),
            bucket_name: String::new(),
            bucket_prefix: String::new(),
            bucket_access_key: String::new(),
            bucket_secret_key: SecretString::default(),
            bucket_secret_key_file: None,
            inbound_mb_max: 100,
            keep_days: 0,
        }
    }
}

impl Media {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("media.inbound_mb_max", self.inbound_mb_max)?;
        if self.store == MediaStore::Folder {
            return Ok(());
        }
        let endpoint = self.bucket_endpoint.as_str();
        if !endpoint.is_empty() && !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
            return Err(ConfigError::value("media.bucket_endpoint", "must begin with http:// or https://"));
        }
        let missing = "is missing: media.store is bucket";
        for (key, value) in [
            ("media.bucket_name", &self.bucket_name),
            ("media.bucket_region", &self.bucket_region),
            ("media.bucket_access_key", &self.bucket_access_key),
        ] {
            if value.is_empty() {
                return Err(ConfigError::value(key, missing));
            }
        }
        if !secret::is_set(&self.bucket_secret_key) {
            return Err(ConfigError::value("media.bucket_secret_key", missing));
        }
        Ok(())
    }
}
