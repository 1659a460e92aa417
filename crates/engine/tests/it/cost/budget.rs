//! Prices before sending, budgets, the price table and the month.

use super::help::{conversation, one, run, status, told, write};
use prosa_domain::{
    access::Role,
    budget::{AtLimit, Scope},
    price::{Category, Currency, Market, Money, Source, Why},
    refusal::Code,
};
use prosa_engine::{
    Caller,
    cost::alarm::{AlarmLetter, BudgetCheck},
    job::Task,
};
use prosa_testkit::{World, world::Shop};
use prosa_wire::cost::{BudgetForm, EndPrice, NewPrice, QuoteAsk, ReplacePrice};
use serde_json::Value;
use sqlx::Row as _;

const MARINA: &str = "5511987654321";

fn reais(units: i64) -> Money {
    Money::of(units, Currency::BRL)
}

fn form(scope: Scope, units: i64, at_limit: AtLimit) -> BudgetForm {
    BudgetForm { id: None, scope, limit: reais(units), at_limit }
}

/// The number's thousand free answers are used up.
async fn use_up(world: &World, shop: &Shop) {
    let sql = format!(
        "insert into cost_day values ('{}', '2026-11-02', '{}', '00000000-0000-0000-0000-000000000000', 'service', 'BRL', 1000, 0, 0, 1000, 0)",
        shop.tenant, shop.line
    );
    run(world, &sql).await;
}

/// Runs the tasks that wait, by hand: looks at budgets, then letters.
async fn work(world: &World) {
    for name in [BudgetCheck::NAME, AlarmLetter::NAME] {
        let mut admin = world.database.admin().await;
        let rows = sqlx::query(
            "with taken as (delete from jobs._private_jobs j using jobs._private_tasks t
                            where t.id = j.task_id and t.identifier = $1 returning j.payload::jsonb as payload)
             select payload from taken",
        )
        .bind(name)
        .fetch_all(&mut admin)
        .await
        .unwrap();
        for row in rows {
            let payload: Value = row.get("payload");
            if name == BudgetCheck::NAME {
                let task: BudgetCheck = serde_json::from_value(payload).unwrap();
                task.run(world.engine.clone()).await.unwrap();
            } else {
                let task: AlarmLetter = serde_json::from_value(payload).unwrap();
                task.run(world.engine.clone()).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn the_price_is_told_before_sending() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let marina = conversation(&world, &shop, MARINA).await;
    let ask = |category| QuoteAsk { conversation_id: marina, category, send_at: None };
    let free = world.engine.quote_send(&shop.owner, ask(Category::Service)).await.unwrap();
    assert_eq!((free.why, free.amount, free.free_left), (Why::FreeAllowance, Some(reais(0)), 1_000));
    assert_eq!(free.market, Some(Market::BRAZIL));
    use_up(&world, &shop).await;
    let billed = world.engine.quote_send(&shop.owner, ask(Category::Service)).await.unwrap();
    assert_eq!((billed.why, billed.amount, billed.free_left), (Why::Billed, Some(reais(350)), 0));
    let template = world.engine.quote_send(&shop.owner, ask(Category::Marketing)).await.unwrap();
    assert_eq!((template.why, template.amount), (Why::Billed, Some(reais(3_217))));
    // In a new month the allowance is whole again.
    let later = Some(world.engine.now() + chrono::Duration::days(20));
    let later = QuoteAsk { send_at: later, ..ask(Category::Service) };
    assert_eq!(world.engine.quote_send(&shop.owner, later).await.unwrap().why, Why::FreeAllowance);
    // A free entry point makes all of it free until it ends.
    let mut entry = status("wamid.fep", "sent", MARINA, Some(("free_entry_point", "referral_conversion")));
    let until = world.engine.now() + chrono::Duration::hours(70);
    entry["conversation"] = serde_json::json!({"expiration_timestamp": until.timestamp().to_string()});
    let message = write(&world, &shop, marina).await.unwrap();
    entry["biz_opaque_callback_data"] = super::help::outbound_of(&world, message).await.into();
    told(&world, &shop, &[entry]).await;
    let free = world.engine.quote_send(&shop.owner, ask(Category::Marketing)).await.unwrap();
    assert_eq!((free.why, free.amount), (Why::FreeEntry, Some(reais(0))));
    let past = QuoteAsk { send_at: Some(until), ..ask(Category::Marketing) };
    assert_eq!(world.engine.quote_send(&shop.owner, past).await.unwrap().why, Why::Billed);
    let stranger = world.shop("200").await;
    let refused = world.engine.quote_send(&stranger.owner, ask(Category::Service)).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}

#[tokio::test]
async fn a_burst_stops_at_the_limit_although_nothing_is_booked_yet() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let marina = conversation(&world, &shop, MARINA).await;
    use_up(&world, &shop).await;
    let limit = form(Scope::Line(shop.line), 1_000, AtLimit::Stop);
    world.engine.save_budget(&shop.owner, limit).await.unwrap();
    // Two of 0.0350 fit into 0.1000, a third would not leave the fourth: 0.1050 is past it.
    let sent: Vec<_> = futures::future::join_all((0..5).map(|_| write(&world, &shop, marina))).await;
    assert_eq!(sent.iter().filter(|one| one.is_ok()).count(), 2);
    for refused in sent.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(refused.code, Code::BudgetSpent);
        assert_eq!((refused.args["limit"].as_str(), refused.args["used"].as_str()), ("0.10", "0.07"));
    }
    assert_eq!(one(&world, "select count(*) from message where direction = 'out'").await, 2);
    let quote = QuoteAsk { conversation_id: marina, category: Category::Service, send_at: None };
    let quote = world.engine.quote_send(&shop.owner, quote).await.unwrap();
    assert_eq!(quote.stopped_by.unwrap().label, "Loja Centro");
    // One of them fails: its money is free again.
    run(&world, "update message set state = 'failed' where id = (select id from message where direction = 'out' limit 1)").await;
    assert!(write(&world, &shop, marina).await.is_ok());
    assert!(write(&world, &shop, marina).await.is_err());
}

