//! A provider's server for tests: answers as the test says and keeps what it was asked.

use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The first line of a request, and its body.
pub type Asked = (String, String);

/// A server on a port of its own; it ends with the test's runtime.
pub struct Far {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Far {
    /// Answers each request with the status and the JSON that belong to its first line.
    pub async fn start(answer: impl Fn(&str) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, answer) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::new(answer));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, Arc::clone(&answer), Arc::clone(&kept)));
            }
        });
        Self { address, asked }
    }

    /// What it was asked at addresses that hold these words.
    pub fn asked(&self, words: &str) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(line, _)| line.contains(words)).cloned().collect()
    }
}

async fn serve<A: Fn(&str) -> (u16, Value)>(
    mut socket: TcpStream,
    answer: Arc<A>,
    kept: Arc<Mutex<Vec<Asked>>>,
) {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let whole = end + 4 + length.unwrap_or(0);
    while bytes.len() < whole {
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let line = head.lines().next().unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&bytes[end + 4..whole]).into_owned();
    let (status, answer) = answer(&line);
    kept.lock().unwrap().push((line, body));
    let answer = answer.to_string();
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    );
    // Who hung up does not wait for the answer.
    let _ = socket.write_all(answer.as_bytes()).await;
}
