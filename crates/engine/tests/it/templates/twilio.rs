//! Templates of a line at Twilio: found by the listing, sent by their id.

use crate::far::Far;
use prosa_domain::{
    id::{CommandId, TemplateId},
    line::LineState,
    template::{TemplateStatus, fill::Values},
};
use prosa_engine::{Settings, path::deliver};
use prosa_provider::Registry;
use prosa_testkit::{World, world::Shop};
use prosa_vault::{IndexPurpose, Purpose};
use prosa_wire::{
    inbox::{InboxFilter, OutgoingBody, SendMessage, TemplateChoice},
    line::LineForm,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const OURS: &str = "551133334444";
const WA: &str = "5511987651234";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
const SID: &str = "HX00000000000000000000000000000001";

fn content(sid: &str, name: &str, status: &str, body: &str) -> Value {
    json!({"sid": sid, "account_sid": ACCOUNT, "friendly_name": name, "language": "pt_BR",
        "variables": {"1": "Ana", "2": "118"}, "types": {"twilio/text": {"body": body}},
        "approval_requests": {"name": name, "category": "UTILITY", "content_type": "twilio/text", "status": status,
                              "rejection_reason": ""}})
}

struct Stage {
    far: Far,
    listed: Arc<Mutex<Vec<Value>>>,
    world: World,
    shop: Shop,
}

impl Stage {
    /// A shop with a number at Meta without templates, one for text messages and one of WhatsApp on one Twilio account.
    async fn new() -> Self {
        let listed = Arc::<Mutex<Vec<Value>>>::default();
        let shown = Arc::clone(&listed);
        let far = Far::start(move |line| {
            if line.contains("/v1/ContentAndApprovals") {
                return (200, json!({"contents": *shown.lock().unwrap(), "meta": {"next_page_url": null}}));
            }
            if line.contains("/Messages.json") {
                (201, json!({"sid": "SM9"}))
            } else {
                (200, json!({"data": []}))
            }
        })
        .await;
        let (graph_base, twilio_base) = (far.address.clone(), far.address.clone());
        let settings = Settings { graph_base, twilio_base, ..Settings::default() };
        let world = World::build(settings, Registry::standard("https://crm.example.com").unwrap()).await;
        let shop = world.shop("100").await;
        for (provider, number) in [("twiliosms", "551100001111"), ("twilio", OURS)] {
            let form = LineForm {
                provider: provider.to_owned(),
                label: provider.to_owned(),
                phone_number_id: format!("+{number}"),
                account_id: ACCOUNT.to_owned(),
                token: "12345".to_owned(),
                ..LineForm::default()
            };
            let line = world.engine.save_line(&shop.owner, form).await.unwrap().id;
            world.engine.set_line_state(&shop.owner, line, LineState::Connected).await.unwrap();
        }
        Self { far, listed, world, shop }
    }

    async fn sync(&self, listed: Vec<Value>) -> u32 {
        *self.listed.lock().unwrap() = listed;
        self.world.clock.advance(chrono::Duration::minutes(1));
        self.world.engine.sync_templates(&self.shop.owner).await.unwrap()
    }

    async fn all(&self) -> Vec<(TemplateId, String, TemplateStatus)> {
        let list = self.world.engine.templates(&self.shop.owner).await.unwrap();
        let mut all: Vec<_> = list.rows.into_iter().map(|row| (row.id, row.name, row.status)).collect();
        all.sort_by(|one, other| one.1.cmp(&other.1));
        all
    }

    async fn provider_id(&self, name: &str) -> String {
        let mut admin = self.world.database.admin().await;
        let (id,): (String,) =
            sqlx::query_as("select provider_id from template where name = $1 and deleted_at is null")
                .bind(name)
                .fetch_one(&mut admin)
                .await
                .unwrap();
        id
    }

    async fn receive(&self) {
        let form = format!(
            "MessageSid=SM1&AccountSid={ACCOUNT}&From=whatsapp%3A%2B{WA}&WaId={WA}&ProfileName=Marina+Souza\
             &To=whatsapp%3A%2B{OURS}&NumMedia=0&Body=Oi"
        );
        let keys = self.world.engine.keyring.installation();
        let row = prosa_db::journal::NewJournalRow {
            received_at: self.world.engine.now(),
            provider: "twilio".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, form.as_bytes()).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, form.as_bytes()),
            body_bytes: i32::try_from(form.len()).unwrap(),
        };
        self.world.engine.db.journal_append(&[row]).await.unwrap();
        self.world.ingest().await;
    }
}