#[tokio::test]
async fn what_is_held_becomes_what_is_booked_and_is_never_counted_twice() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let marina = conversation(&world, &shop, MARINA).await;
    use_up(&world, &shop).await;
    world.engine.save_budget(&shop.owner, form(Scope::Tenant, 10_000, AtLimit::Stop)).await.unwrap();
    let message = write(&world, &shop, marina).await.unwrap();
    let held = world.engine.budgets(&shop.owner).await.unwrap()[0].standing;
    assert_eq!((held.spent, held.reserved), (0, 350));
    let mut sent = status("wamid.out", "sent", MARINA, Some(("regular", "service")));
    sent["biz_opaque_callback_data"] = super::help::outbound_of(&world, message).await.into();
    told(&world, &shop, &[sent]).await;
    let booked = world.engine.budgets(&shop.owner).await.unwrap()[0].standing;
    assert_eq!((booked.spent, booked.reserved), (350, 0));
}

#[tokio::test]
async fn steps_are_told_once_each_to_those_who_lead() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let budget =
        world.engine.save_budget(&shop.owner, form(Scope::Tenant, 10_000, AtLimit::Stop)).await.unwrap();
    let bill = async |from: u32, until: u32| {
        for number in from..until {
            let id = format!("wamid.{number}");
            told(&world, &shop, &[status(&id, "sent", MARINA, Some(("regular", "utility")))]).await;
        }
        work(&world).await;
        world.letters.0.lock().unwrap().drain(..).map(|letter| letter.subject).collect::<Vec<_>>()
    };
    assert_eq!(bill(0, 22).await, Vec::<String>::new());
    let first = bill(22, 23).await;
    assert!(first.len() == 1 && first[0].contains("80%"), "{first:?}");
    assert_eq!(bill(23, 24).await, Vec::<String>::new());
    let last = bill(24, 40).await;
    assert!(last.len() == 1 && last[0].contains("esgotado"), "{last:?}");
    assert_eq!(bill(40, 50).await, Vec::<String>::new());
    assert_eq!(one(&world, "select count(*) from budget_alarm").await, 3);
    assert_eq!(one(&world, "select count(*) from event where kind = 'cost_updated'").await, 3);
    // A limit that moves is told about anew.
    let mut wider = form(Scope::Tenant, 20_000, AtLimit::Tell);
    wider.id = Some(budget.standing.id);
    world.engine.save_budget(&shop.owner, wider).await.unwrap();
    let again = bill(50, 51).await;
    assert!(again.len() == 1 && again[0].contains("80%"), "{again:?}");
}

