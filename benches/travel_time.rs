//! Least-cost time over a friction surface of a hundred million cells, and skimage on a smaller one:
//! `cargo bench --bench travel_time`.
//!
//! The ground is made up, the same on every machine: uneven walking ground, roads every 61 and tracks
//! across, rivers with a ford, one facility for each 250 000 cells. Prints seconds and the peak memory
//! of the process. On 2 000 × 2 000 cells `skimage.graph.MCP_Geometric` (8 neighbours) takes the same
//! ground from `benches/peer_travel.py`; stops when a time differs by more than a millionth. Where Python or
//! skimage is missing, lakana's figures stand alone. Optional argument: the side of the large grid.

use lakana::access::friction::{Grid, GridCell, Neighbours, Surface, TILE, Travel, TravelOptions, Window};
use lakana::base::{MetricFrame, Silent};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Minutes per metre of a cell.
fn ground(column: i64, row: i64) -> f32 {
    let bend = (column / 8 % 19 - 9).abs();
    if row % 61 == 0 || (column * 7 + row * 3) % 2111 == 0 {
        0.001
    } else if (row + bend) % 197 == 150 && column % 83 != 5 {
        f32::INFINITY
    } else {
        0.012 + ((column * 31 + row * 17) % 13) as f32 * 0.002
    }
}

fn paint(window: &Window, into: &mut [f32]) -> lakana::base::Result<()> {
    for (i, value) in into.iter_mut().enumerate() {
        *value = ground(window.column + (i % window.width) as i64, window.row + (i / window.width) as i64);
    }
    Ok(())
}

fn solve(side: usize, neighbours: Neighbours) -> (Travel, [f64; 2]) {
    let extent = geo_types::Rect::new((-4.0, 14.0), (-3.0, 15.0));
    let origin = geo_types::Coord { x: 0.0, y: side as f64 * 100.0 };
    let grid = Grid { frame: MetricFrame::centred_on(extent), origin, cell: 100.0, columns: side, rows: side };
    let start = Instant::now();
    let surface = Surface::build(grid, 128 << 20, &Silent, paint).expect("a surface");
    let built = start.elapsed().as_secs_f64();
    let sources: Vec<_> = (250..side)
        .step_by(500)
        .flat_map(|row| (250..side).step_by(500).map(move |column| Some(GridCell { column, row: row + 1 })))
        .collect();
    let start = Instant::now();
    let options = TravelOptions { neighbours, memory: 128 << 20, ..TravelOptions::default() };
    let travel = Travel::new(&surface, &sources, &options, &Silent).expect("times");
    (travel, [built, start.elapsed().as_secs_f64()])
}

/// Bytes of the most memory this process has held; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

fn main() {
    let side = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(10_000);
    against_skimage();
    for neighbours in [Neighbours::Eight, Neighbours::Sixteen] {
        let (_, [built, solved]) = solve(side, neighbours);
        let million = (side * side) as f64 / 1e6;
        println!("{million:.0} million cells, {neighbours:?}: surface {built:.1} s, times {solved:.1} s");
    }
    if let Some(bytes) = peak() {
        println!("peak memory {:.0} MB", bytes as f64 / 1e6);
    }
}

fn against_skimage() {
    const SIDE: usize = 2000;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/travel_time");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let cells: Vec<u8> =
        (0..SIDE as i64).flat_map(|row| (0..SIDE as i64).flat_map(move |c| ground(c, row).to_le_bytes())).collect();
    std::fs::write(folder.join("ground.f32"), cells).expect("the ground can be written");
    let (travel, [_, ours]) = solve(SIDE, Neighbours::Eight);
    println!("4 million cells, eight neighbours: {ours:.2} s");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer_travel.py");
    let Ok(peer) = Command::new(python).arg(script).arg(&folder).output() else { return };
    let Some(theirs) = String::from_utf8_lossy(&peer.stdout).trim().parse::<f64>().ok() else {
        println!("skimage is not there");
        return;
    };
    println!("skimage MCP_Geometric: {theirs:.2} s, {:.1} times as long", theirs / ours);
    let minutes = std::fs::read(folder.join("minutes.f64")).expect("the peer's times");
    let minutes: Vec<f64> = minutes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    for tile in 0..travel.tiles.count() {
        let (found, _) = travel.tile(tile).expect("a tile");
        let window = travel.tiles.window(tile, 0);
        for (i, &time) in found.iter().enumerate() {
            let (column, row) = (window.column as usize + i % TILE, window.row as usize + i / TILE);
            if column < SIDE && row < SIDE {
                let other = minutes[row * SIDE + column];
                assert!(time == other || (time - other).abs() <= 1e-6 * other, "{column}, {row}: {time} and {other}");
            }
        }
    }
}
