//! 360dialog: Meta's bodies at another address with a key of its own (360dialog, "Messaging API").
//!
//! Deliveries are Meta's, but signed by nobody we know a secret of. 360dialog sends along the headers that were set for the
//! webhook, so a secret header takes the signature's place: the line's app secret.

use crate::{
    Boxed, CallError, CheckStep, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage,
    Provider, Typing, Update,
    file::{FetchedFile, FileToBring, RemoteFile},
    meta::{self, Client, Style, Timeouts},
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::{DateTime, Utc};
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// The header that carries the secret, in lower case.
const SECRET_HEADER: &str = "x-prosa-secret";

/// The 360dialog adapter.
#[derive(Clone, Debug)]
pub struct Dialog360 {
    client: Client,
}

impl Dialog360 {
    /// Makes the adapter with its own connections.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        Ok(Self { client: Client::new(timeouts, Style::Dialog360)? })
    }
}

impl Provider for Dialog360 {
    fn name(&self) -> &'static str {
        "360dialog"
    }

    fn verify(&self, _raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        let told = headers.get(SECRET_HEADER).map(String::as_str).unwrap_or_default();
        let mut genuine = false;
        for secret in secrets {
            genuine |= verify_slices_are_equal(secret.expose_secret().as_bytes(), told.as_bytes()).is_ok();
        }
        genuine && !told.is_empty()
    }

    fn parse_inbound(&self, raw: &[u8], _received_at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        meta::parse(raw)
    }

    fn send<'a>(&'a self, line: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        Box::pin(meta::send(&self.client, line, message))
    }

    fn mark_read<'a>(
        &'a self,
        line: &'a LineCredentials,
        provider_message_id: &'a str,
        typing: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(meta::mark_read(&self.client, line, provider_message_id, typing))
    }

    fn fetch_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a RemoteFile,
        bytes_max: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        Box::pin(meta::fetch(&self.client, line, file, bytes_max))
    }

    fn upload_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: FileToBring,
    ) -> Boxed<'a, Result<String, CallError>> {
        Box::pin(meta::bring(&self.client, line, file))
    }

    /// Asks which webhook is set: that needs the key, and says whether messages will arrive.
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        Box::pin(async move {
            let webhook = self.client.get(line, "v1/configs/webhook").await;
            let token = webhook.as_ref().map(|_| String::new()).map_err(Clone::clone);
            let set = |value: Value| {
                value.get("url").and_then(Value::as_str).map(str::to_owned).filter(|url| !url.is_empty())
            };
            let subscription = webhook.and_then(|value| {
                let missing = CallError::Refused { code: 0, detail: "no webhook is set".to_owned() };
                set(value).ok_or(missing)
            });
            LineCheck {
                steps: vec![
                    CheckStep { key: "token", result: token },
                    CheckStep { key: "subscription", result: subscription },
                ],
                display_phone: None,
            }
        })
    }
}
