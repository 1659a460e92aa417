//! Training: everything behind `prosa train` and the comparison with public sets.

mod bag;
pub(crate) mod chance;
pub mod compare;
pub mod cross;
pub mod data;
pub mod embed;
pub(crate) mod fit;
mod linear;
pub mod make;
mod matrix;
pub(crate) mod noise;
pub mod public;
pub mod recipe;
pub mod soft;
pub mod watch;
