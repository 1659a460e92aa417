//! The port to whoever holds the key-encryption keys: a file today, a key service tomorrow.

use crate::VaultError;
use std::{future::Future, pin::Pin};
use zeroize::Zeroizing;

/// A future behind a trait object.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Name of a key-encryption key, as its provider calls it.
pub type Kek = String;

/// Wraps and unwraps data keys. The key-encryption key never leaves the provider.
pub trait KeyProvider: Send + Sync + 'static {
    /// The key-encryption key that new data keys are wrapped with.
    fn current(&self) -> Kek;

    /// Wraps a data key with the current key-encryption key; `context` is bound into the result.
    fn wrap<'a>(&'a self, context: &'a [u8], key: &'a [u8]) -> Boxed<'a, Result<(Kek, Vec<u8>), VaultError>>;

    /// Unwraps a data key.
    fn unwrap<'a>(
        &'a self,
        kek: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> Boxed<'a, Result<Zeroizing<Vec<u8>>, VaultError>>;
}
