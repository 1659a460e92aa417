//! What becomes of an accepted message: sent, delivered when the phone is online, read when the chat is open, or failed;
//! each told to the webhook as Meta tells it.

use crate::{
    codes,
    shared::Shared,
    template::life,
    update::Update,
    world::{Channel, Customer, Message, State, World},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const HREF: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";
/// Messages a phone that is offline can have waiting.
const WAITING_MAX: usize = 1_000;

/// How statuses are paced.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pace {
    /// Milliseconds from acceptance to `sent`.
    pub sent_ms: u64,
    /// Milliseconds from `sent` to `delivered`.
    pub delivered_ms: u64,
    /// Whether statuses are told at all; without them messages stay accepted.
    pub statuses: bool,
    /// Milliseconds the answer to a send is held back, so that statuses overtake it.
    pub answer_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { sent_ms: 60, delivered_ms: 180, statuses: true, answer_ms: 0 }
    }
}

/// Something that happens to a message later.
#[derive(Clone, Debug)]
pub enum Action {
    /// It leaves Meta.
    Sent(String),
    /// It reaches the phone, if that is online.
    Deliver(String),
    /// It fails with a code.
    Fail(String, i32),
    /// The typing sign of a chat goes out.
    TypingOver(String, String),
    /// The review of a template ends.
    Review(String),
    /// Something's time is over by the sandbox's clock.
    Wake,
}

/// Runs timed actions until the sandbox stops.
pub async fn run(shared: Arc<Shared>) {
    loop {
        let (due, next) = shared.due();
        for action in due {
            act(&shared, action);
        }
        let sleep = async {
            match next {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = shared.timer_set.notified() => {}
            () = sleep => {}
        }
    }
}

/// Does what was timed.
pub fn act(shared: &Arc<Shared>, action: Action) {
    match action {
        Action::Sent(id) => {
            if advance(shared, &id, State::Sent, None) {
                let delay = shared.world().pace.delivered_ms;
                shared.later(Duration::from_millis(delay), Action::Deliver(id));
            }
        }
        Action::Deliver(id) => deliver(shared, &id),
        Action::Fail(id, code) => {
            advance(shared, &id, State::Failed, Some(code));
        }
        Action::TypingOver(line, customer) => shared.tell(&line, &customer),
        Action::Review(id) => {
            life::decide(shared, &id, None);
        }
        Action::Wake => life::wake(shared),
    }
}

/// Brings a message to its phone: at once, or when the phone is back. In an open chat it is read without being delivered
/// first (Meta: `delivered` is left out then).
pub fn deliver(shared: &Arc<Shared>, id: &str) {
    let state = {
        let mut world = shared.world();
        let Some(message) = world.messages.get(id) else { return };
        let channel = message.channel;
        let key = (message.line.clone(), message.customer.clone());
        let (open, blocked) =
            world.chats.get(&key).map_or((false, false), |chat| (chat.viewers > 0, chat.blocked));
        // Whoever blocked the business gets nothing, and the business is not told.
        if blocked {
            return;
        }
        let Some(customer) = world.customers.get_mut(&key.1) else { return };
        if !customer.online {
            if customer.waiting.len() < WAITING_MAX {
                customer.waiting.push_back(id.to_owned());
            }
            return;
        }
        // Text messages have no ticks of reading.
        if open && channel == Channel::WhatsApp { State::Read } else { State::Delivered }
    };
    advance(shared, id, state, None);
}

/// Moves a business message forward and tells the webhook. False when it was there already.
pub fn advance(shared: &Arc<Shared>, id: &str, state: State, error: Option<i32>) -> bool {
    let (update, line, customer) = {
        let mut world = shared.world();
        let Some(message) = world.messages.get_mut(id) else { return false };
        if message.state >= state {
            return false;
        }
        message.state = state;
        message.error = error;
        let message = message.clone();
        // A reaction of the business is only ever `sent`.
        let read = matches!(state, State::Read | State::Played);
        let told = (message.kind != "reaction" || matches!(state, State::Sent | State::Failed))
            && !(message.channel == Channel::Sms && read)
            && message.sent.is_some();
        let update = if told { update(&mut world, &message) } else { None };
        (update, message.line, message.customer)
    };
    if let Some(update) = update {
        shared.post(update);
    }
    shared.tell(&line, &customer);
    true
}

fn update(world: &mut World, message: &Message) -> Option<Update> {
    let priced = match &message.sent {
        Some(sent) if !sent.priced && message.error.is_none() => {
            let category = sent.category.clone();
            world.price(message, &category)
        }
        _ => Vec::new(),
    };
    let line = world.lines.get(&message.line)?;
    let customer = world.customers.get(&message.customer);
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": crate::customer::metadata(&line.setup),
        "statuses": [status(message, customer, world.clock.now(), priced)],
    });
    if message.state != State::Failed
        && let (Some(map), Some(customer)) = (value.as_object_mut(), customer)
    {
        map.insert("contacts".to_owned(), json!([crate::customer::contact(&customer.setup)]));
    }
    let update = Update {
        waba_id: line.setup.waba_id.clone(),
        line: message.line.clone(),
        field: "messages".to_owned(),
        value,
        message: None,
        direct: None,
    };
    if let Some(sent) = world.messages.get_mut(&message.id).and_then(|kept| kept.sent.as_mut()) {
        sent.priced = true;
    }
    Some(update)
}

fn status(
    message: &Message,
    customer: Option<&Customer>,
    now: i64,
    priced: Vec<(&'static str, Value)>,
) -> Value {
    let sent = message.sent.as_ref();
    let to_user = sent.is_some_and(|sent| sent.to_user);
    let mut status = json!({
        "id": message.id,
        "status": word(message.state),
        "timestamp": now.to_string(),
    });
    let Some(map) = status.as_object_mut() else { return status };
    let hidden = customer.is_some_and(|customer| customer.setup.phone_hidden);
    // The number is told when it was addressed, or when it may be shared.
    if !to_user || !hidden {
        map.insert("recipient_id".to_owned(), message.customer.clone().into());
    }
    if let Some(customer) = customer
        && (message.state != State::Failed || to_user)
    {
        map.insert("recipient_user_id".to_owned(), customer.setup.bsuid.clone().into());
    }
    if let Some(callback) = sent.and_then(|sent| sent.callback.as_ref()) {
        map.insert("biz_opaque_callback_data".to_owned(), callback.clone().into());
    }
    if let Some(code) = message.error {
        map.insert("errors".to_owned(), json!([error(code)]));
    }
    map.extend(priced.into_iter().map(|(name, value)| (name.to_owned(), value)));
    status
}

fn error(code: i32) -> Value {
    let row = codes::find(code);
    json!({"code": code, "title": row.title, "message": row.title, "error_data": {"details": row.details}, "href": HREF})
}

/// The word Meta uses for a state.
pub fn word(state: State) -> &'static str {
    match state {
        State::Waiting => "accepted",
        State::Sent => "sent",
        State::Delivered => "delivered",
        State::Read => "read",
        State::Played => "played",
        State::Failed => "failed",
    }
}
