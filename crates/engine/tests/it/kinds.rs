//! Every kind of message through the engine: what comes in is drawn, previewed and answered; what goes out is checked,
//! queued, sent and shown.

use crate::provider::{Call, scripted};
use chrono::{DateTime, Duration, Utc};
use prosa_domain::{
    delivery::Outcome,
    event::EventKind,
    id::{CommandId, ConversationId, MessageId},
    message::{
        content::{
            Answer, Ask, AskAction, AskButton, Card, CardName, Content, ListRow, ListSection, Money, Point,
            SystemKind,
        },
        status::DeliveryState,
    },
    refusal::Refusal,
};
use prosa_engine::{Settings, path::deliver};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{
    Body, CancelScheduled, ConversationRow, Direction, InboxFilter, MessageView, OutgoingBody, SendMessage,
};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const LONG: std::time::Duration = std::time::Duration::from_secs(20);
const WA: &str = "5511987651234";

struct Desk {
    world: World,
    shop: Shop,
    calls: mpsc::UnboundedReceiver<Call>,
    stop: CancellationToken,
}

impl Desk {
    /// A shop, its worker, and a contact who wrote.
    async fn new() -> (Self, ConversationId) {
        let (registry, calls) = scripted();
        let world = World::build(Settings::default(), registry).await;
        let shop = world.shop("100").await;
        let stop = CancellationToken::new();
        tokio::spawn(deliver::run(world.engine.clone(), stop.clone()));
        world.receive(&shop, WA, "wamid.hello", START, "oi").await;
        let desk = Self { world, shop, calls, stop };
        let conversation = desk.row().await.id;
        (desk, conversation)
    }

    async fn row(&self) -> ConversationRow {
        let page =
            self.world.engine.inbox_page(&self.shop.owner, InboxFilter::default(), None).await.unwrap();
        page.rows.into_iter().next().unwrap()
    }

    async fn messages(&self) -> Vec<MessageView> {
        let row = self.row().await;
        self.world.engine.thread(&self.shop.owner, row.id).await.unwrap().messages
    }

    async fn last(&self) -> MessageView {
        self.messages().await.pop().unwrap()
    }

    async fn send(
        &self,
        conversation_id: ConversationId,
        body: OutgoingBody,
        send_at: Option<DateTime<Utc>>,
    ) -> Result<MessageId, Refusal> {
        let command_id = CommandId(Uuid::from_u128(prosa_testkit::database::rand128()));
        let command = SendMessage { command_id, conversation_id, body, quoted: None, send_at, machine: None };
        self.world.engine.send(&self.shop.owner, command).await
    }

    /// The provider takes the next message under an id.
    async fn take(&mut self, id: &str) -> Content {
        let (message, told) =
            tokio::time::timeout(LONG, self.calls.recv()).await.expect("nothing was sent").unwrap();
        told.send(Outcome::Accepted { provider_message_id: id.to_owned(), wa_id: None }).unwrap();
        message.content
    }

