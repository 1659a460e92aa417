//! Templates: list, create, read, edit, delete, end a pause (Meta, "Template management").

use super::{
    call::{Refused, Token},
    error::GraphError,
    media, number,
};
use crate::{
    ids,
    shared::Shared,
    template::{
        Template, life,
        rules::{self, Context, Fault},
    },
    world::World,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// Templates of an account at most (Meta: 250 for an unverified business).
const TEMPLATES_MAX: usize = 250;
/// Creations of an account in an hour at most.
const CREATIONS_MAX: usize = 100;
/// Edits of an approved template in thirty days at most.
const EDITS_MAX: usize = 10;
/// Seconds in a day.
const DAY: i64 = 86_400;
/// Rows of a page when the call does not say.
const PAGE: usize = 25;
/// Rows of a page at most.
const PAGE_MAX: usize = 1_000;
/// Fields when the call does not say.
const FIELDS: &str = "name,parameter_format,components,language,status,category,id";

type Parameters = Query<BTreeMap<String, String>>;

impl From<Fault> for GraphError {
    fn from(fault: Fault) -> Self {
        let error = Self::new(100, "Invalid parameter".to_owned()).user(fault.title, &fault.words);
        match fault.subcode {
            Some(subcode) => error.subcode(subcode),
            None => error,
        }
    }
}

/// `GET /{waba}/message_templates`, page by page.
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Path((version, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let world = shared.world();
    token.account(&world, "get", &id)?;
    let matches = |template: &&Template| {
        let same = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
        same("status", &template.status)
            && same("language", &template.language)
            && same("category", &template.category)
            && same("quality_score", &template.quality)
            && query.get("name").is_none_or(|name| template.name.contains(name.as_str()))
            && query.get("name_or_content").is_none_or(|words| {
                template.name.contains(words.as_str()) || template.text("BODY").contains(words.as_str())
            })
    };
    let all: Vec<&Template> =
        world.templates.get(&id).map(Vec::as_slice).unwrap_or_default().iter().filter(matches).collect();
    let limit = query.get("limit").map_or(Ok(PAGE), |limit| limit.parse());
    let limit = limit.ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    let limit = limit.ok_or_else(|| GraphError::param("limit", "must be from 1 to 1000."))?;
    let start = match query.get("after") {
        Some(cursor) => place(cursor).ok_or_else(|| GraphError::param("after", "is not a cursor."))? + 1,
        None => 0,
    };
    let fields = query.get("fields").map_or(FIELDS, String::as_str);
    let page: Vec<&Template> = all.iter().copied().skip(start).take(limit).collect();
    let data = page.iter().map(|template| chosen(template, fields)).collect::<Result<Vec<_>, _>>()?;
    let mut answer = json!({"data": data});
    if !page.is_empty()
        && let Some(map) = answer.as_object_mut()
    {
        let last = start + page.len() - 1;
        let mut paging = json!({"cursors": {"before": cursor(start), "after": cursor(last)}});
        if last + 1 < all.len()
            && let Some(paging) = paging.as_object_mut()
        {
            let origin = media::origin(&headers);
            let next = format!(
                "{origin}/{version}/{id}/message_templates?fields={fields}&limit={limit}&after={}",
                cursor(last)
            );
            paging.insert("next".to_owned(), next.into());
        }
        map.insert("paging".to_owned(), paging);
    }
    Ok(Json(answer).into_response())
}

fn cursor(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("row:{place}"))
}

fn place(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("row:")?.parse().ok()
}

/// The asked fields of a template, those without a value left out.
fn chosen(template: &Template, fields: &str) -> Result<Value, GraphError> {
    let mut chosen = number::select(&template.node(), fields, "WhatsAppMessageTemplate")?;
    if let Some(map) = chosen.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    Ok(chosen)
}

/// A template by id, when the token may see it.
pub fn describe(
    world: &World,
    token: &Token,
    id: &str,
    fields: Option<&str>,
) -> Option<Result<Value, GraphError>> {
    let (waba, template) = world.template(id)?;
    token.account(world, "get", waba).ok()?;
    Some(chosen(template, fields.unwrap_or(FIELDS)))
}

/// `POST /{waba}/message_templates`.
pub async fn create(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    token.account(&shared.world(), "post", &id)?;
    let answer = add(&shared, &id, &body)?;
    Ok(Json(answer).into_response())
}

/// Takes a template in and sends it into review.
pub fn add(shared: &Arc<Shared>, waba: &str, body: &[u8]) -> Result<Value, GraphError> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| GraphError::new(100, "(#100) Invalid parameter: the body is no JSON".to_owned()))?;
    let template = proposed(&body)?;
    let (id, answer) = {
        let mut world = shared.world();
        let now = world.clock.now();
        check(&world, &template)?;
        free(&mut world, waba, &template, now)?;
        let template = Template { id: ids::media(), ..template.complete(now) };
        let id = template.id.clone();
        let answer = json!({"id": id, "status": template.status, "category": template.category});
        world.templates.entry(waba.to_owned()).or_default().push(template);
        (id, answer)
    };
    life::submit(shared, &id);
    Ok(answer)
}

