//! The rules put together: lines in, a brief out.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use prosa_db::view::insight::SaidLine;
use prosa_domain::{
    entity::{self, Entity, Value, bant},
    price::Currency,
    promise::{self, Side},
    summary::{
        self, Line, Piece,
        next::{self, Facts},
    },
};
use prosa_wire::insight::{
    BantFact, Brief, FactKind, FactView, MadeBy, NextStep, OwedView, PieceView, Since,
};

/// Sentences of a summary.
const PIECES_MAX: usize = 4;
/// Facts shown.
const FACTS_MAX: usize = 12;
/// Things owed that are shown.
const OWED_MAX: usize = 6;
/// How long after its time a promise is still spoken of.
pub(super) const LATE_MAX: TimeDelta = TimeDelta::days(7);

/// What is looked at.
pub(super) struct Reading<'a> {
    pub lines: &'a [SaidLine],
    /// Now, in the tenant's zone.
    pub local: NaiveDateTime,
    /// The tenant's currency.
    pub own: Currency,
    /// When the member looked last.
    pub looked_at: Option<DateTime<Utc>>,
    /// Minutes left of the window.
    pub window: Option<i64>,
}

/// A brief whose moments are still local, one for each fact and each thing owed, by rules and as a model told.
pub(super) struct Worked {
    pub brief: Brief,
    pub facts: Vec<Option<NaiveDateTime>>,
    pub owed: Vec<Option<NaiveDateTime>>,
    pub told_owed: Vec<Option<NaiveDateTime>>,
}

/// Something owed, with what tells whether it still is.
struct Owed {
    view: OwedView,
    due: Option<NaiveDateTime>,
    /// Whether the side that owes it wrote nothing since.
    silent: bool,
}

