//! How much each neighbour counts.
//!
//! A row of weights belongs to one area; what the area counts for itself is never among them (statistics that count
//! it say so). Not here: who is a neighbour.

use super::neighbours::Neighbours;

/// How raw weights are brought to a common measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standardisation {
    /// Every neighbour counts 1.
    Binary,
    /// The weights of each area add up to 1 (an island's to 0).
    Row,
    /// All weights together add up to 1, each keeping its share.
    Double,
    /// Between row and binary: each row divided by the root of its sum of squares, all together made to add up
    /// to the number of areas. Tiefelsdorf, Griffith & Boots (1999), *Environment and Planning A* 31:165–180.
    VarianceStabilising,
}

/// Neighbours with a weight each.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    neighbours: Neighbours,
    /// One for each link, in the order of the neighbours.
    values: Vec<f64>,
}

/// Sums that moments of global statistics are made of (Cliff & Ord 1981, *Spatial Processes*).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums {
    /// Of all weights.
    pub s0: f64,
    /// Half the sum of (w_ij + w_ji)².
    pub s1: f64,
    /// Sum over areas of (sum of row + sum of column)².
    pub s2: f64,
}

impl Weights {
    /// Every neighbour counts 1.
    pub fn binary(neighbours: Neighbours) -> Weights {
        let values = vec![1.0; neighbours.links()];
        Weights { neighbours, values }
    }

    /// Each link weighed by a function of the area and its neighbour. What is no number, or below zero, counts 0.
    pub fn weighed(neighbours: Neighbours, weight: impl Fn(usize, usize) -> f64) -> Weights {
        let values =
            neighbours.pairs().map(|(i, j)| weight(i, j)).map(|w| if w.is_finite() { w.max(0.0) } else { 0.0 }).collect();
        Weights { neighbours, values }
    }

    /// Areas, with neighbours or without.
    pub fn len(&self) -> usize {
        self.neighbours.len()
    }

    pub fn is_empty(&self) -> bool {
        self.neighbours.is_empty()
    }

    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The neighbours of an area and their weights, side by side.
    pub fn of(&self, area: usize) -> (&[usize], &[f64]) {
        (self.neighbours.of(area), &self.values[self.neighbours.span(area)])
    }

    /// The weight of a neighbour; 0 of whoever is none.
    pub fn between(&self, area: usize, other: usize) -> f64 {
        let (others, weights) = self.of(area);
        others.binary_search(&other).map_or(0.0, |at| weights[at])
    }

    /// The weighted sum of what the neighbours of each area have: `values` in the order of the areas.
    pub fn lag(&self, values: &[f64]) -> Vec<f64> {
        (0..self.len()).map(|i| self.lag_of(i, values)).collect()
    }

    /// The same of one area.
    pub fn lag_of(&self, area: usize, values: &[f64]) -> f64 {
        let (others, weights) = self.of(area);
        others.iter().zip(weights).map(|(&j, w)| w * values[j]).sum()
    }

