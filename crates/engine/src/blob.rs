//! Where the bytes of files are: a folder on this machine, or a bucket. What arrives here is ciphertext already.
//!
//! An object is put once under a name of its own and never written again, so that readers never see half of one.

mod bucket;
mod folder;

pub use bucket::{BucketConfig, BucketStore};
pub use folder::FolderStore;

use crate::port::Boxed;
use std::{
    ops::Range,
    path::{Path, PathBuf},
};

/// The name of an object: two folders by its first letters, so that none grows without end, and a name that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlobName(String);

impl BlobName {
    /// The name of a file with this keyed digest; `unique` tells apart what is put twice.
    #[must_use]
    pub fn of(digest: &[u8], unique: uuid::Uuid) -> Self {
        let digest = hex::encode(digest);
        let part = |from: usize, to: usize| digest.get(from..to).unwrap_or("00").to_owned();
        Self(format!("{}/{}/{digest}-{}", part(0, 2), part(2, 4), unique.simple()))
    }

    /// Reads a stored name; none when it is not one of ours, so that no name leads out of the store.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let plain = |part: &&str| {
            !part.is_empty() && part.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
        };
        let parts: Vec<&str> = name.split('/').collect();
        (parts.len() == 3 && parts.iter().all(plain) && name.len() <= 128).then(|| Self(name.to_owned()))
    }

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why the store did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such object.
    #[error("the object is not there")]
    NotThere,
    /// The store is away, full, or refuses us.
    #[error("the store of files does not work: {0}")]
    Away(String),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::NotFound {
            Self::NotThere
        } else {
            Self::Away(error.to_string())
        }
    }
}

/// A store of objects.
pub trait BlobStore: Send + Sync + 'static {
    /// A folder for files that are on their way in, on a disk of this machine.
    fn arrivals(&self) -> &Path;

    /// Takes a file out of the arrivals and keeps it under a name. After it returns the object lasts.
    fn put<'a>(&'a self, name: &'a BlobName, file: PathBuf) -> Boxed<'a, Result<(), BlobError>>;

    /// Reads a stretch of an object; less than asked for when the object ends before.
    fn read<'a>(&'a self, name: &'a BlobName, range: Range<u64>) -> Boxed<'a, Result<Vec<u8>, BlobError>>;

    /// Removes an object; one that is not there is removed already.
    fn remove<'a>(&'a self, name: &'a BlobName) -> Boxed<'a, Result<(), BlobError>>;
}

/// Empties the arrivals of what a crash left there. A running arrival is younger than this.
const STALE: std::time::Duration = std::time::Duration::from_secs(6 * 3_600);

fn clear_arrivals(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let old = entry.metadata().and_then(|about| about.modified()).ok();
        if old.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > STALE) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Makes a folder that only its owner enters.
fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_ours_or_none() {
        let name = BlobName::of(&[0xab, 0xcd, 0xef], uuid::Uuid::nil());
        assert_eq!(name.as_str(), "ab/cd/abcdef-00000000000000000000000000000000");
        assert_eq!(BlobName::parse(name.as_str()), Some(name));
        for strange in
            ["", "ab/cd", "ab/../ef", "/ab/cd/ef", "ab/cd/ef/01", "ab//ef", "ab/cd/e f", "ab/cd/é", "..//.."]
        {
            assert_eq!(BlobName::parse(strange), None, "{strange}");
        }
    }
}
