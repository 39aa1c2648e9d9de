//! Held against PySAL and R `spdep`: the numbers under `tests/reference/spatial`.

use super::contiguity;
use super::empirical_bayes::{Observed, standardised_rates};
use super::geary::geary;
use super::getis_g::general_g;
use super::hot_spots::{gi, gi_star};
use super::join_counts::{join_counts, local_join_counts};
use super::local_geary::local_geary;
use super::local_moran::{Quadrant, bivariate as local_bivariate, local_moran};
use super::moments::{Global, Moments};
use super::moran::{bivariate, moran};
use super::neighbours::Neighbours;
use super::permutation::{Permutations, Permuted};
use super::proximity::{Bandwidth, Fading, band, band_without_islands, kernel, nearest};
use super::weights::{Standardisation, Weights};
use crate::base::reference::{Row, close, rows};
use geo_types::{Coord, polygon};

const NONE: Permutations = Permutations { count: 0, seed: 0 };
const MANY: Permutations = Permutations { count: 9999, seed: 11 };

struct Data {
    name: &'static str,
    places: Vec<Coord<f64>>,
    values: Vec<f64>,
    other: Vec<f64>,
    rates: Vec<Option<Observed>>,
    neighbours: Neighbours,
}

fn data() -> [Data; 2] {
    ["columbus", "sids"].map(|name| {
        let table = rows(&format!("spatial/{name}.csv"));
        let column = |i: usize| table.iter().map(|r| r.number(i)).collect::<Vec<f64>>();
        let (a, b) = (column(3), column(4));
        let rates = a.iter().zip(&b).map(|(a, b)| Some(Observed { count: *a as u64, base: *b })).collect();
        let list = |r: &Row| r.text(5).split_whitespace().map(|j| j.parse().unwrap()).collect();
        let neighbours = Neighbours::from_lists(table.iter().map(list).collect());
        let places = column(1).into_iter().zip(column(2)).map(|(x, y)| Coord { x, y }).collect();
        let (values, other) = match name {
            "columbus" => (a, b),
            _ => (a.iter().zip(&b).map(|(a, b)| 1000.0 * a / b).collect(), b.iter().map(|b| b.sqrt()).collect()),
        };
        Data { name, places, values, other, rates, neighbours }
    })
}

/// The numbers of one row of a table of references.
fn told(file: &str, data: &Data, statistic: &str, part: &str) -> Vec<f64> {
    let all = rows(&format!("spatial/{file}.csv"));
    let found = all.iter().find(|r| (r.text(0), r.text(1), r.text(2)) == (data.name, statistic, part));
    found.unwrap_or_else(|| panic!("{file}: {} {statistic} {part}", data.name)).numbers(3)
}

fn equal(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!(close(*f, *e, tolerance), "{i}: {f} {e}");
    }
}

fn all<T: Copy>(found: &[Option<T>], of: impl Fn(T) -> f64) -> Vec<f64> {
    found.iter().map(|f| of(f.unwrap())).collect()
}

fn drawn_for<T: Copy>(found: &[Option<T>], of: impl Fn(T) -> Option<Permuted>) -> Vec<Permuted> {
    found.iter().map(|f| of(f.unwrap()).unwrap()).collect()
}

fn row(d: &Data) -> Weights {
    Weights::binary(d.neighbours.clone()).standardised(Standardisation::Row)
}

fn parts(g: Global) -> [f64; 4] {
    let variance = |m: Option<Moments>| m.unwrap().variance;
    [g.value, g.randomisation.unwrap().expected, variance(g.normality), variance(g.randomisation)]
}

