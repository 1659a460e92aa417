//! The session's cookie and the way on after a form, on the server only.

use http::{HeaderValue, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use prosa_engine::{Engine, people::NewSession};
use std::net::IpAddr;

/// Name of the cookie; its value is the session's token.
pub const SESSION_COOKIE: &str = "prosa_session";
/// Where a signed-in person begins.
const HOME: &str = "/conversas";

fn set(engine: &Engine, value: &str, seconds: u64) {
    let secure = if engine.settings.public_url.starts_with("https://") { "; Secure" } else { "" };
    let text = format!("{SESSION_COOKIE}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}");
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&text)) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// Hands the session to the browser and goes on to an address of ours.
#[must_use]
pub fn enter(engine: &Engine, session: &NewSession, to: &str) -> String {
    set(engine, session.token_text(), session.age_max.as_secs());
    go_on(if is_ours(to) { to } else { HOME })
}

/// Takes the session from the browser and goes to the door.
pub fn leave(engine: &Engine) {
    set(engine, "", 0);
    go_on("/entrar");
}

/// Redirects a plain form. A call of the browser's half gets the address as its answer instead and loads it itself.
pub fn go_on(to: &str) -> String {
    let plain = use_context::<Parts>().is_some_and(|parts| accepts_html(&parts));
    if plain {
        leptos_axum::redirect(to);
    }
    to.to_owned()
}

/// Whether a page is expected as the answer: the sign of a plain form.
fn accepts_html(parts: &Parts) -> bool {
    let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Whether an address stays in this house: one slash first, nothing a browser would read as another host.
fn is_ours(to: &str) -> bool {
    let mut rest = to.chars();
    rest.next() == Some('/')
        && !matches!(rest.next(), Some('/' | '\\'))
        && to.len() <= 2_000
        && to.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

/// Where the request comes from; empty when that is not known.
#[must_use]
pub fn peer() -> String {
    use_context::<IpAddr>().map(|ip| ip.to_string()).unwrap_or_default()
}

/// The browser, its system and its address, as the list of sessions shows them.
#[must_use]
pub fn device() -> String {
    let parts = use_context::<Parts>();
    let agent = parts
        .as_ref()
        .and_then(|parts| parts.headers.get(header::USER_AGENT))
        .and_then(|value| value.to_str().ok());
    let (browser, system) = read_agent(agent.unwrap_or_default());
    [browser, system, &peer()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Browser and system of a user agent, as far as they are commonly known. Order matters: most claim to be others, too.
fn read_agent(agent: &str) -> (&'static str, &'static str) {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |list: [(&'static str, &'static str); 7]| {
        list.into_iter().find(|(sign, _)| agent.contains(sign)).map_or("", |(_, name)| name)
    };
    (find(BROWSERS), find(SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_house_are_followed() {
        for to in ["/conversas", "/conversas/0198?filtro=minhas", "/"] {
            assert!(is_ours(to), "{to}");
        }
        for to in [
            "",
            "conversas",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/a b",
            "javascript:0",
        ] {
            assert!(!is_ours(to), "{to}");
        }
    }

    #[test]
    fn common_browsers_are_named() {
        let chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(read_agent(chrome), ("Chrome", "Android"));
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(read_agent(edge), ("Edge", "Windows"));
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1";
        assert_eq!(read_agent(safari), ("Safari", "iPhone"));
        assert_eq!(read_agent("curl/8"), ("", ""));
    }
}
