//! Reads `conversations.txt`, the hand-written history of the demo.
//!
//! `= 3 loja open carla unread=1` begins the conversation of person 3 on a line, with its status and assignee (`-` is
//! nobody). `@ -2d 10:04` (that day, shop time), `@ -18m` or `@ -22h 50m` (before now) say when the next line was written;
//! lines follow each other by a minute or two. `<` is the customer, `>` the assignee, `>b`, `>r`, `>c` one of the team.
//! `img`, `doc`, `audio`, `loc` after that are kinds. In braces: `{q2}` quotes line 2, `{r👍}` is the other side's
//! reaction, `{sent}`, `{delivered}`, `{fail131047}` how far it got when it was not read.

use chrono::{DateTime, Duration, Utc};
use prosa_domain::{conversation::ConversationStatus, message::status::DeliveryState};

const SCRIPT: &str = include_str!("conversations.txt");
/// The shop's time is three hours behind UTC.
const SHOP_OFFSET_HOURS: i64 = -3;

/// Who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The customer.
    Contact,
    /// One of the team, by place.
    Member(usize),
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Text(String),
    Image(String),
    Document(String),
    Audio,
    Location { name: String, address: String },
}

/// One line of a conversation.
#[derive(Clone, Debug)]
pub(super) struct Say {
    pub at: DateTime<Utc>,
    pub by: By,
    pub body: Body,
    /// Place of the quoted line, from 0.
    pub quotes: Option<usize>,
    /// What the other side reacted with.
    pub reaction: Option<String>,
    /// How far it got, when the team wrote it.
    pub state: DeliveryState,
    /// Why it failed.
    pub error: Option<i32>,
}

/// One conversation.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    /// Place of the person, from 0.
    pub customer: usize,
    /// Place of the line, from 0.
    pub line: usize,
    pub status: ConversationStatus,
    pub assignee: Option<usize>,
    pub unread: i32,
    pub says: Vec<Say>,
}

/// A line of the file that cannot be read; its number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine(pub usize);

/// The conversations as they stand at `now`.
pub(super) fn read(now: DateTime<Utc>) -> Result<Vec<Talk>, BadLine> {
    let mut talks: Vec<Talk> = Vec::new();
    let mut clock = now;
    for (place, line) in SCRIPT.lines().enumerate() {
        let bad = || BadLine(place + 1);
        let Some(first) = line.chars().next() else { continue };
        let rest = line.get(1..).unwrap_or_default();
        match first {
            '#' => {}
            '=' => talks.push(head(rest).ok_or_else(bad)?),
            '@' => clock = moment(rest.trim(), now).ok_or_else(bad)?,
            '<' | '>' => {
                let talk = talks.last_mut().ok_or_else(bad)?;
                let say = say(first, rest, clock, talk).ok_or_else(bad)?;
                talk.says.push(say);
                clock += Duration::seconds(47 + i64::try_from(place % 5).unwrap_or_default() * 23);
            }
            _ => return Err(bad()),
        }
    }
    Ok(talks)
}

fn head(text: &str) -> Option<Talk> {
    let mut words = text.split_whitespace();
    let customer = words.next()?.parse::<usize>().ok()?.checked_sub(1)?;
    let line = match words.next()? {
        "loja" => 0,
        "entrega" => 1,
        _ => return None,
    };
    let status = ConversationStatus::parse(words.next()?)?;
    let assignee = match words.next()? {
        "-" => None,
        name => Some(member(name.chars().next()?)?),
    };
    let unread = match words.next() {
        Some(word) => word.strip_prefix("unread=")?.parse().ok()?,
        None => 0,
    };
    Some(Talk { customer, line, status, assignee, unread, says: Vec::new() })
}

const fn member(letter: char) -> Option<usize> {
    match letter {
        'b' => Some(0),
        'r' => Some(1),
        'c' => Some(2),
        _ => None,
    }
}

fn moment(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text.strip_prefix('-')?;
    if let Some((days, time)) = text.split_once("d ") {
        let (hours, minutes) = time.split_once(':')?;
        let today = (now + Duration::hours(SHOP_OFFSET_HOURS)).date_naive();
        let day = today - Duration::days(days.parse().ok()?);
        let shop = day.and_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)?;
        return Some(shop.and_utc() - Duration::hours(SHOP_OFFSET_HOURS));
    }
    let mut back = Duration::zero();
    for part in text.split_whitespace() {
        back += match (part.strip_suffix('h'), part.strip_suffix('m')) {
            (Some(hours), _) => Duration::hours(hours.parse().ok()?),
            (_, Some(minutes)) => Duration::minutes(minutes.parse().ok()?),
            _ => return None,
        };
    }
    // Whole seconds, as providers tell time.
    DateTime::from_timestamp((now - back).timestamp(), 0)
}

