//! Signatures over raw bytes.

use crate::saved::{json, meta};
use prosa_provider::{Headers, Provider};
use secrecy::SecretString;

fn headers(signature: &str) -> Headers {
    Headers::from([("x-hub-signature-256".to_owned(), signature.to_owned())])
}

#[test]
fn every_saved_signature_is_genuine_and_one_changed_byte_makes_it_forged() {
    for vector in json("signatures.json").as_array().unwrap() {
        let body = hex::decode(vector["body_hex"].as_str().unwrap()).unwrap();
        let right =
            [SecretString::from("another"), SecretString::from(vector["app_secret"].as_str().unwrap())];
        let header = headers(vector["header"].as_str().unwrap());
        assert!(meta().verify(&body, &header, &right));
        assert!(!meta().verify(&body, &header, &right[..1]));
        assert!(!meta().verify(&body, &Headers::new(), &right));
        for at in 0..body.len() {
            let mut forged = body.clone();
            forged[at] ^= 1;
            assert!(!meta().verify(&forged, &header, &right));
        }
    }
}
