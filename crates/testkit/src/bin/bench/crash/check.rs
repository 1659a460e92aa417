//! What must hold afterwards, looked at as a member sees it and in the tables.

use super::{
    desk::Desk,
    people::{Person, Plan, Said},
    provider::Provider,
    rows,
};
use crate::stage::{Company, Stage};
use anyhow::Result;
use prosa_domain::{id::ConversationId, message::status::DeliveryState};
use prosa_engine::Caller;
use prosa_vault::IndexPurpose;
use prosa_wire::inbox::{Direction, MessageView};
use sqlx::{Connection as _, PgConnection};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Examples shown of what is wrong.
const EXAMPLES: usize = 5;

/// Looks at replies again and again: their states must only go forward.
pub(super) struct Watch {
    wrong: Arc<Mutex<Vec<String>>>,
    looks: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Watch {
    pub(super) fn start(url: String) -> Self {
        let wrong: Arc<Mutex<Vec<String>>> = Arc::default();
        let looks: Arc<Mutex<usize>> = Arc::default();
        let task = tokio::spawn(watch(url, Arc::clone(&wrong), Arc::clone(&looks)));
        Self { wrong, looks, task }
    }

    fn end(self) -> (Vec<String>, usize) {
        self.task.abort();
        let wrong = self.wrong.lock().map(|wrong| wrong.clone()).unwrap_or_default();
        (wrong, self.looks.lock().map(|looks| *looks).unwrap_or_default())
    }
}

async fn watch(url: String, wrong: Arc<Mutex<Vec<String>>>, looks: Arc<Mutex<usize>>) {
    let mut seen: HashMap<Uuid, DeliveryState> = HashMap::new();
    let mut open = None;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if open.is_none() {
            open = PgConnection::connect(&url).await.ok();
        }
        let Some(connection) = open.as_mut() else { continue };
        let sql = "select id, state from message where direction = 'out'";
        let Ok(rows) = sqlx::query_as::<_, (Uuid, String)>(sql).fetch_all(connection).await else {
            // Postgres is being restarted.
            open = None;
            continue;
        };
        for (id, state) in rows {
            let Some(now) = DeliveryState::parse(&state) else { continue };
            let before = seen.insert(id, now);
            if let Some(before) = before.filter(|before| *before > now) {
                if let Ok(mut wrong) = wrong.lock() {
                    wrong.push(format!("{id} went from {} back to {state}", before.as_str()));
                }
            }
        }
        if let Ok(mut looks) = looks.lock() {
            *looks += 1;
        }
    }
}

/// What was found wrong, by invariant.
#[derive(Default)]
struct Findings {
    lost: Vec<String>,
    doubled: Vec<String>,
    disordered: Vec<String>,
    misplaced: Vec<String>,
    states: Vec<String>,
    holes: Vec<String>,
    journal: Vec<String>,
    /// Replies that were cut off before they reached the provider.
    unknown: usize,
}

/// Checks everything and prints a line for each invariant. True when all hold.
pub(super) async fn run(
    stage: &Stage,
    companies: &[Company],
    plan: &Plan,
    desk: &Desk,
    provider: &Provider,
    watch: Watch,
) -> Result<bool> {
    let mut found = Findings::default();
    let mut said: HashMap<&str, (&Said, usize)> =
        plan.messages.iter().map(|one| (one.text.as_str(), (one, 0))).collect();
    let mut replies: BTreeMap<String, usize> = BTreeMap::new();
    for (place, company) in companies.iter().enumerate() {
        for row in rows(stage, &company.caller).await? {
            let person = Person::named(&row.contact_name);
            let thread = thread(stage, &company.caller, row.id).await?;
            let newest = thread.last().map(|last| last.at);
            if newest != Some(row.last_message_at) {
                found
                    .disordered
                    .push(format!("the list's row of {} is not at its newest message", row.contact_name));
            }
            read_thread(place, person, &thread, &mut said, &mut replies, &mut found);
        }
    }
    for (text, (one, times)) in &said {
        match times {
            0 => found.lost.push(format!("{} ({text})", one.id)),
            1 => {}
            _ => found.doubled.push(format!("{} ({text}) {times} times", one.id)),
        }
    }
    judge_replies(stage, plan, provider, &replies, &mut found).await?;
    judge_tables(stage, desk, &mut found).await?;
    let (backwards, looks) = watch.end();
    found.states.extend(backwards);
    Ok(tell(found, plan, companies.len(), desk, provider, looks))
}

