//! What becomes of templates: reviewed, judged by their quality, paused, moved to another category, deleted; each told to
//! the webhook as Meta tells it.

use super::{
    Template, kind_of,
    review::{self, Mode, Verdict},
};
use crate::{
    shared::Shared,
    status::{self, Action},
    update::Update,
    world::{State, World},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Seconds of the first and the second pause (Meta, "Template pausing"); after them a template is disabled.
const PAUSES: [i64; 2] = [3 * 3_600, 6 * 3_600];
/// Seconds a deleted name is locked.
pub const LOCK_SECONDS: i64 = 30 * 86_400;

/// Names that may not be used again yet: account, name, and the language or every one; until when.
pub type Locks = BTreeMap<(String, String, Option<String>), i64>;

impl World {
    /// A template by id, with its account.
    pub fn template(&self, id: &str) -> Option<(&str, &Template)> {
        self.templates.iter().find_map(|(waba, all)| {
            all.iter().find(|template| template.id == id).map(|template| (waba.as_str(), template))
        })
    }

    /// A template by id, to change.
    pub fn template_mut(&mut self, id: &str) -> Option<&mut Template> {
        self.templates.values_mut().flatten().find(|template| template.id == id)
    }

    /// Whether a name is locked.
    pub fn is_locked(&self, waba: &str, name: &str, language: &str) -> bool {
        let now = self.clock.now();
        [None, Some(language.to_owned())].into_iter().any(|language| {
            self.locks.get(&(waba.to_owned(), name.to_owned(), language)).is_some_and(|until| *until > now)
        })
    }

    /// Forgets templates by name, or one of them by id, and locks the name. Tells what went.
    pub fn delete_templates(&mut self, waba: &str, name: &str, id: Option<&str>) -> Vec<Template> {
        let until = self.clock.now() + LOCK_SECONDS;
        let Some(all) = self.templates.get_mut(waba) else { return Vec::new() };
        let meant = |template: &Template| template.name == name && id.is_none_or(|id| template.id == id);
        let (gone, kept) = std::mem::take(all).into_iter().partition(meant);
        *all = kept;
        let gone: Vec<Template> = gone;
        for template in &gone {
            let language = id.map(|_| template.language.clone());
            self.locks.insert((waba.to_owned(), name.to_owned(), language), until);
        }
        gone
    }
}

/// Tells an account's webhook something that is no message.
pub fn tell(shared: &Arc<Shared>, waba: &str, field: &str, value: Value) -> bool {
    let line = {
        let world = shared.world();
        world
            .lines
            .values()
            .find(|line| line.setup.waba_id == waba)
            .map(|line| line.setup.phone_number_id.clone())
    };
    let Some(line) = line else { return false };
    let update = Update {
        waba_id: waba.to_owned(),
        line,
        field: field.to_owned(),
        value,
        message: None,
        direct: None,
    };
    shared.post(update)
}

/// What every template event says of its template. The id is a number there.
fn head(template: &Template) -> Value {
    let id = template.id.parse::<u64>().map_or_else(|_| Value::from(template.id.clone()), Value::from);
    json!({"message_template_id": id, "message_template_name": template.name,
        "message_template_language": template.language})
}

fn with(template: &Template, more: Value) -> Value {
    let mut value = head(template);
    if let (Some(map), Value::Object(more)) = (value.as_object_mut(), more) {
        map.extend(more);
    }
    value
}

fn status_value(template: &Template, event: &str, more: Value) -> Value {
    let reason = template.rejected_reason.as_deref().filter(|_| event == "REJECTED").unwrap_or("NONE");
    let mut value = with(
        template,
        json!({"event": event, "reason": reason, "message_template_category": template.category}),
    );
    if let (Some(map), Value::Object(more)) = (value.as_object_mut(), more) {
        map.extend(more);
    }
    value
}

/// Sends a template into review.
pub fn submit(shared: &Shared, id: &str) {
    let review = shared.world().review.clone();
    if review.mode != Mode::Hold {
        shared.later(Duration::from_millis(review.delay_ms), Action::Review(id.to_owned()));
    }
}

/// Ends the review of a template that is pending.
pub fn decide(shared: &Arc<Shared>, id: &str, told: Option<Verdict>) -> bool {
    let (waba, template, events) = {
        let mut world = shared.world();
        let review = world.review.clone();
        let now = world.clock.now();
        let Some((waba, template)) = world.template(id) else { return false };
        let waba = waba.to_owned();
        if template.status != "PENDING" {
            return false;
        }
        let verdict = told.unwrap_or_else(|| match review.mode {
            Mode::Approve => Verdict::Approved(template.category.clone()),
            Mode::Reject => rejected(&review.reason),
            Mode::Rules | Mode::Hold => review::judge(template),
        });
        let Some(template) = world.template_mut(id) else { return false };
        let events = settle(template, verdict, now);
        (waba, template.clone(), events)
    };
    for (field, value) in events {
        tell(shared, &waba, field, value);
    }
    shared.tell("", "");
    tracing::debug!(status = template.status, "template reviewed");
    true
}

/// A rejection by order.
pub fn rejected(reason: &str) -> Verdict {
    Verdict::Rejected {
        reason: reason.to_owned(),
        why: "Rejected by order of the control API.",
        advice: "Change it and submit it again.",
    }
}

type Events = Vec<(&'static str, Value)>;

/// Puts a verdict into force; tells the events.
fn settle(template: &mut Template, verdict: Verdict, now: i64) -> Events {
    template.updated_at = now;
    match verdict {
        Verdict::Rejected { reason, why, advice } => {
            "REJECTED".clone_into(&mut template.status);
            template.rejected_reason = Some(reason);
            let info = json!({"rejection_info": {"reason": why, "recommendation": advice}});
            vec![("message_template_status_update", status_value(template, "REJECTED", info))]
        }
        Verdict::Approved(category) => {
            let edited = template.was_approved;
            "APPROVED".clone_into(&mut template.status);
            template.rejected_reason = None;
            template.was_approved = true;
            let moved = category != template.category;
            let before = std::mem::replace(&mut template.category, category);
            let mut events =
                vec![("message_template_status_update", status_value(template, "APPROVED", json!({})))];
            if moved {
                events.push(("template_category_update", moved_value(template, &before)));
                template.previous_category = Some(before);
            }
            if edited {
                events.push(("message_template_components_update", components_value(template)));
            }
            events
        }
    }
}

fn moved_value(template: &Template, before: &str) -> Value {
    with(template, json!({"previous_category": before, "new_category": template.category}))
}

fn components_value(template: &Template) -> Value {
    let buttons: Vec<Value> = template
        .buttons()
        .iter()
        .map(|button| {
            json!({"message_template_button_type": kind_of(button), "message_template_button_text": button.get("text"),
                "message_template_button_url": button.get("url")})
        })
        .collect();
    let mut value = with(template, json!({"message_template_element": template.text("BODY")}));
    if let Some(map) = value.as_object_mut() {
        for (name, text) in [("message_template_title", "HEADER"), ("message_template_footer", "FOOTER")] {
            if !template.text(text).is_empty() {
                map.insert(name.to_owned(), template.text(text).into());
            }
        }
        if !buttons.is_empty() {
            map.insert("message_template_buttons".to_owned(), buttons.into());
        }
    }
    value
}

/// Judges the quality of a template; red ones are paused, and disabled after the second pause.
pub fn rate(shared: &Arc<Shared>, id: &str, quality: &str) -> bool {
    let (waba, events, pause) = {
        let mut world = shared.world();
        let now = world.clock.now();
        let Some(waba) = world.template(id).map(|(waba, _)| waba.to_owned()) else { return false };
        let Some(template) = world.template_mut(id) else { return false };
        let before = std::mem::replace(&mut template.quality, quality.to_owned());
        template.updated_at = now;
        let scores = json!({"previous_quality_score": before, "new_quality_score": quality});
        let mut events = vec![("message_template_quality_update", with(template, scores))];
        let mut pause = None;
        if quality == "RED" && template.status == "APPROVED" {
            let (event, seconds) = paused(template, now);
            events.push(("message_template_status_update", event));
            pause = seconds;
        }
        (waba, events, pause)
    };
    for (field, value) in events {
        tell(shared, &waba, field, value);
    }
    if let Some(seconds) = pause {
        shared.later(Duration::from_secs(seconds.unsigned_abs()), Action::Wake);
        drop_held(shared, id);
    }
    true
}

/// Pauses a template for the next time, or for good; tells the event and the seconds.
fn paused(template: &mut Template, now: i64) -> (Value, Option<i64>) {
    let Some(seconds) = PAUSES.get(usize::from(template.pauses)).copied() else {
        "DISABLED".clone_into(&mut template.status);
        let more = json!({"disable_info": {"disable_date": now}, "other_info": {"title": "DISABLED",
            "description": "Disabled because of low quality."}});
        return (status_value(template, "DISABLED", more), None);
    };
    "PAUSED".clone_into(&mut template.status);
    template.paused_until = Some(now + seconds);
    let title = if template.pauses == 0 { "FIRST_PAUSE" } else { "SECOND_PAUSE" };
    template.pauses += 1;
    let words = format!("Paused for {} hours because of low quality.", seconds / 3_600);
    let more = json!({"other_info": {"title": title, "description": words}});
    (status_value(template, "PAUSED", more), Some(seconds))
}

/// Ends a pause. False when the template is not paused.
pub fn unpause(shared: &Arc<Shared>, id: &str) -> bool {
    let (waba, value) = {
        let mut world = shared.world();
        let Some(waba) = world.template(id).map(|(waba, _)| waba.to_owned()) else { return false };
        let Some(template) = world.template_mut(id).filter(|template| template.status == "PAUSED") else {
            return false;
        };
        "APPROVED".clone_into(&mut template.status);
        "UNKNOWN".clone_into(&mut template.quality);
        template.paused_until = None;
        let more = json!({"other_info": {"title": "UNPAUSED", "description": "The pause is over."}});
        (waba, status_value(template, "APPROVED", more))
    };
    tell(shared, &waba, "message_template_status_update", value)
}

/// Ends every pause whose time is over, by the sandbox's clock.
pub fn wake(shared: &Arc<Shared>) {
    let over: Vec<String> = {
        let world = shared.world();
        let now = world.clock.now();
        let all = world.templates.values().flatten();
        all.filter(|one| one.paused_until.is_some_and(|at| at <= now)).map(|one| one.id.clone()).collect()
    };
    for id in over {
        unpause(shared, &id);
    }
}

/// Sets a status by order and tells it.
pub fn order_status(shared: &Arc<Shared>, id: &str, status: &str) -> bool {
    let (waba, value) = {
        let mut world = shared.world();
        let now = world.clock.now();
        let Some(waba) = world.template(id).map(|(waba, _)| waba.to_owned()) else { return false };
        let Some(template) = world.template_mut(id) else { return false };
        status.clone_into(&mut template.status);
        template.updated_at = now;
        template.was_approved |= status == "APPROVED";
        (waba, status_value(template, status, json!({})))
    };
    tell(shared, &waba, "message_template_status_update", value);
    if matches!(status, "PAUSED" | "DISABLED") {
        drop_held(shared, id);
    }
    true
}

/// Moves a template to another category, at once or as a warning of what comes in a day.
pub fn move_to(shared: &Arc<Shared>, id: &str, category: &str, warning: Option<i64>) -> bool {
    let (waba, value) = {
        let mut world = shared.world();
        let Some(waba) = world.template(id).map(|(waba, _)| waba.to_owned()) else { return false };
        let Some(template) = world.template_mut(id) else { return false };
        let value = match warning {
            Some(at) => {
                template.correct_category = Some(category.to_owned());
                with(
                    template,
                    json!({"correct_category": category, "new_category": template.category,
                    "category_update_timestamp": at}),
                )
            }
            None => {
                let before = std::mem::replace(&mut template.category, category.to_owned());
                template.correct_category = None;
                let value = moved_value(template, &before);
                template.previous_category = Some(before);
                value
            }
        };
        (waba, value)
    };
    tell(shared, &waba, "template_category_update", value)
}

/// Holds the sends of a template until its quality is known.
pub fn hold(shared: &Shared, id: &str) {
    if let Some(template) = shared.world().template_mut(id) {
        template.held = true;
    }
}

/// Lets go what waits for the quality of a template.
pub fn release(shared: &Arc<Shared>, id: &str) {
    let waiting = {
        let mut world = shared.world();
        if let Some(template) = world.template_mut(id) {
            template.held = false;
        }
        world.held.remove(id).unwrap_or_default()
    };
    for message in waiting {
        status::act(shared, Action::Sent(message));
    }
}

/// What waits for the quality of a template that turned out bad is not sent.
fn drop_held(shared: &Arc<Shared>, id: &str) {
    let waiting = shared.world().held.remove(id).unwrap_or_default();
    for message in waiting {
        status::advance(shared, &message, State::Failed, Some(132_015));
    }
}

/// Tells that templates were deleted.
pub fn deleted(shared: &Arc<Shared>, waba: &str, gone: &[Template]) {
    for template in gone {
        let value = status_value(template, "DELETED", json!({}));
        tell(shared, waba, "message_template_status_update", value);
    }
}
