//! What WhatsApp cannot deliver and the tenant wants to go as SMS all the same.

use crate::cost::help::{one, run};
use chrono::{DateTime, Utc};
use prosa_db::content::StoredContent;
use prosa_domain::{
    access::Role,
    consent::ConsentAct,
    delivery::Outcome,
    id::{CommandId, ConversationId, LineId, MessageId},
    line::LineState,
    message::{
        content::{Content, RenderedTemplate, TemplateCategory, TemplateMessage},
        status::DeliveryState,
    },
    policy::Purpose,
    refusal::Code,
};
use prosa_engine::{Caller, Settings, job::Task, path::deliver, sms::SmsFallback};
use prosa_provider::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider,
    Recipient, Registry, Typing, Update,
    meta::{Meta, Timeouts},
    twilio::Twilio,
};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_vault::{IndexPurpose, Purpose as SealedFor};
use prosa_wire::{
    consent::RecordConsent,
    inbox::{InboxFilter, MessageView, RetrySend, SendText},
    line::LineForm,
};
use secrecy::SecretString;
use serde_json::json;
use sqlx::Row as _;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const WA: &str = "5511987651234";
const OURS: &str = "551133334444";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
const LONG: Duration = Duration::from_secs(20);

type Sent = Arc<Mutex<Vec<(&'static str, String, OutboundMessage)>>>;

/// Reads as another does, and answers every send as the test says.
struct Answering<P> {
    reads: P,
    answer: fn(usize) -> Outcome,
    sent: Sent,
}

impl<P: Provider> Provider for Answering<P> {
    fn name(&self) -> &'static str {
        self.reads.name()
    }
    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        self.reads.verify(raw, headers, secrets)
    }
    fn parse_inbound(&self, raw: &[u8], at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        self.reads.parse_inbound(raw, at)
    }
    fn send<'a>(&'a self, line: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        let mut sent = self.sent.lock().unwrap();
        sent.push((self.name(), line.phone_number_id.clone(), message.clone()));
        Box::pin(std::future::ready((self.answer)(sent.len())))
    }
    fn mark_read<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a str,
        _: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        self.reads.check_line(line)
    }
}

fn undeliverable(_: usize) -> Outcome {
    Outcome::Refused { http_status: 400, code: 131_026, detail: String::new() }
}

fn taken(count: usize) -> Outcome {
    Outcome::Accepted { provider_message_id: format!("wamid.out.{count}"), wa_id: None }
}

fn taken_as_text(count: usize) -> Outcome {
    Outcome::Accepted { provider_message_id: format!("SM{count}"), wa_id: None }
}

