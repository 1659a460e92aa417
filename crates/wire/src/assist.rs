//! Language models, on their way to the screens: which there are, what they may cost, what they wrote.

use chrono::{DateTime, Utc};
use prosa_domain::{
    assist::{
        Kind,
        task::{MadeBy, Rewrite, Use},
    },
    guard::{Attempt, Flaw},
    id::{AskId, ConversationId, DraftId, MessageId, ModelId},
    lang::Lang,
    price::Money,
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};

/// What a million tokens cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPriceView {
    /// Of a question.
    pub input: Money,
    /// Of a question, where the provider had it in its cache.
    pub cached: Money,
    /// Of an answer.
    pub output: Money,
}

/// Whether a model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelState {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// A language model, without its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelView {
    /// Its id.
    pub id: ModelId,
    /// What people call it.
    pub label: String,
    /// Whose language it speaks.
    pub kind: Kind,
    /// Where it is.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// Whether a key is kept.
    pub has_key: bool,
    /// Tokens of question and answer together.
    pub window_tokens: u32,
    /// Seconds an answer may take.
    pub seconds_max: u16,
    /// What it costs; none when nobody said so.
    pub price: Option<ModelPriceView>,
    /// Whether it is asked.
    pub state: ModelState,
    /// Until when it is left alone because it failed.
    pub resting_until: Option<DateTime<Utc>>,
    /// The last test: when, and `answered` or the word of its failure.
    pub tested: Option<(DateTime<Utc>, String)>,
}

/// A model as somebody sets it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelForm {
    /// Which; none for a new one.
    pub id: Option<ModelId>,
    /// What people call it.
    pub label: String,
    /// Whose language it speaks.
    pub kind: Kind,
    /// Where it is; empty for the provider's own.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// The key; none keeps the one that is there, an empty one takes it away.
    pub key: Option<String>,
    /// Tokens of question and answer together.
    pub window_tokens: u32,
    /// Seconds an answer may take.
    pub seconds_max: u16,
    /// What it costs.
    pub price: Option<ModelPriceView>,
    /// Whether it is asked.
    pub state: ModelState,
}

/// What a day and a minute allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistLimits {
    /// Money of a day, in the tenant's currency; none is without limit.
    pub day_money: Option<Money>,
    /// Tokens of a day; none is without limit.
    pub day_tokens: Option<u64>,
    /// Questions of a minute.
    pub per_minute: u16,
    /// Hosts an answer may link to.
    pub link_hosts: Vec<String>,
}

/// What today used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistToday {
    /// Money spent.
    pub money: Money,
    /// Tokens used.
    pub tokens: u64,
    /// Questions settled.
    pub asks: u64,
}

/// The models and their budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistPage {
    /// Models, in the order they are asked.
    pub models: Vec<ModelView>,
    /// What is allowed.
    pub limits: AssistLimits,
    /// What today used.
    pub today: AssistToday,
    /// Whether the caller may change any of it.
    pub may_manage: bool,
}

/// What came of a test call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelTest {
    /// The first words of its answer; none when it failed.
    pub said: Option<String>,
    /// Why it failed.
    pub refusal: Option<Refusal>,
    /// Milliseconds it took.
    pub ms: u64,
}

/// A passage words lean on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// Its number in the text.
    pub number: u8,
    /// What it is from.
    pub title: String,
    /// The passage.
    pub text: String,
}

/// Words offered to a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Its id.
    pub id: DraftId,
    /// What it is for.
    pub use_: Use,
    /// The words.
    pub text: String,
    /// Who made them.
    pub made_by: MadeBy,
    /// The model, `kind/model`; empty when none wrote it.
    pub model: String,
    /// Whether it is the answer to the same question asked before.
    pub cached: bool,
    /// What it leans on.
    pub sources: Vec<SourceView>,
    /// Why no model wrote it, where one was to.
    pub instead_of: Option<Refusal>,
}

/// What is heard while a draft is written. Words were looked at by the filters before they are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Heard {
    /// More words.
    Text {
        /// Them.
        text: String,
    },
    /// What was heard so far is void.
    Restart,
    /// It is done; these words hold.
    Done {
        /// The draft.
        draft: Box<DraftView>,
    },
    /// It is over without any.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// A reply to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAsk {
    /// Made by the client; the same id twice is refused.
    pub id: AskId,
    /// Where.
    pub conversation_id: ConversationId,
}

/// A member's words to write anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewriteAsk {
    /// Where they stand.
    pub conversation_id: ConversationId,
    /// The words.
    pub text: String,
    /// How.
    pub how: Rewrite,
}

/// Which way words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A member's words, to be sent.
    Out,
    /// A customer's words, to be read.
    In,
}

/// Words to translate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslateAsk {
    /// Where they stand.
    pub conversation_id: ConversationId,
    /// The words; empty for those of `message_id`.
    pub text: String,
    /// The message of the customer that is to be read.
    pub message_id: Option<MessageId>,
    /// Into what.
    pub to: Lang,
    /// Which way they go.
    pub way: Way,
}

/// A conversation to summarise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryAsk {
    /// Which.
    pub conversation_id: ConversationId,
    /// From this message on; none for all of it.
    pub since: Option<MessageId>,
}

/// What became of offered words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideDraft {
    /// Which.
    pub id: DraftId,
    /// Whether they were taken into the composer.
    pub fate: DraftFate,
}

/// What a member does with offered words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftFate {
    /// Takes them into the composer.
    Used,
    /// Puts them away.
    Discarded,
}

/// A past conversation run through a draft, for looking at every step. Nothing is sent or offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchAsk {
    /// Which conversation.
    pub conversation_id: ConversationId,
}

/// What each step of a draft saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchView {
    /// What the model was sent, personal data taken out: who speaks, and what.
    pub sent: Vec<(String, String)>,
    /// What texts of the customer and passages attempted; their sentences were taken out.
    pub attempts: Vec<Attempt>,
    /// Personal data taken out: the word of its kind, and how many.
    pub redacted: Vec<(String, u32)>,
    /// The passages.
    pub sources: Vec<SourceView>,
    /// What the model wrote, as it came; empty when it did not.
    pub answer: String,
    /// The same with personal data put back.
    pub restored: String,
    /// What the filter found wrong with it, with the words.
    pub faults: Vec<(Flaw, String)>,
    /// Every call: `kind/model`, how it ended, milliseconds, tokens in and out, millionths spent.
    pub calls: Vec<CallView>,
    /// Why there is no answer.
    pub refusal: Option<Refusal>,
}

/// A call of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// `kind/model`.
    pub model: String,
    /// `complete`, `length`, or the word of a failure.
    pub outcome: String,
    /// Milliseconds.
    pub ms: u64,
    /// Tokens of the question.
    pub tokens_in: u64,
    /// Tokens of the answer.
    pub tokens_out: u64,
    /// What it cost; none when nobody said what the model costs.
    pub cost: Option<Money>,
}
