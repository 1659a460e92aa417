//! Bodies nobody should send: never a panic, never a lost neighbour, never memory without end.

use crate::saved::{deliveries, parse, updates};
use proptest::prelude::*;
use prosa_provider::{InboundError, Item};
use serde_json::{Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    // Names that mean something, so that the tree reaches into the reader.
    let name = prop_oneof![
        "entry|changes|value|field|messages|statuses|contacts|metadata|errors|system|context|text|type|id|from|timestamp",
        "[a-z_]{1,8}",
    ];
    leaf.prop_recursive(6, 120, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn texts(count: usize) -> Vec<Value> {
    let text = |place: usize| {
        json!({"from": "5511987651234", "id": format!("wamid.{place}"), "timestamp": "1795000000", "type": "text",
            "text": {"body": format!("mensagem {place}")}})
    };
    (0..count).map(text).collect()
}

fn delivery(messages: &[Value], statuses: &[Value]) -> Value {
    json!({"entry": [{"id": "1", "changes": [{"field": "messages",
        "value": {"metadata": {"phone_number_id": "2"}, "messages": messages, "statuses": statuses}}]}]})
}

fn read_ids(delivery: &Value) -> Vec<String> {
    let id = |item: Item| match item {
        Item::Message(message) => Some(message.provider_message_id),
        _ => None,
    };
    updates(delivery).into_iter().filter_map(|update| id(update.item)).collect()
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&raw);
    }

    #[test]
    fn arbitrary_json_never_panics(body in any_json()) {
        let _ = parse(body.to_string().as_bytes());
        let _ = parse(json!({"entry": [{"changes": [{"field": "messages", "value": body}]}]}).to_string().as_bytes());
    }

    #[test]
    fn a_cut_off_delivery_is_refused_as_a_whole(which in 0_usize..1_000, cut in 0.0..1.0_f64) {
        let all = deliveries();
        let raw = serde_json::to_vec(&all[which % all.len()].1).unwrap();
        let end = (raw.len() as f64 * cut) as usize;
        prop_assert_eq!(parse(&raw[..end]), Err(InboundError::NotJson));
    }

    #[test]
    fn a_broken_message_never_costs_its_neighbours(broken in any_json(), place in 0_usize..8) {
        let mut messages = texts(8);
        messages[place] = broken;
        let ids = read_ids(&delivery(&messages, &[]));
        for other in (0..8).filter(|other| *other != place) {
            prop_assert!(ids.contains(&format!("wamid.{other}")), "{other} is lost");
        }
        prop_assert!(updates(&delivery(&messages, &[])).len() >= 8);
    }

    #[test]
    fn a_broken_status_never_costs_its_neighbours(broken in any_json()) {
        let good = json!({"id": "wamid.S", "status": "read", "timestamp": "1795000000"});
        let all = updates(&delivery(&texts(2), &[broken, good]));
        let read = all.iter().filter(|update| matches!(&update.item, Item::Status(status) if status.provider_message_id == "wamid.S"));
        prop_assert_eq!(read.count(), 1);
        prop_assert_eq!(all.len(), 4);
    }

    #[test]
    fn a_broken_change_or_entry_never_costs_its_neighbours(broken in any_json()) {
        let good = delivery(&texts(1), &[])["entry"][0].clone();
        let mut mixed = good.clone();
        mixed["changes"] = json!([broken, good["changes"][0]]);
        for entries in [json!([broken, good]), json!([mixed])] {
            let ids = read_ids(&json!({"entry": entries}));
            prop_assert!(ids.contains(&"wamid.0".to_owned()));
        }
    }
}

#[test]
fn what_is_not_a_delivery_is_told_so() {
    for raw in ["", "{", "nul", "\u{feff}{}", "{\"entry\":[}"] {
        assert_eq!(parse(raw.as_bytes()), Err(InboundError::NotJson), "{raw}");
    }
    for raw in ["null", "[]", "3", "{}", "{\"entry\":{}}", "\"entry\""] {
        assert_eq!(parse(raw.as_bytes()), Err(InboundError::NotADelivery), "{raw}");
    }
}

#[test]
fn deep_nesting_is_refused_without_a_deep_stack() {
    let deep = |inside: &str| format!("{}{inside}{}", "[".repeat(500_000), "]".repeat(500_000));
    assert_eq!(parse(deep("").as_bytes()), Err(InboundError::NotJson));
    let body =
        format!("{{\"entry\":[{{\"changes\":[{{\"field\":\"messages\",\"value\":{}}}]}}]}}", deep("1"));
    assert_eq!(parse(body.as_bytes()), Err(InboundError::NotJson));
    let objects = format!("{}1{}", "{\"a\":".repeat(200_000), "}".repeat(200_000));
    assert_eq!(parse(objects.as_bytes()), Err(InboundError::NotJson));
}

#[test]
fn the_largest_delivery_of_meta_is_read_in_order() {
    let mut messages = texts(1_000);
    for message in &mut messages {
        message["text"]["body"] = Value::from("é".repeat(1_400));
    }
    let ids = read_ids(&delivery(&messages, &[]));
    let wanted: Vec<String> = (0..1_000).map(|place| format!("wamid.{place}")).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn a_delivery_of_a_million_splinters_is_refused() {
    let splinters = format!("{{\"entry\":[{}{{}}]}}", "{},".repeat(1_000_000));
    assert_eq!(parse(splinters.as_bytes()), Err(InboundError::TooMany));
    let inside = format!(
        "{{\"entry\":[{{\"changes\":[{{\"field\":\"messages\",\"value\":{{\"messages\":[{}0]}}}}]}}]}}",
        "0,".repeat(1_000_000)
    );
    assert_eq!(parse(inside.as_bytes()), Err(InboundError::TooMany));
}

#[test]
fn a_text_cut_inside_an_emoji_costs_neither_itself_nor_its_neighbours() {
    let good = serde_json::to_string(&delivery(&texts(3), &[])).unwrap();
    let broken = good.replace("mensagem 1", "oi \\ud83d");
    let all = parse(broken.as_bytes()).unwrap();
    let bodies: Vec<_> = all
        .iter()
        .map(|update| match &update.item {
            Item::Message(message) => message.content.text(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(bodies, ["mensagem 0", "oi \u{fffd}", "mensagem 2"]);
    let mut bytes = good.into_bytes();
    let at = bytes.windows(10).position(|window| window == b"mensagem 2").unwrap();
    bytes[at] = 0xff;
    assert_eq!(parse(&bytes).unwrap().len(), 3);
}

#[test]
fn times_that_are_no_times_are_kept_as_broken() {
    for time in [
        json!(null),
        json!("ontem"),
        json!(-1),
        json!("99999999999999999999"),
        json!(9_999_999_999_999_i64),
        json!([]),
    ] {
        let mut messages = texts(2);
        messages[0]["timestamp"] = time.clone();
        let all = updates(&delivery(&messages, &[]));
        assert!(
            matches!(&all[0].item, Item::Malformed { reason: "message-without-time", raw } if *raw == messages[0]),
            "{time}"
        );
        assert!(matches!(&all[1].item, Item::Message(_)));
    }
}
