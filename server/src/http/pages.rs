//! Pages: rendered by the app on the server, with the built files beside them.

use super::{App, assets::Site, peer::Peer, walls};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect, Response},
    routing::any,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{LeptosRoutes as _, ResponseOptions, generate_route_list};
use prosa_app::{App as Root, Page, bundle::Bundle, shell, theme};
use prosa_domain::{lang::Lang, refusal::Refusal};
use prosa_engine::{Caller, Engine};
use prosa_wire::session::{Me, Theme};
use tower_http::services::ServeDir;

/// Addresses for people who are not signed in.
const OPEN: [&str; 6] = ["/entrar", "/criar-conta", "/convite", "/esqueci-a-senha", "/nova-senha", "/kit"];

pub(super) fn router(app: &App, site: &Site) -> Router {
    let options = LeptosOptions::builder().output_name("prosa").build();
    let routes = generate_route_list(Root);
    let context = context(app.clone(), site.clone());
    let files = ServeDir::new(&site.folder).precompressed_br().precompressed_gzip();
    let not_found = leptos_axum::render_app_to_stream_with_context(context.clone(), shell);
    Router::new()
        .leptos_routes_with_context(&options, routes, context.clone(), shell)
        .route(
            "/api/{*path}",
            any(move |request: Request| {
                leptos_axum::handle_server_fns_with_context(context.clone(), request)
            }),
        )
        .fallback_service(files.fallback(any(not_found)))
        .layer(middleware::from_fn(cached))
        .layer(middleware::from_fn_with_state(app.clone(), signed_in))
        .with_state(options)
}

/// What components and server functions can ask for.
fn context(app: App, site: Site) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        let parts = use_context::<Parts>();
        let caller =
            parts.as_ref().and_then(|parts| parts.extensions.get::<Option<Caller>>().copied()).flatten();
        provide_context::<Engine>(app.engine.clone());
        provide_context::<Option<Caller>>(caller);
        provide_context(site.assets.clone());
        if let Some(parts) = &parts {
            if site.assets.settings.is_some() {
                provide_context(Bundle::of(parts.uri.path()));
            }
            if let Some(page) = parts.extensions.get::<Page>() {
                provide_context(page.clone());
            }
            if let Some(peer) = parts.extensions.get::<Peer>() {
                provide_context(peer.ip);
            }
        }
        policy();
    }
}

/// The page's policy: our own files, the one script with the nonce, WASM, nothing else.
fn policy() {
    let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    let text = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    if let Ok(value) = HeaderValue::from_str(&text) {
        options.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Hashed names never change; everything else is asked for again.
async fn cached(request: Request, next: Next) -> Response {
    let hashed = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    if hashed && response.status().is_success() {
        let ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, ever);
    } else {
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Finds language, theme and person of a page; who is not signed in goes to the door and comes back later.
async fn signed_in(
    State(app): State<App>,
    Extension(caller): Extension<Option<Caller>>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if let (Some(caller), true) = (caller, DRAWN.contains(&path)) {
        // What is drawn here speaks the member's language, in the company's zone. Who they are is refused by the call itself.
        if let Ok(me) = app.engine.me(&caller).await {
            let page = page_of(&app, request.headers(), Some(me));
            request.extensions_mut().insert(page);
        }
        return next.run(request).await;
    }
    if path.starts_with("/pkg/")
        || path.starts_with("/api/")
        || path.rsplit('/').next().is_some_and(|last| last.contains('.'))
    {
        return next.run(request).await;
    }
    if let Some(refusal) = request.extensions().get::<Refusal>() {
        return away(&app, request.headers(), refusal);
    }
    let open = path == "/" || OPEN.iter().any(|open| path == *open || path.starts_with(&format!("{open}/")));
    let me = match caller {
        Some(caller) => match app.engine.me(&caller).await {
            Ok(me) => Some(me),
            Err(refusal) => return away(&app, request.headers(), &refusal),
        },
        None if open && path != "/" => None,
        None => return Redirect::to(&door(request.uri())).into_response(),
    };
    let page = page_of(&app, request.headers(), me);
    request.extensions_mut().insert(page);
    next.run(request).await
}

/// Calls that answer with something drawn.
const DRAWN: [&str; 4] = ["/api/inbox/thread", "/api/inbox/refresh", "/api/inbox/brief", "/api/dashboard/ia"];

fn page_of(app: &App, headers: &HeaderMap, me: Option<Me>) -> Page {
    Page {
        lang: lang(headers, me.as_ref().and_then(|me| me.language)),
        theme: theme_of(headers, me.as_ref().map(|me| me.theme)),
        now: app.engine.now(),
        me,
    }
}

fn door(uri: &Uri) -> String {
    match uri.path_and_query().map(|target| target.as_str()) {
        None | Some("/") => "/entrar".to_owned(),
        Some(target) => format!("/entrar?para={}", encode(target)),
    }
}

fn encode(target: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    target
        .bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn lang(headers: &HeaderMap, of_member: Option<Lang>) -> Lang {
    let chosen = walls::cookie(headers, theme::LANGUAGE_COOKIE).and_then(|tag| Lang::parse(&tag));
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.or(of_member).unwrap_or_else(|| Lang::negotiate(accepted))
}

fn theme_of(headers: &HeaderMap, of_member: Option<Theme>) -> Theme {
    let chosen = walls::cookie(headers, theme::THEME_COOKIE).map(|word| Theme::parse(&word));
    chosen.or(of_member).unwrap_or_default()
}

/// A page while the database is away: words instead of a blank screen, and it comes back by itself.
fn away(app: &App, headers: &HeaderMap, refusal: &Refusal) -> Response {
    let lang = lang(headers, None);
    let translator = prosa_i18n::Translator::for_lang(lang);
    let sentence = translator.t(&format!("error-{}", refusal.code.as_str()));
    let title = translator.t("away-title");
    let again = translator.t("away-again");
    let mut response = walls::refuse(refusal);
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"refresh\" content=\"5\"><title>Prosa</title></head><body><main><h1>{title}</h1><p>{sentence}</p>\
         <p>{again}</p></main></body></html>",
        lang.tag()
    );
    *response.body_mut() = Body::from(html);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    tracing::warn!(
        code = refusal.code.as_str(),
        stopping = app.stopping.is_cancelled(),
        "a page could not be shown"
    );
    response
}
