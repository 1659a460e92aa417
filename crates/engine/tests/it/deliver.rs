//! The queue against a provider that is slow, says no, or never answers.

use crate::provider::{Call, scripted};
use chrono::Duration;
use prosa_domain::{
    delivery::Outcome,
    id::{CommandId, ConversationId},
    message::status::DeliveryState,
    refusal::Code,
};
use prosa_engine::{Settings, path::deliver};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::inbox::{InboxFilter, MessageView, RetrySend, SendText};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a test waits for what must happen, and looks for what must not.
const LONG: std::time::Duration = std::time::Duration::from_secs(20);
const LOOK: std::time::Duration = std::time::Duration::from_millis(600);

/// A shop whose provider does as the test says, and the worker that serves it.
struct Bench {
    world: World,
    shop: Shop,
    calls: mpsc::UnboundedReceiver<Call>,
    stop: CancellationToken,
    worker: JoinHandle<()>,
}

impl Bench {
    async fn new() -> Self {
        let (registry, told) = scripted();
        let world = World::build(Settings::default(), registry).await;
        let shop = world.shop("100").await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(deliver::run(world.engine.clone(), stop.clone()));
        Self { world, shop, calls: told, stop, worker }
    }

    /// Somebody writes; gives their conversation.
    async fn person(&self, wa_id: &str) -> ConversationId {
        let id = format!("wamid.{wa_id}");
        self.world.receive(&self.shop, wa_id, &id, START, "oi").await;
        let page =
            self.world.engine.inbox_page(&self.shop.owner, InboxFilter::default(), None).await.unwrap();
        let mut found = None;
        for row in page.rows {
            let thread = self.world.engine.thread(&self.shop.owner, row.id).await.unwrap();
            if thread.contact.phone.replace([' ', '-', '+'], "").ends_with(&wa_id[2..]) {
                found = Some(row.id);
            }
        }
        found.unwrap()
    }

    async fn write(&self, conversation_id: ConversationId, text: &str) -> Result<(), Code> {
        let command_id = CommandId(Uuid::from_u128(prosa_testkit::database::rand128()));
        let send = SendText { command_id, conversation_id, text: text.to_owned(), quoted: None };
        self.world.engine.send_text(&self.shop.owner, send).await.map(drop).map_err(|refusal| refusal.code)
    }

    /// The next call of the provider, which must be about a text.
    async fn call(&mut self, text: &str) -> oneshot::Sender<Outcome> {
        let (message, told) =
            tokio::time::timeout(LONG, self.calls.recv()).await.expect("nothing was sent").unwrap();
        let content = format!("{:?}", message.content);
        assert!(content.contains(text), "{content} instead of {text}");
        told
    }

    /// The provider is left alone, although the worker looked more than once.
    async fn silence(&mut self) {
        if let Ok(call) = tokio::time::timeout(LOOK, self.calls.recv()).await {
            panic!("sent: {:?}", call.unwrap().0.content);
        }
    }

    async fn message(&self, conversation: ConversationId, text: &str) -> MessageView {
        let thread = self.world.engine.thread(&self.shop.owner, conversation).await.unwrap();
        thread.messages.into_iter().find(|message| message.text == text).unwrap()
    }

