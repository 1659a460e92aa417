//! Templates from the first word to the send, against a provider that reviews as it is told.

mod gate;
mod twilio;

use crate::shop_files::PNG;
use chrono::{DateTime, Duration, Utc};
use prosa_db::template::{self, Told};
use prosa_domain::{
    access::Role,
    id::{ConversationId, TemplateId},
    media::MediaKind,
    policy::{Purpose, TemplateStanding},
    refusal::Code,
    template::{Draft, Header, MediaFormat, Quality, TemplateCategory, TemplateStatus, fill::Values},
};
use prosa_engine::{
    Caller, Settings,
    job::Task as _,
    media::upload::Announced,
    template::{FillFor, FilledTemplate, NewFrom, sync::TemplateSync},
};
use prosa_provider::{
    Boxed, CallError, Headers, InboundError, LineCheck, LineCredentials, OutboundMessage, Provider, Registry,
    Typing, Update,
    meta::{Meta, Timeouts},
    template::{RemoteTemplate, SampleFile, Submitted, TemplateEvent, TemplatePage},
};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::{
    inbox::InboxFilter,
    template::{TemplateForm, TemplateView},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A provider that keeps what it is given. Events are read as Meta writes them.
struct Review {
    meta: Meta,
    desk: Arc<Mutex<Desk>>,
}

#[derive(Default)]
struct Desk {
    templates: Vec<RemoteTemplate>,
    calls: Vec<&'static str>,
    refusal: Option<CallError>,
    samples: Vec<SampleFile>,
}

impl Review {
    fn at<T>(
        &self,
        call: &'static str,
        answer: impl FnOnce(&mut Desk) -> T,
    ) -> Boxed<'_, Result<T, CallError>>
    where
        T: Send + 'static,
    {
        let mut desk = self.desk.lock().unwrap();
        desk.calls.push(call);
        let answer = match desk.refusal.clone() {
            Some(refusal) => Err(refusal),
            None => Ok(answer(&mut desk)),
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Provider for Review {
    fn name(&self) -> &'static str {
        self.meta.name()
    }
    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool {
        self.meta.verify(raw, headers, secrets)
    }
    fn parse_inbound(&self, raw: &[u8], at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
        self.meta.parse_inbound(raw, at)
    }
    fn send<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a OutboundMessage,
    ) -> Boxed<'a, prosa_domain::delivery::Outcome> {
        Box::pin(std::future::ready(prosa_domain::delivery::Outcome::NoAnswer))
    }
    fn mark_read<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a str,
        _: Typing,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck> {
        self.meta.check_line(line)
    }
    fn list_templates<'a>(
        &'a self,
        _: &'a LineCredentials,
        after: Option<&'a str>,
    ) -> Boxed<'a, Result<TemplatePage, CallError>> {
        let from: usize = after.unwrap_or("0").parse().unwrap();
        self.at("list", |desk| {
            let templates: Vec<_> = desk.templates.iter().skip(from).take(2).cloned().collect();
            let next = (desk.templates.len() > from + 2).then(|| (from + 2).to_string());
            TemplatePage { templates, unreadable: 0, next }
        })
    }
    fn create_template<'a>(
        &'a self,
        _: &'a LineCredentials,
        draft: &'a Draft,
    ) -> Boxed<'a, Result<Submitted, CallError>> {
        self.at("create", |desk| {
            let id = (700 + desk.templates.len()).to_string();
            desk.templates.push(remote(&id, draft.clone(), TemplateStatus::Pending));
            Submitted { id, status: TemplateStatus::Pending, category: Some(draft.category) }
        })
    }
    fn edit_template<'a>(
        &'a self,
        _: &'a LineCredentials,
        id: &'a str,
        draft: &'a Draft,
    ) -> Boxed<'a, Result<(), CallError>> {
        self.at("edit", |desk| {
            let known = desk.templates.iter_mut().find(|one| one.id == id).unwrap();
            known.draft = draft.clone();
            known.status = TemplateStatus::Pending;
        })
    }
    fn delete_template<'a>(
        &'a self,
        _: &'a LineCredentials,
        _: &'a str,
        id: &'a str,
    ) -> Boxed<'a, Result<(), CallError>> {
        self.at("delete", |desk| desk.templates.retain(|one| one.id != id))
    }
    fn upload_sample<'a>(
        &'a self,
        _: &'a LineCredentials,
        file: &'a SampleFile,
    ) -> Boxed<'a, Result<String, CallError>> {
        self.at("upload", |desk| {
            desk.samples.push(file.clone());
            "4::handle".to_owned()
        })
    }
    fn template_event(&self, field: &str, value: &Value) -> Option<TemplateEvent> {
        self.meta.template_event(field, value)
    }
}

