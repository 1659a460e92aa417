//! Linear heads: for each label a support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al.,
//! "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).

use super::{chance::Chance, matrix::Matrix};
use crate::num;

/// Settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linear {
    /// What an error costs.
    pub(crate) cost: f32,
    /// Rounds over the rows at most.
    pub(crate) rounds: usize,
}

/// A label's weights and constant.
pub(crate) struct Separator {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: f32,
}

/// Below this a round has changed nothing worth another.
const STILL: f32 = 0.02;

impl Linear {
    /// Separates the rows that carry a label from the others. `importance` scales the cost of each row.
    pub(crate) fn separate(
        &self,
        rows: &Matrix,
        chosen: &[(usize, bool, f32)],
        chance: &mut Chance,
    ) -> Separator {
        let mut machine = Machine { weights: vec![0.0; rows.features()], bias: 0.0 };
        let mut duals = vec![0.0_f32; chosen.len()];
        let squares: Vec<f32> = chosen
            .iter()
            .map(|(row, _, importance)| {
                let length: f32 = rows.row(*row).iter().map(|(_, weight)| weight * weight).sum();
                length + 1.0 + 0.5 / (self.cost * importance)
            })
            .collect();
        let mut order: Vec<usize> = (0..chosen.len()).collect();
        for _ in 0..self.rounds {
            chance.shuffle(&mut order);
            let mut most = 0.0_f32;
            for position in &order {
                let (Some((row, is_label, importance)), Some(dual), Some(square)) =
                    (chosen.get(*position), duals.get_mut(*position), squares.get(*position))
                else {
                    continue;
                };
                let sign = if *is_label { 1.0 } else { -1.0 };
                let row = rows.row(*row);
                let gradient = sign * machine.score(row) - 1.0 + *dual * 0.5 / (self.cost * importance);
                let projected = if *dual <= 0.0 { gradient.min(0.0) } else { gradient };
                if projected.abs() < 1e-4 {
                    continue;
                }
                most = most.max(projected.abs());
                let before = *dual;
                *dual = (before - gradient / square).max(0.0);
                machine.step(row, (*dual - before) * sign);
            }
            if most < STILL {
                break;
            }
        }
        Separator { weights: machine.weights, bias: machine.bias }
    }
}

struct Machine {
    weights: Vec<f32>,
    bias: f32,
}

impl Machine {
    fn score(&self, row: &[(u32, f32)]) -> f32 {
        let mut sum = self.bias;
        for (id, value) in row {
            sum += value * self.weights.get(num::index(*id)).copied().unwrap_or_default();
        }
        sum
    }

    fn step(&mut self, row: &[(u32, f32)], by: f32) {
        for (id, value) in row {
            if let Some(weight) = self.weights.get_mut(num::index(*id)) {
                *weight += value * by;
            }
        }
        self.bias += by;
    }
}
