//! What a conversation comes to, on its way to the panel: a summary in its own sentences, the next step, facts, promises.
//!
//! Everything here names the message it stands on, and says what made it.

use chrono::{DateTime, Utc};
use prosa_domain::{
    entity::bant,
    id::MessageId,
    promise::{Origin, Side},
    refusal::Refusal,
    summary::{
        Why,
        next::{Action, Reason},
    },
};
use serde::{Deserialize, Serialize};

/// What made an insight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeBy {
    /// Rules of words, on this machine.
    #[default]
    Rules,
    /// Passages found in the knowledge base.
    Retrieval,
    /// A language model, by its name.
    Model(String),
}

/// A sentence of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceView {
    /// Where it stands.
    pub message_id: MessageId,
    /// Who wrote it.
    pub side: Side,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// The sentence.
    pub text: String,
    /// Why it was picked.
    pub why: Vec<Why>,
}

/// What was said since somebody last looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// When they last looked.
    pub at: DateTime<Utc>,
    /// Messages since.
    pub messages: u32,
    /// The sentences that tell it.
    pub pieces: Vec<PieceView>,
}

/// The next step and its reasons, the deciding one first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// The step.
    pub action: Action,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The message it answers; none when it answers none.
    pub message_id: Option<MessageId>,
}

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// An amount of money.
    Money,
    /// A day or an hour.
    When,
    /// A CPF; shown in part.
    Cpf,
    /// A CNPJ; shown in part.
    Cnpj,
    /// A phone.
    Phone,
    /// An e-mail address.
    Email,
    /// A postal code.
    Post,
    /// An order, a protocol or a parcel.
    Order,
    /// So many of something.
    Quantity,
    /// A thing or a service; only models name one.
    Product,
    /// A person; only models name one.
    Person,
    /// A place; only models name one.
    Place,
}

impl FactKind {
    /// The end of its words' key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::When => "when",
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Post => "post",
            Self::Order => "order",
            Self::Quantity => "quantity",
            Self::Product => "product",
            Self::Person => "person",
            Self::Place => "place",
        }
    }
}

/// A fact of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactView {
    /// What it is.
    pub kind: FactKind,
    /// As it is shown.
    pub shown: String,
    /// What copying gives.
    pub copy: String,
    /// The moment a day or an hour comes to: its last one.
    pub moment: Option<DateTime<Utc>>,
    /// Where it stands.
    pub message_id: MessageId,
}

/// Something owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedView {
    /// Who owes it.
    pub owes: Side,
    /// How it came to be owed.
    pub origin: Origin,
    /// What, in the message's words.
    pub text: String,
    /// Until when; none when nobody told.
    pub due: Option<DateTime<Utc>>,
    /// Where it stands.
    pub message_id: MessageId,
}

/// Words that speak of buying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BantFact {
    /// Of which of the four.
    pub fact: bant::Fact,
    /// The words.
    pub text: String,
    /// What they are worth, up to [`bant::FACT_POINTS`]; none where a model named them.
    pub points: u8,
    /// Where they stand.
    pub message_id: MessageId,
}

/// The step a model would take, where the rules leave it the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldStep {
    /// The step.
    pub action: Action,
    /// Why, in the model's words; empty when it did not say.
    pub why: String,
}

/// What a language model told of a conversation. Sentences are its own words; everything else stands in the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldView {
    /// Whose language and which model, as `kind/model`.
    pub model: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The conversation in a few sentences.
    pub summary: Vec<String>,
    /// What to do next.
    pub step: Option<ToldStep>,
    /// Facts the rules did not find.
    pub facts: Vec<FactView>,
    /// Words that speak of buying and that the rules did not find.
    pub signs: Vec<BantFact>,
    /// Things owed that the rules did not find.
    pub owed: Vec<OwedView>,
}

/// What a conversation comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// What made it.
    pub made_by: MadeBy,
    /// Messages that were looked at: the latest ones.
    pub looked: u32,
    /// The conversation in a few of its sentences.
    pub summary: Vec<PieceView>,
    /// Questions of the customer that nobody answered.
    pub unanswered: u32,
    /// What was said since the member last looked; none on their first visit or when nothing was.
    pub since: Option<Since>,
    /// What to do next; none of an empty conversation.
    pub next: Option<NextStep>,
    /// Facts, the newest first.
    pub facts: Vec<FactView>,
    /// Points of budget, authority, need and timing, 0 to 100.
    pub ready: u8,
    /// What gave them.
    pub bant: Vec<BantFact>,
    /// What is owed, what is due first first.
    pub owed: Vec<OwedView>,
    /// What a model told, while nothing was said since.
    pub told: Option<ToldView>,
    /// Why a model that was asked just now told nothing.
    pub instead_of: Option<Refusal>,
    /// Whether a model is on that could be asked.
    pub asks: bool,
}