fn proposed(body: &Value) -> Result<Template, GraphError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let needed = |name: &str| text(name).ok_or_else(|| GraphError::required(name));
    let name = needed("name")?.to_owned();
    rules::name(&name)?;
    let language = needed("language")?.to_owned();
    rules::language(&language)?;
    let category = needed("category")?.to_ascii_uppercase();
    if !matches!(category.as_str(), "UTILITY" | "MARKETING" | "AUTHENTICATION") {
        let must = format!("must be one of {{UTILITY, MARKETING, AUTHENTICATION}} - got \"{category}\".");
        return Err(GraphError::param("category", &must));
    }
    let components = body.get("components").and_then(Value::as_array).cloned();
    let components = components.ok_or_else(|| GraphError::required("components"))?;
    let format = text("parameter_format").unwrap_or("POSITIONAL").to_ascii_uppercase();
    if !matches!(format.as_str(), "POSITIONAL" | "NAMED") {
        return Err(GraphError::param("parameter_format", "must be one of {NAMED, POSITIONAL}."));
    }
    Ok(Template {
        name,
        language,
        message_send_ttl_seconds: ttl(body, &category)?,
        category,
        components,
        parameter_format: format,
        status: "PENDING".to_owned(),
        ..Template::default()
    })
}

/// How long a send is tried for; the range depends on the category (Meta, "Time to live").
fn ttl(body: &Value, category: &str) -> Result<Option<i64>, GraphError> {
    let Some(value) = body.get("message_send_ttl_seconds").filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let range = match category {
        "AUTHENTICATION" => 30..=900,
        "UTILITY" => 30..=43_200,
        _ => 43_200..=2_592_000,
    };
    match value.as_i64() {
        Some(-1) if category != "MARKETING" => Ok(Some(-1)),
        Some(seconds) if range.contains(&seconds) => Ok(Some(seconds)),
        _ => Err(GraphError::param("message_send_ttl_seconds", "is out of the range of the category.")),
    }
}

fn check(world: &World, template: &Template) -> Result<(), GraphError> {
    let context = Context {
        category: &template.category,
        named: template.parameter_format == "NAMED",
        handle: &|handle| world.handle_type(handle).is_some(),
    };
    Ok(rules::components(&template.components, &context)?)
}

/// Whether the name is free and the account may have one more.
fn free(world: &mut World, waba: &str, template: &Template, now: i64) -> Result<(), GraphError> {
    if world.is_locked(waba, &template.name, &template.language) {
        let words = "New content for this language can't be added while the existing content is being deleted. Try \
                     again in 4 weeks or create a new message template.";
        return Err(fault(2_388_023, "Message template language is being deleted", words));
    }
    let all = world.templates.get(waba).map(Vec::as_slice).unwrap_or_default();
    if all.iter().any(|known| known.name == template.name && known.language == template.language) {
        let words = "There is already content for this template in this language.";
        return Err(fault(2_388_024, "Content in this language already exists", words));
    }
    if all.len() >= TEMPLATES_MAX {
        return Err(fault(2_388_019, "Template limit exceeded", "The account has too many templates."));
    }
    let created = world.creations.entry(waba.to_owned()).or_default();
    while created.front().is_some_and(|at| *at <= now - 3_600) {
        created.pop_front();
    }
    if created.len() >= CREATIONS_MAX {
        return Err(GraphError::of(80_007));
    }
    created.push_back(now);
    Ok(())
}

fn fault(subcode: i32, title: &'static str, words: &str) -> GraphError {
    Fault { subcode: Some(subcode), title, words: words.to_owned() }.into()
}

