//! Training: everything behind `prosa train` and the comparison with public sets.

mod bag;
pub(crate) mod chance;
pub(crate) mod data;
pub(crate) mod fit;
mod linear;
mod matrix;
pub mod public;
