//! The decision: from facts to an answer, a hand-over, a pause, or nothing.

use super::{Mode, Rules};
use crate::{
    label::{Intent, Sentiment},
    refusal::Code,
};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($(#[$outer:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident => $word:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$doc])* #[serde(rename = $word)] $name),+
        }

        impl $enum {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stored word, also the end of its key in the locales.
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

reasons! {
    /// Why a person has to answer.
    Handed {
        /// They asked for a person.
        Person => "person",
        /// They complain.
        Complaint => "complaint",
        /// They want to cancel, or their money back.
        Cancel => "cancel",
        /// They want no more messages.
        OptOut => "opt-out",
        /// They are angry.
        Angry => "angry",
        /// What they want is not in the scope.
        Scope => "scope",
        /// What they sent is not a text.
        NotText => "not-text",
        /// This conversation had its answers of the day.
        ConversationLimit => "conversation-limit",
        /// The company had its answers of the day.
        TenantLimit => "tenant-limit",
        /// No passage fits well enough.
        NoSource => "no-source",
        /// The model wanted a person to answer, or named no source.
        Unsure => "unsure",
        /// The filter did not let its words through.
        Unsafe => "unsafe",
        /// The words were too long.
        TooLong => "too-long",
        /// No model is on.
        NoModel => "no-model",
        /// The budget of the day is spent, or nothing says what the models cost.
        Budget => "budget",
        /// No model answered.
        ModelAway => "model-away",
    }
}

impl Handed {
    /// Whether something of the company's own is to be mended, of which the team is told.
    #[must_use]
    pub const fn is_trouble(self) -> bool {
        matches!(self, Self::NoModel | Self::Budget | Self::ModelAway)
    }
}

reasons! {
    /// Why nothing is done.
    Left {
        /// The assistant is off.
        Off => "off",
        /// A person was handed the conversation, or took it.
        WithPerson => "with-person",
        /// There is nothing to answer.
        Nothing => "nothing",
        /// They want no messages, are blocked, or must not be contacted.
        Unwanted => "unwanted",
        /// The 24 hours are over.
        WindowClosed => "window-closed",
        /// The gate refuses for another reason.
        Gate => "gate",
        /// The assistant does not work at this hour.
        Hours => "hours",
        /// A person wrote lately.
        PersonWrote => "person-wrote",
        /// A greeting, thanks or spam alone.
        SmallTalk => "small-talk",
    }
}

/// Whose conversation it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// The assistant may answer.
    #[default]
    Serving,
    /// It was handed over or given to a member, and since then neither resolved nor given back.
    WithPerson,
}

/// What the contact wrote since the company last did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Their words.
    pub text: &'a str,
    /// Everything that was read in them, and the primary intent of each.
    pub intents: &'a [Intent],
    /// The primary intent of each message that was read.
    pub primaries: &'a [Intent],
    /// The worst mood of them.
    pub mood: Option<Sentiment>,
    /// Messages that are no text and have no words, nor will have.
    pub other_kinds: usize,
    /// When the newest voice note came whose words are still being written down; none when none is.
    pub unheard_at: Option<DateTime<Utc>>,
    /// Messages at all.
    pub count: usize,
}

/// What the decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// The same on the tenant's clock.
    pub local: NaiveDateTime,
    /// Whether the assistant works.
    pub mode: Mode,
    /// What it may do.
    pub rules: &'a Rules,
    /// The company's own hand-over words.
    pub words: &'a [String],
    /// Whose conversation it is.
    pub standing: Standing,
    /// When a person of the team last wrote or typed.
    pub person_at: Option<DateTime<Utc>>,
    /// When the contact last wrote.
    pub inbound_at: Option<DateTime<Utc>>,
    /// What the contact wrote.
    pub asked: Asked<'a>,
    /// Whether the contact wants no messages of machines.
    pub opted_out: bool,
    /// Why the one gate refuses, if it does.
    pub gate: Option<Code>,
    /// Whether the company has a greeting of its own.
    pub has_greeting: bool,
    /// Whether it was said here already, so lately that the window it was said in may still be open.
    pub is_greeted: bool,
    /// Answers in this conversation today.
    pub answered_here: u32,
    /// Answers of the tenant today.
    pub answered_today: u32,
    /// How well the best passage fits, 0 to 1; none before anybody looked.
    pub source: Option<f64>,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer, from the passages that were found. Before they were: look for them.
    Answer,
    /// Hand over to a person.
    HandOver(Handed),
    /// Say the company's own greeting. No model is asked.
    Greet,
    /// Look again then.
    Wait(DateTime<Utc>),
    /// Do nothing until the contact writes again.
    Leave(Left),
}

/// How long words of a voice note are waited for, in seconds after it came. Whoever spoke waits as long; after it a person
/// listens.
pub const HEAR_SECONDS: i64 = 120;

