//! A provider for tests: reads as Meta's adapter does, and sends nowhere.

use chrono::{DateTime, Utc};
use prosa_domain::delivery::Outcome;
use prosa_provider::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider, Registry,
    Typing, Update,
    meta::{Meta, Timeouts},
};
use secrecy::SecretString;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// One call of the provider: what was to be sent, and where its outcome is handed in.
pub type Call = (OutboundMessage, oneshot::Sender<Outcome>);

/// Each send waits for the outcome the test hands in.
struct Scripted {
    meta: Meta,
    calls: mpsc::UnboundedSender<Call>,
}

/// The only provider of a world, and its calls as they come.
pub fn scripted() -> (Registry, mpsc::UnboundedReceiver<Call>) {
    let (calls, told) = mpsc::unbounded_channel();
    let provider: Arc<dyn Provider> =
        Arc::new(Scripted { meta: Meta::new(Timeouts::default()).unwrap(), calls });
    (Registry::with([provider]), told)
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
