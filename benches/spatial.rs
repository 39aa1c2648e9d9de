//! Neighbours, global and local statistics and the scan statistic, beside PySAL where it is installed.
//!
//! Run with `cargo bench --bench spatial`; with `LAKANA_PEER_PYTHON` naming a Python that has libpysal, esda and numba,
//! `benches/peer_spatial.py` does the same on the same polygons in the same run and ratios are printed. The peer's statistics are those
//! of a warm second run: compiling is never counted.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use lakana::base::Random;
use lakana::spatial::contiguity::{Contiguity, queen, rook, within};
use lakana::spatial::hot_spots::gi_star;
use lakana::spatial::local_moran::local_moran;
use lakana::spatial::moran::moran;
use lakana::spatial::permutation::Permutations;
use lakana::spatial::scan::{Model, ScanOptions, scan};
use lakana::spatial::weights::{Standardisation, Weights};
use std::io::Write;
use std::time::Instant;

const COLUMNS: usize = 250;
const ROWS: usize = 200;
/// Vertices of each of the four sides.
const SIDE: usize = 40;

/// A rugged border from one corner to the next, the same from both sides.
fn side(from: (usize, usize), to: (usize, usize)) -> Vec<Coord<f64>> {
    let seed = ((from.0 * 1000 + from.1) * 1000 + to.0) * 1000 + to.1;
    let mut random = Random::new(seed as u64);
    let at = |k: usize| k as f64 / SIDE as f64;
    (0..SIDE)
        .map(|k| {
            let wiggle = if k == 0 { 0.0 } else { 200.0 * (random.unit() - 0.5) };
            let along = |a: usize, b: usize| 1000.0 * (a as f64 + at(k) * (b as f64 - a as f64));
            let (x, y) = (along(from.0, to.0), along(from.1, to.1));
            if from.1 == to.1 { Coord { x, y: y + wiggle } } else { Coord { x: x + wiggle, y } }
        })
        .collect()
}

fn polygons() -> Vec<MultiPolygon<f64>> {
    let cell = |i: usize| {
        let (x, y) = (i % COLUMNS, i / COLUMNS);
        let corner = |k: usize| [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)][k % 4];
        let mut ring: Vec<Coord<f64>> = Vec::with_capacity(4 * SIDE + 1);
        for k in 0..4 {
            let (a, b) = (corner(k), corner(k + 1));
            if k < 2 {
                ring.extend(side(a, b));
            } else {
                // The same border as from the other side, walked backwards.
                let back = side(b, a);
                ring.push(Coord { x: 1000.0 * a.0 as f64, y: 1000.0 * a.1 as f64 });
                ring.extend(back[1..].iter().rev());
            }
        }
        MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
    };
    (0..COLUMNS * ROWS).map(cell).collect()
}

/// The best of three, in seconds.
fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() {
    let areas = polygons();
    let shapes: Vec<&MultiPolygon<f64>> = areas.iter().collect();
    let vertices: usize = areas.iter().map(|a| a.0[0].exterior().0.len()).sum();
    println!("{} polygons, {vertices} vertices, {} threads", areas.len(), rayon::current_num_threads());
    let told = |what: &str, seconds: f64| {
        println!("{what:42} {seconds:8.3} s");
        seconds
    };
    let neighbours = told("queen neighbours", best(|| queen(&shapes)));
    told("rook neighbours", best(|| rook(&shapes)));
    told("queen within 1 m (once)", {
        let start = Instant::now();
        std::hint::black_box(within(&shapes, Contiguity::Queen, 1.0));
        start.elapsed().as_secs_f64()
    });
    let binary = Weights::binary(queen(&shapes));
    let row = binary.standardised(Standardisation::Row);
    let mut random = Random::new(5);
    let noise: Vec<f64> = (0..areas.len()).map(|_| random.normal()).collect();
    let values: Vec<f64> = binary.lag(&noise).iter().zip(&noise).map(|(lag, own)| lag + own).collect();
    let way = Permutations::default();
    let global = told("Moran, 999 permutations", best(|| moran(&values, &row, way)));
    let local = told("local Moran, 999 permutations", best(|| local_moran(&values, &row, way)));
    let star = told("Gi*, 999 permutations", best(|| gi_star(&values, &binary, 1.0, way)));
    scan_statistic(&told);
    peers(&areas, &values, neighbours, global + local + star);
}

/// 701 places, 120 months, 999 replications.
fn scan_statistic(told: &dyn Fn(&str, f64) -> f64) {
    let mut random = Random::new(701);
    let places: Vec<Coord<f64>> = (0..701).map(|_| Coord { x: 1e6 * random.unit(), y: 1e6 * random.unit() }).collect();
    let base: Vec<f64> = (0..701).map(|_| 2000.0 + 40_000.0 * random.unit()).collect();
    let cases: Vec<Vec<u32>> = (0..701).map(|_| (0..120).map(|_| u32::from(random.below(17) == 0)).collect()).collect();
    let start = Instant::now();
    let found = scan(&places, &cases, Model::Poisson { base: &base }, &ScanOptions::default());
    told("scan, 701 × 120 × 999 (once)", start.elapsed().as_secs_f64());
    println!("  {} clusters, the first with p = {:?}", found.len(), found.first().and_then(|c| c.p));
}

fn peers(areas: &[MultiPolygon<f64>], values: &[f64], neighbours: f64, statistics: f64) {
    let Some(python) = std::env::var_os("LAKANA_PEER_PYTHON") else {
        println!("LAKANA_PEER_PYTHON names no Python: no peer");
        return;
    };
    let file = std::env::temp_dir().join("lakana-bench-spatial.bin");
    let mut bytes = Vec::new();
    bytes.extend((areas.len() as u64).to_le_bytes());
    for (area, value) in areas.iter().zip(values) {
        let ring = &area.0[0].exterior().0;
        bytes.extend((ring.len() as u64).to_le_bytes());
        bytes.extend(value.to_le_bytes());
        ring.iter().for_each(|c| bytes.extend([c.x.to_le_bytes(), c.y.to_le_bytes()].concat()));
    }
    let mut out = std::fs::File::create(&file).expect("a temporary file");
    out.write_all(&bytes).expect("room for a temporary file");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer_spatial.py");
    let said = std::process::Command::new(python).arg(script).arg(&file).output().expect("the peer runs");
    print!("{}", String::from_utf8_lossy(&said.stderr));
    for line in String::from_utf8_lossy(&said.stdout).lines() {
        let (name, seconds) = line.split_once('\t').expect("a name and a time");
        let seconds: f64 = seconds.parse().expect("seconds");
        let ours = if name == "neighbours" { neighbours } else { statistics };
        println!("peer: {name:36} {seconds:8.2} s, {:.0} times ours", seconds / ours);
    }
}
