//! `POST /{phone}/messages`: sends and read receipts.

use super::{
    call::{self, Cut, Token},
    error::GraphError,
    validate::{self, Receipt, Recipient, Request, Typing},
};
use crate::{
    config::History,
    failure::{self, Call, Failure, Mode, Send},
    ids, media, phone,
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
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// Hours a customer's message keeps the window open.
const WINDOW_SECONDS: i64 = 24 * 3600;
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
    match handle(&shared, &id, &token, connection, &body).await {
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
    let order = {
        let mut world = shared.world();
        let customer = world.addressed(id, &request.to);
        failure::take(
            &mut world.failures,
            Call { line: Some(id), customer: customer.as_deref(), send: Send::Message },
        )
    };
    if let Some(order) = &order
        && let Some(answer) = call::fail(shared, order, connection.clone()).await
    {
        return Ok(answer);
    }
    let answer = accept(shared, id, *request, body, order.as_ref())?;
    count(&shared.stats.accepted, 1);
    if order.is_some_and(|order| order.mode == Mode::LostResponse) {
        return Ok(call::cut(connection).await);
    }
    let held = shared.world().pace.answer_ms;
    tokio::time::sleep(Duration::from_millis(held)).await;
    Ok(Json(answer).into_response())
}

/// Accepts a send: keeps it, plans what becomes of it, tells the answer.
fn accept(
    shared: &Arc<Shared>,
    line_id: &str,
    request: validate::Message,
    body: Value,
    order: Option<&Failure>,
) -> Result<Value, GraphError> {
    if shared.is_full() {
        return Err(GraphError::of(131_016).status(503));
    }
    let now = Shared::now();
    let (id, answer, fails, customer, delay) = {
        let mut world = shared.world();
        let line = world.lines.get(line_id).cloned().ok_or_else(|| GraphError::no_object("post", line_id))?;
        let to = recipient(&world, &line, &request.to)?;
        let limits = world.limits;
        world.rates.take(&limits, line_id, &to.customer, Instant::now()).map_err(GraphError::of)?;
        let category = world.check_content(&line, &request)?;
        let fails = later_failure(&world, line_id, &to, &request, order, now);
        let id = ids::message();
        let mut message = message(line_id, &to, &request, now);
        message.id.clone_from(&id);
        message.sent = Some(Sent {
            body,
            to_user: matches!(request.to, Recipient::User(_)),
            callback: request.callback.clone(),
            category,
            priced: false,
            arrived_ms: chrono::Utc::now().timestamp_millis(),
        });
        world.keep_sent(message);
        let delay = world.pace.sent_ms;
        (id.clone(), to.answer(&id, request.kind == "template"), fails, to.customer, delay)
    };
    let delay = Duration::from_millis(delay);
    match fails {
        Some(code) => shared.later(delay, Action::Fail(id, code)),
        None => shared.later(delay, Action::Sent(id)),
    }
    shared.tell(line_id, &customer);
    Ok(answer)
}

fn message(line: &str, to: &To, request: &validate::Message, now: i64) -> Message {
    Message {
        id: String::new(),
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
        sent: None,
    }
}

/// Who a send goes to.
struct To {
    input: String,
    /// The customer's `wa_id`, or what it would be.
    customer: String,
    user: Option<String>,
    known: bool,
}

impl To {
    fn answer(&self, id: &str, template: bool) -> Value {
        let contact = match &self.user {
            Some(user) => json!({"input": self.input, "user_id": user}),
            None => json!({"input": self.input, "wa_id": self.customer}),
        };
        let mut message = json!({"id": id});
        if let (true, Some(map)) = (template, message.as_object_mut()) {
            map.insert("message_status".to_owned(), "accepted".into());
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

/// The code an accepted message will fail with.
fn later_failure(
    world: &World,
    line: &str,
    to: &To,
    request: &validate::Message,
    order: Option<&Failure>,
    now: i64,
) -> Option<i32> {
    if let Some(order) = order.filter(|order| order.fails_later()) {
        return Some(order.code());
    }
    if !to.known {
        return Some(131_026);
    }
    // A file of another kind is noticed only when it is sent on.
    if let Some(media) = request.content.get("id").and_then(Value::as_str).and_then(|id| world.media.find(id))
        && !media::fits(&request.kind, &media.mime)
    {
        return Some(131_053);
    }
    if request.kind == "template" {
        return None;
    }
    let wrote = world.chats.get(&(line.to_owned(), to.customer.clone())).and_then(|chat| chat.wrote_at);
    let open = match wrote {
        Some(at) => now - at < WINDOW_SECONDS,
        None => world.history == History::Trusting,
    };
    (!open).then_some(131_047)
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

    /// Checks what needs knowledge: the line's state, files, templates, messages referred to. Tells the billing category.
    fn check_content(&self, line: &Line, request: &validate::Message) -> Result<String, GraphError> {
        if line.status != "CONNECTED" {
            return Err(GraphError::of(133_010));
        }
        for id in &request.media {
            let media = self.media.find(id).filter(|media| media.line == line.setup.phone_number_id);
            if media.is_none() {
                let details = format!("Media ID {id} does not exist or is not of this phone number.");
                return Err(GraphError::detailed(100, details));
            }
        }
        if request.kind == "reaction" {
            let target = request.content.get("message_id").and_then(Value::as_str).unwrap_or_default();
            self.check_reference(target)?;
        }
        if request.kind == "template" {
            self.check_template(line, &request.content)
        } else {
            Ok("service".to_owned())
        }
    }

    /// Whether a message id may be referred to.
    fn check_reference(&self, id: &str) -> Result<(), GraphError> {
        let believed = self.history == History::Trusting && id.starts_with("wamid.");
        match self.messages.get(id) {
            Some(message) if message.kind != "reaction" => Ok(()),
            None if believed => Ok(()),
            _ => Err(GraphError::invalid(format!("Message ID {id} is invalid."))),
        }
    }

    fn check_template(&self, line: &Line, content: &Value) -> Result<String, GraphError> {
        let name = content.get("name").and_then(Value::as_str).unwrap_or_default();
        let language = content.pointer("/language/code").and_then(Value::as_str).unwrap_or_default();
        let templates = self.templates.get(&line.setup.waba_id).map(Vec::as_slice).unwrap_or_default();
        let template = templates.iter().find(|one| one.name == name && one.language == language);
        let Some(template) = template else {
            let details = format!("template name ({name}) does not exist in {language}");
            return Err(GraphError::detailed(132_001, details));
        };
        match template.status.as_str() {
            "APPROVED" => {}
            "PAUSED" => return Err(GraphError::of(132_015)),
            "DISABLED" => return Err(GraphError::of(132_016)),
            _ => return Err(GraphError::of(132_001)),
        }
        let given = validate::template::body_parameters(content);
        if given != template.variables() {
            let details = format!(
                "body: number of localizable_params ({given}) does not match the expected number of params ({})",
                template.variables()
            );
            return Err(GraphError::detailed(132_000, details));
        }
        Ok(template.category.to_ascii_lowercase())
    }

    /// Keeps an accepted send: a reaction goes onto its message; the typing sign goes out.
    fn keep_sent(&mut self, message: Message) {
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
