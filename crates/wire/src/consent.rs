//! Consent as people see it: the ledger, one person's word, what a tenant decided about sending.

use chrono::{DateTime, Utc};
use prosa_domain::{
    consent::{Break, ConsentAct, ConsentSource},
    id::{ContactId, MessageId},
    policy::{Holidays, Purpose, UtilityConsent},
};
use serde::{Deserialize, Serialize};

/// Write down what a person agreed to or took back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordConsent {
    /// Whose.
    pub contact_id: ContactId,
    /// For what.
    pub purpose: Purpose,
    /// Given or withdrawn.
    pub act: ConsentAct,
    /// How the person said so, in the member's words.
    pub statement: String,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    /// Its place.
    pub sequence: i64,
    /// Whose.
    pub contact_id: ContactId,
    /// Their name, or their number, or empty.
    pub contact_name: String,
    /// For what.
    pub purpose: Purpose,
    /// What.
    pub act: ConsentAct,
    /// How it is known.
    pub source: ConsentSource,
    /// The message that proves it.
    pub message_id: Option<MessageId>,
    /// The proof's words; empty when there are none.
    pub proof: String,
    /// When the person said so.
    pub at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Name of the member who wrote it down; empty when nobody did.
    pub member_name: String,
    /// Beginning of its hash, in hexadecimal.
    pub hash: String,
}

/// A page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPage {
    /// Entries.
    pub entries: Vec<ConsentView>,
    /// Where the next page begins: strictly before this place.
    pub next: Option<i64>,
}

/// What a check of the whole ledger found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentCheck {
    /// Entries looked at.
    pub entries: i64,
    /// Hash of the last one, in hexadecimal; empty when there is none. Whoever keeps it elsewhere can prove a later cut.
    pub head: String,
    /// The first place where it does not hold together.
    pub broken: Option<Break>,
}

/// What a tenant decided about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    /// First quiet minute of the local day.
    pub quiet_from: u16,
    /// First open minute of the local day.
    pub quiet_until: u16,
    /// National holidays.
    pub holidays: Holidays,
    /// Most marketing messages to one person within the days; none means no cap.
    pub frequency_max: Option<u16>,
    /// Those days, 1 to 90.
    pub frequency_days: u16,
    /// Whether messages about orders need consent outside the window.
    pub utility_consent: UtilityConsent,
}
