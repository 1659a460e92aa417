//! Files at Meta: an id is asked for an address that lives five minutes, and the address for the bytes, both with the
//! line's token (Meta, "Media"). The token goes to Meta's own hosts only.

use super::client::{Client, Style};
use crate::{
    CallError, LineCredentials,
    file::{FetchedFile, FileToBring, RemoteFile},
};
use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use prosa_domain::{
    delivery::{Class, classify},
    media::fetch::FetchFailure,
};
use reqwest::{
    Url,
    multipart::{Form, Part},
};
use serde_json::Value;
use std::time::Duration;

/// The host of Meta's files.
const FILE_HOST: &str = "lookaside.fbsbx.com";
/// Longest time for all bytes of one file. Silence is ended much earlier.
const FILE_TIME_MAX: Duration = Duration::from_secs(600);
/// Codes of "there is no such object": 100 with or without a sub-code, and Meta's own for files it cannot give.
const CODES_GONE: [i32; 3] = [100, 404, 131_052];

/// Fetches a file.
pub(super) async fn fetch(
    client: &Client,
    line: &LineCredentials,
    file: &RemoteFile,
    bytes_max: u64,
) -> Result<FetchedFile, FetchFailure> {
    let mut again = true;
    loop {
        let told = client.get(line, &path(line, &file.id)?).await.map_err(|error| failure(&error))?;
        let size = told.get("file_size").and_then(number);
        if size.is_some_and(|size| size > bytes_max) {
            return Err(FetchFailure::TooLarge);
        }
        let url = told.get("url").and_then(Value::as_str).ok_or(FetchFailure::Refused)?;
        let url = own_address(client.style(), line, url).ok_or(FetchFailure::Elsewhere)?;
        let response = client.download(line, url, FILE_TIME_MAX).await?;
        match response.status().as_u16() {
            200 => {
                let mime = told.get("mime_type").and_then(Value::as_str).unwrap_or_default().to_owned();
                // Two tell the hash, the message and the look-up: the bytes must be what each of them says.
                let hashes = [file.sha256.as_deref(), told.get("sha256").and_then(Value::as_str)];
                let hashes = hashes.into_iter().flatten().filter_map(hash).collect();
                return Ok(FetchedFile { mime, chunks: checked(response, bytes_max, hashes) });
            }
            // An address that is over: Meta says to ask for a new one.
            403 | 404 | 410 if again => again = false,
            404 | 410 => return Err(FetchFailure::Gone),
            401 | 403 => return Err(FetchFailure::Token),
            429 => return Err(FetchFailure::Throttled),
            300..=399 => return Err(FetchFailure::Elsewhere),
            500..=599 => return Err(FetchFailure::Away),
            _ => return Err(FetchFailure::Refused),
        }
    }
}

/// Brings a file and returns Meta's id of it, which is good for 30 days.
pub(super) async fn bring(
    client: &Client,
    line: &LineCredentials,
    file: FileToBring,
) -> Result<String, CallError> {
    let body = reqwest::Body::wrap_stream(file.chunks);
    let cannot = |_| CallError::Refused { code: 131_053, detail: "the type cannot be named".to_owned() };
    let part = Part::stream_with_length(body, file.bytes)
        .file_name(file.file_name)
        .mime_str(&file.mime)
        .map_err(cannot)?;
    let form =
        Form::new().text("messaging_product", "whatsapp").text("type", file.mime.clone()).part("file", part);
    let answer =
        client.post_form(line, &format!("{}/media", line.phone_number_id), form, FILE_TIME_MAX).await?;
    let id = answer.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    id.map(str::to_owned).ok_or(CallError::Unreachable)
}

/// The look-up's path; ids are Meta's own and hold nothing that could lead elsewhere.
fn path(line: &LineCredentials, id: &str) -> Result<String, FetchFailure> {
    let plain = |text: &str| {
        !text.is_empty()
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
    };
    if !plain(id) || id.len() > 512 || id.starts_with('.') {
        return Err(FetchFailure::Gone);
    }
    Ok(format!("{id}?phone_number_id={}", line.phone_number_id))
}

/// The address, if it is Meta's host of files over TLS, or the very host the line's API is on.
fn own_address(style: Style, line: &LineCredentials, url: &str) -> Option<Url> {
    let mut url = Url::parse(url).ok()?;
    let base = Url::parse(&line.graph_base).ok()?;
    let files = url.scheme() == "https"
        && url.host_str() == Some(FILE_HOST)
        && url.port_or_known_default() == Some(443);
    let same = matches!(url.scheme(), "http" | "https") && url.origin() == base.origin();
    let bare = url.username().is_empty() && url.password().is_none();
    if files && style == Style::Dialog360 {
        // 360dialog hands on Meta's address; its own host gives the file under the same path, below where its API is.
        let path = format!("{}{}", base.path().trim_end_matches('/'), url.path());
        url.set_path(&path);
        url.set_scheme(base.scheme()).ok()?;
        url.set_host(base.host_str()).ok()?;
        url.set_port(base.port()).ok()?;
    }
    ((files || same) && bare).then_some(url)
}

