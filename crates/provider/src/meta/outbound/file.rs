//! Files and places.

use super::set;
use prosa_domain::message::content::{Media, Point, Voice};
use serde_json::{Value, json};

/// What may stand beside a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileShape {
    /// A caption.
    Captioned,
    /// A caption and a name.
    Named,
    /// The mark of a voice note.
    Sound,
    /// Nothing.
    Bare,
}

/// A file by Meta's id; none when it was not brought there.
pub(super) fn object(shape: FileShape, media: &Media) -> Option<Value> {
    if media.media_id.is_empty() {
        return None;
    }
    let mut object = json!({ "id": media.media_id });
    match shape {
        FileShape::Captioned => set(&mut object, "caption", &media.caption),
        FileShape::Named => {
            set(&mut object, "caption", &media.caption);
            set(&mut object, "filename", &media.file_name);
        }
        FileShape::Sound => {
            if let (Voice::Note, Some(map)) = (media.voice, object.as_object_mut()) {
                map.insert("voice".to_owned(), true.into());
            }
        }
        FileShape::Bare => {}
    }
    Some(object)
}

/// A place; none when its point is none.
pub(super) fn place(point: &Point, name: &str, address: &str) -> Option<Value> {
    let (latitude, longitude) = point.degrees()?;
    let mut object = json!({ "latitude": latitude, "longitude": longitude });
    set(&mut object, "name", name);
    set(&mut object, "address", address);
    Some(object)
}
