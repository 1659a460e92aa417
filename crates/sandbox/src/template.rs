//! Templates of an account, as Meta keeps them: what they say, how they are judged, what becomes of them. Every account
//! begins with Meta's `hello_world` and one in Portuguese.

pub mod fill;
pub mod life;
pub mod review;
pub mod rules;

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// A template.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Template {
    /// Id; made when empty.
    pub id: String,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// `APPROVED` and so on; approved when empty.
    pub status: String,
    /// Header, body, footer, buttons as Meta writes them.
    pub components: Vec<Value>,
    /// `POSITIONAL` or `NAMED`; the first when empty.
    pub parameter_format: String,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`; the last when empty.
    pub quality: String,
    /// Why it was rejected.
    pub rejected_reason: Option<String>,
    /// What it was before Meta moved it.
    pub previous_category: Option<String>,
    /// What Meta will move it to.
    pub correct_category: Option<String>,
    /// Seconds a send is tried for.
    pub message_send_ttl_seconds: Option<i64>,
    /// Unix seconds of the last change.
    pub updated_at: i64,
    /// Unix seconds of its edits while approved, the oldest first.
    pub edits: VecDeque<i64>,
    /// How often its quality paused it.
    pub pauses: u8,
    /// Unix seconds at which a pause ends by itself.
    pub paused_until: Option<i64>,
    /// Whether its sends wait for its quality to be known.
    pub held: bool,
    /// Whether it was approved once, so that the next approval is one of an edit.
    pub was_approved: bool,
}

impl Template {
    /// Completes what was left out.
    pub fn complete(mut self, now: i64) -> Self {
        let or = |text: &mut String, usual: &str| {
            if text.is_empty() {
                usual.clone_into(text);
            }
        };
        or(&mut self.status, "APPROVED");
        or(&mut self.parameter_format, "POSITIONAL");
        or(&mut self.quality, "UNKNOWN");
        self.parameter_format = self.parameter_format.to_ascii_uppercase();
        self.was_approved |= self.status == "APPROVED";
        self.updated_at = now;
        self
    }

    /// A component by its type.
    pub fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|part| kind_of(part).eq_ignore_ascii_case(kind))
    }

    /// The text of a component.
    pub fn text(&self, kind: &str) -> &str {
        self.component(kind).and_then(|part| part.get("text")).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its buttons.
    pub fn buttons(&self) -> &[Value] {
        self.component("BUTTONS")
            .and_then(|part| part.get("buttons"))
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// All that can be asked for.
    pub fn node(&self) -> Value {
        let updated = DateTime::from_timestamp(self.updated_at, 0).unwrap_or_default();
        json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "sub_category": null,
            "components": self.components,
            "parameter_format": self.parameter_format,
            "quality_score": {"score": self.quality, "date": self.updated_at},
            "rejected_reason": self.rejected_reason.as_deref().unwrap_or("NONE"),
            "previous_category": self.previous_category,
            "correct_category": self.correct_category,
            "message_send_ttl_seconds": self.message_send_ttl_seconds,
            "last_updated_time": updated.format("%Y-%m-%dT%H:%M:%S%z").to_string(),
            "cta_url_link_tracking_opted_out": false,
            "library_template_name": null,
        })
    }
}

/// The type of a component or button.
pub fn kind_of(part: &Value) -> &str {
    part.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The names between double braces, in order, spaces around them left out.
pub fn variables(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        found.push(name.trim());
        rest = after;
    }
    found
}

/// What a fresh account has.
pub fn seeded(now: i64) -> Vec<Template> {
    let template = |id: &str, name: &str, language: &str, body: Value| {
        let template = Template {
            id: id.to_owned(),
            name: name.to_owned(),
            language: language.to_owned(),
            category: "UTILITY".to_owned(),
            components: vec![body],
            ..Template::default()
        };
        template.complete(now)
    };
    vec![
        template(
            "1100000000000001",
            "hello_world",
            "en_US",
            json!({"type": "BODY", "text": "Welcome and congratulations."}),
        ),
        template(
            "1100000000000002",
            "retorno_orcamento",
            "pt_BR",
            json!({"type": "BODY", "text": "Olá, {{1}}. Seu orçamento segue válido até {{2}}.",
                "example": {"body_text": [["Marina", "30/11"]]}}),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_in_order_and_broken_ones_are_not() {
        assert_eq!(variables("a {{1}} b {{ nome }} c"), ["1", "nome"]);
        assert!(variables("{{1").is_empty() && variables("}}").is_empty());
    }
}
