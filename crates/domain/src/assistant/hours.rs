//! When an assistant works, on the tenant's clock.

use crate::{
    holiday,
    policy::{DAY_MINUTES, QuietSpan},
};
use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// When an assistant answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Served {
    /// At every hour.
    Always,
    /// While the team does not work: the week is that of the team. Nobody works on national holidays.
    #[default]
    Outside,
    /// In hours of its own: the week is its own.
    Within,
}

impl Served {
    /// Every way, in the order the form shows them.
    pub const ALL: [Self; 3] = [Self::Outside, Self::Always, Self::Within];

    /// The word of forms and locales.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Outside => "outside",
            Self::Within => "within",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// When, and the week it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// How the week is read.
    pub served: Served,
    /// A stretch of each day, Monday first. From after until means over midnight; equal means none.
    pub week: [QuietSpan; 7],
}

impl Default for Hours {
    /// Outside of eight to six on working days.
    fn default() -> Self {
        let day = QuietSpan { from: 8 * 60, until: 18 * 60 };
        let week = [day, day, day, day, day, QuietSpan::NONE, QuietSpan::NONE];
        Self { served: Served::default(), week }
    }
}

impl Hours {
    /// Whether every minute of the week is one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.week.iter().all(|span| span.from <= DAY_MINUTES && span.until <= DAY_MINUTES)
    }

    /// Whether the assistant works at a moment of the tenant's clock.
    #[must_use]
    pub fn serve(&self, local: NaiveDateTime) -> bool {
        match self.served {
            Served::Always => true,
            Served::Outside => holiday::national(local.date()).is_some() || !self.covers(local),
            Served::Within => self.covers(local),
        }
    }

    fn covers(&self, local: NaiveDateTime) -> bool {
        let minute = u16::try_from(local.time().num_seconds_from_midnight() / 60).unwrap_or(DAY_MINUTES);
        let today = self.of(local.weekday());
        let before = self.of(local.weekday().pred());
        let over_midnight = before.from > before.until && minute < before.until;
        let now = if today.from > today.until {
            minute >= today.from
        } else {
            (today.from..today.until).contains(&minute)
        };
        over_midnight || now
    }

    fn of(&self, day: Weekday) -> QuietSpan {
        let place = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
        self.week.get(place).copied().unwrap_or(QuietSpan::NONE)
    }
}
