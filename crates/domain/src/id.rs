//! Typed identifiers. A `ContactId` is not a `ConversationId`, and the compiler knows.
//!
//! Ids are UUID version 7: the caller gives the time and the random bytes, so that nothing here reads a clock.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Ten random bytes, as needed to make one UUIDv7.
pub type Entropy = [u8; 10];

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id for the given Unix time in milliseconds.
            #[must_use]
            pub fn from_parts(unix_ms: u64, entropy: &Entropy) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, entropy).into_uuid())
            }

            /// The bare UUID, for storage.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )+};
}

typed_ids! {
    /// What a company lets a machine answer by itself.
    AssistantId,
    /// One question to language models, repeats and others asked instead included.
    AskId,
    /// One attempt to send an outbound message.
    AttemptId,
    /// A limit on what may be spent in a month.
    BudgetId,
    /// A passage of what a company knows.
    ChunkId,
    /// A command made by a client; the same id sent twice is one command.
    CommandId,
    /// A person who writes to a tenant.
    ContactId,
    /// The thread of one contact with one line.
    ConversationId,
    /// Words a machine offered a member.
    DraftId,
    /// An open invitation to join a tenant.
    InvitationId,
    /// A text a company knows and may tell.
    KnowledgeId,
    /// A connected sender number.
    LineId,
    /// A file of ours, received or uploaded.
    MediaId,
    /// A person who works for a tenant.
    MemberId,
    /// One message, in or out.
    MessageId,
    /// A language model a tenant may ask.
    ModelId,
    /// One message waiting in the outbound queue.
    OutboundId,
    /// A wish for a new password.
    PasswordResetId,
    /// One rate of the price table.
    PriceId,
    /// One look of an assistant at a conversation.
    TurnId,
    /// One signed-in browser or phone.
    SessionId,
    /// A message template of ours.
    TemplateId,
    /// A company that uses Prosa.
    TenantId,
}
