//! Playing Meta's reviewers and its judgement of quality.

use super::{ControlError, order::patched};
use crate::{
    ids,
    shared::Shared,
    template::{
        Template, life,
        review::{Review, Verdict},
    },
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Answer = Result<Json<Value>, ControlError>;

/// A template of an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    waba_id: String,
    template: Template,
}

/// Templates of every account, with all that is known of them.
pub async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let rows = world.templates.iter().flat_map(|(waba, all)| {
        all.iter().map(move |template| {
            json!({"waba_id": waba, "template": template.node(), "edits": template.edits.len(),
                "pauses": template.pauses, "paused_until": template.paused_until, "held": template.held})
        })
    });
    Json(Value::Array(rows.collect()))
}

/// Adds or replaces a template, unchecked.
pub async fn add(State(shared): State<Arc<Shared>>, Json(add): Json<Add>) -> Answer {
    let mut world = shared.world();
    let now = world.clock.now();
    let all = world.templates.get_mut(&add.waba_id).ok_or_else(|| ControlError::none("account"))?;
    let mut template = add.template.complete(now);
    if template.name.is_empty() || template.language.is_empty() || template.components.is_empty() {
        return Err(ControlError::bad("a template needs name, language and components"));
    }
    if template.id.is_empty() {
        template.id = ids::media();
    }
    all.retain(|known| known.name != template.name || known.language != template.language);
    all.push(template.clone());
    serde_json::to_value(template).map(Json).map_err(|error| ControlError::bad(error.to_string()))
}

/// What happens to a template.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// `approve`, or the reason of a rejection.
    decide: Option<String>,
    quality: Option<String>,
    status: Option<String>,
    category: Option<String>,
    /// With `category`: only told as a warning, for this Unix second.
    warn_at: Option<i64>,
    held: Option<bool>,
}

/// Decides a review, changes quality, status or category; each is told to the webhook.
pub async fn change(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(change): Json<Change>,
) -> Answer {
    let known = shared.world().template(&id).map(|(_, template)| template.category.clone());
    let category = known.ok_or_else(|| ControlError::none("template"))?;
    if let Some(told) = &change.decide {
        let verdict = if told == "approve" { Verdict::Approved(category) } else { life::rejected(told) };
        if !life::decide(&shared, &id, Some(verdict)) {
            return Err(ControlError::bad("the template is not pending"));
        }
    }
    if let Some(quality) = &change.quality {
        life::rate(&shared, &id, quality);
    }
    if let Some(status) = &change.status {
        life::order_status(&shared, &id, status);
    }
    if let Some(category) = &change.category {
        life::move_to(&shared, &id, category, change.warn_at);
    }
    match change.held {
        Some(true) => life::hold(&shared, &id),
        Some(false) => life::release(&shared, &id),
        None => {}
    }
    let world = shared.world();
    let (_, template) = world.template(&id).ok_or_else(|| ControlError::none("template"))?;
    Ok(Json(template.node()))
}

/// How reviews go.
pub async fn review(State(shared): State<Arc<Shared>>) -> Json<Review> {
    Json(shared.world().review.clone())
}

/// Changes how reviews go.
pub async fn change_review(State(shared): State<Arc<Shared>>, Json(patch): Json<Value>) -> Answer {
    let mut world = shared.world();
    world.review = patched(&world.review, patch)?;
    serde_json::to_value(&world.review).map(Json).map_err(|error| ControlError::bad(error.to_string()))
}
