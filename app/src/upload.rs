//! Sends a file to the server, with its progress and a way to stop.

use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use prosa_domain::{
    id::{ConversationId, MediaId},
    refusal::{Code, Refusal},
};
use prosa_wire::media::Uploaded;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

/// A running upload; dropping it stops it.
pub struct Upload {
    request: XmlHttpRequest,
    _progress: Closure<dyn FnMut(ProgressEvent)>,
    _end: Closure<dyn FnMut()>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        let _ = self.request.abort();
    }
}

/// The address files are sent to.
#[must_use]
pub fn address(conversation: ConversationId, name: &str, kind: &str) -> String {
    let name = js_sys::encode_uri_component(name);
    format!("/media/uploads?conversation={conversation}&kind={kind}&name={name}")
}

/// Begins to send. `percent` is told how far it is, `done` once how it ended.
///
/// # Errors
/// `unreachable` when the browser cannot even begin.
pub fn begin(
    address: &str,
    file: &Blob,
    mime: &str,
    percent: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<MediaId, Refusal>) + 'static,
) -> Result<Upload, Refusal> {
    let failed = |_: JsValue| Refusal::new(Code::Unreachable);
    let request = XmlHttpRequest::new().map_err(failed)?;
    request.open("POST", address).map_err(failed)?;
    request.set_request_header("content-type", mime).map_err(failed)?;
    request.set_request_header("accept", "application/json").map_err(failed)?;
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            percent(whole_percent(event.loaded() / event.total()));
        }
    });
    let mut done = Some(done);
    let answered = request.clone();
    let end = Closure::<dyn FnMut()>::new(move || {
        if let Some(done) = done.take() {
            done(read(&answered));
        }
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    request.set_onloadend(Some(end.as_ref().unchecked_ref()));
    request.send_with_opt_blob(Some(file)).map_err(failed)?;
    Ok(Upload { request, _progress: progress, _end: end })
}

/// A share as whole percent.
fn whole_percent(share: f64) -> u32 {
    format!("{:.0}", share.clamp(0.0, 1.0) * 100.0).parse().unwrap_or_default()
}

/// The server's answer. What is no answer of ours (a proxy's page, a broken line) is "not reached".
fn read(request: &XmlHttpRequest) -> Result<MediaId, Refusal> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let status = request.status().unwrap_or_default();
    answer(status, &text)
}

fn answer(status: u16, text: &str) -> Result<MediaId, Refusal> {
    if (200..300).contains(&status) {
        let uploaded = serde_json::from_slice::<Uploaded>(text.as_bytes());
        return uploaded.map(|uploaded| uploaded.id).map_err(|_| Refusal::new(Code::Unreachable));
    }
    Err(serde_json::from_slice::<Refusal>(text.as_bytes()).unwrap_or_else(|_| match status {
        413 => Refusal::new(Code::MediaTooLarge),
        401 => Refusal::new(Code::SignedOut),
        _ => Refusal::new(Code::Unreachable),
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_is_the_file_or_why_not() {
        let id = uuid::Uuid::from_u128(7);
        assert_eq!(answer(201, &format!("{{\"id\":\"{id}\"}}")), Ok(MediaId(id)));
        let refusal = Refusal::new(Code::MediaTooLarge).with("size_max", "5 MB");
        let text = serde_json::to_string(&refusal).unwrap();
        assert_eq!(answer(413, &text), Err(refusal));
        for (status, text, code) in [
            (0, "", Code::Unreachable),
            (200, "<html>", Code::Unreachable),
            (502, "<html>", Code::Unreachable),
            (401, "", Code::SignedOut),
        ] {
            assert_eq!(answer(status, text).unwrap_err().code, code, "{status}");
        }
    }
}
