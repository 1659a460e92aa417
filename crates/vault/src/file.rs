//! Key-encryption keys in a file: one `name base64` line each, the newest first. The file is made on first start with
//! rights for its owner only, and refused when others can read it.

use crate::{Boxed, Kek, KeyProvider, VaultError};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use zeroize::{Zeroize, Zeroizing};

/// Why the key file cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum FileKeyError {
    /// Cannot be read or written.
    #[error(
        "the key file {path} cannot be used: {source}. Check that it exists and belongs to the user Prosa runs as"
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Readable by others.
    #[error("the key file {path} can be read by other users. Run: chmod 600 {path}")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A line that is no key.
    #[error("line {line} of the key file {path} is not `name key`, the key being 32 bytes in base64")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A name that cannot stand in the file.
    #[error("`{name}` cannot name a key: use letters, digits, `-`, `_` and `.`")]
    Name {
        /// The name.
        name: String,
    },
    /// Two keys of one name: nobody could tell which of them wrapped a data key.
    #[error("the key file {path} already holds a key named `{name}`; every key needs its own name")]
    Twice {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// No key at all.
    #[error("the key file {path} holds no key")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// No randomness for a new key.
    #[error("the operating system gave no randomness for a new key")]
    NoRandomness,
}

type Keys = Vec<(Kek, LessSafeKey)>;

/// Key-encryption keys from a file. The file is read again when a key is asked for that was not in it, so that a running
/// program follows a change of keys.
pub struct FileKeyProvider {
    path: PathBuf,
    keys: RwLock<Arc<Keys>>,
    /// When the file was last read again.
    looked: Mutex<Option<Instant>>,
}

/// The file is not read again more often than this.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl FileKeyProvider {
    /// Opens the file, or makes it with one new key when it is not there. Two processes that start together end up with
    /// the same key, and a start that is cut off leaves no half-written file.
    ///
    /// # Errors
    /// When it cannot be read, is readable by others, or holds no proper key.
    pub fn open_or_create(path: &Path) -> Result<Self, FileKeyError> {
        let there = path.try_exists().map_err(|source| io(path, source))?;
        if !there {
            let beside = beside(path);
            write_new(&beside, &new_line("kek-1")?)?;
            // A hard link, unlike a rename, never replaces a key file that another process has just made.
            let linked = fs::hard_link(&beside, path);
            let _ = fs::remove_file(&beside);
            match linked {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(io(path, error)),
                _ => sync_folder(path)?,
            }
        }
        Self::open(path)
    }

    /// Opens the file.
    ///
    /// # Errors
    /// As [`FileKeyProvider::open_or_create`].
    pub fn open(path: &Path) -> Result<Self, FileKeyError> {
        let keys = RwLock::new(Arc::new(Self::read(path)?));
        Ok(Self { path: path.to_owned(), keys, looked: Mutex::new(None) })
    }

    fn read(path: &Path) -> Result<Keys, FileKeyError> {
        check_rights(path)?;
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|source| io(path, source))?);
        let mut keys: Vec<(Kek, LessSafeKey)> = Vec::new();
        for (place, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || FileKeyError::Line { path: path.to_owned(), line: place + 1 };
            let (name, key) = line.split_once(char::is_whitespace).ok_or_else(wrong)?;
            let bytes = Zeroizing::new(STANDARD.decode(key.trim()).map_err(|_| wrong())?);
            let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| wrong())?;
            if keys.iter().any(|(known, _)| known == name) {
                return Err(FileKeyError::Twice { path: path.to_owned(), name: name.to_owned() });
            }
            keys.push((name.to_owned(), LessSafeKey::new(key)));
        }
        if keys.is_empty() {
            return Err(FileKeyError::Empty { path: path.to_owned() });
        }
        Ok(keys)
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys, read again when `kek` is not among them.
    fn keys_with(&self, kek: &str) -> Arc<Keys> {
        let known = self.keys();
        if known.iter().any(|(name, _)| name == kek) {
            return known;
        }
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
            return self.keys();
        }
        *looked = Some(Instant::now());
        match Self::read(&self.path) {
            Ok(fresh) => *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh),
            // What is known goes on working; the caller says which key is missing.
            Err(_) => return known,
        }
        self.keys()
    }

    /// Puts a new key-encryption key at the top of the file; older ones stay until everything is wrapped anew.
    ///
    /// # Errors
    /// As [`FileKeyProvider::open_or_create`], and when the name is taken or no name.
    pub fn add_key(path: &Path, name: &str) -> Result<(), FileKeyError> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if name.is_empty() || !name.chars().all(plain) {
            return Err(FileKeyError::Name { name: name.to_owned() });
        }
        let known = Self::read(path)?;
        if known.iter().any(|(known, _)| known == name) {
            return Err(FileKeyError::Twice { path: path.to_owned(), name: name.to_owned() });
        }
        let old = Zeroizing::new(fs::read_to_string(path).map_err(|source| io(path, source))?);
        let mut text = new_line(name)?;
        text.reserve_exact(old.len());
        text.push_str(&old);
        let beside = beside(path);
        write_new(&beside, &text)?;
        if let Err(error) = fs::rename(&beside, path) {
            let _ = fs::remove_file(&beside);
            return Err(io(path, error));
        }
        sync_folder(path)
    }
}

