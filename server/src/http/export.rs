//! `/exports`: what a member takes along as a file, sent as it is read.

use super::{App, pace, walls};
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderValue, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use prosa_domain::refusal::{Code, Refusal};
use prosa_engine::{Caller, consent::ConsentExport};
use prosa_wire::consent::ExportFormat;

/// Files for who is signed in, behind the same walls as calls.
pub(super) fn router(app: &App) -> Router {
    Router::new()
        .route("/exports/{file}", get(export))
        .layer(middleware::from_fn_with_state(app.clone(), pace::paced))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(middleware::from_fn_with_state(walls::Gate::for_files(&app.config), walls::bounded))
        .with_state(app.clone())
}

async fn export(
    State(app): State<App>,
    Extension(caller): Extension<Option<Caller>>,
    trouble: Option<Extension<Refusal>>,
    Path(file): Path<String>,
) -> Response {
    let begun = async {
        let signed_out = || trouble.map_or(Refusal::new(Code::SignedOut), |Extension(refusal)| refusal);
        let caller = caller.ok_or_else(signed_out)?;
        let format = file.strip_prefix("consent.").and_then(ExportFormat::parse);
        let format = format.ok_or(Refusal::new(Code::NotFound))?;
        let mut export = app.engine.export_consents(&caller, format)?;
        // The first portion is read before anything is promised, so that a refusal is told as one.
        let first = export.next().await?;
        let day = app.engine.now().format("%Y-%m-%d");
        Ok((format, format!("attachment; filename=\"consent-{day}.{}\"", format.as_str()), first, export))
    };
    match begun.await {
        Ok((format, name, first, export)) => answer(format, &name, first, export),
        Err(refusal) => walls::refuse(&refusal),
    }
}

fn answer(format: ExportFormat, name: &str, first: Option<String>, export: ConsentExport) -> Response {
    let rest = futures::stream::try_unfold((first, export), |(first, mut export)| async move {
        let portion = match first {
            Some(first) => Some(first),
            None => export.next().await?,
        };
        Ok::<_, Refusal>(portion.map(|text| (Bytes::from(text), (None, export))))
    });
    let mut response = Body::from_stream(rest).into_response();
    let kind = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Json => "application/json",
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
