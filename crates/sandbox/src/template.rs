//! Templates of an account: enough of them to send one and to list them. Made through the control API; every account
//! begins with Meta's `hello_world` and one in Portuguese.

use serde::{Deserialize, Serialize};

/// A template.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Template {
    /// Id; made when empty.
    #[serde(default)]
    pub id: String,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// `APPROVED` and so on.
    #[serde(default = "approved")]
    pub status: String,
    /// Header, body, footer, buttons as Meta writes them.
    pub components: Vec<serde_json::Value>,
}

fn approved() -> String {
    "APPROVED".to_owned()
}

impl Template {
    /// How many variables the body has.
    pub fn variables(&self) -> usize {
        let body = self
            .components
            .iter()
            .find(|part| part.get("type").and_then(|kind| kind.as_str()) == Some("BODY"));
        let text = body.and_then(|body| body.get("text")).and_then(|text| text.as_str()).unwrap_or_default();
        text.matches("{{").count()
    }
}

/// What a fresh account has.
pub fn seeded() -> Vec<Template> {
    let body = |text: &str| vec![serde_json::json!({"type": "BODY", "text": text})];
    let template = |id: &str, name: &str, language: &str, text: &str| Template {
        id: id.to_owned(),
        name: name.to_owned(),
        language: language.to_owned(),
        category: "UTILITY".to_owned(),
        status: approved(),
        components: body(text),
    };
    vec![
        template("1100000000000001", "hello_world", "en_US", "Welcome and congratulations."),
        template(
            "1100000000000002",
            "retorno_orcamento",
            "pt_BR",
            "Olá, {{1}}. Seu orçamento segue válido até {{2}}.",
        ),
    ]
}
