//! A template that advertises, from the refusal to the opt-out.

use super::*;
use prosa_domain::{
    consent::ConsentAct,
    id::{CommandId, MessageId},
    message::status::DeliveryState,
    policy::{QuietDay, QuietSpan, QuietWeek},
};
use prosa_engine::Reply;
use prosa_wire::{
    consent::{PolicyForm, RecordConsent},
    outgoing::{OutgoingBody, SendMessage, TemplateChoice},
};
use uuid::Uuid;

struct Offer {
    studio: Studio,
    template: TemplateId,
    conversation: ConversationId,
}

impl Offer {
    /// An approved template that Meta moved to marketing, and somebody who wrote.
    async fn new() -> Self {
        let studio = Studio::new().await;
        let template = studio.approved("pedido").await;
        let conversation = studio.conversation().await;
        let mut owner = studio.world.database.admin().await;
        sqlx::query("update template set category = 'marketing'").execute(&mut owner).await.unwrap();
        Self { studio, template, conversation }
    }

    async fn send(&self, number: u128, send_at: Option<DateTime<Utc>>) -> Reply<MessageId> {
        let given = [("pedido", "118"), ("valor", "R$ 10"), ("nome", "Marina")];
        let values: Values =
            given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let command = SendMessage {
            command_id: CommandId(Uuid::from_u128(number)),
            conversation_id: self.conversation,
            body: OutgoingBody::Template(TemplateChoice { template_id: self.template, values }),
            quoted: None,
            send_at,
            machine: None,
        };
        self.studio.world.engine.send(&self.studio.shop.owner, command).await
    }

    async fn record(&self, act: ConsentAct) {
        let engine = &self.studio.world.engine;
        let thread = engine.thread(&self.studio.shop.owner, self.conversation).await.unwrap();
        let record = RecordConsent {
            contact_id: thread.contact.id,
            purpose: Purpose::Marketing,
            act,
            statement: "Disse no balcão".to_owned(),
            at: None,
        };
        engine.record_consent(&self.studio.shop.owner, record).await.unwrap();
    }

    async fn state(&self, message: MessageId) -> DeliveryState {
        let engine = &self.studio.world.engine;
        let thread = engine.thread(&self.studio.shop.owner, self.conversation).await.unwrap();
        thread.messages.iter().find(|one| one.id == message).unwrap().state.unwrap()
    }
}

fn local(text: &str) -> Option<DateTime<Utc>> {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Some((time + Duration::hours(3)).and_utc())
}

#[tokio::test]
async fn an_offer_needs_consent_keeps_to_the_hours_it_leaves_in_and_ends_with_parar() {
    let offer = Offer::new().await;
    let refused = offer.send(1, None).await.unwrap_err();
    assert_eq!(refused.code, Code::ConsentMissing);
    offer.record(ConsentAct::Given).await;
    // The morning of 18 November now. Two days later is a holiday; the evening before it leads past it.
    let refused = offer.send(2, local("2026-11-19 21:30")).await.unwrap_err();
    assert_eq!(refused.code, Code::QuietHours);
    let until = refused.args.get("until").and_then(|until| until.parse::<DateTime<Utc>>().ok());
    assert_eq!(until, local("2026-11-21 08:00"));
    let message = offer.send(3, local("2026-11-21 10:00")).await.unwrap();
    assert_eq!(offer.state(message).await, DeliveryState::Queued);
    let studio = &offer.studio;
    studio
        .world
        .receive(&studio.shop, "5511987654321", "wamid.2", START + 90, "parem de me mandar oferta")
        .await;
    assert_eq!(offer.state(message).await, DeliveryState::Failed);
    assert_eq!(offer.send(4, None).await.unwrap_err().code, Code::OptedOut);
}

#[tokio::test]
async fn an_offer_keeps_to_the_hours_of_the_day_it_leaves_on_where_the_business_is() {
    let offer = Offer::new().await;
    offer.record(ConsentAct::Given).await;
    let engine = &offer.studio.world.engine;
    let usual = engine.policy(&offer.studio.shop.owner).await.unwrap();
    let own = |from, until| QuietDay::Own(QuietSpan { from, until });
    // Saturday from noon until ten on Sunday; nothing on Sunday itself.
    let mut days = QuietWeek::default();
    (days[5], days[6]) = (own(12 * 60, 10 * 60), own(0, 0));
    engine.save_policy(&offer.studio.shop.owner, PolicyForm { days, ..usual }).await.unwrap();
    let refused = offer.send(1, local("2026-11-21 15:00")).await.unwrap_err();
    let until = refused.args.get("until").and_then(|until| until.parse::<DateTime<Utc>>().ok());
    assert_eq!((refused.code, until), (Code::QuietHours, local("2026-11-22 10:00")));
    // Saturday's night in Brasília is Sunday by UTC.
    let refused = offer.send(2, local("2026-11-21 23:00")).await.unwrap_err();
    assert_eq!(refused.code, Code::QuietHours);
    offer.send(3, local("2026-11-22 23:00")).await.unwrap();
}

