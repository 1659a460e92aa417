//! 360dialog and Twilio: their own addresses, keys, bodies, webhooks.

use crate::harness::{ANA, until};
use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use prosa_sandbox::{LineProvider, Sandbox, SandboxConfig, SandboxCustomer, SandboxLine};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const SECRET: &str = "segredo-da-twilio";
const KEY: &str = "chave-d360";

type Calls = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

struct Stage {
    url: String,
    hook: String,
    calls: Calls,
    http: reqwest::Client,
    stop: CancellationToken,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn receive(State(calls): State<Calls>, headers: HeaderMap, body: Bytes) -> StatusCode {
    calls.lock().unwrap().push((headers, body));
    StatusCode::NO_CONTENT
}

async fn receive_json(State(calls): State<Calls>, headers: HeaderMap, body: Bytes) -> StatusCode {
    calls.lock().unwrap().push((headers, body));
    StatusCode::OK
}

impl Stage {
    async fn start() -> Self {
        let (stop, calls) = (CancellationToken::new(), Calls::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook = format!("http://{}", listener.local_addr().unwrap());
        let file = get(|| async { ([("content-type", "image/png")], "uma foto").into_response() });
        let app = Router::new()
            .route("/twilio", post(receive))
            .route("/d360", post(receive_json))
            .route("/foto.png", file)
            .with_state(calls.clone());
        let done = stop.clone().cancelled_owned();
        tokio::spawn(axum::serve(listener, app).with_graceful_shutdown(done).into_future());
        let line = |id: &str, provider, token: &str, account: &str, hook: String| SandboxLine {
            phone_number_id: id.to_owned(),
            waba_id: account.to_owned(),
            display_phone_number: format!("+{id}"),
            verified_name: "Casa Jatobá".to_owned(),
            access_token: Some(token.to_owned()),
            webhook_url: Some(hook),
            provider,
            ..SandboxLine::default()
        };
        let config = SandboxConfig {
            lines: vec![
                line("551133224455", LineProvider::Twilio, SECRET, ACCOUNT, format!("{hook}/twilio")),
                line("551144445555", LineProvider::Dialog360, KEY, "200", String::new()),
            ],
            customers: vec![SandboxCustomer {
                name: "Ana Prates".to_owned(),
                wa_id: ANA.to_owned(),
                ..SandboxCustomer::default()
            }],
            ..SandboxConfig::default()
        };
        let sandbox = Sandbox::bind(config).await.unwrap();
        let url = format!("http://{}", sandbox.local_addr());
        tokio::spawn(sandbox.serve(stop.clone().cancelled_owned()));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let stage = Self { url, hook, calls, http, stop };
        stage.control("pace", json!({"sent_ms": 1, "delivered_ms": 1})).await;
        stage
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(format!("{}/control/{path}", self.url)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        answer.json().await.unwrap()
    }

    async fn writes(&self, line: &str, more: Value) -> String {
        let mut body = json!({"line": line, "customer": ANA});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.control("messages", body).await["id"].as_str().unwrap().to_owned()
    }

    /// Sends a form as the account; status and answer.
    async fn sends(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", self.url);
        let answer = self.http.post(url).basic_auth(ACCOUNT, Some(SECRET)).form(fields).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The forms the webhook got, their signatures checked here and not by the sandbox.
    fn forms(&self) -> Vec<BTreeMap<String, String>> {
        let calls = self.calls.lock().unwrap();
        let read = |(headers, body): &(HeaderMap, Bytes)| {
            assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
            let query = format!("http://x/?{}", std::str::from_utf8(body).unwrap());
            let url = reqwest::Url::parse(&query).unwrap();
            let form: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
            let mut text = format!("{}/twilio", self.hook);
            for (name, value) in &form {
                text.push_str(name);
                text.push_str(value);
            }
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
            let expected = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
            assert_eq!(headers["x-twilio-signature"].to_str().unwrap(), expected);
            form
        };
        calls.iter().map(read).collect()
    }

    async fn form(&self, count: usize) -> BTreeMap<String, String> {
        until("a form", || async { self.forms().len() >= count }).await;
        self.forms()[count - 1].clone()
    }
}

const FROM: &str = "whatsapp:+551133224455";
const TO: &str = "whatsapp:+5511987651234";

#[tokio::test]
async fn twilio_brings_messages_as_signed_forms_in_its_own_fields() {
    let stage = Stage::start().await;
    let line = "551133224455";
    let id = stage.writes(line, json!({"text": "Olá & tchau 👍"})).await;
    let form = stage.form(1).await;
    assert!(id.starts_with("SM") && id.len() == 34);
    for (name, value) in [
        ("MessageSid", id.as_str()),
        ("From", TO),
        ("To", FROM),
        ("Body", "Olá & tchau 👍"),
        ("WaId", ANA),
        ("ProfileName", "Ana Prates"),
        ("NumMedia", "0"),
        ("AccountSid", ACCOUNT),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
    assert!(form["ExternalUserId"].starts_with("whatsapp:BR."));
    stage.writes(line, json!({"kind": "image", "with": {"caption": "meu comprovante"}})).await;
    let form = stage.form(2).await;
    assert_eq!((form["NumMedia"].as_str(), form["MediaContentType0"].as_str()), ("1", "image/png"));
    assert!(form["MessageSid"].starts_with("MM") && form["Body"] == "meu comprovante");
    assert_eq!(stage.http.get(&form["MediaUrl0"]).send().await.unwrap().status(), 401);
    let file = stage.http.get(&form["MediaUrl0"]).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap();
    assert_eq!(
        (file.status().as_u16(), file.headers()["content-type"].to_str().unwrap()),
        (200, "image/png")
    );
    stage.writes(line, json!({"kind": "location"})).await;
    assert_eq!(stage.form(3).await["Label"], "Loja Centro");
    stage.writes(line, json!({"kind": "text_from_ad"})).await;
    assert_eq!(stage.form(4).await["ReferralCtwaClid"], "ARexemplo");
    stage.control("reactions", json!({"message": id, "emoji": "👍"})).await;
    stage.writes(line, json!({"kind": "contacts"})).await;
    assert_eq!(stage.form(5).await["MediaContentType0"], "text/vcard", "a reaction is not told");
}

#[tokio::test]
async fn twilio_takes_forms_answers_with_a_sid_and_calls_back_with_statuses() {
    let stage = Stage::start().await;
    stage.writes("551133224455", json!({"text": "Oi"})).await;
    let back = format!("{}/twilio", stage.hook);
    let (status, answer) =
        stage.sends(&[("From", FROM), ("To", TO), ("Body", "Olá"), ("StatusCallback", &back)]).await;
    assert_eq!((status, answer["status"].as_str()), (201, Some("queued")), "{answer}");
    let sid = answer["sid"].as_str().unwrap();
    assert!(sid.starts_with("SM"));
    assert_eq!(stage.form(2).await["MessageStatus"], "sent");
    let form = stage.form(3).await;
    assert_eq!((form["MessageStatus"].as_str(), form["MessageSid"].as_str()), ("delivered", sid));
    assert_eq!((form["From"].as_str(), form["To"].as_str()), (FROM, TO));
    stage.control("read", json!({"line": "551133224455", "customer": ANA})).await;
    assert_eq!(stage.form(4).await["MessageStatus"], "read");
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json", stage.url);
    let kept: Value =
        stage.http.get(url).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap().json().await.unwrap();
    assert_eq!(kept["status"], "read");
    stage.control("clock", json!({"advance_seconds": 90_000})).await;
    stage.sends(&[("From", FROM), ("To", TO), ("Body", "tarde"), ("StatusCallback", &back)]).await;
    let form = stage.form(5).await;
    assert_eq!((form["MessageStatus"].as_str(), form["ErrorCode"].as_str()), ("failed", "63016"));
}

#[tokio::test]
async fn twilio_refuses_wrong_keys_numbers_and_empty_messages_in_its_own_words() {
    let stage = Stage::start().await;
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", stage.url);
    let answer = stage
        .http
        .post(&url)
        .basic_auth(ACCOUNT, Some("errado"))
        .form(&[("Body", "x")])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20_003);
    let cases: [(&[(&str, &str)], i32); 5] = [
        (&[("From", FROM), ("To", TO)], 21_619),
        (&[("From", FROM), ("To", "+5511987651234"), ("Body", "x")], 21_910),
        (&[("From", "whatsapp:+551100000000"), ("To", TO), ("Body", "x")], 63_007),
        (&[("From", FROM), ("To", "whatsapp:+1"), ("Body", "x")], 21_211),
        (&[("To", TO), ("Body", "x")], 21_603),
    ];
    for (fields, code) in cases {
        let (status, answer) = stage.sends(fields).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{answer}");
    }
    stage.control("failures", json!({"mode": "rate_limit", "count": 1})).await;
    let (status, answer) = stage.sends(&[("From", FROM), ("To", TO), ("Body", "x")]).await;
    assert_eq!((status, &answer["code"]), (429, &json!(20_429)));
}

#[tokio::test]
async fn twilio_fetches_files_and_sends_templates_and_text_messages() {
    let stage = Stage::start().await;
    stage.writes("551133224455", json!({"text": "Oi"})).await;
    let back = format!("{}/twilio", stage.hook);
    let photo = format!("{}/foto.png", stage.hook);
    stage.sends(&[("From", FROM), ("To", TO), ("MediaUrl", &photo), ("StatusCallback", &back)]).await;
    assert_eq!(stage.form(2).await["MessageStatus"], "sent");
    let sent: Value = {
        let url = format!("{}/control/sent", stage.url);
        stage.http.get(url).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!((&sent[0]["kind"], sent[0]["content"]["id"].is_string()), (&json!("image"), true));
    assert_eq!(stage.form(3).await["MessageStatus"], "delivered");
    let gone = format!("{}/nada.png", stage.hook);
    stage.sends(&[("From", FROM), ("To", TO), ("MediaUrl", &gone), ("StatusCallback", &back)]).await;
    assert_eq!(stage.form(4).await["ErrorCode"], "63019");
    let (from, to) = ("+551133224455", "+5511987651234");
    stage.control("clock", json!({"advance_seconds": 90_000})).await;
    stage.sends(&[("From", from), ("To", to), ("Body", "por SMS"), ("StatusCallback", &back)]).await;
    assert_eq!(stage.form(5).await["From"], from, "a text message needs no window");
    let delivered = stage.form(6).await;
    assert_eq!(delivered["MessageStatus"], "delivered");
    let url =
        format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages/{}.json", stage.url, delivered["MessageSid"]);
    let told: Value =
        stage.http.get(url).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (&told["price"], &told["price_unit"], &told["num_segments"]),
        (&json!("-0.00790"), &json!("USD"), &json!("1"))
    );
    stage.writes("551133224455", json!({"text": "resposta por SMS", "channel": "sms"})).await;
    let form = stage.form(7).await;
    assert_eq!((form["From"].as_str(), form.contains_key("WaId")), (to, false));
    stage.control("clock", json!({"advance_seconds": 90_000})).await;
    let listed: Value = {
        let url = format!("{}/v1/Content", stage.url);
        stage.http.get(url).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap().json().await.unwrap()
    };
    let content =
        listed["contents"].as_array().unwrap().iter().find(|one| one["friendly_name"] == "retorno_orcamento");
    let sid = content.unwrap()["sid"].as_str().unwrap();
    let values = r#"{"2":"30/11","1":"Ana"}"#;
    stage
        .sends(&[
            ("From", FROM),
            ("To", TO),
            ("ContentSid", sid),
            ("ContentVariables", values),
            ("StatusCallback", &back),
        ])
        .await;
    assert_eq!(stage.form(8).await["MessageStatus"], "sent");
    let chat: Value = {
        let url = format!("{}/control/chat?line=551133224455&customer={ANA}", stage.url);
        until("shown", || async { stage.forms().len() == 9 }).await;
        stage.http.get(url).send().await.unwrap().json().await.unwrap()
    };
    let shown = &chat["messages"].as_array().unwrap().last().unwrap()["shown"];
    assert_eq!(shown["body"], "Olá, Ana. Seu orçamento segue válido até 30/11.");
    stage.sends(&[("From", FROM), ("To", TO), ("ContentSid", sid), ("StatusCallback", &back)]).await;
    assert_eq!(stage.form(10).await["ErrorCode"], "63028");
}

#[tokio::test]
async fn twilio_lists_contents_with_their_approval_a_page_at_a_time() {
    let stage = Stage::start().await;
    let mut names = Vec::new();
    let mut query = "PageSize=1".to_owned();
    loop {
        let url = format!("{}/v1/ContentAndApprovals?{query}", stage.url);
        let asked = stage.http.get(&url).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap();
        let page: Value = asked.json().await.unwrap();
        let [content] = page["contents"].as_array().unwrap().as_slice() else { panic!("{page}") };
        assert_eq!(content["approval_requests"]["status"], "approved");
        let kind = content["approval_requests"]["content_type"].as_str().unwrap();
        assert!(content["types"][kind]["body"].is_string(), "{content}");
        names.push(content["friendly_name"].as_str().unwrap().to_owned());
        let Some(next) = page["meta"]["next_page_url"].as_str() else { break };
        query = next.split_once('?').unwrap().1.to_owned();
    }
    assert!(names.len() >= 2 && names.contains(&"retorno_orcamento".to_owned()), "{names:?}");
    let url = format!("{}/v1/ContentAndApprovals?PageSize=1&Page=1", stage.url);
    let without = stage.http.get(&url).basic_auth(ACCOUNT, Some(SECRET)).send().await.unwrap();
    assert_eq!(without.status(), 400, "a page without its token");
    let stranger = stage.http.get(&url).basic_auth(ACCOUNT, Some("outra")).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
}

#[tokio::test]
async fn dialog360_takes_metas_bodies_under_a_key_and_calls_back_with_own_headers() {
    let stage = Stage::start().await;
    let call = |method: reqwest::Method, path: &str| {
        stage.http.request(method, format!("{}/360dialog/{path}", stage.url)).header("D360-API-KEY", KEY)
    };
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    let url = format!("{}/360dialog/messages", stage.url);
    let answer = stage.http.post(&url).header("D360-API-KEY", "outra").json(&json!({})).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["meta"]["developer_message"], "Invalid api key");
    let hook = json!({"url": format!("{}/d360", stage.hook), "headers": {"X-Meu-Segredo": "s3"}});
    assert_eq!(call(post.clone(), "v1/configs/webhook").json(&hook).send().await.unwrap().status(), 200);
    let told: Value = call(get.clone(), "v1/configs/webhook").send().await.unwrap().json().await.unwrap();
    assert_eq!(told, hook);
    stage.writes("551144445555", json!({"kind": "image"})).await;
    until("a post", || async { !stage.calls.lock().unwrap().is_empty() }).await;
    let (headers, body) = stage.calls.lock().unwrap()[0].clone();
    assert_eq!(headers["x-meu-segredo"], "s3");
    assert!(!headers.contains_key("x-hub-signature-256"));
    let body: Value = serde_json::from_slice(&body).unwrap();
    let message = &body["entry"][0]["changes"][0]["value"]["messages"][0];
    let media = message["image"]["id"].as_str().unwrap();
    let file: Value = call(get.clone(), media).send().await.unwrap().json().await.unwrap();
    let path = file["url"].as_str().unwrap().strip_prefix("https://lookaside.fbsbx.com/").unwrap();
    let bytes = call(get.clone(), path).send().await.unwrap();
    assert_eq!(
        (bytes.status().as_u16(), bytes.headers()["content-type"].to_str().unwrap()),
        (200, "image/png")
    );
    let send = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "type": "text", "text": {"body": "Olá"}});
    let answer: Value =
        call(post.clone(), "messages").json(&send).send().await.unwrap().json().await.unwrap();
    assert!(answer["messages"][0]["id"].as_str().unwrap().starts_with("wamid."));
    until("statuses", || async { stage.calls.lock().unwrap().len() == 3 }).await;
    let form =
        reqwest::multipart::Form::new().text("messaging_product", "whatsapp").text("type", "image/png").part(
            "file",
            reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("a.png").mime_str("image/png").unwrap(),
        );
    let uploaded: Value = call(post, "media").multipart(form).send().await.unwrap().json().await.unwrap();
    assert!(uploaded["id"].is_string());
    let templates: Value = call(get, "v1/configs/templates").send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (&templates["count"], &templates["waba_templates"][0]["status"]),
        (&json!(2), &json!("approved"))
    );
}
