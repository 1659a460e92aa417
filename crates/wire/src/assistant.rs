//! Assistants that answer by themselves, on their way to the screens.

use crate::inbox::LineRef;
use chrono::{DateTime, Utc};
use prosa_domain::{
    assistant::{Handed, Hours, Limits, Mode, Rules, Served},
    id::{AssistantId, ConversationId, LineId, TurnId},
    label::Intent,
    policy::QuietSpan,
    price::Money,
    refusal::{Code, Refusal},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// An assistant as its form shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantView {
    /// Its id.
    pub id: AssistantId,
    /// What it is called.
    pub name: String,
    /// Whether it works.
    pub mode: Mode,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// The company's own hand-over words, one after the other.
    pub words: String,
    /// What a contact is told when a person takes over; empty means nothing.
    pub sentence: String,
    /// What answers a greeting alone; empty means nothing does.
    #[serde(default)]
    pub greeting: String,
    /// Answers of the last thirty days, rehearsed ones included.
    pub answered: u32,
    /// Hand-overs of the last thirty days.
    pub handed: u32,
    /// What its questions cost in that time.
    pub cost: Money,
}

/// An assistant to save.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantForm {
    /// Which; none for a new one.
    pub id: Option<AssistantId>,
    /// What it is called.
    pub name: String,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// Own hand-over words, between commas or on lines of their own.
    pub words: String,
    /// What a contact is told when a person takes over; empty means nothing.
    pub sentence: String,
    /// What answers a greeting alone, once in the length of a window; empty means nothing does.
    #[serde(default)]
    pub greeting: String,
}

/// Turns an assistant on, off, or into a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchAssistant {
    /// Which.
    pub id: AssistantId,
    /// To what.
    pub mode: Mode,
    /// Whether the member read Meta's rule and what turning on means. Needed for [`Mode::On`] alone.
    #[serde(default)]
    pub confirmed: bool,
}

/// Something an assistant did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnView {
    /// Its id.
    pub id: TurnId,
    /// Which assistant.
    pub name: String,
    /// Where.
    pub conversation_id: ConversationId,
    /// In a rehearsal or in earnest.
    pub mode: Mode,
    /// Why a person had to answer; none when it answered.
    pub handed: Option<Handed>,
    /// Whether it only greeted back.
    #[serde(default)]
    pub greeted: bool,
    /// What it said or would have said; empty for a hand-over.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What its question cost; none without one, or where nobody knows.
    pub cost: Option<Money>,
    /// Tokens of its question.
    pub tokens: u64,
    /// `kind/model` that answered; empty when none did.
    pub model: String,
}

/// Who changed an assistant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Which assistant.
    pub name: String,
    /// `made`, `changed`, `off`, `rehearsal`, `on`, `removed`.
    pub change: String,
    /// Who; empty when they are unknown.
    pub member: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The assistants of a company, and what they did lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantsPage {
    /// The assistants, the oldest first.
    pub assistants: Vec<AssistantView>,
    /// The lines they can serve.
    pub lines: Vec<LineRef>,
    /// What they did, newest first.
    pub turns: Vec<TurnView>,
    /// Who changed them, newest first.
    pub changes: Vec<ChangeView>,
    /// Whether a model is on that could answer.
    pub has_model: bool,
}

/// An assistant beside a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantNear {
    /// What it is called.
    pub name: String,
    /// Whether a person has the conversation, and it keeps silent.
    pub with_person: bool,
}

/// A stretch of a day as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanFields {
    /// `08:00`: its first minute; empty with the other means none.
    #[serde(default)]
    pub from: String,
    /// `18:00`: the first minute after it.
    #[serde(default)]
    pub until: String,
}

/// An assistant as its form sends it: as people typed it, ticked boxes alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantFields {
    /// Which; none for a new one.
    #[serde(default)]
    pub id: Option<AssistantId>,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// The lines it serves.
    #[serde(default)]
    pub lines: Vec<LineId>,
    /// What it may answer.
    #[serde(default)]
    pub scope: Vec<Intent>,
    /// The word of how its week is read.
    #[serde(default)]
    pub served: String,
    /// Its week, Monday first; days that are not there have no stretch.
    #[serde(default)]
    pub week: Vec<SpanFields>,
    /// Answers in one conversation on one day.
    #[serde(default)]
    pub conversation_day: String,
    /// Answers of the company on one day.
    #[serde(default)]
    pub tenant_day: String,
    /// Seconds of silence before it answers.
    #[serde(default)]
    pub quiet_seconds: String,
    /// Minutes it keeps silent after a person wrote.
    #[serde(default)]
    pub after_person_minutes: String,
    /// Characters of an answer.
    #[serde(default)]
    pub length_max: String,
    /// How well a passage must fit.
    #[serde(default)]
    pub floor_percent: String,
    /// Own hand-over words.
    #[serde(default)]
    pub words: String,
    /// What a contact is told when a person takes over.
    #[serde(default)]
    pub sentence: String,
    /// What answers a greeting alone.
    #[serde(default)]
    pub greeting: String,
}