    async fn until(&self, state: DeliveryState) {
        let began = std::time::Instant::now();
        while self.last().await.state != Some(state) {
            assert!(began.elapsed() < LONG, "{:?}", self.last().await.state);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// A message of the contact.
    async fn hears(&self, at: i64, message: Value) {
        let mut whole = json!({"from": WA, "id": format!("wamid.{at}"), "timestamp": at.to_string()});
        whole.as_object_mut().unwrap().extend(message.as_object().cloned().unwrap());
        let value = json!({"contacts": [{"wa_id": WA, "profile": {"name": "Marina"}}], "messages": [whole]});
        self.world.deliver(&meta::envelope(&self.shop.phone_number_id, value)).await;
    }

    async fn field(&self, field: &str, value: Value) {
        let mut body = meta::envelope(&self.shop.phone_number_id, value);
        body["entry"][0]["changes"][0]["field"] = field.into();
        self.world.deliver(&body).await;
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn buttons() -> Ask {
    let button = |id: &str, title: &str| AskButton { id: text(id), title: text(title) };
    Ask {
        body: text("Confirma amanhã às 14h?"),
        action: AskAction::Buttons { buttons: vec![button("yes", "Confirmar"), button("no", "Remarcar")] },
        ..Ask::default()
    }
}

fn ask(ask: Ask) -> OutgoingBody {
    OutgoingBody::Ask { ask: Box::new(ask) }
}

#[tokio::test]
async fn each_kind_that_comes_in_is_previewed_and_drawn() {
    let (desk, _) = Desk::new().await;
    let kinds: [(Value, &str, &str); 7] = [
        (
            json!({"type": "location", "location": {"latitude": -22.9, "longitude": -43.1, "name": "Loja Centro"}}),
            "location",
            "Loja Centro",
        ),
        (
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Paulo Lima"},
                   "phones": [{"phone": "+55 21 99876-5432"}]}]}),
            "contacts",
            "Paulo Lima",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "list_reply",
                   "list_reply": {"id": "slot:1", "title": "Ter 14h", "description": "Consulta"}}}),
            "interactive",
            "Ter 14h",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow",
                   "body": "Enviado", "response_json": "{\"cpf\":\"123\"}"}}}),
            "interactive",
            "123",
        ),
        (
            json!({"type": "order", "order": {"catalog_id": "7", "text": "sem cebola", "product_items": [
                   {"product_retailer_id": "SKU-44", "quantity": 2, "item_price": 39.9, "currency": "BRL"}]}}),
            "order",
            "sem cebola",
        ),
        (
            json!({"type": "button", "button": {"payload": "OK", "text": "Tudo certo"}}),
            "button",
            "Tudo certo",
        ),
        (json!({"type": "ephemeral"}), "unsupported", ""),
    ];
    for (number, (message, kind, preview)) in kinds.into_iter().enumerate() {
        desk.hears(START + 10 + i64::try_from(number).unwrap(), message).await;
        let row = desk.row().await;
        assert_eq!((row.last_kind.as_str(), row.preview.as_str()), (kind, preview));
    }
    let bodies: Vec<Body> = desk.messages().await.into_iter().skip(1).map(|message| message.body).collect();
    assert!(matches!(&bodies[0], Body::Location { point: Some(point), .. } if point.latitude == "-22.9"));
    assert!(
        matches!(&bodies[1], Body::Contacts { cards } if cards[0].phones[0].phone == "+55 21 99876-5432")
    );
    assert!(matches!(&bodies[2], Body::Answer { answer: Answer::List { id, .. } } if id == "slot:1"));
    assert!(
        matches!(&bodies[3], Body::Answer { answer: Answer::Flow { fields, .. } } if fields[0].value == "123")
    );
    let total = Some(Money { minor: 7_980, currency: text("BRL") });
    assert!(matches!(&bodies[4], Body::Order { total: one, .. } if *one == total));
    assert!(matches!(&bodies[5], Body::Button { payload, .. } if payload == "OK"));
    assert!(matches!(&bodies[6], Body::Strange { raw_kind } if raw_kind == "ephemeral"));
    assert!(matches!(desk.messages().await[0].body, Body::Text { .. }));
}

#[tokio::test]
async fn what_was_asked_stands_above_the_answer() {
    let (mut desk, conversation) = Desk::new().await;
    desk.send(conversation, ask(buttons()), None).await.unwrap();
    assert!(
        matches!(desk.take("wamid.asked").await, Content::Ask(one) if one.body == "Confirma amanhã às 14h?")
    );
    desk.until(DeliveryState::Accepted).await;
    let row = desk.row().await;
    assert_eq!((row.last_kind.as_str(), row.preview.as_str()), ("buttons", "Confirma amanhã às 14h?"));
    desk.hears(
        START + 60,
        json!({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "yes", "title": "Confirmar"}},
               "context": {"from": "551133224455", "id": "wamid.asked"}}),
    )
    .await;
    let answer = desk.last().await;
    assert!(matches!(&answer.body, Body::Answer { answer: Answer::Button { id, .. } } if id == "yes"));
    let quote = answer.quote.unwrap();
    assert_eq!((quote.kind.as_str(), quote.text.as_str()), ("buttons", "Confirma amanhã às 14h?"));
    assert_eq!(quote.direction, Some(Direction::Out));
}

#[tokio::test]
async fn lists_places_cards_and_links_leave_as_they_were_written() {
    let (mut desk, conversation) = Desk::new().await;
    let row = ListRow { id: text("a"), title: text("14:00"), description: String::new() };
    let list = AskAction::List {
        button: text("Ver"),
        sections: vec![ListSection { title: String::new(), rows: vec![row] }],
    };
    let card =
        Card { name: CardName { formatted: text("Suporte"), ..CardName::default() }, ..Card::default() };
    let point = Point { latitude: text("-23.5505"), longitude: text("-46.6333") };
    let bodies = [
        ("list", ask(Ask { body: text("Escolha"), action: list, ..Ask::default() })),
        ("location_request", ask(Ask { body: text("Onde?"), ..Ask::default() })),
        ("location", OutgoingBody::Location { point, name: text("Loja"), address: String::new() }),
        ("contacts", OutgoingBody::Contacts { cards: vec![card] }),
        ("text", OutgoingBody::text("fim")),
    ];
    for (number, (kind, body)) in bodies.into_iter().enumerate() {
        desk.send(conversation, body, None).await.unwrap();
        assert_eq!(desk.take(&format!("wamid.out.{number}")).await.kind(), kind);
        desk.until(DeliveryState::Accepted).await;
        assert_eq!(desk.last().await.kind, kind);
        // One person gets a burst only; the clock of the test stands still otherwise.
        desk.world.clock.advance(Duration::seconds(7));
    }
}

