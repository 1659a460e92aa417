//! An assistant that answers by itself: within what it was allowed, once, and never where a person has to.

mod greets;
mod hands;
mod hears;
mod refusals;
mod twice;

use super::Place;
use chrono::TimeDelta;
use prosa_domain::{
    assist::Kind,
    assistant::{Hours, Mode, Rules, Served},
    id::{AssistantId, ConversationId},
    knowledge::{self as base, Audience},
    label::{Intent, Sentiment},
    lang::Lang,
};
use prosa_engine::assistant::turn::{Done, work_due};
use prosa_testkit::classifier::WordTable;
use prosa_wire::{
    assistant::{AssistantForm, SwitchAssistant},
    inbox::{InboxFilter, MessageView},
    knowledge::SaveSource,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const SENTENCE: &str = "Vou chamar uma pessoa da equipe.";

/// What the classifier of these tests knows.
fn table() -> WordTable {
    use Intent::{CancelRefund, Complaint, Greeting, Human, ProductInfo, Purchase, Thanks};
    use Sentiment::{Negative, Neutral};
    WordTable(vec![
        ("pessoa", &[(Human, 0.9)], Neutral),
        ("péssimo", &[(ProductInfo, 0.6), (Complaint, 0.9)], Neutral),
        ("que raiva", &[(ProductInfo, 0.8)], Negative),
        ("cancelar", &[(CancelRefund, 0.95)], Neutral),
        ("quero comprar", &[(Purchase, 0.9)], Neutral),
        ("prazo", &[(ProductInfo, 0.9)], Neutral),
        ("obrigada", &[(Thanks, 0.9)], Neutral),
        ("bom dia", &[(Greeting, 0.9)], Neutral),
    ])
}

/// A shop with knowledge, a model and an assistant on its line.
struct Helped {
    place: Place,
    assistant: AssistantId,
    seconds: AtomicI64,
}

impl Helped {
    async fn new(model: &str, mode: Mode) -> Self {
        Self::at(Place::reading(Arc::new(table())).await, model, mode).await
    }

    async fn at(place: Place, model: &str, mode: Mode) -> Self {
        let engine = &place.world.engine;
        let owner = &place.shop.owner;
        for (title, body, audience) in [
            ("Entrega", "O prazo de entrega é de 5 dias úteis em todo o Brasil.", Audience::Customer),
            ("Margem", "O prazo de entrega interno da fábrica é de 2 dias.", Audience::Internal),
        ] {
            let save = SaveSource {
                id: None,
                version: 0,
                kind: base::Kind::Article,
                title: title.to_owned(),
                origin: String::new(),
                language: Lang::PtBr,
                audience,
                body: base::Body::Text { text: body.to_owned() },
            };
            engine.save_knowledge(owner, save).await.unwrap();
        }
        place.model(Kind::OpenAi, model).await;
        let form = form(&place);
        let assistant = engine.save_assistant(owner, form).await.unwrap();
        let helped = Self { place, assistant, seconds: AtomicI64::new(0) };
        helped.switch(mode).await;
        helped
    }

    async fn switch(&self, mode: Mode) {
        let switch = SwitchAssistant { id: self.assistant, mode, confirmed: true };
        self.place.world.engine.switch_assistant(&self.place.shop.owner, switch).await.unwrap();
    }

    async fn rules(&self, change: impl FnOnce(&mut Rules)) {
        let mut form = AssistantForm { id: Some(self.assistant), ..form(&self.place) };
        change(&mut form.rules);
        self.place.world.engine.save_assistant(&self.place.shop.owner, form).await.unwrap();
    }

    /// A person writes, a second after whatever was written before; gives their conversation.
    async fn writes(&self, wa_id: &str, text: &str) -> ConversationId {
        let number = self.seconds.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.place.world.engine.now().timestamp();
        let id = format!("wamid.{number}");
        self.place.world.receive(&self.place.shop, wa_id, &id, now, text).await;
        self.place.world.clock.advance(TimeDelta::seconds(1));
        let filter = InboxFilter::default();
        let page = self.place.world.engine.inbox_page(&self.place.shop.owner, filter, None).await.unwrap();
        page.rows[0].id
    }

    /// The contact is silent long enough, and the assistant looks at what is due.
    async fn looks(&self) -> Vec<Done> {
        self.place.world.clock.advance(TimeDelta::seconds(20));
        work_due(&self.place.world.engine, self.place.shop.tenant).await.unwrap()
    }

    async fn thread(&self, conversation: ConversationId) -> Vec<MessageView> {
        self.place.world.engine.thread(&self.place.shop.owner, conversation).await.unwrap().messages
    }

    /// Texts that wait to be sent, the oldest first.
    async fn outbound(&self) -> i64 {
        self.place.rows::<(i64,)>("select count(*) from outbound").await[0].0
    }
}

fn form(place: &Place) -> AssistantForm {
    let hours = Hours { served: Served::Always, ..Hours::default() };
    AssistantForm {
        id: None,
        name: "Aurora".to_owned(),
        lines: vec![place.shop.line],
        rules: Rules { hours, ..Rules::default() },
        words: "dona Zilá".to_owned(),
        sentence: SENTENCE.to_owned(),
        greeting: String::new(),
    }
}

#[tokio::test]
async fn a_question_in_scope_is_answered_once_from_the_knowledge_and_marked() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    let conversation = helped.writes("5511900000001", "Qual é o prazo de entrega?").await;
    let engine = &helped.place.world.engine;
    assert_eq!(work_due(engine, helped.place.shop.tenant).await.unwrap(), [], "they may still be writing");
    assert_eq!(helped.looks().await, [Done::Answered]);
    let thread = helped.thread(conversation).await;
    let answer = thread.last().unwrap();
    assert_eq!(answer.text, "Entrega: O prazo de entrega é de 5 dias úteis em todo o Brasil.");
    let mark = answer.machine.clone().unwrap();
    assert_eq!((mark.assistant.as_deref(), mark.model.as_str()), (Some("Aurora"), "openai/stub-grounded"));
    assert!(!mark.edited && answer.author.is_none());
    assert_eq!(helped.looks().await, []);
    assert_eq!(helped.outbound().await, 1);
    let call = &helped.place.calls().await[0];
    let sent = call["text"].as_str().unwrap();
    assert!(!sent.contains("fábrica"), "what is for the team alone left: {sent}");
    let asks: Vec<(String, String)> = helped.place.rows("select use, outcome from assistant_ask").await;
    assert_eq!(asks, [("assistant".to_owned(), "answered".to_owned())]);
    let page = engine.assistants_page(&helped.place.shop.owner).await.unwrap();
    assert_eq!((page.assistants[0].answered, page.assistants[0].handed), (1, 0));
    assert_eq!(page.turns[0].text, answer.text);
    assert!(page.turns[0].tokens > 0 && page.turns[0].model == "openai/stub-grounded");
}

