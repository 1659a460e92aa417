//! Prices told by statuses.

use prosa_domain::price::{Category, Market};
use prosa_provider::{
    Item, Pricing, Provider,
    meta::{Meta, Timeouts},
};
use serde_json::{Value, json};

fn told(status: Value) -> Option<Pricing> {
    let body = json!({"entry": [{"id": "1", "changes": [{"field": "messages", "value": {
        "metadata": {"phone_number_id": "100"}, "statuses": [status]}}]}]});
    let updates = Meta::new(Timeouts::default())
        .unwrap()
        .parse_inbound(body.to_string().as_bytes(), chrono::DateTime::UNIX_EPOCH)
        .unwrap();
    match &updates[0].item {
        Item::Status(status) => status.pricing(),
        other => panic!("{other:?}"),
    }
}

fn status(recipient: &str, pricing: Value) -> Value {
    json!({"id": "wamid.1", "status": "sent", "timestamp": "1795010000", "recipient_id": recipient, "pricing": pricing})
}

#[test]
fn the_type_says_whether_a_message_is_billed_and_the_number_where() {
    for (pricing, category, kind, billable) in [
        (
            json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"}),
            Some(Category::Service),
            "regular",
            true,
        ),
        (
            json!({"billable": true, "type": "free_customer_service", "category": "service"}),
            Some(Category::Service),
            "free_customer_service",
            false,
        ),
        (json!({"billable": true, "category": "marketing"}), Some(Category::Marketing), "regular", true),
        (json!({"billable": false, "category": "utility"}), Some(Category::Utility), "free", false),
        (json!({"type": "regular", "category": "of_tomorrow"}), None, "regular", true),
    ] {
        let got = told(status("5511987651234", pricing)).unwrap();
        assert_eq!((got.category, got.kind.as_str(), got.billable), (category, kind, billable));
        assert_eq!(got.market, Some(Market::BRAZIL));
    }
}

#[test]
fn a_free_entry_point_tells_its_end() {
    let mut free =
        status("5511987651234", json!({"type": "free_entry_point", "category": "referral_conversion"}));
    free["conversation"] =
        json!({"id": "c", "expiration_timestamp": "1795269300", "origin": {"type": "referral_conversion"}});
    let got = told(free).unwrap();
    assert_eq!(got.free_until.map(|at| at.timestamp()), Some(1_795_269_300));
    assert!(!got.billable);
}

#[test]
fn a_hidden_number_is_placed_by_its_user_id_or_not_at_all() {
    let mut hidden = status("", json!({"type": "regular", "category": "service"}));
    hidden["recipient_user_id"] = "AR.123".into();
    assert_eq!(told(hidden).unwrap().market, Market::parse("AR"));
    let group = json!({"id": "w", "status": "sent", "timestamp": "1", "recipient_id": "Y2FwaV9ncm91cA", "pricing": {"type": "regular"}});
    assert_eq!(told(group).unwrap().market, None);
}

#[test]
fn what_is_no_price_is_none() {
    for pricing in
        [json!(null), json!("free"), json!([]), json!({}), json!({"type": 7}), json!({"type": "€"})]
    {
        assert_eq!(told(status("5511987651234", pricing.clone())), None, "{pricing}");
    }
}
