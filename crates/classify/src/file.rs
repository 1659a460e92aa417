//! The file of a model: safetensors, with bytes for the big tables (signed values moved up by 128, as the format's readers
//! in candle know no signed bytes) and 32-bit numbers for the rest.

use crate::{
    choice::Choice,
    net::{Dense, Head, Net, Table},
    num,
    rules::Rules,
};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is not safetensors.
    #[error("the model cannot be read: {0}")]
    Format(#[from] safetensors::SafeTensorError),
    /// What the file says about itself is missing or not understood.
    #[error("the model's description cannot be read: {0}")]
    Description(String),
    /// A part has the wrong shape.
    #[error("the model's part {0} has the wrong shape")]
    Shape(&'static str),
}

/// What a model says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// How the file is laid out.
    pub format: u32,
    /// Name of these weights, stored with every label they give.
    pub version: String,
    /// SHA-256 of our own training text.
    pub data: String,
    /// SHA-256 of the recipe: settings, seed, word lists.
    pub recipe: String,
    /// SHA-256 of the public sets that taught it, by file.
    pub public: std::collections::BTreeMap<String, String>,
}

/// Layout this program reads.
const FORMAT: u32 = 2;
/// Where the description stands in the file.
const CARD: &str = "prosa";
/// What a signed byte is moved up by.
const ZERO: u8 = 0x80;

/// A model taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    pub(crate) net: Net,
    pub(crate) heads: Vec<Head>,
    pub(crate) rules: Rules,
    pub(crate) card: Card,
}

impl Parts {
    /// Writes the file; the version in its card becomes that of these weights, under the name of what they read.
    pub(crate) fn write(&mut self, name: &str) -> Result<Vec<u8>, ModelError> {
        let blobs = self.blobs();
        let mut hash = Sha256::new();
        for (name, _, _, bytes) in &blobs {
            hash.update(name.as_bytes());
            hash.update(bytes);
        }
        let digest = hex(&hash.finalize());
        self.card.format = FORMAT;
        self.card.version = format!("{name}-{FORMAT}-{}", digest.get(..8).unwrap_or_default());
        let card =
            serde_json::to_string(&self.card).map_err(|error| ModelError::Description(error.to_string()))?;
        let mut views = Vec::new();
        for (name, dtype, shape, bytes) in &blobs {
            views.push((*name, TensorView::new(*dtype, shape.clone(), bytes)?));
        }
        // One entry only: the order of several would change from run to run.
        let about = HashMap::from([(CARD.to_owned(), card)]);
        Ok(safetensors::serialize(views, Some(about))?)
    }

