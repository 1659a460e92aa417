//! The provider's other side: takes replies, gives each an id, and tells its statuses through the door, often before the
//! reply's own answer.

use super::desk::{Desk, Work};
use crate::rng::Rng;
use anyhow::{Context as _, Result, bail};
use prosa_testkit::meta;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What a reply went through here.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// Times it was asked for.
    pub times: usize,
    /// The last status told.
    pub state: &'static str,
    /// Its text.
    pub text: String,
    /// Statuses told.
    pub told: usize,
}

/// The stand-in.
pub(super) struct Provider {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    desk: Arc<Desk>,
    rng: Mutex<Rng>,
    /// By the sender's own mark.
    sent: Mutex<BTreeMap<String, Sent>>,
}

impl Provider {
    /// Every reply that came here, by the sender's own mark.
    pub(super) fn sent(&self) -> BTreeMap<String, Sent> {
        self.shared.sent.lock().map(|sent| sent.clone()).unwrap_or_default()
    }

    /// Statuses told.
    pub(super) fn statuses(&self) -> usize {
        self.sent().values().map(|sent| sent.told).sum()
    }
}

/// Starts it on a port of its own.
pub(super) async fn start(desk: Arc<Desk>, seed: u64) -> Result<Provider> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let shared =
        Arc::new(Shared { desk, rng: Mutex::new(Rng::new(seed ^ 0x4d45_5441)), sent: Mutex::default() });
    let taken = Arc::clone(&shared);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let shared = Arc::clone(&taken);
            // A caller that was killed hangs up in the middle; that is what this is about.
            tokio::spawn(async move { drop(shared.serve(stream).await) });
        }
    });
    Ok(Provider { port, shared })
}

impl Shared {
    async fn serve(&self, stream: TcpStream) -> Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let (path, body) = request(&mut stream).await?;
            let answer = self.answer(&path, &body)?;
            let pause = self.chance(25);
            tokio::time::sleep(Duration::from_millis(pause as u64)).await;
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
                answer.len()
            );
            stream.get_mut().write_all(head.as_bytes()).await?;
        }
    }

    fn chance(&self, end: usize) -> usize {
        self.rng.lock().map(|mut rng| rng.below(end)).unwrap_or_default()
    }

    /// Takes a reply and puts its statuses among the work.
    fn answer(&self, path: &str, body: &Value) -> Result<String> {
        let number = path.split('/').nth(2).context("a path without a number")?;
        let Some(mark) = body["biz_opaque_callback_data"].as_str() else {
            return Ok(json!({"success": true}).to_string());
        };
        let states = ["sent", "delivered", "read"];
        let last = self.chance(states.len());
        let id = format!("wamid.out.{mark}");
        let mut sent = self.sent.lock().map_err(|_| anyhow::anyhow!("poisoned"))?;
        let entry = sent.entry(mark.to_owned()).or_default();
        entry.times += 1;
        if entry.times == 1 {
            entry.state = states[last];
            entry.told = last + 1;
            entry.text = body["text"]["body"].as_str().unwrap_or_default().to_owned();
            let now = chrono::Utc::now().timestamp();
            let mut told: Vec<Value> = states[..=last]
                .iter()
                .zip(0..)
                .map(|(state, later)| {
                    json!({"id": id, "status": state, "timestamp": (now + later).to_string(),
                           "recipient_id": "5511", "biz_opaque_callback_data": mark})
                })
                .collect();
            self.tell(number, &mut told);
        }
        Ok(json!({"messaging_product": "whatsapp", "messages": [{"id": id}]}).to_string())
    }

    /// The newest first, alone; the others together, and one of them twice.
    fn tell(&self, number: &str, told: &mut Vec<Value>) {
        let body =
            |list: &[Value]| Work::Deliver(meta::envelope(number, json!({"statuses": list})).to_string());
        let Some(newest) = told.pop() else { return };
        let mut work = vec![body(&[newest])];
        if let Some(first) = told.first() {
            work.push(body(std::slice::from_ref(first)));
            work.push(body(told));
        }
        self.desk.put(work);
    }
}

async fn request(stream: &mut BufReader<TcpStream>) -> Result<(String, Value)> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        bail!("hung up");
    }
    let path = line.split(' ').nth(1).context("no path")?.to_owned();
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok((path, serde_json::from_slice(&body).unwrap_or_default()))
}
