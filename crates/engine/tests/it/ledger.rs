//! The ledger as people use it: statements by number, what a person's card says, what a wish calls off.

use chrono::{DateTime, Duration, Utc};
use prosa_domain::{
    consent::{ConsentAct, ConsentSource},
    event::EventKind,
    id::{CommandId, ContactId, ConversationId},
    message::{content::LinkPreview, status::DeliveryState},
    policy::Purpose,
    refusal::Code,
};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::{
    consent::{LedgerFilter, StatementForm},
    inbox::{InboxFilter, MessageView, OutgoingBody, RefreshRequest, SendMessage, Thread},
};
use uuid::Uuid;

const MARINA: &str = "5511987654321";

async fn thread(world: &World, shop: &Shop) -> Thread {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap()
}

async fn stage() -> (World, Shop, ContactId, ConversationId) {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, MARINA, "wamid.1", START - 60, "oi").await;
    let open = thread(&world, &shop).await;
    (world, shop, open.contact.id, open.row.id)
}

fn form(number: &str, act: ConsentAct, at: &str) -> StatementForm {
    StatementForm {
        contact: String::new(),
        number: number.to_owned(),
        purpose: Purpose::Marketing,
        act,
        statement: "Aceitou receber ofertas".to_owned(),
        at: at.to_owned(),
    }
}

/// A moment on the tenant's clock, which is three hours behind UTC.
fn local(at: DateTime<Utc>) -> String {
    (at - Duration::hours(3)).format("%Y-%m-%dT%H:%M").to_string()
}

async fn write(
    world: &World,
    shop: &Shop,
    conversation: ConversationId,
    text: &str,
    later: Option<DateTime<Utc>>,
) {
    let command = SendMessage {
        command_id: CommandId(Uuid::from_u128(u128::try_from(text.len()).unwrap())),
        conversation_id: conversation,
        body: OutgoingBody::Text { text: text.to_owned(), link_preview: LinkPreview::Auto },
        quoted: None,
        send_at: later,
        machine: None,
    };
    world.engine.send(&shop.owner, command).await.unwrap();
}

fn state(messages: &[MessageView], begin: &str) -> Option<DeliveryState> {
    messages.iter().find(|message| message.text.starts_with(begin)).unwrap().state
}

#[tokio::test]
async fn a_statement_finds_its_person_however_the_number_is_written() {
    let (world, shop, contact, _) = stage().await;
    for number in
        ["+55 11 98765-4321", "(11) 98765-4321", "011 98765 4321", "5511987654321", "55 11 8765-4321"]
    {
        world.engine.record_statement(&shop.owner, form(number, ConsentAct::Given, "")).await.unwrap();
    }
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    assert_eq!(page.entries.len(), 5);
    assert!(
        page.entries.iter().all(|one| one.source == ConsentSource::Statement && one.at == world.engine.now())
    );
    let by_number = LedgerFilter { number: "11 98765-4321".to_owned(), ..LedgerFilter::default() };
    assert_eq!(world.engine.consents(&shop.owner, &by_number).await.unwrap(), page);
}

