//! Learning a tenant's examples and telling how well it went.

use super::TenantHead;
use crate::{
    hash::Rolling,
    model::{Looked, Model},
    num,
};
use prosa_domain::{
    label::Intent,
    taught::{EXAMPLES_MAX, Example, HeadScore, Right, Tally},
};

/// Sentences that nobody corrected, each with its intent: a sample of our training text, none of which stands in the
/// development set.
const GUARD: &str = include_str!("../../data/guard/guard.tsv");
/// Examples up to which each is left out by itself.
const ALONE_MAX: usize = 60;
/// Parts of more examples; of texts that are equal none is read by a head that learned another.
const PARTS: u32 = 5;

/// Learns examples, oldest first, and scores what came of it. The same examples give the same head.
#[must_use]
pub fn learn(model: &Model, examples: &[Example]) -> (TenantHead, HeadScore) {
    let first = examples.len().saturating_sub(num::index(EXAMPLES_MAX));
    let examples = examples.get(first..).unwrap_or_default();
    let looked: Vec<Looked> = examples.iter().map(|example| model.look(&example.text)).collect();
    let shipped: Vec<Right> = examples
        .iter()
        .map(|example| is_right(&TenantHead::default(), model, &example.text, example.intent))
        .collect();
    let mut head = TenantHead::default();
    let mut before = Tally::default();
    for ((example, looked), shipped) in examples.iter().zip(&looked).zip(&shipped) {
        before.add(*shipped, is_right(&head, model, &example.text, example.intent));
        head.learn(model, looked, example);
    }
    let (guard, guard_moved) = guard(model, &head);
    let apart = apart(model, examples, &looked, &shipped);
    (head, HeadScore { before, apart, guard, guard_moved })
}

fn is_right(head: &TenantHead, model: &Model, text: &str, intent: Intent) -> Right {
    Right::of(&head.read(model, text).primary().id, &intent)
}

/// Each example read by a head that learned the others.
fn apart(model: &Model, examples: &[Example], looked: &[Looked], shipped: &[Right]) -> Tally {
    let part = |example: &Example| Rolling::of_kind(9).text(&example.text).bucket(16) % PARTS;
    let mut tally = Tally::default();
    let mut read_without = |leave: &dyn Fn(&Example) -> bool| {
        let mut head = TenantHead::default();
        for (example, looked) in examples.iter().zip(looked).filter(|(example, _)| !leave(example)) {
            head.learn(model, looked, example);
        }
        for (example, shipped) in examples.iter().zip(shipped).filter(|(example, _)| leave(example)) {
            tally.add(*shipped, is_right(&head, model, &example.text, example.intent));
        }
    };
    if examples.len() > ALONE_MAX {
        for number in 0..PARTS {
            read_without(&|example| part(example) == number);
        }
    } else {
        let mut texts: Vec<&str> = examples.iter().map(|example| example.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        for text in texts {
            read_without(&|example| example.text == text);
        }
    }
    tally
}

/// How the guard's sentences are read, and how many differently.
fn guard(model: &Model, head: &TenantHead) -> (Tally, u32) {
    let mut tally = Tally::default();
    let mut moved = 0;
    for (text, intent) in lines() {
        let (before, after) = (model.read(text).primary().id, head.read(model, text).primary().id);
        tally.add(Right::of(&before, &intent), Right::of(&after, &intent));
        moved += u32::from(before != after);
    }
    (tally, moved)
}

/// The guard's sentences.
pub(super) fn lines() -> impl Iterator<Item = (&'static str, Intent)> {
    GUARD.lines().filter_map(|line| {
        let mut columns = line.split('\t').skip(1);
        let primary = columns.next()?.split('+').next()?;
        Some((columns.nth(2)?, Intent::parse(primary)?))
    })
}
