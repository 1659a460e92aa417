//! Measures a model on labelled text that it was not trained on, and says so in words.

use crate::{
    model::Model,
    num,
    train::{
        chance::Chance,
        data::Labelled,
        noise,
        recipe::{Confusion, place},
    },
};
use prosa_domain::label::{Intent, Language, Reading, Sentiment, Style};
use std::{fmt::Write as _, time::Instant};

/// Scores by language, class, style, mood and confidence.
#[must_use]
pub fn report(model: &Model, rows: &[Labelled]) -> String {
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let read = model.read_all(&texts);
    let pairs: Vec<(&Labelled, &Reading)> = rows.iter().zip(&read).collect();
    let mut told = format!("model {}, {} messages\n", model.version(), rows.len());
    for language in Language::ALL {
        let of: Vec<_> = pairs.iter().copied().filter(|(row, _)| row.language == *language).collect();
        if !of.is_empty() {
            by_class(&of, *language, &mut told);
        }
    }
    confused(&pairs, &mut told);
    must_be_heard(&pairs, &mut told);
    beside(&pairs, &mut told);
    moods(&pairs, &mut told);
    styles(&pairs, &mut told);
    confidence(&pairs, &mut told);
    rough(model, rows, &mut told);
    told
}

/// The figures that count, in a few lines.
#[must_use]
pub fn brief(model: &Model, rows: &[Labelled]) -> String {
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let read = model.read_all(&texts);
    let pairs: Vec<(&Labelled, &Reading)> = rows.iter().zip(&read).collect();
    let mut told = String::new();
    for language in Language::ALL {
        let of: Vec<_> = pairs.iter().copied().filter(|(row, _)| row.language == *language).collect();
        let confusion = primaries(&of);
        let _ = writeln!(
            told,
            "{}: {} messages, accuracy {:.3}, macro-F1 {:.3}",
            language.id(),
            of.len(),
            confusion.accuracy(),
            confusion.macro_f1(),
        );
        must_be_heard(&of, &mut told);
    }
    told.push_str("all languages\n");
    must_be_heard(&pairs, &mut told);
    moods(&pairs, &mut told);
    told
}

/// Macro-F1 of the primary intent on the rows of a language, 0 to 1.
#[must_use]
pub fn macro_f1(model: &Model, rows: &[Labelled], language: Language) -> f64 {
    let of: Vec<&Labelled> = rows.iter().filter(|row| row.language == language).collect();
    let texts: Vec<&str> = of.iter().map(|row| row.text.as_str()).collect();
    let read = model.read_all(&texts);
    let pairs: Vec<(&Labelled, &Reading)> = of.into_iter().zip(&read).collect();
    f64::from(primaries(&pairs).macro_f1())
}

type Pairs<'a> = [(&'a Labelled, &'a Reading)];

fn primaries(pairs: &Pairs<'_>) -> Confusion {
    let mut confusion = Confusion::new(Intent::ALL.len());
    for (row, reading) in pairs {
        confusion.count(place(Intent::ALL, &row.primary()), place(Intent::ALL, &reading.primary().id));
    }
    confusion
}

fn by_class(pairs: &Pairs<'_>, language: Language, told: &mut String) {
    let confusion = primaries(pairs);
    let right = pairs.iter().filter(|(_, reading)| reading.language == Some(language)).count();
    let _ = writeln!(
        told,
        "\n{}: {} messages, accuracy {:.3}, macro-F1 {:.3}, language read rightly {:.3}",
        language.id(),
        pairs.len(),
        confusion.accuracy(),
        confusion.macro_f1(),
        num::float(right) / num::float(pairs.len())
    );
    let _ = writeln!(told, "  {:<14} precision recall   F1  messages", "intent");
    for (label, intent) in Intent::ALL.iter().enumerate() {
        let (precision, recall, f1, count) = confusion.scores(label);
        let _ = writeln!(told, "  {:<14} {precision:>9.3} {recall:>6.3} {f1:.3} {count:>5}", intent.id());
    }
}

/// The table of what was said instead of what.
fn confused(pairs: &Pairs<'_>, told: &mut String) {
    let confusion = primaries(pairs);
    let _ = writeln!(told, "\nall languages: macro-F1 {:.3}; true down, said across", confusion.macro_f1());
    let _ = write!(told, "  {:<14}", "");
    for intent in Intent::ALL {
        let _ = write!(told, " {:>5.5}", intent.id());
    }
    for (truth, intent) in Intent::ALL.iter().enumerate() {
        let _ = write!(told, "\n  {:<14}", intent.id());
        for said in 0..Intent::ALL.len() {
            let _ = write!(told, " {:>5}", confusion.cell(truth, said));
        }
    }
    told.push('\n');
}

fn must_be_heard(pairs: &Pairs<'_>, told: &mut String) {
    let confusion = primaries(pairs);
    told.push('\n');
    for intent in [Intent::OptOut, Intent::Human] {
        let (precision, recall, _, count) = confusion.scores(place(Intent::ALL, &intent));
        let read =
            pairs.iter().filter(|(row, reading)| row.primary() == intent && reading.holds(intent)).count();
        let _ = writeln!(
            told,
            "{}: precision {precision:.3}, recall {recall:.3}, recall anywhere in the reading {:.3}",
            intent.id(),
            num::float(read) / num::float(count).max(1.0)
        );
    }
}

