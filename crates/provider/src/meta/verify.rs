//! `X-Hub-Signature-256`: HMAC-SHA-256 of the raw body under the app secret (Meta, "Create a webhook endpoint").

use aws_lc_rs::hmac;
use secrecy::{ExposeSecret, SecretString};

/// The header, in lower case.
pub(super) const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// Whether the header is the body's signature under one of the secrets. Looks at every secret, compares in constant time.
pub(super) fn verify(raw: &[u8], header: &str, secrets: &[SecretString]) -> bool {
    let Some(claimed) = header.strip_prefix("sha256=").filter(|hex| hex.len() == 64) else { return false };
    let Ok(claimed) = hex::decode(claimed) else { return false };
    let mut genuine = false;
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        genuine |= hmac::verify(&key, raw, &claimed).is_ok();
    }
    genuine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(all: &[&str]) -> Vec<SecretString> {
        all.iter().map(|secret| SecretString::from(*secret)).collect()
    }

    #[test]
    fn metas_own_vectors_verify_over_raw_bytes() {
        for (body, signature) in [
            (
                r#"{"object":"whatsapp_business_account","entry":[]}"#,
                "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
            ),
            (
                r#"{"object": "whatsapp_business_account", "entry": []}"#,
                "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
            ),
            (r#"{"t":"caf\u00e9"}"#, "4ea6a0b98c398d90012c91879a402e35f5fb380bf29a0730c5624a620e8be966"),
            (r#"{"t":"café"}"#, "5dcbb394883ca594568caa1e388f7868c632a00efd8879cf0a6c9059f7d38208"),
        ] {
            let header = format!("sha256={signature}");
            assert!(verify(body.as_bytes(), &header, &secrets(&["other", "test_app_secret"])), "{body}");
            assert!(!verify(body.as_bytes(), &header, &secrets(&["other"])), "{body}");
            assert!(
                !verify(format!("{body} ").as_bytes(), &header, &secrets(&["test_app_secret"])),
                "{body}"
            );
        }
    }

    #[test]
    fn headers_that_are_no_signature_are_refused() {
        for header in
            ["", "sha256=", "sha1=00", "dec6a680", "sha256=zz", &format!("sha256={}", "g".repeat(64))]
        {
            assert!(!verify(b"{}", header, &secrets(&["test_app_secret"])), "{header}");
        }
        assert!(!verify(b"{}", &format!("sha256={}", "0".repeat(64)), &[]));
    }
}
