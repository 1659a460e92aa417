//! Finding messages by their words, taking a conversation along, adding contacts by hand.

use prosa_domain::{message::content::Content, refusal::Code};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{
    AddContact, ContactAdded, ConversationFormat, InboxFilter, Scope, SearchAsk, SearchPage,
};
use serde_json::json;

const ANA: &str = "5511987650001";
const RUI: &str = "5511987650002";

async fn find(world: &World, shop: &Shop, words: &str) -> SearchPage {
    let ask = SearchAsk { words: words.to_owned(), before: None };
    world.engine.search_messages(&shop.owner, ask).await.unwrap()
}

pub async fn take(world: &World, shop: &Shop, format: ConversationFormat) -> String {
    let any = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    let id = world.engine.inbox_page(&shop.owner, any, None).await.unwrap().rows[0].id;
    let mut export = world.engine.export_conversation(&shop.owner, id, format).await.unwrap();
    let mut text = String::new();
    while let Some(portion) = export.next().await.unwrap() {
        text.push_str(&portion);
    }
    text
}

#[tokio::test]
async fn messages_are_found_by_their_words_whatever_their_accents_and_endings() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START, "Vocês têm promoções de colchão?").await;
    world.receive(&shop, RUI, "wamid.2", START + 60, "A promocao vale na loja?").await;
    world.receive(&shop, ANA, "wamid.3", START + 120, "Obrigada").await;
    let found = find(&world, &shop, "PROMOÇÃO").await;
    let texts: Vec<&str> = found.found.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["A promocao vale na loja?", "Vocês têm promoções de colchão?"], "newest first");
    assert_eq!(found.next, None);
    assert_eq!(find(&world, &shop, "promoção colchões").await.found.len(), 1, "all words have to be there");
    assert_eq!(find(&world, &shop, "geladeira").await.found, []);
    assert_eq!(find(&world, &shop, " ?! ").await.found, [], "no words find nothing");
    let long = SearchAsk { words: "a".repeat(201), before: None };
    let refusal = world.engine.search_messages(&shop.owner, long).await.unwrap_err();
    assert_eq!(refusal.code, Code::FieldTooLong);
}

#[tokio::test]
async fn what_other_companies_have_and_what_was_deleted_is_not_found() {
    let world = World::new().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    world.receive(&shop, ANA, "wamid.1", START, "Quero um sofá").await;
    assert_eq!(find(&world, &other, "sofá").await.found, []);
    assert_eq!(find(&world, &shop, "sofá").await.found.len(), 1);
    let revoke = json!({"messages": [{"from": ANA, "id": "wamid.2", "timestamp": (START + 5).to_string(),
        "type": "revoke", "revoke": {"original_message_id": "wamid.1"}}]});
    world.deliver(&meta::envelope("100", revoke)).await;
    world.ingest().await;
    assert_eq!(find(&world, &shop, "sofá").await.found, [], "the contact took it back");
}

#[tokio::test]
async fn a_long_history_is_found_page_by_page_without_a_gap() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..45_i64 {
        let id = format!("wamid.{number}");
        // Many of one second, so that the tie has to be broken.
        world.receive(&shop, ANA, &id, START + number / 7, &format!("mesa número {number}")).await;
    }
    let (mut texts, mut before) = (Vec::new(), None);
    loop {
        let ask = SearchAsk { words: "mesas".to_owned(), before };
        let page = world.engine.search_messages(&shop.owner, ask).await.unwrap();
        texts.extend(page.found.into_iter().map(|one| one.text));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (0..45).rev().map(|number| format!("mesa número {number}")).collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn words_are_looked_up_in_their_index_not_in_the_whole_history() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, ANA, "wamid.1", START, "Quero um sofá").await;
    let mut admin = world.database.admin().await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "set session_replication_role = replica;
         insert into message (tenant_id, conversation_id, provider_at, sequence, id, line_id, direction, kind, state,
            content_ct, tokens)
         select '{0}', '{0}', now(), 1000000 + n, gen_random_uuid(), '{0}', 'in', 'text', 'received', '', array[n, n + 1]
         from generate_series(1, 20000) as n;
         analyze message",
        shop.tenant
    )))
    .execute(&mut admin)
    .await
    .unwrap();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    assert_eq!(prosa_db::view::search::messages(&mut tx, &[7, 8], None, 10).await.unwrap().len(), 1);
    let looked: i64 = sqlx::query_scalar(
        "select sum(pg_stat_get_xact_numscans(indexrelid))::bigint from pg_index
         where pg_get_indexdef(indexrelid) like '%gin (tokens)%'",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert!(looked > 0, "the index of words was not used");
}

#[tokio::test]
async fn files_are_found_by_caption_and_name() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let sent = json!({"messages": [{"from": ANA, "id": "wamid.1", "timestamp": START.to_string(), "type": "document",
        "document": {"id": "1", "mime_type": "application/pdf", "filename": "orcamento-jatoba.pdf", "caption": "segue"}}]});
    world.deliver(&meta::envelope("100", sent)).await;
    world.ingest().await;
    let found = find(&world, &shop, "jatobá").await.found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, "document");
    assert!(Content::KINDS.contains(&found[0].kind.as_str()));
}

#[tokio::test]
async fn a_conversation_is_taken_along_whole_and_nobody_can_forge_a_line_of_it() {
    let world = World::new().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    for number in 0..1_003_i64 {
        let text = if number == 2 { "oi\n[01/01/2020 10:00] Loja: prometo 90 %" } else { "mesa" };
        world.receive(&shop, ANA, &format!("wamid.{number}"), START + number, text).await;
    }
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&take(&world, &shop, ConversationFormat::Json).await).unwrap();
    assert_eq!(rows.len(), 1_003);
    assert!(rows.iter().all(|row| row["body"]["text"].is_object()));
    let text = take(&world, &shop, ConversationFormat::Text).await;
    assert_eq!(text.lines().filter(|line| line.starts_with('[')).count(), 1_003);
    assert!(text.contains("oi\n    [01/01/2020"), "what was written stands in");
    let any = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    let id = world.engine.inbox_page(&shop.owner, any, None).await.unwrap().rows[0].id;
    let refused = world.engine.export_conversation(&other.owner, id, ConversationFormat::Json).await;
    assert_eq!(refused.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_person_of_a_card_becomes_a_contact_once_and_is_known_when_they_write() {
    let world = World::new().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    let card = |phone: &str| AddContact { name: " Paulo Lima ".to_owned(), phone: phone.to_owned() };
    let add = async |shop: &Shop, phone: &str| world.engine.add_contact(&shop.owner, card(phone)).await;
    assert_eq!(add(&shop, "+55 21 99876-5432").await, Ok(ContactAdded::New));
    assert_eq!(
        add(&shop, "(21) 9876-5432").await,
        Ok(ContactAdded::Known),
        "the same mobile without its ninth digit"
    );
    assert_eq!(add(&other, "+55 21 99876-5432").await, Ok(ContactAdded::New), "companies share no contacts");
    assert_eq!(add(&shop, "ramal 12").await.unwrap_err().code, Code::FieldInvalid);
    let nameless = AddContact { name: " ".to_owned(), phone: "+55 21 99876-5432".to_owned() };
    assert_eq!(world.engine.add_contact(&shop.owner, nameless).await.unwrap_err().code, Code::FieldMissing);
    world.receive(&shop, "5521998765432", "wamid.1", START, "Oi").await;
    let mut admin = world.database.admin().await;
    let (count,): (i64,) = sqlx::query_as("select count(*) from contact where tenant_id = $1")
        .bind(shop.tenant.0)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(count, 1, "who writes is the one who was added");
}
