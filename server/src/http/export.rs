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
use prosa_domain::{
    id::ConversationId,
    refusal::{Code, Refusal},
};
use prosa_engine::{Caller, Reply, consent::ConsentExport, inbox::ConversationExport};
use prosa_wire::{consent::ExportFormat, inbox::ConversationFormat};

/// Files for who is signed in, behind the same walls as calls.
pub(super) fn router(app: &App) -> Router {
    Router::new()
        .route("/exports/{file}", get(ledger))
        .route("/exports/conversation/{file}", get(conversation))
        .layer(middleware::from_fn_with_state(app.clone(), pace::paced))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(middleware::from_fn_with_state(walls::Gate::for_files(&app.config), walls::bounded))
        .with_state(app.clone())
}

/// A file on its way.
enum Export {
    Ledger(ConsentExport),
    Conversation(ConversationExport),
}

impl Export {
    async fn next(&mut self) -> Reply<Option<String>> {
        match self {
            Self::Ledger(export) => export.next().await,
            Self::Conversation(export) => export.next().await,
        }
    }
}

/// What a file is and how it is called.
struct Label {
    kind: &'static str,
    name: String,
}

/// Who asks, or why nobody does.
type Asker = (Extension<Option<Caller>>, Option<Extension<Refusal>>);

fn caller_of((Extension(caller), trouble): Asker) -> Reply<Caller> {
    let signed_out = || trouble.map_or(Refusal::new(Code::SignedOut), |Extension(refusal)| refusal);
    caller.ok_or_else(signed_out)
}

async fn ledger(State(app): State<App>, asker: Asker, Path(file): Path<String>) -> Response {
    let begun = async {
        let caller = caller_of(asker)?;
        let format = file.strip_prefix("consent.").and_then(ExportFormat::parse);
        let format = format.ok_or(Refusal::new(Code::NotFound))?;
        let export = app.engine.export_consents(&caller, format)?;
        let kind = match format {
            ExportFormat::Csv => "text/csv; charset=utf-8",
            ExportFormat::Json => "application/json",
        };
        let day = app.engine.now().format("%Y-%m-%d");
        Ok((Label { kind, name: format!("consent-{day}.{}", format.as_str()) }, Export::Ledger(export)))
    };
    send(begun.await).await
}

async fn conversation(State(app): State<App>, asker: Asker, Path(file): Path<String>) -> Response {
    let begun = async {
        let caller = caller_of(asker)?;
        let not_found = || Refusal::new(Code::NotFound);
        let (id, ending) = file.split_once('.').ok_or_else(not_found)?;
        let id: ConversationId = id.parse().map_err(|_| not_found())?;
        let format = ConversationFormat::parse(ending).ok_or_else(not_found)?;
        let export = app.engine.export_conversation(&caller, id, format).await?;
        let kind = match format {
            ConversationFormat::Text => "text/plain; charset=utf-8",
            ConversationFormat::Json => "application/json",
        };
        let name = format!("conversation-{id}.{}", format.as_str());
        Ok((Label { kind, name }, Export::Conversation(export)))
    };
    send(begun.await).await
}

/// Sends a file as it is read. The first portion is read before anything is promised, so that a refusal is told as one.
async fn send(begun: Reply<(Label, Export)>) -> Response {
    let first = match begun {
        Ok((label, mut export)) => export.next().await.map(|first| (label, first, export)),
        Err(refusal) => Err(refusal),
    };
    match first {
        Ok((label, first, export)) => answer(&label, first, export),
        Err(refusal) => walls::refuse(&refusal),
    }
}

fn answer(label: &Label, first: Option<String>, export: Export) -> Response {
    let rest = futures::stream::try_unfold((first, export), |(first, mut export)| async move {
        let portion = match first {
            Some(first) => Some(first),
            None => export.next().await?,
        };
        Ok::<_, Refusal>(portion.map(|text| (Bytes::from(text), (None, export))))
    });
    let mut response = Body::from_stream(rest).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(label.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", label.name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
