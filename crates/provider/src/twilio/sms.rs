//! Text messages to phones through Twilio: for what WhatsApp could not deliver. The same forms and signature, addresses
//! without a channel before them, and nothing but text. A line's fields are those of Twilio's WhatsApp.

use super::{Twilio, client::Client, inbound, outbound, verify};
use crate::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider, Typing,
    Update,
    file::{FetchedFile, RemoteFile},
    meta::Timeouts,
};
use chrono::{DateTime, Utc};
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure};
use secrecy::SecretString;

/// The adapter of Twilio's text messages.
#[derive(Clone, Debug)]
pub struct TwilioSms {
    client: Client,
    /// Where Twilio tells of delivery.
    webhook: String,
}

impl TwilioSms {
    /// Its name in the address of the door and in the database.
    pub const NAME: &'static str = "twiliosms";

    /// Makes the adapter with its own connections. `public_url` is where Prosa is reached from outside.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts, public_url: &str) -> Result<Self, reqwest::Error> {
        let webhook = format!("{}/webhooks/{}", public_url.trim_end_matches('/'), Self::NAME);
        Ok(Self { client: Client::new(timeouts)?, webhook })
    }
}

impl Provider for TwilioSms {
    fn name(&self) -> &'static str {
        Self::NAME
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
            match outbound::text_message(line, message, &self.webhook) {
                Some(form) => self.client.send(line, &form).await,
                None => Outcome::Refused {
                    http_status: 0,
                    code: 131_051,
                    detail: "only a text to a number can be a text message".to_owned(),
                },
            }
        })
    }

    /// Text messages have no receipts.
    fn mark_read<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _provider_message_id: &'a str,
        _typing: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn fetch_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a RemoteFile,
        bytes_max: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        Box::pin(super::media::fetch(&self.client, line, file, bytes_max))
    }

    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        Box::pin(Twilio::check(&self.client, line))
    }
}