#[tokio::test]
async fn budgets_and_prices_are_changed_by_those_who_may_and_never_contradict_each_other() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let as_role = |role| Caller { role, ..shop.owner };
    let tenant = form(Scope::Tenant, 10_000, AtLimit::Tell);
    let code = |refused: prosa_domain::refusal::Refusal| refused.code;
    assert_eq!(
        world.engine.save_budget(&as_role(Role::Manager), tenant).await.map_err(code).err(),
        Some(Code::Forbidden)
    );
    assert_eq!(
        world.engine.cost_overview(&as_role(Role::Agent), None).await.map_err(code).err(),
        Some(Code::Forbidden)
    );
    let saved = world.engine.save_budget(&shop.owner, tenant).await.unwrap();
    assert_eq!(
        world.engine.save_budget(&shop.owner, tenant).await.map_err(code).err(),
        Some(Code::BudgetTaken)
    );
    for (wrong, why) in [
        (form(Scope::Tenant, 0, AtLimit::Tell), Code::FieldInvalid),
        (BudgetForm { limit: Money::of(1, Currency::USD), ..tenant }, Code::FieldInvalid),
        (form(Scope::Line(prosa_domain::id::LineId(uuid::Uuid::nil())), 1, AtLimit::Tell), Code::NotFound),
    ] {
        assert_eq!(world.engine.save_budget(&shop.owner, wrong).await.map_err(code).err(), Some(why));
    }
    assert_eq!(
        world.engine.set_cost_currency(&shop.owner, Currency::USD).await.map_err(code).err(),
        Some(Code::CurrencyInUse)
    );
    world.engine.remove_budget(&shop.owner, saved.standing.id).await.unwrap();
    world.engine.set_cost_currency(&shop.owner, Currency::USD).await.unwrap();
    let new = NewPrice {
        market: Market::BRAZIL,
        category: Category::Utility,
        price: Money::of(70, Currency::USD),
        valid_from: "2027-01-01".parse().unwrap(),
        valid_until: None,
    };
    assert_eq!(world.engine.add_price(&shop.owner, new).await.map_err(code).err(), Some(Code::PriceOverlap));
    let table = world.engine.prices(&shop.owner).await.unwrap();
    let old = table
        .rows
        .iter()
        .find(|row| row.category == Category::Utility && row.price.currency == Currency::USD)
        .unwrap();
    assert_eq!(old.source, Source::SecondHand);
    world.engine.end_price(&shop.owner, EndPrice { id: old.id, until: new.valid_from }).await.unwrap();
    world.engine.add_price(&shop.owner, new).await.unwrap();
    let longer = EndPrice { id: old.id, until: "2027-02-01".parse().unwrap() };
    assert_eq!(
        world.engine.end_price(&shop.owner, longer).await.map_err(code).err(),
        Some(Code::PriceOverlap)
    );
    let stranger = world.shop("200").await;
    let theirs = EndPrice { id: old.id, until: new.valid_from };
    assert_eq!(
        world.engine.end_price(&stranger.owner, theirs).await.map_err(code).err(),
        Some(Code::NotFound)
    );
}

#[tokio::test]
async fn a_month_is_summed_by_line_member_category_and_day() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let marina = conversation(&world, &shop, MARINA).await;
    let message = write(&world, &shop, marina).await.unwrap();
    let mut own = status("wamid.out", "sent", MARINA, Some(("regular", "service")));
    own["biz_opaque_callback_data"] = super::help::outbound_of(&world, message).await.into();
    let mut earlier = status("wamid.1", "sent", MARINA, Some(("regular", "marketing")));
    earlier["timestamp"] = (prosa_testkit::world::START - 86_400).to_string().into();
    let mut last_month = status("wamid.2", "sent", MARINA, Some(("regular", "marketing")));
    last_month["timestamp"] = (prosa_testkit::world::START - 30 * 86_400).to_string().into();
    told(
        &world,
        &shop,
        &[
            own,
            earlier,
            last_month,
            status("wamid.3", "sent", MARINA, Some(("free_customer_service", "service"))),
        ],
    )
    .await;
    let view = world.engine.cost_overview(&shop.owner, None).await.unwrap();
    assert_eq!((view.total.messages, view.total.billed, view.total.amount), (3, 2, reais(3_567)));
    assert_eq!(view.lines.len(), 1);
    assert_eq!((view.lines[0].label.as_str(), view.lines[0].free_used), ("Loja Centro", 1));
    assert_eq!(view.members[0].member_id, None);
    assert_eq!((view.members[1].name.as_str(), view.members[1].sum.amount), ("Bianca Nunes", reais(350)));
    let categories: Vec<_> = view.categories.iter().map(|one| one.category.unwrap()).collect();
    assert_eq!(categories, [Category::Marketing, Category::Service]);
    assert_eq!(view.days.len(), 2);
    let before = world.engine.cost_overview(&shop.owner, Some("2026-10-15".parse().unwrap())).await.unwrap();
    assert_eq!(before.total.amount, reais(3_217));
}

