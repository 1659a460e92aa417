//! Who writes what: people made to be mixed up. Some share a number's two spellings, all are known in every company, and
//! one of each company writes a third of everything.

use super::desk::Work;
use crate::{rng::Rng, stage::Company};
use prosa_domain::id::{CommandId, ConversationId};
use prosa_testkit::meta;
use prosa_wire::inbox::SendText;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// People of each company.
const PEOPLE: usize = 40;
/// Updates in one delivery at most.
const BATCH_MAX: usize = 50;

/// Somebody who writes to a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Person {
    pub company: usize,
    pub place: usize,
}

impl Person {
    /// The name they go by.
    pub(super) fn name(self) -> String {
        format!("Pessoa {} {}", self.company, self.place)
    }

    /// Who goes by a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (company, place) = name.strip_prefix("Pessoa ")?.split_once(' ')?;
        Some(Self { company: company.parse().ok()?, place: place.parse().ok()? })
    }

    /// The user id: one for each person, whatever their number.
    fn user(self) -> String {
        format!("BR.{}{:06}", 7 + self.company, self.place)
    }

    /// The number. Two neighbours share it but for the ninth digit, which Brazil's numbers have or lack at will.
    fn number(self) -> String {
        let digits = 70_000_000 + self.place / 2;
        if self.place.is_multiple_of(2) { format!("55119{digits}") } else { format!("5511{digits}") }
    }
}

/// A message of a person.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub person: Person,
    pub id: String,
    pub at: i64,
    pub text: String,
}

/// Everything that will be said.
pub(super) struct Plan {
    pub people: Vec<Person>,
    pub messages: Vec<Said>,
    pub replies: usize,
    numbers: Vec<String>,
    rng: Rng,
}

/// Of a hundred updates 85 are messages; a reply for every ten makes one to three statuses, which are the rest.
pub(super) fn plan(seed: u64, updates: usize, companies: &[Company]) -> Plan {
    let mut rng = Rng::new(seed);
    let now = chrono::Utc::now().timestamp();
    let people: Vec<Person> = (0..companies.len())
        .flat_map(|company| (0..PEOPLE).map(move |place| Person { company, place }))
        .collect();
    let messages = (0..(updates * 85 / 100).max(people.len()))
        .map(|number| {
            let company = rng.below(companies.len());
            let place = if rng.percent(30) { 0 } else { rng.below(PEOPLE) };
            let person = people.get(number).copied().unwrap_or(Person { company, place });
            let at = now - 60 - rng.below(6 * 3600) as i64;
            Said {
                person,
                id: format!("wamid.in.{number}"),
                at,
                text: format!("{} diz {number}", person.name()),
            }
        })
        .collect();
    let numbers = companies.iter().map(|company| company.number.clone()).collect();
    Plan { people, messages, replies: updates / 10, numbers, rng }
}

impl Plan {
    /// The first message of each person, so that there is somebody to reply to.
    pub(super) fn hellos(&self) -> Vec<Work> {
        self.messages.iter().take(self.people.len()).map(|said| Work::Deliver(self.body(&[said]))).collect()
    }

    /// Everything else: shuffled, in batches, a tenth of it twice (the same body, or the same message in another one).
    pub(super) fn rest(
        &self,
        companies: &[Company],
        conversations: &HashMap<Person, ConversationId>,
    ) -> Vec<Work> {
        let mut rng = self.rng.clone();
        let mut left: Vec<&Said> = self.messages.iter().skip(self.people.len()).collect();
        let again: Vec<&Said> = self.messages.iter().filter(|_| rng.percent(10)).collect();
        left.extend(again);
        rng.shuffle(&mut left);
        let mut work = Vec::new();
        let mut at = 0;
        while at < left.len() {
            let size = if rng.percent(60) { 1 } else { 2 + rng.below(BATCH_MAX - 1) };
            let end = (at + size).min(left.len());
            let body = self.body(&left[at..end]);
            if rng.percent(10) {
                work.push(Work::Deliver(body.clone()));
            }
            work.push(Work::Deliver(body));
            at = end;
        }
        for number in 0..self.replies {
            let person = self.people[rng.below(self.people.len())];
            let Some(conversation) = conversations.get(&person) else { continue };
            let id = (u128::from(rng.bits()) << 64) | u128::from(rng.bits());
            let command = SendText {
                command_id: CommandId(Uuid::from_u128(id)),
                conversation_id: *conversation,
                text: format!("Para {}: {number}", person.name()),
                quoted: None,
            };
            work.push(Work::Reply(companies[person.company].caller, Box::new(command)));
        }
        rng.shuffle(&mut work);
        work
    }

    /// One delivery; messages of several companies stand in several entries.
    fn body(&self, said: &[&Said]) -> String {
        let mut entries: Vec<Value> = Vec::new();
        for (company, number) in self.numbers.iter().enumerate() {
            let mine: Vec<&&Said> = said.iter().filter(|one| one.person.company == company).collect();
            if !mine.is_empty() {
                let contacts: Vec<Value> = mine.iter().map(|one| json!({
                    "profile": {"name": one.person.name()}, "wa_id": one.person.number(), "user_id": one.person.user()
                })).collect();
                let messages: Vec<Value> = mine
                    .iter()
                    .map(|one| {
                        json!({
                            "from": one.person.number(), "from_user_id": one.person.user(), "id": one.id,
                            "timestamp": one.at.to_string(), "type": "text", "text": {"body": one.text}
                        })
                    })
                    .collect();
                let mut body = meta::envelope(number, json!({"contacts": contacts, "messages": messages}));
                entries.push(body["entry"][0].take());
            }
        }
        json!({"object": "whatsapp_business_account", "entry": entries}).to_string()
    }
}
