//! Twilio: form bodies, its own signature, message ids of its own (Twilio, "Programmable Messaging"). Two providers share it:
//! its WhatsApp, and text messages to phones for what WhatsApp could not deliver. They differ in their name, in what they
//! send, and in the word before addresses.
//!
//! A delivery is turned into the shape of Meta's and read by the one reader there is, so that a kind is understood once.
//! A line's fields here: `account_id` is the account SID, `phone_number_id` the sender's digits, the token and the app
//! secret are both the auth token.

mod client;
mod content;
mod inbound;
mod media;
mod outbound;
mod verify;

use crate::{
    Bill, Boxed, CallError, CheckStep, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage,
    Provider, Typing, Update,
    file::{FetchedFile, FileWay, RemoteFile},
    meta::Timeouts,
    template::{TemplatePage, TemplateWay},
};
use chrono::{DateTime, Utc};
use client::Client;
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure};
use secrecy::SecretString;

/// Over which of Twilio's channels messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    WhatsApp,
    /// Nothing but texts to numbers.
    Sms,
}

/// The Twilio adapter of one channel.
#[derive(Clone, Debug)]
pub struct Twilio {
    client: Client,
    channel: Channel,
    /// Where Twilio tells of delivery.
    webhook: String,
}

impl Twilio {
    /// The name of its WhatsApp in the address of the door and in the database.
    pub const WHATSAPP: &'static str = "twilio";
    /// The name of its text messages.
    pub const SMS: &'static str = "twiliosms";

    /// Makes the adapter of Twilio's WhatsApp, with its own connections. `public_url` is where Prosa is reached from outside.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts, public_url: &str) -> Result<Self, reqwest::Error> {
        Self::over(Channel::WhatsApp, timeouts, public_url)
    }

    /// Makes the adapter of Twilio's text messages.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn sms(timeouts: Timeouts, public_url: &str) -> Result<Self, reqwest::Error> {
        Self::over(Channel::Sms, timeouts, public_url)
    }

    fn over(channel: Channel, timeouts: Timeouts, public_url: &str) -> Result<Self, reqwest::Error> {
        let name = channel.name();
        let webhook = format!("{}/webhooks/{name}", public_url.trim_end_matches('/'));
        Ok(Self { client: Client::new(timeouts)?, channel, webhook })
    }
}

impl Channel {
    const fn name(self) -> &'static str {
        match self {
            Self::WhatsApp => Twilio::WHATSAPP,
            Self::Sms => Twilio::SMS,
        }
    }
}

impl Provider for Twilio {
    fn name(&self) -> &'static str {
        self.channel.name()
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
            let (form, cannot) = match self.channel {
                Channel::WhatsApp => {
                    (outbound::build(line, message, &self.webhook), "this kind cannot be sent through Twilio")
                }
                Channel::Sms => (
                    outbound::text_message(line, message, &self.webhook),
                    "only a text to a number can be a text message",
                ),
            };
            match form {
                Some(form) => self.client.send(line, &form).await,
                None => Outcome::Refused { http_status: 0, code: 131_051, detail: cannot.to_owned() },
            }
        })
    }

    /// Neither channel has receipts, so there is nothing to do.
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
        match self.channel {
            Channel::WhatsApp => FileWay::Linked,
            Channel::Sms => FileWay::Brought,
        }
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
        Box::pin(async move {
            let account = self.client.account(line).await;
            let token = account.as_ref().map(|_| String::new()).map_err(Clone::clone);
            LineCheck {
                steps: vec![
                    CheckStep { key: "token", result: token },
                    CheckStep { key: "account", result: account },
                ],
                display_phone: Some(line.phone_number_id.clone()),
            }
        })
    }

    /// Only text messages: what WhatsApp costs is Meta's to tell.
    fn bill<'a>(
        &'a self,
        line: &'a LineCredentials,
        provider_message_id: &'a str,
    ) -> Boxed<'a, Option<Result<Bill, CallError>>> {
        Box::pin(async move {
            match self.channel {
                Channel::WhatsApp => None,
                Channel::Sms => Some(self.client.bill(line, provider_message_id).await),
            }
        })
    }

    fn templates(&self) -> TemplateWay {
        match self.channel {
            Channel::WhatsApp => TemplateWay::ById,
            Channel::Sms => TemplateWay::None,
        }
    }

    fn list_templates<'a>(
        &'a self,
        line: &'a LineCredentials,
        after: Option<&'a str>,
    ) -> Boxed<'a, Result<TemplatePage, CallError>> {
        Box::pin(async move {
            match self.channel {
                Channel::WhatsApp => content::list(&self.client, line, after).await,
                Channel::Sms => Err(CallError::not_supported()),
            }
        })
    }
}
