//! The file of a table: safetensors with bytes (signed values moved up by 128) and a factor per row.

use super::{Table, WIDTH, feature::ROWS};
use crate::{file::ModelError, file::hex, num};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};

/// Layout this program reads.
const FORMAT: u32 = 1;
/// Where the description stands in the file.
const CARD: &str = "prosa-embed";
/// What a signed byte is moved up by.
const ZERO: u8 = 0x80;

/// What a table says about itself.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Card {
    format: u32,
    id: String,
    /// SHA-256 of what taught it, by file.
    taught_by: BTreeMap<String, String>,
}

/// Rounds a trained table to bytes and writes its file.
pub(crate) fn write(
    values: &[f32],
    idf: &[f32],
    taught_by: BTreeMap<String, String>,
) -> Result<Vec<u8>, ModelError> {
    let (mut cells, mut scale) = (Vec::with_capacity(values.len()), Vec::with_capacity(ROWS * 4));
    for row in values.chunks_exact(WIDTH) {
        let most = row.iter().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
        let unit = most / 127.0;
        cells.extend(row.iter().map(|value| num::byte(value / unit).cast_unsigned() ^ ZERO));
        scale.extend(unit.to_le_bytes());
    }
    let idf: Vec<u8> = idf.iter().map(|value| num::unsigned_byte(value * 16.0)).collect();
    let mut hash = Sha256::new();
    for bytes in [&cells, &scale, &idf] {
        hash.update(bytes);
    }
    let digest = hex(&hash.finalize());
    let id = format!("prosa-embed-{FORMAT}-{}", digest.get(..8).unwrap_or_default());
    let card = serde_json::to_string(&Card { format: FORMAT, id, taught_by })
        .map_err(|error| ModelError::Description(error.to_string()))?;
    let views = [
        ("cells", TensorView::new(Dtype::U8, vec![ROWS, WIDTH], &cells)?),
        ("idf", TensorView::new(Dtype::U8, vec![ROWS], &idf)?),
        ("scale", TensorView::new(Dtype::F32, vec![ROWS], &scale)?),
    ];
    // One entry only: the order of several would change from run to run.
    Ok(safetensors::serialize(views, Some(HashMap::from([(CARD.to_owned(), card)])))?)
}

/// Reads a file.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, ModelError> {
    let (_, about) = SafeTensors::read_metadata(bytes)?;
    let card = about.metadata().as_ref().and_then(|about| about.get(CARD));
    let card: Card = serde_json::from_str(card.ok_or_else(|| ModelError::Description("none".to_owned()))?)
        .map_err(|error| ModelError::Description(error.to_string()))?;
    if card.format != FORMAT {
        return Err(ModelError::Description(format!("layout {} is not known", card.format)));
    }
    let file = SafeTensors::deserialize(bytes)?;
    let part = |name: &'static str, dtype: Dtype, shape: &[usize]| {
        let tensor = file.tensor(name)?;
        if tensor.dtype() == dtype && tensor.shape() == shape {
            Ok(tensor)
        } else {
            Err(ModelError::Shape(name))
        }
    };
    let cells = part("cells", Dtype::U8, &[ROWS, WIDTH])?;
    let (scale, _) = part("scale", Dtype::F32, &[ROWS])?.data().as_chunks::<4>();
    Ok(Table {
        id: card.id,
        cells: cells.data().iter().map(|byte| (byte ^ ZERO).cast_signed()).collect(),
        scale: scale.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        idf: part("idf", Dtype::U8, &[ROWS])?.data().iter().map(|byte| f32::from(*byte) / 16.0).collect(),
    })
}
