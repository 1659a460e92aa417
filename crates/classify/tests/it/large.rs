//! Classifiers and embedders out of folders.

use crate::tiny::{self, Scratch, WIDTH, Weights};
use candle_core::{DType, Device, Tensor};
use prosa_classify::{
    embed::dot,
    large::{Embedder, LargeError, Reader},
};

const NORMS: [&str; 2] = ["weight", "bias"];
const INTENTS: [&str; 3] = ["pricing", "human", "other"];
const TEXTS: [&str; 3] = ["quanto custa", "quero falar com uma pessoa", "oi"];

fn folder(kind: &str, labels: &[&str], norms: [&str; 2]) -> Scratch {
    let folder = Scratch::new();
    tiny::classifier(&folder, kind, labels, norms);
    folder
}

#[test]
fn every_family_reads_alone_what_it_reads_in_a_batch_of_longer_texts() {
    for kind in ["bert", "distilbert", "xlm-roberta"] {
        let folder = folder(kind, &INTENTS, NORMS);
        let reader = Reader::open(&folder.0).unwrap();
        assert!(reader.reads_intents() && reader.version().starts_with(&format!("{kind}-")));
        let together = reader.read_all(&TEXTS).unwrap();
        for (text, opinion) in TEXTS.iter().zip(&together) {
            let alone = reader.read_all(&[text]).unwrap().remove(0);
            let (one, other) = (alone.intent.unwrap(), opinion.intent.unwrap());
            assert_eq!(one.id, other.id, "{kind} {text}");
            assert!((one.score - other.score).abs() < 1e-4, "{kind} {text}: padding was read");
            assert!((opinion.intents.iter().sum::<f32>() - 1.0).abs() < 1e-4);
            assert_eq!(opinion.mood, None);
        }
        assert!(together[0].intents != together[1].intents, "{kind}: every text reads the same");
    }
}

#[test]
fn stars_are_summed_to_moods() {
    let labels = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];
    let folder = folder("bert", &labels, NORMS);
    let reader = Reader::open(&folder.0).unwrap();
    assert!(!reader.reads_intents());
    let mood = reader.read_all(&["quanto custa"]).unwrap().remove(0).mood.unwrap();
    let sum = mood.scores.negative + mood.scores.neutral + mood.scores.positive;
    assert!((sum - 1.0).abs() < 1e-4);
    let best = mood.scores.negative.max(mood.scores.neutral).max(mood.scores.positive);
    assert!((mood.scores.of(mood.label) - best).abs() < 1e-6);
}

#[test]
fn names_of_layer_norms_in_old_checkpoints_are_understood() {
    let (new, old) = (folder("bert", &INTENTS, NORMS), folder("bert", &INTENTS, ["gamma", "beta"]));
    let read = |folder: &Scratch| Reader::open(&folder.0).unwrap().read_all(&TEXTS).unwrap();
    assert_eq!(read(&new), read(&old));
}

#[test]
fn a_text_longer_than_the_positions_is_cut_and_an_empty_one_is_read() {
    for kind in ["bert", "distilbert", "xlm-roberta"] {
        let folder = folder(kind, &INTENTS, NORMS);
        let long = "quero falar com uma pessoa ".repeat(40);
        assert_eq!(Reader::open(&folder.0).unwrap().read_all(&[&long, ""]).unwrap().len(), 2, "{kind}");
    }
}

#[test]
fn vectors_of_an_encoder_have_length_one_and_no_padding_in_them() {
    for kind in ["bert", "distilbert", "xlm-roberta"] {
        let folder = folder(kind, &INTENTS, NORMS);
        let embedder = Embedder::open(&folder.0).unwrap();
        assert_eq!(embedder.dimensions(), WIDTH);
        let together = embedder.embed(&TEXTS).unwrap();
        let alone = embedder.embed(&TEXTS[..1]).unwrap();
        assert!((dot(&together[0], &together[0]) - 1.0).abs() < 1e-4);
        assert!(dot(&together[0], &alone[0]) > 0.999, "{kind}");
        assert!(dot(&together[0], &together[1]) < 0.999, "{kind}");
    }
}

