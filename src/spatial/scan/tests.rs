use super::*;
use crate::base::reference::{close, rows};
use proptest::prelude::*;

const NONE: Permutations = Permutations { count: 0, seed: 0 };

fn options(count: usize) -> ScanOptions {
    ScanOptions { permutations: Permutations { count, seed: 7 }, ..ScanOptions::default() }
}

fn grid(side: usize) -> Vec<Coord<f64>> {
    // A little uneven, so that no two places are equally far.
    (0..side * side)
        .map(|i| Coord {
            x: (i % side) as f64 * 1000.0 + (i * i % 17) as f64,
            y: (i / side) as f64 * 1000.0 + (i * 5 % 13) as f64,
        })
        .collect()
}

/// Poisson by the book: Kulldorff (1997), formula for a window of c cases of which e are expected.
fn by_the_book(c: f64, e: f64, total: f64) -> f64 {
    let term = |n: f64, of: f64| if n > 0.0 { n * (n / of).ln() } else { 0.0 };
    if c > e { term(c, e) + term(total - c, total - e) } else { 0.0 }
}

#[test]
fn a_planted_cluster_in_space_and_time_is_found() {
    let places = grid(8);
    let base = vec![1000.0; 64];
    let inside = |i: usize| (2..5).contains(&(i % 8)) && (2..5).contains(&(i / 8));
    let cases: Vec<Vec<u32>> = (0..64)
        .map(|i| (0..12).map(|t| u32::from((i + t) % 3 == 0) + if inside(i) && (7..10).contains(&t) { 5 } else { 0 }).collect())
        .collect();
    let found = scan(&places, &cases, Model::Poisson { base: &base }, &options(99));
    let first = &found[0];
    assert_eq!((first.places.len(), first.steps.clone()), (9, 7..10), "{first:?}");
    assert!(first.places.iter().all(|&i| inside(i)) && first.places[0] == 27);
    assert!(first.p == Some(0.01) && first.p_gumbel.unwrap() < 1e-6 && first.relative_risk > 10.0);
    let total: u64 = cases.iter().flatten().map(|n| u64::from(*n)).sum();
    let expected = total as f64 * 9.0 / 64.0 * 3.0 / 12.0;
    assert!((first.expected - expected).abs() < 1e-9);
    assert!((first.log_ratio - by_the_book(first.cases as f64, expected, total as f64)).abs() < 1e-9);
    let mut seen = std::collections::BTreeSet::new();
    assert!(found.iter().flat_map(|c| &c.places).all(|i| seen.insert(*i)), "clusters share no place");
    assert!(found.windows(2).all(|w| w[0].log_ratio >= w[1].log_ratio));
}

#[test]
fn an_ellipse_fits_a_long_cluster_better() {
    let places = grid(9);
    let base = vec![1000.0; 81];
    let cases: Vec<Vec<u32>> = (0..81).map(|i| vec![if i / 9 == 4 && (1..8).contains(&(i % 9)) { 9 } else { 1 }]).collect();
    let round = scan(&places, &cases, Model::Poisson { base: &base }, &options(0));
    let long = scan(&places, &cases, Model::Poisson { base: &base }, &ScanOptions { ellipses: true, ..options(0) });
    assert!(long[0].log_ratio > round[0].log_ratio && long[0].ellipse.unwrap().1 == 0.0, "{:?}", long[0]);
    assert_eq!((long[0].cases, long[0].p), (63, None));
}

#[test]
fn cases_among_controls_are_found() {
    let places = grid(6);
    let hot = |i: usize| [8, 13, 14, 15, 20].contains(&i);
    let cases: Vec<Vec<u32>> = (0..36).map(|i| vec![if hot(i) { 9 } else { 2 }]).collect();
    let controls: Vec<u32> = (0..36).map(|i| if hot(i) { 1 } else { 8 }).collect();
    let found = scan(&places, &cases, Model::Bernoulli { controls: &controls }, &options(199));
    let first = &found[0];
    let mut inside = first.places.clone();
    inside.sort_unstable();
    assert_eq!((inside, first.p), (vec![8, 13, 14, 15, 20], Some(0.005)));
    // By hand: 45 of 50 inside, 62 of 310 outside, 107 of 360 together.
    let part = |c: f64, n: f64| c * (c / n).ln() + (n - c) * ((n - c) / n).ln();
    assert!((first.log_ratio - (part(45.0, 50.0) + part(62.0, 310.0) - part(107.0, 360.0))).abs() < 1e-9);
}

#[test]
fn chance_alone_is_seldom_significant_and_threads_change_nothing() {
    let places = grid(6);
    let base: Vec<f64> = (0..36).map(|i| 500.0 + 100.0 * (i % 7) as f64).collect();
    let mut random = Random::new(99);
    let mut significant = 0;
    for _ in 0..60 {
        let dealt = Likelihood::new(false, 150, &base).dealt(&mut random, 4);
        let cases: Vec<Vec<u32>> = dealt.chunks(4).map(<[u32]>::to_vec).collect();
        let found = scan(&places, &cases, Model::Poisson { base: &base }, &options(99));
        significant += usize::from(found.first().is_some_and(|c| c.p.unwrap() <= 0.05));
    }
    assert!(significant <= 9, "{significant} of 60 at 5 %");
    let cases: Vec<Vec<u32>> = (0..36).map(|i| vec![(i * 7 % 4) as u32; 4]).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| scan(&places, &cases, Model::Poisson { base: &base }, &options(49)))
    };
    assert_eq!(run(1), run(3));
}

