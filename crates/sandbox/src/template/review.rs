//! The review of templates: what Meta's reviewers would say, by simple rules, so that a test can know beforehand.

use super::{Template, kind_of};
use serde::{Deserialize, Serialize};

/// How reviews go. Changed through the control API.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    /// Milliseconds a review takes.
    pub delay_ms: u64,
    /// Who decides.
    pub mode: Mode,
    /// The reason to reject with, for `reject`.
    pub reason: String,
}

impl Default for Review {
    fn default() -> Self {
        Self { delay_ms: 2_000, mode: Mode::Rules, reason: "INVALID_FORMAT".to_owned() }
    }
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The rules of this module.
    Rules,
    /// Everything is approved.
    Approve,
    /// Everything is rejected.
    Reject,
    /// Nobody, until the control API says.
    Hold,
}

/// What a review says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Approved, perhaps in another category.
    Approved(String),
    /// Rejected.
    Rejected {
        /// Meta's word for it.
        reason: String,
        /// What is wrong.
        why: &'static str,
        /// What to do.
        advice: &'static str,
    },
}

/// Words that make a text advertising.
const PROMOTION: &[&str] = &[
    "promoção",
    "desconto",
    "oferta",
    "cupom",
    "grátis",
    "liquidação",
    "black friday",
    "aproveite",
    "discount",
    "sale",
    "coupon",
    "free shipping",
    "promotion",
    "descuento",
    "rebajas",
    "cupón",
    "gratis",
    "% off",
];
/// Words of texts that Meta does not let through at all.
const ABUSE: &[&str] = &["cassino", "casino", "aposta", "betting", "arma de fogo"];
/// Words that ask for what nobody should tell.
const SCAM: &[&str] = &["senha do cartão", "número do cartão", "card number", "número de tarjeta"];
/// Hosts that hide where a link leads.
const SHORTENERS: &[&str] = &["bit.ly/", "tinyurl.com/", "wa.me/", "goo.gl/", "t.co/", "is.gd/"];
/// Words of one-time codes.
const CODES: &[&str] =
    &["código de verificação", "código de acesso", "verification code", "código de verificación"];

/// Judges a template by the rules.
pub fn judge(template: &Template) -> Verdict {
    let text = whole_text(template);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let rejected = |reason: &str, why, advice| Verdict::Rejected { reason: reason.to_owned(), why, advice };
    if has(ABUSE) {
        return rejected("ABUSIVE_CONTENT", "The content is not allowed.", "Write about something else.");
    }
    if has(SCAM) {
        return rejected("SCAM", "It asks for data that must not be asked for.", "Take the question out.");
    }
    if has(SHORTENERS) {
        let advice = "Write the whole address.";
        return rejected("INVALID_FORMAT", "A link is shortened.", advice);
    }
    if text.replace(' ', "").contains("}}{{") {
        return rejected("INVALID_FORMAT", "Variables touch each other.", "Put words between variables.");
    }
    let is_code = template.buttons().iter().any(|button| kind_of(button).eq_ignore_ascii_case("OTP"));
    if template.category == "AUTHENTICATION" {
        return if is_code {
            Verdict::Approved(template.category.clone())
        } else {
            let why = "A template for codes has no button for the code.";
            rejected("TAG_CONTENT_MISMATCH", why, "Add a button of type OTP.")
        };
    }
    if has(CODES) {
        let advice = "Use the category AUTHENTICATION.";
        return rejected("INCORRECT_CATEGORY", "It carries a one-time code.", advice);
    }
    if template.category == "UTILITY" && has(PROMOTION) {
        // Since 9 April 2025 such a template is approved in the other category instead of being rejected.
        return Verdict::Approved("MARKETING".to_owned());
    }
    Verdict::Approved(template.category.clone())
}

fn whole_text(template: &Template) -> String {
    let mut text = ["HEADER", "BODY", "FOOTER"].map(|kind| template.text(kind)).join("\n");
    for button in template.buttons() {
        for name in ["text", "url"] {
            text.push('\n');
            text.push_str(button.get(name).and_then(|value| value.as_str()).unwrap_or_default());
        }
    }
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(category: &str, text: &str) -> String {
        let components = vec![json!({"type": "BODY", "text": text})];
        let template = Template { category: category.to_owned(), components, ..Template::default() };
        match judge(&template) {
            Verdict::Approved(category) => category,
            Verdict::Rejected { reason, .. } => reason,
        }
    }

    #[test]
    fn the_rules_say_what_each_text_is() {
        let cases = [
            ("UTILITY", "Seu pedido 118 saiu para entrega.", "UTILITY"),
            ("UTILITY", "Aproveite 20% de desconto.", "MARKETING"),
            ("MARKETING", "Aproveite 20% de desconto.", "MARKETING"),
            ("UTILITY", "Seu código de verificação é {{1}} hoje.", "INCORRECT_CATEGORY"),
            ("AUTHENTICATION", "{{1}} é seu código.", "TAG_CONTENT_MISMATCH"),
            ("UTILITY", "Veja em https://bit.ly/abc agora.", "INVALID_FORMAT"),
            ("UTILITY", "Olá {{1}} {{2}}, tudo certo por aí?", "INVALID_FORMAT"),
            ("MARKETING", "Cassino aberto.", "ABUSIVE_CONTENT"),
            ("UTILITY", "Informe o número do cartão.", "SCAM"),
        ];
        for (category, text, expected) in cases {
            assert_eq!(judged(category, text), expected, "{text}");
        }
    }
}
