//! Deliveries on a schedule, signed before they are due.

use crate::{
    http::{self, Wire},
    rng::Rng,
    stage::{Company, Stage},
};
use anyhow::Result;
use prosa_testkit::meta;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// Connections the provider holds open.
const WIRES: usize = 32;
/// Deliveries signed ahead.
const AHEAD: usize = 512;
/// What people write, about as long as people's messages are.
const WORDS: [&str; 8] = [
    "Oi, bom dia! Vocês têm o vestido azul no tamanho M?",
    "Qual é o prazo de entrega para Campinas?",
    "Obrigada, já fiz o pagamento por Pix",
    "Posso trocar na loja do centro?",
    "Ainda não recebi o código de rastreio do meu pedido",
    "Sim",
    "Vocês abrem no sábado? Queria passar aí com a minha irmã para experimentar",
    "Chegou tudo certo, adorei!",
];

/// Who says what next.
pub(super) struct Script {
    numbers: Vec<String>,
    people: usize,
    next: usize,
    rng: Rng,
}

/// A delivery ready to be sent.
struct Ready {
    due: Instant,
    request: Vec<u8>,
}

/// What came of a load.
pub(super) struct Outcome {
    /// Milliseconds from when a delivery was due until it was acknowledged.
    pub answers: Vec<f64>,
    /// Answers other than 200.
    pub refused: usize,
    /// Messages sent.
    pub messages: usize,
    /// When each was due, by its text's number.
    pub due: HashMap<String, Instant>,
}

/// A load.
#[derive(Clone, Copy)]
pub(super) struct Load {
    /// Deliveries a second.
    pub rate: f64,
    /// Messages in each.
    pub batch: usize,
    /// For how long.
    pub length: Duration,
}

impl Script {
    pub(super) fn new(companies: &[Company], people: usize) -> Self {
        let numbers = companies.iter().map(|company| company.number.clone()).collect();
        Self { numbers, people, next: 0, rng: Rng::new(7) }
    }

    /// The next delivery for one number, and the ids in it.
    fn delivery(&mut self, batch: usize, person: Option<usize>) -> (String, Vec<String>) {
        let mine = self.people / self.numbers.len();
        let company = person.map_or_else(|| self.rng.below(self.numbers.len()), |person| person / mine);
        let now = chrono::Utc::now().timestamp();
        let (mut contacts, mut messages, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..batch {
            let place = company * mine + person.map_or_else(|| self.rng.below(mine), |person| person % mine);
            let (wa_id, user) =
                (format!("55119{}", 80_000_000 + place), format!("BR.{}", 10_000_000 + place));
            let id = format!("wamid.HBgNNTUxMTk4NzY1NDMyMRUCABIYFjNFQjBDN{:012}", self.next);
            let text = WORDS[self.rng.below(WORDS.len())];
            self.next += 1;
            contacts.push(
                json!({"profile": {"name": format!("Pessoa {place}")}, "wa_id": wa_id, "user_id": user}),
            );
            messages
                .push(json!({"from": wa_id, "from_user_id": user, "id": id, "timestamp": now.to_string(),
                                 "type": "text", "text": {"body": text}}));
            ids.push(id);
        }
        let number: &str = &self.numbers[company];
        let value: Value = meta::envelope(number, json!({"contacts": contacts, "messages": messages}));
        (value.to_string(), ids)
    }
}

impl Load {
    /// Sends it all and waits for the last answer.
    pub(super) async fn run(self, port: u16, script: &mut Script) -> Result<Outcome> {
        let count = (self.rate * self.length.as_secs_f64()) as usize;
        let (tell, hear) = async_queue(AHEAD);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..WIRES {
            tasks.spawn(send(port, hear.clone()));
        }
        drop(hear);
        let mut due_of = HashMap::new();
        let start = Instant::now() + Duration::from_millis(200);
        for number in 0..count {
            let (body, ids) = script.delivery(self.batch, None);
            let due = start + Duration::from_secs_f64(number as f64 / self.rate);
            if self.batch == 1 {
                due_of.extend(ids.into_iter().map(|id| (id, due)));
            }
            if tell.send(Ready { due, request: http::delivery(&body) }).await.is_err() {
                break;
            }
        }
        drop(tell);
        let (mut answers, mut refused) = (Vec::with_capacity(count), 0);
        while let Some(done) = tasks.join_next().await {
            let (times, no) = done??;
            answers.extend(times);
            refused += no;
        }
        answers.sort_by(f64::total_cmp);
        Ok(Outcome { answers, refused, messages: count * self.batch, due: due_of })
    }
}

type Hear = std::sync::Arc<tokio::sync::Mutex<mpsc::Receiver<Ready>>>;

fn async_queue(length: usize) -> (mpsc::Sender<Ready>, Hear) {
    let (tell, hear) = mpsc::channel(length);
    (tell, std::sync::Arc::new(tokio::sync::Mutex::new(hear)))
}

/// One connection: takes the next delivery, waits until it is due, sends it. What is refused is sent again, as Meta does,
/// and its time goes on counting.
async fn send(port: u16, hear: Hear) -> Result<(Vec<f64>, usize)> {
    let mut wire = Wire::open(port).await?;
    let (mut times, mut refused) = (Vec::new(), 0);
    loop {
        let Some(ready) = hear.lock().await.recv().await else { return Ok((times, refused)) };
        tokio::time::sleep_until(ready.due.into()).await;
        while wire.ask(&ready.request).await? != 200 {
            refused += 1;
        }
        times.push(ready.due.elapsed().as_secs_f64() * 1_000.0);
    }
}

/// Everybody writes once.
pub(super) async fn greet(stage: &Stage, script: &mut Script) -> Result<()> {
    let mut wire = Wire::open(stage.port).await?;
    for person in 0..script.people {
        let (body, _) = script.delivery(1, Some(person));
        let request = http::delivery(&body);
        while wire.ask(&request).await? != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    super::settled(stage).await?;
    Ok(())
}
