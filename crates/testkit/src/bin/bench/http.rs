//! The least HTTP that knocks at a door: requests are bytes made beforehand, so that the sender takes little of the two
//! cores it shares with those it measures.

use anyhow::{Context as _, Result, bail};
use prosa_testkit::{meta, world::SECRET};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// A signed delivery as bytes on the wire.
pub(crate) fn delivery(body: &str) -> Vec<u8> {
    let signature = meta::sign(SECRET, body.as_bytes());
    format!(
        "POST /webhooks/whatsapp HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         x-hub-signature-256: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A question as bytes on the wire.
pub(crate) fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n").into_bytes()
}

/// A connection that is kept.
pub(crate) struct Wire(BufReader<TcpStream>);

impl Wire {
    /// Connects to a port on loopback.
    pub(crate) async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and gives the status of its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        Ok(self.fetch(request).await?.0)
    }

    /// Sends a request and gives its answer: status and body.
    pub(crate) async fn fetch(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.0.get_mut().write_all(request).await?;
        let (status, length) = self.head().await?;
        let mut body = vec![0; length.context("an answer without length")?];
        self.0.read_exact(&mut body).await?;
        Ok((status, body))
    }

    /// Sends a request whose answer has no end.
    pub(crate) async fn listen(&mut self, request: &[u8]) -> Result<()> {
        self.0.get_mut().write_all(request).await?;
        match self.head().await? {
            (200, _) => Ok(()),
            (status, _) => bail!("the stream was answered {status}"),
        }
    }

    /// The next line of an answer without end.
    pub(crate) async fn line(&mut self, into: &mut String) -> Result<()> {
        into.clear();
        match self.0.read_line(into).await? {
            0 => bail!("the stream ended"),
            _ => Ok(()),
        }
    }

    async fn head(&mut self) -> Result<(u16, Option<usize>)> {
        let mut line = String::new();
        self.line(&mut line).await?;
        let status = line.split(' ').nth(1).context("no status")?.parse()?;
        let mut length = None;
        loop {
            self.line(&mut line).await?;
            let trimmed = line.trim_end();
            if trimmed.is_empty() {
                return Ok((status, length));
            }
            if let Some((name, value)) = trimmed.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    length = Some(value.trim().parse()?);
                }
            }
        }
    }
}

/// Whether the server says it is ready.
pub(crate) async fn is_ready(port: u16) -> bool {
    let Ok(mut wire) = Wire::open(port).await else { return false };
    wire.ask(&get("/readyz", "")).await.is_ok_and(|status| status == 200)
}
