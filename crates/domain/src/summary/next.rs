//! The best next step, by a table of rules: the first that holds wins, and says why. The words for both are in the locales.

use crate::label::{Intent, Sentiment};
use serde::{Deserialize, Serialize};

/// Minutes of the window below which it is about to close.
pub const CLOSING_MINUTES: i64 = 120;
/// Minutes before a promise is due at which it comes first.
pub const DUE_MINUTES: i64 = 240;
/// Points of budget, authority, need and timing from which on somebody is ready to buy.
pub const READY_POINTS: u8 = 60;

/// What is known of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The primary intent of the customer message that is to be answered ([`to_answer`]).
    pub intent: Option<Intent>,
    /// Its mood.
    pub sentiment: Option<Sentiment>,
    /// Minutes left of the window; none when it is closed.
    pub window: Option<i64>,
    /// Questions of the customer that nobody answered.
    pub unanswered: usize,
    /// Charges sent and not paid.
    pub unpaid: usize,
    /// Minutes until our earliest open promise is due; below zero when it is late.
    pub promise: Option<i64>,
    /// Minutes until the customer's earliest promise is due.
    pub awaited: Option<i64>,
    /// Points of [`crate::entity::bant`].
    pub ready: u8,
}

/// A step a member can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Write no more; the wish was noted.
    RespectOptOut,
    /// Give the conversation to a person.
    HandOver,
    /// Say sorry and solve it.
    Solve,
    /// Do what was promised.
    KeepPromise,
    /// Begin again with a template: one may not write freely.
    Template,
    /// Close the sale.
    CloseSale,
    /// Look the order up and tell.
    TellStatus,
    /// Arrange exchange or refund.
    Refund,
    /// Propose a time.
    Schedule,
    /// Send a price.
    Quote,
    /// Send the charge or help to pay.
    HelpPay,
    /// Answer the doubt about price or time.
    Persuade,
    /// Answer the question.
    Answer,
    /// Remind of what is not paid.
    Remind,
    /// Ask about what the customer promised.
    FollowUp,
    /// End the conversation.
    Finish,
    /// Mark as spam.
    MarkSpam,
    /// Nothing: wait.
    Wait,
}

/// Why a step is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer's last wish.
    Intent,
    /// The mood is bad.
    Mood,
    /// The window is closed.
    WindowClosed,
    /// The window closes soon.
    WindowClosing,
    /// A question is open.
    Unanswered,
    /// A charge is open.
    Unpaid,
    /// A promise of ours is due soon.
    PromiseDue,
    /// A promise of ours is late.
    PromiseLate,
    /// A promise of theirs is late.
    AwaitedLate,
    /// The signs of a purchase are many.
    Ready,
    /// Nothing is open.
    NothingOpen,
}

/// A step and its reasons, the deciding one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The step.
    pub action: Action,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Which of the customer's messages is to be answered, by the primary intent of each that came since the business last wrote, the
/// oldest first: the newest that wants something, or the newest. A "this is not mine" under a photo, or thanks in advance, does
/// not make the complaint above it go away.
#[must_use]
pub fn to_answer(open: &[Option<Intent>]) -> Option<usize> {
    let wants = |intent: &Option<Intent>| {
        intent.is_some_and(|intent| !matches!(intent, Intent::Greeting | Intent::Thanks | Intent::Other))
    };
    open.iter().rposition(wants).or_else(|| open.len().checked_sub(1))
}

/// What comes next.
#[must_use]
pub fn next(facts: &Facts) -> Next {
    let (action, reason) = decide(facts);
    let mut reasons = vec![reason];
    let mut also = |holds: bool, reason: Reason| {
        if holds && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    if !matches!(action, Action::RespectOptOut | Action::MarkSpam) {
        also(facts.sentiment == Some(Sentiment::Negative), Reason::Mood);
        also(facts.unanswered > 0, Reason::Unanswered);
        also(
            facts.window.is_some_and(|left| left <= CLOSING_MINUTES) && is_writing(action),
            Reason::WindowClosing,
        );
        also(facts.promise.is_some_and(|left| left < 0), Reason::PromiseLate);
        also(facts.unpaid > 0, Reason::Unpaid);
    }
    Next { action, reasons }
}

/// Whether the step writes to the customer.
pub(crate) const fn is_writing(action: Action) -> bool {
    !matches!(
        action,
        Action::RespectOptOut | Action::HandOver | Action::Finish | Action::MarkSpam | Action::Wait
    )
}

fn decide(facts: &Facts) -> (Action, Reason) {
    let promise_late = facts.promise.is_some_and(|left| left < 0);
    let promise_soon = facts.promise.is_some_and(|left| left <= DUE_MINUTES);
    let open = facts.unanswered > 0;
    let bad = facts.sentiment == Some(Sentiment::Negative);
    match facts.intent {
        Some(Intent::OptOut) => return (Action::RespectOptOut, Reason::Intent),
        Some(Intent::Spam) => return (Action::MarkSpam, Reason::Intent),
        Some(Intent::Human) => return (Action::HandOver, Reason::Intent),
        _ => {}
    }
    let owed = open || promise_soon || facts.unpaid > 0;
    if facts.window.is_none() {
        let (action, reason) =
            if owed { (Action::Template, Reason::WindowClosed) } else { (Action::Wait, Reason::NothingOpen) };
        return (action, reason);
    }
    if promise_late {
        return (Action::KeepPromise, Reason::PromiseLate);
    }
    if facts.intent == Some(Intent::Complaint) {
        return (Action::Solve, Reason::Intent);
    }
    if bad && open {
        return (Action::Solve, Reason::Mood);
    }
    if let Some(action) =
        facts.intent.and_then(wanted).filter(|_| open || facts.intent == Some(Intent::Purchase))
    {
        return (action, Reason::Intent);
    }
    if open {
        return (Action::Answer, Reason::Unanswered);
    }
    if promise_soon {
        return (Action::KeepPromise, Reason::PromiseDue);
    }
    if facts.awaited.is_some_and(|left| left < 0) {
        return (Action::FollowUp, Reason::AwaitedLate);
    }
    if facts.unpaid > 0 {
        return (Action::Remind, Reason::Unpaid);
    }
    if facts.ready >= READY_POINTS {
        return (Action::CloseSale, Reason::Ready);
    }
    match facts.intent.and_then(wanted) {
        Some(action) => (action, Reason::Intent),
        None if facts.intent == Some(Intent::Thanks) => (Action::Finish, Reason::Intent),
        None => (Action::Wait, Reason::NothingOpen),
    }
}

/// The step that answers an intent.
const fn wanted(intent: Intent) -> Option<Action> {
    Some(match intent {
        Intent::Purchase => Action::CloseSale,
        Intent::OrderStatus => Action::TellStatus,
        Intent::CancelRefund => Action::Refund,
        Intent::Scheduling => Action::Schedule,
        Intent::Pricing => Action::Quote,
        Intent::Payment => Action::HelpPay,
        Intent::Objection => Action::Persuade,
        Intent::Support | Intent::ProductInfo => Action::Answer,
        Intent::Complaint => Action::Solve,
        Intent::Human => Action::HandOver,
        Intent::Greeting | Intent::Thanks | Intent::OptOut | Intent::Spam | Intent::Other => return None,
    })
}
