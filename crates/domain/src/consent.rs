//! The consent ledger: what a person agreed to and took back, with the proof. Entries are only ever added; each carries the
//! hash of the one before, so that a change of the past shows (LGPD art. 8 §2: the burden of proof is the controller's).

use crate::{id::ContactId, policy::Purpose};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentAct {
    /// The person agrees.
    Given,
    /// The person takes it back.
    Withdrawn,
}

/// How it came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// The person wrote it.
    Message,
    /// The person's choice in WhatsApp itself.
    Preference,
    /// A form the person filled in.
    Form,
    /// A row of an import.
    Import,
    /// A member writes down what they were told.
    Statement,
}

macro_rules! words {
    ($kind:ident { $($name:ident => $word:literal),+ }) => {
        impl $kind {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stored word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Reads the stored word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words!(ConsentAct { Given => "given", Withdrawn => "withdrawn" });
words!(ConsentSource {
    Message => "message", Preference => "preference", Form => "form", Import => "import", Statement => "statement"
});

/// Length of a hash in bytes.
pub const HASH_BYTES: usize = 32;

/// An entry as it is hashed. The proof's own words are sealed elsewhere; their fingerprint stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentEntry {
    /// Place in the tenant's ledger, from 1, without holes.
    pub sequence: i64,
    /// Whose.
    pub contact: ContactId,
    /// For what.
    pub purpose: Purpose,
    /// What.
    pub act: ConsentAct,
    /// How it is known.
    pub source: ConsentSource,
    /// What it can be looked up by: a message's id, an import's row, a member's id.
    pub reference: Option<Uuid>,
    /// Fingerprint of the proof's words; empty when there are none.
    pub proof: Vec<u8>,
    /// When the person said so.
    pub at: DateTime<Utc>,
    /// Who wrote it down, when a member did.
    pub member: Option<Uuid>,
    /// Hash of the entry before; zeros for the first.
    pub previous: Vec<u8>,
}

impl ConsentEntry {
    /// The bytes that are hashed: every field, each with its length, so that nothing can be moved from one to the next.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut add = |field: &[u8]| {
            bytes.extend_from_slice(&u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(field);
        };
        add(b"prosa consent 1");
        add(&self.sequence.to_be_bytes());
        add(self.contact.0.as_bytes());
        add(self.purpose.as_str().as_bytes());
        add(self.act.as_str().as_bytes());
        add(self.source.as_str().as_bytes());
        add(self.reference.as_ref().map(|id| id.as_bytes().as_slice()).unwrap_or_default());
        add(&self.proof);
        add(self.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        add(self.member.as_ref().map(|id| id.as_bytes().as_slice()).unwrap_or_default());
        add(&self.previous);
        bytes
    }
}

/// Where a ledger does not hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// An entry's hash is not that of its fields: it was changed.
    Changed {
        /// The entry.
        sequence: i64,
    },
    /// An entry does not follow the one before: one was taken out or put in.
    Unlinked {
        /// The entry.
        sequence: i64,
    },
}

/// Checks one entry against its stored hash and the one before. `hash` computes SHA-256.
///
/// # Errors
/// Where and how it does not hold.
pub fn check(
    entry: &ConsentEntry,
    stored: &[u8],
    before: Option<(i64, &[u8])>,
    hash: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<(), Break> {
    let (sequence, previous) = before.unwrap_or((0, &[0; HASH_BYTES]));
    if entry.sequence != sequence + 1 || entry.previous != previous {
        return Err(Break::Unlinked { sequence: entry.sequence });
    }
    if hash(&entry.bytes()) != stored {
        return Err(Break::Changed { sequence: entry.sequence });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Not a hash anybody should use; it only has to tell inputs apart here.
    fn toy(bytes: &[u8]) -> Vec<u8> {
        let mut state = [0x9e37_79b9_7f4a_7c15_u64; 4];
        for (place, byte) in bytes.iter().enumerate() {
            for (lane, word) in state.iter_mut().enumerate() {
                let salt = u64::try_from(place * 7 + lane + 1).unwrap_or(1);
                *word = (*word ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(13) ^ salt;
            }
        }
        state.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    fn chain(count: i64) -> Vec<(ConsentEntry, Vec<u8>)> {
        let mut all: Vec<(ConsentEntry, Vec<u8>)> = Vec::new();
        for sequence in 1..=count {
            let previous = all.last().map_or_else(|| vec![0; HASH_BYTES], |(_, hash)| hash.clone());
            let entry = ConsentEntry {
                sequence,
                contact: ContactId(Uuid::from_u128(u128::try_from(sequence).unwrap_or(1) % 3)),
                purpose: Purpose::Marketing,
                act: if sequence % 2 == 0 { ConsentAct::Withdrawn } else { ConsentAct::Given },
                source: ConsentSource::Message,
                reference: Some(Uuid::from_u128(7)),
                proof: vec![1, 2, 3],
                at: DateTime::from_timestamp(1_795_000_000 + sequence, 0).unwrap_or_default(),
                member: None,
                previous,
            };
            let hash = toy(&entry.bytes());
            all.push((entry, hash));
        }
        all
    }

    fn verify(all: &[(ConsentEntry, Vec<u8>)]) -> Result<(), Break> {
        let mut before: Option<(i64, &[u8])> = None;
        for (entry, hash) in all {
            check(entry, hash, before, toy)?;
            before = Some((entry.sequence, hash));
        }
        Ok(())
    }

    #[test]
    fn a_whole_ledger_holds_together() {
        assert_eq!(verify(&chain(50)), Ok(()));
        assert_eq!(verify(&[]), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_is_changed_shows_where(place in 0..20_usize, what in 0..8_u8) {
            let mut all = chain(20);
            let Some((entry, hash)) = all.get_mut(place) else { return Ok(()) };
            let sequence = entry.sequence;
            match what {
                0 => entry.act = ConsentAct::Given,
                1 => entry.purpose = Purpose::Utility,
                2 => entry.at += chrono::Duration::microseconds(1),
                3 => entry.contact = ContactId(Uuid::from_u128(99)),
                4 => entry.proof = vec![1, 2],
                5 => entry.reference = None,
                6 => entry.member = Some(Uuid::from_u128(1)),
                _ => hash.reverse(),
            }
            let same = what == 0 && sequence % 2 == 1;
            let wanted = if same { Ok(()) } else { Err(Break::Changed { sequence }) };
            prop_assert_eq!(verify(&all), wanted);
        }

        #[test]
        fn whatever_is_taken_out_shows(place in 0..19_usize) {
            let mut all = chain(20);
            all.remove(place);
            let sequence = i64::try_from(place).unwrap_or_default() + 2;
            prop_assert_eq!(verify(&all), Err(Break::Unlinked { sequence }));
        }
    }
}
