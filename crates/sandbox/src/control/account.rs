//! Playing Meta: what becomes of numbers, accounts and tokens. Each change that Meta tells is told to the webhook.

use super::{ControlError, order::patched};
use crate::{
    courier::Target,
    phone,
    pricing::Pricing,
    reach,
    shared::Shared,
    template::life,
    token::TokenState,
    world::{Line, World},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

type Answer = Result<Json<Value>, ControlError>;

/// State of a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    status: Option<String>,
    quality: Option<String>,
    tier: Option<String>,
    throughput: Option<String>,
    name: Option<String>,
    name_decision: Option<String>,
    coexistence: Option<bool>,
}

type Events = Vec<(&'static str, Value)>;

/// Changes the state of a line.
pub async fn change_line(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(change): Json<LineChange>,
) -> Answer {
    if change.tier.as_deref().is_some_and(|tier| tier != "TIER_UNLIMITED" && reach::people(tier).is_none()) {
        return Err(ControlError::bad("unknown tier"));
    }
    let (waba, answer, events) = {
        let mut world = shared.world();
        if let Some(tier) = &change.tier {
            spread(&mut world, &id, tier);
        }
        let line = world.lines.get_mut(&id).ok_or_else(|| ControlError::none("line"))?;
        let events = apply(line, &change);
        let answer = json!({"status": line.status, "quality": line.quality, "tier": line.tier,
            "throughput": line.throughput, "name_status": line.name_status,
            "verified_name": line.setup.verified_name});
        (line.setup.waba_id.clone(), answer, events)
    };
    for (field, value) in events {
        life::tell(&shared, &waba, field, value);
    }
    shared.tell("", "");
    Ok(Json(answer))
}

/// A tier is one of the portfolio: all of its numbers have it.
fn spread(world: &mut World, id: &str, tier: &str) {
    let Some(portfolio) = world.lines.get(id).map(crate::graph::send::check::portfolio) else { return };
    for line in
        world.lines.values_mut().filter(|line| crate::graph::send::check::portfolio(line) == portfolio)
    {
        tier.clone_into(&mut line.tier);
    }
}

fn apply(line: &mut Line, change: &LineChange) -> Events {
    let mut events = Events::new();
    let number = phone::digits(&line.setup.display_phone_number);
    let set = |into: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            value.clone_into(into);
        }
    };
    set(&mut line.status, &change.status);
    set(&mut line.quality, &change.quality);
    if let Some(coexistence) = change.coexistence {
        line.setup.coexistence = coexistence;
    }
    if let Some(tier) = &change.tier {
        let limits =
            json!({"max_daily_conversations_per_business": tier, "max_phone_numbers_per_business": 20});
        events.push(("business_capability_update", limits));
    }
    if let Some(throughput) = &change.throughput {
        set(&mut line.throughput, &change.throughput);
        if throughput == "HIGH" {
            let value = json!({"display_phone_number": number, "event": "THROUGHPUT_UPGRADE",
                "max_daily_conversations_per_business": line.tier});
            events.push(("phone_number_quality_update", value));
        }
    }
    if let Some(decision) = &change.name_decision {
        let name = change.name.clone().unwrap_or_else(|| line.setup.verified_name.clone());
        decision.clone_into(&mut line.name_status);
        let reason = (decision == "REJECTED").then_some("NAME_NOT_RELATED");
        let value = json!({"display_phone_number": number, "decision": decision, "requested_verified_name": name,
            "rejection_reason": reason});
        events.push(("phone_number_name_update", value));
        if decision == "APPROVED" {
            line.setup.verified_name = name;
        }
    }
    events
}

/// State of an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// `AVAILABLE`, `LIMITED` or `BLOCKED`.
    can_send: Option<String>,
    /// Decision of the account's review.
    review: Option<String>,
    /// Whether the app is subscribed.
    subscribed: Option<bool>,
    /// The value of an `account_update`, besides its event.
    event: Option<String>,
    #[serde(default)]
    with: serde_json::Map<String, Value>,
    /// The `alert_info` of an `account_alerts`.
    alert: Option<Value>,
}

