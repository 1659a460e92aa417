//! The parts of the screen. A message kind gets its own `bubble_<kind>` here and one arm in [`bubble`].

pub mod bubble;
pub mod bubble_answer;
pub mod bubble_ask;
pub mod bubble_contacts;
pub mod bubble_document;
pub mod bubble_media;
pub mod bubble_note;
pub mod bubble_order;
pub mod bubble_picture;
pub mod bubble_place;
pub mod bubble_sound;
pub mod bubble_template;
pub mod bubble_text;
pub mod card;
pub mod failure;
pub mod format;
pub mod heard;
pub mod map;
pub mod quote;
pub mod reaction;
pub mod referral;
#[cfg(any(test, feature = "showcase"))]
pub mod sample;
#[cfg(test)]
mod snapshot;
pub mod stamp;
pub mod viewer;
pub mod wave;
