//! The bytes of a webhook and their signature. Meta signs exactly what it sends, and sends JSON with every character
//! beyond ASCII and every slash escaped (Meta, "Webhooks, getting started": the escaped form, lowercase hex).

use aws_lc_rs::hmac;
use serde_json::Value;
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
    fn the_signature_is_the_one_openssl_computes() {
        assert_eq!(
            signature("test_app_secret", br#"{"t":"caf\u00e9"}"#),
            "sha256=4ea6a0b98c398d90012c91879a402e35f5fb380bf29a0730c5624a620e8be966"
        );
    }
}