    fn blobs(&self) -> Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)> {
        let net = &self.net;
        let float = |name, shape: Vec<usize>, values: &[f32]| {
            (
                name,
                Dtype::F32,
                shape,
                values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>(),
            )
        };
        let table = |name, table: &Table| {
            let bytes = table.cells.iter().map(|cell| cell.cast_unsigned() ^ ZERO).collect::<Vec<u8>>();
            (name, Dtype::U8, vec![bytes.len() / table.width.max(1), table.width], bytes)
        };
        let features: Vec<u8> = net.choice.ids().flat_map(u32::to_le_bytes).collect();
        let idf: Vec<u8> = net.idf.iter().map(|value| num::unsigned_byte(value * 16.0)).collect();
        let weights: Vec<f32> =
            self.heads.iter().flat_map(|head| [head.linear_weight, head.bag_weight]).collect();
        let dense = |layer: &Dense| vec![layer.bias.len(), layer.width];
        vec![
            ("features", Dtype::U32, vec![net.choice.rows()], features),
            ("idf", Dtype::U8, vec![idf.len()], idf),
            table("linear", &net.linear),
            float("linear.scale", vec![net.linear.width], &net.linear.scale),
            float("linear.bias", vec![net.linear_bias.len()], &net.linear_bias),
            table("bag", &net.bag),
            float("bag.scale", vec![net.bag.width], &net.bag.scale),
            float("hidden.weight", dense(&net.hidden), &net.hidden.by_output()),
            float("hidden.bias", vec![net.hidden.bias.len()], &net.hidden.bias),
            float("out.weight", dense(&net.out), &net.out.by_output()),
            float("out.bias", vec![net.out.bias.len()], &net.out.bias),
            float("heads", vec![self.heads.len(), 2], &weights),
            float("lift", vec![self.rules.lift.len()], &self.rules.lift),
            float("primary", vec![self.rules.primary.len()], &self.rules.primary),
            float("beside", vec![self.rules.beside.len()], &self.rules.beside),
        ]
    }

    /// Reads a file whose heads stand as `places` tells.
    pub(crate) fn read(bytes: &[u8], places: &[Head]) -> Result<Self, ModelError> {
        let (_, about) = SafeTensors::read_metadata(bytes)?;
        let card = about.metadata().as_ref().and_then(|about| about.get(CARD));
        let card: Card =
            serde_json::from_str(card.ok_or_else(|| ModelError::Description("none".to_owned()))?)
                .map_err(|error| ModelError::Description(error.to_string()))?;
        if card.format != FORMAT {
            return Err(ModelError::Description(format!("layout {} is not known", card.format)));
        }
        let file = SafeTensors::deserialize(bytes)?;
        let net = Net {
            choice: choice(&file)?,
            idf: file.tensor("idf")?.data().iter().map(|byte| f32::from(*byte) / 16.0).collect(),
            linear: table(&file, "linear", "linear.scale")?,
            linear_bias: floats(&file, "linear.bias")?,
            bag: table(&file, "bag", "bag.scale")?,
            hidden: dense(&file, "hidden.weight", "hidden.bias")?,
            out: dense(&file, "out.weight", "out.bias")?,
        };
        let weights = floats(&file, "heads")?;
        let mut heads = places.to_vec();
        for (head, pair) in heads.iter_mut().zip(weights.chunks_exact(2)) {
            if let [linear, bag] = pair {
                (head.linear_weight, head.bag_weight) = (*linear, *bag);
            }
        }
        let rules = Rules {
            lift: floats(&file, "lift")?,
            primary: floats(&file, "primary")?,
            beside: floats(&file, "beside")?,
        };
        let parts = Self { net, heads, rules, card };
        parts.check(weights.len())?;
        Ok(parts)
    }

    /// Whether the parts fit together.
    fn check(&self, weights: usize) -> Result<(), ModelError> {
        let net = &self.net;
        let features = net.choice.rows();
        let labels = self.heads.first().map_or(0, |head| head.labels);
        let linear: usize =
            self.heads.iter().filter(|head| head.linear.is_some()).map(|head| head.labels).sum();
        let out: usize = self.heads.iter().map(|head| head.labels).sum();
        let rules = [&self.rules.lift, &self.rules.primary, &self.rules.beside];
        let checks = [
            ("idf", net.idf.len() == features),
            ("linear", net.linear.width == linear && net.linear.cells.len() == features * linear),
            ("linear.scale", net.linear.scale.len() == linear && net.linear_bias.len() == linear),
            ("bag", net.bag.cells.len() == features * net.bag.width && net.bag.scale.len() == net.bag.width),
            ("hidden", net.hidden.width == net.bag.width && net.hidden.is_whole()),
            ("out", net.out.width == net.bag.width + net.hidden.bias.len() && net.out.is_whole()),
            ("out.bias", net.out.bias.len() == out),
            ("heads", weights == self.heads.len() * 2),
            ("rules", rules.iter().all(|rule| rule.len() == labels)),
        ];
        match checks.iter().find(|(_, holds)| !holds) {
            Some((part, _)) => Err(ModelError::Shape(part)),
            None => Ok(()),
        }
    }
}

fn floats(file: &SafeTensors<'_>, name: &'static str) -> Result<Vec<f32>, ModelError> {
    let tensor = file.tensor(name)?;
    if tensor.dtype() != Dtype::F32 {
        return Err(ModelError::Shape(name));
    }
    let (numbers, _) = tensor.data().as_chunks::<4>();
    Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

fn choice(file: &SafeTensors<'_>) -> Result<Choice, ModelError> {
    let tensor = file.tensor("features")?;
    if tensor.dtype() != Dtype::U32 {
        return Err(ModelError::Shape("features"));
    }
    let (ids, _) = tensor.data().as_chunks::<4>();
    let ids: Vec<u32> = ids.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    Choice::of(&ids).ok_or(ModelError::Shape("features"))
}

fn table(file: &SafeTensors<'_>, name: &'static str, scale: &'static str) -> Result<Table, ModelError> {
    let tensor = file.tensor(name)?;
    match (tensor.dtype(), tensor.shape()) {
        (Dtype::U8, [_, width]) => Ok(Table {
            width: *width,
            cells: tensor.data().iter().map(|byte| (byte ^ ZERO).cast_signed()).collect(),
            scale: floats(file, scale)?,
        }),
        _ => Err(ModelError::Shape(name)),
    }
}

fn dense(file: &SafeTensors<'_>, weight: &'static str, bias: &'static str) -> Result<Dense, ModelError> {
    match file.tensor(weight)?.shape() {
        [_, width] => Ok(Dense::new(*width, &floats(file, weight)?, floats(file, bias)?)),
        _ => Err(ModelError::Shape(weight)),
    }
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