fn remote(id: &str, draft: Draft, status: TemplateStatus) -> RemoteTemplate {
    RemoteTemplate {
        id: id.to_owned(),
        draft,
        status,
        quality: Quality::Unknown,
        reason: String::new(),
        correct_category: None,
    }
}

struct Studio {
    world: World,
    shop: Shop,
    desk: Arc<Mutex<Desk>>,
}

impl Studio {
    async fn new() -> Self {
        let desk = Arc::new(Mutex::new(Desk::default()));
        let meta = Meta::new(Timeouts::default()).unwrap();
        let provider: Arc<dyn Provider> = Arc::new(Review { meta, desk: desk.clone() });
        let world = World::build(Settings::default(), Registry::with([provider])).await;
        let shop = world.shop("100").await;
        Self { world, shop, desk }
    }

    fn calls(&self) -> Vec<&'static str> {
        self.desk.lock().unwrap().calls.clone()
    }

    /// The library's confirmation of an order, saved under a name.
    async fn saved(&self, name: &str) -> TemplateId {
        let from = NewFrom::Library("order_confirmed".to_owned(), "pt_BR".to_owned());
        let mut form = self.world.engine.new_template(&self.shop.owner, from).await.unwrap().form;
        form.name = name.to_owned();
        self.world.engine.save_template(&self.shop.owner, form).await.unwrap()
    }

    async fn approved(&self, name: &str) -> TemplateId {
        let id = self.saved(name).await;
        self.submit(id).await.unwrap();
        self.event(name, "APPROVED").await;
        id
    }

    async fn submit(&self, id: TemplateId) -> Result<TemplateStatus, Code> {
        self.world.engine.submit_template(&self.shop.owner, id).await.map_err(|refusal| refusal.code)
    }

    async fn view(&self, id: TemplateId) -> TemplateView {
        self.world.engine.template(&self.shop.owner, id).await.unwrap()
    }

    async fn change(
        &self,
        id: TemplateId,
        change: impl FnOnce(&mut TemplateForm),
    ) -> Result<TemplateId, Code> {
        let mut form = self.view(id).await.form;
        change(&mut form);
        self.world.engine.save_template(&self.shop.owner, form).await.map_err(|refusal| refusal.code)
    }

    /// The webhook about one template, later than everything before.
    async fn event(&self, name: &str, event: &str) {
        self.world.clock.advance(Duration::seconds(5));
        let value = json!({"event": event, "message_template_id": 0, "message_template_name": name,
            "message_template_language": "pt-BR", "reason": "NONE",
            "other_info": {"title": "X", "description": "Porque sim."}});
        self.tell("message_template_status_update", value).await;
    }

    async fn tell(&self, field: &str, mut value: Value) {
        let name = value["message_template_name"].as_str().unwrap_or_default().to_owned();
        let id = self
            .desk
            .lock()
            .unwrap()
            .templates
            .iter()
            .find(|one| one.draft.name == name)
            .map(|one| one.id.clone());
        value["message_template_id"] = id.and_then(|id| id.parse::<u64>().ok()).unwrap_or(999).into();
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "9100", "time": self.world.engine.now().timestamp(),
            "changes": [{"field": field, "value": value}]}]});
        self.world.deliver(&body).await;
    }

    async fn sync(&self) -> u32 {
        self.world.clock.advance(Duration::seconds(5));
        self.world.engine.sync_templates(&self.shop.owner).await.unwrap()
    }

    async fn conversation(&self) -> ConversationId {
        self.world.receive(&self.shop, "5511987654321", "wamid.1", START, "oi").await;
        let page =
            self.world.engine.inbox_page(&self.shop.owner, InboxFilter::default(), None).await.unwrap();
        page.rows[0].id
    }

    async fn fill(&self, id: TemplateId, values: &[(&str, &str)]) -> Result<FilledTemplate, Code> {
        let conversation = self.conversation().await;
        let engine = &self.world.engine;
        let keys = engine.keyring.tenant(self.shop.tenant).await.unwrap();
        let mut tx = engine.db.tenant(self.shop.tenant).await.unwrap();
        let to = FillFor { conversation, member: self.shop.owner.member, now: engine.now() };
        let values: Values =
            values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let filled = prosa_engine::template::fill(engine, &mut tx, &keys, to, (id, &values)).await;
        tx.commit().await.unwrap();
        filled.map_err(|refusal| refusal.code)
    }
}

