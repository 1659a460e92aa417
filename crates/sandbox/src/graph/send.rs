//! `POST /{phone}/messages`: sends and read receipts.

pub mod check;

use super::{
    call::{self, Cut, Token},
    error::GraphError,
    validate::{self, Receipt, Recipient, Request, Typing},
};
use crate::{
    failure::{self, Call, Failure, Mode, Send},
    ids, phone, pricing,
    received::Received,
    shared::{Shared, count},
    status::Action,
    world::{Author, Line, Message, Sent, State, World},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State as Held},
    response::{IntoResponse, Response},
};
use check::Checked;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// Milliseconds the typing sign shows at most (Meta: 25 seconds).
const TYPING_MS: i64 = 25_000;

/// Sends a message or marks one as read.
pub async fn messages(
    Held(shared): Held<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    connection: Option<Cut>,
    body: Bytes,
) -> Response {
    take(&shared, &id, &token, connection, &body).await
}

/// `POST /{phone}/marketing_messages`: advertising templates only (Meta, "Marketing Messages API").
pub async fn marketing(
    Held(shared): Held<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    connection: Option<Cut>,
    body: Bytes,
) -> Response {
    let is_marketing = serde_json::from_slice::<Value>(&body).is_ok_and(|body| {
        let text = |path: &str| body.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let world = shared.world();
        let waba = world.lines.get(&id).map(|line| line.setup.waba_id.as_str()).unwrap_or_default();
        let all = world.templates.get(waba).map(Vec::as_slice).unwrap_or_default();
        let meant = all.iter().find(|one| {
            one.name == text("/template/name") && one.language == text("/template/language/code")
        });
        // What is wrong in another way is refused for that.
        meant.map_or(text("/type") == "template", |template| template.category == "MARKETING")
    });
    if !is_marketing {
        count(&shared.stats.refused, 1);
        return GraphError::of(134_100).into_response();
    }
    take(&shared, &id, &token, connection, &body).await
}

/// Takes a body of any provider that speaks Meta's language.
pub async fn take(
    shared: &Arc<Shared>,
    id: &str,
    token: &Token,
    connection: Option<Cut>,
    body: &[u8],
) -> Response {
    match handle(shared, id, token, connection, body).await {
        Ok(answer) => answer,
        Err(error) => {
            count(&shared.stats.refused, 1);
            error.into_response()
        }
    }
}

async fn handle(
    shared: &Arc<Shared>,
    id: &str,
    token: &Token,
    connection: Option<Cut>,
    body: &[u8],
) -> Result<Response, GraphError> {
    token.line(&shared.world(), "post", id)?;
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| GraphError::new(100, "(#100) Invalid parameter: the body is no JSON".to_owned()))?;
    let request = match validate::request(&body)? {
        Request::Receipt(receipt) => return read(shared, id, &receipt),
        Request::Send(request) => request,
    };
    let (order, mut received) = {
        let mut world = shared.world();
        let customer = world.addressed(id, &request.to);
        let call = Call { line: Some(id), customer: customer.as_deref(), send: Send::Message };
        let order = failure::take(&mut world.failures, call);
        (order, noted(&world, id, customer, &request))
    };
    if let Some(order) = &order
        && let Some(answer) = call::fail(shared, order, connection.clone()).await
    {
        received.code = Some(order.code());
        shared.world().received.add(received);
        return Ok(answer);
    }
    let accepted = accept(shared, id, *request, body, order.as_ref());
    match &accepted {
        Ok((id, _, fails)) => (received.id, received.code) = (Some(id.clone()), *fails),
        Err(error) => received.code = Some(error.code()),
    }
    shared.world().received.add(received);
    let (_, answer, _) = accepted?;
    count(&shared.stats.accepted, 1);
    if order.is_some_and(|order| order.mode == Mode::LostResponse) {
        return Ok(call::cut(connection).await);
    }
    let held = shared.world().pace.answer_ms;
    if held > 0 {
        tokio::time::sleep(Duration::from_millis(held)).await;
    }
    Ok(Json(answer).into_response())
}

