//! Opened keys of one scope (a tenant, or the installation): seal, open, hash, rotate.
//!
//! A ciphertext is `version (1) | key id (4, big endian) | nonce (12) | text and tag`. Scope and purpose are bound into the
//! tag. Nonces are random; one data key is good for 2³² seals and rotates long before.

use crate::{IndexPurpose, KeyProvider, Purpose, VaultError};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac, rand,
};
use prosa_domain::id::TenantId;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const HEADER: usize = 1 + 4 + NONCE_LEN;
/// Search tokens kept of one message at most.
const SEARCH_TOKENS_MAX: usize = 256;

/// Whose keys these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The installation's own: the journal, the log-in index.
    Installation,
    /// One tenant's.
    Tenant(TenantId),
}

impl Scope {
    fn bytes(self) -> [u8; 16] {
        match self {
            Self::Installation => [0; 16],
            Self::Tenant(id) => *id.uuid().as_bytes(),
        }
    }
}

/// What a wrapped key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Seals and opens.
    Data,
    /// Hashes; never rotates, or nothing would be found again.
    Index,
}

impl KeyKind {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Index => "index",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Data, Self::Index].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A key as the database stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Its number inside the scope; data keys with greater numbers are newer.
    pub key_id: u32,
    /// What it is.
    pub kind: KeyKind,
    /// The wrapped bytes.
    pub wrapped: Vec<u8>,
    /// The key-encryption key that wrapped it.
    pub kek_id: String,
}

/// Opened keys of one scope.
pub struct DataKeys {
    scope: [u8; 16],
    current: u32,
    sealing: LessSafeKey,
    /// All other data keys: older ones, and a newer one that does not seal yet.
    others: BTreeMap<u32, LessSafeKey>,
    index: hmac::Key,
    /// The last key a ciphertext asked for in vain; 0 is none.
    missed: AtomicU32,
}

/// Keys of one tenant.
pub type TenantKeys = DataKeys;
/// Keys of the installation.
pub type InstallationKeys = DataKeys;

impl std::fmt::Debug for DataKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DataKeys").field("current", &self.current).finish_non_exhaustive()
    }
}

impl DataKeys {
    /// Makes the first data key and the index secret of a scope, wrapped.
    ///
    /// # Errors
    /// When the provider is away.
    pub async fn create(provider: &dyn KeyProvider, scope: Scope) -> Result<Vec<WrappedKey>, VaultError> {
        Ok(vec![
            new_key(provider, scope, 1, KeyKind::Data).await?,
            new_key(provider, scope, 2, KeyKind::Index).await?,
        ])
    }

    /// Makes the next data key; what was sealed before stays readable as long as the older keys are stored.
    ///
    /// # Errors
    /// When the provider is away.
    pub async fn rotate(
        provider: &dyn KeyProvider,
        scope: Scope,
        stored: &[WrappedKey],
    ) -> Result<WrappedKey, VaultError> {
        let last = stored.iter().map(|key| key.key_id).max().unwrap_or_default();
        new_key(provider, scope, last + 1, KeyKind::Data).await
    }

    /// Wraps every key with the provider's current key-encryption key. The keys themselves stay the same.
    ///
    /// # Errors
    /// When the provider is away or an old key-encryption key is gone.
    pub async fn rewrap(
        provider: &dyn KeyProvider,
        scope: Scope,
        stored: &[WrappedKey],
    ) -> Result<Vec<WrappedKey>, VaultError> {
        let mut fresh = Vec::with_capacity(stored.len());
        for key in stored {
            let context = context(scope, key.key_id, key.kind);
            let plain = provider.unwrap(&key.kek_id, &context, &key.wrapped).await?;
            let (kek_id, wrapped) = provider.wrap(&context, &plain).await?;
            fresh.push(WrappedKey { key_id: key.key_id, kind: key.kind, wrapped, kek_id });
        }
        Ok(fresh)
    }

