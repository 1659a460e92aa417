//! The sandbox in a process of its own, told what to do over its control API.

use super::wa_id;
use crate::http::{self, Wire};
use anyhow::{Context as _, Result, ensure};
use prosa_testkit::world::{SECRET, VERIFY_TOKEN};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Longest time until it listens.
const READY_MAX: Duration = Duration::from_secs(30);

/// The process. Ended with it.
pub(super) struct Sandbox {
    port: u16,
    door: u16,
    process: Child,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // One that ended by itself is gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A send as the sandbox took it.
pub(super) struct Arrival {
    pub(super) line: String,
    pub(super) text: String,
    pub(super) mark: String,
    pub(super) at_ms: i64,
}

/// A port nothing listens on.
pub(super) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Sandbox {
    /// Starts it without any limit of its own.
    pub(super) async fn start(binary: &Path, port: u16, door: u16) -> Result<Self> {
        let process = Command::new(binary)
            .args(["sandbox", "--listen", &format!("127.0.0.1:{port}")])
            .args(["--webhook-url", &format!("http://127.0.0.1:{door}/webhooks/whatsapp")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let sandbox = Self { port, door, process };
        let deadline = Instant::now() + READY_MAX;
        while sandbox.stats().await.is_err() {
            ensure!(Instant::now() < deadline, "the sandbox never listened");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        sandbox.tell("limits", &json!({"per_second": null, "pair_burst": null, "pair_ms": 6_000})).await?;
        sandbox.tell("history", &json!({"history": "trusting"})).await?;
        sandbox.tell("pace", &json!({"sent_ms": 0, "delivered_ms": 0, "answer_ms": 0})).await?;
        Ok(sandbox)
    }

    /// Adds lines and the people who write to them.
    pub(super) async fn people(&self, numbers: &[&str], people: usize) -> Result<()> {
        let webhook = format!("http://127.0.0.1:{}/webhooks/whatsapp", self.door);
        let lines: Vec<Value> = numbers
            .iter()
            .enumerate()
            .map(|(place, number)| {
                json!({"phone_number_id": number, "waba_id": format!("9{number}"), "verified_name": "Loja",
                       "display_phone_number": format!("+55 11 3322-{place:04}"), "access_token": "token",
                       "app_secret": SECRET, "verify_token": VERIFY_TOKEN, "webhook_url": webhook,
                       "subscribed": true})
            })
            .collect();
        self.tell("lines", &Value::Array(lines)).await?;
        for line in 0..numbers.len() {
            let list = (0..people).map(|person| json!({"name": "Marina", "wa_id": wa_id(line, person)}));
            self.tell("customers", &Value::Array(list.collect())).await?;
        }
        Ok(())
    }

    /// Keeps statuses back, or lets them go in batches as Meta does under load.
    pub(super) async fn hold_statuses(&self, hold: bool) -> Result<()> {
        self.tell("webhook", &json!({"paused": hold, "batch": 100, "linger_ms": 50})).await
    }

    /// Sends taken so far.
    pub(super) async fn accepted(&self) -> Result<usize> {
        Ok(usize::try_from(self.stats().await?["accepted"].as_u64().context("no count")?)?)
    }

    /// Every send of the lines, in the order of arrival.
    pub(super) async fn sent(&self, numbers: &[&str]) -> Result<Vec<Arrival>> {
        let mut all = Vec::new();
        for number in numbers {
            let rows = self.read(&format!("/control/sent?line={number}")).await?;
            for row in rows.as_array().context("no list")? {
                let words =
                    |path: &str| row.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
                all.push(Arrival {
                    line: words("/line"),
                    text: words("/body/text/body"),
                    mark: words("/body/biz_opaque_callback_data"),
                    at_ms: row["arrived_ms"].as_i64().context("no time")?,
                });
            }
        }
        Ok(all)
    }

    async fn stats(&self) -> Result<Value> {
        self.read("/control/stats").await
    }

    async fn read(&self, path: &str) -> Result<Value> {
        let (status, body) = Wire::open(self.port).await?.fetch(&http::get(path, "")).await?;
        ensure!(status == 200, "{path} was answered {status}");
        Ok(serde_json::from_slice(&body)?)
    }

    async fn tell(&self, call: &str, body: &Value) -> Result<()> {
        let body = body.to_string();
        let request = format!(
            "POST /control/{call} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let (status, answer) = Wire::open(self.port).await?.fetch(request.as_bytes()).await?;
        ensure!(status / 100 == 2, "{call} was answered {status}: {}", String::from_utf8_lossy(&answer));
        Ok(())
    }
}
