//! What the gate looks at. Facts are read by the engine; what was not read is "no objection".

use crate::line::LineState;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// What a message is sent for. Consent is given and taken back for each (LGPD art. 8 §4: specific purposes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Offers, news, re-engagement: everything that is neither of the others.
    Marketing,
    /// About one order, payment or appointment of the person.
    Utility,
    /// An answer in a conversation the person began.
    Service,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Marketing, Self::Utility, Self::Service];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Utility => "utility",
            Self::Service => "service",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// Who wants to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// A member, by hand.
    Person,
    /// An automation.
    Rule,
    /// A campaign.
    Campaign,
    /// Another program, through the API.
    Api,
}

impl Sender {
    /// Every sender.
    pub const ALL: [Self; 4] = [Self::Person, Self::Rule, Self::Campaign, Self::Api];
}

/// Whether what is sent is written freely or is an approved template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Anything that needs an open window.
    Free,
    /// A template.
    Template(TemplateFact),
}

/// How far a template can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateFact {
    /// What its category at Meta makes of it, whatever it is sent for.
    pub category: Purpose,
    /// Where it stands.
    pub standing: TemplateStanding,
    /// Whether it has the language asked for.
    pub language: LanguageFact,
    /// Variables without a value.
    pub values_missing: u8,
}

/// Where a template stands at Meta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateStanding {
    /// Approved.
    Approved,
    /// Not submitted, or under review.
    Pending,
    /// Rejected.
    Rejected,
    /// Paused for its quality.
    Paused,
    /// Disabled or deleted.
    Gone,
}

impl TemplateStanding {
    /// Every standing.
    pub const ALL: [Self; 5] = [Self::Approved, Self::Pending, Self::Rejected, Self::Paused, Self::Gone];

    /// A word for arguments of a refusal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::Rejected => "rejected",
            Self::Paused => "paused",
            Self::Gone => "gone",
        }
    }
}

/// Whether a template is there in the language asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageFact {
    /// It is.
    There,
    /// It is not.
    Missing,
}

/// What the person agreed to, for the purpose of this message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentFact {
    /// Agreed, and not taken back.
    Given,
    /// Taken back then.
    Withdrawn(DateTime<Utc>),
    /// Never asked, or never answered.
    Unknown,
}

/// How many marketing messages the person got lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrequencyFact {
    /// Sent in the last `days`.
    pub sent: u16,
    /// Most of them; none means no cap.
    pub max: Option<u16>,
    /// Length of the span.
    pub days: u16,
}

/// Whether it is a time to be left alone, where the person lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietFact {
    /// It is not.
    Open,
    /// It is, until then.
    Quiet {
        /// When the next open time begins.
        until: DateTime<Utc>,
    },
}

/// How many more people the portfolio may write to first, in the moving day (Meta, "Messaging limits").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachFact {
    /// Some, or this person counts already.
    Left,
    /// None.
    Spent {
        /// The limit.
        limit: u32,
    },
}

/// What the budget says about a message of this price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetFact {
    /// It fits, or nobody set a stop.
    Fits,
    /// The hard stop of the budget is reached.
    Stopped,
}

/// Whether the line stopped itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanicFact {
    /// It did not.
    Calm,
    /// It did; the queue is held.
    Panicking {
        /// When one message tries the way.
        probe_at: DateTime<Utc>,
    },
}

/// Whether a message about an order, outside the window, needs the person's word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UtilityConsent {
    /// An ongoing business with the person is reason enough (LGPD art. 7 V).
    #[default]
    NotNeeded,
    /// The tenant wants it all the same.
    Needed,
}

/// What the gate looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendFacts {
    /// Now.
    pub now: DateTime<Utc>,
    /// Who wants to send.
    pub sender: Sender,
    /// What for.
    pub purpose: Purpose,
    /// Written freely, or a template.
    pub shape: Shape,
    /// How far the line is.
    pub line_state: LineState,
    /// Whether the line stopped itself.
    pub panic: PanicFact,
    /// The contact's last message, by the provider's time.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Since when the contact is not to be contacted at all.
    pub do_not_contact: Option<DateTime<Utc>>,
    /// Since when the business has the contact blocked.
    pub blocked: Option<DateTime<Utc>>,
    /// What the person agreed to, for [`SendFacts::purpose`].
    pub consent: ConsentFact,
    /// Since when the person wants nothing sent that nobody waits for: their no to marketing, whatever this is for.
    pub opted_out: Option<DateTime<Utc>>,
    /// The tenant's word on messages about orders.
    pub utility_consent: UtilityConsent,
    /// Marketing messages of late.
    pub frequency: FrequencyFact,
    /// Quiet hours and holidays.
    pub quiet: QuietFact,
    /// People left to write to first.
    pub reach: ReachFact,
    /// The budget.
    pub budget: BudgetFact,
}

impl SendFacts {
    /// A member's free answer on a connected line, in a window that never opened: every other fact says "no objection".
    #[must_use]
    pub const fn answer(now: DateTime<Utc>, line_state: LineState) -> Self {
        Self {
            now,
            sender: Sender::Person,
            purpose: Purpose::Service,
            shape: Shape::Free,
            line_state,
            panic: PanicFact::Calm,
            last_inbound_at: None,
            do_not_contact: None,
            blocked: None,
            consent: ConsentFact::Unknown,
            opted_out: None,
            utility_consent: UtilityConsent::NotNeeded,
            frequency: FrequencyFact { sent: 0, max: None, days: 7 },
            quiet: QuietFact::Open,
            reach: ReachFact::Left,
            budget: BudgetFact::Fits,
        }
    }
}

impl SendFacts {
    /// What the message is really for: the stricter of what is said and of the template's category.
    #[must_use]
    pub fn weight(&self) -> Purpose {
        match self.shape {
            Shape::Free => self.purpose,
            Shape::Template(template) => self.purpose.min(template.category),
        }
    }
}

/// Minutes after a person's message in which what a machine writes is an answer to it, and comes at any hour.
pub const ANSWER_MINUTES: i64 = 15;

/// Length of the free entry point: what is sent costs nothing for this long after the business answered a person who came
/// by an ad. It does not open the service window (Meta, "Pricing", free entry point conversations).
pub const FREE_ENTRY_HOURS: i64 = 72;

/// When the free entry point of an answer ends.
#[must_use]
pub fn free_entry_ends_at(answered_at: DateTime<Utc>) -> DateTime<Utc> {
    answered_at + Duration::hours(FREE_ENTRY_HOURS)
}