#[tokio::test]
async fn what_meta_would_refuse_is_refused_here_and_leaves_nothing() {
    let (desk, conversation) = Desk::new().await;
    let mut long = buttons();
    if let AskAction::Buttons { buttons } = &mut long.action {
        buttons[0].title = text("Confirmar o meu horário");
    }
    let refusal = desk.send(conversation, ask(long), None).await.unwrap_err();
    assert_eq!(refusal.code.as_str(), "field-too-long");
    assert_eq!((refusal.args["field"].as_str(), refusal.args["length_max"].as_str()), ("button", "20"));
    let now = desk.world.engine.now();
    let late = desk.send(conversation, OutgoingBody::text("ontem"), Some(now)).await.unwrap_err();
    assert_eq!((late.code.as_str(), late.args["field"].as_str()), ("field-invalid", "send_at"));
    let closed = desk.send(conversation, OutgoingBody::text("depois"), Some(now + Duration::days(2))).await;
    assert_eq!(closed.unwrap_err().code.as_str(), "window-closed", "judged as it will stand then");
    let strange = OutgoingBody::Media {
        media: prosa_domain::id::MediaId(Uuid::nil()),
        caption: String::new(),
        as_voice: Default::default(),
    };
    assert_eq!(desk.send(conversation, strange, None).await.unwrap_err().code.as_str(), "media-not-here");
    assert_eq!(desk.messages().await.len(), 1);
}

#[tokio::test]
async fn a_message_for_later_waits_lets_others_pass_and_is_the_last_when_it_left() {
    let (mut desk, conversation) = Desk::new().await;
    let at = desk.world.engine.now() + Duration::hours(2);
    desk.send(conversation, OutgoingBody::text("lembrete"), Some(at)).await.unwrap();
    desk.send(conversation, OutgoingBody::text("agora"), None).await.unwrap();
    assert_eq!(desk.take("wamid.now").await.text(), "agora");
    let row = desk.row().await;
    assert_eq!(row.preview, "agora", "the list shows what was said, not what will be");
    let waiting = desk.last().await;
    assert_eq!(
        (waiting.text.as_str(), waiting.send_at, waiting.state),
        ("lembrete", Some(at), Some(DeliveryState::Queued))
    );
    desk.world.clock.advance(Duration::hours(2));
    assert_eq!(desk.take("wamid.later").await.text(), "lembrete");
    desk.until(DeliveryState::Accepted).await;
    assert_eq!(desk.last().await.send_at, None);
    let row = desk.row().await;
    assert_eq!((row.preview.as_str(), row.last_state), ("lembrete", Some(DeliveryState::Accepted)));
}

#[tokio::test]
async fn a_message_for_later_can_be_taken_back_until_its_time() {
    let (mut desk, conversation_id) = Desk::new().await;
    let at = desk.world.engine.now() + Duration::hours(2);
    let message_id = desk.send(conversation_id, OutgoingBody::text("lembrete"), Some(at)).await.unwrap();
    let cancel = CancelScheduled { conversation_id, message_id };
    desk.world.engine.cancel_scheduled(&desk.shop.owner, cancel).await.unwrap();
    assert_eq!(desk.messages().await.len(), 1);
    desk.world.clock.advance(Duration::hours(3));
    desk.send(conversation_id, OutgoingBody::text("outra"), None).await.unwrap();
    assert_eq!(desk.take("wamid.other").await.text(), "outra");
    let again = desk.world.engine.cancel_scheduled(&desk.shop.owner, cancel).await.unwrap_err();
    assert_eq!(again.code.as_str(), "not-found");
}

#[tokio::test]
async fn an_edit_keeps_what_was_said_before() {
    let (desk, _) = Desk::new().await;
    for (after, said) in [(10, "oi, tudo bem?"), (20, "oi! tudo bem?")] {
        desk.hears(
            START + after,
            json!({"type": "edit", "edit": {"original_message_id": "wamid.hello",
                   "message": {"type": "text", "text": {"body": said}}}}),
        )
        .await;
    }
    let messages = desk.messages().await;
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(
        (message.text.as_str(), &message.body),
        ("oi! tudo bem?", &Body::Text { text: text("oi! tudo bem?") })
    );
    let earlier: Vec<&str> = message.earlier.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(earlier, ["oi", "oi, tudo bem?"]);
    assert!(message.edited_at.is_some());
}