fn say(first: char, rest: &str, at: DateTime<Utc>, talk: &Talk) -> Option<Say> {
    let (text, marks) = marks(rest);
    let (by, text) = match (first, text.split_at_checked(1)) {
        ('<', _) => (By::Contact, text),
        (_, Some((letter, more))) if letter != " " && more.starts_with(' ') => {
            (By::Member(member(letter.chars().next()?)?), more)
        }
        _ => (By::Member(talk.assignee.unwrap_or(2)), text),
    };
    let mut say = Say {
        at,
        by,
        body: body(text)?,
        quotes: None,
        reaction: None,
        state: DeliveryState::Read,
        error: None,
    };
    for mark in marks {
        if let Some(place) = mark.strip_prefix('q') {
            say.quotes = place.parse::<usize>().ok()?.checked_sub(1).filter(|place| *place < talk.says.len());
            say.quotes?;
        } else if let Some(emoji) = mark.strip_prefix("r") {
            match DeliveryState::parse(mark) {
                Some(state) => say.state = state,
                None => say.reaction = Some(emoji.to_owned()),
            }
        } else if let Some(code) = mark.strip_prefix("fail") {
            say.state = DeliveryState::Failed;
            say.error = Some(code.parse().ok()?);
        } else {
            say.state = DeliveryState::parse(mark)?;
        }
    }
    Some(say)
}

/// The text before the braces, and what stands in them.
fn marks(text: &str) -> (&str, Vec<&str>) {
    let (mut text, mut marks) = (text.trim_end(), Vec::new());
    while let Some((before, mark)) = text.strip_suffix('}').and_then(|text| text.rsplit_once('{')) {
        marks.push(mark);
        text = before.trim_end();
    }
    (text, marks)
}

fn body(text: &str) -> Option<Body> {
    if let Some(text) = text.strip_prefix(' ') {
        return Some(Body::Text(text.to_owned()));
    }
    let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.to_owned();
    Some(match kind {
        "img" => Body::Image(rest),
        "doc" => Body::Document(rest),
        "audio" => Body::Audio,
        "loc" => {
            let (name, address) = rest.split_once('|')?;
            Body::Location { name: name.to_owned(), address: address.to_owned() }
        }
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn now() -> DateTime<Utc> {
        "2026-11-21T17:05:00Z".parse().unwrap()
    }

    #[test]
    fn every_line_of_the_script_is_read() {
        let talks = read(now()).unwrap();
        assert_eq!(talks.len(), 60);
        let people: BTreeSet<usize> = talks.iter().map(|talk| talk.customer).collect();
        assert_eq!(people, (0..40).collect());
        let pairs: BTreeSet<(usize, usize)> = talks.iter().map(|talk| (talk.customer, talk.line)).collect();
        assert_eq!(pairs.len(), 60, "one conversation per person and line");
    }

    /// Every hour of the day: the demo may be started at any of them.
    fn moments() -> impl Iterator<Item = DateTime<Utc>> {
        (0..24).map(|hours| now() + Duration::minutes(hours * 61))
    }

    #[test]
    fn nobody_writes_in_the_future_or_before_the_line_above() {
        for now in moments() {
            for talk in read(now).unwrap() {
                assert!(talk.says.iter().all(|say| say.at <= now), "person {}", talk.customer + 1);
                assert!(
                    talk.says.windows(2).all(|pair| pair[0].at < pair[1].at),
                    "person {}",
                    talk.customer + 1
                );
            }
        }
    }

    #[test]
    fn the_team_writes_only_while_the_window_is_open_unless_it_fails() {
        for talk in moments().flat_map(|now| read(now).unwrap()) {
            let mut heard: Option<DateTime<Utc>> = None;
            for say in &talk.says {
                match say.by {
                    By::Contact => heard = Some(say.at),
                    By::Member(_) if say.error.is_some() => {}
                    By::Member(_) => {
                        let open = heard.is_some_and(|heard| say.at - heard < Duration::hours(24));
                        assert!(open, "person {} line {}: {:?}", talk.customer + 1, talk.line, say.body);
                    }
                }
            }
        }
    }

    #[test]
    fn there_is_something_of_everything() {
        let talks = read(now()).unwrap();
        let says: Vec<&Say> = talks.iter().flat_map(|talk| &talk.says).collect();
        for state in
            [DeliveryState::Sent, DeliveryState::Delivered, DeliveryState::Read, DeliveryState::Failed]
        {
            assert!(says.iter().any(|say| say.state == state), "{state:?}");
        }
        assert!(says.iter().any(|say| say.quotes.is_some()));
        assert!(says.iter().any(|say| say.reaction.is_some() && say.by == By::Contact));
        assert!(says.iter().any(|say| say.reaction.is_some() && say.by != By::Contact));
        for status in ["open", "pending", "resolved"] {
            assert!(talks.iter().any(|talk| talk.status.as_str() == status), "{status}");
        }
        assert!(talks.iter().any(|talk| talk.unread > 0) && talks.iter().any(|talk| talk.assignee.is_none()));
    }
}
