//! The sender: pace, order over several nodes, lines that stop by themselves, what is given up.

mod portfolio;
mod queue;

use crate::provider::{Call, Sent, recording, scripted};
use chrono::{DateTime, Duration, Utc};
use prosa_domain::{
    delivery::Outcome,
    event::EventKind,
    id::{CommandId, ConversationId, MessageId},
    line::LineState,
    message::status::DeliveryState,
    pace::{Pairs, Priority},
    panic::Reason,
    refusal::Code,
};
use prosa_engine::{
    Engine, Pace, Parts, Settings,
    keyring::Keyring,
    path::deliver,
    port::{Abstain, NoEmbedder, SystemClock},
};
use prosa_provider::OutboundMessage;
use prosa_testkit::{
    FakeClock, TestDb, World,
    database::rand128,
    meta,
    world::{Files, Letters, START, Shop},
};
use prosa_vault::{FileKeyProvider, Purpose};
use prosa_wire::{
    inbox::SendText,
    line::LineView,
    sender::{DeadSelection, LinePaceForm, Shelf},
};
use sqlx::AssertSqlSafe;
use std::{collections::HashMap, sync::Arc, time::Instant};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a test waits for what must happen, and looks for what must not.
const LONG: std::time::Duration = std::time::Duration::from_secs(30);
const LOOK: std::time::Duration = std::time::Duration::from_millis(600);

fn free(settings: Pace) -> Settings {
    Settings { pace: settings, ..Settings::default() }
}

fn accepted() -> Outcome {
    let id = format!("wamid.{:032x}", rand128());
    Outcome::Accepted { provider_message_id: id, wa_id: None }
}

fn refused(code: i32) -> Outcome {
    Outcome::Refused { http_status: 400, code, detail: String::new() }
}

/// Somebody of each number writes at `at`; gives their conversations.
async fn people(world: &World, shop: &Shop, count: usize, at: i64) -> Vec<ConversationId> {
    let numbers: Vec<String> = (0..count).map(|place| format!("55119{:08}", 10_000_000 + place)).collect();
    let ids: Vec<String> = numbers.iter().map(|number| format!("wamid.in.{number}")).collect();
    let texts: Vec<(&str, &str, &str, i64, &str)> = numbers
        .iter()
        .zip(&ids)
        .map(|(number, id)| (number.as_str(), "Marina", id.as_str(), at, "oi"))
        .collect();
    world.deliver(&meta::texts(&shop.phone_number_id, &texts)).await;
    let mut admin = world.database.admin().await;
    let rows: Vec<(Uuid,)> = sqlx::query_as("select id from conversation where tenant_id = $1 order by id")
        .bind(shop.tenant.0)
        .fetch_all(&mut admin)
        .await
        .unwrap();
    assert_eq!(rows.len(), count);
    rows.into_iter().map(|(id,)| ConversationId(id)).collect()
}

async fn write(engine: &Engine, shop: &Shop, to: ConversationId, text: &str) -> Result<MessageId, Code> {
    let command_id = CommandId(Uuid::from_u128(rand128()));
    let send = SendText { command_id, conversation_id: to, text: text.to_owned(), quoted: None };
    engine.send_text(&shop.owner, send).await.map_err(|refusal| refusal.code)
}

async fn sql(world: &World, text: String) -> u64 {
    let mut admin = world.database.admin().await;
    sqlx::query(AssertSqlSafe(text)).execute(&mut admin).await.unwrap().rows_affected()
}

/// A shop whose provider does as the test says; the worker starts when it is told to.
struct Stand {
    world: World,
    shop: Shop,
    calls: mpsc::UnboundedReceiver<Call>,
    stop: CancellationToken,
    worker: Option<JoinHandle<()>>,
}

impl Stand {
    async fn with(settings: Settings) -> Self {
        let (registry, calls) = scripted();
        let world = World::build(settings, registry).await;
        let shop = world.shop("100").await;
        Self { world, shop, calls, stop: CancellationToken::new(), worker: None }
    }

    fn start(&mut self) {
        self.worker = Some(tokio::spawn(deliver::run(self.world.engine.clone(), self.stop.clone())));
    }

