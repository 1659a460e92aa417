//! The facts of one send, read for the gate.

use crate::Engine;
use chrono::{DateTime, FixedOffset, Utc};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, PolicyFacts},
    content::SendContext,
    policy::line_facts,
};
use prosa_domain::{
    message::content::{Content, TemplateCategory},
    policy::{
        LanguageFact, PanicFact, Purpose, QuietFact, ReachFact, SendFacts, Sender, Shape, TemplateFact,
        TemplateStanding,
    },
    window::{self, WindowState},
};

/// What is to be sent, as far as the gate is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// Who wants to send.
    pub sender: Sender,
    /// What for.
    pub purpose: Purpose,
    /// Written freely, or a template.
    pub shape: Shape,
    /// When it is to leave; none is now.
    pub at: Option<DateTime<Utc>>,
}

impl Ask {
    /// A member's free answer.
    pub(crate) const ANSWER: Self =
        Self { sender: Sender::Person, purpose: Purpose::Service, shape: Shape::Free, at: None };

    /// The same, to leave at another moment: hours, window and caps are judged as they stand then.
    pub(crate) const fn leaving(self, at: Option<DateTime<Utc>>) -> Self {
        Self { at, ..self }
    }

    /// What a content asks for, sent by somebody. A template was found to be sendable and complete when it was filled.
    pub(crate) fn of(content: &Content, sender: Sender) -> Self {
        let Content::Template(template) = content else {
            // What a campaign writes freely is marketing all the same.
            let purpose =
                if matches!(sender, Sender::Campaign) { Purpose::Marketing } else { Purpose::Service };
            return Self { sender, purpose, shape: Shape::Free, at: None };
        };
        let category = match template.category {
            TemplateCategory::Marketing => Purpose::Marketing,
            // A code is asked for by the person who gets it.
            TemplateCategory::Utility | TemplateCategory::Authentication => Purpose::Utility,
        };
        let fact = TemplateFact {
            category,
            standing: TemplateStanding::Approved,
            language: LanguageFact::There,
            values_missing: 0,
        };
        Self { sender, purpose: category, shape: Shape::Template(fact), at: None }
    }
}

/// Reads the facts of a send in a conversation.
pub(crate) async fn facts(
    engine: &Engine,
    tx: &mut TenantTx,
    context: &SendContext,
    ask: Ask,
) -> Result<SendFacts, DbError> {
    let now = ask.at.unwrap_or_else(|| engine.now());
    // What a template weighs counts, whatever it is sent for.
    let purpose = match ask.shape {
        Shape::Free => ask.purpose,
        Shape::Template(template) => ask.purpose.min(template.category),
    };
    let known = consent::facts(tx, context.contact, purpose, now).await?;
    // A member's answer in an open window asks nothing of the line but that it is connected.
    let open = matches!(window::state(context.last_inbound_at, now), WindowState::Open { .. });
    let (panic, reach) = if open && ask.sender == Sender::Person {
        (PanicFact::Calm, ReachFact::Left)
    } else {
        line_facts(tx, context.line, context.contact, now).await?
    };
    Ok(SendFacts {
        sender: ask.sender,
        purpose,
        shape: ask.shape,
        panic,
        reach,
        last_inbound_at: context.last_inbound_at,
        do_not_contact: context.do_not_contact_at,
        blocked: known.blocked,
        consent: known.consent,
        opted_out: known.opted_out,
        utility_consent: known.setting.utility_consent,
        frequency: known.frequency,
        quiet: quiet(now, &known),
        ..SendFacts::answer(now, context.line_state)
    })
}

/// Whether that is a time to be left alone, on the tenant's clock.
fn quiet(now: DateTime<Utc>, known: &PolicyFacts) -> QuietFact {
    let seconds = known.offset_minutes.saturating_mul(60);
    match FixedOffset::east_opt(seconds) {
        Some(offset) => known.setting.quiet.at(now, offset),
        None => QuietFact::Open,
    }
}
