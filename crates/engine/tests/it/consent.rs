//! What people agreed to: written once, kept whole, and stronger than the program.

use prosa_db::{DbError, outbound};
use prosa_domain::{
    consent::{Break, ConsentAct, ConsentEntry, ConsentSource},
    id::{CommandId, ContactId, ConversationId, OutboundId},
    message::status::DeliveryState,
    policy::{Holidays, Purpose, QuietDay, QuietSpan, QuietWeek, UtilityConsent},
    refusal::Code,
};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::{
    consent::{ExportFormat, LedgerFilter, PolicyForm, RecordConsent},
    inbox::{InboxFilter, SendText, Thread},
};
use serde_json::json;
use uuid::Uuid;

const MARINA: &str = "5511987654321";

async fn thread(world: &World, shop: &Shop) -> Thread {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap()
}

/// A shop with one person who wrote.
async fn stage() -> (World, Shop, ContactId, ConversationId) {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, MARINA, "wamid.1", START - 60, "oi").await;
    let open = thread(&world, &shop).await;
    (world, shop, open.contact.id, open.row.id)
}

async fn record(world: &World, shop: &Shop, contact: ContactId, act: ConsentAct) {
    let record = RecordConsent {
        contact_id: contact,
        purpose: Purpose::Marketing,
        act,
        statement: "Disse no balcão".to_owned(),
        at: None,
    };
    world.engine.record_consent(&shop.owner, record).await.unwrap();
}

/// Queues a text and calls it marketing in the same transaction, as a campaign would, past every check of the program.
async fn marketing(world: &World, shop: &Shop, conversation: ConversationId) -> Result<(), DbError> {
    let command = CommandId(Uuid::from_u128(rand()));
    let text = SendText {
        command_id: command,
        conversation_id: conversation,
        text: "Oferta".to_owned(),
        quoted: None,
    };
    world.engine.send_text(&shop.owner, text).await.unwrap();
    let mut tx = world.engine.db.tenant(shop.tenant).await?;
    let (id,): (Uuid,) = sqlx::query_as("select id from outbound where tenant_id = $1 and command_id = $2")
        .bind(shop.tenant.0)
        .bind(command.0)
        .fetch_one(tx.conn())
        .await?;
    outbound::purpose::note(&mut tx, OutboundId(id), Purpose::Marketing).await?;
    tx.commit().await
}

fn rand() -> u128 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    u128::from(NEXT.fetch_add(1, Ordering::Relaxed)) << 64 | 0x7
}

#[tokio::test]
async fn the_database_refuses_marketing_without_consent_whatever_the_program_believes() {
    let (world, shop, contact, conversation) = stage().await;
    assert!(matches!(marketing(&world, &shop, conversation).await, Err(DbError::NoConsent)));
    record(&world, &shop, contact, ConsentAct::Given).await;
    marketing(&world, &shop, conversation).await.unwrap();
    record(&world, &shop, contact, ConsentAct::Withdrawn).await;
    assert!(matches!(marketing(&world, &shop, conversation).await, Err(DbError::NoConsent)));
}

#[tokio::test]
async fn who_writes_parar_stops_what_waits_is_told_once_and_leaves_a_proof() {
    let (world, shop, contact, conversation) = stage().await;
    record(&world, &shop, contact, ConsentAct::Given).await;
    marketing(&world, &shop, conversation).await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START + 30, "PARAR por favor").await;
    world.receive(&shop, MARINA, "wamid.3", START + 40, "parar!!").await;
    let open = thread(&world, &shop).await;
    let offer = open.messages.iter().find(|message| message.text == "Oferta").unwrap();
    assert_eq!(offer.state, Some(DeliveryState::Failed));
    assert_eq!(offer.failure.as_ref().unwrap().reason_key, "send-error-opted-out");
    let told: Vec<&str> = open
        .messages
        .iter()
        .filter(|message| message.text.starts_with("Pronto: você não vai mais receber"))
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(told.len(), 1);
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    let acts: Vec<_> = page.entries.iter().map(|one| (one.act, one.source, one.proof.as_str())).collect();
    assert_eq!(
        acts,
        [
            (ConsentAct::Withdrawn, ConsentSource::Message, "parar!!"),
            (ConsentAct::Withdrawn, ConsentSource::Message, "PARAR por favor"),
            (ConsentAct::Given, ConsentSource::Statement, "Disse no balcão"),
        ]
    );
    let proof = open.messages.iter().find(|message| message.text == "PARAR por favor").unwrap();
    assert_eq!(page.entries[1].message_id, Some(proof.id));
    // Whoever asked to stop still gets answers.
    assert_eq!(open.refusal, None);
}

#[tokio::test]
async fn who_speaks_of_an_order_or_comes_back_is_understood() {
    let (world, shop, contact, _) = stage().await;
    world.receive(&shop, MARINA, "wamid.2", START - 40, "quero cancelar meu pedido").await;
    assert!(world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap().entries.is_empty());
    world.receive(&shop, MARINA, "wamid.3", START - 30, "sair").await;
    world.receive(&shop, MARINA, "wamid.4", START - 20, "quero receber").await;
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    assert_eq!(
        page.entries.iter().map(|one| one.act).collect::<Vec<_>>(),
        [ConsentAct::Given, ConsentAct::Withdrawn]
    );
}

