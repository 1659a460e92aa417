//! Booking what statuses tell.

use super::help::{conversation, one, outbound_of, run, status, told, write};
use prosa_domain::price::{Category, Currency, Market, PriceTable, standard};
use prosa_testkit::World;

const MARINA: &str = "5511987654321";
const REGULAR: Option<(&str, &str)> = Some(("regular", "marketing"));

#[tokio::test]
async fn each_message_is_booked_once_by_the_first_status_that_tells_a_price() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    told(
        &world,
        &shop,
        &[
            status("wamid.1", "sent", MARINA, REGULAR),
            status("wamid.1", "delivered", MARINA, REGULAR),
            status("wamid.2", "sent", MARINA, Some(("free_customer_service", "service"))),
            status("wamid.3", "sent", MARINA, None),
        ],
    )
    .await;
    told(
        &world,
        &shop,
        &[
            status("wamid.1", "read", MARINA, Some(("regular", "utility"))),
            status("wamid.3", "delivered", MARINA, Some(("regular", "utility"))),
        ],
    )
    .await;
    assert_eq!(one(&world, "select count(*) from charge").await, 3);
    assert_eq!(one(&world, "select sum(amount)::bigint from charge").await, 3_217 + 350);
    assert_eq!(one(&world, "select sum(messages)::bigint from cost_day").await, 3);
    assert_eq!(one(&world, "select sum(billed)::bigint from cost_day").await, 2);
    assert_eq!(one(&world, "select sum(allowance)::bigint from cost_day").await, 1);
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 3_567);
    // Playing every delivery again changes nothing.
    run(&world, "update journal set state = 0").await;
    world.ingest().await;
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 3_567);
    assert_eq!(one(&world, "select count(*) from charge").await, 3);
}

#[tokio::test]
async fn what_failed_without_reaching_a_device_is_not_billed_in_whatever_order_it_is_told() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    told(&world, &shop, &[status("wamid.1", "sent", MARINA, REGULAR)]).await;
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 3_217);
    told(&world, &shop, &[status("wamid.1", "failed", MARINA, None)]).await;
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 0);
    assert_eq!(one(&world, "select sum(messages)::bigint from cost_day").await, 0);
    // Failed first, the price after it.
    told(&world, &shop, &[status("wamid.2", "failed", MARINA, None)]).await;
    told(&world, &shop, &[status("wamid.2", "sent", MARINA, REGULAR)]).await;
    assert_eq!(one(&world, "select count(*) from charge where void").await, 2);
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 0);
    // The device has the last word.
    told(&world, &shop, &[status("wamid.2", "delivered", MARINA, REGULAR)]).await;
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 3_217);
    assert_eq!(one(&world, "select sum(billed)::bigint from cost_day").await, 1);
}

#[tokio::test]
async fn a_price_nobody_knows_is_counted_apart_and_never_taken_for_nothing() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    told(
        &world,
        &shop,
        &[
            status("wamid.1", "sent", "5491123456789", REGULAR),
            status("wamid.2", "sent", MARINA, Some(("regular", "of_tomorrow"))),
        ],
    )
    .await;
    assert_eq!(one(&world, "select count(*) from charge where amount is null").await, 2);
    assert_eq!(one(&world, "select sum(unpriced)::bigint from cost_day").await, 2);
    assert_eq!(one(&world, "select sum(amount)::bigint from cost_day").await, 0);
    assert_eq!(one(&world, "select count(*) from cost_day where category = 'other'").await, 1);
}

#[tokio::test]
async fn a_charge_knows_who_sent_its_message_even_when_the_answer_to_the_send_was_lost() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let marina = conversation(&world, &shop, MARINA).await;
    let message = write(&world, &shop, marina).await.unwrap();
    let mut sent = status("wamid.out", "sent", MARINA, Some(("regular", "service")));
    sent["biz_opaque_callback_data"] = outbound_of(&world, message).await.into();
    told(&world, &shop, &[sent]).await;
    let sql = format!(
        "select count(*) from charge where member_id = '{}' and message_id = '{message}'",
        shop.owner.member
    );
    assert_eq!(one(&world, &sql).await, 1);
    let sql = format!("select sum(amount)::bigint from cost_day where member_id = '{}'", shop.owner.member);
    assert_eq!(one(&world, &sql).await, 350);
}

#[tokio::test]
async fn every_tenant_begins_with_the_rates_of_the_domain() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let rows = prosa_db::cost::prices::list(&mut tx, None).await.unwrap();
    let mut stored: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.market, row.category, row.price.currency, row.price.units, row.valid_from, row.valid_until)
        })
        .collect();
    let mut wanted: Vec<_> = standard()
        .into_iter()
        .map(|one| (one.market, one.category, one.currency, one.units, one.valid_from, None))
        .collect();
    stored.sort();
    wanted.sort();
    assert_eq!(stored, wanted);
}

#[tokio::test]
async fn the_booked_amount_is_the_one_the_table_gives() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    run(
        &world,
        &format!(
            "delete from price where category = 'utility' and currency = 'BRL';
             insert into price (tenant_id, market, category, currency, amount, valid_from, valid_until, source)
             select '{tenant}', market, 'utility', 'BRL', amount, valid_from::date, valid_until::date, 'own' from (values
                 ('BR', 11, '2026-10-01', '2026-11-18'), ('BR', 12, '2026-11-18', '2026-11-19'),
                 ('rest', 13, '2026-11-01', '2026-12-01'), ('AR', 14, '2026-11-19', null)) as v (market, amount, valid_from, valid_until)",
            tenant = shop.tenant
        ),
    )
    .await;
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let table = PriceTable::new(prosa_db::cost::prices::list(&mut tx, None).await.unwrap());
    drop(tx);
    // Around midnight in São Paulo, which is three in the morning by the world's clock.
    let mut number = 0;
    for days in 0..5_i64 {
        for minutes in [-1, 0] {
            for to in [MARINA, "5491123456789", "351912345678"] {
                number += 1;
                let at = 1_794_884_400 + days * 86_400 + minutes * 60;
                let id = format!("wamid.{number}");
                let mut sent = status(&id, "sent", to, Some(("regular", "utility")));
                sent["timestamp"] = at.to_string().into();
                told(&world, &shop, &[sent]).await;
                let local = chrono::DateTime::from_timestamp(at - 3 * 3_600, 0).unwrap().date_naive();
                let wanted = table.price(Market::of_phone(to), Category::Utility, Currency::BRL, local);
                let sql = format!(
                    "select coalesce(sum(amount), -1)::bigint from charge where at = to_timestamp({at})
                                   and market = '{}'",
                    Market::of_phone(to).unwrap()
                );
                assert_eq!(one(&world, &sql).await, wanted.map_or(-1, |money| money.units), "{local} {to}");
            }
        }
    }
}
