//! A provider that has files to fetch and takes files to send, and short ways to look at what became of them.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, TryStreamExt as _};
use image::{ImageFormat, Rgb, RgbImage};
use prosa_domain::{delivery::Outcome, media::fetch::FetchFailure, refusal::Code};
use prosa_engine::{
    Caller, Settings,
    media::{
        fetch,
        link::Variant,
        serve::{Address, ReadError},
    },
    port::Classifier,
};
use prosa_provider::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider, Registry,
    Typing, Update,
    file::{FetchedFile, FileToBring, RemoteFile},
    meta::{Meta, Timeouts},
};
use prosa_testkit::{World, meta, world::Shop};
use prosa_wire::{inbox::InboxFilter, media::MediaView};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::Cursor,
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

/// A picture of 600 by 400.
pub static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let shade = |x: u32, y: u32| u8::try_from((x * 7 + y * 13 + (x * y) % 31) % 256).unwrap();
    let picture = RgbImage::from_fn(600, 400, |x, y| Rgb([shade(x, y), shade(y, x), shade(x, x)]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
});

/// Longer than any test fetches.
pub const STINT: std::time::Duration = std::time::Duration::from_secs(60);

type Will = Vec<Result<(&'static str, Vec<u8>), FetchFailure>>;

#[derive(Default)]
struct Script {
    files: HashMap<String, Will>,
    broken: HashMap<String, Vec<u8>>,
    asked: Vec<(String, Option<String>)>,
    brought: Vec<(String, String, Vec<u8>)>,
    uploads: Vec<Result<String, CallError>>,
    sent: Vec<OutboundMessage>,
    outcomes: Vec<Outcome>,
}

/// What the provider will do and has done.
#[derive(Clone, Default)]
pub struct Files(Arc<Mutex<Script>>);

impl Files {
    /// What the next fetch of a file gives.
    pub fn will(&self, id: &str, gives: Result<(&'static str, Vec<u8>), FetchFailure>) {
        self.0.lock().unwrap().files.entry(id.to_owned()).or_default().push(gives);
    }

    /// The next fetch of a file gives these bytes and then turns out to be wrong.
    pub fn breaks_off(&self, id: &str, after: Vec<u8>) {
        self.0.lock().unwrap().broken.insert(id.to_owned(), after);
    }

    /// Files asked for, with the hash told.
    pub fn asked(&self) -> Vec<(String, Option<String>)> {
        self.0.lock().unwrap().asked.clone()
    }

    /// Files brought: type, name, bytes.
    pub fn brought(&self) -> Vec<(String, String, Vec<u8>)> {
        self.0.lock().unwrap().brought.clone()
    }

    /// What the next upload answers instead of an id of its own.
    pub fn upload_answers(&self, answer: Result<String, CallError>) {
        self.0.lock().unwrap().uploads.push(answer);
    }
}

struct Filing {
    meta: Meta,
    files: Files,
}

impl Provider for Filing {
    fn name(&self) -> &'static str {
        self.meta.name()
    }
    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        self.meta.verify(raw, headers, secrets)
    }
    fn parse_inbound(&self, raw: &[u8], at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        self.meta.parse_inbound(raw, at)
    }
    fn send<'a>(&'a self, _: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome> {
        let mut script = self.files.0.lock().unwrap();
        script.sent.push(message.clone());
        let outcome = if script.outcomes.is_empty() { Outcome::NoAnswer } else { script.outcomes.remove(0) };
        Box::pin(std::future::ready(outcome))
    }
    fn mark_read<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a str,
        _: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        self.meta.check_line(line)
    }
    fn fetch_media<'a>(
        &'a self,
        _: &'a LineCredentials,
        file: &'a RemoteFile,
        _: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        let mut script = self.files.0.lock().unwrap();
        script.asked.push((file.id.clone(), file.sha256.clone()));
        if let Some(bytes) = script.broken.remove(&file.id) {
            let chunks = vec![Ok(Bytes::from(bytes)), Err(FetchFailure::WrongHash)];
            let chunks = futures::stream::iter(chunks).boxed();
            return Box::pin(std::future::ready(Ok(FetchedFile { mime: "image/png".to_owned(), chunks })));
        }
        let will = script.files.get_mut(&file.id).filter(|will| !will.is_empty());
        let given = will.map_or(Err(FetchFailure::Refused), |will| will.remove(0));
        Box::pin(std::future::ready(given.map(|(mime, bytes)| {
            let chunks: Vec<_> = bytes.chunks(1_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
            FetchedFile { mime: mime.to_owned(), chunks: futures::stream::iter(chunks).boxed() }
        })))
    }
    fn upload_media<'a>(
        &'a self,
        _: &'a LineCredentials,
        file: FileToBring,
    ) -> Boxed<'a, Result<String, CallError>> {
        Box::pin(async move {
            let chunks: Vec<Bytes> = file.chunks.try_collect().await.map_err(|_| CallError::Unreachable)?;
            let mut script = self.files.0.lock().unwrap();
            let bytes = chunks.concat();
            assert_eq!(file.bytes, bytes.len() as u64, "the length told is the length sent");
            script.brought.push((file.mime, file.file_name, bytes));
            let count = script.brought.len();
            if script.uploads.is_empty() { Ok(format!("up{count}")) } else { script.uploads.remove(0) }
        })
    }
}

