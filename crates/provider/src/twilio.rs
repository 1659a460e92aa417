//! Twilio's WhatsApp: form bodies, its own signature, message ids of its own (Twilio, "Programmable Messaging").
//!
//! A delivery is turned into the shape of Meta's and read by the one reader there is, so that a kind is understood once.
//! A line's fields here: `account_id` is the account SID, `phone_number_id` the sender's digits, the token and the app
//! secret are both the auth token.

mod client;
mod inbound;
mod media;
mod outbound;
mod sms;
mod verify;

pub use sms::TwilioSms;

use crate::{
    Boxed, CallError, CheckStep, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage,
    Provider, Typing, Update,
    file::{FetchedFile, FileWay, RemoteFile},
    meta::Timeouts,
};
use chrono::{DateTime, Utc};
use client::Client;
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure};
use secrecy::SecretString;

/// The Twilio adapter.
#[derive(Clone, Debug)]
pub struct Twilio {
    client: Client,
    /// Where Twilio tells of delivery, without a slash at the end.
    webhook: String,
}

impl Twilio {
    /// Makes the adapter with its own connections. `public_url` is where Prosa is reached from outside.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts, public_url: &str) -> Result<Self, reqwest::Error> {
        let webhook = format!("{}/webhooks/twilio", public_url.trim_end_matches('/'));
        Ok(Self { client: Client::new(timeouts)?, webhook })
    }
}

impl Twilio {
    async fn check(client: &Client, line: &LineCredentials) -> LineCheck {
        let account = client.account(line).await;
        let token = account.as_ref().map(|_| String::new()).map_err(Clone::clone);
        LineCheck {
            steps: vec![
                CheckStep { key: "token", result: token },
                CheckStep { key: "account", result: account },
            ],
            display_phone: Some(line.phone_number_id.clone()),
        }
    }
}

impl Provider for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        let header = headers.get(verify::SIGNATURE_HEADER).map(String::as_str).unwrap_or_default();
        verify::verify(&self.webhook, raw, header, secrets)
    }

    fn parse_inbound(&self, raw: &[u8], received_at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        inbound::parse(raw, received_at)
    }

    fn send<'a>(&'a self, line: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            match outbound::build(line, message, &self.webhook) {
                Some(form) => self.client.send(line, &form).await,
                None => Outcome::Refused {
                    http_status: 0,
                    code: 131_051,
                    detail: "kind cannot be sent through Twilio".to_owned(),
                },
            }
        })
    }

    /// Twilio's messaging interface has no receipts, so there is nothing to do.
    fn mark_read<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _provider_message_id: &'a str,
        _typing: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Twilio fetches what it sends from an address of ours.
    fn files(&self) -> FileWay {
        FileWay::Linked
    }

    fn fetch_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a RemoteFile,
        bytes_max: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        Box::pin(media::fetch(&self.client, line, file, bytes_max))
    }

    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        Box::pin(Self::check(&self.client, line))
    }
}
