//! What corrections do, and what they never do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;
use prosa_domain::{label::Scored, taught::HeadScore};
use std::sync::OnceLock;

fn model() -> &'static Arc<Model> {
    static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
    MODEL.get_or_init(|| Arc::new(Model::shipped().unwrap()))
}

fn example(text: &str, intent: Intent) -> Example {
    Example { text: text.to_owned(), intent, sentiment: model().read(text).sentiment.label }
}

fn taught(examples: &[(&str, Intent)]) -> (TenantHead, HeadScore) {
    let examples: Vec<Example> = examples.iter().map(|(text, intent)| example(text, *intent)).collect();
    learn(model(), &examples)
}

fn primary(head: &TenantHead, text: &str) -> Intent {
    head.read(model(), text).primary().id
}

#[test]
fn a_correction_changes_the_reading_of_the_like_message_and_not_of_unlike_ones() {
    for (said, like, intent) in [
        ("glow amanhã", "glow amanhã cedo", Intent::Scheduling),
        ("quero o peeling diamante", "oi quero o peeling diamante", Intent::Scheduling),
        ("faz bronzeamento com fita?", "faz bronzeamento com fita aí?", Intent::Pricing),
    ] {
        let none = TenantHead::default();
        let (head, _) = taught(&[(said, intent)]);
        assert_ne!(primary(&none, said), intent, "{said} was read so before");
        assert_eq!(primary(&head, said), intent, "{said}");
        assert_eq!(primary(&head, like), intent, "{like}");
        for unlike in [
            "cadê meu pedido que não chegou",
            "obrigada, um beijo",
            "quero cancelar a assinatura",
            "I want to talk to a person",
        ] {
            assert_eq!(primary(&head, unlike), primary(&none, unlike), "{unlike} after {said}");
        }
    }
}

#[test]
fn the_mood_is_learned_apart_from_the_intent() {
    let said = "ta de parabens viu";
    let before = model().read(said);
    let mood =
        if before.sentiment.label == Sentiment::Negative { Sentiment::Positive } else { Sentiment::Negative };
    let (head, _) =
        learn(model(), &[Example { text: said.to_owned(), intent: before.primary().id, sentiment: mood }]);
    let after = head.read(model(), said);
    assert_eq!(after.sentiment.label, mood);
    assert_eq!(after.primary().id, before.primary().id);
}

#[test]
fn confirming_what_the_model_reads_moves_nothing() {
    let said: Vec<Example> = score::lines()
        .step_by(5)
        .map(|(text, _)| (text, model().read(text)))
        .filter(|(_, read)| !read.abstained)
        .map(|(text, read)| example(text, read.primary().id))
        .collect();
    assert!(said.len() > 40);
    let (head, score) = learn(model(), &said);
    assert!(head.is_empty());
    assert_eq!((score.before.shipped, score.before.own), (score.before.count, score.before.count));
    assert_eq!((score.guard_moved, score.guard.shipped), (0, score.guard.own));
}

#[test]
fn a_few_wrong_corrections_do_not_wreck_a_class() {
    let wrong = [
        ("quanto custa?", Intent::Spam),
        ("qual o preço do corte", Intent::Spam),
        ("quanto fica o frete pra São Paulo", Intent::Spam),
        ("me passa o valor por favor", Intent::Spam),
        ("tem desconto à vista?", Intent::Spam),
    ];
    let (head, score) = taught(&wrong);
    let pricing: Vec<(&str, Intent)> =
        score::lines().filter(|(_, intent)| *intent == Intent::Pricing).collect();
    let right =
        |head: &TenantHead| pricing.iter().filter(|(text, intent)| primary(head, text) == *intent).count();
    let (before, after) = (right(&TenantHead::default()), right(&head));
    assert!(after * 10 >= before * 8, "{after} of {before} prices are still read as such");
    assert!(score.guard.own + 12 >= score.guard.shipped, "{:?}", score.guard);
}

#[test]
fn what_drifts_is_counted_by_the_guard() {
    let wrong: Vec<(&str, Intent)> = score::lines()
        .filter(|(_, intent)| *intent == Intent::Pricing)
        .map(|(text, _)| (text, Intent::Spam))
        .collect();
    let (_, score) = taught(&wrong);
    assert!(score.guard_moved >= 10, "{score:?}");
    assert!(score.guard.own < score.guard.shipped && score.is_adrift(), "{score:?}");
}

