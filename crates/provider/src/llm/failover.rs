//! Asks one model after the other until somebody answers, keeps to the time for the whole, and writes down every attempt
//! for the log. Whom to ask and when to give up is decided by `domain::assist`; the budget is decided before by the caller.

use super::{Answer, Broken, Chunk, Client, Endpoint, Request};
use chrono::{DateTime, TimeDelta, Utc};
use futures::TryStreamExt as _;
use prosa_domain::{
    assist::{
        Counted, Ended, Failure, Kind, Usage,
        breaker::{Breaker, Told},
        budget::Worst,
        failover::{self, Able, Candidate, Chance, Need, Next},
        failure::Health,
        price::ModelPrice,
        token,
        window::{self, Room},
    },
    price::Currency,
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Breakers kept at most; a node that has more forgets those that never failed.
const BREAKERS_MAX: usize = 10_000;

/// A model that may be asked.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The caller's id of it: its health is kept under it.
    pub id: String,
    /// Where it is.
    pub endpoint: Endpoint,
    /// The lesser is asked first.
    pub priority: i32,
    /// Tokens of question and answer together.
    pub window_tokens: u32,
    /// Whether it sees pictures.
    pub sees: Able,
    /// What it costs today; none when nobody said so.
    pub price: Option<ModelPrice>,
}

/// Who may be asked, and how long it may take.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In any order.
    pub choices: Vec<Choice>,
    /// Time for the whole, waits and repeats included.
    pub within: Duration,
}

impl Plan {
    /// The most that one answer to a question can come to, whoever gives it. Calls that break before it can add to it: what is
    /// booked afterwards is the sum of all attempts.
    #[must_use]
    pub fn worst(&self, request: &Request) -> Worst {
        let usage = Usage::new(request.tokens(), 0, request.output_tokens_max);
        let mut costs =
            self.choices.iter().map(|choice| choice.price.as_ref().map(|price| price.cost(usage)));
        let first = costs.next().flatten();
        let micros = costs.try_fold(first, |most, cost| Some(Some(most?.max(cost?)))).flatten();
        Worst { micros, tokens: usage.total() }
    }
}

/// What is heard while an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// More words.
    Text(&'a str),
    /// What was heard so far is void: the answer begins again.
    Restart,
}

/// Time and chance, and who listens.
pub struct Moment<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Chance, asked for before each repeat.
    pub chance: &'a mut (dyn FnMut() -> Chance + Send),
    /// Hears the answer while it is written; without one it is asked for whole.
    pub heard: Option<&'a mut (dyn FnMut(Piece<'_>) + Send)>,
    /// Ends when nobody wants the answer any more: the call is let go, and what it used by then is told.
    pub unwanted: Option<&'a mut (dyn Future<Output = ()> + Send + Unpin)>,
}

/// The word of a call that was let go.
pub const UNWANTED: &str = "unwanted";

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The choice's id.
    pub choice: String,
    /// Whose model.
    pub kind: Kind,
    /// Which.
    pub model: String,
    /// How it ended.
    pub ended: Result<Ended, Failure>,
    /// The provider's word for a failure; empty when it answered.
    pub word: String,
    /// Milliseconds it took.
    pub ms: u64,
    /// Tokens.
    pub usage: Usage,
    /// Who counted them.
    pub counted: Counted,
    /// What it cost in millionths; none when the price is not known.
    pub cost_micros: Option<i64>,
    /// What it is billed in.
    pub currency: Option<Currency>,
}

/// What came of a question.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The answer, or why there is none. Of several failures the one that tells most is kept.
    pub answer: Result<Answer, Broken>,
    /// Every call, in order.
    pub attempts: Vec<Attempt>,
}

impl Outcome {
    /// Tokens of all attempts.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.attempts.iter().fold(Usage::default(), |sum, attempt| {
            let Usage { input, cached, output } = attempt.usage;
            Usage::new(
                sum.input.saturating_add(input),
                sum.cached.saturating_add(cached),
                sum.output.saturating_add(output),
            )
        })
    }

    /// What all attempts cost, in millionths; none when the price of one that used something is not known.
    #[must_use]
    pub fn cost_micros(&self) -> Option<i64> {
        let used = self.attempts.iter().filter(|attempt| attempt.usage.total() > 0);
        used.map(|attempt| attempt.cost_micros).try_fold(0_i64, |sum, cost| Some(sum.saturating_add(cost?)))
    }
}

/// Asks, and remembers who is well. One per process.
#[derive(Debug)]
pub struct Desk {
    client: Client,
    breakers: Mutex<HashMap<String, Breaker>>,
}

