//! The nearest of 500 facilities for every node of a graph of 200 000 edges, reading included; beside it
//! `peer_network.py` does the same with scipy on the same file.
//!
//! `cargo bench --bench network`, then `python benches/peer_network.py FILE`, which the bench prints.

use lakana::access::network::Ways;
use std::time::Instant;

const SIDE: u32 = 317;
const FACILITIES: u32 = 500;

/// A lattice with costs from 1 to 2 by a fixed sequence of numbers.
fn lattice() -> Vec<(u32, u32, f64)> {
    let mut state: u64 = 7;
    let mut cost = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1.0 + (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut edges = Vec::new();
    for node in 0..SIDE * SIDE {
        if node % SIDE + 1 < SIDE {
            edges.push((node, node + 1, cost()));
        }
        if node + SIDE < SIDE * SIDE {
            edges.push((node, node + SIDE, cost()));
        }
    }
    edges
}

fn main() {
    let file = std::env::temp_dir().join("lakana-network.bin");
    let bytes: Vec<u8> = lattice()
        .iter()
        .flat_map(|(a, b, c)| [a.to_le_bytes().as_slice(), &b.to_le_bytes(), &c.to_le_bytes()].concat())
        .collect();
    std::fs::write(&file, bytes).expect("a temporary file");

    let start = Instant::now();
    let bytes = std::fs::read(&file).expect("the file");
    let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let edges: Vec<(u32, u32, f64)> = bytes
        .chunks_exact(16)
        .map(|row| (number(&row[..4]), number(&row[4..8]), f64::from_le_bytes(row[8..].try_into().expect("eight bytes"))))
        .collect();
    let ways = Ways::new((SIDE * SIDE) as usize, &edges);
    let read = start.elapsed();
    let sources: Vec<(u32, f64)> = (0..FACILITIES).map(|i| (i * (SIDE * SIDE / FACILITIES), 0.0)).collect();
    let reach = ways.reach(&sources, f64::INFINITY);
    let whole = start.elapsed();
    let sum: f64 = (0..SIDE * SIDE).filter_map(|node| reach.cost(node)).sum();
    println!(
        "{} edges, {FACILITIES} facilities: read and built {read:.1?}, searched {:.1?}, all {whole:.1?}",
        edges.len(),
        whole - read
    );
    println!("sum of costs {sum:.6}");
    println!("python benches/peer_network.py {}", file.display());
}
