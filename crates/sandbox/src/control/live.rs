//! News for open phone pages. While a page listens to one chat, that chat is on the phone's screen: what arrives is read.

use super::ControlError;
use crate::{customer as play, shared::Shared, world::ChatKey};
use axum::{
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// Pages at most.
const PAGES_MAX: usize = 256;

/// The chat on the screen.
#[derive(Debug, Deserialize)]
pub struct Screen {
    line: Option<String>,
    customer: Option<String>,
}

/// Keeps a chat open as long as its page listens.
struct Open {
    shared: Arc<Shared>,
    key: ChatKey,
}

impl Open {
    fn new(shared: &Arc<Shared>, key: ChatKey) -> Self {
        shared.world().chats.entry(key.clone()).or_default().viewers += 1;
        play::read(shared, &key.0, &key.1);
        Self { shared: shared.clone(), key }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.key) {
            chat.viewers = chat.viewers.saturating_sub(1);
        }
    }
}

/// Server-sent events: `chat` names a changed chat, `resync` says that some were missed.
pub async fn events(
    State(shared): State<Arc<Shared>>,
    Query(screen): Query<Screen>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ControlError> {
    if shared.news.receiver_count() >= PAGES_MAX {
        return Err(ControlError::bad("too many pages"));
    }
    let news = BroadcastStream::new(shared.news.subscribe());
    let open = match (screen.line, screen.customer) {
        (Some(line), Some(customer)) => {
            let customer = super::customer(&shared, &customer)?;
            let known = shared.world().lines.contains_key(&line);
            known.then(|| Open::new(&shared, (line, customer)))
        }
        _ => None,
    };
    let stop = shared.stop.clone();
    let events = news
        .map(move |news| {
            // The chat is open for as long as the stream lives.
            let _open = &open;
            Ok(match news {
                Ok(news) => Event::default().event("chat").json_data(news).unwrap_or_default(),
                Err(BroadcastStreamRecvError::Lagged(_)) => Event::default().event("resync").data("{}"),
            })
        })
        .take_until(async move { stop.cancelled().await });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
