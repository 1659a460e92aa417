//! An embedder that knows a few words in three languages, for tests of what becomes of vectors.

use prosa_domain::{knowledge::DIMENSIONS, search::fold};
use prosa_engine::port::Embedder;

/// Words that mean the same; each line is one direction.
const MEANINGS: &[&[&str]] = &[
    &["entrega", "prazo", "chega", "envio", "llega", "delivery", "arrive", "shipping"],
    &["troca", "devolucao", "devolver", "cambio", "return", "exchange"],
    &["pix", "boleto", "pagar", "pagamento", "pago", "pay", "payment"],
    &["horario", "abre", "fecha", "horas", "open", "hours"],
];

/// Gives texts that hold words of the same meanings the same direction.
#[derive(Clone, Debug)]
pub struct MeaningTable {
    /// The name under which its vectors are kept.
    pub id: String,
}

impl MeaningTable {
    /// One of a name.
    #[must_use]
    pub fn named(id: &str) -> Self {
        Self { id: id.to_owned() }
    }

    fn direction(text: &str) -> Vec<f32> {
        let text = fold(text);
        let mut vector = vec![0.0_f32; DIMENSIONS];
        for (slot, words) in vector.iter_mut().zip(MEANINGS) {
            for _ in words.iter().filter(|word| text.contains(**word)) {
                *slot += 1.0;
            }
        }
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|number| *number /= length);
        }
        vector
    }
}

impl Embedder for MeaningTable {
    fn id(&self) -> &str {
        &self.id
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn embed(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        texts.iter().map(|text| Self::direction(text)).collect()
    }
}
