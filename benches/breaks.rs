//! Class bounds of 50 000 values, beside mapclassify where it is installed.
//!
//! Run with `cargo bench --bench breaks`; with `LAKANA_PEER_PYTHON` naming a Python that has mapclassify,
//! `benches/peer_breaks.py` classifies the same values in the same run, warm, and ratios are printed.

use lakana::base::Random;
use lakana::carto::breaks::{Breaks, Method};
use std::time::Instant;

const VALUES: usize = 50_000;
const CLASSES: usize = 7;

/// The best of five, in seconds.
fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let one = |_| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64()
    };
    (0..5).map(one).fold(f64::INFINITY, f64::min)
}

fn main() {
    let mut random = Random::new(7);
    let values: Vec<f64> = (0..VALUES).map(|_| (2.0 * random.normal()).exp()).collect();
    let methods = [
        ("jenks", Method::Jenks { count: CLASSES, zero_apart: false }),
        ("quantile", Method::Quantile { count: CLASSES }),
        ("equal", Method::Equal { count: CLASSES }),
        ("head_tail", Method::HeadTail),
        ("standard_deviation", Method::StandardDeviation { multiples: vec![-2.0, -1.0, 1.0, 2.0] }),
        ("maximum", Method::Maximum { count: CLASSES }),
    ];
    println!("{VALUES} values, {CLASSES} classes");
    let mut ours = Vec::new();
    for (name, method) in &methods {
        let seconds = best(|| Breaks::exact(&values, method));
        println!("{name:20} {:9.2} ms, fit {:.6}", 1000.0 * seconds, Breaks::exact(&values, method).fit);
        ours.push((*name, seconds));
    }
    let Some(python) = std::env::var_os("LAKANA_PEER_PYTHON") else {
        println!("LAKANA_PEER_PYTHON names no Python: no peer");
        return;
    };
    let file = std::env::temp_dir().join("lakana-bench-breaks.bin");
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(&file, bytes).expect("room for a temporary file");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer_breaks.py");
    let said = std::process::Command::new(python).arg(script).arg(&file).output().expect("the peer runs");
    print!("{}", String::from_utf8_lossy(&said.stderr));
    for line in String::from_utf8_lossy(&said.stdout).lines() {
        let mut parts = line.split('\t');
        let (name, seconds, fit) = (parts.next(), parts.next(), parts.next());
        let (Some(name), Some(Ok(seconds)), Some(fit)) = (name, seconds.map(str::parse::<f64>), fit) else { continue };
        let own = ours.iter().find(|(own, _)| *own == name).map_or(f64::NAN, |(_, seconds)| *seconds);
        println!("peer: {name:20} {:9.2} ms, fit {fit}, {:.1} times ours", 1000.0 * seconds, seconds / own);
    }
}
