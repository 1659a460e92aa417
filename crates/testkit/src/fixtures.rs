//! The saved deliveries of the provider's tests, addressed to a line of one's own.

use serde_json::Value;

const META: &str = include_str!("../../provider/tests/it/fixtures/meta_openapi.json");
const OWN: &str = include_str!("../../provider/tests/it/fixtures/own.json");

/// Every saved delivery by name, in the order of names, for the given number and account.
#[must_use]
pub fn deliveries(phone_number_id: &str, account_id: &str) -> Vec<(String, Value)> {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("saved deliveries");
    let mut all = Vec::new();
    for (name, delivery) in read(META).as_object().expect("an object") {
        all.push((format!("meta/{name}"), delivery.clone()));
    }
    for (group, list) in read(OWN).as_object().expect("an object") {
        for (name, delivery) in list.as_object().expect("a group") {
            all.push((format!("own/{group}/{name}"), delivery.clone()));
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    for (_, delivery) in &mut all {
        address(delivery, phone_number_id, account_id);
    }
    all
}

fn address(delivery: &mut Value, phone_number_id: &str, account_id: &str) {
    for entry in delivery["entry"].as_array_mut().into_iter().flatten() {
        entry["id"] = account_id.into();
        for change in entry["changes"].as_array_mut().into_iter().flatten() {
            if let Some(id) = change.pointer_mut("/value/metadata/phone_number_id") {
                *id = phone_number_id.into();
            }
        }
    }
}