#[tokio::test]
async fn a_rate_is_replaced_from_a_day_on_and_corrected_from_its_own_first_day() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let engine = &world.engine;
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let of_marketing = |page: prosa_wire::cost::CostPage| -> Vec<(String, Option<String>, i64, Source)> {
        page.prices
            .rows
            .into_iter()
            .filter(|row| row.category == Category::Marketing && row.price.currency == Currency::BRL)
            .map(|row| {
                let until = row.valid_until.map(|day| day.to_string());
                (row.valid_from.to_string(), until, row.price.units, row.source)
            })
            .collect()
    };
    let page = engine.cost_page(&shop.owner, None).await.unwrap();
    let old = page
        .prices
        .rows
        .iter()
        .find(|row| row.category == Category::Marketing && row.price.currency == Currency::BRL);
    let old = old.unwrap().id;
    let change = |id, from: &str, units| ReplacePrice { id, from: day(from), price: reais(units) };
    let new = engine.replace_price(&shop.owner, change(old, "2026-12-01", 4_000)).await.unwrap();
    let rows = of_marketing(engine.cost_page(&shop.owner, None).await.unwrap());
    assert_eq!(
        rows,
        [
            ("2026-10-01".to_owned(), Some("2026-12-01".to_owned()), 3_217, Source::SecondHand),
            ("2026-12-01".to_owned(), None, 4_000, Source::Own),
        ]
    );
    let past_its_end = engine.replace_price(&shop.owner, change(old, "2026-12-01", 1)).await;
    assert_eq!(past_its_end.unwrap_err().code, Code::FieldInvalid);
    engine.replace_price(&shop.owner, change(old, "2026-10-01", 3_300)).await.unwrap();
    let rows = of_marketing(engine.cost_page(&shop.owner, None).await.unwrap());
    assert_eq!((rows.len(), rows[0].2, rows[0].3), (2, 3_300, Source::Own), "the wrong one is gone");
    let back = engine.replace_price(&shop.owner, change(new.id, "2026-11-15", 4_100)).await;
    assert_eq!(back.unwrap_err().code, Code::PriceOverlap, "another rate holds on that day");
    let dollars = ReplacePrice { price: Money::of(1, Currency::USD), ..change(new.id, "2026-12-01", 1) };
    assert_eq!(engine.replace_price(&shop.owner, dollars).await.unwrap_err().code, Code::FieldInvalid);
    let agent = Caller { role: Role::Manager, ..shop.owner };
    assert_eq!(
        engine.replace_price(&agent, change(new.id, "2026-12-01", 1)).await.unwrap_err().code,
        Code::Forbidden
    );
}

#[tokio::test]
async fn the_screen_of_costs_offers_budgets_only_for_what_has_none() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let engine = &world.engine;
    let page = engine.cost_page(&shop.owner, None).await.unwrap();
    let scopes: Vec<Scope> = page.scopes.iter().map(|choice| choice.scope).collect();
    assert_eq!(scopes, [Scope::Line(shop.line), Scope::Member(shop.owner.member)]);
    assert!(page.may_manage);
    assert_eq!(page.allowances.iter().map(|one| (one.used, one.total)).collect::<Vec<_>>(), [(0, 1_000)]);
    use_up(&world, &shop).await;
    engine.save_budget(&shop.owner, form(Scope::Line(shop.line), 350, AtLimit::Stop)).await.unwrap();
    let manager = Caller { role: Role::Manager, ..shop.owner };
    let page = engine.cost_page(&manager, None).await.unwrap();
    assert!(!page.may_manage, "a manager looks");
    assert_eq!(
        page.scopes.iter().map(|choice| choice.scope).collect::<Vec<_>>(),
        [Scope::Member(shop.owner.member)]
    );
    assert_eq!(page.allowances[0].used, 1_000);
    let agent = Caller { role: Role::Agent, ..shop.owner };
    assert_eq!(engine.cost_page(&agent, None).await.unwrap_err().code, Code::Forbidden);
}
