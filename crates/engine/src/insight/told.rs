//! What a model told, held against the conversation: words that stand nowhere are dropped, days come from the rules that read the
//! words, and what the rules found already is not told twice.

use super::rules::{LATE_MAX, Reading};
use crate::{assist::guarded, port::Classifier};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_db::view::insight::SaidLine;
use prosa_domain::{
    assist::{
        digest::{Kind, Spot, Thread, Told, may_lead},
        heard,
    },
    entity::{self, Value},
    guard::Origin as Writer,
    promise::{self, Origin, Side},
    redact::{self, Category},
};
use prosa_wire::insight::{BantFact, Brief, FactKind, FactView, OwedView, ToldStep, ToldView};

/// Messages quotes are looked for in: rather more of the newest than a model is told.
const LINES_MAX: usize = 60;
/// Words a promise has at least: "sim" promises nothing.
const OWED_WORDS_MIN: usize = 2;

/// What a model told and who it was.
pub(super) struct Source {
    pub told: Told,
    /// As `kind/model`.
    pub model: String,
    pub at: DateTime<Utc>,
}

/// What of it stands, and the local moment of each thing owed.
pub(super) fn ground(
    source: Source,
    reading: &Reading<'_>,
    brief: &Brief,
    classifier: &dyn Classifier,
) -> (ToldView, Vec<Option<NaiveDateTime>>) {
    let Source { told, model, at } = source;
    let lines = reading.lines.get(reading.lines.len().saturating_sub(LINES_MAX)..).unwrap_or_default();
    let clean: Vec<String> =
        lines.iter().map(|line| guarded::look(&line.text, Writer::Customer, classifier).text).collect();
    let own = lines.iter().zip(&clean).map(|(line, clean)| own_words(line, clean));
    let ground = Ground {
        reading,
        lines,
        brief,
        clean: &clean,
        thread: Thread::new(clean.iter().map(String::as_str)),
        own: Thread::new(own),
    };
    let step = told
        .step
        .zip(brief.next.as_ref())
        .filter(|(step, next)| may_lead(next.action, step.action, reading.window));
    let (owed, moments) = told.owed.iter().filter_map(|one| ground.owed(one.owes, &one.text)).unzip();
    let view = ToldView {
        model,
        at,
        summary: told.summary,
        step: step.map(|(step, _)| ToldStep { action: step.action, why: step.why }),
        facts: told.facts.iter().filter_map(|fact| ground.fact(fact.kind, &fact.text)).collect(),
        signs: told.signs.iter().filter_map(|sign| ground.sign(sign.fact, &sign.text)).collect(),
        owed,
    };
    (view, moments)
}

/// The conversation as quotes are looked for in it: without what speaks to machines, as the model saw it.
struct Ground<'a> {
    reading: &'a Reading<'a>,
    /// The messages quotes are looked for in.
    lines: &'a [SaidLine],
    brief: &'a Brief,
    clean: &'a [String],
    thread: Thread<'a>,
    /// The same without what stands in pictures: places in it are places in the whole.
    own: Thread<'a>,
}

/// What of a cleaned line its writer said. Where the mark of the picture went with what was cleaned away, nobody knows.
fn own_words<'a>(line: &SaidLine, clean: &'a str) -> &'a str {
    let own = heard::own_words(clean);
    let pictured = line.said().len() < line.text.trim_end().len();
    if pictured && own.len() == clean.trim_end().len() { "" } else { own }
}

impl Ground<'_> {
    fn is_customer(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|line| line.side == Side::Customer)
    }

    fn words(&self, spot: Spot) -> Option<(&str, &str)> {
        let text = self.clean.get(spot.line)?;
        Some((text, text.get(spot.start..spot.end)?))
    }

    fn fact(&self, kind: Kind, quote: &str) -> Option<FactView> {
        let spot = self.thread.find(quote, |_| true)?;
        let (text, words) = self.words(spot)?;
        let line = self.lines.get(spot.line)?;
        // Papers, cards and keys are shown by the rules, in part, or not at all.
        let kept = |category| matches!(category, Category::Name | Category::Address);
        if redact::find(words, &[]).iter().any(|finding| !kept(finding.category)) {
            return None;
        }
        let kind = match kind {
            Kind::Product => FactKind::Product,
            Kind::Person => FactKind::Person,
            Kind::Place => FactKind::Place,
            Kind::Money => FactKind::Money,
            Kind::When => FactKind::When,
            Kind::Quantity => FactKind::Quantity,
            Kind::Order => FactKind::Order,
        };
        let named = matches!(kind, FactKind::Product | FactKind::Person | FactKind::Place);
        let known = || {
            let found = entity::find(text, line.local, self.reading.own);
            found.iter().any(|entity| entity.start < spot.end && spot.start < entity.end)
        };
        if !named && known() {
            return None;
        }
        let words = words.to_owned();
        Some(FactView { kind, shown: words.clone(), copy: words, moment: None, message_id: line.id })
    }

    fn sign(&self, fact: entity::bant::Fact, quote: &str) -> Option<BantFact> {
        let spot = self.own.find(quote, |line| self.is_customer(line))?;
        let (_, words) = self.words(spot)?;
        let message_id = self.lines.get(spot.line)?.id;
        let known = self.brief.bant.iter().any(|one| one.fact == fact && one.message_id == message_id);
        (!known).then(|| BantFact { fact, text: words.to_owned(), points: 0, message_id })
    }

    fn owed(&self, owes: Side, quote: &str) -> Option<(OwedView, Option<NaiveDateTime>)> {
        let spot = self.own.find(quote, |_| true)?;
        let (text, words) = self.words(spot)?;
        let line = self.lines.get(spot.line)?;
        let known = self.brief.owed.iter().any(|one| one.message_id == line.id && one.owes == owes);
        if known || words.split_whitespace().count() < OWED_WORDS_MIN {
            return None;
        }
        let due = due(text, spot, line.side, line.local)
            .or_else(|| first_moment(words, line.local, self.reading.own));
        if due.is_some_and(|due| due + LATE_MAX < self.reading.local) {
            return None;
        }
        let origin = if owes == line.side { Origin::Promised } else { Origin::Asked };
        Some((OwedView { owes, origin, text: words.to_owned(), due: None, message_id: line.id }, due))
    }
}

/// The day the rules read in the promise these words are part of.
fn due(text: &str, spot: Spot, side: Side, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let promises = promise::find(text, side, local);
    let here = promises.iter().find(|one| one.start < spot.end && spot.start < one.end);
    Some(here?.due?.due())
}

/// The first day or hour in words.
fn first_moment(
    words: &str,
    local: NaiveDateTime,
    own: prosa_domain::price::Currency,
) -> Option<NaiveDateTime> {
    entity::find(words, local, own).into_iter().find_map(|entity| match entity.value {
        Value::When(when) => Some(when.due()),
        _ => None,
    })
}