impl AssistantFields {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `field-invalid` with the field.
    pub fn read(self) -> Result<AssistantForm, Refusal> {
        let served = Served::parse(&self.served).ok_or_else(|| invalid("hours"))?;
        let mut week = [QuietSpan::NONE; 7];
        for (day, typed) in week.iter_mut().zip(&self.week) {
            *day = span(typed).ok_or_else(|| invalid("hours"))?;
        }
        let limits = Limits {
            conversation_day: number("conversation_day", &self.conversation_day)?,
            tenant_day: number("tenant_day", &self.tenant_day)?,
            quiet_seconds: number("quiet_seconds", &self.quiet_seconds)?,
            after_person_minutes: number("after_person_minutes", &self.after_person_minutes)?,
            length_max: number("length_max", &self.length_max)?,
        };
        let floor_percent = number("floor_percent", &self.floor_percent)?;
        let rules = Rules { scope: self.scope, hours: Hours { served, week }, limits, floor_percent };
        let (id, name, lines) = (self.id, self.name, self.lines);
        let (words, sentence, greeting) = (self.words, self.sentence, self.greeting);
        Ok(AssistantForm { id, name, lines, rules, words, sentence, greeting })
    }
}

fn invalid(field: &str) -> Refusal {
    Refusal::new(Code::FieldInvalid).with("field", field)
}

fn number<N: FromStr>(field: &str, typed: &str) -> Result<N, Refusal> {
    let digits: String = typed.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ')).collect();
    digits.parse().map_err(|_| invalid(field))
}

fn span(typed: &SpanFields) -> Option<QuietSpan> {
    if typed.from.trim().is_empty() && typed.until.trim().is_empty() {
        return Some(QuietSpan::NONE);
    }
    Some(QuietSpan { from: minute(&typed.from)?, until: minute(&typed.until)? })
}

/// `08:30` as minutes of the day. Seconds, which some browsers add, count for nothing.
fn minute(typed: &str) -> Option<u16> {
    let mut parts = typed.trim().split(':');
    let (hours, minutes): (u16, u16) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fields() -> AssistantFields {
        AssistantFields {
            name: "Aurora".to_owned(),
            served: "outside".to_owned(),
            scope: vec![Intent::Pricing],
            week: vec![SpanFields { from: "08:00".to_owned(), until: "18:30:00".to_owned() }],
            conversation_day: "10".to_owned(),
            tenant_day: "1.000".to_owned(),
            quiet_seconds: "15".to_owned(),
            after_person_minutes: "60".to_owned(),
            length_max: "800".to_owned(),
            floor_percent: "40".to_owned(),
            ..AssistantFields::default()
        }
    }

    #[test]
    fn what_was_typed_becomes_rules() {
        let rules = fields().read().unwrap().rules;
        assert_eq!(rules.limits.tenant_day, 1_000);
        let [monday, tuesday, ..] = rules.hours.week;
        assert_eq!((monday, tuesday), (QuietSpan { from: 480, until: 1_110 }, QuietSpan::NONE));
        assert!(rules.check().is_ok());
    }

    #[test]
    fn what_is_no_number_and_no_time_is_refused_with_its_field() {
        let said = |fields: AssistantFields| fields.read().unwrap_err().args.get("field").cloned();
        let half = vec![SpanFields { from: "08:00".to_owned(), until: String::new() }];
        let late = vec![SpanFields { from: "08:00".to_owned(), until: "24:00".to_owned() }];
        assert_eq!(said(AssistantFields { week: half, ..fields() }).unwrap(), "hours");
        assert_eq!(said(AssistantFields { week: late, ..fields() }).unwrap(), "hours");
        assert_eq!(said(AssistantFields { served: "x".to_owned(), ..fields() }).unwrap(), "hours");
        let none = AssistantFields { tenant_day: String::new(), ..fields() };
        assert_eq!(said(none).unwrap(), "tenant_day");
        let many = AssistantFields { floor_percent: "300".to_owned(), ..fields() };
        assert_eq!(said(many).unwrap(), "floor_percent");
    }
}
