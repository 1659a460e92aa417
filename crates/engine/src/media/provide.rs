//! Brings a file to the provider before the message that names it is sent. One file is brought once per line and named by
//! the provider's id for as long as that is good.

use super::{
    arrive::file_of,
    link,
    serve::{OpenFile, ReadError},
};
use crate::{Engine, blob::BlobName, chain};
use chrono::TimeDelta;
use futures::{StreamExt as _, TryStreamExt as _};
use prosa_db::{
    DbError,
    media::{self, blob, upload},
};
use prosa_domain::{
    delivery::Outcome,
    id::{LineId, MediaId, OutboundId, TenantId},
    media::MediaKind,
    message::content::{Content, Voice},
};
use prosa_provider::{
    CallError, LineCredentials, Provider,
    file::{FileToBring, FileWay},
};
use prosa_vault::{FileKey, Purpose, TenantKeys};

/// How long a provider keeps an uploaded file (Meta, "Media": 30 days), less a day for messages that wait.
const GOOD_FOR: TimeDelta = TimeDelta::days(29);
/// Meta's codes for a file it cannot take or find (131052, 131053) and for an id that is no object of its own (100).
const CODES_OF_FILES: [i32; 3] = [100, 131_052, 131_053];

/// Through which line a message goes.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// Whose message.
    pub tenant: TenantId,
    /// The tenant's keys.
    pub keys: &'a TenantKeys,
    /// The line.
    pub line: LineId,
    /// The send the file is for.
    pub send: OutboundId,
    /// The line's address and token.
    pub credentials: &'a LineCredentials,
    /// The line's provider.
    pub provider: &'a dyn Provider,
}

/// The content with its file named as the provider knows it. A content without a file of ours comes back as it is.
///
/// # Errors
/// The outcome of the send, which was not made: refused when the file is not here or the provider does not take it, not
/// reached when the provider or our own store is away.
pub async fn provide(engine: &Engine, way: Way<'_>, mut content: Content) -> Result<Content, Outcome> {
    let Some((kind, media)) = content.any_media_mut() else { return Ok(content) };
    let Some(id) = media.file else { return Ok(content) };
    let found = one(engine, way, id, kind, media.voice).await?;
    media.media_id = found.provider_id;
    if media.file_name.is_empty() {
        media.file_name = found.name;
    }
    if media.mime.is_empty() {
        media.mime = found.mime;
    }
    Ok(content)
}

/// Whether the provider refused a message because of its file: then its id is forgotten, and the file is brought anew.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_refused(
    engine: &Engine,
    way: Way<'_>,
    content: &Content,
    outcome: &Outcome,
) -> Result<bool, DbError> {
    let Outcome::Refused { code, .. } = outcome else { return Ok(false) };
    let Some(id) = file_of(content).and_then(|(_, media)| media.file) else { return Ok(false) };
    if !CODES_OF_FILES.contains(code) {
        return Ok(false);
    }
    let mut tx = engine.db.tenant(way.tenant).await?;
    let Some(ready) = media::ready(&mut tx, id).await? else { return Ok(false) };
    let forgot = upload::forget(&mut tx, way.line, &ready.digest).await?;
    tx.commit().await?;
    Ok(forgot)
}

/// A file as the provider knows it.
#[derive(Clone, Debug)]
pub struct Provided {
    /// The provider's id of it.
    pub provider_id: String,
    /// Its type.
    pub mime: String,
    /// Its name; empty when it has none.
    pub name: String,
}

