//! Files at Twilio (Twilio, "Media resource"): the address a delivery names is asked with the account's own name and token,
//! and leads on to a store that wants neither. The token goes to Twilio's own host only, and only below the line's account.

use super::client::Client;
use crate::{
    LineCredentials,
    file::{FetchedFile, RemoteFile},
    meta::checked,
};
use prosa_domain::media::fetch::FetchFailure;
use reqwest::{Response, Url, header};
use secrecy::ExposeSecret as _;
use std::time::Duration;

/// Longest time for all bytes of one file.
const FILE_TIME_MAX: Duration = Duration::from_secs(600);
/// How often Twilio may lead on.
const STEPS_MAX: usize = 3;

/// Fetches a file.
pub(super) async fn fetch(
    client: &Client,
    line: &LineCredentials,
    file: &RemoteFile,
    bytes_max: u64,
) -> Result<FetchedFile, FetchFailure> {
    let mut url = own_address(line, &file.id).ok_or(FetchFailure::Elsewhere)?;
    let base = Url::parse(&line.graph_base).map_err(|_| FetchFailure::Refused)?;
    for _ in 0..=STEPS_MAX {
        let is_ours = url.origin() == base.origin();
        let request = client.http().get(url.clone()).timeout(FILE_TIME_MAX);
        let request = request.header(header::ACCEPT_ENCODING, "identity");
        let request = if is_ours {
            request.basic_auth(&line.account_id, Some(line.token.expose_secret()))
        } else {
            request
        };
        let response = request.send().await.map_err(|_| FetchFailure::Away)?;
        match response.status().as_u16() {
            200 => {
                let mime = header_of(&response, &header::CONTENT_TYPE);
                let hashes = Vec::new();
                return Ok(FetchedFile { mime, chunks: checked(response, bytes_max, hashes) });
            }
            301 | 302 | 303 | 307 | 308 => {
                url = led_on(&url, &base, &header_of(&response, &header::LOCATION))
                    .ok_or(FetchFailure::Elsewhere)?;
            }
            401 if is_ours => return Err(FetchFailure::Token),
            404 | 410 => return Err(FetchFailure::Gone),
            429 => return Err(FetchFailure::Throttled),
            500..=599 => return Err(FetchFailure::Away),
            _ => return Err(FetchFailure::Refused),
        }
    }
    Err(FetchFailure::Elsewhere)
}

fn header_of(response: &Response, name: &header::HeaderName) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// The address, if it is one of the line's account at the line's own host.
fn own_address(line: &LineCredentials, url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let base = Url::parse(&line.graph_base).ok()?;
    let bare = url.username().is_empty() && url.password().is_none();
    let account = format!("/{}/Accounts/{}/", line.graph_version, line.account_id);
    (bare && url.origin() == base.origin() && url.path().starts_with(&account)).then_some(url)
}

/// Where an answer leads: over TLS and to a name, or to the very host it came from. Nothing inside our own network is asked.
fn led_on(from: &Url, base: &Url, location: &str) -> Option<Url> {
    let url = from.join(location).ok().filter(|_| !location.is_empty())?;
    let bare = url.username().is_empty() && url.password().is_none();
    let named = url.domain().is_some_and(|name| name.contains('.') && !name.ends_with(".internal"));
    let outside = url.scheme() == "https" && url.port_or_known_default() == Some(443) && named;
    (bare && (outside || url.origin() == base.origin())).then_some(url)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(base: &str) -> LineCredentials {
        LineCredentials {
            graph_base: base.to_owned(),
            graph_version: "2010-04-01".to_owned(),
            phone_number_id: "1".to_owned(),
            account_id: "AC1".to_owned(),
            token: "t".to_owned().into(),
        }
    }

    #[test]
    fn the_token_goes_to_the_lines_own_account_only() {
        let line = line("https://api.twilio.com");
        for (url, ours) in [
            ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", true),
            ("https://api.twilio.com/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1", false),
            ("https://api.twilio.com/2010-04-01/Accounts/AC1/../AC2/Messages", false),
            ("https://api.twilio.com.evil.example/2010-04-01/Accounts/AC1/x", false),
            ("http://api.twilio.com/2010-04-01/Accounts/AC1/x", false),
            ("https://a:b@api.twilio.com/2010-04-01/Accounts/AC1/x", false),
            ("https://evil.example/2010-04-01/Accounts/AC1/x", false),
            ("/2010-04-01/Accounts/AC1/x", false),
            ("", false),
        ] {
            assert_eq!(own_address(&line, url).is_some(), ours, "{url}");
        }
    }

    #[test]
    fn an_answer_leads_to_a_named_host_over_tls_and_nowhere_else() {
        let base = Url::parse("https://api.twilio.com").unwrap();
        let from =
            Url::parse("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1").unwrap();
        for (location, led) in [
            ("https://mms.twiliocdn.com/AC1/abc?Signature=x", true),
            ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/x", true),
            ("/2010-04-01/elsewhere", true),
            ("http://mms.twiliocdn.com/x", false),
            ("https://127.0.0.1/x", false),
            ("https://169.254.169.254/latest/meta-data", false),
            ("https://[::1]/x", false),
            ("https://localhost/x", false),
            ("https://metadata.google.internal/x", false),
            ("https://mms.twiliocdn.com:8443/x", false),
            ("https://user:pass@mms.twiliocdn.com/x", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(led_on(&from, &base, location).is_some(), led, "{location}");
        }
    }
}
