//! How a line is: what the provider tells of it, and whether its silence is unusual.

mod facts;
mod notice;
mod silence;

pub use facts::{About, Facts};
pub use notice::Notice;
pub use silence::{HourCount, Silence, WEEKS_MAX, silence};
