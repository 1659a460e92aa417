//! The browser's entry: makes the server-rendered page alive. Nothing else belongs here.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the boot module once the code is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    prosa_app::hydrate();
}