fn failure(error: &CallError) -> FetchFailure {
    match error {
        CallError::Unreachable => FetchFailure::Away,
        CallError::Refused { code: 429, .. } => FetchFailure::Throttled,
        CallError::Refused { code, .. } if CODES_GONE.contains(code) => FetchFailure::Gone,
        CallError::Refused { code, .. } => match classify(*code) {
            Class::Auth | Class::Account => FetchFailure::Token,
            Class::Backoff | Class::Wait => FetchFailure::Throttled,
            _ => FetchFailure::Refused,
        },
    }
}

/// A number, or a number in a string: Meta writes both.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A SHA-256 in hexadecimal (the look-up) or base64 (the message); none when it is neither.
fn hash(text: &str) -> Option<Vec<u8>> {
    let bytes = if text.len() == 64 { hex::decode(text).ok() } else { STANDARD.decode(text).ok() };
    bytes.filter(|bytes| bytes.len() == 32)
}

/// The body, counted and hashed on its way.
pub(crate) fn checked(
    response: reqwest::Response,
    bytes_max: u64,
    hashes: Vec<Vec<u8>>,
) -> futures::stream::BoxStream<'static, Result<Bytes, FetchFailure>> {
    let told = response.content_length();
    let body = response.bytes_stream().map_err(|_| FetchFailure::Away).boxed();
    let start = (body, 0_u64, digest::Context::new(&digest::SHA256));
    futures::stream::try_unfold(start, move |(mut body, read, mut context)| {
        let hashes = hashes.clone();
        async move {
            if told.is_some_and(|told| told > bytes_max) {
                return Err(FetchFailure::TooLarge);
            }
            let Some(chunk) = body.try_next().await? else {
                let found = context.finish();
                let same = hashes.iter().all(|hash| hash.as_slice() == found.as_ref());
                return if same { Ok(None) } else { Err(FetchFailure::WrongHash) };
            };
            let read = read.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if read > bytes_max {
                return Err(FetchFailure::TooLarge);
            }
            context.update(&chunk);
            Ok(Some((chunk, (body, read, context))))
        }
    })
    .boxed()
}

impl Client {
    /// Begins to read a file.
    async fn download(
        &self,
        line: &LineCredentials,
        url: Url,
        longest: Duration,
    ) -> Result<reqwest::Response, FetchFailure> {
        let request = self.signed(self.http().get(url), line).timeout(longest);
        // Compressed on the way, a file would not be what its length and hash say.
        request.header("accept-encoding", "identity").send().await.map_err(|_| FetchFailure::Away)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(base: &str) -> LineCredentials {
        LineCredentials {
            graph_base: base.to_owned(),
            graph_version: "v26.0".to_owned(),
            phone_number_id: "1".to_owned(),
            account_id: "2".to_owned(),
            token: "t".to_owned().into(),
        }
    }

    #[test]
    fn the_token_goes_to_metas_hosts_only() {
        let meta = line("https://graph.facebook.com");
        for (url, ours) in [
            ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", true),
            ("https://graph.facebook.com/x", true),
            ("http://lookaside.fbsbx.com/x", false),
            ("https://lookaside.fbsbx.com:8443/x", false),
            ("https://lookaside.fbsbx.com.evil.example/x", false),
            ("https://evil.example/?lookaside.fbsbx.com", false),
            ("https://user:pass@lookaside.fbsbx.com/x", false),
            ("https://lookaside.fbsbx.com@evil.example/x", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("http://127.0.0.1:8080/x", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(own_address(Style::Graph, &meta, url).is_some(), ours, "{url}");
        }
        let sandbox = line("http://127.0.0.1:9000/graph");
        assert!(own_address(Style::Graph, &sandbox, "http://127.0.0.1:9000/sandbox-media/1").is_some());
        assert!(own_address(Style::Graph, &sandbox, "http://127.0.0.1:5432/").is_none());
    }

    #[test]
    fn files_of_360dialog_come_from_its_own_host() {
        let line = line("https://waba-v2.360dialog.io");
        let url = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=x";
        let found = own_address(Style::Dialog360, &line, url).unwrap();
        assert_eq!(
            found.as_str(),
            "https://waba-v2.360dialog.io/whatsapp_business/attachments/?mid=1&ext=2&hash=x"
        );
        assert!(own_address(Style::Dialog360, &line, "https://evil.example/x").is_none());
        let below = self::line("http://127.0.0.1:9000/360dialog");
        let found =
            own_address(Style::Dialog360, &below, "https://lookaside.fbsbx.com/file/1?ext=2").unwrap();
        assert_eq!(found.as_str(), "http://127.0.0.1:9000/360dialog/file/1?ext=2");
    }

    #[test]
    fn an_id_that_would_lead_elsewhere_is_not_asked_for() {
        let line = line("https://graph.facebook.com");
        assert_eq!(path(&line, "1003383421387300").unwrap(), "1003383421387300?phone_number_id=1");
        for id in ["", "..", "../me", "1/2", "1?fields=token", "1#", "1%2f2", "a b"] {
            assert_eq!(path(&line, id), Err(FetchFailure::Gone), "{id}");
        }
    }

    #[test]
    fn a_hash_is_read_in_both_writings() {
        let bytes = digest::digest(&digest::SHA256, b"x");
        let hexed = hex::encode(bytes.as_ref());
        let based = STANDARD.encode(bytes.as_ref());
        assert_eq!(hash(&hexed).unwrap(), bytes.as_ref());
        assert_eq!(hash(&based).unwrap(), bytes.as_ref());
        assert_eq!((hash("<SHA256>"), hash("")), (None, None));
    }
}
