//! How lines are: learned from the provider's notices, asked every hour, listened to for unusual silence.

mod ask;
mod listen;
mod notice;
mod pace;
mod view;

pub use ask::{AskLine, AskLines};
pub use listen::ListenLines;
pub(crate) use notice::{HealthNote, learn};
pub(crate) use pace::seen_on_phone;
