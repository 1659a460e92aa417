//! Objects as files of one folder. Every node that serves them must see the same folder.

use super::{BlobError, BlobName, BlobStore, clear_arrivals, make_folder};
use crate::port::Boxed;
use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

/// A folder of objects.
#[derive(Clone, Debug)]
pub struct FolderStore {
    root: PathBuf,
    arrivals: PathBuf,
}

impl FolderStore {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        let arrivals = root.join("arrivals");
        make_folder(&arrivals)?;
        clear_arrivals(&arrivals)?;
        Ok(Self { root: root.to_owned(), arrivals })
    }

    fn path(&self, name: &BlobName) -> PathBuf {
        self.root.join(name.as_str())
    }
}

/// Files are read and written where waiting does not hold up anybody else.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| BlobError::Away(error.to_string()))?
}

/// The bytes first, then the name, then the folders' own entries: after this a power cut changes nothing.
fn keep(root: &Path, file: &Path, to: &Path) -> Result<(), BlobError> {
    File::open(file)?.sync_all()?;
    let folder = to.parent().ok_or_else(|| BlobError::Away("a name without folder".to_owned()))?;
    let is_new = !folder.is_dir();
    make_folder(folder)?;
    fs::rename(file, to)?;
    File::open(folder)?.sync_all()?;
    if is_new {
        for above in folder.ancestors().skip(1).take_while(|above| above.starts_with(root)) {
            File::open(above)?.sync_all()?;
        }
    }
    Ok(())
}

fn read(path: &Path, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let length = range.end.saturating_sub(range.start);
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl BlobStore for FolderStore {
    fn arrivals(&self) -> &Path {
        &self.arrivals
    }

    fn put<'a>(&'a self, name: &'a BlobName, file: PathBuf) -> Boxed<'a, Result<(), BlobError>> {
        let (root, to) = (self.root.clone(), self.path(name));
        Box::pin(aside(move || keep(&root, &file, &to)))
    }

    fn read<'a>(&'a self, name: &'a BlobName, range: Range<u64>) -> Boxed<'a, Result<Vec<u8>, BlobError>> {
        let path = self.path(name);
        Box::pin(aside(move || read(&path, range)))
    }

    fn remove<'a>(&'a self, name: &'a BlobName) -> Boxed<'a, Result<(), BlobError>> {
        let path = self.path(name);
        Box::pin(aside(move || match fs::remove_file(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            other => Ok(other?),
        }))
    }
}
