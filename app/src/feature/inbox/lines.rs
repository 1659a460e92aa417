//! How a thread is laid out, line by line: days, the "new messages" divider, and which bubbles stand together. Pure.

use super::part::bubble_note::is_note;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use prosa_domain::id::{MemberId, MessageId};
use prosa_wire::inbox::{Direction, MessageView};
use uuid::Uuid;

/// What the layout looks at in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// What the bubble is known by.
    pub key: Uuid,
    /// The message.
    pub id: MessageId,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Which way.
    pub direction: Direction,
    /// Who of us wrote it.
    pub author: Option<MemberId>,
    /// Whether it says something. Notes are not counted as unread.
    pub speaks: bool,
}

impl Brief {
    /// Of a message.
    #[must_use]
    pub fn of(key: Uuid, message: &MessageView) -> Self {
        Self {
            key,
            id: message.id,
            at: message.at,
            direction: message.direction,
            author: message.author.as_ref().map(|member| member.id),
            speaks: message.kind == "call" || !is_note(&message.kind),
        }
    }
}

/// One line of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A new day begins.
    Day {
        /// The day in the reader's zone.
        date: NaiveDate,
        /// A moment of that day.
        at: DateTime<Utc>,
    },
    /// What follows had not been seen when the thread was opened.
    New {
        /// How many messages.
        count: u32,
    },
    /// A message.
    Message {
        /// What the bubble is known by.
        key: Uuid,
        /// Whether it begins a group of one sender and minute.
        first: bool,
    },
}

impl Line {
    /// What the line is known by while the thread changes.
    #[must_use]
    pub fn key(&self) -> (Uuid, i32) {
        match self {
            Self::Day { date, .. } => (Uuid::nil(), chrono::Datelike::num_days_from_ce(date)),
            Self::New { .. } => (Uuid::nil(), 0),
            Self::Message { key, first } => (*key, if *first { 1 } else { 2 }),
        }
    }
}

/// Messages of one sender within this time stand together.
const GROUP: TimeDelta = TimeDelta::seconds(60);

/// Lays out messages that are in order. `divider` is the first unseen message.
#[must_use]
pub fn lay_out(messages: &[Brief], divider: Option<MessageId>, utc_offset_minutes: i32) -> Vec<Line> {
    let zone = FixedOffset::east_opt(utc_offset_minutes.saturating_mul(60));
    let date_of =
        |at: DateTime<Utc>| zone.map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive());
    let mut lines = Vec::with_capacity(messages.len() + 8);
    let mut before: Option<&Brief> = None;
    for (place, message) in messages.iter().enumerate() {
        let date = date_of(message.at);
        let new_day = before.is_none_or(|before| date_of(before.at) != date);
        if new_day {
            lines.push(Line::Day { date, at: message.at });
        }
        let unseen = divider == Some(message.id);
        if unseen {
            let rest = messages.iter().skip(place).filter(|message| is_unread_kind(message)).count();
            lines.push(Line::New { count: u32::try_from(rest).unwrap_or(u32::MAX) });
        }
        let together = before.is_some_and(|before| stand_together(before, message));
        lines.push(Line::Message { key: message.key, first: new_day || unseen || !together });
        before = Some(message);
    }
    lines
}

fn stand_together(before: &Brief, message: &Brief) -> bool {
    before.direction == message.direction && before.author == message.author && message.at - before.at < GROUP
}

/// Whether a message is of those that are counted while nobody has seen them.
fn is_unread_kind(message: &Brief) -> bool {
    message.direction == Direction::In && message.speaks
}

/// The first of the newest `unread` messages of the contact; none when nothing is unread.
#[must_use]
pub fn first_unseen(messages: &[Brief], unread: i32) -> Option<MessageId> {
    let unread = usize::try_from(unread).ok().filter(|unread| *unread > 0)?;
    messages
        .iter()
        .rev()
        .filter(|message| is_unread_kind(message))
        .take(unread)
        .last()
        .map(|message| message.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn brief(number: u128, second: i64, direction: Direction) -> Brief {
        Brief {
            key: Uuid::from_u128(number),
            id: MessageId(Uuid::from_u128(number)),
            at: DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap(),
            direction,
            author: None,
            speaks: true,
        }
    }

    fn shape(lines: &[Line]) -> Vec<String> {
        lines
            .iter()
            .map(|line| match line {
                Line::Day { .. } => "day".to_owned(),
                Line::New { count } => format!("new {count}"),
                Line::Message { key, first } => format!("{}{}", key.as_u128(), if *first { "+" } else { "" }),
            })
            .collect()
    }

    #[test]
    fn bubbles_of_one_sender_and_minute_stand_together() {
        let messages = [
            brief(1, 0, Direction::In),
            brief(2, 20, Direction::In),
            brief(3, 30, Direction::Out),
            brief(4, 200, Direction::Out),
        ];
        assert_eq!(shape(&lay_out(&messages, None, 0)), ["day", "1+", "2", "3+", "4+"]);
    }

    #[test]
    fn the_day_changes_at_the_readers_midnight() {
        // 03:30 UTC is 00:30 in São Paulo.
        let midnight = DateTime::parse_from_rfc3339("2026-11-21T03:00:00Z").unwrap().to_utc();
        let at = |minutes| midnight + TimeDelta::minutes(minutes);
        let messages = [
            Brief { at: at(-10), ..brief(1, 0, Direction::In) },
            Brief { at: at(30), ..brief(2, 0, Direction::In) },
        ];
        assert_eq!(shape(&lay_out(&messages, None, -180)), ["day", "1+", "day", "2+"]);
        assert_eq!(shape(&lay_out(&messages, None, 0)), ["day", "1+", "2+"]);
    }

    #[test]
    fn the_divider_stands_before_what_was_not_seen() {
        let messages = [
            brief(1, 0, Direction::In),
            brief(2, 10, Direction::Out),
            brief(3, 20, Direction::In),
            brief(4, 25, Direction::In),
        ];
        let divider = first_unseen(&messages, 2);
        assert_eq!(divider, Some(MessageId(Uuid::from_u128(3))));
        assert_eq!(shape(&lay_out(&messages, divider, 0)), ["day", "1+", "2+", "new 2", "3+", "4"]);
        let note = Brief { speaks: false, ..brief(5, 30, Direction::In) };
        let noted = [messages[0].clone(), messages[2].clone(), note];
        assert_eq!(first_unseen(&noted, 1), Some(MessageId(Uuid::from_u128(3))));
        assert_eq!(first_unseen(&messages, 0), None);
        assert_eq!(first_unseen(&messages, 99), Some(MessageId(Uuid::from_u128(1))));
    }

    #[test]
    fn loading_older_messages_keeps_the_keys_of_those_that_stay() {
        let newer = [brief(3, 100, Direction::In), brief(4, 110, Direction::In)];
        let all = [brief(1, 0, Direction::In), newer[0].clone(), newer[1].clone()];
        let keys = |lines: Vec<Line>| lines.iter().map(Line::key).collect::<Vec<_>>();
        let (before, after) = (keys(lay_out(&newer, None, 0)), keys(lay_out(&all, None, 0)));
        assert!(before.iter().all(|key| after.contains(key)));
    }
}
