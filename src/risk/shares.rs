//! One mean split among its parts, so that what the parts are given adds up to it.
//!
//! Sources: Shapley (1953), *A value for n-person games*; Shorrocks (2013), *Decomposition
//! procedures for distributional analysis*, Journal of Economic Inequality 11. Not here: how shares
//! are handed down a tree.

use super::aggregation::Aggregation;
use crate::base::{Random, Text};

/// One part of a mean: its weight, its score, and the score it would have in the mean area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portion {
    pub weight: f64,
    pub score: f64,
    pub mean: f64,
}

/// Parts for which every order of them is looked at; beyond, orders are drawn.
const EXACT: usize = 12;
/// Orders that are drawn, each with its reverse.
const ORDERS: usize = 256;

impl Aggregation {
    /// Whether the mean is a sum to which each part adds its own share, whatever the others are.
    pub(super) fn is_sum(self) -> bool {
        matches!(self, Aggregation::Arithmetic | Aggregation::Geometric)
    }

    /// How a mean of this kind is split among its parts.
    pub fn split_label(self) -> Text {
        match self {
            Aggregation::Arithmetic => Text::new(
                "moyenne arithmétique : chaque part vaut son poids fois sa note",
                "arithmetic mean: each part counts its weight times its score",
            ),
            Aggregation::Geometric => Text::new(
                "moyenne géométrique : la note est partagée comme son logarithme, poids × ln(1 + 0,9 × note)",
                "geometric mean: the score is shared as its logarithm is, weight × ln(1 + 0.9 × score)",
            ),
            other => {
                let label = other.label();
                Text::new(
                    format!(
                        "{} : valeur de Shapley, c'est-à-dire ce que chaque part change en moyenne quand elle passe de l'unité moyenne à celle-ci",
                        label.fr
                    ),
                    format!(
                        "{}: Shapley value, that is what each part changes on average when it goes from the mean area to this one",
                        label.en
                    ),
                )
            }
        }
    }

    /// What each part adds to the mean of a kind that [is a sum](Self::is_sum); all zero where the mean is zero.
    pub(super) fn sums(self, parts: &[Portion]) -> Vec<f64> {
        let Some(mean) = self.of(parts.iter().map(|p| (p.weight, p.score))) else { return Vec::new() };
        let shares: Vec<f64> = parts.iter().map(|p| p.weight * self.inward(p.score)).collect();
        let all: f64 = shares.iter().sum();
        shares.iter().map(|s| if all > 0.0 { mean * s / all } else { 0.0 }).collect()
    }

    /// What each part adds to the difference between the mean of the scores and that of the mean
    /// area: their Shapley values. Up to twelve parts exactly; beyond, over orders drawn with a fixed seed, which
    /// add up exactly too.
    pub(super) fn differences(self, parts: &[Portion]) -> Vec<f64> {
        let weight: f64 = parts.iter().map(|p| p.weight).sum();
        if self == Aggregation::Arithmetic {
            return parts.iter().map(|p| p.weight * (p.score - p.mean) / weight).collect();
        }
        let game = Game { how: self, parts, weight };
        if parts.len() <= EXACT { game.exact() } else { game.drawn() }
    }
}

/// The mean as a function of which parts are those of the area, the others being those of the mean area.
struct Game<'a> {
    how: Aggregation,
    parts: &'a [Portion],
    weight: f64,
}

