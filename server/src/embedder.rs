//! The table of vectors inside the program, as knowledge asks for it.

use crate::reader::Enabled;
use prosa_classify::embed::Table;
use prosa_engine::port::{Embedder, NoEmbedder};
use std::sync::Arc;

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

/// What makes vectors: the shipped table, or nothing where the models inside are turned off.
pub(crate) fn embedder(enabled: Enabled) -> Arc<dyn Embedder> {
    match enabled {
        Enabled::No => Arc::new(NoEmbedder),
        Enabled::Yes => Arc::new(Shipped(Table::shipped())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::knowledge::DIMENSIONS;

    #[test]
    fn the_table_inside_fits_the_column_of_the_database_and_knows_what_is_near() {
        let embedder = embedder(Enabled::Yes);
        assert_eq!(embedder.dimensions(), DIMENSIONS);
        assert!(!embedder.id().is_empty());
        let made =
            embedder.embed(&["qual o prazo de entrega?", "quando chega meu pedido?", "vocês têm sofá azul?"]);
        let near =
            |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
        assert!(made.iter().all(|vector| (near(vector, vector) - 1.0).abs() < 1e-3));
        assert!(near(&made[0], &made[1]) > near(&made[0], &made[2]));
    }

    #[test]
    fn turned_off_nothing_makes_vectors() {
        assert!(embedder(Enabled::No).id().is_empty());
    }
}
