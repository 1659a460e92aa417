//! Meta's error body.

use crate::{codes, ids};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

/// A refusal as the Graph API writes it.
#[derive(Clone, Debug)]
pub struct GraphError {
    status: u16,
    code: i32,
    message: String,
    kind: &'static str,
    subcode: Option<i32>,
    details: Option<String>,
    /// Title and sentence for people; boxed, as most refusals have none.
    user: Option<Box<(String, String)>>,
}

impl GraphError {
    /// A refusal with its full message.
    pub fn new(code: i32, message: String) -> Self {
        let status = codes::find(code).http;
        Self { status, code, message, kind: "OAuthException", subcode: None, details: None, user: None }
    }

    /// A refusal with the code's own title and details, as the WhatsApp codes have it.
    pub fn of(code: i32) -> Self {
        let row = codes::find(code);
        Self::detailed(code, row.details)
    }

    /// A refusal with the code's own title and these details.
    pub fn detailed(code: i32, details: impl Into<String>) -> Self {
        let row = codes::find(code);
        let mut error = Self::new(code, format!("(#{code}) {}", row.title));
        error.details = Some(details.into());
        error
    }

    /// A missing parameter of the request itself.
    pub fn required(name: &str) -> Self {
        Self::new(100, format!("(#100) The parameter {name} is required."))
    }

    /// A wrong parameter of the request itself.
    pub fn param(name: &str, must: &str) -> Self {
        Self::new(100, format!("(#100) Param {name} {must}"))
    }

    /// A missing value inside a message.
    pub fn missing(details: impl Into<String>) -> Self {
        Self::detailed(131_008, details)
    }

    /// A wrong value inside a message.
    pub fn invalid(details: impl Into<String>) -> Self {
        Self::detailed(131_009, details)
    }

    /// No token, or one that Meta does not know.
    pub fn token(message: &str) -> Self {
        Self::new(190, message.to_owned())
    }

    /// An object that does not exist for this token.
    pub fn no_object(method: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation. Please read the Graph API documentation at \
             https://developers.facebook.com/docs/graph-api"
        );
        Self { kind: "GraphMethodException", subcode: Some(33), ..Self::new(100, message) }
    }

    /// With another HTTP status.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// With a subcode.
    pub fn subcode(self, subcode: i32) -> Self {
        Self { subcode: Some(subcode), ..self }
    }

    /// With a title and a sentence for people.
    pub fn user(self, title: &str, words: &str) -> Self {
        Self { user: Some(Box::new((title.to_owned(), words.to_owned()))), ..self }
    }

    /// Its code.
    pub fn code(&self) -> i32 {
        self.code
    }

    fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("message".to_owned(), self.message.clone().into());
        error.insert("type".to_owned(), self.kind.into());
        error.insert("code".to_owned(), self.code.into());
        if let Some(details) = &self.details {
            let data = json!({"messaging_product": "whatsapp", "details": details});
            error.insert("error_data".to_owned(), data);
        }
        if let Some((title, words)) = self.user.as_deref() {
            error.insert("is_transient".to_owned(), false.into());
            error.insert("error_user_title".to_owned(), title.clone().into());
            error.insert("error_user_msg".to_owned(), words.clone().into());
        }
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".to_owned(), subcode.into());
        }
        error.insert("fbtrace_id".to_owned(), ids::trace().into());
        json!({ "error": error })
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut answer = (status, Json(self.body())).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("OAuth \"Facebook Platform\" \"invalid_token\"");
            answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}
