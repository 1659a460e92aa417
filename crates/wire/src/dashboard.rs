//! What machines did for a company over some days, on its way to the dashboard.

use crate::reading::OwnHead;
use chrono::NaiveDate;
use prosa_domain::{
    drift::Drift,
    label::{Intent, Sentiment},
};
use serde::{Deserialize, Serialize};

/// How many days are looked at, today included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A week.
    Week,
    /// Thirty days.
    #[default]
    Month,
    /// Ninety days.
    Quarter,
}

impl Period {
    /// Every period, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Its days.
    #[must_use]
    pub const fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// Reads the number of days in an address; anything else is thirty.
    #[must_use]
    pub fn of_days(text: &str) -> Self {
        Self::ALL.into_iter().find(|period| period.days().to_string() == text).unwrap_or_default()
    }
}

/// What was read on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRead {
    /// The day in the company's zone.
    pub day: NaiveDate,
    /// Messages read.
    pub read: u32,
    /// Messages of which no intent was named.
    pub unsure: u32,
    /// In a bad mood.
    pub negative: u32,
    /// In no mood.
    pub neutral: u32,
    /// In a good mood.
    pub positive: u32,
}

/// How often members said a message means something else, or just that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confused {
    /// What had been read; none when no intent was named.
    pub was: Option<Intent>,
    /// What a member said it means.
    pub is: Intent,
    /// How often.
    pub count: u32,
}

/// What became of words a machine offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Offered in all.
    pub count: u32,
    /// Taken into the composer or sent as they were.
    pub taken: u32,
    /// Sent with other words.
    pub edited: u32,
    /// Put away.
    pub discarded: u32,
    /// Sent, as they were or with other words.
    pub sent: u32,
}

/// Calls of one language model in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCalls {
    /// The model's name.
    pub model: String,
    /// Calls.
    pub count: u32,
    /// Calls that brought no answer.
    pub failed: u32,
    /// Tokens sent and received.
    pub tokens: u64,
    /// Millionths of the currency; none where nobody entered a price.
    pub cost_micros: Option<i64>,
    /// The currency.
    pub currency: String,
    /// Milliseconds within which half of the calls ended.
    pub ms_median: u32,
    /// Milliseconds within which 99 of 100 calls ended.
    pub ms_slowest: u32,
}

/// How long the classifier took for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSpeed {
    /// Messages that were measured.
    pub messages: u64,
    /// Microseconds within which half of them were read.
    pub median_micros: u64,
    /// Microseconds within which 99 of 100 were read.
    pub slowest_micros: u64,
}

/// What machines did over some days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IaDashboard {
    /// The period.
    pub period: Period,
    /// Its days, oldest first, those without messages included.
    pub days: Vec<DayRead>,
    /// How often each intent was named, the most frequent first.
    pub intents: Vec<(Intent, u32)>,
    /// Messages read by the company's own head.
    pub by_own: u32,
    /// How long a message took; none where nothing was measured.
    pub speed: Option<ReadSpeed>,
    /// What members put right or confirmed, the most frequent first.
    pub confused: Vec<Confused>,
    /// The last seven days held against the four weeks before.
    pub drift: Drift,
    /// Words offered in the composer and the panel.
    pub offered: Offered,
    /// Calls of language models, the most frequent first.
    pub calls: Vec<ModelCalls>,
    /// Name of the shipped model; empty when none reads here.
    pub model: String,
    /// Its macro-F1 on the frozen Portuguese sentences, in thousandths.
    pub score: Option<u16>,
    /// What the company taught.
    pub own: OwnHead,
}

impl IaDashboard {
    /// Messages read in the whole period.
    #[must_use]
    pub fn read(&self) -> u32 {
        self.days.iter().map(|day| day.read).sum()
    }

    /// Messages of which no intent was named.
    #[must_use]
    pub fn unsure(&self) -> u32 {
        self.days.iter().map(|day| day.unsure).sum()
    }

    /// Messages in a mood.
    #[must_use]
    pub fn in_mood(&self, mood: Sentiment) -> u32 {
        let of = |day: &DayRead| match mood {
            Sentiment::Negative => day.negative,
            Sentiment::Neutral => day.neutral,
            Sentiment::Positive => day.positive,
        };
        self.days.iter().map(of).sum()
    }

    /// Of the messages members spoke of: those they confirmed, and all.
    #[must_use]
    pub fn agreed(&self) -> (u32, u32) {
        let agreed = self.confused.iter().filter(|one| one.was == Some(one.is)).map(|one| one.count).sum();
        (agreed, self.confused.iter().map(|one| one.count).sum())
    }
}

/// The dashboard as a screen takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardPage {
    /// The period shown.
    pub period: Period,
    /// Everything else, drawn.
    pub html: String,
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn a_period_is_told_by_its_days_and_thirty_when_it_is_none() {
        for period in Period::ALL {
            assert_eq!(Period::of_days(&period.days().to_string()), period);
        }
        assert_eq!(Period::of_days("8"), Period::Month);
        assert_eq!(Period::of_days(""), Period::Month);
    }
}
