//! The browser's entry: makes the server-rendered page alive. Nothing else belongs here.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the boot module once the code and the sentences of the page's language are loaded.
#[wasm_bindgen]
pub fn hydrate(sentences: String) {
    console_error_panic_hook::set_once();
    prosa_app::hydrate(sentences);
}
