//! A server that answers, or does not, exactly as it is told. Written on bare sockets, so that answers can be lost.

use prosa_provider::LineCredentials;
use secrecy::SecretString;
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What to do with the next request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answer with status and body.
    Answer(u16, String),
    /// Answer, then close the connection without a word.
    AnswerAndClose(u16, String),
    /// Take the request whole and close.
    Lose,
    /// Begin the answer and close in its middle.
    CutOff,
    /// Take the request and stay silent.
    Hang,
    /// Send the caller elsewhere.
    Redirect(String),
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method and path.
    pub line: String,
    /// The `authorization` header.
    pub authorization: String,
    /// The body; null when there was none.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

/// A running stub.
pub struct Stub {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Stub {
    /// Starts one that acts as listed and refuses every request after that.
    pub async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let acts: Arc<Mutex<VecDeque<Act>>> = Arc::new(Mutex::new(acts.into_iter().collect()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, acts.clone(), seen.clone()));
            }
        });
        Self { address, requests }
    }

    /// Requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// A line whose provider is this stub.
    pub fn line(&self) -> LineCredentials {
        line(&self.address)
    }
}

/// A line whose provider is somewhere.
pub fn line(graph_base: &str) -> LineCredentials {
    LineCredentials {
        graph_base: graph_base.to_owned(),
        graph_version: "v26.0".to_owned(),
        phone_number_id: "600700800900100".to_owned(),
        account_id: "200100300400500".to_owned(),
        token: SecretString::from("EAATOKEN"),
    }
}

async fn serve(mut socket: TcpStream, acts: Arc<Mutex<VecDeque<Act>>>, seen: Arc<Mutex<Vec<Request>>>) {
    while let Some(request) = read(&mut socket).await {
        seen.lock().unwrap().push(request);
        let act = acts.lock().unwrap().pop_front().unwrap_or(Act::Answer(599, String::new()));
        match act {
            Act::Answer(status, body) => write(&mut socket, &answer(status, &body, "")).await,
            Act::AnswerAndClose(status, body) => {
                write(&mut socket, &answer(status, &body, "")).await;
                return;
            }
            Act::Redirect(to) => write(&mut socket, &answer(302, "", &format!("location: {to}\r\n"))).await,
            Act::Lose => return,
            Act::CutOff => {
                write(
                    &mut socket,
                    "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"messages\":[{\"id\":\"wamid.X\"}]",
                )
                .await;
                return;
            }
            Act::Hang => tokio::time::sleep(Duration::from_secs(60)).await,
        }
    }
}

fn answer(status: u16, body: &str, headers: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn write(socket: &mut TcpStream, text: &str) {
    let _ = socket.write_all(text.as_bytes()).await;
    let _ = socket.flush().await;
}

async fn read(socket: &mut TcpStream) -> Option<Request> {
    let mut raw = Vec::new();
    let end = loop {
        if let Some(at) = raw.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if socket.read_buf(&mut raw).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(raw[..end].to_vec()).unwrap();
    let header = |name: &str| {
        let found = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        found.unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or_default();
    let mut body = raw[end + 4..].to_vec();
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request {
        line: head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned(),
        authorization: header("authorization"),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        text: String::from_utf8_lossy(&body).into_owned(),
    })
}
