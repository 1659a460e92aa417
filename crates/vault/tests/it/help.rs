//! A folder that goes away, keys of a scope, and a way to await futures that never wait.

use prosa_domain::id::TenantId;
use prosa_vault::{DataKeys, FileKeyProvider, Scope, WrappedKey};
use std::{
    fs,
    future::Future,
    path::{Path, PathBuf},
    pin::pin,
    sync::atomic::{AtomicU32, Ordering},
    task::{Context, Poll, Waker},
};

/// A folder of one test, removed when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("prosa-vault-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn key_file(&self) -> PathBuf {
        self.0.join("kek.txt")
    }

    pub fn provider(&self) -> FileKeyProvider {
        FileKeyProvider::open_or_create(&self.key_file()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a future of the file provider: it is ready at once.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a key file never waits"),
    }
}

pub fn tenant(number: u8) -> Scope {
    Scope::Tenant(TenantId::from_parts(1_700_000_000_000, &[number; 10]))
}

/// New keys of a scope, wrapped and opened.
pub fn keys(provider: &FileKeyProvider, scope: Scope) -> (Vec<WrappedKey>, DataKeys) {
    let stored = now(DataKeys::create(provider, scope)).unwrap();
    let opened = open(provider, scope, &stored);
    (stored, opened)
}

pub fn open(provider: &FileKeyProvider, scope: Scope, stored: &[WrappedKey]) -> DataKeys {
    now(DataKeys::open_all(provider, scope, stored)).unwrap()
}
