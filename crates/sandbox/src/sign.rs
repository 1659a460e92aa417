//! The bytes of a webhook and their signature. Meta signs exactly what it sends, and sends JSON with every character
//! beyond ASCII and every slash escaped (Meta, "Webhooks, getting started": the escaped form, lowercase hex).

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use std::fmt::Write;

/// JSON as Meta puts it on the wire.
pub fn wire(value: &Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len() + plain.len() / 8);
    for letter in plain.chars() {
        match letter {
            // A slash occurs in JSON only inside strings.
            '/' => out.push_str("\\/"),
            _ if letter.is_ascii() => out.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.into_bytes()
}

/// Value of `X-Hub-Signature-256` for a body.
pub fn signature(app_secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
    format!("sha256={}", hex::encode(hmac::sign(&key, body)))
}

/// A form as it goes over the wire (URL standard, `application/x-www-form-urlencoded`).
pub fn form(fields: &Map<String, Value>) -> Vec<u8> {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        encode(&mut out, name);
        out.push('=');
        encode(&mut out, value.as_str().unwrap_or_default());
    }
    out.into_bytes()
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

/// Value of `X-Twilio-Signature`: the address and every field in the order of the names, under the auth token.
pub fn twilio(auth_token: &str, url: &str, fields: &Map<String, Value>) -> String {
    let mut sorted: Vec<(&String, &str)> =
        fields.iter().map(|(name, value)| (name, value.as_str().unwrap_or_default())).collect();
    sorted.sort();
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn accents_emoji_and_slashes_are_escaped_and_read_back_the_same() {
        let value = json!({"t": "café 👍 a/b \"x\""});
        let bytes = wire(&value);
        assert_eq!(String::from_utf8_lossy(&bytes), r#"{"t":"caf\u00e9 \ud83d\udc4d a\/b \"x\""}"#);
        assert_eq!(serde_json::from_slice::<Value>(&bytes).ok(), Some(value));
    }

    #[test]
    fn twilios_own_example_is_signed_as_twilio_says() {
        let fields = json!({"CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234",
            "From": "+12349013030", "To": "+18005551212"});
        let fields = fields.as_object().cloned().unwrap_or_default();
        let signature = twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", &fields);
        assert_eq!(signature, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
        let fields = json!({"Body": "Olá & tchau", "To": "+55"}).as_object().cloned().unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&form(&fields)), "Body=Ol%C3%A1+%26+tchau&To=%2B55");
    }

    #[test]
    fn the_signature_is_the_one_openssl_computes() {
        assert_eq!(
            signature("test_app_secret", br#"{"t":"caf\u00e9"}"#),
            "sha256=4ea6a0b98c398d90012c91879a402e35f5fb380bf29a0730c5624a620e8be966"
        );
    }
}
