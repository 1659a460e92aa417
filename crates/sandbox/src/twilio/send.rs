//! `POST …/Messages.json`: WhatsApp and text messages.

use super::{Account, Fault, form};
use crate::{
    config::LineProvider,
    failure::{self, Call, Failure, Mode},
    graph::{
        call::{self, Cut},
        send::check,
    },
    ids, phone,
    received::Received,
    shared::{Shared, count},
    status::Action,
    template::fill,
    world::{Author, Channel, Line, Message, Sent, State, World},
};
use axum::{
    Form, Json,
    extract::State as Held,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// Characters of a body at most.
const BODY_MAX: usize = 1_600;
/// Bytes of a file at most (Twilio: 16 MB on WhatsApp).
const FILE_MAX: usize = 16 << 20;

/// What a form asks for.
struct Wanted {
    line: Line,
    channel: Channel,
    /// `wa_id` or user id.
    to: String,
    known: bool,
    body: String,
    files: Vec<String>,
    content: Option<(String, String)>,
    told_to: Option<String>,
    fields: Map<String, Value>,
}

/// Sends a message.
pub async fn send(
    Held(shared): Held<Arc<Shared>>,
    account: Account,
    connection: Option<Cut>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    match take(&shared, &account.0, connection, form).await {
        Ok(answer) => answer,
        Err(fault) => {
            count(&shared.stats.refused, 1);
            fault.into_response()
        }
    }
}

async fn take(
    shared: &Arc<Shared>,
    account: &str,
    connection: Option<Cut>,
    form: Vec<(String, String)>,
) -> Result<Response, Fault> {
    let (wanted, order) = {
        let mut world = shared.world();
        let wanted = read(&world, account, form)?;
        let line = wanted.line.setup.phone_number_id.clone();
        let call = Call { line: Some(&line), customer: Some(&wanted.to), send: failure::Send::Message };
        let order = failure::take(&mut world.failures, call);
        (wanted, order)
    };
    if let Some(order) = order.as_ref().filter(|order| !order.fails_later()) {
        match order.mode {
            Mode::LostResponse => {}
            Mode::Timeout | Mode::Garbled => {
                if let Some(answer) = call::fail(shared, order, connection.clone()).await {
                    return Ok(answer);
                }
            }
            _ => return Err(ordered(order)),
        }
    }
    let (files, caption) = (wanted.files.clone(), wanted.body.clone());
    let (message, answer, fails) = accept(shared, wanted, order.as_ref())?;
    count(&shared.stats.accepted, 1);
    plan(shared, &message, files, caption, fails);
    if order.is_some_and(|order| order.mode == Mode::LostResponse) {
        return Ok(call::cut(connection).await);
    }
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The refusal an order asks for, in Twilio's words.
fn ordered(order: &Failure) -> Fault {
    match order.mode {
        Mode::RateLimit | Mode::PairRate => {
            Fault(StatusCode::TOO_MANY_REQUESTS, 20_429, "Too Many Requests".to_owned())
        }
        Mode::Auth => Fault(StatusCode::UNAUTHORIZED, 20_003, "Authenticate".to_owned()),
        Mode::ServerError => Fault(
            StatusCode::INTERNAL_SERVER_ERROR,
            20_500,
            "An internal server error has occurred".to_owned(),
        ),
        _ => Fault::bad(form::error_code(order.code()), "Refused by order of the control API"),
    }
}

fn read(world: &World, account: &str, form: Vec<(String, String)>) -> Result<Wanted, Fault> {
    let one = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let files: Vec<String> =
        form.iter().filter(|(name, _)| name == "MediaUrl").map(|(_, value)| value.clone()).collect();
    let from = one("From").ok_or_else(|| Fault::bad(21_603, "A 'From' phone number is required."))?;
    let to = one("To").ok_or_else(|| Fault::bad(21_604, "A 'To' phone number is required."))?;
    let channel = if from.starts_with("whatsapp:") { Channel::WhatsApp } else { Channel::Sms };
    if to.starts_with("whatsapp:") != (channel == Channel::WhatsApp) {
        return Err(Fault::bad(
            21_910,
            "Invalid From and To pair. From and To should be of the same channel",
        ));
    }
    let digits = phone::digits(from);
    let line = world.lines.values().find(|line| {
        line.setup.provider == LineProvider::Twilio
            && line.setup.waba_id == account
            && phone::digits(&line.setup.display_phone_number) == digits
    });
    let no_sender = if channel == Channel::WhatsApp { 63_007 } else { 21_606 };
    let words = "Twilio could not find a Channel with the specified From address";
    let line = line.ok_or_else(|| Fault::bad(no_sender, words))?.clone();
    let plain = to.trim_start_matches("whatsapp:");
    let known = world.customer_key(plain);
    if !plain.contains('.') && phone::dialled(plain, "").is_none() {
        return Err(Fault::bad(21_211, format!("Invalid 'To' Phone Number: {plain}")));
    }
    let body = one("Body").unwrap_or_default().to_owned();
    let content =
        one("ContentSid").map(|sid| (sid.to_owned(), one("ContentVariables").unwrap_or("{}").to_owned()));
    if body.is_empty() && files.is_empty() && content.is_none() {
        return Err(Fault::bad(21_619, "A text message body or media urls must be specified."));
    }
    if body.chars().count() > BODY_MAX {
        return Err(Fault::bad(21_617, "The concatenated message body exceeds the 1600 character limit."));
    }
    if files.len() > 10 || files.iter().any(|url| !url.starts_with("http")) {
        return Err(Fault::bad(21_620, "Invalid media URL(s)"));
    }
    let told_to = one("StatusCallback").filter(|url| !url.is_empty()).map(str::to_owned);
    if told_to.as_deref().is_some_and(|url| !url.starts_with("http")) {
        return Err(Fault::bad(21_609, "The 'StatusCallback' URL is not a valid URL."));
    }
    let fields = form.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let to = known.clone().unwrap_or_else(|| phone::digits(plain));
    Ok(Wanted { line, channel, to, known: known.is_some(), body, files, content, told_to, fields })
}

/// Keeps a message; tells it, the answer, and what it will fail with.
fn accept(
    shared: &Shared,
    wanted: Wanted,
    order: Option<&Failure>,
) -> Result<(Message, Value, Option<i32>), Fault> {
    if shared.is_full() {
        return Err(Fault(StatusCode::SERVICE_UNAVAILABLE, 20_503, "Service unavailable".to_owned()));
    }
    let mut world = shared.world();
    let now = world.clock.now();
    let line_id = wanted.line.setup.phone_number_id.clone();
    let limits = world.limits.of(&wanted.line);
    if world.rates.take(&limits, &line_id, &wanted.to, Instant::now()).is_err() {
        return Err(Fault(StatusCode::TOO_MANY_REQUESTS, 20_429, "Too Many Requests".to_owned()));
    }
    let filled = wanted.content.as_ref().map(|(sid, values)| fill_content(&world, &wanted.line, sid, values));
    let fails = later(&world, &wanted, filled.as_ref(), order, now);
    let (shown, category) = match filled {
        Some(Ok((shown, category))) => (Some(shown), category),
        _ => (None, "service".to_owned()),
    };
    let kind = if shown.is_some() { "template" } else { "text" };
    let id = ids::twilio(if wanted.files.is_empty() { "SM" } else { "MM" });
    let message = Message {
        id: id.clone(),
        line: line_id.clone(),
        customer: wanted.to.clone(),
        author: Author::Business,
        kind: kind.to_owned(),
        content: json!({"body": wanted.body}),
        quote: None,
        at: now,
        state: State::Waiting,
        error: None,
        reactions: BTreeMap::new(),
        changed: None,
        shown,
        channel: wanted.channel,
        sent: Some(Sent {
            body: Value::Object(wanted.fields),
            to_user: false,
            callback: None,
            category,
            priced: true,
            told_to: wanted.told_to,
            arrived_ms: chrono::Utc::now().timestamp_millis(),
        }),
    };
    let answer = super::resource(&wanted.line, &message);
    world.keep_sent(message.clone());
    world.enter(&line_id, &wanted.to, now);
    let at_ms = world.clock.millis();
    world.received.add(Received {
        line: line_id,
        at_ms,
        to: wanted.to,
        kind: kind.to_owned(),
        id: Some(id),
        code: fails,
        callback: None,
    });
    Ok((message, answer, fails))
}

/// A template with its values: what the phone shows and the category, or Meta's code for what is wrong.
fn fill_content(world: &World, line: &Line, sid: &str, values: &str) -> Result<(Value, String), i32> {
    let template = world.content(&line.setup.waba_id, sid).ok_or(132_001)?;
    check::usable(template).map_err(|error| error.code())?;
    let values: Map<String, Value> = serde_json::from_str(values).map_err(|_| 132_000)?;
    let named = template.parameter_format == "NAMED";
    let mut names: Vec<(&String, &Value)> = values.iter().collect();
    names.sort_by_key(|(name, _)| name.parse::<usize>().unwrap_or(usize::MAX));
    let parameter = |(name, value): (&String, &Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if named {
            json!({"type": "text", "parameter_name": name, "text": text})
        } else {
            json!({"type": "text", "text": text})
        }
    };
    let parameters: Vec<Value> = names.into_iter().map(parameter).collect();
    let content = json!({"components": [{"type": "body", "parameters": parameters}]});
    let shown = fill::fill(template, &content).map_err(|error| error.code())?;
    Ok((shown, template.category.to_ascii_lowercase()))
}

/// What an accepted message will fail with, in Meta's codes.
fn later(
    world: &World,
    wanted: &Wanted,
    filled: Option<&Result<(Value, String), i32>>,
    order: Option<&Failure>,
    now: i64,
) -> Option<i32> {
    if let Some(order) = order.filter(|order| order.fails_later()) {
        return Some(order.code());
    }
    if !wanted.known {
        // Text messages have a code of their own for handsets nobody knows.
        return Some(if wanted.channel == Channel::Sms { 30_005 } else { 131_026 });
    }
    if let Some(Err(code)) = filled {
        return Some(*code);
    }
    let open = wanted.channel == Channel::Sms
        || filled.is_some()
        || world.is_open(&wanted.line.setup.phone_number_id, &wanted.to, now);
    (!open).then_some(131_047)
}

/// Plans what becomes of a message; its files are fetched from the business first, as Twilio does.
fn plan(shared: &Arc<Shared>, message: &Message, files: Vec<String>, caption: String, fails: Option<i32>) {
    let pace = shared.world().pace.clone();
    shared.tell(&message.line, &message.customer);
    let (id, line) = (message.id.clone(), message.line.clone());
    let delay = Duration::from_millis(pace.sent_ms);
    let end = match fails {
        Some(code) => Action::Fail(id.clone(), code),
        None => Action::Sent(id.clone()),
    };
    let first = files.into_iter().next().filter(|_| fails.is_none());
    let Some(url) = first else {
        if pace.statuses {
            shared.later(delay, end);
        }
        return;
    };
    let shared = shared.clone();
    tokio::spawn(async move {
        let fetched = fetch(&shared, &url).await;
        let end = match fetched {
            Some((mime, bytes)) => {
                let mut world = shared.world();
                let (kind, content) = form::fetched(&mut world, &line, mime, bytes, &caption);
                if let Some(message) = world.messages.get_mut(&id) {
                    (message.kind, message.content) = (kind, content);
                }
                end
            }
            None => Action::Fail(id, 131_053),
        };
        if pace.statuses {
            shared.later(delay, end);
        }
    });
}

async fn fetch(shared: &Shared, url: &str) -> Option<(String, bytes::Bytes)> {
    let answer = shared.http.get(url).timeout(Duration::from_secs(10)).send().await.ok()?;
    let answer = answer.error_for_status().ok()?;
    let mime = answer.headers().get("content-type")?.to_str().ok()?.to_owned();
    let mut bytes = bytes::BytesMut::new();
    let mut answer = answer;
    while let Some(part) = answer.chunk().await.ok()? {
        bytes.extend_from_slice(&part);
        if bytes.len() > FILE_MAX {
            return None;
        }
    }
    Some((mime, bytes.freeze()))
}
