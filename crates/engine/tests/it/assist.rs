//! Language models at work, against the stand-in of the sandbox over real sockets.

mod alone;
mod attempts;
mod books;
mod digest;
mod drafts;
mod heard;
mod words;

use crate::shop_files::Files;
use prosa_domain::{
    assist::Kind,
    id::{AskId, ConversationId, ModelId},
    price::{Currency, Money},
};
use prosa_engine::{
    AssistSettings, Settings,
    assist::{Grounding, Passage},
    port::{Abstain, Classifier},
};
use prosa_provider::Registry;
use prosa_sandbox::{Sandbox, SandboxConfig};
use prosa_testkit::{
    World,
    classifier::WordTable,
    database::rand128,
    world::{START, Shop},
};
use prosa_wire::{
    assist::{DraftAsk, ModelForm, ModelPriceView, ModelState},
    inbox::InboxFilter,
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;
use uuid::Uuid;

const ANA: &str = "5511987654321";

/// A world with models of the sandbox within reach.
pub(crate) struct Place {
    pub world: World,
    pub shop: Shop,
    pub url: String,
    _stop: oneshot::Sender<()>,
}

impl Place {
    async fn new() -> Self {
        Self::reading(Arc::new(Abstain)).await
    }

    /// The same, with a classifier.
    async fn reading(classifier: Arc<dyn Classifier>) -> Self {
        let (settings, url, stop) = Self::reach().await;
        let providers = Registry::standard("http://127.0.0.1").unwrap();
        let world = World::reading(settings, providers, classifier).await;
        let shop = world.shop("100").await;
        Self { world, shop, url, _stop: stop }
    }

    /// The same with a provider that has files.
    pub async fn with_files() -> (Self, Files) {
        Self::with_files_reading(Arc::new(WordTable::shop())).await
    }

    /// Both.
    async fn with_files_reading(classifier: Arc<dyn Classifier>) -> (Self, Files) {
        let (settings, url, stop) = Self::reach().await;
        let (world, files) = crate::shop_files::world_reading(settings, classifier).await;
        let shop = world.shop("100").await;
        (Self { world, shop, url, _stop: stop }, files)
    }

    /// A sandbox, and settings that let it be called.
    async fn reach() -> (Settings, String, oneshot::Sender<()>) {
        let sandbox = Sandbox::bind(SandboxConfig::default()).await.unwrap();
        let address = sandbox.local_addr().to_string();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(sandbox.serve(async {
            let _ = stopped.await;
        }));
        let settings = Settings {
            assist: AssistSettings {
                allow_local: vec![address.clone()],
                within: Duration::from_secs(8),
                first_word: Duration::from_millis(600),
                between: Duration::from_millis(400),
            },
            ..Settings::default()
        };
        (settings, format!("http://{address}"), stop)
    }

    /// A model as somebody enters it.
    pub fn form(&self, kind: Kind, model: &str) -> ModelForm {
        let base = match kind {
            Kind::OpenAi | Kind::Compatible => "/llm/v1",
            Kind::Anthropic => "/llm",
            Kind::Gemini => "/llm/v1beta",
        };
        ModelForm {
            id: None,
            label: format!("{} {model}", kind.as_str()),
            kind,
            address: format!("{}{base}", self.url),
            model: model.to_owned(),
            key: (kind != Kind::Compatible).then(|| "sk-secret-key".to_owned()),
            window_tokens: 16_000,
            seconds_max: 6,
            price: None,
            state: ModelState::On,
        }
    }

    pub async fn model(&self, kind: Kind, model: &str) -> ModelId {
        self.world.engine.save_model(&self.shop.owner, self.form(kind, model)).await.unwrap()
    }

    /// A model that costs one whole for a million tokens of each kind.
    async fn priced(&self, model: &str) -> ModelId {
        let one = Money::of(10_000, Currency::BRL);
        let price = Some(ModelPriceView { input: one, cached: one, output: one });
        let form = ModelForm { price, ..self.form(Kind::Compatible, model) };
        self.world.engine.save_model(&self.shop.owner, form).await.unwrap()
    }

    /// A text of the contact; gives the conversation.
    async fn says(&self, number: i64, text: &str) -> ConversationId {
        self.world.receive(&self.shop, ANA, &format!("wamid.{number}"), START + number, text).await;
        let page =
            self.world.engine.inbox_page(&self.shop.owner, InboxFilter::default(), None).await.unwrap();
        page.rows[0].id
    }

    fn ask(&self, conversation_id: ConversationId) -> DraftAsk {
        DraftAsk { id: AskId(Uuid::from_u128(rand128())), conversation_id }
    }

    /// What the sandbox was asked.
    pub async fn calls(&self) -> Vec<Value> {
        let url = format!("{}/llm/control/calls", self.url);
        let told: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        told["calls"].as_array().unwrap().clone()
    }

    pub async fn rows<T>(&self, sql: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        let mut admin = self.world.database.admin().await;
        sqlx::query_as(sql).fetch_all(&mut admin).await.unwrap()
    }
}

/// The knowledge of the shop.
fn knowledge() -> Grounding {
    let passage = |title: &str, text: &str| Passage { title: title.to_owned(), text: text.to_owned() };
    Grounding::Given(vec![
        passage("Entrega", "O prazo de entrega é de 5 dias úteis em todo o Brasil."),
        passage("Mesa Ipê", "A mesa Ipê custa R$ 990,00 à vista."),
    ])
}