#[tokio::test]
async fn an_offer_queued_while_the_consent_is_taken_back_does_not_outlive_it() {
    let offer = Offer::new().await;
    offer.record(ConsentAct::Given).await;
    let message = offer.send(1, local("2026-11-21 10:00")).await.unwrap();
    let engine = &offer.studio.world.engine;
    // Another one, in a transaction that is still open.
    let mut tx = engine.db.tenant(offer.studio.shop.tenant).await.unwrap();
    let second = Uuid::from_u128(2);
    sqlx::query(
        "insert into outbound (tenant_id, id, command_id, line_id, conversation_id, message_id, provider_at, sequence,
                               state, not_before, created_at, purpose)
         select tenant_id, $2, $2, line_id, conversation_id, message_id, provider_at, sequence, state, not_before,
                created_at, purpose
         from outbound where message_id = $1",
    )
    .bind(message.0)
    .bind(second)
    .execute(tx.conn())
    .await
    .unwrap();
    let withdrawal = offer.record(ConsentAct::Withdrawn);
    let commit = async {
        // Only once the withdrawal waits for us.
        let mut watch = offer.studio.world.database.admin().await;
        loop {
            let (waiting,): (i64,) = sqlx::query_as("select count(*) from pg_locks where not granted")
                .fetch_one(&mut watch)
                .await
                .unwrap();
            if waiting > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        tx.commit().await.unwrap();
    };
    let patience = std::time::Duration::from_secs(20);
    let both = tokio::time::timeout(patience, async { tokio::join!(withdrawal, commit) }).await;
    assert!(both.is_ok(), "the withdrawal did not wait for the send");
    let mut owner = offer.studio.world.database.admin().await;
    let (state, purpose): (String, String) =
        sqlx::query_as("select state, purpose from outbound where id = $1")
            .bind(second)
            .fetch_one(&mut owner)
            .await
            .unwrap();
    assert_eq!((state.as_str(), purpose.as_str()), ("failed", "marketing"));
}

/// What stands in the thread under a message, and what it was called at Meta.
async fn shown(studio: &Studio, conversation: ConversationId, message: MessageId) -> (String, String) {
    let thread = studio.world.engine.thread(&studio.shop.owner, conversation).await.unwrap();
    let found = thread.messages.into_iter().find(|one| one.id == message).unwrap();
    let prosa_wire::inbox::Body::Template { name, .. } = found.body else { panic!("{:?}", found.body) };
    (name, found.text)
}

#[tokio::test]
async fn a_template_paused_while_its_message_waits_gives_way_as_the_message_leaves() {
    let offer = Offer::new().await;
    let studio = &offer.studio;
    let other = studio.approved("pedido_simples").await;
    studio.change(offer.template, |form| form.fallback = other.to_string()).await.unwrap();
    offer.record(ConsentAct::Given).await;
    let category = async |word: &str| {
        let mut owner = studio.world.database.admin().await;
        sqlx::query("update template set category = $1 where name = 'pedido_simples'")
            .bind(word)
            .execute(&mut owner)
            .await
            .unwrap();
    };
    category("utility").await;
    let first = offer.send(1, local("2026-11-18 15:00")).await.unwrap();
    let second = offer.send(2, local("2026-11-18 16:00")).await.unwrap();
    assert_eq!(shown(studio, offer.conversation, first).await.0, "pedido");
    studio.event("pedido", "PAUSED").await;
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = tokio::spawn(prosa_engine::path::deliver::run(studio.world.engine.clone(), stop.clone()));
    let sent = async |message: MessageId| {
        let began = std::time::Instant::now();
        while offer.state(message).await != DeliveryState::Unknown {
            assert!(began.elapsed() < std::time::Duration::from_secs(20));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        shown(studio, offer.conversation, message).await.0
    };
    // The gate judged an offer; what is none does not stand in for it, nor the other way round.
    studio.world.clock.advance(local("2026-11-18 15:00").unwrap() - studio.world.engine.now());
    assert_eq!(sent(first).await, "pedido");
    category("marketing").await;
    studio.world.clock.advance(Duration::hours(1));
    assert_eq!(sent(second).await, "pedido_simples");
    assert!(shown(studio, offer.conversation, second).await.1.contains("118"), "with the same values");
    stop.cancel();
    worker.await.unwrap();
}