fn vectors(dtype: &str) -> Scratch {
    let folder = Scratch::new();
    folder.write("config.json", r#"{"model_type":"model2vec","normalize":true}"#);
    tiny::tokenizer(&folder);
    let mut rows = vec![0.0_f32; tiny::WORDS.len() * 2];
    (rows[9 * 2], rows[10 * 2 + 1], rows[11 * 2]) = (3.0, 4.0, -1.0);
    let shape = [tiny::WORDS.len(), 2];
    if dtype == "i8" {
        let bytes: Vec<u8> = rows.iter().map(|value| (*value as i8).cast_unsigned()).collect();
        let view =
            safetensors::tensor::TensorView::new(safetensors::Dtype::I8, shape.to_vec(), &bytes).unwrap();
        let file = safetensors::serialize([("embeddings", view)], None).unwrap();
        std::fs::write(folder.0.join("model.safetensors"), file).unwrap();
        return folder;
    }
    let mut weights = Weights::new(1);
    let table = Tensor::from_vec(rows, &shape, &Device::Cpu).unwrap();
    let dtype = if dtype == "f16" { DType::F16 } else { DType::F32 };
    weights.tensor("embeddings", table.to_dtype(dtype).unwrap());
    weights.save(&folder.0);
    folder
}

#[test]
fn a_table_of_word_vectors_gives_the_mean_of_what_it_knows() {
    for dtype in ["f32", "f16", "i8"] {
        let folder = vectors(dtype);
        let embedder = Embedder::open(&folder.0).unwrap();
        assert_eq!(embedder.dimensions(), 2);
        let read = embedder.embed(&["quanto custa", "quanto nunca", "nunca visto"]).unwrap();
        assert!((read[0][0] - 0.6).abs() < 1e-3 && (read[0][1] - 0.8).abs() < 1e-3, "{dtype}: {read:?}");
        assert_eq!(read[1], [1.0, 0.0], "{dtype}");
        assert_eq!(read[2], [0.0, 0.0], "{dtype}");
    }
}

#[test]
fn what_is_missing_or_strange_is_told_in_words() {
    let told = |folder: &Scratch| Reader::open(&folder.0).unwrap_err().to_string();
    let empty = Scratch::new();
    assert!(told(&empty).contains("has no config.json"), "{}", told(&empty));
    empty.write("config.json", "{");
    assert!(told(&empty).contains("config.json is not understood"), "{}", told(&empty));
    empty.write("config.json", r#"{"model_type":"llama"}"#);
    assert!(told(&empty).contains("\"llama\""), "{}", told(&empty));

    let whole = folder("bert", &["LABEL_0", "LABEL_1"], NORMS);
    assert!(told(&whole).contains("\"LABEL_0\""), "{}", told(&whole));

    let cut = folder("bert", &INTENTS, NORMS);
    std::fs::remove_file(cut.0.join("model.safetensors")).unwrap();
    assert!(told(&cut).contains("has no model.safetensors"), "{}", told(&cut));
    cut.write("pytorch_model.bin", "x");
    assert!(told(&cut).contains("convert them to safetensors"), "{}", told(&cut));
    cut.write("model.safetensors", "not a model");
    assert!(told(&cut).contains("weights cannot be used"), "{}", told(&cut));

    let other = folder("bert", &INTENTS, NORMS);
    let mut few = Weights::new(3);
    few.random("bert.embeddings.word_embeddings.weight", &[3, 2]);
    few.save(&other.0);
    assert!(matches!(Reader::open(&other.0), Err(LargeError::Weights(_))));

    let wordless = folder("bert", &INTENTS, NORMS);
    std::fs::remove_file(wordless.0.join("tokenizer.json")).unwrap();
    assert!(told(&wordless).contains("has no tokenizer.json"), "{}", told(&wordless));
}
