//! The control API: JSON under `/control`, without a password (the sandbox is for loopback). Customers are named by number
//! or user id. Errors are `{"error": "…"}` with 400, 404 or 503.
//!
//! | call | does |
//! |---|---|
//! | `GET /control/lines`, `POST` | lists lines; adds one or a list: `{phone_number_id, waba_id, display_phone_number, verified_name, webhook_url?, app_secret?, verify_token?, access_token?, subscribed?}` |
//! | `POST /control/lines/{id}` | `{status?, quality?, tier?, throughput?, name?, name_decision?, coexistence?}` of a line |
//! | `POST /control/accounts/{id}` | `{can_send?, review?, subscribed?, event?, with?, alert?}`; `can_send` is `AVAILABLE`, `LIMITED` or `BLOCKED`, `event` and `with` make any `account_update` |
//! | `POST /control/tokens` | `{line, state}`: `valid`, `revoked` or `{"until": seconds}` |
//! | `GET/POST /control/pricing` | `{free_service, payment_method, used: {line: count}}` |
//! | `GET /control/states` | people reached by each portfolio, the webhook of each line |
//! | `GET /control/customers?line=`, `POST` | lists customers with the chat of a line; adds one or a list: `{name, wa_id, bsuid?, username?, phone_hidden?}` |
//! | `POST /control/messages` | a customer writes: `{line, customer, text, quote?, at?}` or `{line, customer, kind, with?, extra?, quote?, at?}`, `kind` being a fixture name (`GET /control/fixtures`) and `with` overriding its properties → `{id}`. `at` is Unix seconds: an old one closes the window |
//! | `POST /control/files?line=&customer=&caption=&name=&quote=` | a customer sends the body as a file, its kind by its content type |
//! | `POST /control/reactions` | `{message, emoji?}`; without emoji the reaction goes |
//! | `POST /control/edits`, `/control/revocations` | `{message, text}`, `{message}` |
//! | `POST /control/replies` | `{message, choice?, fields?}`: taps a button or row by its id, a template's button by its place, or fills a flow |
//! | `POST /control/preferences` | `{line, customer, value}`: `stop`, `resume` or `signup` for advertising |
//! | `POST /control/block` | `{line, customer, blocked}`: the customer blocks the business |
//! | `POST /control/echoes` | `{line, customer, text or kind, with?, edits?, revokes?}`: typed in the Business app |
//! | `POST /control/handover` | `{line, what, customers?, messages?, days?}`: `history`, `contacts` or `declined` |
//! | `POST /control/read` | `{line, customer}`: everything is read → `{read: n}`; with the phone page open a chat is read by itself |
//! | `POST /control/played` | `{message}`: a voice message is played |
//! | `POST /control/presence` | `{customer, online}` |
//! | `POST /control/number` | `{customer, wa_id}`: the number and the user id change |
//! | `GET /control/chat?line=&customer=` | the chat as the phone shows it |
//! | `GET /control/received?line=` | every send call with its time in milliseconds, accepted or refused: `{line, at_ms, to, kind, id?, code?, callback?}`, the oldest first |
//! | `GET /control/sent?line=&customer=` | every accepted send with its request and `arrived_ms`, for exactly-once and pace checks |
//! | `GET/POST/DELETE /control/failures` | orders to fail: `{mode, count?, skip?, line?, customer?, every_call?, sync?, http?, code?, hold_ms?}`, `mode` one of `rate_limit`, `pair_rate`, `window`, `server_error`, `timeout`, `lost_response`, `auth`, `undeliverable`, `code`, `garbled` |
//! | `GET/POST/DELETE /control/media` | orders about files: `{mode, step?, count?, media?, line?, http?, code?, ms?}`, `mode` one of `error`, `gone`, `expired`, `wrong_hash`, `wrong_type`, `truncated`, `cut`, `slow`, `step` one of `lookup`, `download`, `upload` for `error` and `slow` |
//! | `GET/POST /control/webhook` | how webhooks behave, any of: `{batch, linger_ms, layout, duplicate_every, delay_ms, shuffle, paused, parallel, timeout_ms, retry_ms, retry_most_ms, attempts, forge}` |
//! | `GET/POST /control/pace` | `{sent_ms, delivered_ms, answer_ms, statuses}` |
//! | `GET/POST /control/limits` | `{per_second, pair_burst, pair_ms, reach, reach_code}`, null for none |
//! | `GET/POST /control/clock` | `{advance_seconds}`: the sandbox's clock goes forward → `{now, ahead_seconds}` |
//! | `POST /control/history` | `{"history": "strict" or "trusting"}` |
//! | `POST /control/updates` | `{line, field, value}`: any update, queued; metadata is added to `messages` |
//! | `POST /control/posts` | `{line, body, signature?}`: a body as text, posted once as it is, `signature` being `good` (default), `wrong` or `none` → `{status}` |
//! | `GET/POST /control/templates` | lists all; `{waba_id, template}` adds or replaces one, unchecked |
//! | `POST /control/templates/{id}` | `{decide?, quality?, status?, category?, warn_at?, held?}`: `decide` is `approve` or the reason of a rejection; quality `RED` pauses, after the second time it disables; `held` makes sends wait |
//! | `GET/POST /control/review` | `{delay_ms, mode, reason}`, `mode` one of `rules`, `approve`, `reject`, `hold` |
//! | `POST /control/verify` | `{line}`: the GET challenge → `{verified, status}` |
//! | `GET /control/stats`, `POST /control/reset` | counters; forgets messages, waiting updates, orders, behaviour and counters |
//! | `GET /control/events?line=&customer=` | server-sent events of changed chats; while it is open the chat is on the phone's screen |
//! | `GET /control/media/{id}` | a file's bytes |
//!
//! Customers have no typing sign here: the Cloud API never tells businesses about it.

