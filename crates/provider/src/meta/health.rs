//! Asks Meta how a line is: number, account, subscription, token. Reads only; nothing is subscribed or changed.

use super::client::Client;
use crate::{
    LineAnswer, LineCredentials,
    answer::{Answer, answer},
};
use chrono::{DateTime, Utc};
use prosa_domain::line_health::Facts;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

const NUMBER_FIELDS: &str = "id,verified_name,quality_rating,name_status,status,throughput,\
                             whatsapp_business_manager_messaging_limit,health_status,is_on_biz_app";
const ACCOUNT_FIELDS: &str = "id,currency,account_review_status";

/// The facts of a line. The number's own answer decides whether Meta was reached; the rest may be missing.
pub(super) async fn ask(client: &Client, line: &LineCredentials, app_secret: &SecretString) -> LineAnswer {
    let number = match client.get(line, &format!("{}?fields={NUMBER_FIELDS}", line.phone_number_id)).await {
        Ok(number) => number,
        Err(error) => return LineAnswer { facts: Facts::default(), number: Err(error) },
    };
    let account = client.get(line, &format!("{}?fields={ACCOUNT_FIELDS}", line.account_id)).await;
    let account = account.unwrap_or_default();
    let apps = client.get(line, &format!("{}/subscribed_apps", line.account_id)).await;
    let subscribed =
        apps.ok().and_then(|apps| apps.get("data").and_then(Value::as_array).map(|list| !list.is_empty()));
    let token_expires_at = match entity(&number, "APP") {
        Some(app) => token_end(client, line, &app, app_secret).await,
        None => None,
    };
    let of = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let facts = Facts {
        quality: of(&number, "/quality_rating"),
        number_status: of(&number, "/status"),
        name_status: of(&number, "/name_status"),
        verified_name: of(&number, "/verified_name"),
        messaging_limit: of(&number, "/whatsapp_business_manager_messaging_limit"),
        portfolio: entity(&number, "BUSINESS"),
        throughput: of(&number, "/throughput/level"),
        on_phone: number.get("is_on_biz_app").and_then(Value::as_bool),
        can_send: of(&number, "/health_status/can_send_message"),
        review: of(&account, "/account_review_status"),
        account_currency: of(&account, "/currency"),
        subscribed,
        token_expires_at,
        ..Facts::default()
    };
    LineAnswer { facts, number: Ok(()) }
}

/// The id of what the number's health names besides it: `WABA`, `BUSINESS` (the portfolio) and `APP` (Meta, "Messaging
/// health status").
fn entity(number: &Value, kind: &str) -> Option<String> {
    let entities = number.pointer("/health_status/entities")?.as_array()?;
    let found = entities.iter().find(|one| one.get("entity_type").and_then(Value::as_str) == Some(kind))?;
    let id = found.get("id")?.as_str()?;
    (!id.is_empty() && id.len() <= 32 && id.chars().all(|digit| digit.is_ascii_digit()))
        .then(|| id.to_owned())
}

/// When the token ends. Only the app itself may ask (`debug_token` with the app's token).
async fn token_end(
    client: &Client,
    line: &LineCredentials,
    app: &str,
    app_secret: &SecretString,
) -> Option<DateTime<Utc>> {
    let path = format!("{}/{}/debug_token", line.graph_base.trim_end_matches('/'), line.graph_version);
    let asked = [("input_token", line.token.expose_secret())];
    let url = reqwest::Url::parse_with_params(&path, asked).ok()?;
    let app_token = SecretString::from(format!("{app}|{}", app_secret.expose_secret()));
    let request = client.http().get(url).bearer_auth(app_token.expose_secret());
    let Answer::Given(200..=299, answer) = answer(request).await else { return None };
    let seconds = answer.pointer("/data/expires_at")?.as_i64().filter(|seconds| *seconds > 0)?;
    DateTime::from_timestamp(seconds, 0)
}
