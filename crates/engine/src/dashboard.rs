//! The dashboard of what machines do here: how much was read, how sure, how often people said otherwise, and whether
//! customers ask for other things than they used to.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{Days, NaiveDate};
use prosa_db::{
    DbError,
    view::dashboard::{self, DayCount},
};
use prosa_domain::{
    access::Action,
    drift::Drift,
    label::{Intent, Sentiment},
    quick,
};
use prosa_wire::dashboard::{DayRead, IaDashboard, Period, ReadSpeed};
use std::collections::BTreeMap;

/// Days that count as of late.
const LATE_DAYS: u64 = 7;
/// Days before them they are held against.
const BEFORE_DAYS: u64 = 28;

impl Engine {
    /// What machines did in the last days.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox.
    pub async fn ia_dashboard(&self, caller: &Caller, period: Period) -> Reply<IaDashboard> {
        caller.may(Action::ViewInbox)?;
        self.read_dashboard(caller, period).await.map_err(refuse_db)
    }

    async fn read_dashboard(&self, caller: &Caller, period: Period) -> Result<IaDashboard, DbError> {
        let mut tx = self.db.tenant(caller.tenant).await?;
        let today = dashboard::today(&mut tx, self.now()).await?;
        let from = back(today, u64::from(period.days()) - 1);
        let oldest = from.min(back(today, LATE_DAYS + BEFORE_DAYS - 1));
        let counts = dashboard::days(&mut tx, oldest).await?;
        let confused = dashboard::confused(&mut tx, from).await?;
        let offered = dashboard::offered(&mut tx, from).await?;
        let calls = dashboard::calls(&mut tx, from).await?;
        let steps = dashboard::speed(&mut tx, from).await?;
        let own = self.own_head(&mut tx).await?;
        let card = self.classifier.card();
        let inside: Vec<&DayCount> =
            counts.iter().filter(|count| (from..=today).contains(&count.day)).collect();
        Ok(IaDashboard {
            period,
            days: by_day(&inside, from, today),
            intents: by_intent(&inside),
            by_own: inside.iter().filter(|count| count.own).map(|count| many(count.messages)).sum(),
            speed: speed(&steps),
            confused,
            drift: drift(&counts, today),
            offered,
            calls,
            model: card.version,
            score: card.score,
            own,
        })
    }
}

fn speed(steps: &[(u8, u64)]) -> Option<ReadSpeed> {
    Some(ReadSpeed {
        messages: steps.iter().map(|(_, count)| count).sum(),
        median_micros: quick::within(steps, 500)?,
        slowest_micros: quick::within(steps, 990)?,
    })
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn many(messages: i64) -> u32 {
    u32::try_from(messages.max(0)).unwrap_or(u32::MAX)
}

/// Every day of the period, those without messages included.
fn by_day(counts: &[&DayCount], from: NaiveDate, today: NaiveDate) -> Vec<DayRead> {
    let mut days: BTreeMap<NaiveDate, DayRead> = from
        .iter_days()
        .take_while(|day| *day <= today)
        .map(|day| (day, DayRead { day, ..DayRead::default() }))
        .collect();
    for count in counts {
        let Some(day) = days.get_mut(&count.day) else { continue };
        let messages = many(count.messages);
        day.read += messages;
        if count.label.is_empty() {
            day.unsure += messages;
        }
        match Sentiment::parse(&count.sentiment) {
            Some(Sentiment::Negative) => day.negative += messages,
            Some(Sentiment::Positive) => day.positive += messages,
            Some(Sentiment::Neutral) | None => day.neutral += messages,
        }
    }
    days.into_values().collect()
}

/// How often each intent was named, the most frequent first.
fn by_intent(counts: &[&DayCount]) -> Vec<(Intent, u32)> {
    let mut sums: BTreeMap<Intent, u32> = BTreeMap::new();
    for count in counts {
        if let Some(intent) = Intent::parse(&count.label) {
            *sums.entry(intent).or_default() += many(count.messages);
        }
    }
    let mut intents: Vec<(Intent, u32)> = sums.into_iter().collect();
    intents.sort_by_key(|(intent, count)| (std::cmp::Reverse(*count), *intent));
    intents
}

/// The last seven days held against the four weeks before.
fn drift(counts: &[DayCount], today: NaiveDate) -> Drift {
    let late = back(today, LATE_DAYS - 1);
    let early = back(today, LATE_DAYS + BEFORE_DAYS - 1);
    let sums = |from: NaiveDate, until: NaiveDate| -> Vec<u64> {
        let of = |intent: &Intent| {
            let inside =
                |count: &&DayCount| count.label == intent.id() && (from..=until).contains(&count.day);
            counts.iter().filter(inside).map(|count| u64::from(many(count.messages))).sum()
        };
        Intent::ALL.iter().map(of).collect()
    };
    Drift::between(&sums(late, today), &sums(early, back(late, 1)))
}
