//! What comes before every call: version, bearer token, orders to fail; and dropping a connection when one says so.

use super::error::GraphError;
use crate::{
    failure::{self, Call, Failure, Mode, Send},
    shared::{Shared, count},
    world::{Line, World},
};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{StatusCode, header::AUTHORIZATION, request::Parts},
    response::{IntoResponse, Response},
};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Milliseconds a request is held when the order does not say.
const HOLD_MS: u64 = 60_000;

/// The bearer token of a call, known to be one of a line.
#[derive(Clone, Debug)]
pub struct Token(pub String);

impl FromRequestParts<Arc<Shared>> for Token {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Refused> {
        check_version(parts.uri.path())?;
        let token = bearer(parts).ok_or_else(|| {
            GraphError::token("An access token is required to request this resource.").status(401)
        })?;
        let known = {
            let world = shared.world();
            world.config.access_token == token
                || world.lines.values().any(|line| world.token(line) == token)
                || is_app_token(&world, &token)
        };
        let fault = shared.world().token_fault(&token);
        if let Some(subcode) = fault {
            count(&shared.stats.refused, 1);
            return Err(GraphError::token("Error validating access token: Session has expired.")
                .subcode(subcode)
                .into());
        }
        if !known {
            count(&shared.stats.refused, 1);
            return Err(GraphError::token("Invalid OAuth access token - Cannot parse access token").into());
        }
        let call = Call { line: None, customer: None, send: Send::Other };
        let order = failure::take(&mut shared.world().failures, call);
        if let Some(order) = order
            && let Some(answer) = fail(shared, &order, parts.extensions.get::<Cut>().cloned()).await
        {
            return Err(Refused(Box::new(answer)));
        }
        Ok(Self(token))
    }
}

/// An answer instead of the call.
pub struct Refused(Box<Response>);

impl From<GraphError> for Refused {
    fn from(error: GraphError) -> Self {
        Self(Box::new(error.into_response()))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

fn check_version(path: &str) -> Result<(), GraphError> {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let number = first.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    let good =
        number.is_some_and(|(major, minor)| major.parse::<u8>().is_ok() && minor.parse::<u8>().is_ok());
    // The address of a file has no version.
    if good || first == "sandbox-media" {
        return Ok(());
    }
    Err(GraphError::new(2500, format!("Unknown path components: {path}")).status(400))
}

fn bearer(parts: &Parts) -> Option<String> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"));
    if let Some((_, token)) = token {
        return Some(token.trim().to_owned());
    }
    let query = parts.uri.query().unwrap_or_default();
    let found = query.split('&').find_map(|pair| pair.strip_prefix("access_token="));
    found.map(|token| token.replace("%7C", "|").replace("%7c", "|"))
}

/// Whether a token is `{app id}|{app secret}`, as `debug_token` takes it.
fn is_app_token(world: &World, token: &str) -> bool {
    token.split_once('|').is_some_and(|(_, secret)| {
        let own = |line: &Line| line.setup.app_secret.as_deref() == Some(secret);
        secret == world.config.app_secret || world.lines.values().any(own)
    })
}

impl Token {
    /// The line of an id, when the token may use it.
    pub fn line<'a>(&self, world: &'a World, method: &str, id: &str) -> Result<&'a Line, GraphError> {
        let line = world.lines.get(id).filter(|line| world.token(line) == self.0);
        line.ok_or_else(|| GraphError::no_object(method, id))
    }

    /// Whether the token may use an account.
    pub fn account(&self, world: &World, method: &str, id: &str) -> Result<(), GraphError> {
        let mut lines = world.lines.values();
        let seen = lines.any(|line| line.setup.waba_id == id && world.token(line) == self.0);
        if seen { Ok(()) } else { Err(GraphError::no_object(method, id)) }
    }
}

/// Cuts the connection a request came on.
#[derive(Clone, Debug)]
pub struct Cut(pub CancellationToken);

impl OptionalFromRequestParts<Arc<Shared>> for Cut {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shared>) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// Drops the connection without an answer.
pub async fn cut(connection: Option<Cut>) -> Response {
    if let Some(Cut(token)) = connection {
        token.cancel();
        std::future::pending::<()>().await;
    }
    // Reached only when the router is called without a connection.
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Does what an order says instead of the call; nothing when the order comes into force later.
pub async fn fail(shared: &Shared, order: &Failure, connection: Option<Cut>) -> Option<Response> {
    if order.fails_later() || order.mode == Mode::LostResponse {
        return None;
    }
    count(&shared.stats.refused, 1);
    match order.mode {
        Mode::Timeout => {
            let hold = Duration::from_millis(order.hold_ms.unwrap_or(HOLD_MS));
            tokio::time::sleep(hold).await;
            Some(cut(connection).await)
        }
        Mode::Garbled => {
            let status = StatusCode::from_u16(order.http.unwrap_or(502)).unwrap_or(StatusCode::BAD_GATEWAY);
            Some((status, "<html><body>Bad Gateway</body></html>").into_response())
        }
        Mode::Auth => {
            let message = "Error validating access token: Session has expired.";
            Some(GraphError::token(message).status(order.http.unwrap_or(401)).into_response())
        }
        _ => {
            let error = GraphError::of(order.code());
            Some(match order.http {
                Some(http) => error.status(http).into_response(),
                None => error.into_response(),
            })
        }
    }
}
