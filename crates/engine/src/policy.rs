//! The facts of one send, read for the gate.

use crate::Engine;
use chrono::FixedOffset;
use prosa_db::{
    DbError, TenantTx,
    consent::{self, PolicyFacts},
    content::SendContext,
};
use prosa_domain::{
    message::content::{Content, TemplateCategory},
    policy::{LanguageFact, PanicFact, Purpose, SendFacts, Sender, Shape, TemplateFact, TemplateStanding},
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
}

impl Ask {
    /// A member's free answer.
    pub(crate) const ANSWER: Self =
        Self { sender: Sender::Person, purpose: Purpose::Service, shape: Shape::Free };

    /// What a content asks for, sent by somebody. A template was found to be sendable and complete when it was filled.
    pub(crate) fn of(content: &Content, sender: Sender) -> Self {
        let Content::Template(template) = content else {
            // What a campaign writes freely is marketing all the same.
            let purpose =
                if matches!(sender, Sender::Campaign) { Purpose::Marketing } else { Purpose::Service };
            return Self { sender, purpose, shape: Shape::Free };
        };
        let purpose = match template.category {
            TemplateCategory::Marketing => Purpose::Marketing,
            // A code is asked for by the person who gets it.
            TemplateCategory::Utility | TemplateCategory::Authentication => Purpose::Utility,
        };
        let fact = TemplateFact {
            standing: TemplateStanding::Approved,
            language: LanguageFact::There,
            values_missing: 0,
            category: purpose,
        };
        Self { sender, purpose, shape: Shape::Template(fact) }
    }
}

/// Reads the facts of a send in a conversation.
pub(crate) async fn facts(
    engine: &Engine,
    tx: &mut TenantTx,
    context: &SendContext,
    ask: Ask,
) -> Result<SendFacts, DbError> {
    let now = engine.now();
    // What a template weighs counts, whatever it is sent for.
    let purpose = match ask.shape {
        Shape::Free => ask.purpose,
        Shape::Template(template) => ask.purpose.min(template.category),
    };
    let known = consent::facts(tx, context.contact, purpose, now).await?;
    Ok(SendFacts {
        sender: ask.sender,
        purpose,
        shape: ask.shape,
        panic: PanicFact::Calm,
        last_inbound_at: context.last_inbound_at,
        do_not_contact: context.do_not_contact_at,
        blocked: known.blocked,
        consent: known.consent,
        opted_out: known.opted_out,
        utility_consent: known.setting.utility_consent,
        frequency: known.frequency,
        quiet: quiet(engine, &known),
        ..SendFacts::answer(now, context.line_state)
    })
}

/// Whether it is a time to be left alone, on the tenant's clock.
fn quiet(engine: &Engine, known: &PolicyFacts) -> prosa_domain::policy::QuietFact {
    let seconds = known.offset_minutes.saturating_mul(60);
    match FixedOffset::east_opt(seconds) {
        Some(offset) => known.setting.quiet.at(engine.now(), offset),
        None => prosa_domain::policy::QuietFact::Open,
    }
}
