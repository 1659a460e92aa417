//! Twilio at `/2010-04-01`: form bodies, Basic auth, ids of its own, WhatsApp and text messages (Twilio, "Message resource",
//! "Webhook request", "Webhooks security"). A line's account id is the account, its token the auth token.

pub mod form;
mod send;

use crate::{
    config::LineProvider,
    shared::Shared,
    template::Template,
    world::{self, Channel, Line, Message, World},
};
use aws_lc_rs::digest;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State},
    http::{StatusCode, header::AUTHORIZATION, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;

/// Dollars for each part of a text message.
const SMS_PRICE: f64 = 0.0079;
/// Bytes of a form at most.
const FORM_MAX: usize = 1 << 20;

/// All calls.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/2010-04-01/Accounts/{account}", get(account))
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(send::send))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}", get(message))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}", get(media))
        .route("/v1/Content", get(contents))
        .route("/v1/ContentAndApprovals", get(contents_and_approvals))
        .route("/v1/Content/{sid}", get(content))
        .route("/v1/Content/{sid}/ApprovalRequests", get(approval))
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .with_state(shared)
}

/// A refusal as Twilio writes it.
#[derive(Debug)]
pub struct Fault(StatusCode, i32, String);

impl Fault {
    fn bad(code: i32, words: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, code, words.into())
    }

    fn none(path: &str) -> Self {
        Self(StatusCode::NOT_FOUND, 20_404, format!("The requested resource {path} was not found"))
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let info = format!("https://www.twilio.com/docs/errors/{}", self.1);
        let body = json!({"code": self.1, "message": self.2, "more_info": info, "status": self.0.as_u16()});
        (self.0, Json(body)).into_response()
    }
}

/// The account of a call, its Basic auth checked.
#[derive(Clone, Debug)]
pub struct Account(String);

impl FromRequestParts<Arc<Shared>> for Account {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Fault> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let decoded =
            header.and_then(|value| value.strip_prefix("Basic ")).and_then(|text| STANDARD.decode(text).ok());
        let pair = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let (sid, secret) = pair.split_once(':').unwrap_or_default();
        let world = shared.world();
        let mut lines = world.lines.values();
        let good = lines.any(|line| {
            line.setup.provider == LineProvider::Twilio
                && line.setup.waba_id == sid
                && world.token(line) == secret
        });
        if !good || world.token_fault(secret).is_some() {
            return Err(Fault(StatusCode::UNAUTHORIZED, 20_003, "Authenticate".to_owned()));
        }
        let path = parts.uri.path();
        let asked = path.strip_prefix("/2010-04-01/Accounts/").and_then(|rest| rest.split(['/', '.']).next());
        if asked.is_some_and(|asked| asked != sid) {
            return Err(Fault::none(path));
        }
        Ok(Self(sid.to_owned()))
    }
}

async fn account(account: Account) -> Json<Value> {
    let sid = account.0;
    Json(
        json!({"sid": sid, "friendly_name": "Sandbox", "status": "active", "type": "Full", "owner_account_sid": sid}),
    )
}

/// A message's own place, as Twilio tells it.
fn resource(line: &Line, message: &Message) -> Value {
    let account = &line.setup.waba_id;
    let body = message.content.get("body").or(message.content.get("caption")).cloned();
    let error = message.error.map(form::error_code);
    let parts = form::parts(message);
    // The price is known once the carrier took the message.
    let went = message.channel == Channel::Sms && message.state != world::State::Waiting;
    let price = went.then(|| format!("-{:.5}", SMS_PRICE * f64::from(parts)));
    json!({
        "sid": message.id, "account_sid": account, "api_version": "2010-04-01",
        "body": body.unwrap_or_else(|| "".into()),
        "from": form::business(line, message.channel), "to": form::customer(message),
        "direction": "outbound-api", "status": form::word(message), "error_code": error, "error_message": null,
        "num_media": if message.content.get("id").is_some() { "1" } else { "0" }, "num_segments": parts.to_string(),
        "price": price, "price_unit": "USD", "messaging_service_sid": null,
        "date_created": form::date(message.at), "date_updated": form::date(message.at), "date_sent": null,
        "uri": format!("/2010-04-01/Accounts/{account}/Messages/{}.json", message.id),
    })
}

async fn message(
    State(shared): State<Arc<Shared>>,
    Path((_, sid)): Path<(String, String)>,
    account: Account,
) -> Result<Json<Value>, Fault> {
    let world = shared.world();
    let sid = sid.strip_suffix(".json").unwrap_or(&sid);
    let message = world.messages.get(sid).ok_or_else(|| Fault::none(sid))?;
    let line = world.lines.get(&message.line).filter(|line| line.setup.waba_id == account.0);
    Ok(Json(resource(line.ok_or_else(|| Fault::none(sid))?, message)))
}

async fn media(
    State(shared): State<Arc<Shared>>,
    Path((_, _, sid)): Path<(String, String, String)>,
    account: Account,
) -> Result<Response, Fault> {
    let world = shared.world();
    let id = sid.trim_start_matches("ME");
    let media = world.media.find(id, world.clock.now());
    let own = media
        .filter(|media| world.lines.get(&media.line).is_some_and(|line| line.setup.waba_id == account.0));
    own.cloned().map(crate::graph::media::bytes).ok_or_else(|| Fault::none(&sid))
}