/// `POST /{template}`: an edit, which goes into review again.
pub fn edit(shared: &Arc<Shared>, token: &Token, id: &str, body: &[u8]) -> Option<Result<Value, GraphError>> {
    let known = {
        let world = shared.world();
        let (waba, template) = world.template(id)?;
        token.account(&world, "post", waba).ok()?;
        template.clone()
    };
    Some(change(shared, known, body))
}

fn change(shared: &Arc<Shared>, mut template: Template, body: &[u8]) -> Result<Value, GraphError> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| GraphError::new(100, "(#100) Invalid parameter: the body is no JSON".to_owned()))?;
    let plain = |words: &str| {
        GraphError::from(Fault {
            subcode: None,
            title: "Message template can't be edited",
            words: words.to_owned(),
        })
    };
    if !matches!(template.status.as_str(), "APPROVED" | "REJECTED" | "PAUSED") {
        return Err(plain("Only templates that are approved, rejected or paused can be edited."));
    }
    let now = shared.now();
    if template.status == "APPROVED" {
        template.edits.retain(|at| *at > now - 30 * DAY);
        if template.edits.back().is_some_and(|at| *at > now - DAY) {
            return Err(plain("An approved template can be edited once in 24 hours."));
        }
        if template.edits.len() >= EDITS_MAX {
            return Err(plain("An approved template can be edited 10 times in 30 days."));
        }
    }
    if let Some(category) = body.get("category").and_then(Value::as_str) {
        let category = category.to_ascii_uppercase();
        if category != template.category && template.status == "APPROVED" {
            return Err(plain("The category of an approved template cannot be changed."));
        }
        template.category = category;
    }
    if let Some(components) = body.get("components") {
        let parts = components
            .as_array()
            .cloned()
            .ok_or_else(|| GraphError::param("components", "must be an array."))?;
        template.components = parts;
    }
    if let Some(ttl) = ttl(&body, &template.category)? {
        template.message_send_ttl_seconds = Some(ttl);
    }
    if template.status == "APPROVED" {
        template.edits.push_back(now);
    }
    "PENDING".clone_into(&mut template.status);
    (template.updated_at, template.paused_until) = (now, None);
    let id = template.id.clone();
    {
        let mut world = shared.world();
        check(&world, &template)?;
        if let Some(kept) = world.template_mut(&id) {
            *kept = template;
        }
    }
    life::submit(shared, &id);
    Ok(json!({"success": true}))
}

/// `DELETE /{waba}/message_templates?name=&hsm_id=`.
pub async fn remove(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
) -> Result<Response, Refused> {
    token.account(&shared.world(), "delete", &id)?;
    delete(&shared, &id, &query)?;
    Ok(Json(json!({"success": true})).into_response())
}

/// Deletes every language of a name, or one of them by id.
pub fn delete(shared: &Arc<Shared>, waba: &str, query: &BTreeMap<String, String>) -> Result<(), GraphError> {
    let name = query.get("name").ok_or_else(|| GraphError::required("name"))?;
    let one = query.get("hsm_id").map(String::as_str);
    let gone = {
        let mut world = shared.world();
        let all = world.templates.get(waba).map(Vec::as_slice).unwrap_or_default();
        let mut meant =
            all.iter().filter(|known| known.name == *name && one.is_none_or(|id| known.id == id)).peekable();
        if meant.peek().is_none() {
            let words = "The template does not exist or was deleted before.";
            return Err(fault(2_593_002, "Message template not found", words));
        }
        if meant.any(|known| known.status == "DISABLED") {
            let words = "Disabled templates cannot be deleted.".to_owned();
            let fault = Fault { subcode: None, title: "Message template can't be deleted", words };
            return Err(fault.into());
        }
        world.delete_templates(waba, name, one)
    };
    life::deleted(shared, waba, &gone);
    Ok(())
}

/// `POST /{template}/unpause`.
pub async fn unpause(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    {
        let world = shared.world();
        let (waba, _) = world.template(&id).ok_or_else(|| GraphError::no_object("post", &id))?;
        token.account(&world, "post", waba)?;
    }
    if !life::unpause(&shared, &id) {
        let words = "The template is not paused.".to_owned();
        let fault = Fault { subcode: None, title: "Message template can't be unpaused", words };
        return Err(GraphError::from(fault).into());
    }
    Ok(Json(json!({"success": true})).into_response())
}
