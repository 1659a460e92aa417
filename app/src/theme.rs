//! Light, dark, or as the system says. The choice is a cookie and an attribute of the document; style does the rest.

use leptos::prelude::*;
use prosa_wire::session::Theme;

/// Name of the cookie that keeps the theme.
pub const THEME_COOKIE: &str = "theme";
/// Name of the cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "lang";
/// A year, in seconds.
const KEEP_SECONDS: u32 = 31_536_000;

/// Value of the document's `data-theme`; none follows the system.
#[must_use]
pub const fn attribute(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

/// The theme of the page, when it is followed.
#[must_use]
pub fn use_theme() -> RwSignal<Theme> {
    use_context::<RwSignal<Theme>>().unwrap_or_else(|| RwSignal::new(Theme::System))
}

/// The text of a cookie that keeps a choice which is no secret.
#[must_use]
pub fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={KEEP_SECONDS}; SameSite=Lax")
}

/// Shows a theme at once and keeps it in the cookie. In the browser only.
pub fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match attribute(theme) {
            Some(word) => root.set_attribute("data-theme", word),
            None => root.remove_attribute("data-theme"),
        };
    }
    keep(THEME_COOKIE, theme.as_str());
}

/// Keeps a choice in a cookie. In the browser only.
pub fn keep(name: &str, value: &str) {
    let text = cookie(name, value);
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &text.into());
}
