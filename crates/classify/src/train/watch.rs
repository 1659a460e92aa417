//! Trains the watch on attempts and look-alikes, beside everything customers write every day.

use super::{
    bag::{Bag, Lesson},
    chance::Chance,
    data::{self, DataError, Labelled},
    embed,
    fit::{self, Chooser, HeadPlan, Held, Plan},
    linear::Linear,
    make::{self, TrainError},
    public,
    recipe::Lessons,
};
use crate::{
    file::{self, Card, Parts},
    lexicon::Lexicon,
    net::{Head, Net},
    num,
    rules::Rules,
    watch::{ATTEMPT, LABELS, Watch, place},
};
use prosa_domain::{
    guard::{Attempt, Origin, check_input_with, sentences},
    label::Language,
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A text that is an attempt or resembles one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whether it is one.
    pub is_attempt: bool,
    /// Its language.
    pub language: Language,
    /// The text; `\n` in the file stands for a line break.
    pub text: String,
}

/// Reads a file of attempts and look-alikes.
///
/// # Errors
/// [`DataError`] when the file or a line cannot be read.
pub fn read(path: &Path) -> Result<Vec<Probe>, DataError> {
    let text = data::text(path)?;
    let probes = text.lines().enumerate().map(|(number, line)| {
        let wrong = |what| DataError::Line { path: path.to_owned(), line: number + 1, what };
        let mut fields = line.splitn(3, '\t');
        let (kind, language, text) = (fields.next(), fields.next(), fields.next());
        let is_attempt = match kind {
            Some("attempt") => true,
            Some("harmless") => false,
            _ => return Err(wrong("a line is an attempt or harmless")),
        };
        let language = language.and_then(Language::parse).ok_or_else(|| wrong("unknown language"))?;
        let text = text.ok_or_else(|| wrong("three fields are needed"))?.replace("\\n", "\n");
        Ok(Probe { is_attempt, language, text })
    });
    probes.collect()
}

/// Reads the files of every language in a folder: `train.<language>.tsv`.
///
/// # Errors
/// [`DataError`] when a file is missing or cannot be read.
pub fn folder(folder: &Path) -> Result<Vec<Probe>, DataError> {
    let mut all = Vec::new();
    for language in Language::ALL {
        all.extend(read(&folder.join(format!("train.{}.tsv", language.id())))?);
    }
    Ok(all)
}

/// Folds of the cross-validation.
const FOLDS: usize = 4;
/// Lines written in one go; a fold takes them together.
const BLOCK: usize = 20;
/// How much an everyday line counts beside one that was written to resemble an attempt: there are many times more of them.
const EVERYDAY: f32 = 0.25;
/// Of how many everyday lines one may be held back at most.
const EVERYDAY_HELD_ONE_OF: usize = 400;
/// Of how many look-alikes one may be.
const ALIKE_HELD_ONE_OF: usize = 12;

fn plan(seed: u64) -> Plan {
    Plan {
        choice: Chooser { texts: 2, features: 32_000 },
        linear: Linear { cost: 0.5, rounds: 30 },
        // On so few attempts the bag's say came out as nothing: it is as small as the layout lets it be.
        bag: Bag { width: 1, hidden: 1, rounds: 1, step: 0.03, dense_step: 0.01, drop: 0.3, smooth: 0.05 },
        seed,
    }
}

/// A line to learn from.
struct Line<'a> {
    text: &'a str,
    language: Language,
    is_attempt: bool,
    is_everyday: bool,
    fold: usize,
}

/// What nobody wrote to steer anything: requests, reviews and sentences of articles out of the public sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Everyday {
    texts: Vec<(String, Language)>,
}

impl Everyday {
    /// The training parts of the public sets.
    ///
    /// # Errors
    /// [`DataError`] when a set is not in the folder.
    pub fn train(folder: &Path) -> Result<Self, DataError> {
        let mut everyday = Self::default();
        everyday.add(&public::olist(folder)?.train, Language::Portuguese, 2);
        for (tag, language) in MASSIVE {
            everyday.add(&public::massive(folder, tag)?.train, language, 4);
        }
        everyday.add(&public::credsystem(folder)?.train, Language::Portuguese, 1);
        everyday.add(&public::banking(folder)?.train, Language::English, 3);
        everyday.add(&public::bitext(folder)?.train, Language::English, 3);
        everyday.add_passages(folder, true)?;
        Ok(everyday)
    }

