//! Files fetched from Meta and brought to it, from a server that answers as each test wants.

use aws_lc_rs::digest;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use prosa_domain::media::fetch::FetchFailure;
use prosa_provider::{
    CallError, LineCredentials, Provider,
    file::{FileToBring, RemoteFile},
    meta::{Meta, Timeouts},
};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// What the server does with a request for a path.
enum Act {
    Say(u16, Vec<u8>),
    Redirect(String),
    /// Says this much, promises more and falls silent.
    Stall(Vec<u8>),
    /// Says this much, promises more and hangs up.
    CutOff(Vec<u8>),
    /// Goes on without a length for as long as anybody reads.
    Endless,
}

struct Server {
    base: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `act` is asked with its own address and the path.
    async fn start(act: impl Fn(&str, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (act, told, here) = (Arc::new(act), seen.clone(), base.clone());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (act, told, here) = (act.clone(), told.clone(), here.clone());
                tokio::spawn(async move {
                    let request = read(&mut socket).await;
                    told.lock().unwrap().push(request.clone());
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    let _ = play(&mut socket, act(&here, &path)).await;
                });
            }
        });
        Self { base, seen }
    }

    fn line(&self) -> LineCredentials {
        LineCredentials {
            graph_base: self.base.clone(),
            graph_version: "v26.0".to_owned(),
            phone_number_id: "600700800900100".to_owned(),
            account_id: "200100300400500".to_owned(),
            token: "EAATOKEN".to_owned().into(),
        }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn read(socket: &mut tokio::net::TcpStream) -> String {
    let mut raw = Vec::new();
    loop {
        let head = raw.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&raw[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if raw.len() >= head + 4 + length.unwrap_or(0_usize) {
                return String::from_utf8_lossy(&raw).into_owned();
            }
        }
        if socket.read_buf(&mut raw).await.unwrap_or_default() == 0 {
            return String::from_utf8_lossy(&raw).into_owned();
        }
    }
}

async fn play(socket: &mut tokio::net::TcpStream, act: Act) -> std::io::Result<()> {
    let head = |status: u16, length: usize| {
        format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")
    };
    match act {
        Act::Say(status, body) => {
            socket.write_all(head(status, body.len()).as_bytes()).await?;
            socket.write_all(&body).await?;
        }
        Act::Redirect(to) => {
            let text =
                format!("HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(text.as_bytes()).await?;
        }
        Act::Stall(body) => {
            socket.write_all(head(200, body.len() + 100).as_bytes()).await?;
            socket.write_all(&body).await?;
            // Until the caller hangs up.
            let _ = socket.read(&mut [0_u8; 8]).await?;
        }
        Act::CutOff(body) => {
            socket.write_all(head(200, body.len() + 100).as_bytes()).await?;
            socket.write_all(&body).await?;
        }
        Act::Endless => {
            socket.write_all(b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n").await?;
            while socket.write_all(&[7_u8; 16 * 1024]).await.is_ok() {}
        }
    }
    socket.flush().await
}

fn meta() -> Meta {
    Meta::new(Timeouts { connect: Duration::from_millis(500), answer: Duration::from_millis(700) }).unwrap()
}

fn sha(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn told(url: &str, sha256: &str, size: &str) -> Act {
    let body = serde_json::json!({"messaging_product": "whatsapp", "url": url, "mime_type": "image/jpeg",
        "sha256": sha256, "file_size": size, "id": "99"});
    Act::Say(200, body.to_string().into_bytes())
}

async fn fetch(server: &Server, sha256: Option<String>, bytes_max: u64) -> Result<Vec<u8>, FetchFailure> {
    let file = RemoteFile { id: "99".to_owned(), sha256 };
    let fetched = meta().fetch_media(&server.line(), &file, bytes_max).await?;
    assert_eq!(fetched.mime, "image/jpeg");
    let chunks: Vec<Bytes> = fetched.chunks.try_collect().await?;
    Ok(chunks.concat())
}

/// A server whose look-up leads to `/file`, which says `bytes`.
async fn holding(bytes: &'static [u8], sha256: String, size: &'static str) -> Server {
    Server::start(move |base, path| match path {
        "/file" => Act::Say(200, bytes.to_vec()),
        _ => told(&format!("{base}/file"), &sha256, size),
    })
    .await
}

#[tokio::test]
async fn a_file_is_looked_up_and_read_with_the_lines_token() {
    let server = holding(b"hello", sha(b"hello"), "5").await;
    let base64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=".to_owned();
    assert_eq!(fetch(&server, Some(base64), 5).await, Ok(b"hello".to_vec()));
    let seen = server.seen();
    assert!(seen[0].starts_with("GET /v26.0/99?phone_number_id=600700800900100 "), "{}", seen[0]);
    assert!(seen[1].starts_with("GET /file "), "{}", seen[1]);
    assert!(seen.iter().all(|request| request.to_lowercase().contains("authorization: bearer eaatoken")));
}

#[tokio::test]
async fn a_file_larger_than_allowed_is_refused_before_it_is_read() {
    let server = holding(b"hello", sha(b"hello"), "6").await;
    assert_eq!(fetch(&server, None, 5).await, Err(FetchFailure::TooLarge));
    assert_eq!(server.seen().len(), 1, "the bytes were not even asked for");
    // The look-up says little, the answer's length says more.
    let server = holding(b"hello!", sha(b"hello!"), "1").await;
    assert_eq!(fetch(&server, None, 5).await, Err(FetchFailure::TooLarge));
}

#[tokio::test]
async fn a_file_that_never_ends_is_left_when_it_is_too_large() {
    let server = Server::start(|base, path| match path {
        "/file" => Act::Endless,
        _ => told(&format!("{base}/file"), "", "1"),
    })
    .await;
    assert_eq!(fetch(&server, None, 1_000_000).await, Err(FetchFailure::TooLarge));
}

#[tokio::test]
async fn bytes_that_are_not_what_either_hash_says_are_an_error_at_the_end() {
    let server = holding(b"hello", sha(b"other"), "5").await;
    assert_eq!(fetch(&server, None, 9).await, Err(FetchFailure::WrongHash));
    let server = holding(b"hello", sha(b"hello"), "5").await;
    assert_eq!(fetch(&server, Some(sha(b"other")), 9).await, Err(FetchFailure::WrongHash));
}

#[tokio::test]
async fn an_address_that_is_over_is_asked_for_once_more() {
    let server = Server::start(|base, path| match path {
        "/over" => Act::Say(404, Vec::new()),
        _ => told(&format!("{base}/over"), "", "5"),
    })
    .await;
    assert_eq!(fetch(&server, None, 9).await, Err(FetchFailure::Gone));
    assert_eq!(server.seen().len(), 4, "two look-ups, two tries");
    let turns = Arc::new(Mutex::new(0));
    let server = Server::start(move |base, path| match path {
        "/old" => Act::Say(404, Vec::new()),
        "/new" => Act::Say(200, b"hello".to_vec()),
        _ => {
            let mut turns = turns.lock().unwrap();
            *turns += 1;
            told(&format!("{base}/{}", if *turns == 1 { "old" } else { "new" }), &sha(b"hello"), "5")
        }
    })
    .await;
    assert_eq!(fetch(&server, None, 9).await, Ok(b"hello".to_vec()));
}

#[tokio::test]
async fn the_provider_does_not_lead_elsewhere_neither_by_address_nor_by_redirect() {
    let other = Server::start(|_, _| Act::Say(200, b"secret".to_vec())).await;
    let away = format!("{}/file", other.base);
    let to = away.clone();
    let server = Server::start(move |_, _| told(&to, "", "5")).await;
    assert_eq!(fetch(&server, None, 9).await, Err(FetchFailure::Elsewhere));
    let to = away.clone();
    let server = Server::start(move |base, path| match path {
        "/file" => Act::Redirect(to.clone()),
        _ => told(&format!("{base}/file"), "", "5"),
    })
    .await;
    assert_eq!(fetch(&server, None, 9).await, Err(FetchFailure::Elsewhere));
    assert!(other.seen().is_empty(), "the token never left");
}

#[tokio::test]
async fn silence_and_a_broken_line_are_the_provider_being_away() {
    for cut in [false, true] {
        let server = Server::start(move |base, path| match path {
            "/file" if cut => Act::CutOff(b"hel".to_vec()),
            "/file" => Act::Stall(b"hel".to_vec()),
            _ => told(&format!("{base}/file"), "", "103"),
        })
        .await;
        let started = Instant::now();
        assert_eq!(fetch(&server, None, 1_000).await, Err(FetchFailure::Away), "{cut}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
    let mut line = holding(b"", String::new(), "0").await.line();
    "http://127.0.0.1:1".clone_into(&mut line.graph_base);
    let file = RemoteFile { id: "99".to_owned(), sha256: None };
    assert_eq!(meta().fetch_media(&line, &file, 9).await.map(|_| ()), Err(FetchFailure::Away));
}

#[tokio::test]
async fn what_the_look_up_refuses_is_told_apart() {
    for (status, code, failure) in [
        (400, 100, FetchFailure::Gone),
        (401, 190, FetchFailure::Token),
        (400, 4, FetchFailure::Throttled),
        (429, 80_007, FetchFailure::Throttled),
        (400, 131_052, FetchFailure::Gone),
        (503, 0, FetchFailure::Away),
    ] {
        let server = Server::start(move |_, _| {
            let body =
                if code == 0 { "down".to_owned() } else { format!("{{\"error\":{{\"code\":{code}}}}}") };
            Act::Say(status, body.into_bytes())
        })
        .await;
        assert_eq!(fetch(&server, None, 9).await, Err(failure), "{status} {code}");
    }
}

fn bringing(chunks: Vec<&'static [u8]>, bytes: u64) -> FileToBring {
    FileToBring {
        mime: "audio/ogg; codecs=opus".to_owned(),
        file_name: "recado.ogg".to_owned(),
        bytes,
        chunks: futures::stream::iter(chunks).map(|chunk| Ok(Bytes::from_static(chunk))).boxed(),
    }
}

#[tokio::test]
async fn a_file_is_brought_as_a_form_and_its_id_comes_back() {
    let server = Server::start(|_, _| Act::Say(200, br#"{"id":"4490709327384033"}"#.to_vec())).await;
    let brought = meta().upload_media(&server.line(), bringing(vec![b"OggS", b"rest"], 8)).await;
    assert_eq!(brought, Ok("4490709327384033".to_owned()));
    let request = &server.seen()[0];
    assert!(request.starts_with("POST /v26.0/600700800900100/media "), "{request}");
    assert!(request.to_lowercase().contains("content-length: "), "{request}");
    for part in [
        "name=\"messaging_product\"\r\n\r\nwhatsapp",
        "name=\"type\"\r\n\r\naudio/ogg; codecs=opus",
        "name=\"file\"; filename=\"recado.ogg\"\r\nContent-Type: audio/ogg; codecs=opus\r\n\r\nOggSrest",
    ] {
        assert!(request.contains(part), "{request}");
    }
}

#[tokio::test]
async fn a_file_meta_refuses_is_refused_with_its_code() {
    let body = br#"{"error":{"code":131053,"error_data":{"details":"wrong type"}}}"#;
    let server = Server::start(|_, _| Act::Say(400, body.to_vec())).await;
    let refused = meta().upload_media(&server.line(), bringing(vec![b"x"], 1)).await;
    assert_eq!(refused, Err(CallError::Refused { code: 131_053, detail: "wrong type".to_owned() }));
}
