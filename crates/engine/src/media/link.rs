//! Addresses of files: good for some minutes, and only for members of the tenant. The signature is made by the tenant's own
//! index key over the file, what of it, and until when, so that an address can neither be guessed nor stretched.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MediaId, TenantId};
use prosa_vault::{IndexPurpose, TenantKeys};
use prosa_wire::{inbox::MessageView, media::MediaView};
use subtle::ConstantTimeEq as _;

/// Ends of addresses are a multiple of this, in seconds: whoever looks again soon gets the same address, and the browser
/// its copy.
const STEP: i64 = 300;
/// Shortest life of an address, in seconds; the longest is a step more, 15 minutes.
const LIFE_MIN: i64 = 600;
/// Life of an address that is given to a provider, in seconds: as long as Twilio holds a message back at most (Twilio,
/// "Message resource": a validity period of four hours).
const LIFE_GIVEN: i64 = 4 * 3_600;
/// What an address that is given to a provider is signed as.
const GIVEN: &str = "given";
/// Bytes of a signature.
const SIGNATURE: usize = 16;

/// What of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// All of it.
    Full,
    /// Its small picture.
    Thumb,
}

impl Variant {
    /// The word in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Thumb => "thumb",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Full, Self::Thumb].into_iter().find(|variant| variant.as_str() == word)
    }
}

/// Until when an address made now is good, in Unix seconds.
fn end(now: DateTime<Utc>) -> i64 {
    (now.timestamp() + LIFE_MIN).div_euclid(STEP) * STEP + STEP
}

fn signature(keys: &TenantKeys, id: MediaId, what: &str, until: i64) -> String {
    let mut signed = id.uuid().as_bytes().to_vec();
    signed.extend_from_slice(&until.to_be_bytes());
    signed.extend_from_slice(what.as_bytes());
    let full = keys.blind_index_bytes(IndexPurpose::FileLink, &signed);
    URL_SAFE_NO_PAD.encode(full.get(..SIGNATURE).unwrap_or_default())
}

/// The address of a file.
#[must_use]
pub fn address(keys: &TenantKeys, id: MediaId, variant: Variant, now: DateTime<Utc>) -> String {
    let until = end(now);
    format!("/media/{id}?v={}&e={until}&s={}", variant.as_str(), signature(keys, id, variant.as_str(), until))
}

/// Whether an address was made by this tenant and is still good.
#[must_use]
pub fn is_good(
    keys: &TenantKeys,
    (id, variant, until): (MediaId, Variant, i64),
    given: &str,
    now: DateTime<Utc>,
) -> bool {
    let ours = signature(keys, id, variant.as_str(), until);
    let same: bool = ours.as_bytes().ct_eq(given.as_bytes()).into();
    same && now.timestamp() < until && until <= end(now)
}

/// The path of a file for a provider that fetches what it sends: it has no session, so the tenant is named, too.
#[must_use]
pub fn given(keys: &TenantKeys, tenant: TenantId, id: MediaId, now: DateTime<Utc>) -> String {
    let until = now.timestamp().saturating_add(LIFE_GIVEN);
    format!("/media/given/{tenant}/{id}?e={until}&s={}", signature(keys, id, GIVEN, until))
}

/// Whether such a path was made by this tenant and is still good.
#[must_use]
pub fn is_given(keys: &TenantKeys, (id, until): (MediaId, i64), given: &str, now: DateTime<Utc>) -> bool {
    let same: bool = signature(keys, id, GIVEN, until).as_bytes().ct_eq(given.as_bytes()).into();
    same && now.timestamp() < until && until <= now.timestamp().saturating_add(LIFE_GIVEN)
}

/// Signs the addresses of messages' files.
pub fn sign(keys: &TenantKeys, messages: &mut [MessageView], now: DateTime<Utc>) {
    for view in messages.iter_mut().filter_map(|message| message.media.as_mut()) {
        sign_one(keys, view, now);
    }
}

/// Signs the addresses of a file; one that has none gets none.
pub fn sign_one(keys: &TenantKeys, view: &mut MediaView, now: DateTime<Utc>) {
    if !view.url.is_empty() {
        view.url = address(keys, view.id, Variant::Full, now);
    }
    if !view.thumb_url.is_empty() {
        view.thumb_url = address(keys, view.id, Variant::Thumb, now);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_lives_between_ten_and_fifteen_minutes_and_stays_the_same_for_a_while() {
        let moment = |second: i64| DateTime::from_timestamp(1_795_000_200 + second, 0).unwrap();
        assert_eq!(moment(0).timestamp() % STEP, 0, "the first second of a step");
        for second in 0..STEP {
            let left = end(moment(second)) - moment(second).timestamp();
            assert!((LIFE_MIN..=LIFE_MIN + STEP).contains(&left), "{second}: {left}");
            assert_eq!(end(moment(second)), end(moment(0)));
        }
        assert_eq!(end(moment(STEP)), end(moment(0)) + STEP);
    }
}