/// A line for each invariant, and examples of what breaks it. True when all hold.
fn tell(
    found: Findings,
    plan: &Plan,
    companies: usize,
    desk: &Desk,
    provider: &Provider,
    looks: usize,
) -> bool {
    let sent = provider.sent();
    let told = sent.values().map(|one| one.told).sum::<usize>();
    let lines = [
        (
            "lost",
            found.lost,
            format!("{} messages, {} acknowledged bodies", plan.messages.len(), desk.kept().len()),
        ),
        (
            "duplicated",
            found.doubled,
            format!("{} messages, {} replies at the provider", plan.messages.len(), sent.len()),
        ),
        (
            "out of order",
            found.disordered,
            format!("{} threads read as a member reads them", plan.people.len()),
        ),
        (
            "under the wrong contact",
            found.misplaced,
            format!("{} people, neighbours sharing a number", plan.people.len()),
        ),
        (
            "statuses lost or backwards",
            found.states,
            format!("{told} statuses, {looks} looks at every reply meanwhile"),
        ),
        ("holes in the event sequence", found.holes, format!("{} companies", companies)),
        ("deliveries left in the journal", found.journal, "every row processed".to_owned()),
    ];
    println!(
        "{} replies were cut off before their call; they are shown as unknown and wait for a person",
        found.unknown
    );
    let mut holds = true;
    for (name, wrong, of) in lines {
        println!("{} {:>5} {name:<32} {of}", if wrong.is_empty() { "ok    " } else { "BROKEN" }, wrong.len());
        for example in wrong.iter().take(EXAMPLES) {
            println!("              {example}");
        }
        holds &= wrong.is_empty();
    }
    holds
}

/// A whole conversation, oldest first, page by page as a member scrolls.
async fn thread(stage: &Stage, caller: &Caller, id: ConversationId) -> Result<Vec<MessageView>> {
    let refused = |refusal| anyhow::anyhow!("a thread could not be read: {refusal:?}");
    let first = stage.engine.thread(caller, id).await.map_err(refused)?;
    let (mut pages, mut older) = (vec![first.messages], first.older);
    while let Some(before) = older {
        let page = stage.engine.older_messages(caller, id, before).await.map_err(refused)?;
        older = page.older;
        pages.push(page.messages);
    }
    Ok(pages.into_iter().rev().flatten().collect())
}

fn read_thread<'a>(
    company: usize,
    person: Option<Person>,
    thread: &[MessageView],
    said: &mut HashMap<&'a str, (&'a Said, usize)>,
    replies: &mut BTreeMap<String, usize>,
    found: &mut Findings,
) {
    for pair in thread.windows(2) {
        if pair[0].at > pair[1].at {
            found.disordered.push(format!("{} stands before {}", pair[0].text, pair[1].text));
        }
    }
    for message in thread {
        if message.direction == Direction::Out {
            *replies.entry(message.text.clone()).or_default() += 1;
            let to = message.text.strip_prefix("Para ").and_then(|rest| rest.split_once(':'));
            if to.and_then(|(name, _)| Person::named(name)) != person {
                found.misplaced.push(format!("reply {} in another's thread", message.text));
            }
            continue;
        }
        let Some((one, times)) = said.get_mut(message.text.as_str()) else {
            found.lost.push(format!("a message nobody wrote: {}", message.id));
            continue;
        };
        *times += 1;
        if Some(one.person) != person || one.person.company != company {
            found.misplaced.push(format!("{} ({}) in the thread of {person:?}", one.id, one.text));
        }
        if message.at.timestamp() != one.at {
            found.disordered.push(format!("{} stands at {}, not at {}", one.id, message.at, one.at));
        }
    }
}

