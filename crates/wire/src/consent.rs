//! Consent as people see it: the ledger, one person's word, what a tenant decided about sending.

use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    consent::{Break, ConsentAct, ConsentSource},
    id::{ContactId, ConversationId, MessageId},
    lang::Lang,
    policy::{Holidays, Purpose, QuietDay, QuietSpan, QuietWeek, UtilityConsent},
    refusal::{Code, Refusal},
};
use serde::{Deserialize, Serialize};

/// Write down what a person agreed to or took back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordConsent {
    /// Whose.
    pub contact_id: ContactId,
    /// For what.
    pub purpose: Purpose,
    /// Given or withdrawn.
    pub act: ConsentAct,
    /// How the person said so, in the member's words.
    pub statement: String,
    /// When; none is now.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// The same as a form has it: who by id or by number, when on the tenant's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementForm {
    /// The contact's id; empty when the number says who.
    #[serde(default)]
    pub contact: String,
    /// The person's number, as people write it.
    #[serde(default)]
    pub number: String,
    /// For what.
    pub purpose: Purpose,
    /// Given or withdrawn.
    pub act: ConsentAct,
    /// How the person said so.
    #[serde(default)]
    pub statement: String,
    /// `2026-11-21T14:05` on the tenant's clock; empty is now.
    #[serde(default)]
    pub at: String,
}

/// Which entries of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFilter {
    /// Of one person.
    pub contact: Option<ContactId>,
    /// Of who has this number, as people write it; empty is everybody.
    #[serde(default)]
    pub number: String,
    /// For one purpose.
    pub purpose: Option<Purpose>,
    /// Only given, or only withdrawn.
    pub act: Option<ConsentAct>,
    /// Strictly before this place.
    pub before: Option<i64>,
}

impl LedgerFilter {
    /// Everything of one person.
    #[must_use]
    pub fn of(contact: ContactId) -> Self {
        Self { contact: Some(contact), ..Self::default() }
    }
}

/// What a person last said about a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentState {
    /// For what.
    pub purpose: Purpose,
    /// What.
    pub act: ConsentAct,
    /// When.
    pub at: DateTime<Utc>,
    /// How it is known.
    pub source: ConsentSource,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    /// Its place.
    pub sequence: i64,
    /// Whose.
    pub contact_id: ContactId,
    /// Their name, or their number, or empty.
    pub contact_name: String,
    /// For what.
    pub purpose: Purpose,
    /// What.
    pub act: ConsentAct,
    /// How it is known.
    pub source: ConsentSource,
    /// The message that proves it.
    pub message_id: Option<MessageId>,
    /// Where that message stands.
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
    /// The proof's words; empty when there are none.
    pub proof: String,
    /// When the person said so.
    pub at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Name of the member who wrote it down; empty when nobody did.
    pub member_name: String,
    /// Beginning of its hash, in hexadecimal.
    pub hash: String,
}

/// A page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPage {
    /// Entries.
    pub entries: Vec<ConsentView>,
    /// Where the next page begins: strictly before this place.
    pub next: Option<i64>,
    /// Whose entries these are, when one person's were asked for: id, and name or number.
    #[serde(default)]
    pub of: Option<(ContactId, String)>,
}

/// What a check of the whole ledger found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentCheck {
    /// Entries looked at.
    pub entries: i64,
    /// Hash of the last one, in hexadecimal; empty when there is none. Whoever keeps it elsewhere can prove a later cut.
    pub head: String,
    /// The first place where it does not hold together.
    pub broken: Option<Break>,
}

/// What a tenant decided about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    /// First quiet minute of the local day.
    pub quiet_from: u16,
    /// First open minute of the local day.
    pub quiet_until: u16,
    /// Days of the week with hours of their own, Monday first.
    #[serde(default)]
    pub days: QuietWeek,
    /// National holidays.
    pub holidays: Holidays,
    /// Most marketing messages to one person within the days; none means no cap.
    pub frequency_max: Option<u16>,
    /// Those days, 1 to 90.
    pub frequency_days: u16,
    /// Whether messages about orders need consent outside the window.
    pub utility_consent: UtilityConsent,
}

/// The rules of sending, and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// What was decided.
    pub form: PolicyForm,
    /// The national holidays of this year on the tenant's clock, each with its key after `holiday-`.
    pub holidays: Vec<(NaiveDate, String)>,
    /// What who stops is told and by which words, of every language.
    pub stop: Vec<StopWording>,
    /// The tenant's language.
    pub lang: Lang,
    /// What who comes back is told.
    pub resume_reply: String,
}

