//! Objects in a bucket, before a small server that speaks the part of S3 that is used.

use prosa_engine::blob::{BlobError, BlobName, BlobStore, BucketConfig, BucketStore};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

#[derive(Default)]
struct Held {
    objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<u32, Vec<u8>>,
    requests: Vec<String>,
    unsigned: u32,
}

struct Bucket {
    base: String,
    held: Arc<Mutex<Held>>,
    folder: PathBuf,
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Bucket {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let held: Arc<Mutex<Held>> = Arc::default();
        let seen = held.clone();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let held = seen.clone();
                tokio::spawn(async move { while serve(&mut socket, &held).await.is_some() {} });
            }
        });
        let folder =
            std::env::temp_dir().join(format!("prosa-bucket-{:032x}", prosa_testkit::database::rand128()));
        Self { base, held, folder }
    }

    fn store(&self) -> BucketStore {
        BucketStore::open(&BucketConfig {
            endpoint: self.base.clone(),
            region: "us-east-1".to_owned(),
            bucket: "prosa".to_owned(),
            prefix: "/files/".to_owned(),
            access_key: "AK".to_owned(),
            secret_key: "secret".to_owned().into(),
            arrivals: self.folder.clone(),
        })
        .unwrap()
    }

    fn arrive(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join("arrival");
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

async fn serve(socket: &mut TcpStream, held: &Mutex<Held>) -> Option<()> {
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
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let length: usize = header("content-length").and_then(|value| value.parse().ok()).unwrap_or_default();
    let mut body = raw[end + 4..].to_vec();
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    let line = head.lines().next().unwrap();
    let (method, target) = line.trim_end_matches(" HTTP/1.1").split_once(' ').unwrap();
    let signed =
        header("authorization").is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=AK/"));
    let (status, headers, answer) =
        act(&mut held.lock().unwrap(), signed, (method, target), header("range").as_deref(), body);
    let text = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n", answer.len());
    socket.write_all(text.as_bytes()).await.ok()?;
    socket.write_all(&answer).await.ok()
}

type Answer = (u16, String, Vec<u8>);

fn act(
    held: &mut Held,
    signed: bool,
    (method, target): (&str, &str),
    range: Option<&str>,
    body: Vec<u8>,
) -> Answer {
    held.requests.push(format!("{method} {target}"));
    if !signed {
        held.unsigned += 1;
        return (403, String::new(), Vec::new());
    }
    let tag = "etag: \"1\"\r\nlast-modified: Sat, 21 Nov 2026 10:00:00 GMT\r\n".to_owned();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.to_owned();
    match (method, query) {
        ("POST", "uploads") | ("POST", "uploads=") => {
            let xml =
                "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
            (200, String::new(), xml.as_bytes().to_vec())
        }
        ("POST", "delete") | ("POST", "delete=") => {
            let xml = String::from_utf8(body).unwrap();
            let name = xml.split("<Key>").nth(1).unwrap().split("</Key>").next().unwrap().to_owned();
            held.objects.remove(&format!("{path}/{name}"));
            let xml = format!("<DeleteResult><Deleted><Key>{name}</Key></Deleted></DeleteResult>");
            (200, String::new(), xml.into_bytes())
        }
        ("PUT", part) if part.contains("partNumber=") => {
            let number = part.split('&').find_map(|pair| pair.strip_prefix("partNumber=")).unwrap();
            held.parts.insert(number.parse().unwrap(), body);
            (200, tag, Vec::new())
        }
        ("POST", _) => {
            let whole = std::mem::take(&mut held.parts).into_values().flatten().collect();
            held.objects.insert(path, whole);
            let xml = "<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>";
            (200, tag, xml.as_bytes().to_vec())
        }
        ("PUT", _) => {
            held.objects.insert(path, body);
            (200, tag, Vec::new())
        }
        _ => match held.objects.get(&path) {
            Some(object) => {
                let (from, to) = range.unwrap().strip_prefix("bytes=").unwrap().split_once('-').unwrap();
                let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
                let to = to.min(object.len() - 1);
                let told = format!("{tag}content-range: bytes {from}-{to}/{}\r\n", object.len());
                (206, told, object[from..=to].to_vec())
            }
            None => (404, String::new(), Vec::new()),
        },
    }
}

#[tokio::test]
async fn an_object_is_put_read_in_stretches_and_removed() {
    let bucket = Bucket::start().await;
    let store = bucket.store();
    let name = BlobName::of(&[0xab; 32], uuid::Uuid::from_u128(1));
    let bytes: Vec<u8> = (0..100_000_u32).map(|place| u8::try_from(place % 251).unwrap()).collect();
    let arrival = bucket.arrive(&bytes);
    store.put(&name, arrival.clone()).await.unwrap();
    assert!(!arrival.exists(), "what is kept has left the arrivals");
    let key = format!("/prosa/files/{}", name.as_str());
    assert_eq!(bucket.held.lock().unwrap().objects.get(&key), Some(&bytes));
    assert_eq!(store.read(&name, 65_552..65_600).await.unwrap(), bytes[65_552..65_600]);
    store.remove(&name).await.unwrap();
    assert!(matches!(store.read(&name, 0..10).await, Err(BlobError::NotThere)));
    store.remove(&name).await.unwrap();
    assert_eq!(bucket.held.lock().unwrap().unsigned, 0);
}

#[tokio::test]
async fn a_large_object_travels_in_parts_and_arrives_whole() {
    let bucket = Bucket::start().await;
    let store = bucket.store();
    let name = BlobName::of(&[0xcd; 32], uuid::Uuid::from_u128(2));
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|place| u8::try_from(place * 7 % 253).unwrap()).collect();
    store.put(&name, bucket.arrive(&bytes)).await.unwrap();
    let held = bucket.held.lock().unwrap();
    assert!(held.objects.values().next().unwrap() == &bytes, "the parts are in order");
    let parts = held.requests.iter().filter(|request| request.contains("partNumber")).count();
    assert_eq!(parts, 3, "{:?}", held.requests);
}

#[tokio::test]
async fn a_bucket_that_is_away_says_so_and_keeps_the_arrival() {
    let bucket = Bucket::start().await;
    let config = BucketConfig {
        endpoint: "http://127.0.0.1:1".to_owned(),
        region: "us-east-1".to_owned(),
        bucket: "prosa".to_owned(),
        prefix: String::new(),
        access_key: "AK".to_owned(),
        secret_key: "secret".to_owned().into(),
        arrivals: bucket.folder.clone(),
    };
    let store = BucketStore::open(&config).unwrap();
    let name = BlobName::of(&[1; 32], uuid::Uuid::nil());
    let arrival = bucket.arrive(b"sealed");
    let error = store.put(&name, arrival.clone()).await.unwrap_err();
    assert!(matches!(&error, BlobError::Away(text) if !text.contains("secret")), "{error}");
    assert!(arrival.exists());
}