impl Game<'_> {
    /// What a part brings into the total: what is averaged of it, or itself where the worst counts.
    fn brought(&self, part: &Portion, score: f64) -> f64 {
        if self.how == Aggregation::Worst { score } else { part.weight * self.how.inward(score) }
    }

    /// Two totals together. Nothing is ever taken away again: a score of zero may bring minus infinity.
    fn with(&self, a: f64, b: f64) -> f64 {
        if self.how == Aggregation::Worst { a.max(b) } else { a + b }
    }

    fn value(&self, total: f64) -> f64 {
        let score = if self.how == Aggregation::Worst { total } else { self.how.outward(total / self.weight) };
        score.clamp(0.0, 10.0)
    }

    fn exact(&self) -> Vec<f64> {
        let n = self.parts.len();
        let totals = |score: fn(&Portion) -> f64| {
            let mut totals = vec![0.0; 1 << n];
            for set in 1..1usize << n {
                let part = &self.parts[set.trailing_zeros() as usize];
                totals[set] = self.with(totals[set & (set - 1)], self.brought(part, score(part)));
            }
            totals
        };
        let (own, mean) = (totals(|p| p.score), totals(|p| p.mean));
        let last = (1 << n) - 1;
        let values: Vec<f64> = (0..=last).map(|set: usize| self.value(self.with(own[set], mean[last ^ set]))).collect();
        // How often a set of this size comes just before a part: s! (n − 1 − s)! / n!.
        let mut often = vec![1.0 / n as f64; n];
        for size in 1..n {
            often[size] = often[size - 1] * size as f64 / (n - size) as f64;
        }
        (0..n)
            .map(|k| {
                let without = (0..=last).filter(|set| set & (1 << k) == 0);
                without.map(|set| often[set.count_ones() as usize] * (values[set | 1 << k] - values[set])).sum()
            })
            .collect()
    }

    fn drawn(&self) -> Vec<f64> {
        let n = self.parts.len();
        let (mut random, mut given) = (Random::new(1), vec![0.0; n]);
        let mut order: Vec<usize> = (0..n).collect();
        for _ in 0..ORDERS {
            for i in (1..n).rev() {
                order.swap(i, random.below(i + 1));
            }
            for order in [order.clone(), order.iter().rev().copied().collect()] {
                // Totals of the mean area's parts from each place to the end.
                let mut rest = vec![0.0; n + 1];
                for (place, &k) in order.iter().enumerate().rev() {
                    rest[place] = self.with(rest[place + 1], self.brought(&self.parts[k], self.parts[k].mean));
                }
                let (mut own, mut before) = (0.0, self.value(rest[0]));
                for (place, &k) in order.iter().enumerate() {
                    own = self.with(own, self.brought(&self.parts[k], self.parts[k].score));
                    let now = self.value(self.with(own, rest[place + 1]));
                    given[k] += (now - before) / (2 * ORDERS) as f64;
                    before = now;
                }
            }
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn portion(weight: f64, score: f64, mean: f64) -> Portion {
        Portion { weight, score, mean }
    }

    #[test]
    fn worked_by_hand() {
        // Weights 1 and 3, scores 8 and 4: (8 + 3 · 4) / 4 = 5 = 2 + 3.
        let parts = [portion(1.0, 8.0, 2.0), portion(3.0, 4.0, 2.0)];
        assert_eq!(Aggregation::Arithmetic.sums(&parts), [2.0, 3.0]);
        // Equal weights, scores 0 and 10: √(1 · 10) = 3.1623, (3.1623 − 1) / 0.9 = 2.4025, all of it by the second.
        let geometric = Aggregation::Geometric.sums(&[portion(1.0, 0.0, 5.0), portion(1.0, 10.0, 5.0)]);
        assert!(geometric[0] == 0.0 && (geometric[1] - (10.0_f64.sqrt() - 1.0) / 0.9).abs() < 1e-12);
        // The worst of (8, 6) against (3, 5): alone the first brings 8 − 5 = 3 or 8 − 6 = 2, the second 6 − 5 = 1 or 0.
        let worst = Aggregation::Worst.differences(&[portion(1.0, 8.0, 3.0), portion(1.0, 6.0, 5.0)]);
        assert_eq!(worst, [2.5, 0.5]);
        // A product with a zero: √(0 · 9) − √(4 · 4) = −4. The zero takes √(4 · 4) or √(4 · 9) away, the nine adds 2 or nothing.
        let product = Aggregation::Product.differences(&[portion(1.0, 0.0, 4.0), portion(1.0, 9.0, 4.0)]);
        assert!((product[0] + 5.0).abs() < 1e-12 && (product[1] - 1.0).abs() < 1e-12, "{product:?}");
    }

    #[test]
    fn a_mean_of_zero_is_nobodys() {
        let zeros = [portion(1.0, 0.0, 3.0), portion(2.0, 0.0, 3.0)];
        assert_eq!(Aggregation::Arithmetic.sums(&zeros), [0.0, 0.0]);
        assert_eq!(Aggregation::Geometric.sums(&zeros), [0.0, 0.0]);
        assert!(Aggregation::Geometric.sums(&[]).is_empty() && Aggregation::Worst.differences(&[]).is_empty());
    }

    fn parts(most: usize) -> impl Strategy<Value = Vec<Portion>> {
        let score = || prop_oneof![Just(0.0), Just(10.0), 0.0..10.0f64];
        proptest::collection::vec((0.01..5.0f64, score(), score()).prop_map(|(w, s, m)| portion(w, s, m)), 1..most)
    }

    proptest! {
        #[test]
        fn shares_add_up_whatever_the_mean_and_however_many_parts(parts in parts(20)) {
            for how in Aggregation::ALL {
                let mean = |score: fn(&Portion) -> f64| how.of(parts.iter().map(|p| (p.weight, score(p)))).unwrap();
                let (own, of_mean) = (mean(|p| p.score), mean(|p| p.mean));
                let sum: f64 = how.differences(&parts).iter().sum();
                prop_assert!((sum - (own - of_mean)).abs() < 1e-9, "{how:?}: {sum} {own} {of_mean}");
                if how.is_sum() {
                    let sum: f64 = how.sums(&parts).iter().sum();
                    prop_assert!((sum - own).abs() < 1e-9, "{how:?}: {sum} {own}");
                }
            }
        }

        #[test]
        fn a_part_like_the_mean_areas_adds_nothing_and_like_parts_add_alike(parts in parts(8)) {
            for how in Aggregation::ALL {
                let mut more = parts.clone();
                more.push(portion(1.0, 3.0, 3.0));
                prop_assert!(how.differences(&more).last().unwrap().abs() < 1e-12);
                let mut twice = parts.clone();
                twice.push(parts[0]);
                let given = how.differences(&twice);
                prop_assert!((given[0] - given[given.len() - 1]).abs() < 1e-9);
            }
        }

        #[test]
        fn drawn_orders_come_near_the_exact_values(parts in parts(9)) {
            for how in [Aggregation::Quadratic, Aggregation::Worst, Aggregation::Product] {
                let game = Game { how, parts: &parts, weight: parts.iter().map(|p| p.weight).sum() };
                for (exact, drawn) in game.exact().into_iter().zip(game.drawn()) {
                    prop_assert!((exact - drawn).abs() < 1.5, "{how:?} {exact} {drawn}");
                }
            }
        }
    }
}
