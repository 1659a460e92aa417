//! Live updates: one event stream of the server, followed for as long as a screen wants. It reconnects by itself and goes on
//! after the last event it heard, so the gap is streamed; what is too old to be streamed is loaded afresh.
//!
//! Events carry ids only. They are handed on in batches, at most every [`BATCH`].

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use prosa_domain::event::Event;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::Duration,
};
use web_sys::{EventSource, MessageEvent};

/// How long events are gathered before they are handed on.
const BATCH: Duration = Duration::from_millis(80);
/// First pause before connecting again; it doubles each time.
const PAUSE_MIN_MS: u64 = 500;
/// Longest pause.
const PAUSE_MAX_MS: u64 = 15_000;

/// How the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not asked for yet, or connecting for the first time.
    Starting,
    /// Events come.
    Open,
    /// Broken; tried again so many times.
    Broken {
        /// Tries since it broke.
        tries: u32,
    },
}

/// What a screen does with what it hears.
#[derive(Clone, Copy)]
pub struct Listener {
    /// New events, in order.
    pub on_events: Callback<Vec<Event>>,
    /// Too much was missed to be streamed: load afresh, then [`Live::resume`] from what was loaded.
    pub on_resync: Callback<()>,
}

struct Connection {
    source: EventSource,
    // Kept as long as the source calls them.
    _handlers: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.set_onmessage(None);
        self.source.close();
    }
}

/// The stream a screen follows.
#[derive(Clone, Copy)]
pub struct Live {
    /// How the connection stands.
    pub link: RwSignal<Link>,
    last: StoredValue<i64>,
    waiting: StoredValue<Vec<Event>>,
    listener: Listener,
    /// Whose connection it is, among those of this browser.
    id: u32,
    tries: StoredValue<u32>,
}

thread_local! {
    // The browser's objects live on its one thread; the server never touches them, whatever thread it renders on.
    static CONNECTIONS: RefCell<HashMap<u32, Connection>> = RefCell::new(HashMap::new());
    static NEXT_ID: Cell<u32> = const { Cell::new(1) };
}

/// Puts a connection in a stream's place, or none; gives back the one that was there.
fn swap(id: u32, connection: Option<Connection>) -> Option<Connection> {
    CONNECTIONS.with_borrow_mut(|all| match connection {
        Some(connection) => all.insert(id, connection),
        None => all.remove(&id),
    })
}

impl Live {
    /// A stream that is not followed yet.
    #[must_use]
    pub fn new(listener: Listener) -> Self {
        Self {
            link: RwSignal::new(Link::Starting),
            last: StoredValue::new(0),
            waiting: StoredValue::new(Vec::new()),
            listener,
            id: NEXT_ID.replace(NEXT_ID.get().wrapping_add(1)),
            tries: StoredValue::new(0),
        }
    }

    /// Follows the events after `sequence` until the calling component goes away. In the browser only.
    pub fn follow(self, sequence: i64) {
        self.last.set_value(sequence);
        self.connect();
        let back = window_event_listener_untyped("online", move |_| self.retry_now());
        let gone = window_event_listener_untyped("offline", move |_| self.broke());
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                self.retry_now();
            }
        });
        on_cleanup(move || {
            back.remove();
            gone.remove();
            seen.remove();
            drop(swap(self.id, None));
        });
    }

    /// Goes on after what was just loaded.
    pub fn resume(self, sequence: i64) {
        self.last.set_value(sequence);
        self.connect();
    }

    /// Tries again at once when the connection is broken.
    pub fn retry_now(self) {
        if matches!(self.link.try_get_untracked(), Some(Link::Broken { .. })) {
            self.connect();
        }
    }

    fn connect(self) {
        let Some(last) = self.last.try_get_value() else { return };
        let Ok(source) = EventSource::new(&format!("/api/live?after={last}")) else { return };
        let opened = Closure::<dyn FnMut(MessageEvent)>::new(move |_| self.opened());
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| self.heard(&event));
        let resync = Closure::<dyn FnMut(MessageEvent)>::new(move |_| self.resync());
        let failed = Closure::<dyn FnMut(MessageEvent)>::new(move |_| self.broke());
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let _ = source.add_event_listener_with_callback("resync", resync.as_ref().unchecked_ref());
        let handlers = vec![opened, heard, resync, failed];
        drop(swap(self.id, Some(Connection { source, _handlers: handlers })));
    }

    fn opened(self) {
        let _ = self.tries.try_set_value(0);
        let _ = self.link.try_set(Link::Open);
    }

    fn heard(self, message: &MessageEvent) {
        let Some(text) = message.data().as_string() else { return };
        let Ok(event) = serde_json::from_slice::<Event>(text.as_bytes()) else { return };
        if self.last.try_get_value().is_none_or(|last| event.sequence <= last) {
            return;
        }
        self.last.set_value(event.sequence);
        let first = self.waiting.try_update_value(|waiting| {
            waiting.push(event);
            waiting.len() == 1
        });
        if first == Some(true) {
            set_timeout(move || self.hand_on(), BATCH);
        }
    }

    fn hand_on(self) {
        let events = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        if !events.is_empty() {
            self.listener.on_events.run(events);
        }
    }

    fn resync(self) {
        let old = swap(self.id, None);
        set_timeout(move || drop(old), Duration::ZERO);
        let _ = self.waiting.try_set_value(Vec::new());
        self.listener.on_resync.run(());
    }

    /// Gives the connection up and tries again after a pause that grows.
    fn broke(self) {
        // The handler that is running now belongs to the connection, so it goes a moment later.
        let old = swap(self.id, None);
        set_timeout(move || drop(old), Duration::ZERO);
        let Some(tries) = self.tries.try_get_value() else { return };
        self.tries.set_value(tries.saturating_add(1));
        let _ = self.link.try_set(Link::Broken { tries });
        set_timeout(
            move || {
                let still = self.link.try_get_untracked() == Some(Link::Broken { tries });
                if still {
                    self.connect();
                }
            },
            pause(tries),
        );
    }
}

/// The pause before a try: doubling, with a spread so that a whole company does not come back in one moment.
fn pause(tries: u32) -> Duration {
    let full = PAUSE_MIN_MS.saturating_mul(1 << tries.min(10)).min(PAUSE_MAX_MS);
    Duration::from_millis(full / 2 + spread(full / 2))
}

/// A random share of `most` milliseconds.
#[cfg(feature = "hydrate")]
fn spread(most: u64) -> u64 {
    #[expect(clippy::as_conversions, reason = "random() is below 1, so the product fits")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the same"
    )]
    let share = (js_sys::Math::random() * most as f64) as u64;
    share
}

/// No randomness is asked for on the server.
#[cfg(not(feature = "hydrate"))]
const fn spread(most: u64) -> u64 {
    most / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_and_ends_growing() {
        let pauses: Vec<Duration> = (0..12).map(pause).collect();
        assert!(pauses.windows(2).all(|pair| pair.first() <= pair.last()));
        assert_eq!(pauses.first(), Some(&Duration::from_millis(375)));
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(15)));
    }
}