    /// Opens stored keys; the newest data key seals.
    ///
    /// # Errors
    /// When one does not unwrap, or a data key or the index secret is missing.
    pub async fn open_all(
        provider: &dyn KeyProvider,
        scope: Scope,
        stored: &[WrappedKey],
    ) -> Result<Self, VaultError> {
        Self::open_sealing(provider, scope, stored, u32::MAX).await
    }

    /// Opens stored keys; the newest data key that is not newer than `newest` seals, so that a fresh one can be made known
    /// everywhere before anything is sealed with it. When all are newer, the oldest one seals.
    ///
    /// # Errors
    /// As [`DataKeys::open_all`].
    pub async fn open_sealing(
        provider: &dyn KeyProvider,
        scope: Scope,
        stored: &[WrappedKey],
        newest: u32,
    ) -> Result<Self, VaultError> {
        let mut keys = BTreeMap::new();
        let mut index = None;
        for key in stored {
            let context = context(scope, key.key_id, key.kind);
            let plain = provider.unwrap(&key.kek_id, &context, &key.wrapped).await?;
            match key.kind {
                KeyKind::Data => {
                    let unbound = UnboundKey::new(&AES_256_GCM, &plain).map_err(|_| VaultError::NoKey)?;
                    keys.insert(key.key_id, LessSafeKey::new(unbound));
                }
                KeyKind::Index => index = Some(hmac::Key::new(hmac::HMAC_SHA256, &plain)),
            }
        }
        let chosen = keys.range(..=newest).next_back().or_else(|| keys.first_key_value()).map(|(id, _)| *id);
        let (current, sealing) = chosen.and_then(|id| keys.remove_entry(&id)).ok_or(VaultError::NoKey)?;
        let index = index.ok_or(VaultError::NoKey)?;
        Ok(Self { scope: scope.bytes(), current, sealing, others: keys, index, missed: AtomicU32::new(0) })
    }

    /// The key that a ciphertext was last made by without being loaded here, if that happened: reading the stored keys
    /// again may help.
    #[must_use]
    pub fn missed(&self) -> Option<u32> {
        Some(self.missed.load(Ordering::Relaxed)).filter(|id| *id != 0)
    }

    /// The data key that seals now.
    #[must_use]
    pub const fn current_key_id(&self) -> u32 {
        self.current
    }

    /// The data key a ciphertext was made by.
    ///
    /// # Errors
    /// When it is no ciphertext of this vault.
    pub fn key_id_of(sealed: &[u8]) -> Result<u32, VaultError> {
        match sealed {
            [VERSION, a, b, c, d, ..] if sealed.len() >= HEADER => Ok(u32::from_be_bytes([*a, *b, *c, *d])),
            _ => Err(VaultError::Malformed),
        }
    }