fn io(path: &Path, source: std::io::Error) -> FileKeyError {
    FileKeyError::Io { path: path.to_owned(), source }
}

/// A name beside the key file that no other process or thread uses.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    path.with_extension(format!("new-{}-{count}", std::process::id()))
}

fn new_line(name: &str) -> Result<Zeroizing<String>, FileKeyError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    rand::fill(key.as_mut()).map_err(|_| FileKeyError::NoRandomness)?;
    let encoded = Zeroizing::new(STANDARD.encode(*key));
    Ok(Zeroizing::new(format!("{name} {}\n", encoded.as_str())))
}

/// Writes a whole new file to the disk, or leaves none.
fn write_new(path: &Path, text: &str) -> Result<(), FileKeyError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|source| io(path, source))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| {
        let _ = fs::remove_file(path);
        io(path, source)
    })
}

/// Makes a new name in the folder last through a power cut.
fn sync_folder(path: &Path) -> Result<(), FileKeyError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg(unix)]
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| io(path, source))?;
    Ok(())
}

fn check_rights(path: &Path) -> Result<(), FileKeyError> {
    let metadata = fs::metadata(path).map_err(|source| io(path, source))?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        return Err(FileKeyError::Exposed { path: path.to_owned() });
    }
    Ok(())
}

impl KeyProvider for FileKeyProvider {
    fn current(&self) -> Kek {
        self.keys().first().map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn wrap<'a>(&'a self, context: &'a [u8], key: &'a [u8]) -> Boxed<'a, Result<(Kek, Vec<u8>), VaultError>> {
        let wrapped = (|| {
            let keys = self.keys();
            let (name, kek) = keys.first().ok_or(VaultError::MissingKek)?;
            let mut nonce = [0_u8; NONCE_LEN];
            rand::fill(&mut nonce).map_err(|_| VaultError::NoRandomness)?;
            let mut sealed = Vec::with_capacity(key.len() + AES_256_GCM.tag_len());
            sealed.extend_from_slice(key);
            kek.seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut sealed,
            )
            .map_err(|_| VaultError::NoKey)?;
            let mut out = nonce.to_vec();
            out.append(&mut sealed);
            Ok((name.clone(), out))
        })();
        Box::pin(std::future::ready(wrapped))
    }

    fn unwrap<'a>(
        &'a self,
        kek: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> Boxed<'a, Result<Zeroizing<Vec<u8>>, VaultError>> {
        let opened = (|| {
            let keys = self.keys_with(kek);
            let (_, key) = keys.iter().find(|(name, _)| name == kek).ok_or(VaultError::MissingKek)?;
            let (nonce, sealed) = wrapped.split_at_checked(NONCE_LEN).ok_or(VaultError::Malformed)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Malformed)?;
            let mut sealed = sealed.to_vec();
            let plain = key
                .open_in_place(nonce, Aad::from(context), &mut sealed)
                .map_err(|_| VaultError::Tampered)?;
            let out = Zeroizing::new(plain.to_vec());
            sealed.zeroize();
            Ok(out)
        })();
        Box::pin(std::future::ready(opened))
    }
}
