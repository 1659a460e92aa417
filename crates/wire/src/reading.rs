//! What a classifier read, on its way to the screens, and what a member makes of it.

use crate::team::MemberRef;
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MessageId},
    label::{Intent, Language, Sentiment},
    taught::HeadScore,
};
use serde::{Deserialize, Serialize};

/// An intent with how sure the classifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// The intent.
    pub id: Intent,
    /// How sure, 0 to 100.
    pub percent: u8,
}

/// A score of 0 to 1 in whole percent.
#[must_use]
pub fn percent(score: f32) -> u8 {
    let score = if score.is_finite() { score.clamp(0.0, 1.0) } else { 0.0 };
    // Rounded by hand: there is no checked way from a float to a whole number.
    (0..=100_u8).rev().find(|whole| f32::from(*whole) <= score.mul_add(100.0, 0.5)).unwrap_or_default()
}

/// What was read in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingView {
    /// Intents, the primary one first; empty when the classifier was too unsure to name one.
    pub intents: Vec<Guess>,
    /// The mood.
    pub sentiment: Option<Sentiment>,
    /// How sure it is of the mood, 0 to 100.
    pub sentiment_percent: u8,
    /// The language; none when there was nothing to read one from.
    pub language: Option<Language>,
    /// The version of the model that said so.
    pub model: String,
    /// The member who confirmed it or put it right; none while it is the machine's word alone.
    pub by: Option<MemberRef>,
}

/// The mood of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoodPoint {
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// The mood.
    pub sentiment: Sentiment,
}

/// What a message was read as before its contact changed the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBefore {
    /// The primary intent; none when the classifier was too unsure to name one.
    pub intent: Option<Intent>,
    /// The mood.
    pub sentiment: Option<Sentiment>,
    /// Until when it was read so.
    pub until: DateTime<Utc>,
}

/// What the panel shows of what was read in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insights {
    /// The newest message of the contact that was read, and what was read in it.
    pub newest: Option<(MessageId, ReadingView)>,
    /// What that message was read as before it was changed, oldest first.
    pub before: Vec<ReadBefore>,
    /// Moods of the contact's messages, oldest first.
    pub moods: Vec<MoodPoint>,
}

/// Says what a message of the contact means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectReading {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub message_id: MessageId,
    /// What it wants.
    pub intent: Intent,
    /// Its mood; none when the one that was read stands.
    pub sentiment: Option<Sentiment>,
}

/// The settings of the classifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassifierView {
    /// The version of the model; empty when none reads here.
    pub model: String,
    /// Its macro-F1 on the frozen Portuguese sentences, in thousandths; none when it was not measured.
    pub score: Option<u16>,
    /// How many messages members put right or confirmed.
    pub corrections: u32,
    /// The newest of them.
    pub examples: Vec<ExampleView>,
    /// Whether the caller may take them back.
    pub may_undo: bool,
    /// What the company taught the model.
    pub own: OwnHead,
    /// Whether the caller may decide who reads.
    pub may_manage: bool,
}

/// Who reads a company's messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The shipped model with what the company taught it.
    #[default]
    Own,
    /// The shipped model alone.
    Shipped,
}

/// A company's own head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHead {
    /// Whom the company wants to read.
    pub reader: Reader,
    /// Name of the model with the head; none while nothing was learned.
    pub version: Option<String>,
    /// Examples that were learned.
    pub learned: u32,
    /// Examples that count, learned or not yet.
    pub taught: u32,
    /// How it does; none while nothing was learned.
    pub score: Option<HeadScore>,
    /// When it was learned.
    pub at: Option<DateTime<Utc>>,
}

/// A message a member put right or confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleView {
    /// The message.
    pub message_id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// What it says.
    pub text: String,
    /// What the model had read; none when it was too unsure.
    pub was: Option<Intent>,
    /// What it means.
    pub intent: Intent,
    /// Its mood.
    pub sentiment: Sentiment,
    /// Who said so.
    pub by: MemberRef,
    /// When.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_score_is_told_in_whole_percent() {
        let told = [
            (0.0, 0),
            (0.004, 0),
            (0.006, 1),
            (0.5, 50),
            (0.946, 95),
            (1.0, 100),
            (7.0, 100),
            (-1.0, 0),
            (f32::NAN, 0),
        ];
        for (score, whole) in told {
            assert_eq!(percent(score), whole, "{score}");
        }
    }
}
