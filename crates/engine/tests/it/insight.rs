//! The panel's brief and the dashboard: what members see of a conversation and of the machines.

use chrono::Duration;
use prosa_domain::{id::MemberId, label::Intent, promise::Side, refusal::Code, summary::next::Action};
use prosa_engine::Caller;
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::{
    dashboard::{Confused, Offered, Period},
    inbox::InboxFilter,
    insight::{Brief, MadeBy},
    reading::CorrectReading,
};
use uuid::Uuid;

const ANA: &str = "5511987654321";

async fn says(world: &World, shop: &Shop, number: i64, text: &str) {
    world.receive(shop, ANA, &format!("wamid.{number}"), START + number, text).await;
}

async fn brief(world: &World, shop: &Shop) -> Brief {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.brief(&shop.owner, page.rows[0].id).await.unwrap()
}

#[tokio::test]
async fn a_conversation_comes_to_a_summary_a_step_and_facts_that_name_their_messages() {
    let world = World::with_words().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    says(&world, &shop, 1, "Oi! quanto custa a mesa? Meu e-mail é ana@casa.com").await;
    says(&world, &shop, 2, "Vou mandar o comprovante amanhã").await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let told = brief(&world, &shop).await;
    let thread = world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap();
    assert_eq!((told.made_by, told.looked), (MadeBy::Rules, 2));
    assert!(told.summary.iter().all(|piece| thread.messages.iter().any(|one| one.id == piece.message_id)));
    assert_eq!(
        told.facts.iter().find(|fact| fact.copy == "ana@casa.com").unwrap().message_id,
        thread.messages[0].id
    );
    let owed = told.owed.iter().find(|one| one.owes == Side::Customer).unwrap();
    assert_eq!(owed.message_id, thread.messages[1].id);
    // Tomorrow ends at midnight in São Paulo, three hours behind.
    assert_eq!(owed.due.unwrap().format("%H:%M").to_string(), "02:59");
    assert!(told.next.is_some_and(|next| next.action != Action::Wait));
    let refused = world.engine.brief(&other.owner, page.rows[0].id).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}

#[tokio::test]
async fn each_member_is_told_what_came_since_their_own_last_visit() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Quero comprar a mesa de oito lugares").await;
    assert!(brief(&world, &shop).await.since.is_none(), "a first visit");
    world.clock.advance(Duration::minutes(10));
    says(&world, &shop, 500, "E as cadeiras também").await;
    assert!(brief(&world, &shop).await.since.is_none(), "the same visit goes on");
    world.clock.advance(Duration::minutes(40));
    says(&world, &shop, 2_900, "Consegue entregar na sexta?").await;
    let since = brief(&world, &shop).await.since.unwrap();
    assert_eq!(since.messages, 1);
    assert!(since.pieces.iter().all(|piece| piece.text.contains("sexta")));
    // Another member's first visit is their own.
    let member = MemberId(Uuid::from_u128(5));
    let join = "insert into member (tenant_id, id, email_index, email_ct, name_ct, password_hash, role, created_at)
                select tenant_id, $1, '5', email_ct, name_ct, password_hash, 'agent', created_at from member where id = $2";
    let mut admin = world.database.admin().await;
    sqlx::query(join).bind(member.0).bind(shop.owner.member.0).execute(&mut admin).await.unwrap();
    let colleague = Caller { member, ..shop.owner };
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    assert!(world.engine.brief(&colleague, page.rows[0].id).await.unwrap().since.is_none());
}

#[tokio::test]
async fn the_dashboard_counts_what_was_read_once_and_only_its_own() {
    let world = World::with_words().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    for (number, text) in ["quanto custa", "quanto custa", "zzz", "péssimo"].into_iter().enumerate() {
        says(&world, &shop, i64::try_from(number).unwrap(), text).await;
    }
    // The same delivery again changes nothing.
    world.deliver(&meta::texts("100", &[(ANA, "Ana", "wamid.0", START, "quanto custa")])).await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let thread = world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap();
    for (place, intent) in [(0, Intent::Pricing), (2, Intent::Scheduling)] {
        let right = CorrectReading {
            conversation_id: page.rows[0].id,
            message_id: thread.messages[place].id,
            intent,
            sentiment: None,
        };
        world.engine.correct_reading(&shop.owner, right).await.unwrap();
    }
    let told = world.engine.ia_dashboard(&shop.owner, Period::Week).await.unwrap();
    assert_eq!((told.read(), told.unsure(), told.by_own), (4, 1, 0));
    assert_eq!(told.intents, [(Intent::Pricing, 2), (Intent::Complaint, 1)]);
    assert_eq!(told.days.len(), 7);
    assert_eq!((told.days[6].read, told.days[6].negative), (4, 1));
    assert_eq!(told.agreed(), (1, 2));
    assert!(told.confused.contains(&Confused { was: None, is: Intent::Scheduling, count: 1 }));
    assert_eq!((told.drift.distance, told.drift.now, told.drift.before), (None, 3, 0));
    assert_eq!(world.engine.ia_dashboard(&other.owner, Period::Quarter).await.unwrap().read(), 0);
    world.clock.advance(Duration::days(8));
    assert_eq!(world.engine.ia_dashboard(&shop.owner, Period::Week).await.unwrap().read(), 0);
    let month = world.engine.ia_dashboard(&shop.owner, Period::Month).await.unwrap();
    assert_eq!((month.read(), month.drift.now, month.drift.before), (4, 0, 3));
}

