//! Meta's WhatsApp Cloud API.

mod check;
mod client;
mod health;
mod inbound;
mod media;
pub mod notice;
mod outbound;
mod template;
mod verify;

use crate::{
    Boxed, CallError, Headers, InboundError, LineAnswer, LineCheck, LineCredentials, OutboundMessage,
    Provider, Typing, Update,
    file::{FetchedFile, FileToBring, RemoteFile},
    template::{SampleFile, Submitted, TemplateEvent, TemplatePage},
};
use chrono::{DateTime, Utc};
pub(crate) use client::{Client, Style};
pub(crate) use media::checked;
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure, template::Draft};
use secrecy::SecretString;
use serde_json::Value;
use std::time::Duration;

/// A template as Meta's JSON: the body of its creation.
#[must_use]
pub fn template_object(draft: &Draft) -> Value {
    template::object(draft)
}

/// How long to wait for Meta.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the whole answer.
    pub answer: Duration,
}

impl Timeouts {
    /// Connections that keep to these.
    pub(crate) fn client(self) -> Result<reqwest::Client, reqwest::Error> {
        reqwest::Client::builder()
            .connect_timeout(self.connect)
            .timeout(self.answer)
            // Files have a longer whole, and the same patience with silence.
            .read_timeout(self.answer)
            .redirect(reqwest::redirect::Policy::none())
            // As many as calls go at once: a connection that is thrown away costs a handshake per message.
            .pool_max_idle_per_host(256)
            .user_agent("Prosa")
            .build()
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(30) }
    }
}

/// The Cloud API adapter.
#[derive(Clone, Debug)]
pub struct Meta {
    client: Client,
}

impl Meta {
    /// Makes the adapter with its own connections.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        Ok(Self { client: Client::new(timeouts, Style::Graph)? })
    }
}

impl Provider for Meta {
    fn name(&self) -> &'static str {
        "whatsapp"
    }

    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        let header = headers.get(verify::SIGNATURE_HEADER).map(String::as_str).unwrap_or_default();
        verify::verify(raw, header, secrets)
    }

    fn parse_inbound(&self, raw: &[u8], _received_at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        inbound::parse(raw)
    }

    fn send<'a>(&'a self, line: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        Box::pin(send(&self.client, line, message))
    }

    fn mark_read<'a>(
        &'a self,
        line: &'a LineCredentials,
        provider_message_id: &'a str,
        typing: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(mark_read(&self.client, line, provider_message_id, typing))
    }

    fn fetch_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a RemoteFile,
        bytes_max: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        Box::pin(media::fetch(&self.client, line, file, bytes_max))
    }

    fn upload_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: FileToBring,
    ) -> Boxed<'a, Result<String, CallError>> {
        Box::pin(media::bring(&self.client, line, file))
    }

    fn list_templates<'a>(
        &'a self,
        line: &'a LineCredentials,
        after: Option<&'a str>,
    ) -> Boxed<'a, Result<TemplatePage, CallError>> {
        Box::pin(template::list(&self.client, line, after))
    }

    fn create_template<'a>(
        &'a self,
        line: &'a LineCredentials,
        draft: &'a Draft,
    ) -> Boxed<'a, Result<Submitted, CallError>> {
        Box::pin(template::create(&self.client, line, draft))
    }

    fn edit_template<'a>(
        &'a self,
        line: &'a LineCredentials,
        id: &'a str,
        draft: &'a Draft,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(template::edit(&self.client, line, id, draft))
    }

    fn delete_template<'a>(
        &'a self,
        line: &'a LineCredentials,
        name: &'a str,
        id: &'a str,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(template::delete(&self.client, line, name, id))
    }

    fn upload_sample<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a SampleFile,
    ) -> Boxed<'a, Result<String, CallError>> {
        Box::pin(template::upload(&self.client, line, file))
    }

    fn template_event(&self, field: &str, value: &serde_json::Value) -> Option<TemplateEvent> {
        template::event(field, value)
    }

    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        Box::pin(check::check(&self.client, line))
    }

    fn line_facts<'a>(
        &'a self,
        line: &'a LineCredentials,
        app_secret: &'a SecretString,
    ) -> Boxed<'a, Option<LineAnswer>> {
        Box::pin(async move { Some(health::ask(&self.client, line, app_secret).await) })
    }
}

/// Reads a delivery in Meta's shape.
pub(crate) fn parse(raw: &[u8]) -> Result<Vec<Update>, InboundError> {
    inbound::parse(raw)
}

/// Reads a delivery that was turned into Meta's shape.
pub(crate) fn read(body: &Value) -> Result<Vec<Update>, InboundError> {
    inbound::read(body)
}

/// Sends a message in Meta's shape.
pub(crate) async fn send(client: &Client, line: &LineCredentials, message: &OutboundMessage) -> Outcome {
    match outbound::build(message) {
        Some(body) => client.send(line, &body).await,
        None => Outcome::Refused { http_status: 0, code: 131_051, detail: "kind cannot be sent".to_owned() },
    }
}

/// Marks as read in Meta's shape.
pub(crate) async fn mark_read(
    client: &Client,
    line: &LineCredentials,
    provider_message_id: &str,
    typing: Typing,
) -> Result<(), CallError> {
    let body = outbound::read_receipt(provider_message_id, typing);
    client.post_messages(line, &body).await.map(|_| ())
}

/// Fetches a file in Meta's way.
pub(crate) async fn fetch(
    client: &Client,
    line: &LineCredentials,
    file: &RemoteFile,
    bytes_max: u64,
) -> Result<FetchedFile, FetchFailure> {
    media::fetch(client, line, file, bytes_max).await
}

/// Brings a file in Meta's way.
pub(crate) async fn bring(
    client: &Client,
    line: &LineCredentials,
    file: FileToBring,
) -> Result<String, CallError> {
    media::bring(client, line, file).await
}