fn noted(world: &World, line: &str, customer: Option<String>, request: &validate::Message) -> Received {
    let to = customer.unwrap_or_else(|| match &request.to {
        Recipient::Phone(input) => phone::digits(input),
        Recipient::User(user) => user.clone(),
    });
    Received {
        line: line.to_owned(),
        at_ms: world.clock.millis(),
        to,
        kind: request.kind.clone(),
        id: None,
        code: None,
        callback: request.callback.clone(),
    }
}

type Accepted = (String, Value, Option<i32>);

/// Accepts a send: keeps it, plans what becomes of it; tells its id, the answer, and what it will fail with.
fn accept(
    shared: &Arc<Shared>,
    line_id: &str,
    request: validate::Message,
    body: Value,
    order: Option<&Failure>,
) -> Result<Accepted, GraphError> {
    if shared.is_full() {
        return Err(GraphError::of(131_016).status(503));
    }
    let mut world = shared.world();
    let now = world.clock.now();
    let line = world.lines.get(line_id).cloned().ok_or_else(|| GraphError::no_object("post", line_id))?;
    let to = recipient(&world, &line, &request.to)?;
    if world.chat(line_id, &to.customer).is_some_and(|chat| chat.blocked_by_business) {
        return Err(GraphError::of(130_403));
    }
    let limits = world.limits.of(&line);
    world.rates.take(&limits, line_id, &to.customer, Instant::now()).map_err(GraphError::of)?;
    let checked = world.check_content(&line, &request)?;
    let fails = world.later_failure(&line, &to, &request, &checked, order);
    let mut message = message(line_id, &to, &request, now);
    let id = message.id.clone();
    message.shown = checked.shown.clone();
    message.sent = Some(Sent {
        body,
        to_user: matches!(request.to, Recipient::User(_)),
        callback: request.callback.clone(),
        category: checked.category.clone(),
        priced: false,
        told_to: None,
        arrived_ms: chrono::Utc::now().timestamp_millis(),
    });
    world.keep_sent(message);
    world.enter(line_id, &to.customer, now);
    let answer = to.answer(&id, &checked);
    let waits = checked.held && fails.is_none();
    if let (true, Some(template)) = (waits, checked.template) {
        world.held.entry(template).or_default().push(id.clone());
    }
    let pace = world.pace.clone();
    drop(world);
    let delay = Duration::from_millis(pace.sent_ms);
    match fails {
        _ if waits || !pace.statuses => {}
        Some(code) => shared.later(delay, Action::Fail(id.clone(), code)),
        None => shared.later(delay, Action::Sent(id.clone())),
    }
    shared.tell(line_id, &to.customer);
    Ok((id, answer, fails))
}

fn message(line: &str, to: &To, request: &validate::Message, now: i64) -> Message {
    Message {
        id: ids::message(),
        line: line.to_owned(),
        customer: to.customer.clone(),
        author: Author::Business,
        kind: request.kind.clone(),
        content: request.content.clone(),
        quote: request.quote.clone(),
        at: now,
        state: State::Waiting,
        error: None,
        reactions: BTreeMap::new(),
        changed: None,
        shown: None,
        sent: None,
        channel: crate::world::Channel::WhatsApp,
    }
}

/// Who a send goes to.
pub struct To {
    input: String,
    /// The customer's `wa_id`, or what it would be.
    customer: String,
    user: Option<String>,
    known: bool,
}

impl To {
    fn answer(&self, id: &str, checked: &Checked) -> Value {
        let contact = match &self.user {
            Some(user) => json!({"input": self.input, "user_id": user}),
            None => json!({"input": self.input, "wa_id": self.customer}),
        };
        let mut message = json!({"id": id});
        if let (true, Some(map)) = (checked.template.is_some(), message.as_object_mut()) {
            let status = if checked.held { "held_for_quality_assessment" } else { "accepted" };
            map.insert("message_status".to_owned(), status.into());
        }
        json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
    }
}