#[test]
fn whole_maps_equal_pysal_and_spdep() {
    for d in &data() {
        for (pysal, r, way) in [("r", "W", Standardisation::Row), ("v", "S", Standardisation::VarianceStabilising)] {
            let weights = Weights::binary(d.neighbours.clone()).standardised(way);
            for (name, found) in [("moran", moran(&d.values, &weights, NONE)), ("geary", geary(&d.values, &weights, NONE))] {
                let found = parts(found.unwrap());
                equal(&found, &told("pysal", d, &format!("{name}_{pysal}"), "all")[..4], 1e-10);
                for (i, part) in ["value", "expected", "normality", "randomisation"].into_iter().enumerate() {
                    equal(&found[i..=i], &told("spdep", d, &format!("{name}_{r}"), part), 1e-10);
                }
            }
        }
        let m = moran(&d.values, &row(d), NONE).unwrap();
        let p = [m.normality, m.randomisation].map(|way| way.unwrap().p_two_sided(m.value));
        equal(&p, &told("pysal", d, "moran_r", "all")[4..], 1e-9);
        let g = general_g(&d.values, &row(d), NONE).unwrap();
        let by_chance = g.randomisation.unwrap();
        equal(&[g.value, by_chance.expected, by_chance.variance], &told("pysal", d, "general_g", "all"), 1e-9);
        equal(&[by_chance.variance], &told("spdep", d, "general_g", "randomisation"), 1e-9);
        let b = bivariate(&d.values, &d.other, &row(d), NONE).unwrap();
        equal(&[b.value], &told("pysal", d, "moran_bivariate", "value"), 1e-10);

        let j = join_counts(&black(d), &row(d), NONE).unwrap();
        let three = [j.black_black, j.white_white, j.black_white];
        equal(&three.map(|g| g.value), &told("pysal", d, "join_counts", "value"), 1e-12);
        equal(&three.map(|g| g.value), &told("spdep", d, "join_counts", "value"), 1e-12);
        equal(&three.map(|g| g.randomisation.unwrap().expected), &told("spdep", d, "join_counts", "expected"), 1e-10);
        equal(&three.map(|g| g.randomisation.unwrap().variance), &told("spdep", d, "join_counts", "randomisation"), 1e-10);
    }
}

fn black(d: &Data) -> Vec<bool> {
    let mut sorted = d.values.clone();
    sorted.sort_by(f64::total_cmp);
    let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
    d.values.iter().map(|v| *v > median).collect()
}

#[test]
fn rates_equal_pysal() {
    let [_, sids] = data();
    let rates = standardised_rates(&sids.rates);
    equal(&all(&rates, |r| r), &told("pysal", &sids, "standardised_rates", "value"), 1e-10);
    let found = moran(&all(&rates, |r| r), &row(&sids), NONE).unwrap();
    equal(&parts(found), &told("pysal", &sids, "moran_rates", "all"), 1e-10);
}

#[test]
fn single_areas_equal_pysal_and_spdep() {
    for d in &data() {
        let binary = Weights::binary(d.neighbours.clone());
        for (name, found) in [("gi", gi(&d.values, &binary, NONE)), ("gi_star", gi_star(&d.values, &binary, 1.0, NONE))] {
            equal(&all(&found, |s| s.share), &told("pysal", d, name, "share"), 1e-10);
            equal(&all(&found, |s| s.expected), &told("pysal", d, name, "expected"), 1e-10);
            equal(&all(&found, |s| s.z), &told("pysal", d, name, "z"), 1e-9);
            equal(&all(&found, |s| s.z), &told("spdep", d, name, "z"), 1e-9);
        }
        let found = local_moran(&d.values, &row(d), NONE);
        let moments =
            |of: fn(&Moments) -> f64, total: bool| all(&found, |l| of(&if total { l.total } else { l.conditional }.unwrap()));
        equal(&all(&found, |l| l.value), &told("pysal", d, "local_moran", "value"), 1e-10);
        equal(&moments(|m| m.variance, false), &told("pysal", d, "local_moran", "conditional"), 1e-10);
        equal(&moments(|m| m.expected, false), &told("pysal", d, "local_moran", "conditional_expected"), 1e-10);
        equal(&moments(|m| m.variance, true), &told("pysal", d, "local_moran", "total"), 1e-10);
        equal(&moments(|m| m.expected, true), &told("pysal", d, "local_moran", "total_expected"), 1e-10);
        // There I_i lacks (n − 1)/n.
        let n = d.values.len() as f64;
        equal(&all(&found, |l| l.value * n / (n - 1.0)), &told("spdep", d, "local_moran", "value"), 1e-10);
        equal(&moments(|m| m.variance, false), &told("spdep", d, "local_moran", "conditional"), 1e-10);
        let quadrant = |q| match q {
            Quadrant::HighHigh => 1.0,
            Quadrant::LowHigh => 2.0,
            Quadrant::LowLow => 3.0,
            Quadrant::HighLow => 4.0,
        };
        equal(&all(&found, |l| quadrant(l.quadrant.unwrap())), &told("pysal", d, "local_moran", "quadrant"), 0.0);
        let found = local_bivariate(&d.values, &d.other, &row(d), NONE);
        equal(&all(&found, |l| l.value), &told("pysal", d, "local_bivariate", "value"), 1e-10);
        equal(&all(&local_geary(&d.values, &row(d), NONE), |l| l.value), &told("pysal", d, "local_geary", "value"), 1e-10);
        let joins = local_join_counts(&black(d), &binary, NONE);
        let joins: Vec<f64> = joins.iter().map(|j| j.map_or(0.0, |j| j.count as f64)).collect();
        equal(&joins, &told("pysal", d, "local_joins", "value"), 0.0);
    }
}

