//! The decision: facts in, yes or the first reason against it out.

use super::facts::{
    ANSWER_MINUTES, BudgetFact, ConsentFact, LanguageFact, PanicFact, Purpose, QuietFact, ReachFact,
    SendFacts, Sender, Shape, TemplateStanding, UtilityConsent,
};
use crate::{
    line::LineState,
    refusal::{Code, Refusal},
    window::{self, WindowState},
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Allows the send or says why not. What nobody can mend is told first, then what a choice mends, then what time mends.
///
/// # Errors
/// The first objection, with its arguments.
pub fn decide(facts: &SendFacts) -> Result<(), Refusal> {
    line(facts)?;
    person(facts)?;
    template(facts)?;
    window_of(facts)?;
    consent(facts)?;
    money(facts)?;
    pace(facts)
}

fn line(facts: &SendFacts) -> Result<(), Refusal> {
    if facts.line_state != LineState::Connected {
        return Err(Refusal::new(Code::LineNotConnected).with("state", facts.line_state.as_str()));
    }
    Ok(())
}

fn person(facts: &SendFacts) -> Result<(), Refusal> {
    if let Some(since) = facts.blocked {
        return Err(Refusal::new(Code::ContactBlocked).with("since", since.to_rfc3339()));
    }
    if let Some(since) = facts.do_not_contact {
        return Err(Refusal::new(Code::DoNotContact).with("since", since.to_rfc3339()));
    }
    Ok(())
}

fn template(facts: &SendFacts) -> Result<(), Refusal> {
    let Shape::Template(template) = facts.shape else { return Ok(()) };
    if template.standing != TemplateStanding::Approved {
        return Err(Refusal::new(Code::TemplateNotApproved).with("status", template.standing.as_str()));
    }
    if template.language == LanguageFact::Missing {
        return Err(Refusal::new(Code::TemplateLanguage));
    }
    if template.values_missing > 0 {
        return Err(Refusal::new(Code::TemplateUnfilled).with("count", template.values_missing));
    }
    Ok(())
}

/// Outside the 24 hours only templates are taken (Meta, error 131047).
fn window_of(facts: &SendFacts) -> Result<(), Refusal> {
    if matches!(facts.shape, Shape::Template(_)) {
        return Ok(());
    }
    match window::state(facts.last_inbound_at, facts.now) {
        WindowState::Open { .. } => Ok(()),
        WindowState::Closed { since } => {
            Err(Refusal::new(Code::WindowClosed).with("closed_at", since.to_rfc3339()))
        }
        WindowState::Never => Err(Refusal::new(Code::WindowClosed).with("closed_at", "")),
    }
}

fn is_open(facts: &SendFacts) -> bool {
    matches!(window::state(facts.last_inbound_at, facts.now), WindowState::Open { .. })
}

/// Whether the person wrote, and the window of it still runs.
fn is_waiting(facts: &SendFacts) -> bool {
    is_open(facts) && facts.last_inbound_at > facts.opted_out
}

fn consent(facts: &SendFacts) -> Result<(), Refusal> {
    let purpose = facts.weight();
    let opted_out = |since: DateTime<Utc>| {
        Err(Refusal::new(Code::OptedOut).with("purpose", purpose.as_str()).with("since", since.to_rfc3339()))
    };
    // Who wants no more of it is left alone by machines too, until they write again.
    let machine = matches!(facts.sender, Sender::Rule | Sender::Campaign);
    let unasked = facts.sender == Sender::Campaign || (machine && !is_waiting(facts));
    if let Some(since) = facts.opted_out.filter(|_| purpose == Purpose::Marketing || unasked) {
        return opted_out(since);
    }
    // A consent read for something laxer says nothing about this.
    let given = if purpose == facts.purpose { facts.consent } else { ConsentFact::Unknown };
    let missing = || Err(Refusal::new(Code::ConsentMissing).with("purpose", purpose.as_str()));
    match (purpose, given) {
        // Whoever writes gets an answer, whatever they unsubscribed from.
        (Purpose::Service, _) | (_, ConsentFact::Given) => Ok(()),
        (_, ConsentFact::Withdrawn(since)) => opted_out(since),
        (Purpose::Marketing, ConsentFact::Unknown) => missing(),
        (Purpose::Utility, ConsentFact::Unknown) => match facts.utility_consent {
            UtilityConsent::Needed if !is_open(facts) => missing(),
            UtilityConsent::Needed | UtilityConsent::NotNeeded => Ok(()),
        },
    }
}

fn money(facts: &SendFacts) -> Result<(), Refusal> {
    match facts.budget {
        BudgetFact::Fits => Ok(()),
        BudgetFact::Stopped => Err(Refusal::new(Code::BudgetSpent)),
    }
}

/// What waiting mends. A member who answers in an open window is not held up by the hour or by machines' troubles: the
/// message waits in the queue if it must.
fn pace(facts: &SendFacts) -> Result<(), Refusal> {
    if let (PanicFact::Panicking { probe_at }, false) = (facts.panic, facts.sender == Sender::Person) {
        return Err(Refusal::new(Code::LinePanic).with("until", probe_at.to_rfc3339()));
    }
    // Only who writes outside a window reaches somebody new.
    if let (ReachFact::Spent { limit }, false) = (facts.reach, is_open(facts)) {
        return Err(Refusal::new(Code::ReachSpent).with("limit", limit));
    }
    if facts.weight() == Purpose::Marketing
        && facts.frequency.max.is_some_and(|max| facts.frequency.sent >= max)
    {
        return Err(Refusal::new(Code::FrequencyCap)
            .with("count", facts.frequency.sent)
            .with("days", facts.frequency.days));
    }
    match facts.quiet {
        QuietFact::Quiet { until } if is_disturbing(facts) => {
            Err(Refusal::new(Code::QuietHours).with("until", until.to_rfc3339()))
        }
        QuietFact::Quiet { .. } | QuietFact::Open => Ok(()),
    }
}

/// Whether nobody waits for it. A member who replies in an open window never disturbs, nor does a rule that answers at once:
/// "we are closed, back at eight" is of use at night only.
fn is_disturbing(facts: &SendFacts) -> bool {
    let marketing = facts.weight() == Purpose::Marketing;
    match facts.sender {
        Sender::Person => marketing && !is_open(facts),
        Sender::Rule => {
            let last = facts.last_inbound_at.filter(|_| is_open(facts));
            let answers = last.is_some_and(|at| facts.now - at < Duration::minutes(ANSWER_MINUTES));
            marketing || !answers
        }
        Sender::Campaign => true,
        Sender::Api => marketing,
    }
}

/// What a person can do about a refusal; the composer shows it as a button or a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayOut {
    /// Choose a template.
    ChooseTemplate,
    /// Fill in what the template wants.
    FillTemplate,
    /// Schedule for later, or wait.
    Wait,
    /// Ask the person, and write down their word.
    AskConsent,
    /// Raise the budget.
    RaiseBudget,
    /// Look at the number.
    MendLine,
    /// Nothing.
    None,
}

/// The way out of a refusal of the gate.
#[must_use]
pub const fn way_out(code: Code) -> WayOut {
    match code {
        Code::WindowClosed | Code::TemplateNotApproved | Code::TemplateLanguage => WayOut::ChooseTemplate,
        Code::TemplateUnfilled => WayOut::FillTemplate,
        Code::QuietHours | Code::FrequencyCap | Code::ReachSpent | Code::LinePanic => WayOut::Wait,
        Code::ConsentMissing => WayOut::AskConsent,
        Code::BudgetSpent => WayOut::RaiseBudget,
        Code::LineNotConnected => WayOut::MendLine,
        _ => WayOut::None,
    }
}
