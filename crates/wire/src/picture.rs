//! Who reads the pictures of contacts, on its way to the settings.

use chrono::{DateTime, Utc};
use prosa_domain::id::ModelId;
use serde::{Deserialize, Serialize};

/// A model that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureModel {
    /// Its id.
    pub id: ModelId,
    /// What people call it, and its name at its provider.
    pub label: String,
}

/// Who reads pictures, and who may be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureReader {
    /// Models that are on, in the order they are asked for other things.
    pub models: Vec<PictureModel>,
    /// The chosen one; none when nobody reads pictures.
    pub chosen: Option<ModelId>,
    /// When somebody agreed that pictures leave, and the person's name; empty for one who is gone.
    pub agreed: Option<(DateTime<Utc>, String)>,
    /// Whether the caller may choose.
    pub may_manage: bool,
}

/// Whether somebody agreed that pictures leave as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They did.
    Given,
    /// They did not.
    Missing,
}
