//! A file on its way in: the body of a request, piece by piece, given to whoever takes files.

use axum::{
    body::Body,
    http::{HeaderMap, header},
};
use futures::StreamExt as _;
use prosa_domain::refusal::{Code, Refusal};
use prosa_engine::{knowledge::ReceivingFile, media::upload::Receiving};
use std::{future::Future, time::Duration};

/// Takes a file's bytes as they come.
pub(super) trait Takes: Send {
    /// Takes the next ones, or refuses the file.
    fn take(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Refusal>> + Send;
}

impl Takes for Receiving {
    async fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.push(bytes).await
    }
}

impl Takes for ReceivingFile {
    async fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.push(bytes).await
    }
}

/// The length a request tells of its body.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

/// Pours a body into whoever takes it. A browser that goes away or says nothing for `silence`, and a body of another length
/// than told, are refused: what came is forgotten by the taker, which is dropped.
///
/// # Errors
/// `unreachable`, and what the taker refuses.
pub(super) async fn pour(
    body: Body,
    length: Option<u64>,
    silence: Duration,
    to: &mut impl Takes,
) -> Result<(), Refusal> {
    let gone = || Refusal::new(Code::Unreachable);
    let mut chunks = body.into_data_stream();
    let mut read = 0_u64;
    while let Some(chunk) = tokio::time::timeout(silence, chunks.next()).await.map_err(|_| gone())? {
        let chunk = chunk.map_err(|_| gone())?;
        read = read.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        to.take(&chunk).await?;
    }
    if length.is_some_and(|length| length != read) { Err(gone()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Error;

    const SILENCE: Duration = Duration::from_millis(50);

    /// Takes so many bytes and no more.
    struct Cup(Vec<u8>, usize);

    impl Takes for Cup {
        async fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
            self.0.extend_from_slice(bytes);
            if self.0.len() > self.1 { Err(Refusal::new(Code::MediaTooLarge)) } else { Ok(()) }
        }
    }

    fn pieces(pieces: Vec<Result<&'static str, Error>>) -> Body {
        Body::from_stream(futures::stream::iter(pieces))
    }

    async fn poured(body: Body, length: Option<u64>) -> Result<String, Code> {
        let mut cup = Cup(Vec::new(), 8);
        let done = pour(body, length, SILENCE, &mut cup).await;
        done.map(|()| String::from_utf8(cup.0).unwrap()).map_err(|refusal| refusal.code)
    }

    #[tokio::test]
    async fn a_body_comes_whole_or_not_at_all() {
        let whole = || pieces(vec![Ok("abc"), Ok("def")]);
        assert_eq!(poured(whole(), Some(6)).await.unwrap(), "abcdef");
        assert_eq!(poured(whole(), None).await.unwrap(), "abcdef");
        assert_eq!(poured(whole(), Some(7)).await, Err(Code::Unreachable), "cut short");
        let broken = pieces(vec![Ok("abc"), Err(Error::other("gone"))]);
        assert_eq!(poured(broken, Some(6)).await, Err(Code::Unreachable));
        let long = pieces(vec![Ok("abcdef"), Ok("ghi"), Err(Error::other("not read any more"))]);
        assert_eq!(poured(long, None).await, Err(Code::MediaTooLarge), "the taker decides");
    }

    #[tokio::test]
    async fn who_says_nothing_for_too_long_is_not_waited_for() {
        let silent = futures::stream::once(std::future::ready(Ok::<_, Error>("abc")))
            .chain(futures::stream::pending());
        assert_eq!(poured(Body::from_stream(silent), None).await, Err(Code::Unreachable));
    }
}