#[tokio::test]
async fn a_template_goes_from_draft_to_approved_and_keeps_its_history() {
    let studio = Studio::new().await;
    let id = studio.saved("pedido_novo").await;
    let view = studio.view(id).await;
    assert_eq!((view.status, view.version, view.is_submitted), (TemplateStatus::Draft, 0, false));
    assert!(view.form.samples.iter().any(|one| one.key == "nome" && one.field == "contact_first_name"));
    assert_eq!(studio.submit(id).await, Ok(TemplateStatus::Pending));
    assert_eq!(studio.submit(id).await, Err(Code::TemplateNotEditable), "it is being reviewed");
    studio.event("pedido_novo", "APPROVED").await;
    let view = studio.view(id).await;
    assert_eq!((view.status, view.version, view.has_draft), (TemplateStatus::Approved, 1, false));
    assert_eq!(studio.change(id, |form| form.name = "outro".to_owned()).await, Err(Code::TemplateFixed));
    studio.change(id, |form| form.footer = "Casa Aurora".to_owned()).await.unwrap();
    assert!(studio.view(id).await.has_draft);
    assert_eq!(studio.submit(id).await, Ok(TemplateStatus::Pending));
    studio.event("pedido_novo", "APPROVED").await;
    studio.change(id, |form| form.footer = "Aurora".to_owned()).await.unwrap();
    assert_eq!(studio.submit(id).await, Err(Code::TemplateEditLimit));
    studio.world.clock.advance(Duration::hours(24));
    assert_eq!(studio.submit(id).await, Ok(TemplateStatus::Pending));
    let view = studio.view(id).await;
    let footers: Vec<&str> = view.versions.iter().map(|version| version.draft.footer.as_str()).collect();
    assert_eq!(footers, ["Aurora", "Casa Aurora", ""]);
    assert!(view.versions.iter().all(|version| version.by == "Bianca Nunes"));
    assert_eq!(studio.calls(), ["create", "edit", "edit"]);
}

#[tokio::test]
async fn a_faulty_draft_never_reaches_the_provider_and_a_refusal_loses_nothing() {
    let studio = Studio::new().await;
    let id = studio.saved("pedido").await;
    studio.change(id, |form| form.body = "{{nome}} ganhou".to_owned()).await.unwrap();
    assert_eq!(studio.submit(id).await, Err(Code::TemplateFaulty));
    assert!(studio.calls().is_empty());
    studio.change(id, |form| form.body = "Um texto simples, sem nada a mais.".to_owned()).await.unwrap();
    studio.desk.lock().unwrap().refusal = Some(CallError::Refused { code: 100, detail: "não".to_owned() });
    assert_eq!(studio.submit(id).await, Err(Code::ProviderRefused));
    studio.desk.lock().unwrap().refusal = Some(CallError::Unreachable);
    assert_eq!(studio.submit(id).await, Err(Code::ProviderUnreachable));
    let view = studio.view(id).await;
    assert_eq!(
        (view.status, view.form.body.as_str()),
        (TemplateStatus::Draft, "Um texto simples, sem nada a mais.")
    );
}