#[tokio::test]
async fn several_messages_in_a_row_get_one_answer() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped.writes("5511900000001", "bom dia").await;
    helped.writes("5511900000001", "tudo bem com vocês?").await;
    let conversation = helped.writes("5511900000001", "Qual é o prazo de entrega?").await;
    let jobs = "select count(*), max(run_at) from jobs.jobs where task_identifier = 'assistant-turn'";
    let jobs: Vec<(i64, chrono::DateTime<chrono::Utc>)> = helped.place.rows(jobs).await;
    let silent = helped.place.world.engine.now() + TimeDelta::seconds(14);
    assert_eq!(jobs, [(1, silent)], "each message puts the one look off");
    assert_eq!(helped.looks().await, [Done::Answered]);
    assert_eq!(helped.thread(conversation).await.len(), 4);
    helped.writes("5511900000001", "obrigada").await;
    assert_eq!(helped.looks().await, [Done::Left], "thanks need no answer");
    helped.writes("5511900000001", "E o prazo para Manaus?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    assert_eq!(helped.outbound().await, 2);
}

#[tokio::test]
async fn a_rehearsal_writes_down_what_it_would_have_done_and_touches_nothing() {
    let helped = Helped::new("stub-grounded", Mode::Rehearsal).await;
    let conversation = helped.writes("5511900000001", "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    helped.writes("5511900000001", "quero falar com uma pessoa").await;
    assert!(matches!(helped.looks().await[..], [Done::Handed(_)]));
    assert_eq!(helped.outbound().await, 0);
    assert_eq!(helped.thread(conversation).await.len(), 2);
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let page = engine.assistants_page(owner).await.unwrap();
    assert_eq!(page.turns.len(), 2);
    assert_eq!(page.turns[1].text, "Entrega: O prazo de entrega é de 5 dias úteis em todo o Brasil.");
    assert_eq!(page.turns[1].mode, Mode::Rehearsal);
    assert!(page.turns[0].handed.is_some());
    assert_eq!(
        engine.assistant_near(owner, conversation).await.unwrap(),
        None,
        "nobody sees it but the team"
    );
}

#[tokio::test]
async fn no_attempt_of_a_customer_makes_the_assistant_say_anything() {
    let helped = Helped::new("stub-echo", Mode::On).await;
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let open = prosa_wire::assist::AssistLimits {
        day_money: None,
        day_tokens: None,
        per_minute: 600,
        link_hosts: Vec::new(),
    };
    engine.save_assist_limits(owner, open).await.unwrap();
    let form = AssistantForm { id: Some(helped.assistant), sentence: String::new(), ..form(&helped.place) };
    engine.save_assistant(owner, form).await.unwrap();
    helped.rules(|rules| rules.floor_percent = 10).await;
    let attempts = include_str!("../../../../domain/src/guard/attempts.tsv");
    let mut handed = 0;
    for (number, line) in (0_i64..).zip(attempts.lines()) {
        let text = line.split_once('\t').unwrap().1.replace("\\n", "\n");
        // A real question beside it, so that something fits and a model is asked.
        let wa_id = format!("55119{:08}", 10_000_000 + number);
        let conversation = helped.writes(&wa_id, &format!("{text}\nQual é o prazo de entrega?")).await;
        let done = helped.looks().await;
        assert!(!done.contains(&Done::Answered), "{line}: {done:?}");
        handed += done.iter().filter(|one| matches!(one, Done::Handed(_))).count();
        let said: Vec<String> = helped
            .thread(conversation)
            .await
            .into_iter()
            .filter(|message| message.direction == prosa_wire::inbox::Direction::Out)
            .map(|message| message.text)
            .collect();
        // Only the answer to who leaves may go, and the sentence that tells of a person.
        assert!(said.iter().all(|text| text == SENTENCE || text.contains("mensagens")), "{line}: {said:?}");
    }
    assert!(handed >= 60, "{handed}");
    let calls = helped.place.calls().await;
    assert!(calls.len() > 20, "{}", calls.len());
}
