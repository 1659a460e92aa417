//! Requests held against Meta's own description of them: `crates/provider/tests/it/fixtures/README.md` tells what it is and what
//! was mended.
//!
//! A hand's breadth of JSON Schema is read here, what the description uses of it; a word it does not know ends the test. The library
//! for all of it would give shared crates other features in tests than in the program, and build half of the program twice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, sync::LazyLock};

static DESCRIBED: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../tests/it/fixtures/meta_messages_schema.json")).unwrap()
});

/// Where a request departs from its description; none when Meta describes nothing of its kind.
pub(super) fn flaws(body: &Value) -> Option<Vec<String>> {
    let name = DESCRIBED["kinds"][body["type"].as_str()?].as_str()?;
    if let Some(kind) = body["interactive"]["type"].as_str() {
        let kinds = &DESCRIBED["$defs"]["InteractiveObject"]["properties"]["type"]["enum"];
        kinds.as_array().unwrap().iter().find(|known| known.as_str() == Some(kind))?;
    }
    let mut flaws = Vec::new();
    look(&json!({"$ref": format!("#/$defs/{name}")}), body, "", &mut flaws);
    Some(flaws)
}

/// Looks at a value by a schema and gives the names of the properties the schema speaks of.
fn look<'a>(schema: &'a Value, value: &Value, place: &str, flaws: &mut Vec<String>) -> BTreeSet<&'a str> {
    let mut known = BTreeSet::new();
    let Some(rules) = schema.as_object() else { return known };
    for (word, rule) in rules {
        let holds = match word.as_str() {
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                known.extend(look(&DESCRIBED["$defs"][name], value, place, flaws));
                true
            }
            "allOf" => {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .for_each(|part| known.extend(look(part, value, place, flaws)));
                true
            }
            "oneOf" => {
                let fitting = fitting(rule, value, place);
                fitting.iter().for_each(|part| known.extend(look(part, value, place, flaws)));
                fitting.len() == 1
            }
            "properties" => {
                for (name, part) in rule.as_object().unwrap() {
                    known.insert(name.as_str());
                    if let Some(inner) = value.get(name) {
                        look(part, inner, &format!("{place}/{name}"), flaws);
                    }
                }
                true
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    look(rule, item, &format!("{place}/{number}"), flaws);
                }
                true
            }
            "type" => is_a(rule.as_str().unwrap(), value),
            "enum" => rule.as_array().unwrap().contains(value),
            "required" => {
                !value.is_object()
                    || rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "maxLength" => value.as_str().is_none_or(|text| within(text.chars().count(), rule)),
            "maxItems" => value.as_array().is_none_or(|items| within(items.len(), rule)),
            "minItems" => value.as_array().is_none_or(|items| !items.is_empty() || rule == 0),
            "pattern" => {
                assert_eq!(rule, "^[0-9]$", "another pattern");
                value
                    .as_str()
                    .is_none_or(|text| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit()))
            }
            "default" | "additionalProperties" | "unevaluatedProperties" => true,
            unread => panic!("the description says {unread}, which is not read here"),
        };
        if !holds {
            flaws.push(format!("{place}: {value} against {word} {rule}"));
        }
    }
    if ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|word| rules.get(*word) == Some(&json!(false)))
    {
        let unknown =
            value.as_object().into_iter().flat_map(Map::keys).filter(|name| !known.contains(name.as_str()));
        flaws.extend(unknown.map(|name| format!("{place}/{name} is not described")));
    }
    known
}

/// Those of several schemas that a value fits.
fn fitting<'a>(schemas: &'a Value, value: &Value, place: &str) -> Vec<&'a Value> {
    let fits = |schema: &&Value| {
        let mut flaws = Vec::new();
        look(schema, value, place, &mut flaws);
        flaws.is_empty()
    };
    schemas.as_array().unwrap().iter().filter(fits).collect()
}

fn within(length: usize, most: &Value) -> bool {
    most.as_u64().is_some_and(|most| u64::try_from(length).is_ok_and(|length| length <= most))
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("a type {other}"),
    }
}

#[test]
fn a_request_that_departs_from_its_description_is_found() {
    let request = |kind: &str, said: Value| {
        json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511987654321", "type": kind,
            (kind): said})
    };
    let text = |said: Value| request("text", said);
    assert_eq!(flaws(&text(json!({"body": "Oi", "preview_url": false}))), Some(Vec::new()));
    for broken in [json!({"body": 5}), json!("Oi"), json!({"body": "Oi", "colour": "red"})] {
        assert!(flaws(&text(broken.clone())).is_some_and(|flaws| !flaws.is_empty()), "{broken}");
    }
    let place = |latitude: Value| request("location", json!({ "latitude": latitude }));
    assert_eq!(flaws(&place(json!(1.5))), Some(Vec::new()));
    assert!(flaws(&place(json!("1.5"))).is_some_and(|flaws| !flaws.is_empty()));
    let mut strange = text(json!({"body": "Oi"}));
    strange["colour"] = json!("red");
    assert_eq!(flaws(&strange), Some(vec!["/colour is not described".to_owned()]));
    assert_eq!(flaws(&json!({"type": "hologram"})), None);
}
