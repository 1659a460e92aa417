//! How well and how fast knowledge is found: the questions of FaQuAD against its passages, through the very search members
//! use, and the time a search takes among ten thousand passages.

use crate::rng::Rng;
use anyhow::{Context as _, Result, ensure};
use prosa_classify::embed::Table;
use prosa_domain::{
    id::KnowledgeId,
    knowledge::{Audience, Body, Kind},
    lang::Lang,
};
use prosa_engine::{
    knowledge::{Query, search},
    port::{Embedder, NoEmbedder},
};
use prosa_testkit::{World, world::Shop};
use prosa_wire::knowledge::SaveSource;
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Share of questions whose passage is first, and among the first five.
const FIRST_MIN: f64 = 0.81;
const FIVE_MIN: f64 = 0.96;
/// Passages taken for one question, so that five sources are among them.
const TAKEN: usize = 40;
/// Passages of one made-up source.
const SOURCE: usize = 100;

/// How to run it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder of the public sets; `embedding/faquad_pt.csv` is read.
    #[arg(long)]
    public: PathBuf,
    /// Passages among which the time of a search is taken.
    #[arg(long, default_value_t = 10_000)]
    passages: usize,
    /// Searches by words alone.
    #[arg(long)]
    no_vectors: bool,
}

/// The shipped table.
struct Shipped(&'static Table);

impl Embedder for Shipped {
    fn id(&self) -> &str {
        self.0.id()
    }

    fn dimensions(&self) -> usize {
        self.0.dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        self.0.embed(texts)
    }
}

/// A question of the set.
struct Asked {
    split: String,
    question: String,
    passage: usize,
}

/// Measures; true when the targets are reached.
pub(crate) async fn run(options: Options) -> Result<bool> {
    let path = options.public.join("embedding/faquad_pt.csv");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let (passages, asked) = read(&text)?;
    let embedder: Arc<dyn Embedder> =
        if options.no_vectors { Arc::new(NoEmbedder) } else { Arc::new(Shipped(Table::shipped())) };
    let world = World::embedding(embedder).await;
    let shop = world.shop("100").await;
    let mut sources: Vec<KnowledgeId> = Vec::new();
    for passage in &passages {
        sources.push(save(&world, &shop, passage).await?);
    }
    println!("{} passages, {} questions of FaQuAD", passages.len(), asked.len());
    let holds = judge(&world, &shop, &sources, &asked).await?;
    let filled = fill(&world, &shop, &passages, options.passages).await?;
    let times = time(&world, &shop, &asked).await?;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    println!("a search among {filled} passages  p50 {:.1} ms  p99 {:.1} ms", at(0.5), at(0.99));
    println!("{}", if holds { "holds" } else { "DOES NOT HOLD" });
    Ok(holds)
}

/// Asks every question, and tells how often the right passage's source comes first and among five.
async fn judge(world: &World, shop: &Shop, sources: &[KnowledgeId], asked: &[Asked]) -> Result<bool> {
    let mut found: HashMap<&str, [f64; 3]> = HashMap::new();
    for one in asked {
        let query = query(&one.question);
        let hits = search(&world.engine, shop.tenant, query).await?;
        let mut order: Vec<KnowledgeId> = Vec::new();
        for hit in hits {
            if !order.contains(&hit.source) {
                order.push(hit.source);
            }
        }
        let place = order.iter().position(|source| *source == sources[one.passage]);
        for split in [one.split.as_str(), "all"] {
            let sums = found.entry(split).or_default();
            sums[0] += f64::from(u8::from(place == Some(0)));
            sums[1] += f64::from(u8::from(place.is_some_and(|place| place < 5)));
            sums[2] += 1.0;
        }
    }
    for split in ["train", "dev", "all"] {
        let [first, five, count] = found.get(split).copied().unwrap_or_default();
        println!("{split:<6} {count:>4} questions  R@1 {:.3}  R@5 {:.3}", first / count, five / count);
    }
    let [first, five, count] = found.get("all").copied().unwrap_or_default();
    Ok(first / count >= FIRST_MIN && five / count >= FIVE_MIN)
}

/// Adds made-up sources of sentences of the set until there are so many passages.
async fn fill(world: &World, shop: &Shop, passages: &[String], wanted: usize) -> Result<i64> {
    let sentences: Vec<&str> = passages.iter().flat_map(|passage| passage.split_inclusive(". ")).collect();
    let mut rng = Rng::new(7);
    loop {
        let mut admin = world.database.admin().await;
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from knowledge_chunk").fetch_one(&mut admin).await?;
        if usize::try_from(count).unwrap_or_default() >= wanted {
            sqlx::raw_sql("analyze knowledge_chunk; analyze knowledge_source").execute(&mut admin).await?;
            return Ok(count);
        }
        let mut text = String::new();
        for _ in 0..SOURCE {
            for _ in 0..3 {
                text.push_str(sentences[rng.below(sentences.len())].trim());
                text.push(' ');
            }
            text.push_str("\n\n");
        }
        save(world, shop, &text).await?;
    }
}

/// How long each question takes, in order.
async fn time(world: &World, shop: &Shop, asked: &[Asked]) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for one in asked {
        let begun = Instant::now();
        let hits = search(&world.engine, shop.tenant, query(&one.question)).await?;
        times.push(begun.elapsed());
        ensure!(!hits.is_empty(), "a question found nothing");
    }
    times.sort_unstable();
    Ok(times)
}

fn query(question: &str) -> Query {
    Query {
        text: question.to_owned(),
        language: Some(Lang::PtBr),
        audience: Audience::Customer,
        limit: TAKEN,
    }
}

async fn save(world: &World, shop: &Shop, text: &str) -> Result<KnowledgeId> {
    let source = SaveSource {
        id: None,
        version: 0,
        kind: Kind::Article,
        // The set has no titles, and the same word everywhere tells nothing.
        title: "Texto".to_owned(),
        origin: String::new(),
        language: Lang::PtBr,
        audience: Audience::Customer,
        body: Body::Text { text: text.to_owned() },
    };
    Ok(world.engine.save_knowledge(&shop.owner, source).await?)
}

/// The passages and the questions of the set.
fn read(text: &str) -> Result<(Vec<String>, Vec<Asked>)> {
    let (mut passages, mut places, mut asked) = (Vec::new(), HashMap::new(), Vec::new());
    for row in rows(text).into_iter().skip(1) {
        let [split, _, question, _, context] = row.as_slice() else {
            anyhow::bail!("a row of the set has {} fields", row.len());
        };
        let passage = *places.entry(context.clone()).or_insert_with(|| {
            passages.push(context.clone());
            passages.len() - 1
        });
        asked.push(Asked { split: split.clone(), question: question.clone(), passage });
    }
    ensure!(!asked.is_empty(), "the set has no questions");
    Ok((passages, asked))
}

/// The rows of a table with quoted fields.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    rows
}
