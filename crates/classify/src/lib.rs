//! The on-box classifier: reads intent, mood and language out of a customer's message, with no key and no network.
//!
//! One featuriser serves training and reading, so both see the same. Reading takes microseconds and sits inline in the
//! message path.

mod feature;
mod hash;
mod lexicon;
mod net;
mod num;
mod text;
mod token;
pub mod train;
