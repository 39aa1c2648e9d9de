//! Whether there is a pattern at all: one statistic after the other over the whole map.

use super::values::binary;
use super::{Asked, HotspotsCommand};
use crate::base::Text;
use crate::spatial::geary::geary;
use crate::spatial::getis_g::general_g;
use crate::spatial::join_counts::join_counts;
use crate::spatial::moments::{Global, Moments};
use crate::spatial::moran::{bivariate, moran};
use crate::spatial::permutation::Permuted;
use crate::spatial::weights::{Standardisation, Weights};

/// One statistic of the whole map, and what chance would make of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MapStatistic {
    /// Stable id: `moran`, `moran_bivariate`, `geary`, `general_g`, `joins_11`, `joins_00`, `joins_10`.
    pub id: &'static str,
    pub label: Text,
    pub value: f64,
    /// If values were dealt out to areas by chance: mean and standard deviations from it; by formula where one is known, else of
    /// the permutations.
    pub expected: Option<f64>,
    pub z: Option<f64>,
    /// By formula, both sides.
    pub p_formula: Option<f64>,
    /// By permutation, both sides.
    pub p_permuted: Option<f64>,
    /// By permutation, on the side found alone, as PySAL gives it.
    pub p_folded: Option<f64>,
    /// What it says, in words.
    pub reading: Text,
}

/// What is said above, below, and within what chance gives.
struct Words {
    above: Text,
    below: Text,
}

const CHANCE: (&str, &str) = ("pas plus que le hasard", "no more than chance");

/// Moran, Geary and general G, and join counts where values are 0 and 1 alone. `own`, `raw` and `other` are those of areas that
/// have a value; `weights` stand in their order. A statistic that cannot be computed is left out: negative values have no
/// general G.
pub fn map_statistics([own, raw, other]: &[Vec<f64>; 3], weights: &Weights, command: &HotspotsCommand) -> Vec<MapStatistic> {
    let ways = command.permutations;
    let row = weights.standardised(Standardisation::Row);
    let mut out = Vec::new();
    let mut add = |id, label: Text, found: Option<Global>, words: Words| {
        out.extend(found.map(|global| told(id, label, &global, &words, command.level)));
    };
    if let (Asked::Moran, Some(against)) = (command.statistic, &command.against) {
        let label = Text::new(format!("I de Moran avec {against} autour"), format!("Moran's I with {against} around"));
        let words = Words {
            above: Text::new("fort ici, l'autre champ est fort autour", "high here, the other field is high around"),
            below: Text::new("fort ici, l'autre champ est faible autour", "high here, the other field is low around"),
        };
        add("moran_bivariate", label, bivariate(own, other, &row, ways), words);
    }
    let rates = command.per.is_some();
    let label = match rates {
        true => Text::new("I de Moran (taux, Bayes empirique)", "Moran's I (rates, empirical Bayes)"),
        false => Text::new("I de Moran", "Moran's I"),
    };
    add("moran", label, moran(own, &row, ways), likeness());
    let label = |fr: &str, en: &str| match rates {
        true => Text::new(format!("{fr} (taux bruts)"), format!("{en} (crude rates)")),
        false => Text::new(fr, en),
    };
    let alike = likeness();
    add("geary", label("c de Geary", "Geary's c"), geary(raw, &row, ways), Words { above: alike.below, below: alike.above });
    let words = Words {
        above: Text::new("les valeurs fortes se tiennent ensemble", "high values stand together"),
        below: Text::new("les valeurs faibles se tiennent ensemble", "low values stand together"),
    };
    add("general_g", label("G général", "General G"), general_g(raw, weights, ways), words);
    let joins = (!rates).then(|| binary(own)).flatten().and_then(|black| join_counts(&black, weights, ways));
    if let Some(joins) = joins {
        let words = || Words {
            above: Text::new("plus souvent voisines que par hasard", "neighbours more often than by chance"),
            below: Text::new("moins souvent voisines que par hasard", "neighbours less often than by chance"),
        };
        add("joins_11", Text::new("voisinages 1–1", "joins 1–1"), Some(joins.black_black), words());
        add("joins_00", Text::new("voisinages 0–0", "joins 0–0"), Some(joins.white_white), words());
        add("joins_10", Text::new("voisinages 1–0", "joins 1–0"), Some(joins.black_white), words());
    }
    out
}

fn likeness() -> Words {
    Words {
        above: Text::new("les valeurs voisines se ressemblent", "values of neighbours are alike"),
        below: Text::new("les valeurs voisines s'opposent", "values of neighbours are opposed"),
    }
}

fn told(id: &'static str, label: Text, global: &Global, words: &Words, level: f64) -> MapStatistic {
    let (value, permuted) = (global.value, global.permuted);
    // A variance that rounding, or too small a map, leaves at nothing says nothing.
    let formula = global.randomisation.filter(|m| m.variance > 0.0);
    let z = formula.map(|m| m.z(value)).or_else(|| permuted.filter(|p| p.sd > 0.0).map(|p| p.z(value)));
    let p_formula = formula.map(|m| m.p_two_sided(value));
    let p_permuted = permuted.map(|p| p.p_two_sided());
    let significant = p_permuted.or(p_formula).is_some_and(|p| p <= level);
    let reading = match z {
        Some(z) if significant && z > 0.0 => words.above.clone(),
        Some(z) if significant && z < 0.0 => words.below.clone(),
        _ => Text::new(CHANCE.0, CHANCE.1),
    };
    let expected = formula.map(|m: Moments| m.expected).or_else(|| permuted.map(|p: Permuted| p.mean));
    MapStatistic { id, label, value, expected, z, p_formula, p_permuted, p_folded: permuted.map(|p| p.p_folded()), reading }
}