struct Desk {
    world: World,
    shop: Shop,
    conversation: ConversationId,
    sms: LineId,
    sent: Sent,
    stop: CancellationToken,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Desk {
    /// A shop with a WhatsApp number that answers so, a number for text messages, and somebody who wrote.
    async fn new(whatsapp: fn(usize) -> Outcome) -> Self {
        let sent = Sent::default();
        let meta = Meta::new(Timeouts::default()).unwrap();
        let text = Twilio::sms(Timeouts::default(), "https://crm.example.com").unwrap();
        let meta: Arc<dyn Provider> =
            Arc::new(Answering { reads: meta, answer: whatsapp, sent: sent.clone() });
        let text: Arc<dyn Provider> =
            Arc::new(Answering { reads: text, answer: taken_as_text, sent: sent.clone() });
        let world = World::build(Settings::default(), Registry::with([meta, text])).await;
        let shop = world.shop("100").await;
        let form = LineForm {
            provider: "twiliosms".to_owned(),
            label: "SMS".to_owned(),
            phone_number_id: format!("+{OURS}"),
            account_id: ACCOUNT.to_owned(),
            token: "12345".to_owned(),
            ..LineForm::default()
        };
        let sms = world.engine.save_line(&shop.owner, form).await.unwrap().id;
        world.engine.set_line_state(&shop.owner, sms, LineState::Connected).await.unwrap();
        world.receive(&shop, WA, "wamid.in", START, "oi").await;
        let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(deliver::run(world.engine.clone(), stop.clone()));
        Self { conversation: page.rows[0].id, world, shop, sms, sent, stop }
    }

    async fn allow(&self) {
        self.world.engine.save_sms_fallback(&self.shop.owner, Some(self.sms)).await.unwrap();
    }

    async fn write(&self, text: &str) -> MessageId {
        let send = SendText {
            command_id: CommandId(Uuid::from_u128(prosa_testkit::database::rand128())),
            conversation_id: self.conversation,
            text: text.to_owned(),
            quoted: None,
        };
        self.world.engine.send_text(&self.shop.owner, send).await.unwrap()
    }

    async fn messages(&self) -> Vec<MessageView> {
        self.world.engine.thread(&self.shop.owner, self.conversation).await.unwrap().messages
    }

    async fn until(&self, message: MessageId, state: DeliveryState) {
        let began = Instant::now();
        loop {
            let found = self.messages().await.into_iter().find(|one| one.id == message).unwrap();
            if found.state == Some(state) {
                return;
            }
            assert!(began.elapsed() < LONG, "{:?}", found.state);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Does the work that waits; gives how many orders there were.
    async fn work(&self) -> usize {
        let mut admin = self.world.database.admin().await;
        let rows = sqlx::query(
            "with taken as (delete from jobs._private_jobs j using jobs._private_tasks t
                            where t.id = j.task_id and t.identifier = $1 returning j.payload::jsonb as payload)
             select payload from taken",
        )
        .bind(SmsFallback::NAME)
        .fetch_all(&mut admin)
        .await
        .unwrap();
        for row in &rows {
            let task: SmsFallback = serde_json::from_value(row.get("payload")).unwrap();
            // Work may run twice.
            task.clone().run(self.world.engine.clone()).await.unwrap();
            task.run(self.world.engine.clone()).await.unwrap();
        }
        rows.len()
    }

    async fn by_sms(&self) -> Vec<MessageView> {
        self.messages().await.into_iter().filter(|one| one.raw_kind == "sms").collect()
    }

    fn texts(&self) -> Vec<(String, OutboundMessage)> {
        let sent = self.sent.lock().unwrap();
        let ours = sent.iter().filter(|(name, ..)| *name == "twiliosms");
        ours.map(|(_, number, message)| (number.clone(), message.clone())).collect()
    }

    async fn told(&self, form: &str) {
        let keys = self.world.engine.keyring.installation();
        let row = prosa_db::journal::NewJournalRow {
            received_at: self.world.engine.now(),
            provider: "twiliosms".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, form.as_bytes()).to_vec(),
            body_ct: keys.seal(SealedFor::JournalBody, form.as_bytes()),
            body_bytes: i32::try_from(form.len()).unwrap(),
        };
        self.world.engine.db.journal_append(&[row]).await.unwrap();
        self.world.ingest().await;
    }

    /// The number could not be reached, as the provider tells some time after it took the message.
    async fn failed_later(&self, id: &str) {
        let status = json!({"id": id, "status": "failed", "timestamp": (START + 60).to_string(),
            "recipient_id": WA, "errors": [{"code": 131_026, "title": "Message undeliverable"}]});
        let value = json!({"statuses": [status]});
        self.world.deliver(&prosa_testkit::meta::envelope("100", value)).await;
    }
}

#[tokio::test]
async fn a_text_that_was_refused_goes_as_sms_once_with_a_status_of_its_own() {
    let desk = Desk::new(undeliverable).await;
    desk.allow().await;
    let first = desk.write("Seu pedido sai hoje").await;
    desk.until(first, DeliveryState::Failed).await;
    assert_eq!(desk.work().await, 1);
    let found = desk.by_sms().await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].text.as_str(), found[0].author.clone()), ("Seu pedido sai hoje", None));
    desk.until(found[0].id, DeliveryState::Accepted).await;
    let texts = desk.texts();
    assert_eq!(texts.len(), 1);
    assert_eq!((texts[0].0.as_str(), &texts[0].1.to), (OURS, &Recipient::Phone(WA.to_owned())));
    let sid = desk.sent.lock().unwrap().len();
    desk.told(&format!(
        "MessageSid=SM{sid}&AccountSid={ACCOUNT}&MessageStatus=delivered&From=%2B{OURS}&To=%2B{WA}"
    ))
    .await;
    desk.until(found[0].id, DeliveryState::Delivered).await;
    desk.until(first, DeliveryState::Failed).await;
    // Sent again by hand and refused again: it went as SMS already.
    let retry = RetrySend { conversation_id: desk.conversation, message_id: first };
    desk.world.engine.retry_send(&desk.shop.owner, retry).await.unwrap();
    desk.until(first, DeliveryState::Failed).await;
    desk.work().await;
    assert_eq!((desk.by_sms().await.len(), desk.texts().len()), (1, 1));
}

