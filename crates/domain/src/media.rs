//! Files of messages: what may be sent as what, what a file is, whether a browser may open it in the page, and when one
//! that could not be fetched is tried again.

pub mod fetch;
mod kind;

pub use kind::{
    BYTES_MAX, MediaKind, check_sticker, check_upload, disposition, known_type, settle_type, shows_in_page,
};
