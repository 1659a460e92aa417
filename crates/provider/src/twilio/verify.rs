//! `X-Twilio-Signature`: base64 of HMAC-SHA-1, under the auth token, of the address that was called followed by every
//! field's name and value in the order of the names (Twilio, "Webhooks security").

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

/// The header, in lower case.
pub(super) const SIGNATURE_HEADER: &str = "x-twilio-signature";

/// Whether the header signs these fields at this address under one of the secrets. Looks at every secret, compares in
/// constant time.
pub(super) fn verify(address: &str, raw: &[u8], header: &str, secrets: &[SecretString]) -> bool {
    let Ok(claimed) = STANDARD.decode(header) else { return false };
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(raw).into_owned().collect();
    fields.sort();
    let mut signed = address.to_owned();
    for (name, value) in fields {
        signed.push_str(&name);
        signed.push_str(&value);
    }
    let mut genuine = false;
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose_secret().as_bytes());
        genuine |= hmac::verify(&key, signed.as_bytes(), &claimed).is_ok();
    }
    genuine
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed apart from this code, with another library.
    const ADDRESS: &str = "https://crm.example.com/hooks/twilio?acct=7";
    const BODY: &str = "MessageSid=SM00000000000000000000000000000001&From=whatsapp%3A%2B5511987654321&NumMedia=0\
                        &To=whatsapp%3A%2B551133334444&Body=Ol%C3%A1";
    const HEADER: &str = "p/hSoedytboc3BkRuClQ79LxSy8=";

    fn secrets(all: &[&str]) -> Vec<SecretString> {
        all.iter().map(|secret| SecretString::from(*secret)).collect()
    }

    #[test]
    fn a_signature_holds_for_its_address_its_fields_and_its_secret_only() {
        let good = |address: &str, body: &str, secret: &str| {
            verify(address, body.as_bytes(), HEADER, &secrets(&["other", secret]))
        };
        assert!(good(ADDRESS, BODY, "12345"));
        assert!(!good(ADDRESS, BODY, "12346"));
        assert!(!good("https://crm.example.com/hooks/twilio", BODY, "12345"));
        assert!(!good(ADDRESS, &BODY.replace("Ol%C3%A1", "Oi"), "12345"));
        assert!(!good(ADDRESS, &format!("{BODY}&Extra=1"), "12345"));
    }

    #[test]
    fn headers_that_are_no_signature_are_refused() {
        for header in ["", "=", "não", "AAAA"] {
            assert!(!verify(ADDRESS, BODY.as_bytes(), header, &secrets(&["12345"])), "{header}");
        }
        assert!(!verify(ADDRESS, BODY.as_bytes(), HEADER, &[]));
    }
}