#[tokio::test]
async fn the_listing_brings_what_is_there_and_takes_what_is_gone() {
    let studio = Studio::new().await;
    let body = |name: &str, body: &str| Draft {
        name: name.to_owned(),
        language: "pt_BR".to_owned(),
        body: body.to_owned(),
        ..Draft::default()
    };
    for (id, name) in [("1", "um"), ("2", "dois"), ("3", "tres"), ("4", "quatro"), ("5", "cinco")] {
        let one = remote(id, body(name, "Oi"), TemplateStatus::Approved);
        studio.desk.lock().unwrap().templates.push(one);
    }
    assert_eq!(studio.sync().await, 5);
    assert_eq!(studio.calls(), ["list", "list", "list"], "page by page");
    assert_eq!(studio.sync().await, 0, "the same again changes nothing");
    let list = studio.world.engine.templates(&studio.shop.owner).await.unwrap();
    let id = list.rows.iter().find(|row| row.name == "um").unwrap().id;
    studio.change(id, |form| form.body = "O que escrevo agora".to_owned()).await.unwrap();
    {
        let mut desk = studio.desk.lock().unwrap();
        desk.templates[0].draft.body = "Olá de outro lugar".to_owned();
        desk.templates[0].quality = Quality::Yellow;
        desk.templates.truncate(4);
    }
    assert_eq!(studio.sync().await, 2);
    let view = studio.view(id).await;
    assert_eq!((view.version, view.quality), (2, Quality::Yellow));
    assert_eq!(view.versions[0].draft.body, "Olá de outro lugar");
    assert_eq!(view.form.body, "O que escrevo agora", "what is being written stays");
    let list = studio.world.engine.templates(&studio.shop.owner).await.unwrap();
    let names: Vec<&str> = list.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["dois", "quatro", "tres", "um"]);
    assert!(list.rows.iter().find(|row| row.name == "um").unwrap().has_draft);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_found_by_name() {
    let studio = Studio::new().await;
    let id = studio.saved("pedido").await;
    let draft = studio.view(id).await.form.draft();
    let made = remote("77", draft, TemplateStatus::Approved);
    studio.desk.lock().unwrap().templates.push(made);
    assert_eq!(studio.sync().await, 1);
    let view = studio.view(id).await;
    assert_eq!((view.status, view.is_submitted), (TemplateStatus::Approved, true));
}