fn recipient(world: &World, line: &Line, to: &Recipient) -> Result<To, GraphError> {
    match to {
        Recipient::User(user) => {
            let customer = world.users.get(user).cloned();
            let known = customer.is_some();
            let customer = customer.unwrap_or_else(|| user.clone());
            Ok(To { input: user.clone(), customer, user: Some(user.clone()), known })
        }
        Recipient::Phone(input) => {
            let business = &line.setup.display_phone_number;
            let number = phone::dialled(input, business)
                .ok_or_else(|| GraphError::param("to", "is not a valid WhatsApp phone number."))?;
            if phone::same(&number, &phone::digits(business)) {
                return Err(GraphError::of(131_021));
            }
            let known = world.customer_key(&number);
            let is_known = known.is_some();
            let customer = known.unwrap_or_else(|| phone::wa_id(&number));
            Ok(To { input: input.clone(), customer, user: None, known: is_known })
        }
    }
}

impl World {
    /// The `wa_id` a send would go to, when the person is known.
    fn addressed(&self, line: &str, to: &Recipient) -> Option<String> {
        match to {
            Recipient::User(user) => self.users.get(user).cloned(),
            Recipient::Phone(input) => {
                let business = &self.lines.get(line)?.setup.display_phone_number;
                self.customer_key(&phone::dialled(input, business)?)
            }
        }
    }

    /// Opens the free entry point when the business answers somebody who came by an ad.
    pub fn enter(&mut self, line: &str, customer: &str, now: i64) {
        let Some(chat) = self.chats.get_mut(&(line.to_owned(), customer.to_owned())) else { return };
        if chat.ad_at.take_if(|at| now - *at < pricing::AD_SECONDS).is_some() {
            chat.free_until = Some(now + pricing::ENTRY_SECONDS);
        }
    }

    /// Keeps an accepted send: a reaction goes onto its message; the typing sign goes out.
    pub fn keep_sent(&mut self, message: Message) {
        let key = (message.line.clone(), message.customer.clone());
        self.chats.entry(key).or_default().typing_until = 0;
        if message.kind == "reaction" {
            let text = |name: &str| message.content.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some(target) = self.messages.get_mut(text("message_id")) {
                match text("emoji") {
                    "" => target.reactions.remove("business"),
                    emoji => target.reactions.insert("business", emoji.to_owned()),
                };
            }
        }
        self.keep(message);
    }
}

/// Marks a customer's message and the ones before it as read; shows the typing sign when asked to.
fn read(shared: &Arc<Shared>, line: &str, receipt: &Receipt) -> Result<Response, GraphError> {
    let customer = {
        let mut world = shared.world();
        world.check_reference(&receipt.message_id)?;
        let known = world.messages.get(&receipt.message_id);
        if known.is_some_and(|message| message.line != line || message.author != Author::Customer) {
            return Err(GraphError::invalid(format!("Message ID {} is invalid.", receipt.message_id)));
        }
        known.map(|message| message.customer.clone()).inspect(|customer| {
            mark(&mut world, line, customer, receipt);
        })
    };
    if let Some(customer) = customer {
        if receipt.typing == Typing::Shown {
            let millis = u64::try_from(TYPING_MS).unwrap_or(0);
            shared
                .later(Duration::from_millis(millis), Action::TypingOver(line.to_owned(), customer.clone()));
        }
        shared.tell(line, &customer);
    }
    Ok(Json(json!({"success": true})).into_response())
}

fn mark(world: &mut World, line: &str, customer: &str, receipt: &Receipt) {
    let Some(chat) = world.chats.get_mut(&(line.to_owned(), customer.to_owned())) else { return };
    if receipt.typing == Typing::Shown {
        chat.typing_until = chrono::Utc::now().timestamp_millis() + TYPING_MS;
    }
    for id in &chat.messages {
        if let Some(message) = world.messages.get_mut(id)
            && message.author == Author::Customer
        {
            message.state = message.state.max(State::Read);
        }
        if *id == receipt.message_id {
            break;
        }
    }
}
