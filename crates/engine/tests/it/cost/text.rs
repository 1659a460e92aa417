//! Text messages: booked by rate and part when their carrier took them, corrected by what their provider billed.

use super::help::{one, run};
use crate::far::Far;
use chrono::Duration;
use prosa_domain::{
    id::LineId,
    line::LineState,
    price::{Category, Currency, Market, Money},
};
use prosa_engine::{Settings, cost::TextPrices, job::Task};
use prosa_provider::Registry;
use prosa_testkit::{World, world::Shop};
use prosa_vault::{IndexPurpose, Purpose};
use prosa_wire::{cost::NewPrice, line::LineForm};
use serde_json::{Value, json};
use sqlx::Row as _;

const OURS: &str = "551133334444";
const WA: &str = "5511987651234";
const ACCOUNT: &str = "AC00000000000000000000000000000001";

struct Desk {
    far: Far,
    world: World,
    shop: Shop,
    sms: LineId,
}

impl Desk {
    /// A shop with a number for text messages whose provider bills so.
    async fn new(bill: fn(&str) -> Value) -> Self {
        let far = Far::start(move |line| (200, bill(line))).await;
        let settings = Settings { twilio_base: far.address.clone(), ..Settings::default() };
        let providers = Registry::standard("https://crm.example.com").unwrap();
        let world = World::build(settings, providers).await;
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
        Self { far, world, shop, sms }
    }

    async fn rate(&self, units: i64) {
        let price = NewPrice {
            market: Market::BRAZIL,
            category: Category::Sms,
            price: Money::of(units, Currency::BRL),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_until: None,
        };
        self.world.engine.add_price(&self.shop.owner, price).await.unwrap();
    }

    /// What Twilio calls back with.
    async fn told(&self, sid: &str, state: &str, more: &str) {
        let form = format!(
            "MessageSid={sid}&AccountSid={ACCOUNT}&MessageStatus={state}&From=%2B{OURS}&To=%2B{WA}{more}"
        );
        let keys = self.world.engine.keyring.installation();
        let row = prosa_db::journal::NewJournalRow {
            received_at: self.world.engine.now(),
            provider: "twiliosms".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, form.as_bytes()).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, form.as_bytes()),
            body_bytes: i32::try_from(form.len()).unwrap(),
        };
        self.world.engine.db.journal_append(&[row]).await.unwrap();
        self.world.ingest().await;
    }

    /// Messages, those without a known price, and the amount of the month.
    async fn month(&self) -> (i64, i64, i64) {
        let view = self.world.engine.cost_overview(&self.shop.owner, None).await.unwrap();
        let sum = view.total;
        assert!(view.categories.iter().all(|one| one.category == Some(Category::Sms)), "{view:?}");
        (sum.messages, sum.unpriced, sum.amount.units)
    }

    /// Takes the orders that wait: what is to be asked, when, and for which time.
    async fn orders(&self) -> Vec<(TextPrices, chrono::DateTime<chrono::Utc>)> {
        let mut admin = self.world.database.admin().await;
        let rows = sqlx::query(
            "with taken as (delete from jobs._private_jobs j using jobs._private_tasks t
                            where t.id = j.task_id and t.identifier = $1 returning j.payload::jsonb as payload, j.run_at)
             select payload, run_at from taken order by run_at",
        )
        .bind(TextPrices::NAME)
        .fetch_all(&mut admin)
        .await
        .unwrap();
        rows.iter()
            .map(|row| (serde_json::from_value(row.get("payload")).unwrap(), row.get("run_at")))
            .collect()
    }
}

