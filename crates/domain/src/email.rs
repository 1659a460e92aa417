//! E-mail addresses as people type them: trimmed, folded, and refused when they cannot be one.

use serde::{Deserialize, Serialize};

/// Longest address SMTP carries (RFC 5321, 4.5.3.1.3).
const LENGTH_MAX: usize = 254;
/// Longest part before the at sign (RFC 5321, 4.5.3.1.1).
const LOCAL_LENGTH_MAX: usize = 64;

/// An address in lower case, with a local part and a domain that has a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address. The check is as strict as a form needs: the letter itself proves the rest.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let fits = text.len() <= LENGTH_MAX && !local.is_empty() && local.len() <= LOCAL_LENGTH_MAX;
        (fits && is_local(local) && is_domain(domain)).then(|| Self(text.to_lowercase()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the at sign.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

fn is_local(local: &str) -> bool {
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    !dots && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.split('.');
    domain.contains('.') && labels.all(is_label)
}

fn is_label(label: &str) -> bool {
    let dashes = label.starts_with('-') || label.ends_with('-');
    !label.is_empty()
        && label.len() <= 63
        && !dashes
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_folded() {
        let email = Email::parse("  Ana.Souza@Loja.Example ").map(|email| email.as_str().to_owned());
        assert_eq!(email.as_deref(), Some("ana.souza@loja.example"));
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "ana",
            "ana@",
            "@loja.example",
            "ana@loja",
            "ana@loja..example",
            "ana@.example",
            "a b@loja.example",
            ".ana@loja.example",
            "ana.@loja.example",
            "an..a@loja.example",
            "ana@-loja.example",
            "ana@loja.example\r\nBcc: x",
            "<ana@loja.example>",
        ] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
        assert_eq!(Email::parse(&format!("{}@loja.example", "a".repeat(65))), None);
    }

    #[test]
    fn plus_and_accents_are_fine() {
        assert!(Email::parse("ana+teste@loja.example").is_some());
        assert!(Email::parse("joão@padaria.example").is_some());
    }
}
