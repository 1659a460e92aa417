//! How server functions answer: the value, or a refusal with its code. On the server it also finds who asks, and gives the
//! response the refusal's status.

use prosa_domain::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// Why a server function did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallError(pub Refusal);

/// The answer of a server function.
pub type Called<T> = Result<T, CallError>;

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        error.0
    }
}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CallError {}

impl FromServerFnError for CallError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            // What answered did not speak our language: a proxy, a sign-in page of the network, a server going down.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) => Code::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Code::FieldInvalid,
            _ => Code::Internal,
        };
        Self(Refusal::new(code))
    }
}

#[cfg(feature = "ssr")]
mod server {
    use super::{CallError, Called};
    use leptos::prelude::use_context;
    use prosa_domain::refusal::{Code, Refusal};
    use prosa_engine::{Caller, Engine};

    /// The engine of this server.
    ///
    /// # Errors
    /// `internal` when the server was put together without one.
    pub fn engine() -> Called<Engine> {
        use_context::<Engine>().ok_or_else(|| refuse(Refusal::new(Code::Internal)))
    }

    /// The engine and who asks.
    ///
    /// # Errors
    /// `signed-out` when nobody is signed in.
    pub fn signed_in() -> Called<(Engine, Caller)> {
        let caller = use_context::<Option<Caller>>().flatten();
        Ok((engine()?, caller.ok_or_else(|| refuse(Refusal::new(Code::SignedOut)))?))
    }

    /// Passes a reply on; a refusal also becomes the response's status.
    ///
    /// # Errors
    /// The refusal.
    pub fn answer<T>(reply: Result<T, Refusal>) -> Called<T> {
        reply.map_err(refuse)
    }

    /// A plain form is redirected back to its page, which shows the refusal; a status would keep the browser from going.
    fn is_plain_form() -> bool {
        let parts = use_context::<http::request::Parts>();
        let form = parts.filter(|parts| parts.method == http::Method::POST);
        let accept = form.and_then(|parts| parts.headers.get(http::header::ACCEPT).cloned());
        accept.is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
    }

    fn refuse(refusal: Refusal) -> CallError {
        if is_plain_form() {
            return CallError(refusal);
        }
        let status = http::StatusCode::from_u16(refusal.code.http_status());
        if let (Some(response), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), status) {
            response.set_status(status);
        }
        CallError(refusal)
    }
}

#[cfg(feature = "ssr")]
pub use server::{answer, engine, signed_in};
