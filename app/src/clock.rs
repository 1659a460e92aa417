//! The present moment, as the server told it and kept going by the browser, whose own clock may be wrong.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use std::time::Duration;

/// How often "agora" and the window's ring are told anew.
const TICK: Duration = Duration::from_secs(15);

#[derive(Clone, Copy)]
struct Clock {
    now: RwSignal<DateTime<Utc>>,
    skew: StoredValue<TimeDelta>,
}

/// Starts the clock at the page's time. Once, at the root.
pub fn provide_clock(page_now: DateTime<Utc>) {
    let clock = Clock { now: RwSignal::new(page_now), skew: StoredValue::new(TimeDelta::zero()) };
    provide_context(clock);
    Effect::new(move |_| {
        clock.skew.set_value(page_now - browser_time());
        if let Ok(handle) = set_interval_with_handle(move || clock.now.set(clock.exact()), TICK) {
            on_cleanup(move || handle.clear());
        }
    });
}

impl Clock {
    fn exact(self) -> DateTime<Utc> {
        browser_time() + self.skew.get_value()
    }
}

/// The present moment, renewed every 15 seconds.
#[must_use]
pub fn use_now() -> Signal<DateTime<Utc>> {
    use_context::<Clock>()
        .map_or_else(|| Signal::stored(crate::page::Page::current().now), |clock| clock.now.into())
}

/// A function that tells the exact moment, for acts in the browser. On the server it is the page's moment.
pub fn use_exact_now() -> impl Fn() -> DateTime<Utc> + Copy + Send + Sync + 'static {
    let clock = use_context::<Clock>();
    move || clock.map_or(DateTime::UNIX_EPOCH, exact_or_page)
}

#[cfg(feature = "hydrate")]
fn exact_or_page(clock: Clock) -> DateTime<Utc> {
    clock.exact()
}

#[cfg(not(feature = "hydrate"))]
fn exact_or_page(clock: Clock) -> DateTime<Utc> {
    clock.now.get_untracked()
}

/// What the browser's own clock says.
#[cfg(feature = "hydrate")]
fn browser_time() -> DateTime<Utc> {
    #[expect(clippy::as_conversions, reason = "whole milliseconds since 1970 fit an i64 exactly")]
    let milliseconds = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// Never asked on the server: effects do not run there.
#[cfg(not(feature = "hydrate"))]
const fn browser_time() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}