#[tokio::test]
async fn what_was_taken_and_failed_later_goes_as_sms_too_and_an_sms_that_fails_does_not_go_again() {
    let desk = Desk::new(taken).await;
    desk.allow().await;
    let first = desk.write("Chegou").await;
    desk.until(first, DeliveryState::Accepted).await;
    let id = desk.sent.lock().unwrap().len();
    desk.failed_later(&format!("wamid.out.{id}")).await;
    assert_eq!(desk.work().await, 1);
    let found = desk.by_sms().await.remove(0);
    desk.until(found.id, DeliveryState::Accepted).await;
    let sid = desk.sent.lock().unwrap().len();
    desk.told(&format!(
        "MessageSid=SM{sid}&AccountSid={ACCOUNT}&MessageStatus=undelivered&ErrorCode=21614&From=%2B{OURS}&To=%2B{WA}"
    ))
    .await;
    desk.until(found.id, DeliveryState::Failed).await;
    desk.work().await;
    assert_eq!(desk.by_sms().await.len(), 1);
}

#[tokio::test]
async fn nothing_goes_as_sms_unless_the_tenant_says_so_and_the_line_sends() {
    let desk = Desk::new(undeliverable).await;
    let first = desk.write("um").await;
    desk.until(first, DeliveryState::Failed).await;
    assert_eq!(desk.work().await, 0, "nobody asked for it");
    desk.allow().await;
    desk.world.engine.set_line_state(&desk.shop.owner, desk.sms, LineState::Paused).await.unwrap();
    let second = desk.write("dois").await;
    desk.until(second, DeliveryState::Failed).await;
    assert_eq!(desk.work().await, 1);
    assert!(desk.by_sms().await.is_empty());
    desk.world.engine.save_sms_fallback(&desk.shop.owner, None).await.unwrap();
    assert_eq!(desk.world.engine.sms_fallback(&desk.shop.owner).await.unwrap().line_id, None);
}

#[tokio::test]
async fn a_budget_that_stops_lets_no_text_message_through_and_holds_what_one_costs_in_parts() {
    let desk = Desk::new(undeliverable).await;
    desk.allow().await;
    let (tenant, line) = (desk.shop.tenant, desk.sms);
    let limit = async |units: i64| {
        run(&desk.world, "delete from budget").await;
        let sql = format!(
            "insert into budget (tenant_id, id, line_id, currency, amount, hard_stop, created_at)
             values ('{tenant}', '{line}', '{line}', 'BRL', {units}, true, now())"
        );
        run(&desk.world, &sql).await;
    };
    let sql = format!(
        "insert into price (tenant_id, market, category, currency, amount, valid_from, source)
         values ('{tenant}', 'BR', 'sms', 'BRL', 900, '2020-01-01', 'own')"
    );
    run(&desk.world, &sql).await;
    let held = "select coalesce(sum(amount), 0)::bigint from cost_reserved where category = 'sms'";
    limit(i64::MAX).await;
    let first = desk.write("curta").await;
    desk.until(first, DeliveryState::Failed).await;
    desk.work().await;
    assert_eq!(desk.by_sms().await.len(), 1);
    assert_eq!(one(&desk.world, held).await, 900);
    let second = desk.write(&"ã".repeat(100)).await;
    desk.until(second, DeliveryState::Failed).await;
    desk.work().await;
    assert_eq!(one(&desk.world, held).await, 2_700, "two parts more");
    limit(2_700).await;
    let third = desk.write("mais uma").await;
    desk.until(third, DeliveryState::Failed).await;
    desk.work().await;
    assert_eq!(desk.by_sms().await.len(), 2, "the budget has no room for it");
}

