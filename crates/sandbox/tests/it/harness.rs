//! A running sandbox with a webhook of the test's own behind it.

use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use prosa_sandbox::{Sandbox, SandboxConfig, SandboxCustomer, SandboxLine};
use reqwest::Response;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub const LINE: &str = "600700800900100";
pub const WABA: &str = "200100300400500";
pub const OTHER: &str = "600700800900200";
pub const ANA: &str = "5511987651234";
pub const BIA: &str = "553187654321";
pub const SECRET: &str = "um-segredo";
pub const TOKEN: &str = "um-token";

/// What the webhook got.
#[derive(Clone, Debug)]
pub struct Post {
    pub raw: Bytes,
    pub signature: String,
    pub body: Value,
    pub at: Instant,
}

/// The webhook: remembers, answers as told.
#[derive(Default)]
pub struct Hook {
    posts: Mutex<Vec<Post>>,
    answers: Mutex<VecDeque<u16>>,
}

impl Hook {
    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    /// Statuses of the next answers; 200 after them.
    pub fn answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    fn all(&self, list: &str) -> Vec<Value> {
        let mut found = Vec::new();
        for post in self.posts() {
            for entry in post.body["entry"].as_array().unwrap() {
                for change in entry["changes"].as_array().unwrap() {
                    found.extend(change["value"][list].as_array().cloned().unwrap_or_default());
                }
            }
        }
        found
    }

    pub fn messages(&self) -> Vec<Value> {
        self.all("messages")
    }

    pub fn statuses(&self) -> Vec<Value> {
        self.all("statuses")
    }

    /// Statuses of a message, in order of arrival.
    pub fn statuses_of(&self, id: &str) -> Vec<String> {
        let of = |status: &Value| status["id"] == id;
        self.statuses()
            .iter()
            .filter(|status| of(status))
            .map(|status| status["status"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub struct Bench {
    pub url: String,
    pub hook: Arc<Hook>,
    pub hook_url: String,
    pub http: reqwest::Client,
    stop: CancellationToken,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn receive(State(hook): State<Arc<Hook>>, headers: HeaderMap, raw: Bytes) -> StatusCode {
    let signature = headers
        .get("x-hub-signature-256")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let body = serde_json::from_slice(&raw).unwrap_or_default();
    hook.posts.lock().unwrap().push(Post { raw, signature, body, at: Instant::now() });
    let status = hook.answers.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(status).unwrap()
}

async fn challenge(Query(query): Query<BTreeMap<String, String>>) -> Result<String, StatusCode> {
    if query["hub.mode"] == "subscribe" && query["hub.verify_token"] == "um-verificador" {
        Ok(query["hub.challenge"].clone())
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

fn line(id: &str, waba: &str, number: &str) -> SandboxLine {
    SandboxLine {
        phone_number_id: id.to_owned(),
        waba_id: waba.to_owned(),
        display_phone_number: number.to_owned(),
        verified_name: "Casa Jatobá".to_owned(),
        ..SandboxLine::default()
    }
}

impl Bench {
    pub async fn start() -> Self {
        let stop = CancellationToken::new();
        let hook = Arc::new(Hook::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook_url = format!("http://{}/webhooks/whatsapp", listener.local_addr().unwrap());
        let app =
            Router::new().route("/webhooks/whatsapp", get(challenge).post(receive)).with_state(hook.clone());
        tokio::spawn(
            axum::serve(listener, app).with_graceful_shutdown(stop.clone().cancelled_owned()).into_future(),
        );
        let person = |name: &str, wa_id: &str| SandboxCustomer {
            name: name.to_owned(),
            wa_id: wa_id.to_owned(),
            ..SandboxCustomer::default()
        };
        let hidden = SandboxCustomer {
            bsuid: "BR.7481920365501122".to_owned(),
            username: Some("caio.reis".to_owned()),
            phone_hidden: true,
            ..person("Caio Reis", "5521991112222")
        };
        let config = SandboxConfig {
            webhook_url: hook_url.clone(),
            app_secret: SECRET.to_owned(),
            verify_token: "um-verificador".to_owned(),
            access_token: TOKEN.to_owned(),
            lines: vec![
                line(LINE, WABA, "+55 11 3322-4455"),
                line(OTHER, "200100300400600", "+55 21 3322-0000"),
            ],
            customers: vec![person("Ana Prates", ANA), person("Bia Lôbo", BIA), hidden],
            ..SandboxConfig::default()
        };
        let sandbox = Sandbox::bind(config).await.unwrap();
        let url = format!("http://{}", sandbox.local_addr());
        tokio::spawn(sandbox.serve(stop.clone().cancelled_owned()));
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let bench = Self { url, hook, hook_url, http, stop };
        bench.control("pace", json!({"sent_ms": 1, "delivered_ms": 1})).await;
        bench
    }

    /// A control call that must work.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(format!("{}/control/{path}", self.url)).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn get_control(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}/control/{path}", self.url)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        answer.json().await.unwrap()
    }

    /// The customer writes a text.
    pub async fn write(&self, customer: &str, text: &str) -> String {
        let body = json!({"line": LINE, "customer": customer, "text": text});
        self.control("messages", body).await["id"].as_str().unwrap().to_owned()
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Response, reqwest::Error> {
        let method = method.parse().unwrap();
        let request = self.http.request(method, format!("{}/v23.0/{path}", self.url)).bearer_auth(TOKEN);
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    /// A Graph call: status and body.
    pub async fn graph(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let answer = self.call(method, path, body).await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Sends what is given, to Ana unless it says otherwise.
    pub async fn send(&self, what: Value) -> (u16, Value) {
        let mut body = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}")});
        let map = body.as_object_mut().unwrap();
        if what.get("recipient").is_some() {
            map.remove("to");
        }
        map.extend(what.as_object().unwrap().clone());
        self.graph("POST", &format!("{LINE}/messages"), Some(body)).await
    }

    pub async fn send_text(&self, text: &str) -> String {
        let (status, body) = self.send(json!({"type": "text", "text": {"body": text}})).await;
        assert_eq!(status, 200, "{body}");
        body["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    pub async fn sent(&self) -> Vec<Value> {
        self.get_control("sent").await.as_array().unwrap().clone()
    }

    pub async fn chat(&self, customer: &str) -> Value {
        self.get_control(&format!("chat?line={LINE}&customer={customer}")).await
    }
}

/// Waits until something holds.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let end = Instant::now() + Duration::from_secs(15);
    while !holds().await {
        assert!(Instant::now() < end, "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until the webhook has what is asked.
pub async fn hooked(bench: &Bench, what: &str, holds: impl Fn(&Hook) -> bool) {
    until(what, || async { holds(&bench.hook) }).await;
}

/// The signature of bytes, computed here and not by the sandbox.
pub fn signed(secret: &str, raw: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("sha256={}", hex::encode(hmac::sign(&key, raw)))
}