/// Changes the state of an account.
pub async fn change_account(
    State(shared): State<Arc<Shared>>,
    Path(waba): Path<String>,
    Json(change): Json<AccountChange>,
) -> Answer {
    let mut events = Events::new();
    let answer = {
        let mut world = shared.world();
        if !world.lines.values().any(|line| line.setup.waba_id == waba) {
            return Err(ControlError::none("account"));
        }
        match change.subscribed {
            Some(true) => drop(world.subscribed.insert(waba.clone())),
            Some(false) => drop(world.subscribed.remove(&waba)),
            None => {}
        }
        let now = world.clock.now();
        let account = world.accounts.entry(waba.clone()).or_default();
        if let Some(state) = change.can_send {
            if !matches!(state.as_str(), "AVAILABLE" | "LIMITED" | "BLOCKED") {
                return Err(ControlError::bad("can_send is AVAILABLE, LIMITED or BLOCKED"));
            }
            events.extend(restricted(&state, now));
            account.can_send = state;
        }
        if let Some(review) = change.review {
            events.push(("account_review_update", json!({"decision": review})));
            account.review = review;
        }
        let answer = json!({"can_send": account.can_send, "review": account.review});
        if let Some(event) = change.event {
            let mut value = change.with;
            value.insert("event".to_owned(), event.into());
            events.push(("account_update", Value::Object(value)));
        }
        if let Some(info) = change.alert {
            let value = json!({"entity_type": "BUSINESS", "entity_id": waba, "alert_info": info});
            events.push(("account_alerts", value));
        }
        answer
    };
    for (field, value) in events {
        life::tell(&shared, &waba, field, value);
    }
    Ok(Json(answer))
}

/// How Meta tells that an account may send less, or as before.
fn restricted(state: &str, now: i64) -> Option<(&'static str, Value)> {
    let value = match state {
        "LIMITED" => json!({"event": "ACCOUNT_RESTRICTION", "restriction_info":
            [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": now + 7 * 86_400}]}),
        "BLOCKED" => json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE",
            "waba_ban_date": chrono::DateTime::from_timestamp(now, 0).unwrap_or_default().format("%B %-d, %Y").to_string()}}),
        _ => json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}),
    };
    Some(("account_update", value))
}

/// What becomes of a token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenChange {
    line: String,
    state: TokenState,
}

/// Ends a line's token, sets when it ends, or lets it work again.
pub async fn change_token(State(shared): State<Arc<Shared>>, Json(change): Json<TokenChange>) -> Answer {
    let mut world = shared.world();
    let token = world.lines.get(&change.line).map(|line| world.token(line).to_owned());
    let token = token.ok_or_else(|| ControlError::none("line"))?;
    world.tokens.insert(token, change.state);
    Ok(Json(json!({"state": change.state})))
}

/// What is free, and how much of it was used in this month.
pub async fn pricing(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let used: BTreeMap<&String, u32> = world.lines.keys().map(|id| (id, world.service_used(id))).collect();
    Json(json!({"pricing": world.pricing, "service_used": used}))
}

/// Changes what is free; `used` sets what a line has used in this month.
pub async fn change_pricing(State(shared): State<Arc<Shared>>, Json(mut patch): Json<Value>) -> Answer {
    {
        let mut world = shared.world();
        let used = patch.as_object_mut().and_then(|map| map.remove("used"));
        let pricing: Pricing = patched(&world.pricing, patch)?;
        for (line, count) in used.as_ref().and_then(Value::as_object).into_iter().flatten() {
            let count = count.as_u64().and_then(|count| u32::try_from(count).ok());
            world.set_service_used(line, count.ok_or_else(|| ControlError::bad("used is a count by line"))?);
        }
        world.pricing = pricing;
    }
    Ok(self::pricing(State(shared)).await)
}

/// What a test of subscriptions and portfolios looks at.
pub async fn states(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let mut world = shared.world();
    let now = world.clock.now();
    let reached: BTreeMap<String, usize> =
        world.reached.iter_mut().map(|(portfolio, reach)| (portfolio.clone(), reach.count(now))).collect();
    let targets: BTreeMap<String, Option<String>> = world
        .lines
        .values()
        .map(|line| {
            let url = world.target(line).map(|Target { url, .. }| url);
            (line.setup.phone_number_id.clone(), url)
        })
        .collect();
    Json(json!({"reached": reached, "webhooks": targets}))
}
