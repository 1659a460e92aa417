//! Saved deliveries and the adapter that reads them.

use chrono::DateTime;
use prosa_provider::{InboundError, Provider, Update, meta::Meta, meta::Timeouts};
use serde_json::Value;
use std::sync::LazyLock;

/// The adapter, made once: reading certificates takes longer than reading a delivery.
pub fn meta() -> &'static Meta {
    static META: LazyLock<Meta> = LazyLock::new(|| Meta::new(Timeouts::default()).unwrap());
    &META
}

/// Reads raw bytes.
pub fn parse(raw: &[u8]) -> Result<Vec<Update>, InboundError> {
    meta().parse_inbound(raw, DateTime::UNIX_EPOCH)
}

/// Reads a delivery.
pub fn updates(delivery: &Value) -> Vec<Update> {
    parse(&serde_json::to_vec(delivery).unwrap()).unwrap()
}

/// A saved file.
pub fn json(name: &str) -> Value {
    let path = format!("{}/tests/it/fixtures/{name}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Every saved delivery, by name.
pub fn deliveries() -> &'static [(String, Value)] {
    static ALL: LazyLock<Vec<(String, Value)>> = LazyLock::new(read_deliveries);
    &ALL
}

fn read_deliveries() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, delivery) in json("meta_openapi.json").as_object().unwrap() {
        all.push((format!("meta/{name}"), delivery.clone()));
    }
    for (group, list) in json("own.json").as_object().unwrap() {
        for (name, delivery) in list.as_object().unwrap() {
            all.push((format!("own/{group}/{name}"), delivery.clone()));
        }
    }
    // The order of names in a file is nobody's promise.
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}
