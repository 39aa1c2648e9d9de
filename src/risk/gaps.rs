//! Areas of which an indicator says nothing.

use crate::base::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands in for a value that is missing. Whatever does, the area's reliability counts the
/// indicator as not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gaps {
    /// Nothing: the indicator's weight goes to its siblings.
    #[default]
    Exclude,
    /// The mean of the areas that touch it.
    Neighbours,
    /// The mean of the areas under the same parent.
    Parent,
    /// Nothing, and the area gets no index.
    Required,
}

/// What lies around each area, by its position. May be empty where nothing is filled from around.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The areas that touch it.
    pub neighbours: Vec<Vec<usize>>,
    /// The position of its parent; areas with the same parent are siblings.
    pub parents: Vec<Option<usize>>,
}

impl Gaps {
    pub fn label(self) -> Text {
        match self {
            Gaps::Exclude => Text::default(),
            Gaps::Neighbours => Text::new("lacunes comblées par les voisines", "gaps filled from neighbours"),
            Gaps::Parent => Text::new("lacunes comblées par l’unité supérieure", "gaps filled from the unit above"),
            Gaps::Required => Text::new("indispensable : sans lui, pas d’indice", "required: without it, no index"),
        }
    }

    /// The values with gaps filled, in area order; known values never change. A gap with nothing
    /// known around it stays.
    pub fn fill(self, values: &[Option<f64>], around: &Surroundings) -> Vec<Option<f64>> {
        let mut of_parent: BTreeMap<usize, (f64, u32)> = BTreeMap::new();
        for (value, parent) in values.iter().zip(&around.parents) {
            let Some(parent) = *parent else { continue };
            let (sum, n) = of_parent.entry(parent).or_default();
            (*sum, *n) = value.map_or((*sum, *n), |v| (*sum + v, *n + 1));
        }
        let filled = |i: usize| match self {
            Gaps::Exclude | Gaps::Required => None,
            Gaps::Neighbours => {
                let known = around.neighbours.get(i).into_iter().flatten().filter_map(|&j| values[j]);
                mean(known.fold((0.0, 0), |(sum, n), v| (sum + v, n + 1)))
            }
            Gaps::Parent => around.parents.get(i).copied().flatten().and_then(|parent| mean(of_parent[&parent])),
        };
        values.iter().enumerate().map(|(i, value)| value.or_else(|| filled(i))).collect()
    }
}

fn mean((sum, n): (f64, u32)) -> Option<f64> {
    (n > 0).then(|| sum / f64::from(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_filled_from_what_was_known_and_an_island_stays() {
        let values = [Some(1.0), None, Some(5.0), None, None];
        let around = &Surroundings {
            neighbours: vec![vec![1], vec![0, 2], vec![1, 3], vec![2], vec![]],
            parents: [0, 0, 1, 1, 2].map(Some).to_vec(),
        };
        assert_eq!(Gaps::Neighbours.fill(&values, around), [Some(1.0), Some(3.0), Some(5.0), Some(5.0), None]);
        assert_eq!(Gaps::Parent.fill(&values, around), [Some(1.0), Some(1.0), Some(5.0), Some(5.0), None]);
        assert_eq!(Gaps::Exclude.fill(&values, around), values);
        assert_eq!(Gaps::Neighbours.fill(&values, &Surroundings::default()), values);
    }
}