#[tokio::test]
async fn a_statement_about_nobody_or_no_time_is_refused_by_its_field() {
    let (world, shop, contact, _) = stage().await;
    let other = world.shop("200").await;
    let later = local(world.engine.now() + Duration::minutes(5));
    for (form, code, field) in [
        (form("", ConsentAct::Given, ""), Code::FieldMissing, Some("number")),
        (form("balcão", ConsentAct::Given, ""), Code::FieldInvalid, Some("number")),
        (form("11 91234-0000", ConsentAct::Given, ""), Code::ContactUnknown, None),
        (form(MARINA, ConsentAct::Given, "ontem"), Code::FieldInvalid, Some("at")),
        (form(MARINA, ConsentAct::Given, &later), Code::FieldInvalid, Some("at")),
        (
            StatementForm { statement: " ".to_owned(), ..form(MARINA, ConsentAct::Given, "") },
            Code::FieldMissing,
            Some("statement"),
        ),
        (StatementForm { contact: "x".to_owned(), ..form("", ConsentAct::Given, "") }, Code::NotFound, None),
    ] {
        let refusal = world.engine.record_statement(&shop.owner, form.clone()).await.unwrap_err();
        assert_eq!((refusal.code, refusal.args.get("field").map(String::as_str)), (code, field), "{form:?}");
    }
    let stranger = StatementForm { contact: contact.to_string(), ..form("", ConsentAct::Given, "") };
    assert_eq!(world.engine.record_statement(&other.owner, stranger).await.unwrap_err().code, Code::NotFound);
    let unknown = world.engine.record_statement(&other.owner, form(MARINA, ConsentAct::Given, "")).await;
    assert_eq!(unknown.unwrap_err().code, Code::ContactUnknown);
    assert!(world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn a_statement_is_dated_on_the_tenants_clock_and_the_last_word_wins() {
    let (world, shop, contact, conversation) = stage().await;
    let now = world.engine.now();
    world.engine.record_statement(&shop.owner, form(MARINA, ConsentAct::Given, "")).await.unwrap();
    write(&world, &shop, conversation, "Combinado, mais tarde", Some(now + Duration::hours(6))).await;
    // What is told today about last week changes nothing that was agreed since.
    let week = now - Duration::days(7);
    world
        .engine
        .record_statement(&shop.owner, form(MARINA, ConsentAct::Withdrawn, &local(week)))
        .await
        .unwrap();
    let open = thread(&world, &shop).await;
    assert_eq!(state(&open.messages, "Combinado"), Some(DeliveryState::Queued));
    assert_eq!(open.contact.consents.iter().map(|one| one.act).collect::<Vec<_>>(), [ConsentAct::Given]);
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    let minute = DateTime::from_timestamp(week.timestamp().div_euclid(60) * 60, 0).unwrap();
    assert_eq!(page.entries[0].at, minute);
    assert_eq!(page.entries[0].recorded_at, now);
}

#[tokio::test]
async fn parar_calls_off_what_was_put_off_to_later_and_keeps_its_own_answer() {
    let (world, shop, _, conversation) = stage().await;
    let now = world.engine.now();
    write(&world, &shop, conversation, "Para mais tarde", Some(now + Duration::hours(6))).await;
    write(&world, &shop, conversation, "Já respondo", None).await;
    world.receive(&shop, MARINA, "wamid.2", START + 30, "PARAR").await;
    world.receive(&shop, MARINA, "wamid.3", START + 40, "parar!!").await;
    let open = thread(&world, &shop).await;
    let later = open.messages.iter().find(|message| message.text == "Para mais tarde").unwrap();
    assert_eq!((later.state, later.send_at), (Some(DeliveryState::Failed), None));
    assert_eq!(later.failure.as_ref().unwrap().reason_key, "send-error-opted-out");
    assert_eq!(state(&open.messages, "Já respondo"), Some(DeliveryState::Queued));
    assert_eq!(state(&open.messages, "Pronto: você não vai mais receber"), Some(DeliveryState::Queued));
    // A thread knows its bubbles by command, or else by message: no two may be the same.
    let mut keys: Vec<Uuid> = open
        .messages
        .iter()
        .map(|message| message.command_id.map_or(message.id.0, |command| command.0))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), open.messages.len());
}

#[tokio::test]
async fn a_persons_card_tells_their_word_and_everybody_who_looks_hears_of_it() {
    let (world, shop, contact, conversation) = stage().await;
    assert!(thread(&world, &shop).await.contact.consents.is_empty());
    world.receive(&shop, MARINA, "wamid.2", START - 30, "sair").await;
    let before = thread(&world, &shop).await;
    let said = before.contact.consents[0];
    assert_eq!(
        (said.purpose, said.act, said.source, said.at.timestamp()),
        (Purpose::Marketing, ConsentAct::Withdrawn, ConsentSource::Message, START - 30)
    );
    let by_card = StatementForm { contact: contact.to_string(), ..form("", ConsentAct::Given, "") };
    world.engine.record_statement(&shop.owner, by_card).await.unwrap();
    world.engine.set_blocked(&shop.owner, contact, Some(world.engine.now())).await.unwrap();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let events = prosa_db::event::since(&mut tx, before.sequence, 50).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.kind, event.conversation_id)).collect();
    assert_eq!(told, [(EventKind::ContactUpdated, Some(conversation)); 2]);
    let request =
        RefreshRequest { conversations: vec![conversation], open: Some(conversation), messages: Vec::new() };
    let card = world.engine.refresh(&shop.owner, request).await.unwrap().contact.unwrap();
    assert_eq!((card.consents[0].act, card.blocked_at), (ConsentAct::Given, Some(world.engine.now())));
}