/// What who stops is told in a language, and the tenant's own words for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopWording {
    /// The language.
    pub lang: Lang,
    /// The tenant's sentence; empty is the program's.
    pub reply: String,
    /// The program's sentence.
    pub default_reply: String,
    /// The tenant's words and phrases.
    pub words: Vec<String>,
}

/// The same as the fields of a form hold it, one of each language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopFields {
    /// Languages.
    #[serde(default)]
    pub wordings: Vec<StopWordingFields>,
}

/// One language of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopWordingFields {
    /// The language.
    pub lang: Lang,
    /// What who stops is told; empty is the program's sentence.
    #[serde(default)]
    pub reply: String,
    /// Words and phrases, one a line or between commas.
    #[serde(default)]
    pub words: String,
}

impl StopWordingFields {
    /// The words, each once.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.words.split(['\n', ',', ';']).map(str::trim).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }
}

/// The rules of sending as the fields of a form hold them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFields {
    /// `20:00`: first quiet minute of the local day.
    pub quiet_from: String,
    /// `08:00`: first open minute of the local day.
    pub quiet_until: String,
    /// Days of the week, Monday first; those that are not there are as usual.
    #[serde(default)]
    pub days: Vec<QuietDayFields>,
    /// There when holidays are quiet.
    #[serde(default)]
    pub holidays: Option<String>,
    /// Most marketing messages; empty is no cap.
    #[serde(default)]
    pub frequency_max: String,
    /// Within so many days.
    pub frequency_days: String,
    /// There when messages about orders need consent outside the window.
    #[serde(default)]
    pub utility_consent: Option<String>,
}

/// A day of the week as the fields of a form hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietDayFields {
    /// The word of a [`QuietDayMode`]; empty is as usual.
    #[serde(default)]
    pub mode: String,
    /// `20:00`: first quiet minute, of a day with hours of its own.
    #[serde(default)]
    pub from: String,
    /// `08:00`: first open minute, of a day with hours of its own.
    #[serde(default)]
    pub until: String,
}

impl QuietDayFields {
    fn read(&self) -> Option<QuietDay> {
        Some(match QuietDayMode::parse(&self.mode)? {
            QuietDayMode::Usual => QuietDay::Usual,
            QuietDayMode::None => QuietDay::Own(QuietSpan::NONE),
            QuietDayMode::Whole => QuietDay::Own(QuietSpan::WHOLE_DAY),
            QuietDayMode::Own => QuietDay::Own(QuietSpan {
                from: minute_of_day(&self.from)?,
                until: minute_of_day(&self.until)?,
            }),
        })
    }
}

/// What is chosen for a day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuietDayMode {
    /// As on every day.
    #[default]
    Usual,
    /// No quiet hours.
    None,
    /// Quiet all day.
    Whole,
    /// Hours of its own.
    Own,
}

impl QuietDayMode {
    /// Every choice.
    pub const ALL: [Self; 4] = [Self::Usual, Self::None, Self::Whole, Self::Own];

    /// The word in a form, also the end of its Fluent key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::None => "none",
            Self::Whole => "whole",
            Self::Own => "own",
        }
    }

    /// Reads the word; nothing is as usual.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::Usual);
        }
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// The choice that shows a day.
    #[must_use]
    pub fn of(day: QuietDay) -> Self {
        match day {
            QuietDay::Usual => Self::Usual,
            QuietDay::Own(span) if span.from == span.until => Self::None,
            QuietDay::Own(QuietSpan::WHOLE_DAY) => Self::Whole,
            QuietDay::Own(_) => Self::Own,
        }
    }
}

/// Name of the field of a day of the week, 1 for Monday.
#[must_use]
pub fn quiet_day_field(number: u8) -> String {
    format!("quiet_day_{number}")
}

impl PolicyFields {
    /// Reads the fields.
    ///
    /// # Errors
    /// `field-invalid` with the field that holds no value of its kind.
    pub fn read(&self) -> Result<PolicyForm, Refusal> {
        let wrong = |field: &'static str| move || Refusal::new(Code::FieldInvalid).with("field", field);
        let max = self.frequency_max.trim();
        let frequency_max =
            if max.is_empty() { None } else { Some(max.parse().map_err(|_| wrong("frequency_max")())?) };
        let days = self.frequency_days.trim().parse().map_err(|_| wrong("frequency_days")())?;
        let mut week = QuietWeek::default();
        for ((day, fields), number) in week.iter_mut().zip(&self.days).zip(1..) {
            let refused = || Refusal::new(Code::FieldInvalid).with("field", quiet_day_field(number));
            *day = fields.read().ok_or_else(refused)?;
        }
        Ok(PolicyForm {
            days: week,
            quiet_from: minute_of_day(&self.quiet_from).ok_or_else(wrong("quiet_from"))?,
            quiet_until: minute_of_day(&self.quiet_until).ok_or_else(wrong("quiet_until"))?,
            holidays: if self.holidays.is_some() { Holidays::Quiet } else { Holidays::Open },
            frequency_max,
            frequency_days: days,
            utility_consent: if self.utility_consent.is_some() {
                UtilityConsent::Needed
            } else {
                UtilityConsent::NotNeeded
            },
        })
    }
}