/// Every reply went to the provider at most once, stands in one thread once, and is as far as its statuses told.
async fn judge_replies(
    stage: &Stage,
    plan: &Plan,
    provider: &Provider,
    replies: &BTreeMap<String, usize>,
    found: &mut Findings,
) -> Result<()> {
    if replies.len() != plan.replies {
        found.lost.push(format!("{} replies of {}", replies.len(), plan.replies));
    }
    found.doubled.extend(
        replies
            .iter()
            .filter(|(_, times)| **times != 1)
            .map(|(text, times)| format!("reply {text} {times} times")),
    );
    let sql = "select o.id, o.state, m.state from outbound o join message m on m.id = o.message_id";
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(sql).fetch_all(&mut stage.admin().await?).await?;
    let sent = provider.sent();
    for (id, queue, state) in rows {
        match sent.get(&id.to_string()) {
            Some(there) => {
                if there.times > 1 {
                    found.doubled.push(format!("reply {id} was sent {} times", there.times));
                }
                if state != there.state {
                    found
                        .states
                        .push(format!("reply {id} is {state} ({queue}), the provider told {}", there.state));
                }
            }
            // Killed between writing the attempt and calling: nobody can know, and it says so.
            None if state == "unknown" => found.unknown += 1,
            None => found.states.push(format!("reply {id} is {state} and never reached the provider")),
        }
    }
    Ok(())
}

async fn judge_tables(stage: &Stage, desk: &Desk, found: &mut Findings) -> Result<()> {
    let mut admin = stage.admin().await?;
    let rows: Vec<(Uuid, i64, i64, i64)> = sqlx::query_as(
        "select c.tenant_id, c.event_sequence, count(e.sequence), coalesce(max(e.sequence), 0)
         from tenant_counter c left join event e on e.tenant_id = c.tenant_id group by 1, 2",
    )
    .fetch_all(&mut admin)
    .await?;
    found.holes.extend(rows.iter().filter(|(_, last, count, highest)| last != count || last != highest).map(
        |(tenant, last, count, highest)| {
            format!("{tenant}: {count} events up to {highest}, the counter says {last}")
        },
    ));
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "select m.id, count(e.sequence) from message m left join event e
             on e.tenant_id = m.tenant_id and e.message_id = m.id and e.kind = $1
         where m.direction = 'in' group by 1 having count(e.sequence) <> 1",
    )
    .bind(prosa_domain::event::EventKind::MessageReceived.as_str())
    .fetch_all(&mut admin)
    .await?;
    found.holes.extend(rows.iter().map(|(id, count)| format!("message {id} was told {count} times")));
    let rows: Vec<(i64, i16, Option<String>)> =
        sqlx::query_as("select id, state, reason from journal where state <> 1")
            .fetch_all(&mut admin)
            .await?;
    found
        .journal
        .extend(rows.iter().map(|(id, state, reason)| format!("delivery {id} is {state}: {reason:?}")));
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as("select digest from journal").fetch_all(&mut admin).await?;
    let there: std::collections::HashSet<Vec<u8>> = rows.into_iter().map(|(digest,)| digest).collect();
    let keys = stage.engine.keyring.installation();
    let missing = desk
        .kept()
        .into_iter()
        .filter(|body| {
            !there.contains(keys.blind_index_bytes(IndexPurpose::JournalDigest, body.as_bytes()).as_slice())
        })
        .count();
    if missing > 0 {
        found.lost.push(format!("{missing} acknowledged deliveries are not in the journal"));
    }
    Ok(())
}
