//! What people type into forms, checked before anything is stored.

use crate::{Engine, Reply};
use prosa_domain::{
    email::Email,
    refusal::{Code, Refusal},
};
use prosa_vault::IndexPurpose;

/// Longest name of a person or company, in characters.
const NAME_LENGTH_MAX: usize = 80;
/// Longest description of a device kept, in characters.
const DEVICE_LENGTH_MAX: usize = 200;

/// A name: trimmed, on one line, not too long.
pub(super) fn name(field: &str, text: &str) -> Reply<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", field));
    }
    if text.chars().count() > NAME_LENGTH_MAX {
        return Err(Refusal::new(Code::FieldTooLong)
            .with("field", field)
            .with("length_max", NAME_LENGTH_MAX));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", field));
    }
    Ok(text.to_owned())
}

/// An e-mail address.
pub(super) fn email(text: &str) -> Reply<Email> {
    if text.trim().is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "email"));
    }
    Email::parse(text).ok_or_else(|| Refusal::new(Code::EmailInvalid))
}

/// The description of a device, cut to what is kept.
pub(super) fn device(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(DEVICE_LENGTH_MAX).collect()
}

impl Engine {
    /// What log-in finds an address by.
    pub(super) fn email_index(&self, email: &Email) -> [u8; 32] {
        self.keyring.installation().blind_index(IndexPurpose::Email, email.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_stay_on_one_line() {
        assert_eq!(name("name", "  Ana Lívia ").ok().as_deref(), Some("Ana Lívia"));
        assert_eq!(name("name", " ").map_err(|refusal| refusal.code), Err(Code::FieldMissing));
        assert_eq!(name("name", "Ana\r\nBcc: x").map_err(|refusal| refusal.code), Err(Code::FieldInvalid));
        assert_eq!(name("name", &"é".repeat(80)).map_err(|refusal| refusal.code), Ok("é".repeat(80)));
        assert_eq!(name("name", &"é".repeat(81)).map_err(|refusal| refusal.code), Err(Code::FieldTooLong));
    }

    #[test]
    fn a_device_is_cut_not_refused() {
        assert_eq!(device(&"x".repeat(5_000)).len(), DEVICE_LENGTH_MAX);
    }
}
