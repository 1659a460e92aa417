//! Ids and random numbers in the shapes Meta uses. Ids are random, so a restarted sandbox never repeats one.

use aws_lc_rs::{digest, rand};
use base64::{Engine, engine::general_purpose::STANDARD};

/// A message id: opaque, unique.
pub fn message() -> String {
    format!("wamid.{}", STANDARD.encode(bytes::<33>()))
}

/// A media id: digits only.
pub fn media() -> String {
    format!("{:016}", 1_000_000_000_000_000 + number(8_999_999_999_999_999))
}

/// A message id of Twilio's: its prefix and 32 hexadecimal digits.
pub fn twilio(prefix: &str) -> String {
    format!("{prefix}{}", hex::encode(bytes::<16>()))
}

/// Random letters and digits.
pub fn plain(length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied().map_or('A', char::from);
    let mut text = String::with_capacity(length);
    while text.len() < length {
        text.extend(bytes::<32>().into_iter().take(length - text.len()).map(letter));
    }
    text
}

/// The id support asks for, on every error.
pub fn trace() -> String {
    STANDARD.encode(bytes::<9>()).replace(['+', '/'], "A")
}

/// A user id for a number: the same for the same number, so a restarted demo meets the same people.
pub fn user_of(wa_id: &str) -> String {
    let hash = digest::digest(&digest::SHA256, wa_id.as_bytes());
    let digits = hash.as_ref().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let country = if wa_id.starts_with("55") { "BR" } else { "US" };
    format!("{country}.{:016}", digits % 10_000_000_000_000_000)
}

/// A number from 0 up to, not including, `below`.
pub fn number(below: u64) -> u64 {
    u64::from_be_bytes(bytes::<8>()) % below.max(1)
}

/// Puts a list in random order (Fisher and Yates).
pub fn shuffle<T>(list: &mut [T]) {
    for last in (1..list.len()).rev() {
        let below = u64::try_from(last).unwrap_or(0) + 1;
        list.swap(last, usize::try_from(number(below)).unwrap_or(0));
    }
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    // The system's generator fails only before it is seeded; zeros then still make a well-formed id.
    if rand::fill(&mut out).is_err() {
        tracing::error!("no random numbers from the system");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_metas_shapes_and_differ() {
        assert!(message().starts_with("wamid.") && message() != message());
        assert!(media().len() == 16 && media().bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(user_of("5511987654321"), user_of("5511987654321"));
        assert!(user_of("5511987654321").starts_with("BR."));
    }

    #[test]
    fn a_shuffle_keeps_every_element() {
        let mut list: Vec<u32> = (0..100).collect();
        shuffle(&mut list);
        assert_ne!(list, (0..100).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..100).collect::<Vec<_>>());
    }
}