/// The provider's id of one file, brought there when it is not yet.
///
/// # Errors
/// As [`provide`].
pub async fn one(
    engine: &Engine,
    way: Way<'_>,
    id: MediaId,
    kind: MediaKind,
    voice: Voice,
) -> Result<Provided, Outcome> {
    let away = |error: DbError| {
        tracing::warn!(tenant = %way.tenant, media = %id, error = %chain(&error), "a file could not be provided");
        Outcome::NetworkBeforeSend
    };
    let mut tx = engine.db.tenant(way.tenant).await.map_err(away)?;
    let ready = media::ready(&mut tx, id).await.map_err(away)?;
    let readable = blob::readable(&mut tx, id).await.map_err(away)?;
    let (Some(ready), Some(readable)) = (ready, readable) else { return Err(not_here()) };
    let mime = type_for_provider(kind, voice, &ready.mime);
    let name = ready.name_ct.as_deref().and_then(|sealed| way.keys.open_text(Purpose::FileName, sealed).ok());
    let name = name.unwrap_or_default();
    if way.provider.files() == FileWay::Linked {
        tx.commit().await.map_err(away)?;
        let path = link::given(way.keys, way.tenant, id, engine.now());
        let provider_id = format!("{}{path}", engine.settings.public_url.trim_end_matches('/'));
        return Ok(Provided { provider_id, mime, name });
    }
    let known = upload::find(&mut tx, way.line, &ready.digest, &mime, engine.now()).await.map_err(away)?;
    let bytes = u64::try_from(ready.bytes).unwrap_or_default();
    if known.is_none() {
        upload::hold_send(&mut tx, way.send, engine.now() + travel(engine, bytes)).await.map_err(away)?;
    }
    tx.commit().await.map_err(away)?;
    if let Some(known) = known.and_then(|sealed| way.keys.open_text(Purpose::FileSource, &sealed).ok()) {
        return Ok(Provided { provider_id: known, mime, name });
    }
    let object = BlobName::parse(&readable.object).ok_or_else(not_here)?;
    let key = FileKey::open(way.keys, &readable.key_ct).map_err(|_| not_here())?;
    let file = OpenFile::new(engine.clone(), object, key, (bytes, mime.clone()));
    let provider_id = bring(way, file, &mime, &name).await?;
    let mut tx = engine.db.tenant(way.tenant).await.map_err(away)?;
    let sealed = way.keys.seal(Purpose::FileSource, provider_id.as_bytes());
    let until = engine.now() + GOOD_FOR;
    upload::keep(&mut tx, way.line, &ready.digest, &mime, &sealed, until).await.map_err(away)?;
    tx.commit().await.map_err(away)?;
    Ok(Provided { provider_id, mime, name })
}

/// How long a send may take whose file has to travel first, at 100 KiB a second.
fn travel(engine: &Engine, bytes: u64) -> TimeDelta {
    let lease = TimeDelta::from_std(engine.settings.deliver_lease).unwrap_or(TimeDelta::minutes(2));
    lease + TimeDelta::seconds(i64::try_from(bytes / (100 * 1024)).unwrap_or_default())
}

async fn bring(way: Way<'_>, file: OpenFile, mime: &str, name: &str) -> Result<String, Outcome> {
    let bytes = file.bytes;
    let chunks = file.read(0, bytes.saturating_sub(1)).map_err(|error: ReadError| {
        tracing::warn!(error = %chain(&error), "a stored file cannot be read");
        std::io::Error::other("the file cannot be read")
    });
    let bring = FileToBring {
        mime: mime.to_owned(),
        file_name: if name.is_empty() { "file".to_owned() } else { name.to_owned() },
        bytes,
        chunks: chunks.boxed(),
    };
    way.provider.upload_media(way.credentials, bring).await.map_err(|error| match error {
        // The message itself was not sent, so trying again doubles nothing.
        CallError::Unreachable => Outcome::NetworkBeforeSend,
        CallError::Refused { code: 429, .. } => Outcome::Throttled { http_status: 429, code: None },
        CallError::Refused { code, detail } => Outcome::Refused { http_status: 400, code, detail },
    })
}

/// Meta makes a voice note only of Opus that says so.
fn type_for_provider(kind: MediaKind, voice: Voice, mime: &str) -> String {
    match (kind, voice, mime) {
        (MediaKind::Audio, Voice::Note, "audio/ogg") => "audio/ogg; codecs=opus".to_owned(),
        _ => mime.to_owned(),
    }
}

fn not_here() -> Outcome {
    Outcome::Refused { http_status: 0, code: 131_053, detail: "the file is not here any more".to_owned() }
}