#[tokio::test]
async fn every_event_changes_what_it_is_about() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let name = |more: Value| {
        let mut value = json!({"message_template_name": "pedido", "message_template_language": "pt_BR"});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    studio.tell("message_template_quality_update", name(json!({"new_quality_score": "RED"}))).await;
    assert_eq!(studio.view(id).await.quality, Quality::Red);
    let warned = json!({"correct_category": "MARKETING", "new_category": "UTILITY", "category_update_timestamp": START});
    studio.tell("template_category_update", name(warned)).await;
    assert_eq!(studio.view(id).await.warned.map(|(to, _)| to), Some(TemplateCategory::Marketing));
    let moved = json!({"previous_category": "UTILITY", "new_category": "MARKETING"});
    studio.tell("template_category_update", name(moved)).await;
    let list = studio.world.engine.templates(&studio.shop.owner).await.unwrap();
    assert_eq!((list.rows[0].category, list.rows[0].warned_category), (TemplateCategory::Marketing, None));
    studio.event("pedido", "PAUSED").await;
    let view = studio.view(id).await;
    assert_eq!((view.status, view.detail.as_str()), (TemplateStatus::Paused, "Porque sim."));
    studio.desk.lock().unwrap().templates[0].draft.body = "Outro texto, escrito em outro lugar.".to_owned();
    studio.tell("message_template_components_update", name(json!({"message_template_element": "x"}))).await;
    let mut admin = studio.world.database.admin().await;
    let waiting: (i64,) =
        sqlx::query_as("select count(*) from jobs.jobs where task_identifier = 'template_sync'")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    assert_eq!(waiting.0, 1, "new words are read from the listing");
    studio.world.clock.advance(Duration::seconds(5));
    TemplateSync { tenant: studio.shop.tenant }.run(studio.world.engine.clone()).await.unwrap();
    assert_eq!(studio.view(id).await.versions[0].draft.body, "Outro texto, escrito em outro lugar.");
    studio.event("pedido", "DELETED").await;
    assert!(studio.world.engine.templates(&studio.shop.owner).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn an_older_telling_never_overwrites_a_newer_one() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let engine = &studio.world.engine;
    let mut tx = engine.db.tenant(studio.shop.tenant).await.unwrap();
    let old = Told { status: Some((TemplateStatus::Pending, String::new(), None)), ..Told::default() };
    template::note_told(&mut tx, id, &old, engine.now() - Duration::hours(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(studio.view(id).await.status, TemplateStatus::Approved);
}

#[tokio::test]
async fn a_deleted_name_stays_locked_for_thirty_days() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let engine = &studio.world.engine;
    engine.delete_template(&studio.shop.owner, id).await.unwrap();
    assert_eq!(engine.template(&studio.shop.owner, id).await.unwrap_err().code, Code::NotFound);
    let again = studio.saved("pedido").await;
    assert_eq!(studio.submit(again).await, Err(Code::TemplateNameLocked));
    studio.world.clock.advance(Duration::days(30));
    assert_eq!(studio.submit(again).await, Ok(TemplateStatus::Pending));
    let draft = studio.saved("rascunho").await;
    engine.delete_template(&studio.shop.owner, draft).await.unwrap();
    let again = studio.saved("rascunho").await;
    assert_eq!(studio.submit(again).await, Ok(TemplateStatus::Pending), "what Meta never saw locks nothing");
    assert_eq!(studio.calls(), ["create", "delete", "create", "create"]);
}

#[tokio::test]
async fn a_filled_template_takes_what_is_known_and_counts_its_use() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    assert_eq!(studio.fill(id, &[("valor", "R$ 10")]).await, Err(Code::TemplateValueMissing));
    let filled = studio.fill(id, &[("pedido", "118"), ("valor", "R$ 10")]).await.unwrap();
    assert_eq!((filled.name.as_str(), filled.category), ("pedido", TemplateCategory::Utility));
    assert!(filled.filled.shown.body.starts_with("Olá, Marina. Recebemos o seu pedido 118"), "{filled:?}");
    let view = studio.view(id).await;
    assert_eq!((view.use_count, view.users), (1, vec![("Bianca Nunes".to_owned(), 1)]));
    let conversation = studio.conversation().await;
    let options = studio.world.engine.template_options(&studio.shop.owner, conversation).await.unwrap();
    let values: Vec<(&str, &str)> =
        options[0].slots.iter().map(|(slot, value)| (slot.key.as_str(), value.as_str())).collect();
    assert_eq!(values, [("nome", "Marina"), ("pedido", ""), ("valor", "")]);
    studio.world.clock.advance(Duration::days(31));
    assert_eq!(studio.view(id).await.use_count, 0);
}

#[tokio::test]
async fn a_paused_template_gives_way_to_the_agreed_one() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let values = [("pedido", "118"), ("valor", "R$ 10")];
    studio.event("pedido", "PAUSED").await;
    assert_eq!(studio.fill(id, &values).await, Err(Code::TemplateNotSendable));
    let other = studio.approved("pedido_simples").await;
    studio.change(id, |form| form.fallback = other.to_string()).await.unwrap();
    assert_eq!(studio.fill(id, &values).await.map(|filled| filled.template), Ok(other));
    assert_eq!(studio.view(other).await.use_count, 1);
    studio.event("pedido", "REINSTATED").await;
    assert_eq!(studio.fill(id, &values).await.map(|filled| filled.template), Ok(id));
    studio.event("pedido", "PAUSED").await;
    studio.event("pedido_simples", "DISABLED").await;
    assert_eq!(studio.fill(id, &values).await, Err(Code::TemplateNotSendable));
}

#[tokio::test]
async fn the_gate_is_told_how_a_template_stands_and_what_it_lacks() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let conversation = studio.conversation().await;
    let fact = async |given: &[(&str, &str)]| {
        let engine = &studio.world.engine;
        let keys = engine.keyring.tenant(studio.shop.tenant).await.unwrap();
        let mut tx = engine.db.tenant(studio.shop.tenant).await.unwrap();
        let to = FillFor { conversation, member: studio.shop.owner.member, now: engine.now() };
        let values: Values =
            given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        prosa_engine::template::template_fact(&mut tx, &keys, to, (id, &values)).await.unwrap().unwrap()
    };
    let (told, purpose) = fact(&[("pedido", "118")]).await;
    assert_eq!((told.standing, told.values_missing), (TemplateStanding::Approved, 1));
    assert_eq!(purpose, Purpose::Utility);
    assert_eq!(fact(&[("pedido", "118"), ("valor", "R$ 10")]).await.0.values_missing, 0);
    studio.event("pedido", "PAUSED").await;
    assert_eq!(fact(&[]).await.0.standing, TemplateStanding::Paused);
    let other = studio.approved("pedido_simples").await;
    studio.change(id, |form| form.fallback = other.to_string()).await.unwrap();
    assert_eq!(fact(&[]).await.0.standing, TemplateStanding::Approved, "the agreed one is judged");
}

