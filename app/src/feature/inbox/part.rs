//! The parts of the screen. A message kind gets its own `bubble_<kind>` here and one arm in [`bubble`].

pub mod bubble;
pub mod bubble_card;
pub mod bubble_file;
pub mod bubble_note;
pub mod bubble_text;
pub mod failure;
pub mod format;
pub mod kind;
pub mod map;
pub mod quote;
pub mod reaction;
pub mod stamp;
pub mod wave;