pub(super) fn work(reading: &Reading<'_>) -> Worked {
    let lines: Vec<Line<'_>> = reading
        .lines
        .iter()
        .map(|line| Line {
            side: line.side,
            text: line.said(),
            at: line.local,
            intents: &line.intents,
            sentiment: line.sentiment,
        })
        .collect();
    let summary = summary::summarise(&lines, 0, PIECES_MAX, reading.own);
    let views = |pieces: &[Piece]| pieces.iter().filter_map(|piece| view(reading, piece)).collect::<Vec<_>>();
    let since = reading.looked_at.and_then(|at| {
        let first = reading.lines.iter().position(|line| line.at > at)?;
        let pieces = views(&summary::summarise(&lines, first, PIECES_MAX, reading.own).pieces);
        Some(Since { at, messages: count(lines.len() - first), pieces })
    });
    let said: Vec<(usize, &str)> = customer(reading).map(|(place, line)| (place, line.said())).collect();
    let texts: Vec<&str> = said.iter().map(|(_, text)| *text).collect();
    let ready = bant::read(&texts, reading.local, reading.own);
    let owed = owed(reading);
    let unanswered = summary.unanswered.len();
    let next = step(reading, &owed, unanswered, ready.score);
    let (facts, fact_times) = facts(reading).into_iter().unzip();
    let bant = ready.evidence.iter().filter_map(|found| {
        let (place, text) = said.get(found.text)?;
        let line = reading.lines.get(*place)?;
        let words = text.get(found.start..found.end)?.to_owned();
        Some(BantFact { fact: found.fact, text: words, points: found.points, message_id: line.id })
    });
    let brief = Brief {
        made_by: MadeBy::Rules,
        looked: count(reading.lines.len()),
        summary: views(&summary.pieces),
        unanswered: count(unanswered),
        since,
        next,
        facts,
        ready: ready.score,
        bant: bant.collect(),
        owed: owed.iter().map(|one| one.view.clone()).collect(),
        ..Brief::default()
    };
    Worked {
        brief,
        facts: fact_times,
        owed: owed.into_iter().map(|one| one.due).collect(),
        told_owed: Vec::new(),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn customer<'a>(reading: &Reading<'a>) -> impl DoubleEndedIterator<Item = (usize, &'a SaidLine)> + use<'a> {
    reading.lines.iter().enumerate().filter(|(_, line)| line.side == Side::Customer)
}

fn view(reading: &Reading<'_>, piece: &Piece) -> Option<PieceView> {
    let line = reading.lines.get(piece.line)?;
    let text = line.text.get(piece.start..piece.end)?.to_owned();
    Some(PieceView { message_id: line.id, side: line.side, at: line.at, text, why: piece.why.clone() })
}

/// What comes next, and the message it answers: of those since we last wrote the one that wants something, or the last.
fn step(reading: &Reading<'_>, owed: &[Owed], unanswered: usize, ready: u8) -> Option<NextStep> {
    let (_, last) = customer(reading).next_back()?;
    let answered = reading.lines.iter().rposition(|line| line.side == Side::Business);
    let since: Vec<&SaidLine> = customer(reading)
        .filter(|(place, _)| answered.is_none_or(|at| at < *place))
        .map(|(_, line)| line)
        .collect();
    let intents: Vec<_> = since.iter().map(|line| line.intents.first().copied()).collect();
    let last = next::to_answer(&intents).and_then(|at| since.get(at).copied()).unwrap_or(last);
    let minutes = |one: &Owed| Some((one.due? - reading.local).num_minutes());
    // Whoever wrote since may have kept it; only what is silent is late.
    let open = |side: Side| {
        owed.iter()
            .filter(move |one| one.view.owes == side)
            .filter_map(|one| minutes(one).filter(|left| *left >= 0 || one.silent))
            .min()
    };
    let facts = Facts {
        intent: last.intents.first().copied(),
        sentiment: last.sentiment,
        window: reading.window,
        unanswered,
        unpaid: 0,
        promise: open(Side::Business),
        awaited: open(Side::Customer),
        ready,
    };
    let next = next::next(&facts);
    Some(NextStep { action: next.action, reasons: next.reasons, message_id: Some(last.id) })
}

/// What is owed and not long over, what is due first first, what has no time last.
fn owed(reading: &Reading<'_>) -> Vec<Owed> {
    let mut all = Vec::new();
    for (place, line) in reading.lines.iter().enumerate() {
        for promise in promise::find(line.said(), line.side, line.local) {
            let due = promise.due.map(|when| when.due());
            if due.is_some_and(|due| due + LATE_MAX < reading.local) {
                continue;
            }
            let Some(text) = line.text.get(promise.start..promise.end) else { continue };
            let after = reading.lines.get(place + 1..).unwrap_or_default();
            let silent = after.iter().all(|later| later.side != promise.owes);
            // Without a time nobody can say when it is over: it counts while the other side waits for an answer.
            if due.is_none() && !silent {
                continue;
            }
            let (owes, origin) = (promise.owes, promise.origin);
            let view = OwedView { owes, origin, text: text.to_owned(), due: None, message_id: line.id };
            all.push(Owed { view, due, silent });
        }
    }
    all.sort_by_key(|one| (one.due.is_none(), one.due));
    all.truncate(OWED_MAX);
    all
}

/// Facts, the newest first, each once, with their local moments.
fn facts(reading: &Reading<'_>) -> Vec<(FactView, Option<NaiveDateTime>)> {
    let mut found: Vec<(FactView, Option<NaiveDateTime>)> = Vec::new();
    for line in reading.lines.iter().rev() {
        for entity in entity::find(&line.text, line.local, reading.own).into_iter().rev() {
            let Some(fact) = fact(line, &entity) else { continue };
            let known = |other: &(FactView, Option<NaiveDateTime>)| {
                other.0.kind == fact.0.kind
                    && (other.0.copy == fact.0.copy || (fact.1.is_some() && other.1 == fact.1))
            };
            if !found.iter().any(known) {
                found.push(fact);
            }
            if found.len() >= FACTS_MAX {
                return found;
            }
        }
    }
    found
}

fn fact(line: &SaidLine, entity: &Entity) -> Option<(FactView, Option<NaiveDateTime>)> {
    let raw = line.text.get(entity.start..entity.end)?.trim().to_owned();
    let mut moment = None;
    let (kind, shown, copy) = match &entity.value {
        Value::Money(_) => (FactKind::Money, raw.clone(), raw),
        Value::When(when) => {
            moment = Some(when.due());
            (FactKind::When, raw.clone(), raw)
        }
        Value::Cpf(digits) => (FactKind::Cpf, masked(digits, (3, 9)), digits.clone()),
        Value::Cnpj(letters) => (FactKind::Cnpj, masked(letters, (2, 8)), letters.clone()),
        Value::Phone(digits) => (FactKind::Phone, raw, format!("+{digits}")),
        Value::Email(address) => (FactKind::Email, address.clone(), address.clone()),
        Value::Post(digits) => (FactKind::Post, raw, digits.clone()),
        Value::Order(id) => (FactKind::Order, raw, id.clone()),
        Value::Quantity { .. } => (FactKind::Quantity, raw.clone(), raw),
    };
    Some((FactView { kind, shown, copy, moment: None, message_id: line.id }, moment))
}

/// Shows the middle of a paper's number only.
fn masked(digits: &str, (from, until): (usize, usize)) -> String {
    let shown = |place: usize| (from..until).contains(&place);
    digits.chars().enumerate().map(|(place, digit)| if shown(place) { digit } else { '•' }).collect()
}