    /// Waits until a message stands as it must.
    async fn reaches(&self, conversation: ConversationId, text: &str, state: DeliveryState) -> MessageView {
        let began = std::time::Instant::now();
        loop {
            let message = self.message(conversation, text).await;
            if message.state == Some(state) {
                return message;
            }
            assert!(began.elapsed() < LONG, "{text} is {:?}, not {state:?}", message.state);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn end(self) {
        self.stop.cancel();
        self.worker.await.unwrap();
    }
}

fn accepted(id: &str) -> Outcome {
    Outcome::Accepted { provider_message_id: id.to_owned(), wa_id: None }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_by_itself_and_sent_once() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    bench.write(marina, "Temos, sim.").await.unwrap();
    let bad_days = [
        Outcome::Throttled { http_status: 429, code: Some(130_429) },
        Outcome::ServerError { http_status: 503 },
        Outcome::NetworkBeforeSend,
    ];
    for outcome in bad_days {
        bench.call("Temos, sim.").await.send(outcome).unwrap();
        // The clock of the test stands still: until it moves, nothing is due.
        bench.silence().await;
        assert_eq!(bench.message(marina, "Temos, sim.").await.state, Some(DeliveryState::Queued));
        bench.world.clock.advance(Duration::minutes(20));
    }
    bench.call("Temos, sim.").await.send(accepted("wamid.sent")).unwrap();
    bench.reaches(marina, "Temos, sim.", DeliveryState::Accepted).await;
    bench.world.clock.advance(Duration::hours(2));
    bench.silence().await;
    bench.end().await;
}

#[tokio::test]
async fn a_slow_provider_holds_back_one_conversation_in_its_order_and_no_other() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    let paulo = bench.person("5511912345678").await;
    bench.write(marina, "primeira").await.unwrap();
    let slow = bench.call("primeira").await;
    bench.write(marina, "segunda").await.unwrap();
    bench.write(paulo, "outra conversa").await.unwrap();
    bench.call("outra conversa").await.send(accepted("wamid.p")).unwrap();
    bench.reaches(paulo, "outra conversa", DeliveryState::Accepted).await;
    bench.silence().await;
    assert_eq!(bench.message(marina, "segunda").await.state, Some(DeliveryState::Queued));
    slow.send(accepted("wamid.m1")).unwrap();
    bench.call("segunda").await.send(accepted("wamid.m2")).unwrap();
    bench.reaches(marina, "segunda", DeliveryState::Accepted).await;
    bench.end().await;
}

#[tokio::test]
async fn a_refusal_is_told_and_sending_again_is_a_new_attempt() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    bench.write(marina, "Chegou?").await.unwrap();
    let refused = Outcome::Refused { http_status: 400, code: 131_026, detail: String::new() };
    bench.call("Chegou?").await.send(refused).unwrap();
    let message = bench.reaches(marina, "Chegou?", DeliveryState::Failed).await;
    assert_eq!(message.failure.map(|failure| failure.code), Some(131_026));
    bench.world.clock.advance(Duration::hours(1));
    bench.silence().await;
    let retry = RetrySend { conversation_id: marina, message_id: message.id };
    bench.world.engine.retry_send(&bench.shop.owner, retry).await.unwrap();
    bench.call("Chegou?").await.send(accepted("wamid.again")).unwrap();
    bench.reaches(marina, "Chegou?", DeliveryState::Accepted).await;
    let again = bench.world.engine.retry_send(&bench.shop.owner, retry).await.unwrap_err();
    assert_eq!(again.code, Code::NotRetryable, "it was taken");
    let mut admin = bench.world.database.admin().await;
    let (attempts,): (i64,) =
        sqlx::query_as("select count(*) from outbound_attempt").fetch_one(&mut admin).await.unwrap();
    assert_eq!(attempts, 2);
    bench.end().await;
}

#[tokio::test]
async fn without_an_answer_nobody_knows_and_nothing_is_sent_again_by_itself() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    bench.write(marina, "Confirmado.").await.unwrap();
    bench.call("Confirmado.").await.send(Outcome::NoAnswer).unwrap();
    bench.reaches(marina, "Confirmado.", DeliveryState::Unknown).await;
    bench.world.clock.advance(Duration::hours(12));
    bench.silence().await;
    bench.end().await;
}

#[tokio::test]
async fn a_call_that_a_crash_cut_off_becomes_unknown_once_its_lease_is_over() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    bench.write(marina, "Saiu agora.").await.unwrap();
    let never_answered = bench.call("Saiu agora.").await;
    bench.worker.abort();
    bench.worker = tokio::spawn(deliver::run(bench.world.engine.clone(), bench.stop.clone()));
    bench.silence().await;
    assert_eq!(
        bench.message(marina, "Saiu agora.").await.state,
        Some(DeliveryState::Queued),
        "the lease holds"
    );
    bench.world.clock.advance(Duration::minutes(3));
    bench.reaches(marina, "Saiu agora.", DeliveryState::Unknown).await;
    bench.world.clock.advance(Duration::hours(1));
    bench.silence().await;
    drop(never_answered);
    bench.end().await;
}

#[tokio::test]
async fn a_refused_token_pauses_the_line_and_what_waits_is_kept() {
    let mut bench = Bench::new().await;
    let marina = bench.person("5511987654321").await;
    bench.write(marina, "Um minuto.").await.unwrap();
    let refused = Outcome::Refused { http_status: 401, code: 190, detail: String::new() };
    bench.call("Um minuto.").await.send(refused).unwrap();
    let began = std::time::Instant::now();
    while bench.write(marina, "E agora?").await != Err(Code::LineNotConnected) {
        assert!(began.elapsed() < LONG, "the line was never paused");
    }
    assert!(bench.message(marina, "Um minuto.").await.state.is_some(), "it is still in the thread");
    bench.end().await;
}
