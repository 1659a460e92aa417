//! Makes pictures smaller in the browser, so that a photo of a phone is sent in seconds and never refused for its size.

use super::pick::{Redraw, smaller};
use js_sys::Promise;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// How good a JPEG is, tried one after the other until it is small enough.
const QUALITIES: [f64; 3] = [0.86, 0.72, 0.5];
/// What WhatsApp takes, in bytes.
const BYTES_MAX: f64 = 5.0 * 1024.0 * 1024.0;

/// The picture as it is sent: drawn anew when that is of use, else the file itself. None when the browser cannot read it
/// and it cannot go as it is.
pub async fn prepare(file: &File, redraw: Redraw) -> Option<Blob> {
    let itself = || Some(Blob::from(file.clone()));
    if redraw == Redraw::Never {
        return itself();
    }
    let unread = || if redraw == Redraw::WhenLarge { itself() } else { None };
    let Some(bitmap) = decode(file).await else { return unread() };
    let bytes = format!("{:.0}", file.size()).parse().unwrap_or(u64::MAX);
    let Some((width, height)) = smaller(redraw, bitmap.width(), bitmap.height(), bytes) else {
        return itself();
    };
    match draw(&bitmap, width, height) {
        Some(canvas) => encode(&canvas).await.or_else(unread),
        None => unread(),
    }
}

async fn decode(file: &File) -> Option<ImageBitmap> {
    let window = leptos::prelude::window();
    let promise = window.create_image_bitmap_with_blob(file).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn draw(bitmap: &ImageBitmap, width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement =
        leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // A JPEG has no holes: what was clear becomes white, not black.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, f64::from(width), f64::from(height))
        .ok()?;
    Some(canvas)
}

async fn encode(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let mut last = None;
    for quality in QUALITIES {
        let promise = Promise::new(&mut |done, _| {
            let take = Closure::once_into_js(move |blob: JsValue| {
                let _ = done.call1(&JsValue::NULL, &blob);
            });
            let quality = JsValue::from_f64(quality);
            let _ =
                canvas.to_blob_with_type_and_encoder_options(take.unchecked_ref(), "image/jpeg", &quality);
        });
        let blob: Blob = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
        if blob.size() <= BYTES_MAX {
            return Some(blob);
        }
        last = Some(blob);
    }
    last
}