mod account;
mod act;
mod business;
mod live;
mod order;
mod read;
mod template;

use crate::{customer::ActError, shared::Shared};
use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use std::sync::Arc;

/// Bytes of a call at most: a list of many customers, a webhook body above Meta's limit, a small video.
const BODY_MAX: usize = 20 << 20;

/// All calls.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/control/lines", get(read::lines).post(order::add_lines))
        .route("/control/lines/{id}", post(account::change_line))
        .route("/control/accounts/{id}", post(account::change_account))
        .route("/control/tokens", post(account::change_token))
        .route("/control/pricing", get(account::pricing).post(account::change_pricing))
        .route("/control/states", get(account::states))
        .route("/control/customers", get(read::customers).post(order::add_customers))
        .route("/control/fixtures", get(read::fixtures))
        .route("/control/messages", post(act::write))
        .route("/control/files", post(act::send_file))
        .route("/control/reactions", post(act::react))
        .route("/control/edits", post(act::edit))
        .route("/control/revocations", post(act::revoke))
        .route("/control/replies", post(act::reply))
        .route("/control/preferences", post(act::prefer))
        .route("/control/block", post(act::block))
        .route("/control/echoes", post(business::echo))
        .route("/control/handover", post(business::hand_over))
        .route("/control/read", post(act::read))
        .route("/control/played", post(act::played))
        .route("/control/presence", post(act::presence))
        .route("/control/number", post(act::change_number))
        .route("/control/chat", get(read::chat))
        .route("/control/sent", get(read::sent))
        .route("/control/received", get(read::received))
        .route(
            "/control/failures",
            get(order::failures).post(order::add_failure).delete(order::clear_failures),
        )
        .route("/control/webhook", get(order::webhook).post(order::change_webhook))
        .route("/control/pace", get(order::pace).post(order::change_pace))
        .route("/control/limits", get(order::limits).post(order::change_limits))
        .route("/control/clock", get(order::clock).post(order::advance_clock))
        .route("/control/history", post(order::change_history))
        .route("/control/updates", post(order::update))
        .route("/control/posts", post(order::post_body))
        .route("/control/templates", get(template::list).post(template::add))
        .route("/control/templates/{id}", post(template::change))
        .route("/control/review", get(template::review).post(template::change_review))
        .route("/control/verify", post(order::verify))
        .route("/control/stats", get(read::stats))
        .route("/control/reset", post(order::reset))
        .route("/control/events", get(live::events))
        .route(
            "/control/media",
            get(order::media_orders).post(order::add_media_order).delete(order::clear_media_orders),
        )
        .route("/control/media/{id}", get(read::media))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(shared)
}

/// A refusal of the control API.
#[derive(Debug)]
pub struct ControlError(StatusCode, String);

impl ControlError {
    /// The request is wrong.
    pub fn bad(why: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, why.into())
    }

    /// What it names does not exist.
    pub fn none(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("unknown {what}"))
    }
}

impl From<ActError> for ControlError {
    fn from(error: ActError) -> Self {
        let status = match error {
            ActError::NoLine | ActError::NoCustomer | ActError::NoMessage => StatusCode::NOT_FOUND,
            ActError::NotPossible => StatusCode::BAD_REQUEST,
            ActError::Full => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self(status, error.to_string())
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// The customer meant by a number or user id.
fn customer(shared: &Shared, name: &str) -> Result<String, ControlError> {
    shared.world().customer_key(name).ok_or_else(|| ControlError::none("customer"))
}