    /// The sum of the weights of each area.
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.len()).map(|i| self.of(i).1.iter().sum()).collect()
    }

    pub fn sums(&self) -> Sums {
        let rows = self.row_sums();
        let (mut columns, mut s1) = (vec![0.0; self.len()], 0.0);
        for ((i, j), w) in self.neighbours.pairs().zip(&self.values) {
            columns[j] += w;
            let back = self.between(j, i);
            // A link without one back is met once, the others from both sides.
            s1 += if back == 0.0 { w * w } else { (w + back).powi(2) / 2.0 };
        }
        Sums { s0: rows.iter().sum(), s1, s2: rows.iter().zip(&columns).map(|(r, c)| (r + c).powi(2)).sum() }
    }

    /// The weights in another measure. Zero everywhere stays so. Equal to the transforms `B`, `R`, `D` and `V` of
    /// `libpysal.weights.W` and to `B`, `W` and `S` of R `spdep::nb2listw` (whose `U` is our double).
    pub fn standardised(&self, way: Standardisation) -> Weights {
        let rows = |of: &dyn Fn(&[f64]) -> f64| -> Vec<f64> {
            let scaled = |i| {
                let (_, weights) = self.of(i);
                let by = of(weights);
                weights.iter().map(move |w| if by > 0.0 { w / by } else { 0.0 })
            };
            (0..self.len()).flat_map(scaled).collect()
        };
        let scaled_to = |values: Vec<f64>, goal: f64| -> Vec<f64> {
            let sum: f64 = values.iter().sum();
            values.iter().map(|w| if sum > 0.0 { w * goal / sum } else { 0.0 }).collect()
        };
        let values = match way {
            Standardisation::Binary => vec![1.0; self.values.len()],
            Standardisation::Row => rows(&|w| w.iter().sum()),
            Standardisation::Double => scaled_to(self.values.clone(), 1.0),
            Standardisation::VarianceStabilising => {
                let stable = rows(&|w| w.iter().map(|w| w * w).sum::<f64>().sqrt());
                scaled_to(stable, self.len() as f64)
            }
        };
        Weights { neighbours: self.neighbours.clone(), values }
    }

    /// The weights among some of the areas, in the order of `kept`, each named once. Links to others are gone: bring
    /// them to a common measure afterwards.
    pub fn among(&self, kept: &[usize]) -> Weights {
        let mut place = vec![None; self.len()];
        kept.iter().enumerate().filter(|(_, old)| **old < self.len()).for_each(|(new, &old)| place[old] = Some(new));
        let lists = kept.iter().map(|&old| match old < self.len() {
            true => self.neighbours.of(old).iter().filter_map(|&j| place[j]).collect(),
            false => Vec::new(),
        });
        let neighbours = Neighbours::from_lists(lists.collect());
        Weights::weighed(neighbours, |i, j| self.between(kept[i], kept[j]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain() -> Weights {
        Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0, 2], vec![1], vec![]]))
    }

    #[test]
    fn measures_keep_islands_at_zero() {
        let row = chain().standardised(Standardisation::Row);
        assert_eq!((row.of(1), row.of(3).1.len()), ((&[0, 2][..], &[0.5, 0.5][..]), 0));
        assert_eq!(row.lag(&[1.0, 2.0, 4.0, 9.0]), [2.0, 2.5, 2.0, 0.0]);
        assert_eq!(chain().sums(), Sums { s0: 4.0, s1: 8.0, s2: 24.0 });
        let none = Weights::weighed(chain().neighbours().clone(), |_, _| f64::NAN);
        assert!(none.standardised(Standardisation::VarianceStabilising).row_sums().iter().all(|s| *s == 0.0));
    }

    #[test]
    fn some_areas_keep_their_links_to_each_other() {
        let kept = chain().among(&[2, 1, 3]);
        assert_eq!((kept.of(0).0, kept.of(1).0, kept.neighbours().islands()), (&[1][..], &[0][..], vec![2]));
    }

    proptest! {
        #[test]
        fn sums_are_what_they_say(pairs in prop::collection::vec((0usize..9, 0usize..9, 0.01f64..5.0), 1..50)) {
            let raw = |i, j| pairs.iter().find(|p| (p.0, p.1) == (i, j)).map_or(0.0, |p| p.2);
            let neighbours = Neighbours::from_pairs(9, pairs.iter().map(|p| (p.0, p.1)));
            let w = Weights::weighed(neighbours, raw);
            let linked = (9 - w.neighbours().islands().len()) as f64;
            let sum = |way| w.standardised(way).row_sums().iter().sum::<f64>();
            prop_assert!((sum(Standardisation::Row) - linked).abs() < 1e-9, "row weights sum to the areas that have neighbours");
            let goals = if linked > 0.0 { (1.0, 9.0) } else { (0.0, 0.0) };
            prop_assert!((sum(Standardisation::Double) - goals.0).abs() < 1e-9);
            prop_assert!((sum(Standardisation::VarianceStabilising) - goals.1).abs() < 1e-9);
            let all: Vec<(usize, usize)> = (0..9).flat_map(|i| (0..9).map(move |j| (i, j))).collect();
            let s1: f64 = all.iter().map(|&(i, j)| (w.between(i, j) + w.between(j, i)).powi(2)).sum::<f64>() / 2.0;
            let line = |i: usize| (0..9).map(|j| w.between(i, j) + w.between(j, i)).sum::<f64>();
            let s2: f64 = (0..9).map(|i| line(i).powi(2)).sum();
            prop_assert!((w.sums().s1 - s1).abs() < 1e-9 && (w.sums().s2 - s2).abs() < 1e-9);
        }
    }
}