/// Two p-values of so many permutations each, drawn apart: five standard errors and a rank. Where statistics tie, `esda`
/// takes the side that rounding gives it: anything from no tie to all of them counted.
fn within_chance(found: &[Permuted], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (i, (p, e)) in found.iter().zip(expected).enumerate() {
        let folds =
            [p.at_least, p.count - p.at_most].map(|larger| (larger.min(p.count - larger) + 1) as f64 / (p.count + 1) as f64);
        let error = 5.0 * (2.0 * e * (1.0 - e) / 1e4).sqrt() + 2e-4;
        let (low, high) = (folds[0].min(folds[1]), folds[0].max(folds[1]));
        assert!(low - error <= *e && *e <= high + error, "{i}: {p:?} {e}");
        // Without ties there is one p, ours as well.
        assert!(low < high || (low - p.p_folded()).abs() <= 1e-4 + 1e-12, "{i}: {p:?}");
    }
}

#[test]
fn permutations_equal_pysal_within_chance() {
    for d in &data() {
        let drawn = |statistic: &str, part: &str| told("pysal_permuted", d, statistic, part);
        let moments = |p: Vec<Permuted>, statistic: &str| {
            let sd = drawn(statistic, "sd");
            for ((p, mean), sd) in p.iter().zip(drawn(statistic, "mean")).zip(sd) {
                assert!(
                    (p.mean - mean).abs() < 0.075 * sd + 1e-12 && (p.sd - sd).abs() < 0.075 * sd + 1e-12,
                    "{p:?} {mean} {sd}"
                );
            }
        };
        let permuted = |p: Option<Permuted>| p.unwrap();
        let found = local_moran(&d.values, &row(d), MANY);
        within_chance(&drawn_for(&found, |l| l.permuted), &drawn("local_moran", "p"));
        moments(found.iter().map(|l| permuted(l.unwrap().permuted)).collect(), "local_moran");
        let found = local_bivariate(&d.values, &d.other, &row(d), MANY);
        within_chance(&drawn_for(&found, |l| l.permuted), &drawn("local_bivariate", "p"));
        let found = gi_star(&d.values, &Weights::binary(d.neighbours.clone()), 1.0, MANY);
        within_chance(&drawn_for(&found, |s| s.permuted), &drawn("gi_star", "p"));
        let found = local_geary(&d.values, &row(d), MANY);
        within_chance(&drawn_for(&found, |l| l.permuted), &drawn("local_geary", "p"));
        moments(found.iter().map(|l| permuted(l.unwrap().permuted)).collect(), "local_geary");
        let found = [
            ("moran", moran(&d.values, &row(d), MANY)),
            ("geary", geary(&d.values, &row(d), MANY)),
            ("general_g", general_g(&d.values, &row(d), MANY)),
        ];
        for (name, found) in found {
            let (p, expected) = (permuted(found.unwrap().permuted), drawn(name, "all"));
            within_chance(&[p], &expected[..1]);
            assert!(
                (p.mean - expected[1]).abs() < 0.075 * expected[2] && (p.sd / expected[2] - 1.0).abs() < 0.05,
                "{name}: {p:?}"
            );
        }
    }
}