#[test]
fn whoever_wants_out_is_heard_whatever_was_taught() {
    let wrong = [
        ("sair", Intent::Spam),
        ("parar", Intent::Other),
        ("não quero mais receber mensagens", Intent::Greeting),
    ];
    let (head, _) = taught(&wrong);
    for (said, _) in wrong {
        let Scored { id, score } = head.read(model(), said).primary();
        assert!(id == Intent::OptOut && score >= 0.99, "{said}: {id:?} {score}");
    }
}

#[test]
fn the_company_own_words_are_learned_and_each_figure_has_its_count() {
    // A clinic calls its treatment by a name of its own; the model takes it for anything.
    let names = ["limpeza glow", "glow facial", "sessão glow", "pacote glow", "glow com a Bia"];
    let days = ["hoje", "amanhã", "no sábado", "terça cedo", "depois das seis"];
    let texts: Vec<String> =
        names.iter().flat_map(|name| days.iter().map(move |day| format!("{name} {day}"))).collect();
    let examples: Vec<Example> = texts.iter().map(|text| example(text, Intent::Scheduling)).collect();
    let (head, score) = learn(model(), &examples);
    assert_eq!((score.before.count, score.apart.count), (25, 25));
    assert!(score.apart.own > score.apart.shipped, "{:?}", score.apart);
    assert!(score.before.own > score.before.shipped, "{:?}", score.before);
    assert!(!score.is_adrift(), "{:?}", score.guard);
    assert_eq!(primary(&head, "glow facial no domingo"), Intent::Scheduling);
}

#[test]
fn the_guard_is_training_text_and_none_of_the_development_set() {
    let read = |folder: &str| -> Vec<String> {
        let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder);
        let files = std::fs::read_dir(place).unwrap().map(|file| file.unwrap().path());
        let all: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        all.iter()
            .flat_map(|text| text.lines())
            .filter_map(|line| line.split('\t').nth(3))
            .map(str::to_lowercase)
            .collect()
    };
    let (train, dev) = (read("train"), read("dev"));
    let guard: Vec<(&str, Intent)> = score::lines().collect();
    assert_eq!(guard.len(), 320);
    for (text, _) in &guard {
        let text = text.to_lowercase();
        assert!(train.contains(&text) && !dev.contains(&text), "{text}");
    }
    for intent in Intent::ALL {
        assert_eq!(guard.iter().filter(|(_, one)| one == intent).count(), 20, "{intent:?}");
    }
}

#[test]
fn more_examples_than_are_kept_stay_within_the_bound_of_bytes() {
    // Every sentence of the guard, taught as what it is not.
    let examples: Vec<Example> =
        score::lines().zip(0..).map(|((text, _), number)| example(text, Intent::ALL[number % 16])).collect();
    let mut head = TenantHead::default();
    for example in &examples {
        head.learn(model(), &model().look(&example.text), example);
    }
    assert!(head.rows.len() <= FEATURES_MAX);
    assert!(head.to_bytes().len() <= 4 + FEATURES_MAX * (8 + 4 * WIDTH));
    assert!(head.rows.len() > FEATURES_MAX / 2, "{}", head.rows.len());
}

#[test]
fn bytes_that_are_no_head_are_refused() {
    let (head, _) = taught(&[("qual a chave de vocês?", Intent::Payment)]);
    let bytes = head.to_bytes();
    assert_eq!(TenantHead::from_bytes(&bytes).unwrap(), head);
    assert_eq!(TenantHead::from_bytes(b"no"), Err(HeadError));
    assert_eq!(TenantHead::from_bytes(&bytes[..bytes.len() - 1]), Err(HeadError));
    let mut broken = bytes.clone();
    let last = broken.len() - 4;
    broken[last..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(TenantHead::from_bytes(&broken), Err(HeadError));
    assert!(head.version(model()).starts_with(&format!("{}+", model().version())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]
    #[test]
    fn the_same_examples_give_the_same_head_and_it_reads_back(
        picks in proptest::collection::vec((0_usize..320, 0_usize..16), 0..6),
    ) {
        let lines: Vec<(&str, Intent)> = score::lines().collect();
        let examples: Vec<Example> =
            picks.iter().map(|(line, intent)| example(lines[*line].0, Intent::ALL[*intent])).collect();
        let (head, score) = learn(model(), &examples);
        let (again, same) = learn(model(), &examples);
        prop_assert_eq!(head.to_bytes(), again.to_bytes());
        prop_assert_eq!(score, same);
        prop_assert_eq!(TenantHead::from_bytes(&head.to_bytes()).unwrap(), head);
    }
}