    async fn people(&self, count: usize) -> Vec<ConversationId> {
        people(&self.world, &self.shop, count, START).await
    }

    async fn write(&self, to: ConversationId, text: &str) -> Result<MessageId, Code> {
        write(&self.world.engine, &self.shop, to, text).await
    }

    async fn call(&mut self) -> Call {
        tokio::time::timeout(LONG, self.calls.recv()).await.expect("nothing was sent").unwrap()
    }

    /// The next call, answered; gives its text.
    async fn answer(&mut self, outcome: Outcome) -> String {
        let (message, told) = self.call().await;
        told.send(outcome).unwrap();
        format!("{:?}", message.content)
    }

    async fn silence(&mut self) {
        if let Ok(call) = tokio::time::timeout(LOOK, self.calls.recv()).await {
            panic!("sent: {:?}", call.unwrap().0.content);
        }
    }

    async fn line(&self) -> LineView {
        self.world.engine.lines(&self.shop.owner).await.unwrap().remove(0)
    }

    /// Waits until the line stands as it must.
    async fn line_until(&self, what: &str, is: impl Fn(&LineView) -> bool) -> LineView {
        let began = Instant::now();
        loop {
            let line = self.line().await;
            if is(&line) {
                return line;
            }
            assert!(began.elapsed() < LONG, "{what}: {line:?}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn state(&self, to: ConversationId, message: MessageId) -> Option<DeliveryState> {
        let thread = self.world.engine.thread(&self.shop.owner, to).await.unwrap();
        thread.messages.into_iter().find(|one| one.id == message).and_then(|one| one.state)
    }

    async fn told(&self, kind: EventKind) -> usize {
        self.world.events(&self.shop).await.iter().filter(|event| event.kind == kind).count()
    }

    async fn letters_waiting(&self) -> i64 {
        let mut admin = self.world.database.admin().await;
        let text = "select count(*) from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
                    where t.identifier = 'line_letter'";
        let row: (i64,) = sqlx::query_as(text).fetch_one(&mut admin).await.unwrap();
        row.0
    }

    async fn end(self) {
        self.stop.cancel();
        if let Some(worker) = self.worker {
            worker.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_storm_of_too_fast_stops_the_line_and_one_message_an_hour_later_opens_it() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let people = stand.people(11).await;
    for to in &people {
        stand.write(*to, "Chegou").await.unwrap();
    }
    stand.start();
    let mut calls = Vec::new();
    for _ in 0..11 {
        calls.push(stand.call().await);
    }
    for (_, told) in calls {
        told.send(Outcome::Throttled { http_status: 429, code: Some(130_429) }).unwrap();
    }
    let line = stand.line_until("stopped", |line| line.stop.is_some()).await;
    let stop = line.stop.unwrap();
    assert_eq!((stop.reason, stop.probe_at), (Reason::Throttled, stop.since + Duration::minutes(60)));
    assert_eq!(line.state, LineState::Connected, "what stopped by itself opens by itself");
    assert_eq!(stand.told(EventKind::LineStopped).await, 1);
    assert_eq!(stand.letters_waiting().await, 1, "the owner is told once");
    stand.world.clock.advance(Duration::minutes(59));
    stand.silence().await;
    stand.world.clock.advance(Duration::minutes(2));
    let (_, probe) = stand.call().await;
    stand.silence().await;
    probe.send(accepted()).unwrap();
    for _ in 0..10 {
        stand.answer(accepted()).await;
    }
    stand.line_until("open", |line| line.stop.is_none()).await;
    assert_eq!(stand.told(EventKind::LineRecovered).await, 1);
    stand.silence().await;
    stand.end().await;
}

#[tokio::test]
async fn a_try_that_fails_keeps_the_line_stopped_for_another_hour() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let to = stand.people(1).await[0];
    let message = stand.write(to, "Um minuto.").await.unwrap();
    stand.start();
    stand.answer(refused(190)).await;
    let line = stand.line_until("paused", |line| line.state == LineState::Paused).await;
    assert_eq!((line.pause_reason.as_str(), line.stop.map(|stop| stop.reason)), ("auth", Some(Reason::Auth)));
    assert_eq!(stand.state(to, message).await, Some(DeliveryState::Queued), "the message was not to blame");
    stand.world.clock.advance(Duration::minutes(61));
    stand.answer(refused(131_031)).await;
    let line =
        stand.line_until("tried", |line| line.stop.is_some_and(|stop| stop.reason == Reason::Account)).await;
    assert_eq!(line.stop.map(|stop| stop.probes), Some(1));
    stand.world.clock.advance(Duration::minutes(30));
    stand.silence().await;
    stand.world.clock.advance(Duration::minutes(31));
    stand.answer(accepted()).await;
    let line = stand.line_until("open", |line| line.stop.is_none()).await;
    assert_eq!((line.state, line.pause_reason.as_str()), (LineState::Connected, ""));
    assert_eq!(stand.state(to, message).await, Some(DeliveryState::Accepted));
    stand.end().await;
}

#[tokio::test]
async fn a_person_opens_a_stopped_line_by_hand_and_a_line_they_paused_stays_paused() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let to = stand.people(1).await[0];
    stand.write(to, "Um minuto.").await.unwrap();
    stand.start();
    stand.answer(refused(190)).await;
    stand.line_until("paused", |line| line.state == LineState::Paused).await;
    let (engine, owner, id) = (stand.world.engine.clone(), stand.shop.owner, stand.shop.line);
    let line = engine.recover_line(&owner, id).await.unwrap();
    assert_eq!((line.state, line.stop), (LineState::Connected, None));
    let (_, told) = stand.call().await;
    engine.set_line_state(&owner, id, LineState::Paused).await.unwrap();
    told.send(refused(190)).unwrap();
    stand.line_until("stopped", |line| line.stop.is_some()).await;
    assert_eq!(stand.line().await.pause_reason, "", "the pause is a person's");
    stand.world.clock.advance(Duration::hours(5));
    stand.silence().await;
    stand.end().await;
}

#[tokio::test]
async fn failures_told_by_statuses_stop_a_line_too() {
    let stand = Stand::with(free(Pace::unlimited())).await;
    let failed: Vec<String> = (0..30).map(|place| format!("wamid.f{place}")).collect();
    let statuses: Vec<serde_json::Value> = failed
        .iter()
        .map(|id| {
            serde_json::json!({"id": id, "status": "failed", "timestamp": START.to_string(), "recipient_id": "5511",
                "errors": [{"code": 131_026, "title": "x"}]})
        })
        .collect();
    let body = meta::envelope(&stand.shop.phone_number_id, serde_json::json!({"statuses": statuses}));
    stand.world.deliver(&body).await;
    assert_eq!(stand.line().await.stop, None, "nothing is known of what was taken");
    let counts = r#"{"slices": [{"at": 1795000000, "ended": 40, "failed": 0, "throttled": 0}]}"#;
    sql(&stand.world, format!("update line_panic set counts = '{counts}'")).await;
    stand.world.deliver(&body).await;
    assert_eq!(stand.line().await.stop, None, "told twice is told once");
    let again = serde_json::to_string(&body).unwrap().replace("wamid.f", "wamid.g");
    stand.world.deliver(&serde_json::from_str(&again).unwrap()).await;
    assert_eq!(stand.line().await.stop.map(|stop| stop.reason), Some(Reason::Failures));
    stand.end().await;
}

#[tokio::test]
async fn a_reply_goes_before_a_rule_and_a_rule_before_a_campaign() {
    let mut stand = Stand::with(Settings { deliver_concurrency: 1, ..free(Pace::unlimited()) }).await;
    let people = stand.people(4).await;
    for (to, (text, priority)) in people.iter().zip([
        ("campanha", Priority::Campaign),
        ("regra", Priority::Rule),
        ("resposta", Priority::Reply),
        ("outra campanha", Priority::Campaign),
    ]) {
        let id = stand.write(*to, text).await.unwrap();
        let rank = priority.rank();
        sql(&stand.world, format!("update outbound set priority = {rank} where message_id = '{id}'")).await;
    }
    stand.start();
    for text in ["resposta", "regra", "campanha", "outra campanha"] {
        let sent = stand.answer(accepted()).await;
        assert!(sent.contains(text), "{sent} instead of {text}");
    }
    stand.end().await;
}

#[tokio::test]
async fn one_person_takes_a_burst_and_then_one_message_every_six_seconds() {
    let pace = Pace { pairs: Pairs::Paced, ..Pace::unlimited() };
    let mut stand = Stand::with(free(pace)).await;
    let people = stand.people(2).await;
    for place in 0..47 {
        stand.write(people[0], &format!("parte {place}")).await.unwrap();
    }
    stand.start();
    for _ in 0..45 {
        stand.answer(accepted()).await;
    }
    stand.silence().await;
    stand.write(people[1], "outra pessoa").await.unwrap();
    assert!(stand.answer(accepted()).await.contains("outra pessoa"));
    for place in [45, 46] {
        stand.world.clock.advance(Duration::seconds(6));
        assert!(stand.answer(accepted()).await.contains(&format!("parte {place}")));
        stand.silence().await;
    }
    stand.end().await;
}

#[tokio::test]
async fn a_tenants_minute_has_no_more_than_its_cap_and_a_line_may_have_one_of_its_own() {
    let pace = Pace { tenant_per_minute: Some(5), ..Pace::unlimited() };
    let mut stand = Stand::with(free(pace)).await;
    let people = stand.people(12).await;
    for to in &people {
        stand.write(*to, "oferta").await.unwrap();
    }
    stand.start();
    for _ in 0..5 {
        stand.answer(accepted()).await;
    }
    stand.silence().await;
    stand.world.clock.advance(Duration::seconds(61));
    for _ in 0..5 {
        stand.answer(accepted()).await;
    }
    stand.silence().await;
    let form = LinePaceForm { per_second: None, per_minute: Some(1) };
    stand.world.engine.set_line_pace(&stand.shop.owner, stand.shop.line, form).await.unwrap();
    stand.answer(accepted()).await;
    stand.silence().await;
    let form = LinePaceForm { per_minute: Some(0), ..form };
    stand.world.engine.set_line_pace(&stand.shop.owner, stand.shop.line, form).await.unwrap();
    stand.answer(accepted()).await;
    let form = LinePaceForm { per_second: Some(1_001), ..form };
    let refused =
        stand.world.engine.set_line_pace(&stand.shop.owner, stand.shop.line, form).await.unwrap_err();
    assert_eq!(refused.code, Code::FieldInvalid);
    stand.end().await;
}

#[tokio::test]
async fn an_account_reaches_no_more_people_outside_their_window_in_a_day_than_it_may() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let people = stand.people(4).await;
    for to in &people {
        stand.write(*to, "Sua encomenda").await.unwrap();
    }
    let account = stand.line().await.account_id;
    sql(&stand.world, format!("insert into reach_limit values ('{}', '{account}', 2)", stand.shop.tenant))
        .await;
    stand.world.clock.advance(Duration::hours(25));
    stand.start();
    for _ in 0..2 {
        stand.answer(accepted()).await;
    }
    stand.silence().await;
    // Who writes opens a window and counts no more.
    let now = stand.world.engine.now().timestamp();
    stand.world.receive(&stand.shop, "5511910000003", "wamid.back", now, "oi de novo").await;
    stand.world.engine.wake.deliver.notify_one();
    stand.answer(accepted()).await;
    stand.silence().await;
    stand.world.clock.advance(Duration::hours(24) + Duration::minutes(1));
    stand.answer(accepted()).await;
    stand.end().await;
}

#[tokio::test]
async fn what_was_given_up_is_listed_by_reason_put_back_or_put_away() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let people = stand.people(3).await;
    stand.start();
    let mut ids = Vec::new();
    for (to, code) in people.iter().zip([131_026, 131_026, 131_051]) {
        ids.push(stand.write(*to, "Chegou?").await.unwrap());
        stand.answer(refused(code)).await;
    }
    let (engine, owner) = (stand.world.engine.clone(), stand.shop.owner);
    let began = Instant::now();
    let page = loop {
        let page = engine.dead_letters(&owner, None).await.unwrap();
        if page.letters.len() == 3 {
            break page;
        }
        assert!(began.elapsed() < LONG);
    };
    let reasons: Vec<(i32, u32)> = page.reasons.iter().map(|one| (one.code, one.count)).collect();
    assert_eq!(reasons, [(131_026, 2), (131_051, 1)]);
    assert_eq!(page.reasons[0].reason_key, "send-error-undeliverable");
    assert_eq!((page.next, page.letters[0].message_id, page.letters[0].attempts), (None, ids[2], 1));
    assert_eq!(page.letters[0].name, "Marina");
    assert!(page.letters[0].failed_at.is_some());
    let done = engine.requeue_dead(&owner, DeadSelection::Code(131_026)).await.unwrap();
    assert_eq!((done.queued, done.refused, done.left), (2, 0, 0));
    for _ in 0..2 {
        stand.answer(accepted()).await;
    }
    assert_eq!(engine.discard_dead(&owner, DeadSelection::Code(131_026)).await.unwrap(), 0);
    assert_eq!(engine.discard_dead(&owner, DeadSelection::Code(131_051)).await.unwrap(), 1);
    assert_eq!(engine.dead_letters(&owner, None).await.unwrap().letters, []);
    let away = engine.shelved(&owner, Shelf::Discarded, None).await.unwrap();
    assert_eq!(
        away.letters.iter().map(|one| one.message_id).collect::<Vec<_>>(),
        [ids[2]],
        "it can be found"
    );
    let keys = stand.world.engine.keyring.tenant(owner.tenant).await.unwrap();
    let name = keys.seal(Purpose::PersonName, "Ana Prado".as_bytes());
    let mut tx = engine.db.tenant(owner.tenant).await.unwrap();
    sqlx::query("update member set name_ct = $1 where id = $2")
        .bind(name)
        .bind(owner.member.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let letter = &engine.shelved(&owner, Shelf::Discarded, None).await.unwrap().letters[0];
    assert_eq!((letter.discarded_by.as_str(), letter.discarded_at), ("Ana Prado", Some(engine.now())));
    assert_eq!(away.reasons, []);
    assert_eq!(stand.state(people[2], ids[2]).await, Some(DeliveryState::Failed), "its message stays failed");
    // The window is closed by now: the gate is asked again.
    stand.world.clock.advance(Duration::hours(30));
    let which = DeadSelection::Message { conversation_id: people[2], message_id: ids[2] };
    assert_eq!(engine.requeue_dead(&owner, which).await.unwrap_err().code, Code::WindowClosed);
    stand.end().await;
}

/// A world of the real time, with nodes of its own.
struct Nodes {
    world: World,
    shop: Shop,
    engines: Vec<Engine>,
    sent: Sent,
    stop: CancellationToken,
    workers: Vec<JoinHandle<()>>,
}

impl Nodes {
    async fn new(count: usize, pace: Pace) -> Self {
        let (registry, sent) = recording(std::time::Duration::from_millis(30));
        let database = TestDb::new().await;
        let file = std::env::temp_dir().join(format!("prosa-sender-{:032x}.key", rand128()));
        let (files, blobs) = Files::new();
        let mut engines = Vec::new();
        for _ in 0..count {
            let keys = Arc::new(FileKeyProvider::open_or_create(&file).unwrap());
            let clock = Arc::new(SystemClock);
            engines.push(Engine::new(Parts {
                db: database.db.clone(),
                keyring: Keyring::open(database.db.clone(), keys, clock.clone()).await.unwrap(),
                clock,
                mailer: Arc::new(Letters::default()),
                classifier: Arc::new(Abstain),
                embedder: Arc::new(NoEmbedder),
                blobs: blobs.clone(),
                providers: registry.clone(),
                settings: free(pace),
            }));
        }
        std::fs::remove_file(&file).unwrap();
        let engine = engines[0].clone();
        // Nothing of a world with the real time looks at this clock.
        let clock = Arc::new(FakeClock::at(START));
        let world = World { database, engine, clock, letters: Arc::default(), files };
        let shop = world.shop("100").await;
        Self { world, shop, engines, sent, stop: CancellationToken::new(), workers: Vec::new() }
    }