/// Decides. First what forbids every word, then the pause, then what a person has to answer, then words that are still being
/// written down, then the limits.
#[must_use]
pub fn decide(facts: &Facts<'_>) -> Verdict {
    if let Some(left) = forbidden(facts) {
        return Verdict::Leave(left);
    }
    let quiet = Duration::seconds(i64::from(facts.rules.limits.quiet_seconds));
    if let Some(until) = facts.inbound_at.map(|at| at + quiet).filter(|until| facts.now < *until) {
        return Verdict::Wait(until);
    }
    if let Some(handed) = for_person(facts) {
        return Verdict::HandOver(handed);
    }
    if let Some(came) = facts.asked.unheard_at {
        let until = came + Duration::seconds(HEAR_SECONDS);
        let waits = facts.now < until;
        return if waits { Verdict::Wait(until) } else { Verdict::HandOver(Handed::NotText) };
    }
    if small_talk(facts.asked.primaries) {
        return if greets(facts) { Verdict::Greet } else { Verdict::Leave(Left::SmallTalk) };
    }
    let in_scope = |intent: &Intent| idle(*intent) || facts.rules.scope.contains(intent);
    let read = !facts.asked.primaries.is_empty();
    let scoped = if read { facts.asked.primaries.iter().all(in_scope) } else { in_scope(&Intent::Other) };
    if !scoped {
        return Verdict::HandOver(Handed::Scope);
    }
    let limits = &facts.rules.limits;
    if facts.answered_here >= u32::from(limits.conversation_day) {
        return Verdict::HandOver(Handed::ConversationLimit);
    }
    if facts.answered_today >= u32::from(limits.tenant_day) {
        return Verdict::HandOver(Handed::TenantLimit);
    }
    let floor = f64::from(facts.rules.floor_percent) / 100.0;
    match facts.source {
        Some(fit) if fit < floor || fit.is_nan() => Verdict::HandOver(Handed::NoSource),
        Some(_) | None => Verdict::Answer,
    }
}

/// What forbids to say anything.
fn forbidden(facts: &Facts<'_>) -> Option<Left> {
    if facts.mode == Mode::Off {
        return Some(Left::Off);
    }
    if facts.standing == Standing::WithPerson {
        return Some(Left::WithPerson);
    }
    if facts.asked.count == 0 {
        return Some(Left::Nothing);
    }
    match facts.gate {
        Some(Code::WindowClosed) => return Some(Left::WindowClosed),
        Some(Code::ContactBlocked | Code::DoNotContact | Code::OptedOut) => return Some(Left::Unwanted),
        Some(_) => return Some(Left::Gate),
        None if facts.opted_out => return Some(Left::Unwanted),
        None => {}
    }
    if !facts.rules.hours.serve(facts.local) {
        return Some(Left::Hours);
    }
    let after = Duration::minutes(i64::from(facts.rules.limits.after_person_minutes));
    facts.person_at.is_some_and(|at| facts.now < at + after).then_some(Left::PersonWrote)
}

/// What only a person may answer, whatever the scope says.
fn for_person(facts: &Facts<'_>) -> Option<Handed> {
    let asked = &facts.asked;
    let holds = |intent: Intent| asked.intents.contains(&intent);
    if holds(Intent::Human) || super::wants_person(asked.text, facts.words) {
        return Some(Handed::Person);
    }
    if holds(Intent::OptOut) {
        return Some(Handed::OptOut);
    }
    if holds(Intent::CancelRefund) {
        return Some(Handed::Cancel);
    }
    if holds(Intent::Complaint) {
        return Some(Handed::Complaint);
    }
    if asked.mood == Some(Sentiment::Negative) {
        return Some(Handed::Angry);
    }
    (asked.other_kinds > 0).then_some(Handed::NotText)
}

/// Whether messages were read and none of them wants anything.
#[must_use]
pub fn small_talk(primaries: &[Intent]) -> bool {
    !primaries.is_empty() && primaries.iter().all(|intent| idle(*intent))
}

/// Whether a greeting alone is answered: once, with the company's own line, and never past its limits.
fn greets(facts: &Facts<'_>) -> bool {
    let asked = &facts.asked;
    let polite = |intent: &Intent| matches!(intent, Intent::Greeting | Intent::Thanks);
    facts.has_greeting
        && !facts.is_greeted
        && asked.primaries.iter().all(|intent| *intent == Intent::Greeting)
        && asked.intents.iter().all(polite)
        && facts.answered_today < u32::from(facts.rules.limits.tenant_day)
}

/// Whether an intent alone needs no answer of a machine.
const fn idle(intent: Intent) -> bool {
    matches!(intent, Intent::Greeting | Intent::Thanks | Intent::Spam)
}