#[tokio::test]
async fn wanting_something_is_no_consent_of_who_never_left() {
    let (world, shop, contact, conversation) = stage().await;
    for (place, text) in ["Quero receber", "START", "alta"].into_iter().enumerate() {
        let at = START - 40 + i64::try_from(place).unwrap();
        world.receive(&shop, MARINA, &format!("wamid.w{place}"), at, text).await;
    }
    assert!(world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap().entries.is_empty());
    assert!(matches!(marketing(&world, &shop, conversation).await, Err(DbError::NoConsent)));
}

#[tokio::test]
async fn who_is_blocked_is_heard_and_not_answered() {
    let (world, shop, contact, _) = stage().await;
    world.engine.set_blocked(&shop.owner, contact, Some(world.engine.now())).await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START - 30, "PARAR").await;
    assert_eq!(
        world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap().entries.len(),
        1
    );
    assert!(thread(&world, &shop).await.messages.iter().all(|message| !message.text.starts_with("Pronto")));
}

#[tokio::test]
async fn parar_stops_what_rules_have_waiting_and_leaves_what_members_wrote() {
    let (world, shop, _, conversation) = stage().await;
    for (number, text) in [(1_u128, "De um membro"), (2, "De uma regra")] {
        let text = SendText {
            command_id: CommandId(Uuid::from_u128(number)),
            conversation_id: conversation,
            text: text.to_owned(),
            quoted: None,
        };
        world.engine.send_text(&shop.owner, text).await.unwrap();
    }
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    sqlx::query(
        "update outbound set priority = 1, not_before = not_before + interval '2 days' where command_id = $1",
    )
    .bind(Uuid::from_u128(2))
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START + 30, "não quero mais receber mensagens").await;
    let open = thread(&world, &shop).await;
    let state = |text: &str| open.messages.iter().find(|message| message.text == text).unwrap().state;
    assert_eq!(state("De um membro"), Some(DeliveryState::Queued));
    assert_eq!(state("De uma regra"), Some(DeliveryState::Failed));
}

#[tokio::test]
async fn a_choice_made_in_whatsapp_itself_counts_and_the_last_word_wins() {
    let (world, shop, contact, conversation) = stage().await;
    record(&world, &shop, contact, ConsentAct::Given).await;
    let chosen = |value: &str, at: i64| {
        json!({"entry": [{"id": "9100", "changes": [{"field": "user_preferences", "value": {
            "messaging_product": "whatsapp", "metadata": {"display_phone_number": "1", "phone_number_id": "100"},
            "user_preferences": [{"wa_id": MARINA, "category": "marketing_messages", "value": value, "timestamp": at}]}}]}]})
    };
    world.deliver(&chosen("stop", START + 100)).await;
    assert!(matches!(marketing(&world, &shop, conversation).await, Err(DbError::NoConsent)));
    // A delivery that comes late says what was before.
    world.deliver(&chosen("resume", START + 50)).await;
    assert!(matches!(marketing(&world, &shop, conversation).await, Err(DbError::NoConsent)));
    world.deliver(&chosen("resume", START + 200)).await;
    marketing(&world, &shop, conversation).await.unwrap();
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    assert_eq!(page.entries[0].source, ConsentSource::Preference);
}

#[tokio::test]
async fn the_same_delivery_twice_is_one_entry() {
    let (world, shop, contact, _) = stage().await;
    for _ in 0..2 {
        world.receive(&shop, MARINA, "wamid.2", START - 30, "PARAR").await;
    }
    assert_eq!(
        world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap().entries.len(),
        1
    );
}

#[tokio::test]
async fn the_ledger_cannot_be_changed_and_a_change_behind_its_back_shows() {
    let (world, shop, contact, _) = stage().await;
    for act in [ConsentAct::Given, ConsentAct::Withdrawn, ConsentAct::Given] {
        record(&world, &shop, contact, act).await;
    }
    let good = world.engine.verify_consents(&shop.owner).await.unwrap();
    assert_eq!((good.entries, good.broken, good.head.len()), (3, None, 64));
    for sql in [
        "update consent_entry set act = 'given' where sequence = 2",
        "delete from consent_entry where sequence = 2",
        "truncate consent_entry cascade",
    ] {
        let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
        assert!(sqlx::query(sql).execute(tx.conn()).await.is_err(), "{sql}");
    }
    // The owner of the database takes the guard away first.
    let mut owner = world.database.admin().await;
    for sql in [
        "alter table consent_entry disable trigger consent_entry_kept",
        "update consent_entry set act = 'given' where sequence = 2",
    ] {
        sqlx::query(sql).execute(&mut owner).await.unwrap();
    }
    let bad = world.engine.verify_consents(&shop.owner).await.unwrap();
    assert_eq!((bad.entries, bad.broken), (1, Some(Break::Changed { sequence: 2 })));
}