    fn start(&mut self) {
        let run = |engine: &Engine| tokio::spawn(deliver::run(engine.clone(), self.stop.clone()));
        self.workers = self.engines.iter().map(run).collect();
    }

    /// What was sent, with its text, once it is so much.
    async fn sent(&self, count: usize) -> Vec<(DateTime<Utc>, String)> {
        let began = Instant::now();
        loop {
            let sent = self.sent.lock().unwrap().clone();
            if sent.len() >= count {
                let text = |message: OutboundMessage| message.content.preview().text;
                return sent.into_iter().map(|(at, message)| (at, text(message))).collect();
            }
            assert!(began.elapsed() < LONG, "{} of {count} were sent", sent.len());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// The moment that was given to each message, by its text.
    async fn given(&self) -> HashMap<String, DateTime<Utc>> {
        let mut admin = self.world.database.admin().await;
        let rows: Vec<(Uuid, DateTime<Utc>)> =
            sqlx::query_as("select outbound_id, started_at from outbound_attempt")
                .fetch_all(&mut admin)
                .await
                .unwrap();
        let sent = self.sent.lock().unwrap();
        let text = |id: Uuid| {
            let of =
                |(_, message): &&(DateTime<Utc>, OutboundMessage)| message.callback_data == id.to_string();
            sent.iter().find(of).unwrap().1.content.preview().text
        };
        rows.into_iter().map(|(id, at)| (text(id), at)).collect()
    }

    async fn end(self) {
        self.stop.cancel();
        for worker in self.workers {
            worker.await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_one_line_keep_its_pace_and_every_order_and_send_nothing_twice() {
    const LIMIT: usize = 40;
    let mut nodes = Nodes::new(2, Pace { line_per_second: Some(40), ..Pace::unlimited() }).await;
    let people = people(&nodes.world, &nodes.shop, 12, Utc::now().timestamp()).await;
    for turn in 0..10 {
        for (place, to) in people.iter().enumerate() {
            let text = format!("p{place:02} t{turn:02}");
            write(&nodes.engines[turn % 2], &nodes.shop, *to, &text).await.unwrap();
        }
    }
    nodes.start();
    let sent = nodes.sent(120).await;
    let mut orders: HashMap<&str, Vec<&str>> = HashMap::new();
    for (_, text) in &sent {
        orders.entry(&text[..3]).or_default().push(&text[4..]);
    }
    for (person, turns) in &orders {
        let wanted: Vec<String> = (0..10).map(|turn| format!("t{turn:02}")).collect();
        assert_eq!(turns, &wanted, "{person}: each once, as they were written");
    }
    // The pace is in the moments that were given out, over both nodes; a message leaves at its own or after it. How much
    // after is up to the machine: one that is busy wakes late, and may do so for many messages at once.
    let given = nodes.given().await;
    let mut moments: Vec<DateTime<Utc>> = given.values().copied().collect();
    moments.sort();
    assert_eq!(moments.len(), 120, "one attempt each");
    for (first, at) in moments.iter().enumerate() {
        let within = moments[first..].iter().filter(|other| **other < *at + Duration::seconds(1)).count();
        assert!(within <= LIMIT, "{within} within a second");
    }
    for (at, text) in &sent {
        assert!(*at >= given[text], "{text} left at {at}, before {}", given[text]);
    }
    let took = sent[119].0 - sent[0].0;
    assert!(took >= Duration::milliseconds(2_900), "120 at 40 a second took {took}");
    nodes.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheduled_message_holds_nobody_up_and_leaves_on_its_second() {
    let mut nodes = Nodes::new(1, Pace::unlimited()).await;
    let to = people(&nodes.world, &nodes.shop, 1, Utc::now().timestamp()).await[0];
    let later = write(&nodes.engines[0], &nodes.shop, to, "mais tarde").await.unwrap();
    let due = Utc::now() + Duration::milliseconds(2_500);
    sql(
        &nodes.world,
        format!("update outbound set not_before = '{}' where message_id = '{later}'", due.to_rfc3339()),
    )
    .await;
    write(&nodes.engines[0], &nodes.shop, to, "agora").await.unwrap();
    nodes.start();
    let sent = nodes.sent(2).await;
    assert_eq!((sent[0].1.as_str(), sent[1].1.as_str()), ("agora", "mais tarde"));
    assert!(sent[0].0 < due);
    let error = sent[1].0 - due;
    assert!(error >= Duration::zero() && error < Duration::seconds(1), "{error} after its time");
    nodes.end().await;
}