#[test]
fn neighbours_and_weights_equal_pysal() {
    for d in &data() {
        let all = rows("spatial/pysal_weights.csv");
        let cell = |name: &str, part: &str| {
            let found = all.iter().find(|r| (r.text(0), r.text(1), r.text(2)) == (d.name, name, part));
            found.unwrap_or_else(|| panic!("{} {name} {part}", d.name)).text(3).to_owned()
        };
        let numbers = |name: &str, part: &str| cell(name, part).split(' ').map(|v| v.parse().unwrap()).collect::<Vec<f64>>();
        let same = |name: &str, found: &Neighbours| {
            let list = |text: &str| text.split_whitespace().map(|j| j.parse().unwrap()).collect::<Vec<usize>>();
            let lists: Vec<Vec<usize>> = cell(name, "neighbours").split(';').map(list).collect();
            (0..found.len()).for_each(|i| assert_eq!(found.of(i), lists[i], "{} {name} {i}", d.name));
        };
        let values = |w: &Weights| (0..w.len()).flat_map(|i| w.of(i).1.to_vec()).collect::<Vec<f64>>();
        let smallest = band_without_islands(&d.places).unwrap();
        equal(&[smallest], &numbers("band", "smallest"), 1e-12);
        same("band", &band(&d.places, 1.5 * smallest));
        let four = nearest(&d.places, 4);
        same("nearest_4", &four);
        same("second_order", &d.neighbours.of_order(2));
        same("up_to_second", &d.neighbours.up_to_order(2));
        same("union", &d.neighbours.union(&four));
        let second: Vec<f64> = (0..d.neighbours.len()).map(|i| d.neighbours.of_order(2).of(i).len() as f64).collect();
        equal(&second, &told("spdep", d, "second_order", "neighbours"), 0.0);
        let binary = Weights::binary(d.neighbours.clone());
        for (name, way) in [
            ("row", Standardisation::Row),
            ("stabilising", Standardisation::VarianceStabilising),
            ("double", Standardisation::Double),
        ] {
            equal(&values(&binary.standardised(way)), &numbers(name, "weights"), 1e-12);
            if way != Standardisation::Row {
                equal(&values(&binary.standardised(way)), &told("spdep", d, name, "weights"), 1e-12);
            }
        }
        if d.name == "sids" {
            continue;
        }
        for (name, fading) in [
            ("triangular", Fading::Triangular),
            ("uniform", Fading::Uniform),
            ("quadratic", Fading::Quadratic),
            ("quartic", Fading::Quartic),
            ("gaussian", Fading::Gaussian),
        ] {
            let found = kernel(&d.places, fading, Bandwidth::Fixed(1.7 * smallest));
            same(&format!("kernel_{name}"), found.neighbours());
            equal(&values(&found), &numbers(&format!("kernel_{name}"), "weights"), 1e-9);
        }
        let adaptive = kernel(&d.places, Fading::Quartic, Bandwidth::Nearest(5));
        same("adaptive_quartic", adaptive.neighbours());
        for (f, e) in values(&adaptive).iter().zip(numbers("adaptive_quartic", "weights")) {
            // At the fifth itself next to nothing is left, of which rounding is much.
            assert!((f - e).abs() < 1e-12, "{f} {e}");
        }
    }
}

#[test]
fn files_of_neighbours_are_those_of_geoda() {
    let square = |x: f64| polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)];
    let areas = [0.0, 1.0, 5.0].map(|x| geo_types::MultiPolygon(vec![square(x)]));
    let n = contiguity::queen(&areas.iter().collect::<Vec<_>>());
    let codes = ["A", "B", "C"].map(str::to_owned);
    assert_eq!(super::gal::write_gal(&n, &codes, "a.shp", "CODE"), "0 3 a.shp CODE\nA 1\nB\nB 1\nA\nC 0\n\n");
    assert_eq!(super::gal::write_gwt(&Weights::binary(n), &codes, "a", "CODE"), "0 3 a CODE\nA B 1\nB A 1\n");
}