/// The id Twilio has for a template: made of Meta's, so that it stays the same.
pub fn content_sid(template: &Template) -> String {
    let hash = digest::digest(&digest::SHA256, template.id.as_bytes());
    let hex = hex::encode(hash);
    format!("HX{}", hex.get(..32).unwrap_or_default())
}

fn content_node(account: &str, template: &Template) -> Value {
    let body = template.text("BODY");
    let names = crate::template::variables(body);
    let variables: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), "".into())).collect();
    let (kind, content) = content_type(template);
    json!({"sid": content_sid(template), "account_sid": account, "friendly_name": template.name,
        "language": template.language, "variables": variables, "types": {kind: content}})
}

/// A template's text and buttons as one of Twilio's content types.
fn content_type(template: &Template) -> (&'static str, Value) {
    let body = template.text("BODY");
    let text = |button: &Value, name: &str| button.get(name).cloned().unwrap_or_default();
    let action = |button: &Value| match button.get("type").and_then(Value::as_str).unwrap_or_default() {
        "URL" => json!({"type": "URL", "title": text(button, "text"), "url": text(button, "url")}),
        "PHONE_NUMBER" => {
            json!({"type": "PHONE_NUMBER", "title": text(button, "text"), "phone": text(button, "phone_number")})
        }
        kind => json!({"type": kind, "title": text(button, "text"), "id": text(button, "text")}),
    };
    let actions: Vec<Value> = template.buttons().iter().map(action).collect();
    let is_quick = |action: &Value| action.get("type").and_then(Value::as_str) == Some("QUICK_REPLY");
    match actions.as_slice() {
        [] => ("twilio/text", json!({"body": body})),
        all if all.iter().all(is_quick) => ("twilio/quick-reply", json!({"body": body, "actions": actions})),
        _ => ("twilio/call-to-action", json!({"body": body, "actions": actions})),
    }
}

/// What WhatsApp made of a template, in Twilio's words.
fn approval_node(template: &Template) -> Value {
    json!({"type": "whatsapp", "name": template.name, "category": template.category,
        "content_type": content_type(template).0, "status": template.status.to_lowercase(),
        "rejection_reason": template.rejected_reason.as_deref().unwrap_or_default(), "allow_category_change": true})
}

impl World {
    /// A template of an account by Twilio's id.
    pub fn content(&self, account: &str, sid: &str) -> Option<&Template> {
        self.templates.get(account)?.iter().find(|template| content_sid(template) == sid)
    }
}

async fn contents(State(shared): State<Arc<Shared>>, account: Account) -> Json<Value> {
    let world = shared.world();
    let all = world.templates.get(&account.0).map(Vec::as_slice).unwrap_or_default();
    let contents: Vec<Value> = all.iter().map(|template| content_node(&account.0, template)).collect();
    Json(
        json!({"contents": contents, "meta": {"page": 0, "page_size": 500, "next_page_url": null, "key": "contents"}}),
    )
}

/// A page of a listing.
#[derive(Debug, serde::Deserialize)]
struct Page {
    #[serde(default, rename = "PageSize")]
    size: Option<usize>,
    #[serde(default, rename = "Page")]
    page: Option<usize>,
    #[serde(default, rename = "PageToken")]
    token: Option<String>,
}

async fn contents_and_approvals(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<Page>,
    account: Account,
) -> Result<Json<Value>, Fault> {
    let (size, page) = (asked.size.unwrap_or(50).clamp(1, 1_000), asked.page.unwrap_or(0));
    // Twilio's page is only counted on with the token of the one before.
    if page > 0 && asked.token.as_deref() != Some(&format!("PT{page}")) {
        return Err(Fault::bad(20_001, "Invalid PageToken"));
    }
    let world = shared.world();
    let all = world.templates.get(&account.0).map(Vec::as_slice).unwrap_or_default();
    let start = page.saturating_mul(size);
    let contents: Vec<Value> = all
        .iter()
        .skip(start)
        .take(size)
        .map(|template| {
            let mut node = content_node(&account.0, template);
            if let Some(node) = node.as_object_mut() {
                node.insert("approval_requests".to_owned(), approval_node(template));
            }
            node
        })
        .collect();
    let next = (all.len() > start.saturating_add(size)).then(|| {
        let next = page + 1;
        format!(
            "https://content.twilio.com/v1/ContentAndApprovals?PageSize={size}&Page={next}&PageToken=PT{next}"
        )
    });
    Ok(Json(json!({"contents": contents,
        "meta": {"page": page, "page_size": size, "next_page_url": next, "key": "contents"}})))
}

async fn content(
    State(shared): State<Arc<Shared>>,
    Path(sid): Path<String>,
    account: Account,
) -> Result<Json<Value>, Fault> {
    let world = shared.world();
    let template = world.content(&account.0, &sid).ok_or_else(|| Fault::none(&sid))?;
    Ok(Json(content_node(&account.0, template)))
}

async fn approval(
    State(shared): State<Arc<Shared>>,
    Path(sid): Path<String>,
    account: Account,
) -> Result<Json<Value>, Fault> {
    let world = shared.world();
    let template = world.content(&account.0, &sid).ok_or_else(|| Fault::none(&sid))?;
    Ok(Json(json!({"sid": sid, "account_sid": account.0, "whatsapp": approval_node(template)})))
}
