//! What is known after a call, the same for every provider: an answer, nothing sent, or nobody knows.

use serde_json::Value;

/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// An answer with its body, or what is known without one.
pub(crate) enum Answer {
    /// Status and body; the body is null when it is no JSON.
    Given(u16, Value),
    /// The connection was never made: nothing was sent.
    NotReached,
    /// Sent, and no whole answer came.
    Lost,
}

/// Makes a call once.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let mut response = match request.send().await {
        Ok(response) => response,
        // Only a connection that was never made proves that nothing was sent.
        Err(error) if error.is_connect() || error.is_builder() => return Answer::NotReached,
        Err(_) => return Answer::Lost,
    };
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_BYTES_MAX => body.extend_from_slice(&chunk),
            Ok(Some(_)) | Ok(None) => break,
            Err(_) => return Answer::Lost,
        }
    }
    Answer::Given(status, serde_json::from_slice(&body).unwrap_or_default())
}
