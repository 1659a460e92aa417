//! The language and the theme a person chose: kept in cookies, so that they hold before signing in too, and with the member,
//! so that they hold in every browser.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use leptos::prelude::*;
use prosa_domain::lang::Lang;
use prosa_wire::session::Theme;

/// Keeps a language, a theme or both. Nothing given changes nothing.
#[server(endpoint = "set_preference")]
pub async fn set_preference(language: Option<Lang>, theme: Option<Theme>) -> Result<(), ServerFnError> {
    keep_for_member(language, theme).await;
    if let Some(language) = language {
        set_cookie(crate::theme::LANGUAGE_COOKIE, language.tag());
    }
    if let Some(theme) = theme {
        set_cookie(crate::theme::THEME_COOKIE, theme.as_str());
    }
    Ok(())
}

/// Keeps it for who is signed in. The cookie holds it already, so a failure costs only the other browsers.
#[cfg(feature = "ssr")]
async fn keep_for_member(language: Option<Lang>, theme: Option<Theme>) {
    use prosa_engine::{Caller, Engine};
    let (Some(engine), Some(caller)) = (use_context::<Engine>(), use_context::<Option<Caller>>().flatten())
    else {
        return;
    };
    if let Some(language) = language {
        let _ = engine.set_language(&caller, Some(language)).await;
    }
    if let Some(theme) = theme {
        let _ = engine.set_theme(&caller, theme).await;
    }
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