/// Precision and recall of what stands beside the primary intent.
fn beside(pairs: &Pairs<'_>, told: &mut String) {
    let (mut both, mut said, mut real) = (0, 0, 0);
    for (row, reading) in pairs {
        let truth = row.intents.get(1..).unwrap_or_default();
        let read = reading.intents.get(1..).unwrap_or_default();
        both += read.iter().filter(|scored| truth.contains(&scored.id)).count();
        said += read.len();
        real += truth.len();
    }
    let part = |of: usize| num::float(both) / num::float(of).max(1.0);
    let _ = writeln!(told, "secondary intents: precision {:.3}, recall {:.3}", part(said), part(real));
}

fn moods(pairs: &Pairs<'_>, told: &mut String) {
    let mut confusion = Confusion::new(Sentiment::ALL.len());
    let (mut requests, mut neutral) = (0_usize, 0_usize);
    for (row, reading) in pairs {
        let truth = place(Sentiment::ALL, &row.sentiment);
        confusion.count(truth, place(Sentiment::ALL, &reading.sentiment.label));
        if REQUESTS.contains(&row.primary()) && row.sentiment == Sentiment::Neutral {
            requests += 1;
            neutral += usize::from(reading.sentiment.label == Sentiment::Neutral);
        }
    }
    let _ = writeln!(
        told,
        "\nmood: accuracy {:.3}, macro-F1 {:.3}, calm requests read as neutral {:.3}",
        confusion.accuracy(),
        confusion.macro_f1(),
        num::float(neutral) / num::float(requests).max(1.0)
    );
    for (label, mood) in Sentiment::ALL.iter().enumerate() {
        let (precision, recall, f1, count) = confusion.scores(label);
        let _ = writeln!(
            told,
            "  {:<9} precision {precision:.3} recall {recall:.3} F1 {f1:.3} of {count}",
            mood.id()
        );
    }
}

/// Intents that ask for something.
const REQUESTS: [Intent; 9] = [
    Intent::Pricing,
    Intent::ProductInfo,
    Intent::Purchase,
    Intent::Scheduling,
    Intent::OrderStatus,
    Intent::Payment,
    Intent::Support,
    Intent::CancelRefund,
    Intent::Human,
];

fn styles(pairs: &Pairs<'_>, told: &mut String) {
    told.push_str("\nmacro-F1 by style:");
    for style in Style::ALL {
        let of: Vec<_> = pairs.iter().copied().filter(|(row, _)| row.style == *style).collect();
        let _ = write!(told, " {} {:.3} ({})", style.id(), primaries(&of).macro_f1(), of.len());
    }
    told.push('\n');
}

/// How far confidence and truth are apart, in ten steps.
fn confidence(pairs: &Pairs<'_>, told: &mut String) {
    let (mut error, mut abstained) = (0.0, 0_usize);
    for step in 0_u8..10 {
        let (low, high) = (f32::from(step) / 10.0, f32::from(step + 1) / 10.0);
        let of: Vec<_> = pairs
            .iter()
            .filter(|(_, reading)| !reading.abstained)
            .filter(|(_, reading)| (low..high).contains(&reading.primary().score.min(0.999)))
            .collect();
        let right = of.iter().filter(|(row, reading)| row.primary() == reading.primary().id).count();
        let sure: f32 = of.iter().map(|(_, reading)| reading.primary().score).sum();
        error += (sure - num::float(right)).abs();
    }
    abstained += pairs.iter().filter(|(_, reading)| reading.abstained).count();
    let count = num::float(pairs.len()).max(1.0);
    let _ = writeln!(
        told,
        "calibration error {:.3}, too unsure to name an intent {:.3}",
        error / count,
        num::float(abstained) / count
    );
}

/// The same text roughened by other chances than training used.
fn rough(model: &Model, rows: &[Labelled], told: &mut String) {
    let mut chance = Chance::new(7);
    let mut confusions = [Confusion::new(Intent::ALL.len()), Confusion::new(Intent::ALL.len())];
    for row in rows {
        let texts = [row.text.clone(), noise::roughen(&row.text, row.language, &mut chance)];
        for (confusion, text) in confusions.iter_mut().zip(&texts) {
            let said = model.read(text).primary().id;
            confusion.count(place(Intent::ALL, &row.primary()), place(Intent::ALL, &said));
        }
    }
    let [clean, noisy] = confusions.map(|confusion| confusion.macro_f1());
    let _ = writeln!(told, "roughened text: macro-F1 {noisy:.3} after {clean:.3}");
}

/// Times on one core.
#[must_use]
pub fn speed(model: &Model, rows: &[Labelled]) -> String {
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let mut times = Vec::new();
    for _ in 0..5 {
        for text in &texts {
            let start = Instant::now();
            let reading = model.read(text);
            times.push(start.elapsed());
            std::hint::black_box(reading);
        }
    }
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 1_000).copied().unwrap_or_default();
    let start = Instant::now();
    let mut count = 0_usize;
    while start.elapsed().as_millis() < 2_000 {
        count += std::hint::black_box(model.read_all(&texts)).len();
    }
    let each_second = num::float(count) / start.elapsed().as_secs_f32();
    format!(
        "one message on one core: p50 {:?}, p99 {:?}, worst {:?}; in batch {each_second:.0} messages a second\n",
        at(500),
        at(990),
        times.last().copied().unwrap_or_default()
    )
}