#[tokio::test]
async fn a_sample_file_becomes_the_headers_handle() {
    let studio = Studio::new().await;
    let id = studio.saved("pedido").await;
    let file =
        |mime: &str| SampleFile { name: "a".to_owned(), mime: mime.to_owned(), bytes: vec![0; 8].into() };
    let upload =
        |mime: &'static str| studio.world.engine.upload_template_sample(&studio.shop.owner, id, file(mime));
    assert_eq!(
        upload("image/png").await.unwrap_err().code,
        Code::FieldInvalid,
        "there is no file in its header"
    );
    studio.change(id, |form| form.header = "image".to_owned()).await.unwrap();
    assert_eq!(studio.submit(id).await, Err(Code::TemplateFaulty), "the sample is missing");
    assert_eq!(upload("text/html").await.unwrap_err().code, Code::FieldInvalid);
    assert_eq!(upload("image/png").await.unwrap(), "4::handle");
    let header = studio.view(id).await.form.draft().header;
    assert_eq!(header, Some(Header::Media { format: MediaFormat::Image, handle: "4::handle".to_owned() }));
    assert_eq!(studio.submit(id).await, Ok(TemplateStatus::Pending));
}

#[tokio::test]
async fn a_file_brought_here_becomes_the_sample() {
    let studio = Studio::new().await;
    let engine = &studio.world.engine;
    let id = studio.saved("pedido").await;
    studio.change(id, |form| form.header = "image".to_owned()).await.unwrap();
    let announced = Announced {
        conversation: None,
        kind: Some(MediaKind::Image),
        mime: "image/png".to_owned(),
        name: "sofá.png".to_owned(),
        bytes: None,
    };
    let mut receiving = engine.begin_upload(&studio.shop.owner, announced).await.unwrap();
    receiving.push(&PNG).await.unwrap();
    let media = receiving.finish().await.unwrap();
    let other = studio.world.shop("200").await;
    assert_eq!(engine.template_sample(&other.owner, id, media).await.unwrap_err().code, Code::NotFound);
    assert_eq!(engine.template_sample(&studio.shop.owner, id, media).await.unwrap(), "4::handle");
    let brought = studio.desk.lock().unwrap().samples.remove(0);
    assert_eq!((brought.mime.as_str(), &brought.bytes[..]), ("image/png", PNG.as_slice()));
    assert_eq!(studio.submit(id).await, Ok(TemplateStatus::Pending));
}

#[tokio::test]
async fn templates_are_their_tenants_and_writing_them_is_for_those_who_may() {
    let studio = Studio::new().await;
    let id = studio.approved("pedido").await;
    let other = studio.world.shop("200").await;
    let engine = &studio.world.engine;
    assert_eq!(engine.template(&other.owner, id).await.unwrap_err().code, Code::NotFound);
    assert_eq!(engine.submit_template(&other.owner, id).await.unwrap_err().code, Code::NotFound);
    assert_eq!(engine.delete_template(&other.owner, id).await.unwrap_err().code, Code::NotFound);
    assert!(engine.templates(&other.owner).await.unwrap().rows.is_empty());
    let agent = Caller { role: Role::Agent, ..studio.shop.owner };
    assert!(!engine.templates(&agent).await.unwrap().may_manage);
    let form = studio.view(id).await.form;
    assert_eq!(engine.save_template(&agent, form.clone()).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(engine.submit_template(&agent, id).await.unwrap_err().code, Code::Forbidden);
    let twice = TemplateForm { id: None, ..form };
    assert_eq!(engine.save_template(&studio.shop.owner, twice).await.unwrap_err().code, Code::TemplateTaken);
}