impl Desk {
    /// A desk where everybody is well.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, breakers: Mutex::default() }
    }

    /// The sockets, for calls that need no desk.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// What is known of a choice.
    #[must_use]
    pub fn standing(&self, choice: &str) -> Breaker {
        self.breakers().get(choice).copied().unwrap_or_default()
    }

    /// Forgets what is known of a choice: its key or address changed.
    pub fn forget(&self, choice: &str) {
        self.breakers().remove(choice);
    }

    /// Asks until somebody answers or the time is over.
    pub async fn ask(&self, plan: &Plan, request: &Request, moment: Moment<'_>) -> Outcome {
        let began = Instant::now();
        let mut asking = Asking {
            desk: self,
            request,
            moment,
            began,
            deadline: began + plan.within,
            attempts: Vec::new(),
            worst: None,
            was_heard: false,
            is_unwanted: false,
        };
        let answer = asking.run(plan).await;
        Outcome { answer, attempts: asking.attempts }
    }

    fn breakers(&self) -> MutexGuard<'_, HashMap<String, Breaker>> {
        self.breakers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, choice: &str, now: DateTime<Utc>) -> bool {
        let mut breakers = self.breakers();
        if breakers.len() >= BREAKERS_MAX {
            breakers.retain(|_, breaker| *breaker != Breaker::Whole);
        }
        breakers.entry(choice.to_owned()).or_default().begin(now)
    }

    fn note(&self, choice: &str, told: Told, now: DateTime<Utc>) {
        self.breakers().entry(choice.to_owned()).or_default().note(told, now);
    }
}

/// One question on its way.
struct Asking<'a, 'm> {
    desk: &'a Desk,
    request: &'a Request,
    moment: Moment<'m>,
    began: Instant,
    deadline: Instant,
    attempts: Vec<Attempt>,
    worst: Option<Broken>,
    was_heard: bool,
    is_unwanted: bool,
}

/// What a future gives, or nothing when the answer is wanted no more before that.
async fn unless<T>(
    stop: &mut Option<&mut (dyn Future<Output = ()> + Send + Unpin)>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let Some(stop) = stop.as_mut() else { return Some(work.await) };
    tokio::select! {
        biased;
        () = stop => None,
        done = work => Some(done),
    }
}

/// A call that was let go: it read the question and wrote this much.
fn let_go(partial: String, usage: Option<Usage>) -> Broken {
    Broken { partial, usage, ..Broken::new(Failure::Cut, UNWANTED) }
}

impl Asking<'_, '_> {
    async fn run(&mut self, plan: &Plan) -> Result<Answer, Broken> {
        let need = self.need();
        let candidates: Vec<Candidate> = plan.choices.iter().map(|choice| self.candidate(choice)).collect();
        for at in failover::order(&candidates, &need, self.now()) {
            let Some(choice) = plan.choices.get(at) else { continue };
            if let Some(answer) = self.try_one(choice).await {
                return Ok(answer);
            }
            if self.left().is_zero() || self.is_unwanted {
                break;
            }
        }
        Err(self.worst.take().unwrap_or_else(|| nobody(plan, &need)))
    }

    /// Asks one choice, again if that may help.
    async fn try_one(&mut self, choice: &Choice) -> Option<Answer> {
        let request = self.request.fitted(choice.window_tokens).ok()?;
        for tries in 1.. {
            if !self.desk.begin(&choice.id, self.now()) {
                return None;
            }
            let broken = match self.attempt(choice, &request).await {
                Ok(answer) => return Some(answer),
                Err(broken) => broken,
            };
            let failure = broken.failure;
            self.remember(broken);
            if self.is_unwanted {
                return None;
            }
            match failover::next(failure, tries, self.left(), (self.moment.chance)()) {
                Next::Again { wait } => tokio::time::sleep(wait).await,
                Next::Other => return None,
            }
        }
        None
    }

    async fn attempt(&mut self, choice: &Choice, request: &Request) -> Result<Answer, Broken> {
        let began = Instant::now();
        let answer = self.call(choice, request).await.and_then(worded);
        let told = match &answer {
            // It did nothing wrong.
            _ if self.is_unwanted => Told::Answered,
            Ok(_) => Told::Answered,
            Err(broken) => Told::Failed(broken.failure),
        };
        self.desk.note(&choice.id, told, self.now());
        let (usage, counted) = spent(request, &answer);
        self.attempts.push(Attempt {
            choice: choice.id.clone(),
            kind: choice.endpoint.kind,
            model: choice.endpoint.model.clone(),
            ended: answer.as_ref().map(|answer| answer.ended).map_err(|broken| broken.failure),
            word: answer.as_ref().err().map(|broken| broken.word.clone()).unwrap_or_default(),
            ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            usage,
            counted,
            cost_micros: choice.price.as_ref().map(|price| price.cost(usage)),
            currency: choice.price.as_ref().map(|price| price.currency),
        });
        answer
    }

