//! The language and the theme a person chose: kept in cookies, so that they hold before signing in too.

use leptos::prelude::*;
use prosa_domain::lang::Lang;
use prosa_wire::session::Theme;

/// Keeps a language, a theme or both. Nothing given changes nothing.
#[server(endpoint = "set_preference")]
pub async fn set_preference(language: Option<Lang>, theme: Option<Theme>) -> Result<(), ServerFnError> {
    if let Some(language) = language {
        set_cookie(crate::theme::LANGUAGE_COOKIE, language.tag());
    }
    if let Some(theme) = theme {
        set_cookie(crate::theme::THEME_COOKIE, theme.as_str());
    }
    Ok(())
}

/// Adds a cookie to the answer.
#[cfg(feature = "ssr")]
fn set_cookie(name: &str, value: &str) {
    let text = crate::theme::cookie(name, value);
    if let (Some(response), Ok(value)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&text))
    {
        response.append_header(http::header::SET_COOKIE, value);
    }
}