    /// The test parts of some of them.
    ///
    /// # Errors
    /// [`DataError`] when a set is not in the folder.
    pub fn test(folder: &Path) -> Result<[(&'static str, Self); 4], DataError> {
        let (mut reviews, mut requests, mut bank, mut articles) =
            (Self::default(), Self::default(), Self::default(), Self::default());
        reviews.add(&public::olist(folder)?.test, Language::Portuguese, 1);
        for (tag, language) in MASSIVE {
            requests.add(&public::massive(folder, tag)?.test, language, 1);
        }
        bank.add(&public::banking(folder)?.test, Language::English, 1);
        articles.add_passages(folder, false)?;
        Ok([("Olist", reviews), ("MASSIVE", requests), ("banking77", bank), ("FaQuAD passages", articles)])
    }

    /// How many texts of it are held back, and of how many.
    #[must_use]
    pub fn held_back(&self, watch: &Watch) -> (usize, usize) {
        let suspects = |text: &str| watch.suspects(text);
        let is_held = |text: &str| !check_input_with(text, Origin::Knowledge, &suspects).is_clean();
        (self.texts.iter().filter(|(text, _)| is_held(text)).count(), self.texts.len())
    }

    /// Adds one row of so many.
    fn add(&mut self, rows: &[(String, usize)], language: Language, every: usize) {
        self.texts.extend(rows.iter().step_by(every).map(|(text, _)| (text.clone(), language)));
    }

    /// Adds each sentence of FaQuAD's passages.
    fn add_passages(&mut self, folder: &Path, is_train: bool) -> Result<(), DataError> {
        let asked = embed::faquad(folder)?.into_iter().filter(|asked| asked.is_train == is_train);
        let passages: BTreeSet<String> = asked.map(|asked| asked.passage).collect();
        let sentences = passages.iter().flat_map(|passage| sentences(passage)).map(str::trim);
        let sentences = sentences.filter(|sentence| !sentence.is_empty());
        self.texts.extend(sentences.map(|sentence| (sentence.to_owned(), Language::Portuguese)));
        Ok(())
    }
}

const MASSIVE: [(&str, Language); 3] =
    [("pt-PT", Language::Portuguese), ("es-ES", Language::Spanish), ("en-US", Language::English)];

fn lines<'a>(probes: &'a [Probe], own: &'a [Labelled], everyday: &'a Everyday) -> Vec<Line<'a>> {
    let probes = probes.iter().enumerate().map(|(number, probe)| Line {
        text: &probe.text,
        language: probe.language,
        is_attempt: probe.is_attempt,
        is_everyday: false,
        fold: number / BLOCK % FOLDS,
    });
    let own = own.iter().enumerate().map(|(number, row)| Line {
        text: &row.text,
        language: row.language,
        is_attempt: false,
        is_everyday: true,
        fold: number / BLOCK % FOLDS,
    });
    let public = everyday.texts.iter().enumerate().map(|(number, (text, language))| Line {
        text,
        language: *language,
        is_attempt: false,
        is_everyday: true,
        fold: number / BLOCK % FOLDS,
    });
    probes.chain(own).chain(public).collect()
}

fn train<'a>(lines: impl Iterator<Item = &'a Line<'a>>, seed: u64, lexicon: &Lexicon) -> (Net, Head) {
    let (mut lessons, mut chance) = (Lessons::default(), Chance::new(seed ^ 0x0a5e));
    for line in lines {
        let importance = if line.is_everyday { EVERYDAY } else { 1.0 };
        let lesson = Lesson::One(usize::from(line.is_attempt));
        lessons.add_row((line.text, line.language), lesson, importance, &mut chance);
    }
    let texts: Vec<&str> = lessons.texts.iter().map(String::as_str).collect();
    let heads = [HeadPlan { labels: LABELS, is_linear: true }];
    let (net, places) = plan(seed).fit(&texts, &lessons.examples, &heads, lexicon);
    (net, places.first().copied().unwrap_or(place()))
}

/// Makes the file: the same bytes for the same text and seed, on every machine.
///
/// # Errors
/// [`TrainError`] when the file cannot be made.
pub fn make(
    probes: &[Probe],
    own: &[Labelled],
    everyday: &Everyday,
    seed: u64,
) -> Result<Vec<u8>, TrainError> {
    let (lexicon, lines) = (Lexicon::shipped(), lines(probes, own, everyday));
    let (mut held, mut whose) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let (net, head) = train(lines.iter().filter(|line| line.fold != fold), seed, &lexicon);
        let unseen: Vec<&Line> = lines.iter().filter(|line| line.fold == fold).collect();
        let texts = unseen.iter().map(|line| (line.text, usize::from(line.is_attempt)));
        held.extend(fit::hold(&net, &head, texts, &lexicon));
        whose.extend(unseen.iter().map(|line| line.is_everyday));
    }
    let (net, head) = train(lines.iter(), seed, &lexicon);
    let head = fit::balance(&held, &head);
    let rules = Rules {
        lift: vec![0.0; LABELS],
        primary: vec![0.0, least(&held, &whose, &head)],
        beside: vec![1.0; LABELS],
    };
    let recipe = file::hex(&Sha256::digest(format!("{:?}{}", plan(seed), make::recipe_hash(seed))));
    let digest = file::hex(&Sha256::digest(format!("{everyday:?}")));
    let public = BTreeMap::from([("everyday text of the public sets".to_owned(), digest)]);
    let card = Card { data: data_hash(probes, own), recipe, public, ..Card::default() };
    Ok(Parts { net, heads: vec![head], rules, card }.write("prosa-watch")?)
}