    async fn call(&mut self, choice: &Choice, request: &Request) -> Result<Answer, Broken> {
        let (client, left) = (&self.desk.client, self.left());
        let Some(heard) = self.moment.heard.as_mut() else {
            return client.ask(&choice.endpoint, request, left).await;
        };
        if std::mem::take(&mut self.was_heard) {
            heard(Piece::Restart);
        }
        let stop = &mut self.moment.unwanted;
        let opening = client.stream(&choice.endpoint, request, left);
        let Some(opened) = unless(stop, opening).await else {
            self.is_unwanted = true;
            return Err(let_go(String::new(), None));
        };
        let mut chunks = opened?;
        let (mut text, mut usage) = (String::new(), None);
        loop {
            let Some(next) = unless(stop, chunks.try_next()).await else {
                self.is_unwanted = true;
                return Err(let_go(text, usage));
            };
            match next {
                Ok(Some(Chunk::Text(more))) => {
                    heard(Piece::Text(&more));
                    self.was_heard = true;
                    text.push_str(&more);
                }
                Ok(Some(Chunk::Usage(told))) => usage = Some(told),
                Ok(Some(Chunk::End(ended))) => return Ok(Answer { text, ended, usage }),
                Ok(None) => {
                    return Err(Broken { partial: text, usage, ..Broken::new(Failure::Cut, "no_end") });
                }
                Err(broken) => return Err(Broken { partial: text, usage: broken.usage.or(usage), ..broken }),
            }
        }
    }

    /// Keeps the failure that tells most: what the question did wrong, then what settings need, then bad luck; of equal
    /// ones the longer beginning of an answer.
    fn remember(&mut self, broken: Broken) {
        let rank = |broken: &Broken| {
            let health = match broken.failure.health() {
                Health::Well => 2,
                Health::Unusable => 1,
                Health::Sick => 0,
            };
            (health, broken.partial.len())
        };
        if self.worst.as_ref().is_none_or(|worst| rank(&broken) > rank(worst)) {
            self.worst = Some(broken);
        }
    }

    /// The least a model must have room for: what can be dropped does not count.
    fn need(&self) -> Need {
        let piece =
            |message: &super::Message| window::Piece { speaker: message.speaker, tokens: message.tokens() };
        let thread: Vec<_> = self.request.messages.iter().map(piece).collect();
        let room =
            Room { window: 0, output: self.request.output_tokens_max, fixed: self.request.fixed_tokens() };
        let tokens = window::fit(&room, &thread).map_or_else(|error| error.needed, |fit| fit.tokens);
        let pictures = if self.request.has_pictures() { Able::Yes } else { Able::No };
        Need { tokens, pictures }
    }

    fn candidate(&self, choice: &Choice) -> Candidate {
        Candidate {
            priority: choice.priority,
            breaker: self.desk.standing(&choice.id),
            window: choice.window_tokens,
            sees: choice.sees,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.moment.now + TimeDelta::from_std(self.began.elapsed()).unwrap_or_default()
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// An answer without a word is none: somebody else may have one.
fn worded(answer: Answer) -> Result<Answer, Broken> {
    if answer.text.trim().is_empty() {
        let word = if answer.ended == Ended::Length { "no_room" } else { "no_words" };
        return Err(Broken { usage: answer.usage, ..Broken::new(Failure::Empty, word) });
    }
    Ok(answer)
}

/// What a call used. A provider that counted is believed; one that was cut short after it began is assumed to bill what it
/// read and wrote; one that refused used nothing.
fn spent(request: &Request, answer: &Result<Answer, Broken>) -> (Usage, Counted) {
    let (told, text) = match answer {
        Ok(answer) => (answer.usage, Some(answer.text.as_str())),
        Err(broken) => {
            let began = !broken.partial.is_empty()
                || matches!(broken.failure, Failure::Timeout | Failure::Cut | Failure::Empty);
            (broken.usage, began.then_some(broken.partial.as_str()))
        }
    };
    match (told, text) {
        (Some(usage), _) => (usage, Counted::Told),
        (None, Some(text)) => (Usage::new(request.tokens(), 0, token::estimate(text)), Counted::Estimated),
        (None, None) => (Usage::default(), Counted::Estimated),
    }
}

/// Why nobody could be asked.
fn nobody(plan: &Plan, need: &Need) -> Broken {
    let has_room = |choice: &&Choice| u64::from(choice.window_tokens) >= need.tokens;
    let sees = |choice: &Choice| need.pictures == Able::No || choice.sees == Able::Yes;
    if plan.choices.is_empty() {
        return Broken::new(Failure::Nobody, "none");
    }
    let mut able = plan.choices.iter().filter(has_room).peekable();
    if able.peek().is_none() {
        return Broken::new(Failure::TooLong, "window");
    }
    Broken::new(Failure::Nobody, if able.any(sees) { "resting" } else { "blind" })
}
