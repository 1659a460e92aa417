//! What a send needs that only the world knows: the account's and the number's state, files, templates, messages referred
//! to; and what an accepted one will fail with.

use super::To;
use crate::{
    config::History,
    failure::Failure,
    graph::{error::GraphError, validate},
    media,
    template::{Template, fill},
    world::{Line, World},
};
use serde_json::Value;

/// Seconds a customer's message keeps the window open.
const WINDOW_SECONDS: i64 = 24 * 3600;

/// What a checked send is.
#[derive(Debug, Default)]
pub struct Checked {
    /// Billing category.
    pub category: String,
    /// The template's id.
    pub template: Option<String>,
    /// A template as the phone shows it.
    pub shown: Option<Value>,
    /// Whether it waits for the quality of its template.
    pub held: bool,
}

impl World {
    /// Checks what needs knowledge.
    pub fn check_content(&self, line: &Line, request: &validate::Message) -> Result<Checked, GraphError> {
        self.check_state(line, request.kind == "template")?;
        for id in &request.media {
            let media = self.media.find(id, self.clock.now());
            if media.is_none_or(|media| media.line != line.setup.phone_number_id) {
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
            Ok(Checked { category: "service".to_owned(), ..Checked::default() })
        }
    }

    /// Whether the account and the number may send.
    fn check_state(&self, line: &Line, template: bool) -> Result<(), GraphError> {
        match self.accounts.get(&line.setup.waba_id).map(|account| account.can_send.as_str()) {
            Some("BLOCKED") => return Err(GraphError::of(131_031)),
            // Restricted accounts may answer, not begin.
            Some("LIMITED") if template => return Err(GraphError::of(368)),
            _ => {}
        }
        match line.status.as_str() {
            "CONNECTED" | "FLAGGED" => Ok(()),
            "BANNED" | "RESTRICTED" => Err(GraphError::of(131_031)),
            "RATE_LIMITED" => Err(GraphError::of(131_048)),
            "DELETED" => Err(GraphError::of(33)),
            _ => Err(GraphError::of(133_010)),
        }
    }

    /// Whether a message id may be referred to.
    pub fn check_reference(&self, id: &str) -> Result<(), GraphError> {
        let believed = self.history == History::Trusting && id.starts_with("wamid.");
        match self.messages.get(id) {
            Some(message) if message.kind != "reaction" => Ok(()),
            None if believed => Ok(()),
            _ => Err(GraphError::invalid(format!("Message ID {id} is invalid."))),
        }
    }

    fn check_template(&self, line: &Line, content: &Value) -> Result<Checked, GraphError> {
        let name = content.get("name").and_then(Value::as_str).unwrap_or_default();
        let language = content.pointer("/language/code").and_then(Value::as_str).unwrap_or_default();
        let templates = self.templates.get(&line.setup.waba_id).map(Vec::as_slice).unwrap_or_default();
        let template = templates.iter().find(|one| one.name == name && one.language == language);
        let Some(template) = template else {
            let details = format!("template name ({name}) does not exist in {language}");
            return Err(GraphError::detailed(132_001, details));
        };
        usable(template)?;
        Ok(Checked {
            category: template.category.to_ascii_lowercase(),
            template: Some(template.id.clone()),
            shown: Some(fill::fill(template, content)?),
            held: template.held,
        })
    }

    /// The code an accepted message will fail with.
    pub fn later_failure(
        &mut self,
        line: &Line,
        to: &To,
        request: &validate::Message,
        checked: &Checked,
        order: Option<&Failure>,
    ) -> Option<i32> {
        if let Some(order) = order.filter(|order| order.fails_later()) {
            return Some(order.code());
        }
        if !to.known {
            return Some(131_026);
        }
        let now = self.clock.now();
        // A file of another kind is noticed only when it is sent on.
        if let Some(media) =
            request.content.get("id").and_then(Value::as_str).and_then(|id| self.media.find(id, now))
            && !media::fits(&request.kind, &media.mime)
        {
            return Some(131_053);
        }
        let id = &line.setup.phone_number_id;
        let open = self.is_open(id, &to.customer, now);
        if checked.template.is_none() {
            if !open {
                return Some(131_047);
            }
        } else {
            let stopped =
                self.customers.get(&to.customer).is_some_and(|one| one.stopped.contains(&portfolio(line)));
            if checked.category == "marketing" && stopped {
                return Some(131_050);
            }
            if !open && !self.reach(line, &to.customer, now) {
                return Some(self.limits.reach_code);
            }
        }
        let unpaid = !self.pricing.payment_method && self.costs(id, &to.customer, &checked.category);
        unpaid.then_some(131_042)
    }

    /// Whether the service window is open.
    pub fn is_open(&self, line: &str, customer: &str, now: i64) -> bool {
        let chat = self.chats.get(&(line.to_owned(), customer.to_owned()));
        match chat.and_then(|chat| chat.wrote_at) {
            Some(at) => now - at < WINDOW_SECONDS,
            None => self.history == History::Trusting,
        }
    }

    /// Counts somebody reached outside the window; false when the portfolio's limit is used up.
    fn reach(&mut self, line: &Line, customer: &str, now: i64) -> bool {
        let limit = self.limits.reach.then(|| crate::reach::people(&line.tier)).flatten();
        self.reached.entry(portfolio(line)).or_default().take(customer, limit, now)
    }
}

/// The portfolio a line belongs to: its own when none is given, so that accounts do not share a limit by accident.
pub fn portfolio(line: &Line) -> String {
    line.setup.business_id.clone().unwrap_or_else(|| line.setup.waba_id.clone())
}

/// Whether a template may be sent now.
pub fn usable(template: &Template) -> Result<(), GraphError> {
    match template.status.as_str() {
        "APPROVED" => Ok(()),
        "PAUSED" => Err(GraphError::of(132_015)),
        "DISABLED" => Err(GraphError::of(132_016)),
        _ => Err(GraphError::of(132_001)),
    }
}
