//! The frame and the kit without the server, for looking at them: `/kit` on 127.0.0.1:4100, with the strict policy of the
//! real one. The argument is the folder that `cargo xtask web` wrote.
#![recursion_limit = "512"]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::{Router, http::HeaderMap};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use prosa_app::{App, Assets, Page, shell, theme};
use prosa_domain::{
    access::Role,
    id::{MemberId, SessionId, TenantId},
    lang::Lang,
};
use prosa_wire::session::{Me, Theme};
use std::path::PathBuf;
use tower_http::services::ServeDir;

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get("cookie")?.to_str().ok()?;
    all.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

fn page(headers: &HeaderMap) -> Page {
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lang = cookie(headers, theme::LANGUAGE_COOKIE)
        .and_then(|tag| Lang::parse(&tag))
        .unwrap_or_else(|| Lang::negotiate(accepted));
    let id = Default::default;
    Page {
        lang,
        theme: cookie(headers, theme::THEME_COOKIE).map_or(Theme::System, |word| Theme::parse(&word)),
        now: "2026-11-21T17:05:00Z".parse().expect("a moment"),
        me: Some(Me {
            member_id: MemberId(id()),
            tenant_id: TenantId(id()),
            session_id: SessionId(id()),
            tenant_name: "Casa Aurora Móveis".to_owned(),
            name: "Beatriz Nogueira".to_owned(),
            email: "beatriz@casaaurora.example".to_owned(),
            role: Role::Owner,
            language: None,
            theme: Theme::System,
            time_zone: "America/Sao_Paulo".to_owned(),
            utc_offset_minutes: -180,
        }),
    }
}

fn policy() {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let text = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    expect_context::<ResponseOptions>()
        .insert_header("content-security-policy".parse().expect("a name"), text.parse().expect("a value"));
}

#[tokio::main]
async fn main() {
    let site = PathBuf::from(std::env::args().nth(1).expect("the folder of the web build"));
    let manifest = std::fs::read_to_string(site.join("manifest.json")).expect("a manifest");
    let assets: Assets = serde_json::from_str(&manifest).expect("a manifest of four addresses");
    let options = LeptosOptions::builder().output_name("prosa").build();
    let routes = generate_route_list(App);
    let context = move || {
        provide_context(assets.clone());
        let parts = use_context::<http::request::Parts>();
        provide_context(page(&parts.map(|parts| parts.headers).unwrap_or_default()));
        policy();
    };
    let app = Router::new()
        .leptos_routes_with_context(&options, routes, context.clone(), shell)
        .fallback_service(
            ServeDir::new(site)
                .precompressed_br()
                .fallback(axum::routing::any(leptos_axum::render_app_to_stream_with_context(context, shell))),
        )
        .with_state(options);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4100").await.expect("port 4100 is free");
    axum::serve(listener, app).await.expect("the preview ran");
}