#[tokio::test]
async fn a_changed_number_is_the_same_contact_and_is_told() {
    let (desk, conversation) = Desk::new().await;
    desk.hears(
        START + 10,
        json!({"type": "system", "system": {"type": "user_changed_number", "body": "mudou", "wa_id": "5511911112222"}}),
    )
    .await;
    let thread = desk.world.engine.thread(&desk.shop.owner, conversation).await.unwrap();
    let note = thread.messages.last().unwrap();
    assert!(
        matches!(&note.body, Body::System { change: SystemKind::Number, phone, .. } if phone == "5511911112222")
    );
    assert!(
        thread.contact.phone.replace([' ', '-', '(', ')'], "").contains("11911112222"),
        "{}",
        thread.contact.phone
    );
}

#[tokio::test]
async fn what_the_phone_writes_stands_in_the_thread_without_being_unread() {
    let (desk, conversation) = Desk::new().await;
    let before = desk.row().await.unread;
    desk.field(
        "smb_message_echoes",
        json!({"message_echoes": [{"from": "551133224455", "to": WA, "id": "wamid.echo",
            "timestamp": (START + 30).to_string(), "type": "text", "text": {"body": "Respondi pelo celular"}}]}),
    )
    .await;
    let row = desk.row().await;
    assert_eq!((row.id, row.unread, row.last_direction), (conversation, before, Direction::Out));
    assert_eq!((row.preview.as_str(), row.last_state), ("Respondi pelo celular", Some(DeliveryState::Sent)));
    let echo = desk.last().await;
    assert_eq!((echo.direction, echo.author, echo.command_id), (Direction::Out, None, None));
    let status = meta::statuses(&desk.shop.phone_number_id, &[("wamid.echo", "read", START + 40)]);
    desk.world.deliver(&status).await;
    assert_eq!(desk.last().await.state, Some(DeliveryState::Read));
}

#[tokio::test]
async fn a_history_fills_the_thread_in_silence_and_its_files_find_their_places() {
    let (desk, conversation) = Desk::new().await;
    let old = START - 86_400 * 40;
    let message = |from: &str, to: &str, id: &str, at: i64, said: Value| {
        let mut whole = json!({"from": from, "to": to, "id": id, "timestamp": at.to_string(),
                               "history_context": {"status": "READ"}});
        whole.as_object_mut().unwrap().extend(said.as_object().cloned().unwrap());
        whole
    };
    let chunk = json!({"history": [{"metadata": {"phase": 1, "chunk_order": 1, "progress": 50}, "threads": [
        {"id": WA, "messages": [
            message(WA, "551133224455", "wamid.h1", old, json!({"type": "text", "text": {"body": "bom dia"}})),
            message("551133224455", WA, "wamid.h2", old + 5, json!({"type": "text", "text": {"body": "bom dia, Marina"}})),
            message(WA, "551133224455", "wamid.h3", old + 9, json!({"type": "media_placeholder"}))]},
        {"id": "5521999990000", "messages": [
            message("5521999990000", "551133224455", "wamid.h4", old, json!({"type": "text", "text": {"body": "PARAR"}}))]}]}]});
    let before = (desk.row().await, desk.world.events(&desk.shop).await.len());
    desk.field("history", chunk.clone()).await;
    desk.field("history", chunk).await;
    let row = desk.row().await;
    assert_eq!((row.id, row.unread, row.preview.as_str()), (conversation, before.0.unread, "oi"));
    let events = desk.world.events(&desk.shop).await.split_off(before.1);
    assert!(events.iter().all(|event| event.kind != EventKind::MessageReceived), "{events:?}");
    let texts = |messages: Vec<MessageView>| -> Vec<(Direction, String)> {
        messages.into_iter().map(|one| (one.direction, one.text)).collect()
    };
    assert_eq!(
        texts(desk.messages().await),
        [
            (Direction::In, text("bom dia")),
            (Direction::Out, text("bom dia, Marina")),
            (Direction::In, String::new()),
            (Direction::In, text("oi")),
        ]
    );
    assert_eq!(desk.messages().await[1].state, Some(DeliveryState::Read));
    let file = message(
        WA,
        "551133224455",
        "wamid.h3",
        old + 9,
        json!({"type": "image", "image": {"id": "990", "mime_type": "image/jpeg", "caption": "a peça"}}),
    );
    desk.field("history", json!({"messages": [file]})).await;
    let picture = desk.messages().await.remove(2);
    assert_eq!((picture.kind.as_str(), picture.text.as_str()), ("image", "a peça"));
    assert!(picture.media.is_some(), "its file is asked for");
    let page = desk.world.engine.inbox_page(&desk.shop.owner, InboxFilter::default(), None).await.unwrap();
    let other = page.rows.iter().find(|row| row.id != conversation).unwrap();
    assert_eq!(
        (other.unread, other.window_closes_at),
        (0, None),
        "an old word opens no window and is no wish of today"
    );
    let refusal = desk.send(other.id, OutgoingBody::text("oi"), None).await.unwrap_err();
    assert_eq!(refusal.code.as_str(), "window-closed");
}