#[tokio::test]
async fn a_content_of_twilio_is_found_offered_with_its_values_and_sent_by_its_id() {
    let stage = Stage::new().await;
    let body = "Olá, {{1}}. Seu pedido {{2}} saiu.";
    assert_eq!(stage.sync(vec![content(SID, "pedido_enviado", "approved", body)]).await, 1);
    stage.receive().await;
    let (engine, owner) = (&stage.world.engine, &stage.shop.owner);
    let conversation_id = engine.inbox_page(owner, InboxFilter::default(), None).await.unwrap().rows[0].id;
    let options = engine.template_options(owner, conversation_id).await.unwrap();
    let asked: Vec<(&str, &str)> =
        options[0].slots.iter().map(|(slot, value)| (slot.key.as_str(), value.as_str())).collect();
    assert_eq!(asked, [("1", "Marina"), ("2", "")], "the greeting says whose name it is");
    let values: Values = [("2".to_owned(), "204".to_owned())].into();
    let command = SendMessage {
        command_id: CommandId(Uuid::from_u128(7)),
        conversation_id,
        body: OutgoingBody::Template(TemplateChoice { template_id: options[0].id, values }),
        quoted: None,
        send_at: None,
        machine: None,
    };
    engine.send(owner, command).await.unwrap();
    let stop = CancellationToken::new();
    let worker = tokio::spawn(deliver::run(engine.clone(), stop.clone()));
    let began = Instant::now();
    let sent = loop {
        if let Some((_, sent)) = stage.far.asked("/Messages.json").first() {
            break sent.clone();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "nothing was sent");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    stop.cancel();
    worker.await.unwrap();
    assert!(sent.contains(&format!("ContentSid={SID}")), "{sent}");
    assert!(sent.contains("ContentVariables=%7B%221%22%3A%22Marina%22%2C%222%22%3A%22204%22%7D"), "{sent}");
    assert!(!sent.contains("Body="), "{sent}");
    let thread = engine.thread(owner, conversation_id).await.unwrap();
    assert!(thread.messages.iter().any(|one| one.text.contains("Olá, Marina. Seu pedido 204 saiu.")));
}

#[tokio::test]
async fn a_content_made_anew_keeps_its_template_a_name_that_stands_twice_is_kept_once_and_one_gone_goes() {
    let stage = Stage::new().await;
    let other = "HX00000000000000000000000000000002";
    let first = content(SID, "aviso", "approved", "Chegou.");
    let second = content(other, "aviso", "pending", "Chegou hoje.");
    assert_eq!(stage.sync(vec![first.clone(), second.clone()]).await, 1);
    let id = stage.all().await[0].0;
    assert_eq!(stage.provider_id("aviso").await, SID, "the first one holds");
    assert_eq!(stage.sync(vec![second.clone(), first]).await, 0, "and goes on holding, in whatever order");
    assert_eq!(stage.sync(vec![second]).await, 1);
    assert_eq!(stage.all().await, [(id, "aviso".to_owned(), TemplateStatus::Pending)], "the same, made anew");
    assert_eq!(stage.provider_id("aviso").await, other);
    assert_eq!(stage.sync(Vec::new()).await, 1);
    assert_eq!(stage.all().await, []);
}