#[tokio::test]
async fn the_time_a_message_took_is_counted_once_by_hour_and_told_by_share() {
    let world = World::with_words().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    for (number, text) in (0_i64..).zip(["quanto custa", "zzz", "péssimo"]) {
        says(&world, &shop, number, text).await;
    }
    world.deliver(&meta::texts("100", &[(ANA, "Ana", "wamid.0", START, "quanto custa")])).await;
    let dashboard = |caller, period| world.engine.ia_dashboard(caller, period);
    let speed = dashboard(&shop.owner, Period::Week).await.unwrap().speed.unwrap();
    assert_eq!(speed.messages, 3);
    assert!(speed.median_micros >= 1 && speed.median_micros <= speed.slowest_micros, "{speed:?}");
    assert_eq!(dashboard(&other.owner, Period::Week).await.unwrap().speed, None);
    // Two hours of today and one of ten days ago.
    let mut admin = world.database.admin().await;
    let row =
        "insert into reading_speed values ($1, date_trunc('hour', $2::timestamptz) - $3::interval, $4, $5)";
    for (before, step, messages) in
        [("0", 40_i16, 50_i32), ("1 hour", 40, 48), ("0", 44, 1), ("1 hour", 60, 1), ("10 days", 90, 1_000)]
    {
        let put = sqlx::query(row).bind(other.tenant.0).bind(world.engine.now()).bind(before).bind(step);
        put.bind(messages).execute(&mut admin).await.unwrap();
    }
    let week = dashboard(&other.owner, Period::Week).await.unwrap().speed.unwrap();
    assert_eq!((week.messages, week.median_micros, week.slowest_micros), (100, 1_024, 2_048));
    let month = dashboard(&other.owner, Period::Month).await.unwrap().speed.unwrap();
    assert_eq!(month.messages, 1_100);
    assert!(month.median_micros > 1_000_000, "{month:?}");
}

#[tokio::test]
async fn a_hundred_questions_of_another_kind_are_a_drift() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    for number in 0..60 {
        says(&world, &shop, number, "quanto custa").await;
    }
    world.clock.advance(Duration::days(10));
    for number in 0..60 {
        says(&world, &shop, 864_000 + number, "cancelar").await;
    }
    let drift = world.engine.ia_dashboard(&shop.owner, Period::Week).await.unwrap().drift;
    assert_eq!((drift.distance, drift.now, drift.before), (Some(1_000), 60, 60));
    assert!(drift.is_far());
}

#[tokio::test]
async fn offered_words_and_calls_of_models_are_counted_with_their_cost() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quanto custa").await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let (tenant, conversation) = (shop.tenant.0, page.rows[0].id.0);
    let now = world.engine.now();
    let mut admin = world.database.admin().await;
    for (number, state) in ["offered", "used", "sent", "edited", "discarded"].into_iter().enumerate() {
        let id = Uuid::from_u128(u128::try_from(number).unwrap());
        let message = (state == "sent" || state == "edited").then_some(id);
        let draft = "insert into assistant_draft (tenant_id, id, conversation_id, use, made_by, text_ct, sources_ct, state,
                                                  message_id, created_at)
                     values ($1, $2, $3, 'draft', 'model', '', '', $4, $5, $6)";
        sqlx::query(draft)
            .bind(tenant)
            .bind(id)
            .bind(conversation)
            .bind(state)
            .bind(message)
            .bind(now)
            .execute(&mut admin)
            .await
            .unwrap();
        let ask =
            "insert into assistant_ask (tenant_id, id, use, day, at, held_micros, held_tokens, held_until)
                   values ($1, $2, 'draft', $3::date, $3, 0, 0, $3)";
        sqlx::query(ask).bind(tenant).bind(id).bind(now).execute(&mut admin).await.unwrap();
        let call = "insert into assistant_call (tenant_id, ask_id, number, use, provider_id, kind, model, outcome, word,
                        tokens_in, tokens_cached, tokens_out, counted, cost_micros, currency, ms, at, day)
                    values ($1, $2, 1, 'draft', $2, 'openai', 'm', $4, '', 100, 0, 20, 'told', 500, 'USD', $5, $3, $3::date)";
        let outcome = if number == 0 { "timeout" } else { "complete" };
        let ms = i32::try_from(number).unwrap() * 100 + 100;
        sqlx::query(call)
            .bind(tenant)
            .bind(id)
            .bind(now)
            .bind(outcome)
            .bind(ms)
            .execute(&mut admin)
            .await
            .unwrap();
    }
    let told = world.engine.ia_dashboard(&shop.owner, Period::Week).await.unwrap();
    assert_eq!(told.offered, Offered { count: 5, taken: 2, edited: 1, discarded: 1, sent: 2 });
    let calls = &told.calls[0];
    assert_eq!((calls.model.as_str(), calls.count, calls.failed, calls.tokens), ("m", 5, 1, 600));
    assert_eq!((calls.cost_micros, calls.currency.as_str()), (Some(2_500), "USD"));
    assert_eq!((calls.ms_median, calls.ms_slowest), (300, 500));
}
