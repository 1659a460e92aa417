//! What is fixed when a page loads: language, theme, who looks at it, the server's time. The server gives it as context;
//! it travels in a `<meta>` element, so that the browser's first render says exactly the same.

use crate::bundle::Bundle;
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

/// Addresses of one bundle's code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The small module that starts it.
    pub boot: String,
    /// The bindings.
    pub js: String,
    /// What is loaded first.
    pub wasm: String,
}

/// Addresses of the built files; the server reads them from `manifest.json` of the web build and gives them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The conversations; everything when there is no other bundle.
    pub inbox: Code,
    /// The settings and the doors, when they are a bundle of their own.
    #[serde(default)]
    pub settings: Option<Code>,
    /// Templates, when they are a bundle of their own.
    #[serde(default)]
    pub studio: Option<Code>,
    /// What machines do and what the company knows, when they are a bundle of their own.
    #[serde(default)]
    pub insight: Option<Code>,
    /// What decides about sending, when it is a bundle of its own.
    #[serde(default)]
    pub rules: Option<Code>,
    /// The style sheet.
    pub css: String,
    /// The sentences, by language tag.
    #[serde(default)]
    pub sentences: BTreeMap<String, String>,
}

impl Assets {
    /// The code of a bundle; of all when they are one.
    #[must_use]
    pub fn code(&self, bundle: Option<Bundle>) -> Code {
        let own = match bundle {
            Some(Bundle::Settings) => self.settings.as_ref(),
            Some(Bundle::Studio) => self.studio.as_ref(),
            Some(Bundle::Insight) => self.insight.as_ref(),
            Some(Bundle::Rules) => self.rules.as_ref(),
            Some(Bundle::Inbox) | None => None,
        };
        own.unwrap_or(&self.inbox).clone()
    }
}