#[tokio::test]
async fn an_offer_goes_as_sms_only_to_who_agreed_and_nothing_to_who_is_blocked() {
    let desk = Desk::new(taken).await;
    desk.allow().await;
    let first = desk.write("x").await;
    desk.until(first, DeliveryState::Accepted).await;
    let keys = desk.world.engine.keyring.tenant(desk.shop.tenant).await.unwrap();
    let shown = RenderedTemplate { body: "Metade do preço".to_owned(), ..RenderedTemplate::default() };
    let category = TemplateCategory::Marketing;
    let offer = TemplateMessage { category, shown, ..TemplateMessage::default() };
    let sealed = StoredContent::seal(&keys, &Content::Template(Box::new(offer)), "wamid.out.1");
    run(
        &desk.world,
        &format!("update message set content_ct = '\\x{}' where id = '{first}'", hex::encode(sealed)),
    )
    .await;
    desk.failed_later("wamid.out.1").await;
    let task = || SmsFallback { tenant: desk.shop.tenant, messages: vec![(desk.conversation, first)] };
    assert_eq!(desk.work().await, 1);
    assert!(desk.by_sms().await.is_empty(), "nobody agreed");
    let thread = desk.world.engine.thread(&desk.shop.owner, desk.conversation).await.unwrap();
    let record = RecordConsent {
        contact_id: thread.contact.id,
        purpose: Purpose::Marketing,
        act: ConsentAct::Given,
        statement: "Disse no balcão".to_owned(),
        at: None,
    };
    let engine = &desk.world.engine;
    engine.record_consent(&desk.shop.owner, record).await.unwrap();
    engine.set_blocked(&desk.shop.owner, thread.contact.id, Some(engine.now())).await.unwrap();
    task().run(engine.clone()).await.unwrap();
    assert!(desk.by_sms().await.is_empty(), "blocked");
    engine.set_blocked(&desk.shop.owner, thread.contact.id, None).await.unwrap();
    task().run(engine.clone()).await.unwrap();
    assert_eq!(desk.by_sms().await[0].text, "Metade do preço");
    let count = "select count(*) from outbound where purpose = 'marketing' and priority = 1";
    assert_eq!(one(&desk.world, count).await, 1, "PARAR would stop it");
}

#[tokio::test]
async fn only_a_number_that_sends_text_messages_can_be_chosen_and_only_by_who_may() {
    let desk = Desk::new(taken).await;
    let engine = &desk.world.engine;
    let other = desk.world.shop("200").await;
    let save = async |caller: &Caller, line| {
        engine.save_sms_fallback(caller, Some(line)).await.map_err(|refusal| refusal.code)
    };
    assert_eq!(save(&desk.shop.owner, desk.shop.line).await, Err(Code::FieldInvalid));
    assert_eq!(save(&other.owner, desk.sms).await, Err(Code::NotFound));
    let agent = Caller { role: Role::Agent, ..desk.shop.owner };
    assert_eq!(save(&agent, desk.sms).await, Err(Code::Forbidden));
    assert_eq!(save(&desk.shop.owner, desk.sms).await, Ok(()));
    let view = engine.sms_fallback(&desk.shop.owner).await.unwrap();
    assert_eq!((view.line_id, view.choices.len()), (Some(desk.sms), 1));
    assert!(engine.sms_fallback(&other.owner).await.unwrap().choices.is_empty());
}
