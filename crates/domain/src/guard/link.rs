//! Links in a text, with the host they really lead to.

/// Ends of host names that make a word with a dot a link even without a scheme.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "com", "br", "net", "org", "io", "app", "link", "me", "ly", "shop", "store", "site", "online", "xyz", "info", "co", "tk", "top",
    "click", "dev", "gl", "gg", "mx", "ar", "es", "pt", "us", "uk", "biz", "live", "pro", "ru", "cn", "example", "page", "cc", "tv",
    "ai", "chat", "club", "vip", "win", "zip", "mobi", "website", "space", "fun", "to", "is", "cl", "pe", "uy",
];

/// A link in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// The host in small letters; empty where there is none (`javascript:`, `data:`).
    pub host: String,
}

/// All links of a text.
pub(super) fn find(text: &str) -> Vec<Link> {
    let edge = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '(' | ')' | '<' | '>' | '"' | '\'' | '[' | ']' | '`' | '|' | '*')
    };
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split(edge) {
        let start = at;
        // Every edge is one character; its length is that of what follows the piece.
        at += piece.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let trimmed = piece.trim_end_matches(['.', ',', ';', '!', '?', ':']);
        if let Some(host) = host(trimmed) {
            found.push(Link { start, end: start + trimmed.len(), host });
        }
    }
    found
}

/// The host of a piece that is a link.
fn host(piece: &str) -> Option<String> {
    let lower = piece.to_lowercase();
    if ["javascript:", "data:", "vbscript:", "file:"].iter().any(|scheme| lower.contains(scheme)) {
        return Some(String::new());
    }
    if let Some((before, rest)) = lower.split_once("://") {
        // Two addresses in one piece: the last one may be hidden behind the first.
        let rest = rest.rsplit_once("://").map_or(rest, |(_, last)| last);
        let scheme = before.chars().all(|letter| letter.is_alphanumeric() || !letter.is_whitespace());
        return scheme.then(|| authority(rest));
    }
    if let Some(rest) = lower.strip_prefix("//") {
        return Some(authority(rest)).filter(|host| host.contains('.'));
    }
    let bare = authority(&lower);
    // A mail address is no link; that is looked at as personal data.
    if lower.contains('@') || !bare.contains('.') {
        return None;
    }
    let end = bare.rsplit('.').next().unwrap_or_default();
    let words = bare.split('.').all(|label| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    });
    let named = bare.chars().any(char::is_alphabetic) && (ENDS.contains(&end) || bare.starts_with("www."));
    let numeric = bare.split('.').count() == 4
        && bare.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        && lower.contains('/');
    (words && (named || numeric)).then_some(bare)
}

/// The host of what stands behind `://`: without names, port, path.
fn authority(rest: &str) -> String {
    let whole = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = whole.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().trim_matches('.').to_owned()
}

/// Whether a host is an allowed one or below it.
pub(super) fn is_allowed(host: &str, allowed: &[&str]) -> bool {
    let own = |entry: &str| {
        let entry = entry.to_lowercase();
        host == entry || host.strip_suffix(&entry).is_some_and(|left| left.ends_with('.'))
    };
    !host.is_empty() && allowed.iter().any(|entry| own(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_judged_by_the_host_it_leads_to() {
        for (text, host) in [
            ("veja https://Loja.com.br/mesa?q=1.", "loja.com.br"),
            ("http://loja.com.br@mal.example/x", "mal.example"),
            ("(https://a.loja.com.br:8443/)", "a.loja.com.br"),
            ("[aqui](https://mal.example)", "mal.example"),
            ("www.mal.example/a", "www.mal.example"),
            ("bit.ly/abc", "bit.ly"),
            ("https://loja.com.br\\@mal.example", "loja.com.br"),
            ("http://10.0.0.1/x", "10.0.0.1"),
            ("javascript:alert", ""),
        ] {
            let found = find(text);
            assert_eq!(found.first().map(|link| link.host.as_str()), Some(host), "{text}");
        }
        for text in ["R$ 1.234,56", "obrigado.Volte", "ana@loja.com.br", "às 14.30", "2.14.3", "etc..."] {
            assert!(find(text).is_empty(), "{text}");
        }
        assert!(
            is_allowed("a.loja.com.br", &["loja.com.br"])
                && !is_allowed("minhaloja.com.br", &["loja.com.br"])
        );
        assert!(!is_allowed("", &[""]));
    }
}
