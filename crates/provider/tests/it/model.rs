//! Models of the sandbox, for questions over real sockets.

use prosa_domain::assist::{Kind, failover::Able};
use prosa_provider::llm::{Address, Allowed, Choice, Client, Endpoint, Timeouts};
use prosa_sandbox::{Sandbox, SandboxConfig};
use serde_json::Value;
use std::time::Duration;
use tokio::sync::oneshot;

/// A sandbox that is gone when this is dropped.
pub struct Models {
    pub url: String,
    _stop: oneshot::Sender<()>,
}

impl Models {
    pub async fn start() -> Self {
        let sandbox = Sandbox::bind(SandboxConfig::default()).await.unwrap();
        let url = format!("http://{}", sandbox.local_addr());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(sandbox.serve(async {
            let _ = stopped.await;
        }));
        Self { url, _stop: stop }
    }

    /// What the operator allows: this sandbox.
    pub fn allowed(&self) -> Allowed {
        Allowed::new([self.url.strip_prefix("http://").unwrap().to_owned()])
    }

    pub fn client(&self) -> Client {
        self.client_with(Timeouts::default())
    }

    pub fn client_with(&self, timeouts: Timeouts) -> Client {
        Client::new(timeouts, self.allowed()).unwrap()
    }

    pub fn endpoint(&self, kind: Kind, model: &str) -> Endpoint {
        let base = match kind {
            Kind::OpenAi | Kind::Compatible => "/llm/v1",
            Kind::Anthropic => "/llm",
            Kind::Gemini => "/llm/v1beta",
        };
        let key = (kind != Kind::Compatible).then(|| "sk-test".to_owned().into());
        let address = Address::parse(&format!("{}{base}", self.url), &self.allowed()).unwrap();
        Endpoint { kind, address, key, model: model.to_owned() }
    }

    pub fn choice(&self, kind: Kind, model: &str, priority: i32) -> Choice {
        Choice {
            id: format!("{}/{model}", kind.as_str()),
            endpoint: self.endpoint(kind, model),
            priority,
            window_tokens: 8_000,
            sees: Able::Yes,
            price: None,
        }
    }

    /// What the sandbox was asked.
    pub async fn calls(&self) -> Vec<Value> {
        let told: Value =
            reqwest::get(format!("{}/llm/control/calls", self.url)).await.unwrap().json().await.unwrap();
        told["calls"].as_array().unwrap().clone()
    }
}

pub fn short() -> Timeouts {
    let ms = Duration::from_millis;
    Timeouts { connect: ms(1_000), first: ms(400), between: ms(300) }
}
