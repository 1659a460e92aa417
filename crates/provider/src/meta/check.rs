//! The live check of a line: token, number, account, subscription, each asked of Meta.

use super::client::Client;
use crate::{CallError, CheckStep, LineCheck, LineCredentials};
use prosa_domain::delivery::{Class, classify};
use serde_json::Value;

const NUMBER_FIELDS: &str = "id,display_phone_number,verified_name,quality_rating,status";

pub(super) async fn check(client: &Client, line: &LineCredentials) -> LineCheck {
    let number = client.get(line, &format!("{}?fields={NUMBER_FIELDS}", line.phone_number_id)).await;
    let display_phone = number.as_ref().ok().and_then(|value| text(value, "display_phone_number"));
    let token = match &number {
        Err(CallError::Refused { code, .. }) if classify(*code) != Class::Auth => Ok(String::new()),
        Err(error) => Err(error.clone()),
        Ok(_) => Ok(String::new()),
    };
    let number =
        number.map(|value| facts(&value, &["display_phone_number", "verified_name", "quality_rating"]));
    let account = client.get(line, &format!("{}?fields=id,name", line.account_id)).await;
    let account = account.map(|value| facts(&value, &["name"]));
    let subscription = subscribe(client, line).await;
    let steps = vec![
        CheckStep { key: "token", result: token },
        CheckStep { key: "number", result: number },
        CheckStep { key: "account", result: account },
        CheckStep { key: "subscription", result: subscription },
    ];
    LineCheck { steps, display_phone }
}

/// Subscribes the app to the account when it is not yet: without it no message ever arrives.
async fn subscribe(client: &Client, line: &LineCredentials) -> Result<String, CallError> {
    let path = format!("{}/subscribed_apps", line.account_id);
    let apps = client.get(line, &path).await?;
    if apps.get("data").and_then(Value::as_array).is_some_and(|list| !list.is_empty()) {
        return Ok(String::new());
    }
    client.post_empty(line, &path).await.map(|_| String::new())
}

fn facts(value: &Value, names: &[&str]) -> String {
    names.iter().filter_map(|name| text(value, name)).collect::<Vec<_>>().join(" · ")
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}