#[tokio::test]
async fn a_text_message_is_booked_when_its_carrier_took_it_by_part_and_whether_it_arrives_or_not() {
    let desk = Desk::new(|_| json!({})).await;
    desk.rate(600).await;
    desk.told("SM1", "queued", "").await;
    assert_eq!(desk.month().await, (0, 0, 0));
    desk.told("SM1", "sent", "").await;
    desk.told("SM1", "delivered", "").await;
    assert_eq!(desk.month().await, (1, 0, 600));
    desk.told("SM2", "sent", "&NumSegments=3").await;
    assert_eq!(desk.month().await, (2, 0, 600 + 1_800));
    desk.told("SM2", "undelivered", "&ErrorCode=30005").await;
    assert_eq!(desk.month().await, (2, 0, 2_400), "the carrier is paid all the same");
    desk.told("SM3", "undelivered", "&ErrorCode=30005").await;
    assert_eq!(desk.month().await, (3, 0, 3_000));
    desk.told("SM4", "failed", "&ErrorCode=21612").await;
    assert_eq!(desk.month().await, (3, 0, 3_000), "that never left");
    desk.told("SM5", "sent", "&Price=-0.07125&PriceUnit=BRL").await;
    assert_eq!(desk.month().await, (4, 0, 3_713), "what is told counts before the rate");
    run(&desk.world, "update journal set state = 0").await;
    desk.world.ingest().await;
    assert_eq!(desk.month().await, (4, 0, 3_713), "read again, it changes nothing");
    let asked: Vec<String> = desk.orders().await.into_iter().flat_map(|(order, _)| order.messages).collect();
    assert_eq!(asked, ["SM1", "SM2", "SM3"], "each once; the price of the last is known");
}

#[tokio::test]
async fn what_the_provider_billed_replaces_the_rate_in_the_same_currency_and_is_asked_for_until_it_is_known()
{
    let desk = Desk::new(|line| {
        let price = if line.contains("/SM1.json") {
            json!("-0.07120")
        } else if line.contains("/SM2.json") {
            Value::Null
        } else {
            json!("-0.00750")
        };
        let unit = if line.contains("/SM3.json") { "USD" } else { "BRL" };
        json!({"price": price, "price_unit": unit, "num_segments": "2"})
    })
    .await;
    for sid in ["SM1", "SM2", "SM3"] {
        desk.told(sid, "sent", "").await;
    }
    assert_eq!(desk.month().await, (3, 3, 0), "without a rate nothing is made up");
    let began = desk.world.engine.now();
    let orders = desk.orders().await;
    assert!(orders.iter().all(|(order, at)| order.turn == 0 && *at == began + Duration::minutes(1)));
    for (order, _) in orders {
        order.clone().run(desk.world.engine.clone()).await.unwrap();
        // Work may run twice.
        order.run(desk.world.engine.clone()).await.unwrap();
    }
    assert_eq!(
        desk.month().await,
        (3, 2, 712),
        "dollars are no reais, and what is not known yet is not nothing"
    );
    assert_eq!(one(&desk.world, "select sum(parts)::bigint from charge").await, 6);
    let mut again = desk.orders().await;
    again.dedup_by_key(|(order, _)| order.messages.clone());
    let [(order, at)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!((order.messages.as_slice(), order.turn), (&["SM2".to_owned()][..], 1));
    assert_eq!(*at, began + Duration::minutes(5));
    let last = TextPrices { turn: 4, ..order.clone() };
    last.run(desk.world.engine.clone()).await.unwrap();
    assert_eq!(desk.orders().await.len(), 0, "some day it is not asked any more");
    assert!(desk.far.asked("GET /2010-04-01/Accounts/AC").len() >= 6);
    let other = TextPrices { line: desk.shop.line, messages: vec!["wamid.1".to_owned()], ..order.clone() };
    other.run(desk.world.engine.clone()).await.unwrap();
    assert_eq!(desk.far.asked("wamid").len(), 0, "Meta has no such question");
    assert_eq!(desk.sms, order.line);
}

#[tokio::test]
async fn parts_that_are_told_later_multiply_the_rate() {
    let desk = Desk::new(|_| json!({"price": null, "price_unit": "USD", "num_segments": "3"})).await;
    desk.rate(600).await;
    desk.told("SM1", "sent", "").await;
    for (order, _) in desk.orders().await {
        order.run(desk.world.engine.clone()).await.unwrap();
    }
    assert_eq!(desk.month().await, (1, 0, 1_800));
}
