//! The decision: facts in, yes or the first reason against it out.

use super::facts::{
    BudgetFact, ConsentFact, LanguageFact, PanicFact, Purpose, QuietFact, ReachFact, SendFacts, Sender,
    Shape, TemplateStanding, UtilityConsent,
};
use crate::{
    line::LineState,
    refusal::{Code, Refusal},
    window::{self, WindowState},
};
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

fn consent(facts: &SendFacts) -> Result<(), Refusal> {
    let refused = |code: Code| Err(Refusal::new(code).with("purpose", facts.purpose.as_str()));
    match (facts.purpose, facts.consent) {
        // Whoever writes gets an answer, whatever they unsubscribed from.
        (Purpose::Service, _) | (_, ConsentFact::Given) => Ok(()),
        (_, ConsentFact::Withdrawn(since)) => Err(Refusal::new(Code::OptedOut)
            .with("purpose", facts.purpose.as_str())
            .with("since", since.to_rfc3339())),
        (Purpose::Marketing, ConsentFact::Unknown) => refused(Code::ConsentMissing),
        (Purpose::Utility, ConsentFact::Unknown) => match facts.utility_consent {
            UtilityConsent::Needed if !is_open(facts) => refused(Code::ConsentMissing),
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
    if facts.purpose == Purpose::Marketing
        && facts.frequency.max.is_some_and(|max| facts.frequency.sent >= max)
    {
        return Err(Refusal::new(Code::FrequencyCap)
            .with("count", facts.frequency.sent)
            .with("days", facts.frequency.days));
    }
    let machine = matches!(facts.sender, Sender::Rule | Sender::Campaign);
    match facts.quiet {
        QuietFact::Quiet { until } if machine || facts.purpose == Purpose::Marketing => {
            Err(Refusal::new(Code::QuietHours).with("until", until.to_rfc3339()))
        }
        QuietFact::Quiet { .. } | QuietFact::Open => Ok(()),
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