#[tokio::test]
async fn the_ledger_is_read_by_person_purpose_and_act_and_leads_to_the_proof() {
    let (world, shop, contact, conversation) = stage().await;
    world.receive(&shop, MARINA, "wamid.2", START - 30, "PARAR").await;
    world.engine.record_statement(&shop.owner, form(MARINA, ConsentAct::Given, "")).await.unwrap();
    let orders = StatementForm { purpose: Purpose::Utility, ..form(MARINA, ConsentAct::Given, "") };
    world.engine.record_statement(&shop.owner, orders).await.unwrap();
    let read = async |filter: LedgerFilter| world.engine.consents(&shop.owner, &filter).await.unwrap();
    let all = LedgerFilter::default();
    assert_eq!(read(all.clone()).await.entries.len(), 3);
    assert_eq!(read(LedgerFilter { purpose: Some(Purpose::Utility), ..all.clone() }).await.entries.len(), 1);
    assert_eq!(read(LedgerFilter { before: Some(2), ..all.clone() }).await.entries.len(), 1);
    let withdrawn = read(LedgerFilter { act: Some(ConsentAct::Withdrawn), ..all.clone() }).await;
    assert_eq!((withdrawn.entries.len(), withdrawn.of.as_ref()), (1, None));
    let proof = &withdrawn.entries[0];
    let message =
        thread(&world, &shop).await.messages.into_iter().find(|message| message.text == "PARAR").unwrap();
    assert_eq!((proof.message_id, proof.conversation_id), (Some(message.id), Some(conversation)));
    assert_eq!(read(LedgerFilter::of(contact)).await.of.unwrap().0, contact);
    let nobody = LedgerFilter::of(ContactId(Uuid::from_u128(4)));
    assert_eq!(world.engine.consents(&shop.owner, &nobody).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn the_rules_come_with_the_holidays_of_the_year_and_what_people_are_told() {
    let (world, shop, ..) = stage().await;
    let view = world.engine.policy_view(&shop.owner).await.unwrap();
    assert_eq!(view.holidays.len(), 10);
    assert_eq!(view.holidays.last().unwrap().1, "christmas");
    assert!(view.stop.iter().any(|one| one.lang == view.lang && one.default_reply.starts_with("Pronto")));
    assert!(view.resume_reply.contains("PARAR"));
}

#[tokio::test]
async fn who_asked_not_to_be_contacted_gets_nothing_until_it_is_taken_back() {
    let (world, shop, contact, conversation) = stage().await;
    write(&world, &shop, conversation, "já vai", None).await;
    let later = Some(world.engine.now() + Duration::hours(2));
    write(&world, &shop, conversation, "mais tarde", later).await;
    let before = thread(&world, &shop).await.sequence;
    world.engine.leave_alone(&shop.owner, contact).await.unwrap();
    let open = thread(&world, &shop).await;
    let state = |text: &str| open.messages.iter().find(|one| one.text == text).unwrap().state;
    assert_eq!(state("já vai"), Some(DeliveryState::Failed));
    assert_eq!(state("mais tarde"), Some(DeliveryState::Failed));
    let since = open.contact.do_not_contact_at.unwrap();
    assert!(!open.contact.do_not_contact_by.is_empty(), "who noted it is shown");
    let refusal = open.refusal.unwrap();
    assert_eq!(
        (refusal.code, refusal.args.get("since").cloned()),
        (Code::DoNotContact, Some(since.to_rfc3339()))
    );
    let command = SendMessage {
        command_id: CommandId(Uuid::from_u128(0x77)),
        conversation_id: conversation,
        body: OutgoingBody::Text { text: "oi".to_owned(), link_preview: LinkPreview::Auto },
        quoted: None,
        send_at: None,
        machine: None,
    };
    assert_eq!(world.engine.send(&shop.owner, command.clone()).await.unwrap_err().code, Code::DoNotContact);
    // Told to everybody who looks, with who did it.
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let told: Vec<(Option<Uuid>,)> = sqlx::query_as(
        "select member_id from event where sequence > $1 and kind = $2 and conversation_id = $3",
    )
    .bind(before)
    .bind(EventKind::ContactUpdated.as_str())
    .bind(conversation.0)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    assert_eq!(told, [(Some(shop.owner.member.0),)]);
    drop(tx);
    // Said again later, the first word stands.
    world.clock.advance(Duration::hours(1));
    world.engine.leave_alone(&shop.owner, contact).await.unwrap();
    assert_eq!(thread(&world, &shop).await.contact.do_not_contact_at, Some(since));
    world.engine.contact_again(&shop.owner, contact).await.unwrap();
    let open = thread(&world, &shop).await;
    assert_eq!((open.contact.do_not_contact_at, open.contact.do_not_contact_by.as_str()), (None, ""));
    assert_eq!(open.refusal, None);
    world.engine.send(&shop.owner, command).await.unwrap();
}

#[tokio::test]
async fn nobody_notes_it_of_another_companys_people() {
    let (world, _, contact, _) = stage().await;
    let other = world.shop("200").await;
    assert_eq!(world.engine.leave_alone(&other.owner, contact).await.unwrap_err().code, Code::NotFound);
    assert_eq!(world.engine.contact_again(&other.owner, contact).await.unwrap_err().code, Code::NotFound);
}