/// A world whose provider has files.
pub async fn world() -> (World, Files) {
    world_keeping(None).await
}

/// A world that lets go of files after a while.
pub async fn world_keeping(media_keep: Option<std::time::Duration>) -> (World, Files) {
    let files = Files::default();
    let meta = Meta::new(Timeouts::default()).unwrap();
    let provider: Arc<dyn Provider> = Arc::new(Filing { meta, files: files.clone() });
    let settings = Settings { media_keep, ..Settings::default() };
    (World::build(settings, Registry::with([provider])).await, files)
}

/// A world whose provider has files and whose classifier knows a few words.
pub async fn world_of_words() -> (World, Files) {
    world_with(Settings::default()).await
}

/// The same with settings of the test's own.
pub async fn world_with(settings: Settings) -> (World, Files) {
    world_reading(settings, Arc::new(prosa_testkit::classifier::WordTable::shop())).await
}

/// The same with a classifier of the test's own.
pub async fn world_reading(settings: Settings, reads: Arc<dyn Classifier>) -> (World, Files) {
    let files = Files::default();
    let meta = Meta::new(Timeouts::default()).unwrap();
    let provider: Arc<dyn Provider> = Arc::new(Filing { meta, files: files.clone() });
    (World::reading(settings, Registry::with([provider]), reads).await, files)
}

/// A delivery with a picture.
pub fn image(shop: &Shop, id: &str, media: &str, at: i64) -> Value {
    let message = json!({"from": "5511987654321", "from_user_id": "BR.5511987654321", "id": id,
        "timestamp": at.to_string(), "type": "image",
        "image": {"id": media, "mime_type": "image/png", "sha256": "c2hh", "caption": "Olha só"}});
    meta::envelope(&shop.phone_number_id, json!({"messages": [message]}))
}

/// Fetches all that is due.
pub async fn settle(world: &World, shop: &Shop) {
    fetch::work(&world.engine, shop.tenant, STINT).await.unwrap();
}

/// The file of the newest message, as the owner sees it.
pub async fn media_of(world: &World, shop: &Shop) -> MediaView {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let thread = world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap();
    thread.messages.last().unwrap().media.clone().unwrap()
}

/// What stands behind an address.
pub async fn opened(world: &World, caller: &Caller, url: &str) -> Result<Vec<u8>, Code> {
    let (path, query) = url.split_once('?').unwrap();
    let get = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap().to_owned()
    };
    let address = Address {
        id: path.strip_prefix("/media/").unwrap().parse().unwrap(),
        variant: Variant::parse(&get("v")).unwrap(),
        until: get("e").parse().unwrap(),
        signature: get("s"),
    };
    let file = world.engine.open_media(caller, &address).await.map_err(|refusal| refusal.code)?;
    let last = file.bytes.saturating_sub(1);
    let chunks: Result<Vec<Bytes>, ReadError> = file.read(0, last).try_collect().await;
    chunks.map(|chunks| chunks.concat()).map_err(|_| Code::Internal)
}

/// Objects of the store.
pub fn blob_names(world: &World) -> Vec<String> {
    fn walk(root: &Path, folder: &Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, names);
            } else {
                names.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let mut names = Vec::new();
    walk(&world.files.0, &world.files.0, &mut names);
    names.retain(|name| !name.starts_with("arrivals"));
    names
}
