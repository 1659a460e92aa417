//! A provider for tests: reads as Meta's adapter does, and sends nowhere.

use chrono::{DateTime, Utc};
use prosa_domain::delivery::Outcome;
use prosa_provider::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider, Registry,
    Typing, Update,
    meta::{Meta, Timeouts},
};
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// One call of the provider: what was to be sent, and where its outcome is handed in.
pub type Call = (OutboundMessage, oneshot::Sender<Outcome>);

/// Each send waits for the outcome the test hands in.
struct Scripted {
    meta: Meta,
    calls: mpsc::UnboundedSender<Call>,
    sent: Sent,
}

/// The only provider of a world, and its calls as they come.
pub fn scripted() -> (Registry, mpsc::UnboundedReceiver<Call>) {
    let (registry, told, _) = listening();
    (registry, told)
}

/// What was sent, and when it left.
pub type Sent = Arc<Mutex<Vec<(DateTime<Utc>, OutboundMessage)>>>;

fn listening() -> (Registry, mpsc::UnboundedReceiver<Call>, Sent) {
    let (calls, told) = mpsc::unbounded_channel();
    let sent = Sent::default();
    let meta = Meta::new(Timeouts::default()).unwrap();
    let provider: Arc<dyn Provider> = Arc::new(Scripted { meta, calls, sent: Arc::clone(&sent) });
    (Registry::with([provider]), told, sent)
}

/// A provider that takes everything after a moment, and what it took.
pub fn recording(answer: std::time::Duration) -> (Registry, Sent) {
    let (registry, mut calls, sent) = listening();
    tokio::spawn(async move {
        while let Some((message, told)) = calls.recv().await {
            let id = format!("wamid.out.{}", message.callback_data);
            tokio::spawn(async move {
                tokio::time::sleep(answer).await;
                // Who hung up does not wait for the answer.
                let _ = told.send(Outcome::Accepted { provider_message_id: id, wa_id: None });
            });
        }
    });
    (registry, sent)
}

impl Provider for Scripted {
    fn name(&self) -> &'static str {
        self.meta.name()
    }
    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        self.meta.verify(raw, headers, secrets)
    }
    fn parse_inbound(&self, raw: &[u8], at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        self.meta.parse_inbound(raw, at)
    }
    fn send<'a>(&'a self, _: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        let (told, outcome) = oneshot::channel();
        self.sent.lock().unwrap().push((Utc::now(), message.clone()));
        self.calls.send((message.clone(), told)).unwrap();
        Box::pin(async move { outcome.await.unwrap_or(Outcome::NoAnswer) })
    }
    fn mark_read<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a str,
        _: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        self.meta.check_line(line)
    }
}
