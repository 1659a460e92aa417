//! Embeddings: a sentence as 96 numbers of length 1, near those of sentences that mean the same, in three languages.
//!
//! A hashed table of rows, summed by weight: no network layer, no tokens file, microseconds a sentence. It is trained by
//! [`crate::train::embed`] and shipped in `model/embed.safetensors`.

pub(crate) mod feature;
pub(crate) mod file;

use crate::file::ModelError;
use feature::{Features, Weighed};
use std::{cell::RefCell, sync::LazyLock};

/// Numbers of an embedding.
pub const WIDTH: usize = 96;

/// The weights in the program.
const SHIPPED: &[u8] = include_bytes!("../model/embed.safetensors");

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| Table::from_bytes(SHIPPED).ok());
static NONE: LazyLock<Table> = LazyLock::new(Table::default);

/// A table ready to embed. Sharing one between threads is free of waiting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Name of these weights.
    id: String,
    /// Values moved to bytes, row by row.
    cells: Vec<i8>,
    /// What a cell of a row counts.
    scale: Vec<f32>,
    /// How rare each row is.
    idf: Vec<f32>,
}

thread_local! {
    /// A thread embeds one sentence after the other.
    static BUFFERS: RefCell<(Features, Vec<Weighed>)> = RefCell::default();
}

impl Table {
    /// The table that comes with the program. Were its file not understood (a test holds that it is), the table would be
    /// empty, its id too, and every embedding zero.
    #[must_use]
    pub fn shipped() -> &'static Self {
        TABLE.as_ref().unwrap_or_else(|| &NONE)
    }

    /// A table out of the bytes of its file.
    ///
    /// # Errors
    /// [`ModelError`] when they are no table of a known layout.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        file::read(bytes)
    }

    /// Bytes of the shipped file.
    #[must_use]
    pub const fn shipped_bytes() -> &'static [u8] {
        SHIPPED
    }

    /// Name of the weights, to be stored beside every vector: vectors of different names cannot be compared.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Numbers of a vector.
    #[must_use]
    pub const fn dimensions(&self) -> usize {
        WIDTH
    }

    /// Embeds texts, in order. A vector has length 1; that of a text without a word, a number or an emoji is all zero.
    #[must_use]
    pub fn embed(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        BUFFERS.with_borrow_mut(|(features, weighed)| {
            texts
                .iter()
                .map(|text| {
                    features.read(text, &self.idf, weighed);
                    self.sum(weighed)
                })
                .collect()
        })
    }

    fn sum(&self, weighed: &[Weighed]) -> Vec<f32> {
        let mut sum = vec![0.0_f32; WIDTH];
        for (row, weight) in weighed {
            let row = crate::num::index(*row);
            let cells = self.cells.get(row * WIDTH..(row + 1) * WIDTH).unwrap_or_default();
            let unit = weight * self.scale.get(row).copied().unwrap_or_default();
            for (sum, cell) in sum.iter_mut().zip(cells) {
                *sum += unit * f32::from(*cell);
            }
        }
        unit(&mut sum);
        sum
    }
}

/// Scales a vector to length 1; one of zeros stays.
pub(crate) fn unit(vector: &mut [f32]) -> f32 {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
    length
}

/// The cosine of two vectors of length 1.
#[must_use]
pub fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (ones, ones_rest) = one.as_chunks::<8>();
    let (others, others_rest) = other.as_chunks::<8>();
    for (one, other) in ones.iter().zip(others) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    let rest: f32 = ones_rest.iter().zip(others_rest).map(|(one, other)| one * other).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn near(one: &str, other: &str) -> f32 {
        let vectors = Table::shipped().embed(&[one, other]);
        dot(&vectors[0], &vectors[1])
    }

    #[test]
    fn the_shipped_table_fits_its_bounds_and_names_its_weights() {
        assert!(Table::shipped_bytes().len() <= 4_000_000);
        let table = Table::from_bytes(Table::shipped_bytes()).unwrap();
        assert_eq!(&table, Table::shipped());
        assert!(table.id().starts_with("prosa-embed-1-"), "{}", table.id());
        assert_eq!(table.dimensions(), 96);
    }

    #[test]
    fn vectors_have_length_one_and_nothing_becomes_zeros() {
        for vector in Table::shipped().embed(&["oi", "qual o prazo de entrega?", "👍", "12345"]) {
            assert_eq!(vector.len(), WIDTH);
            assert!((dot(&vector, &vector) - 1.0).abs() < 1e-4);
        }
        assert!(Table::shipped().embed(&["", " ?! "]).concat().iter().all(|value| *value == 0.0));
    }

    #[test]
    fn a_paraphrase_or_translation_lies_nearer_than_another_matter() {
        let triples = [
            ("qual o horário de funcionamento?", "que horas vocês abrem?", "meu cartão foi recusado"),
            ("quero cancelar meu pedido", "I want to cancel my order", "que horas vocês abrem?"),
            ("quanto custa a entrega?", "¿cuánto cuesta el envío?", "adorei o atendimento de vocês"),
            ("me lembra da reunião amanhã", "remind me about the meeting tomorrow", "toca uma música"),
            ("vc tem em estoque?", "você tem em estoque?", "vc pode me ligar?"),
            ("vai chover amanhã?", "will it rain tomorrow?", "play some music"),
        ];
        for (one, same, unlike) in triples {
            assert!(near(one, same) > near(one, unlike), "{one}: {} {}", near(one, same), near(one, unlike));
        }
    }

    #[test]
    fn embedding_many_gives_what_embedding_one_by_one_gives() {
        let texts = ["cadê meu pedido", "", "hola", "can I talk to a person?"];
        let one_by_one: Vec<Vec<f32>> =
            texts.iter().flat_map(|text| Table::shipped().embed(&[text])).collect();
        assert_eq!(Table::shipped().embed(&texts), one_by_one);
    }

    #[test]
    fn bytes_that_are_no_table_are_refused() {
        assert!(Table::from_bytes(b"no").is_err());
        assert!(matches!(Table::from_bytes(crate::Model::shipped_bytes()), Err(ModelError::Description(_))));
    }
}
