//! Data of a screen that is asked for again when events tell that it changed; not more often than every [`PAUSE`], however
//! many events come.

use crate::{
    call::Called,
    live::{Listener, Live},
};
use leptos::prelude::*;
use prosa_domain::event::{Event, EventKind};
use std::{future::Future, time::Duration};

/// Least time between two questions.
const PAUSE: Duration = Duration::from_millis(1_500);

/// Whether a question is due or being asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Idle,
    Waiting,
}

/// The data as it is now. `sequence` reads the last event it holds, `concerns` says which events change it.
pub fn follow<T, F>(
    first: T,
    sequence: fn(&T) -> i64,
    concerns: fn(EventKind) -> bool,
    fetch: impl Fn() -> F + Copy + Send + Sync + 'static,
) -> RwSignal<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Called<T>> + 'static,
{
    let from = sequence(&first);
    let shown = RwSignal::new(first);
    let asking = StoredValue::new(Asking::Idle);
    let later = Callback::new(move |()| {
        if asking.try_get_value() != Some(Asking::Idle) {
            return;
        }
        asking.set_value(Asking::Waiting);
        set_timeout(
            move || {
                // From here on a new event asks anew: this answer may not hold it.
                if asking.try_set_value(Asking::Idle).is_none() {
                    leptos::task::spawn_local(async move {
                        if let Ok(fresh) = fetch().await {
                            // The screen may be gone by now.
                            let _ = shown.try_set(fresh);
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    let live = StoredValue::new(None::<Live>);
    let listener = Listener {
        on_events: Callback::new(move |events: Vec<Event>| {
            if events.iter().any(|event| concerns(event.kind)) {
                later.run(());
            }
        }),
        on_resync: Callback::new(move |()| {
            leptos::task::spawn_local(async move {
                if let Ok(fresh) = fetch().await {
                    let at = sequence(&fresh);
                    let _ = shown.try_set(fresh);
                    if let Some(live) = live.try_get_value().flatten() {
                        live.resume(at);
                    }
                }
            });
        }),
    };
    let stream = Live::new(listener);
    live.set_value(Some(stream));
    Effect::new(move |_| stream.follow(from));
    shown
}