async fn exported(world: &World, shop: &Shop, format: ExportFormat) -> String {
    let mut export = world.engine.export_consents(&shop.owner, format).unwrap();
    let mut text = String::new();
    while let Some(portion) = export.next().await.unwrap() {
        text.push_str(&portion);
    }
    text
}

#[tokio::test]
async fn an_export_is_enough_to_check_every_hash_elsewhere() {
    let (world, shop, contact, _) = stage().await;
    assert_eq!(exported(&world, &shop, ExportFormat::Json).await, "[\n]\n");
    record(&world, &shop, contact, ConsentAct::Given).await;
    world.receive(&shop, MARINA, "wamid.2", START - 30, "PARAR").await;
    let text = exported(&world, &shop, ExportFormat::Json).await;
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(rows.len(), 2);
    let mut previous = vec![0_u8; 32];
    for row in &rows {
        let word = |name: &str| row[name].as_str().unwrap().to_owned();
        let id = |name: &str| row[name].as_str().map(|id| id.parse::<Uuid>().unwrap());
        let entry = ConsentEntry {
            sequence: row["sequence"].as_i64().unwrap(),
            contact: ContactId(id("contact_id").unwrap()),
            purpose: Purpose::parse(&word("purpose")).unwrap(),
            act: ConsentAct::parse(&word("act")).unwrap(),
            source: ConsentSource::parse(&word("source")).unwrap(),
            reference: id("reference"),
            proof: hex::decode(word("proof_fingerprint")).unwrap(),
            at: word("at").parse().unwrap(),
            member: id("member_id"),
            previous,
        };
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &entry.bytes()).as_ref().to_vec();
        assert_eq!(hex::encode(&hash), word("hash"), "{row}");
        assert_eq!(hex::encode(&entry.previous), word("previous"));
        previous = hash;
    }
    assert_eq!(
        (rows[0]["proof"].as_str(), rows[1]["proof"].as_str()),
        (Some("Disse no balcão"), Some("PARAR"))
    );
}

#[tokio::test]
async fn an_export_holds_every_entry_and_no_formula() {
    let (world, shop, contact, _) = stage().await;
    let record = RecordConsent {
        contact_id: contact,
        purpose: Purpose::Marketing,
        act: ConsentAct::Given,
        statement: "=HYPERLINK(\"x\")".to_owned(),
        at: None,
    };
    world.engine.record_consent(&shop.owner, record).await.unwrap();
    let text = exported(&world, &shop, ExportFormat::Csv).await;
    assert_eq!(text.lines().count(), 2);
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
}

#[tokio::test]
async fn a_blocked_person_is_not_written_to_until_unblocked() {
    let (world, shop, contact, _) = stage().await;
    world.engine.set_blocked(&shop.owner, contact, Some(world.engine.now())).await.unwrap();
    assert_eq!(thread(&world, &shop).await.refusal.unwrap().code, Code::ContactBlocked);
    world.engine.set_blocked(&shop.owner, contact, None).await.unwrap();
    assert_eq!(thread(&world, &shop).await.refusal, None);
}

#[tokio::test]
async fn bad_words_and_strange_people_are_refused() {
    let (world, shop, contact, _) = stage().await;
    let other = world.shop("200").await;
    let form = |contact_id, purpose, statement: &str| RecordConsent {
        contact_id,
        purpose,
        act: ConsentAct::Given,
        statement: statement.to_owned(),
        at: None,
    };
    for (caller, record, code) in [
        (&shop.owner, form(contact, Purpose::Marketing, " "), Code::FieldMissing),
        (&shop.owner, form(contact, Purpose::Marketing, &"x".repeat(501)), Code::FieldTooLong),
        (&shop.owner, form(contact, Purpose::Service, "sim"), Code::FieldInvalid),
        (&other.owner, form(contact, Purpose::Marketing, "sim"), Code::NotFound),
    ] {
        assert_eq!(world.engine.record_consent(caller, record).await.unwrap_err().code, code);
    }
    assert!(world.engine.consents(&other.owner, &LedgerFilter::default()).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn a_tenants_own_rules_are_kept_and_checked() {
    let (world, shop, ..) = stage().await;
    let own = |from, until| QuietDay::Own(QuietSpan { from, until });
    let mut days = QuietWeek::default();
    (days[5], days[6]) = (own(14 * 60, 10 * 60), own(0, 1_440));
    let form = PolicyForm {
        quiet_from: 21 * 60,
        quiet_until: 9 * 60,
        days,
        holidays: Holidays::Open,
        frequency_max: None,
        frequency_days: 30,
        utility_consent: UtilityConsent::Needed,
    };
    world.engine.save_policy(&shop.owner, form).await.unwrap();
    assert_eq!(world.engine.policy(&shop.owner).await.unwrap(), form);
    for wrong in [
        PolicyForm { quiet_from: 1_441, ..form },
        PolicyForm { days: [own(0, 1_441); 7], ..form },
        PolicyForm { frequency_max: Some(0), ..form },
        PolicyForm { frequency_days: 91, ..form },
    ] {
        assert_eq!(world.engine.save_policy(&shop.owner, wrong).await.unwrap_err().code, Code::FieldInvalid);
    }
}
