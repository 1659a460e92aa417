//! Code that is fetched when it is first needed: what stands behind a click stays out of the first load.
//!
//! The code is a function marked `#[leptos::lazy]`; a web build makes a file of its own of it and of all that only it uses.

use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use std::{
    future::Future,
    sync::{Arc, Mutex},
};

/// Draws what a lazy function gives as soon as its code is there; nothing until then. For browsers: a server draws
/// nothing here.
pub fn later(piece: impl Future<Output = AnyView> + 'static) -> AnyView {
    let arrived = ArcRwSignal::new(false);
    let drawing = Arc::new(Mutex::new(None::<AnyView>));
    // What the function asks for as context is the caller's.
    let piece = ScopedFuture::new(piece);
    let (told, place) = (arrived.clone(), drawing.clone());
    spawn_local(async move {
        let view = piece.await;
        if let Ok(mut place) = place.lock() {
            *place = Some(view);
        }
        told.set(true);
    });
    (move || {
        arrived.track();
        drawing.lock().ok().and_then(|mut drawing| drawing.take())
    })
    .into_any()
}