    /// Seals bytes for a purpose with the current data key. One allocation, and the plaintext is copied nowhere else.
    ///
    /// # Panics
    /// When the operating system gives no randomness or the plaintext is longer than AES-GCM allows (64 GiB): a ciphertext
    /// that nobody can open must never be stored.
    #[must_use]
    pub fn seal(&self, purpose: Purpose, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE_LEN];
        let filled = rand::fill(&mut nonce);
        assert!(filled.is_ok(), "the operating system gave no randomness");
        let mut out = Vec::with_capacity(HEADER + plain.len() + AES_256_GCM.tag_len());
        out.push(VERSION);
        out.extend_from_slice(&self.current.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plain);
        let (_, body) = out.split_at_mut(HEADER);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let sealed = self.sealing.seal_in_place_separate_tag(nonce, self.bind(purpose), body);
        match sealed {
            Ok(tag) => out.extend_from_slice(tag.as_ref()),
            Err(_) => panic!("the plaintext is longer than AES-GCM allows"),
        }
        out
    }

    /// Opens what was sealed for the same purpose in the same scope.
    ///
    /// # Errors
    /// When it was changed, belongs elsewhere, or its key is not loaded.
    pub fn open(&self, purpose: Purpose, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let key_id = Self::key_id_of(sealed)?;
        let key = if key_id == self.current { Some(&self.sealing) } else { self.others.get(&key_id) };
        let key = key.ok_or_else(|| {
            self.missed.store(key_id, Ordering::Relaxed);
            VaultError::UnknownKey(key_id)
        })?;
        let nonce = sealed.get(5..HEADER).ok_or(VaultError::Malformed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Malformed)?;
        let mut body = Zeroizing::new(sealed.get(HEADER..).ok_or(VaultError::Malformed)?.to_vec());
        let length =
            key.open_in_place(nonce, self.bind(purpose), &mut body).map_err(|_| VaultError::Tampered)?.len();
        body.truncate(length);
        Ok(body)
    }

    /// Opens sealed UTF-8 text.
    ///
    /// # Errors
    /// As [`DataKeys::open`].
    pub fn open_text(&self, purpose: Purpose, sealed: &[u8]) -> Result<String, VaultError> {
        let plain = self.open(purpose, sealed)?;
        std::str::from_utf8(&plain).map(str::to_owned).map_err(|_| VaultError::Tampered)
    }

    /// The keyed hash that stands for a value in an index.
    #[must_use]
    pub fn blind_index(&self, purpose: IndexPurpose, value: &str) -> [u8; 32] {
        self.blind_index_bytes(purpose, value.as_bytes())
    }

    /// The keyed hash of bytes.
    #[must_use]
    pub fn blind_index_bytes(&self, purpose: IndexPurpose, value: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(&[purpose.tag()]);
        context.update(value);
        let tag = context.sign();
        let mut out = [0_u8; 32];
        for (to, from) in out.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        out
    }

    /// The first half of the keyed hash: enough to tell provider ids apart, half the index.
    #[must_use]
    pub fn short_index(&self, purpose: IndexPurpose, value: &str) -> [u8; 16] {
        let full = self.blind_index(purpose, value);
        let mut out = [0_u8; 16];
        for (to, from) in out.iter_mut().zip(full) {
            *to = from;
        }
        out
    }

    /// Blind search tokens of words: sorted, each once, at most 256.
    pub fn search_tokens<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<i64> {
        let mut tokens: Vec<i64> =
            words.take(SEARCH_TOKENS_MAX).map(|word| self.search_token(word)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    fn search_token(&self, word: &str) -> i64 {
        let hash = self.blind_index(IndexPurpose::SearchWord, word);
        hash.first_chunk::<8>().map(|first| i64::from_be_bytes(*first)).unwrap_or_default()
    }

    fn bind(&self, purpose: Purpose) -> Aad<[u8; 17]> {
        let mut bound = [0_u8; 17];
        for (to, from) in bound.iter_mut().zip(self.scope.iter().chain(&[purpose.tag()])) {
            *to = *from;
        }
        Aad::from(bound)
    }
}

/// Binds a wrapped key to its place.
fn context(scope: Scope, key_id: u32, kind: KeyKind) -> Vec<u8> {
    let mut context = scope.bytes().to_vec();
    context.extend_from_slice(&key_id.to_be_bytes());
    context.extend_from_slice(kind.as_str().as_bytes());
    context
}

async fn new_key(
    provider: &dyn KeyProvider,
    scope: Scope,
    key_id: u32,
    kind: KeyKind,
) -> Result<WrappedKey, VaultError> {
    let mut plain = Zeroizing::new([0_u8; 32]);
    rand::fill(plain.as_mut()).map_err(|_| VaultError::NoRandomness)?;
    let (kek_id, wrapped) = provider.wrap(&context(scope, key_id, kind), plain.as_ref()).await?;
    Ok(WrappedKey { key_id, kind, wrapped, kek_id })
}