/// Every circle of the counties of North Carolina, by a program of its own: `tests/reference/scan/make.py`.
#[test]
fn sudden_infant_deaths_have_the_clusters_of_brute_force() {
    let table = rows("scan/sids.csv");
    let places: Vec<Coord<f64>> = table.iter().map(|r| Coord { x: r.number(1), y: r.number(2) }).collect();
    let cases: Vec<Vec<u32>> = table.iter().map(|r| vec![r.number(3) as u32]).collect();
    let births: Vec<f64> = table.iter().map(|r| r.number(4)).collect();
    let controls: Vec<u32> = table.iter().map(|r| (r.number(4) - r.number(3)) as u32).collect();
    for (name, model) in [("poisson", Model::Poisson { base: &births }), ("bernoulli", Model::Bernoulli { controls: &controls })]
    {
        let found = scan(&places, &cases, model, &options(99));
        let told: Vec<_> = rows("scan/clusters.csv").into_iter().filter(|r| r.text(0) == name).collect();
        assert_eq!(told.len(), 4);
        for (c, r) in found.iter().zip(&told) {
            let mut inside: Vec<usize> = c.places.clone();
            inside.sort_unstable();
            let names: Vec<&str> = inside.iter().map(|&i| table[i].text(0)).collect();
            assert_eq!(names.join(" "), r.text(5), "{name}");
            let numbers = [c.log_ratio, c.cases as f64, c.expected, c.relative_risk];
            numbers.iter().zip(1..).for_each(|(v, k)| assert!(close(*v, r.number(k), 1e-9), "{name}: {numbers:?} {r:?}"));
        }
        assert_eq!((found[0].p, found[1].p), (Some(0.01), Some(0.01)), "{name}");
    }
}

/// Ratios, penalties and risks that SaTScan gives to clusters of leukaemia.
#[test]
fn likelihoods_are_those_of_satscan() {
    let (cases, people) = (552, 1_057_673.0);
    let likelihood = Likelihood::new(false, cases, &[people]);
    for r in rows("scan/satscan.csv") {
        let (c, shape) = (r.number(1) as u64, windows::Shape { ratio: r.number(2), degrees: 0.0 });
        let expected = likelihood.expected(r.number(0), 1, 1);
        let log_ratio = likelihood.log_ratio(c, expected);
        assert!((log_ratio - r.number(3)).abs() < 5e-7, "{log_ratio} {r:?}");
        assert!((log_ratio * shape.penalty() - r.number(4)).abs() < 5e-7, "{r:?}");
        let (inside, total) = (c as f64, cases as f64);
        let risk = inside / expected / ((total - inside) / (total - expected));
        assert!((risk - r.number(5)).abs() < 5e-3, "{risk} {r:?}");
    }
}

#[test]
fn what_cannot_be_scanned_has_no_cluster() {
    let places = grid(2);
    let poisson = |base: &[f64], cases: &[Vec<u32>]| scan(&places, cases, Model::Poisson { base }, &options(9)).len();
    assert_eq!(poisson(&[1.0; 4], &vec![vec![0]; 4]), 0);
    assert_eq!(poisson(&[1.0; 4], &vec![vec![]; 4]), 0);
    assert_eq!(poisson(&[0.0; 4], &vec![vec![3]; 4]), 0);
    assert_eq!(poisson(&[1.0; 4], &vec![vec![3]; 3]), 0);
    assert_eq!(scan(&[], &[], Model::Poisson { base: &[] }, &options(9)), []);
    let nowhere = [places[0], Coord { x: f64::NAN, y: 0.0 }, places[2], places[3]];
    let found =
        scan(&nowhere, &[vec![9], vec![90], vec![1], vec![1]], Model::Poisson { base: &[1.0, 1.0, 1.0, 2.0] }, &options(9));
    assert_eq!((found[0].places.clone(), found[0].cases), (vec![0], 9));
}

proptest! {
    /// Against every circle and every run of steps, one by one.
    #[test]
    fn the_greatest_equals_brute_force(seed in any::<u64>(), steps in 1usize..9, longest in 0.2f64..1.0) {
        let mut random = Random::new(seed);
        let places: Vec<Coord<f64>> = (0..15).map(|_| Coord { x: random.unit() * 1e5, y: random.unit() * 1e5 }).collect();
        let base: Vec<f64> = (0..15).map(|_| 10.0 + random.unit() * 1000.0).collect();
        let cases: Vec<Vec<u32>> = (0..15).map(|_| (0..steps).map(|_| random.below(5) as u32 * u32::from(random.below(3) == 0)).collect()).collect();
        let (total, people) = (cases.iter().flatten().sum::<u32>() as f64, base.iter().sum::<f64>());
        prop_assume!(total > 0.0);
        let longest_run = if steps == 1 { 1 } else { ((longest * steps as f64) as usize).clamp(1, steps) };
        let mut most: f64 = 0.0;
        for centre in 0..15 {
            let far = |i: usize| (places[i].x - places[centre].x).hypot(places[i].y - places[centre].y);
            for rim in 0..15 {
                let inside: Vec<usize> = (0..15).filter(|&i| far(i) <= far(rim)).collect();
                let weight: f64 = inside.iter().map(|&i| base[i]).sum();
                if weight > 0.5 * people {
                    continue;
                }
                for from in 0..steps {
                    for to in from + 1..=(from + longest_run).min(steps) {
                        let c: u32 = inside.iter().flat_map(|&i| &cases[i][from..to]).sum();
                        let e = total * weight / people * (to - from) as f64 / steps as f64;
                        most = most.max(by_the_book(f64::from(c), e, total));
                    }
                }
            }
        }
        let found = scan(&places, &cases, Model::Poisson { base: &base }, &ScanOptions { longest, permutations: NONE, ..ScanOptions::default() });
        prop_assert!((found.first().map_or(0.0, |c| c.log_ratio) - most).abs() < 1e-8, "{:?} {}", found.first(), most);
    }
}