/// The minute of the day a field for a time holds: `20:00`, or with seconds.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, rest) = text.trim().split_once(':')?;
    let minute = rest.split(':').next()?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// A minute of the day as a field for a time wants it.
#[must_use]
pub fn clock(minute: u16) -> String {
    let minute = minute % (24 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// How the ledger is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A sheet.
    Csv,
    /// For programs.
    Json,
}

impl ExportFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// The ending of its file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// Reads the ending.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fields() -> PolicyFields {
        PolicyFields {
            quiet_from: "20:00".to_owned(),
            quiet_until: "08:30:00".to_owned(),
            days: Vec::new(),
            holidays: Some("on".to_owned()),
            frequency_max: " 2 ".to_owned(),
            frequency_days: "7".to_owned(),
            utility_consent: None,
        }
    }

    #[test]
    fn fields_become_the_rules_they_show() {
        let form = fields().read().unwrap();
        assert_eq!((form.quiet_from, form.quiet_until, form.frequency_max), (1_200, 510, Some(2)));
        assert_eq!((form.holidays, form.utility_consent), (Holidays::Quiet, UtilityConsent::NotNeeded));
        assert_eq!(
            (clock(form.quiet_from), clock(form.quiet_until)),
            ("20:00".to_owned(), "08:30".to_owned())
        );
        let bare = PolicyFields {
            holidays: None,
            frequency_max: String::new(),
            utility_consent: Some("on".to_owned()),
            ..fields()
        };
        let form = bare.read().unwrap();
        assert_eq!((form.holidays, form.frequency_max), (Holidays::Open, None));
        assert_eq!(form.utility_consent, UtilityConsent::Needed);
    }

    #[test]
    fn a_day_of_the_week_is_as_usual_or_has_its_own_hours_or_none() {
        let day = |mode: &str, from: &str, until: &str| QuietDayFields {
            mode: mode.to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
        };
        let told =
            [day("", "", ""), day("none", "x", ""), day("whole", "", ""), day("own", "22:00", "06:30")];
        let form = PolicyFields { days: told.to_vec(), ..fields() }.read().unwrap();
        let own = |from, until| QuietDay::Own(QuietSpan { from, until });
        let usual = QuietDay::Usual;
        assert_eq!(form.days, [usual, own(0, 0), own(0, 1_440), own(1_320, 390), usual, usual, usual]);
        for day in form.days {
            let mode = QuietDayMode::of(day);
            assert_eq!(QuietDayMode::parse(mode.as_str()), Some(mode));
        }
        for wrong in [day("own", "", "08:00"), day("own", "20:00", "24:00"), day("sometimes", "", "")] {
            let refused = PolicyFields { days: vec![day("", "", ""), wrong], ..fields() }.read().unwrap_err();
            assert_eq!(refused.args.get("field").map(String::as_str), Some("quiet_day_2"));
        }
    }

    #[test]
    fn words_stand_one_a_line_or_between_commas_and_count_once() {
        let fields = StopWordingFields {
            lang: Lang::PtBr,
            reply: String::new(),
            words: " sem ofertas\r\nsilenciar, sem ofertas;;\n".to_owned(),
        };
        assert_eq!(fields.words(), ["sem ofertas", "silenciar"]);
    }

    #[test]
    fn what_is_no_value_is_refused_by_its_field() {
        let told = |fields: PolicyFields| fields.read().unwrap_err().args.get("field").cloned().unwrap();
        for time in ["", "20", "24:00", "20:60", "-1:00", "x:y"] {
            assert_eq!(
                told(PolicyFields { quiet_from: time.to_owned(), ..fields() }),
                "quiet_from",
                "{time}"
            );
            assert_eq!(
                told(PolicyFields { quiet_until: time.to_owned(), ..fields() }),
                "quiet_until",
                "{time}"
            );
        }
        assert_eq!(told(PolicyFields { frequency_max: "dois".to_owned(), ..fields() }), "frequency_max");
        assert_eq!(told(PolicyFields { frequency_days: String::new(), ..fields() }), "frequency_days");
    }
}