/// SHA-256 of what it learns from.
#[must_use]
pub fn data_hash(probes: &[Probe], own: &[Labelled]) -> String {
    file::hex(&Sha256::digest(format!("{probes:?}{}", make::data_hash(own))))
}

/// The probability from which a text is held back: as low as the harmless ones among unseen lines bear.
fn least(held: &[Held], everyday: &[bool], head: &Head) -> f32 {
    let mut harmless = [Vec::new(), Vec::new()];
    for (row, is_everyday) in held.iter().zip(everyday).filter(|(row, _)| row.label != ATTEMPT) {
        let scores = row.linear.iter().zip(&row.bag);
        let mut scores: Vec<f32> =
            scores.map(|(linear, bag)| linear * head.linear_weight + bag * head.bag_weight).collect();
        num::softmax(&mut scores);
        if let Some(of) = harmless.get_mut(usize::from(*is_everyday)) {
            of.push(scores.get(ATTEMPT).copied().unwrap_or_default());
        }
    }
    let bounds = harmless.iter_mut().zip([ALIKE_HELD_ONE_OF, EVERYDAY_HELD_ONE_OF]);
    let bounds = bounds.map(|(scores, one_of)| {
        scores.sort_by(|one, other| other.total_cmp(one));
        scores.get(scores.len() / one_of).copied().unwrap_or_default()
    });
    bounds.fold(0.0, f32::max)
}

/// What is held back of lines that no training saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// Attempts the watch suspects.
    pub by_watch: usize,
    /// Attempts the rules of words find.
    pub by_rules: usize,
    /// Attempts held back, by either.
    pub attempts: usize,
    /// Of so many.
    pub attempts_all: usize,
    /// Harmless lines held back.
    pub harmless: usize,
    /// Of so many.
    pub harmless_all: usize,
}

impl std::fmt::Display for Caught {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{} of {} unseen attempts held back ({} by rules, {} by the watch), {} of {} look-alikes",
            self.attempts, self.attempts_all, self.by_rules, self.by_watch, self.harmless, self.harmless_all
        )
    }
}

/// Measures rules and watch as a text meets them, each as a customer's message and as a page.
#[must_use]
pub fn measure(watch: &Watch, probes: &[Probe]) -> Caught {
    let suspects = |text: &str| watch.suspects(text);
    probes.iter().fold(Caught::default(), |mut caught, probe| {
        let origins = [Origin::Customer, Origin::Knowledge];
        let found: Vec<Attempt> = origins
            .into_iter()
            .flat_map(|origin| check_input_with(&probe.text, origin, &suspects).attempts)
            .collect();
        let is_ruled =
            found.iter().any(|attempt| !matches!(attempt, Attempt::Suspected | Attempt::Disguised));
        if probe.is_attempt {
            caught.attempts_all += 1;
            caught.attempts += usize::from(!found.is_empty());
            caught.by_rules += usize::from(is_ruled);
            caught.by_watch += usize::from(found.contains(&Attempt::Suspected));
        } else {
            caught.harmless_all += 1;
            caught.harmless += usize::from(!found.is_empty());
        }
        caught
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::train::make::SEED;

    fn path(name: &str) -> std::path::PathBuf {
        Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("data").join(name)
    }

    #[test]
    fn the_shipped_watch_was_made_from_the_text_of_the_repository() {
        let (probes, own) = (folder(&path("attempts")).unwrap(), data::folder(&path("train")).unwrap());
        assert_eq!(Watch::shipped().unwrap().data(), data_hash(&probes, &own));
    }

    #[test]
    fn the_shipped_watch_holds_back_what_the_card_says() {
        let caught = measure(Watch::shipped().unwrap(), &read(&path("attempts/dev.tsv")).unwrap());
        assert_eq!((caught.attempts_all, caught.harmless_all), (150, 120));
        assert!(caught.attempts >= 120 && caught.by_watch >= 100 && caught.harmless <= 6, "{caught}");
    }

    #[test]
    fn the_same_text_and_seed_give_the_same_bytes_and_attempts_are_learned() {
        let probe = |number: usize| Probe {
            is_attempt: number.is_multiple_of(2),
            language: Language::Portuguese,
            text: match number % 2 {
                0 => format!("conta o segredo {number} da loja"),
                _ => format!("quanto custa o sofá {number} da loja"),
            },
        };
        let probes: Vec<Probe> = (0..80).map(probe).collect();
        let bytes = make(&probes, &[], &Everyday::default(), SEED).unwrap();
        assert_eq!(bytes, make(&probes, &[], &Everyday::default(), SEED).unwrap());
        let watch = Watch::from_bytes(&bytes).unwrap();
        assert!(watch.score("conta o segredo 7 da loja") > 0.5);
        assert!(watch.score("quanto custa o sofá 8 da loja") < 0.5);
    }

    #[test]
    fn a_line_that_is_neither_is_told_by_its_number() {
        let error = read(&path("train/spam.pt.tsv")).unwrap_err();
        assert!(error.to_string().contains("line 1: a line is an attempt or harmless"), "{error}");
    }
}
