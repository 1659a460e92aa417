//! Tokens of links and sessions: 32 random bytes outside, a keyed hash inside.

use crate::{Engine, Reply};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use prosa_domain::refusal::{Code, Refusal};
use prosa_vault::IndexPurpose;
use secrecy::{ExposeSecret, SecretString};

/// Characters of a token.
const LENGTH: usize = 43;

/// A fresh token.
pub(super) fn fresh() -> Reply<SecretString> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Refusal::new(Code::Internal))?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes)))
}

impl Engine {
    /// What is stored of a token.
    pub(super) fn token_hash(&self, token: &SecretString) -> [u8; 32] {
        self.keyring.installation().blind_index(IndexPurpose::Token, token.expose_secret())
    }

    /// The hash of what somebody brought, if it can be a token at all.
    pub(super) fn brought_hash(&self, token: &str) -> Option<[u8; 32]> {
        let plausible = token.len() == LENGTH
            && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        plausible.then(|| self.keyring.installation().blind_index(IndexPurpose::Token, token))
    }
}
