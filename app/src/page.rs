//! What is fixed when a page loads: language, theme, who looks at it, the server's time. The server gives it as context;
//! it travels in a `<meta>` element, so that the browser's first render says exactly the same.

use crate::half::Half;
use chrono::{DateTime, Utc};
use prosa_domain::lang::Lang;
use prosa_wire::session::{Me, Theme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the `<meta>` element that carries the page.
pub(crate) const META_NAME: &str = "prosa-page";

/// What is fixed when a page loads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The language: cookie, else the member's, else the browser's.
    pub lang: Lang,
    /// The theme: cookie, else the member's, else the system's.
    pub theme: Theme,
    /// The server's time.
    pub now: DateTime<Utc>,
    /// Who is signed in.
    pub me: Option<Me>,
}

impl Default for Page {
    fn default() -> Self {
        Self { lang: Lang::default(), theme: Theme::System, now: DateTime::UNIX_EPOCH, me: None }
    }
}

impl Page {
    /// The page being rendered: from the request's context on the server, from the document in the browser.
    #[must_use]
    pub fn current() -> Self {
        if let Some(page) = leptos::prelude::use_context::<Self>() {
            return page;
        }
        Self::from_document().unwrap_or_default()
    }

    #[cfg(feature = "hydrate")]
    fn from_document() -> Option<Self> {
        let selector = format!("meta[name={META_NAME}]");
        let meta = leptos::prelude::document().query_selector(&selector).ok()??;
        serde_json::from_slice(meta.get_attribute("content")?.as_bytes()).ok()
    }

    #[cfg(not(feature = "hydrate"))]
    const fn from_document() -> Option<Self> {
        None
    }
}

/// Addresses of one half's code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The small module that starts it.
    pub boot: String,
    /// The bindings.
    pub js: String,
    /// The code.
    pub wasm: String,
}

impl Assets {
    /// The code of a half; of both when they are one file.
    #[must_use]
    pub fn code(&self, half: Option<Half>) -> Code {
        match &self.settings {
            Some(code) if half == Some(Half::Settings) => code.clone(),
            _ => Code { boot: self.boot.clone(), js: self.js.clone(), wasm: self.wasm.clone() },
        }
    }
}

/// Addresses of the built files; the server reads them from `manifest.json` of the web build and gives them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The small module that starts the browser's half.
    pub boot: String,
    /// The bindings.
    pub js: String,
    /// The browser's half.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The half with the settings and the doors, when it is a file of its own.
    #[serde(default)]
    pub settings: Option<Code>,
    /// The sentences, by language tag.
    #[serde(default)]
    pub sentences: BTreeMap<String, String>,
}
