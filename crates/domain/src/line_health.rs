//! How a line is: whether its silence is unusual.

mod silence;

pub use silence::{HourCount, Silence, silence};
