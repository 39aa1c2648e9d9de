//! Least-cost time over a whole surface: tiles that tell each other what changed at their borders.

use super::grid::{Grid, GridCell, Window};
use super::store::{Store, get_f64, get_u32, put_f64, put_u32};
use super::surface::{HALO, Surface, TILE, Tiles};
use super::tile::{Neighbours, UNREACHED, Workspace, position};
use crate::base::{Error, Progress, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of one tile of results: minutes, then sources.
const ROOM: usize = TILE * TILE * 12;
/// The cells within two of the edge: two rows in the north, two in the south, then two columns
/// west and two east.
const STRIP: usize = TILE * HALO;

/// The time to the nearest source of every cell, and which source it is.
///
/// # Definition
///
/// A step between two cells costs its length times the mean minutes per metre of the cells it
/// crosses; a cell's time is that of its cheapest chain of steps from any source (WHO AccessMod,
/// Ray and Ebener 2008; R `gdistance`, van Etten 2017; Weiss et al. 2018). Of sources at the same
/// time the first. On a surface with heights each step takes as much longer as its own slope makes a
/// walk (Tobler 1993), uphill and downhill apart, and the time is that of the walk *to* the source, as
/// AccessMod's anisotropic travel "towards facilities"; a step that begins or ends where slopes do not
/// count is flat. Without heights steps cost the same both ways.
///
/// # How
///
/// Tiles of 256 × 256 cells are solved one by one in the order of the earliest news at their
/// borders, several at a time, until no border changes. The least label over all chains of steps does not
/// depend on the order, so neither threads nor tiles change a digit.
///
/// Memory beside the surface and the result, which go to a temporary file when large (4.1 and 12
/// bytes a cell): 1.8 MB a thread, and 32 KB a tile for its borders, half a byte a cell.
pub struct Travel {
    pub grid: Grid,
    pub tiles: Tiles,
    store: Store,
    /// Tiles that something has reached; of the others there is nothing in the store.
    reached: Vec<bool>,
}

/// How to travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TravelOptions {
    pub neighbours: Neighbours,
    /// Bytes of results kept in memory; a larger grid goes to a temporary file.
    pub memory: u64,
    pub threads: usize,
}

impl Default for TravelOptions {
    /// Sixteen neighbours, 256 MB, all of the machine's threads.
    fn default() -> Self {
        TravelOptions { neighbours: Neighbours::default(), memory: 256 << 20, threads: rayon::current_num_threads() }
    }
}

type Label = (f64, u32);

/// What threads share while they work.
struct Work<'a> {
    surface: &'a Surface,
    store: &'a Store,
    /// Of every tile that was reached, the labels near its edge.
    borders: Vec<Mutex<Option<Box<[Label]>>>>,
    sources: BTreeMap<usize, Vec<(usize, u32)>>,
    queue: Mutex<Queue>,
    news: Condvar,
}

struct Queue {
    /// Earliest time at which something changed beside or in a tile; infinite when nothing has.
    waiting: Vec<f64>,
    busy: Vec<bool>,
    working: usize,
    failed: Option<Error>,
}

impl Travel {
    /// Times from every source over the surface; `sources[i]` is where source `i` stands, `None` for
    /// one that stands nowhere. A source on a cell that nobody passes reaches nothing.
    ///
    /// # Errors
    /// A temporary file that cannot be written, Ctrl-C.
    pub fn new(
        surface: &Surface,
        sources: &[Option<GridCell>],
        options: &TravelOptions,
        progress: &dyn Progress,
    ) -> Result<Travel> {
        let tiles = surface.tiles;
        let store = Store::new(tiles.count(), ROOM, options.memory)?;
        let mut by_tile: BTreeMap<usize, Vec<(usize, u32)>> = BTreeMap::new();
        for (i, cell) in sources.iter().enumerate() {
            if let Some(cell) = cell {
                let (tile, row, column) = tiles.holding(*cell);
                by_tile.entry(tile).or_default().push((position(row as isize, column as isize), i as u32));
            }
        }
        let mut waiting = vec![f64::INFINITY; tiles.count()];
        by_tile.keys().for_each(|&tile| waiting[tile] = 0.0);
        let work = Work {
            surface,
            store: &store,
            borders: (0..tiles.count()).map(|_| Mutex::new(None)).collect(),
            sources: by_tile,
            queue: Mutex::new(Queue { waiting, busy: vec![false; tiles.count()], working: 0, failed: None }),
            news: Condvar::new(),
        };
        std::thread::scope(|scope| {
            for _ in 0..options.threads.max(1) {
                scope.spawn(|| work.help(options.neighbours, progress));
            }
        });
        let reached = work.borders.iter().map(|border| lock(border).is_some()).collect();
        if let Some(error) = lock(&work.queue).failed.take() {
            return Err(error);
        }
        Ok(Travel { grid: surface.grid.clone(), tiles, store, reached })
    }

    /// Times that were found in another way than over a surface: `labels` gives minutes and source of every cell
    /// of a window, row by row, infinite and `u32::MAX` where nothing gets to; it is called from several threads.
    ///
    /// # Errors
    /// Those of `labels`, a temporary file that cannot be written, Ctrl-C.
    pub fn of_cells(
        grid: &Grid,
        memory: u64,
        progress: &dyn Progress,
        labels: impl Fn(&Window) -> Result<Vec<(f64, u32)>> + Sync,
    ) -> Result<Travel> {
        let tiles = Tiles::of(grid);
        let store = Store::new(tiles.count(), ROOM, memory)?;
        (0..tiles.count()).into_par_iter().try_for_each(|tile| {
            progress.go_on()?;
            let labels = labels(&tiles.window(tile, 0))?;
            let mut bytes = vec![0; ROOM];
            let (minutes, source) = bytes.split_at_mut(TILE * TILE * 8);
            put_f64(minutes, labels.iter().map(|label| label.0));
            put_u32(source, labels.iter().map(|label| label.1));
            store.write(tile, &bytes)
        })?;
        Ok(Travel { grid: grid.clone(), tiles, store, reached: vec![true; tiles.count()] })
    }

    /// Minutes and source of every cell of a tile, row by row; infinite and `u32::MAX` where nothing
    /// gets to, and beyond the grid.
    pub fn tile(&self, tile: usize) -> Result<(Vec<f64>, Vec<u32>)> {
        if !self.reached[tile] {
            return Ok((vec![UNREACHED.0; TILE * TILE], vec![UNREACHED.1; TILE * TILE]));
        }
        let mut bytes = vec![0; ROOM];
        self.store.read(tile, &mut bytes)?;
        let (minutes, source) = bytes.split_at(TILE * TILE * 8);
        Ok((get_f64(minutes).collect(), get_u32(source).collect()))
    }

    /// Minutes and source of one cell; `None` where nothing gets to.
    pub fn at(&self, cell: GridCell) -> Result<Option<(f64, u32)>> {
        let (tile, row, column) = self.tiles.holding(cell);
        let (minutes, source) = self.tile(tile)?;
        let at = row * TILE + column;
        Ok(minutes[at].is_finite().then_some((minutes[at], source[at])))
    }
}

impl Work<'_> {
    fn help(&self, neighbours: Neighbours, progress: &dyn Progress) {
        let mut space = Workspace::new(self.surface.grid.cell, neighbours);
        let mut bytes = vec![0; ROOM];
        while let Some(tile) = self.next() {
            let done = progress.go_on().and_then(|()| self.solve(tile, &mut space, &mut bytes));
            let mut queue = lock(&self.queue);
            match done {
                Ok(changed) => changed.into_iter().for_each(|(tile, time)| queue.waiting[tile] = queue.waiting[tile].min(time)),
                Err(error) => queue.failed = Some(error),
            }
            queue.busy[tile] = false;
            queue.working -= 1;
            self.news.notify_all();
        }
    }

    /// The tile with the earliest news that nobody works on; `None` when all is done.
    fn next(&self) -> Option<usize> {
        let mut queue = lock(&self.queue);
        loop {
            if queue.failed.is_some() {
                return None;
            }
            let free = (0..queue.waiting.len()).filter(|&tile| queue.waiting[tile].is_finite() && !queue.busy[tile]);
            if let Some(tile) = free.min_by(|&a, &b| queue.waiting[a].total_cmp(&queue.waiting[b])) {
                queue.waiting[tile] = f64::INFINITY;
                queue.busy[tile] = true;
                queue.working += 1;
                return Some(tile);
            }
            if queue.working == 0 {
                return None;
            }
            queue = self.news.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Brings one tile up to date. The tiles around that see something changed, and the earliest time of it.
    fn solve(&self, tile: usize, space: &mut Workspace, bytes: &mut [u8]) -> Result<Vec<(usize, f64)>> {
        space.take(&self.surface.friction(tile)?, self.surface.heights(tile)?.as_deref());
        let known = lock(&self.borders[tile]).is_some();
        if known {
            self.store.read(tile, bytes)?;
            let (minutes, source) = bytes.split_at(TILE * TILE * 8);
            let labels = get_f64(minutes).zip(get_u32(source)).enumerate();
            for (i, (minutes, source)) in labels {
                let at = position((i / TILE) as isize, (i % TILE) as isize);
                space.minutes[at] = minutes;
                space.source[at] = source;
            }
        } else {
            for &(at, source) in self.sources.get(&tile).into_iter().flatten() {
                // In ascending order of sources: the first stays.
                if space.passable(at) && space.minutes[at].is_infinite() {
                    space.seed(at, 0.0, source);
                }
            }
        }
        for (south, east) in AROUND {
            if let Some(other) = self.surface.tiles.beside(tile, south, east)
                && let Some(border) = &*lock(&self.borders[other])
            {
                for_halo(south, east, |row, column, there_row, there_column| {
                    let (minutes, source) = border[strip_position(there_row, there_column)];
                    if minutes.is_finite() {
                        space.seed(position(row, column), minutes, source);
                    }
                });
            }
        }
        let lowered = space.spread();
        if known && !lowered {
            return Ok(Vec::new());
        }
        let (minutes, source) = bytes.split_at_mut(TILE * TILE * 8);
        put_f64(minutes, space.labels().map(|label| label.0));
        put_u32(source, space.labels().map(|label| label.1));
        self.store.write(tile, bytes)?;
        Ok(self.publish(tile, space))
    }

    /// Shows the labels near the edge to the tiles around.
    fn publish(&self, tile: usize, space: &Workspace) -> Vec<(usize, f64)> {
        let mut earliest = [[f64::INFINITY; 3]; 3];
        let mut border = lock(&self.borders[tile]);
        let shown = border.get_or_insert_with(|| vec![UNREACHED; 4 * STRIP].into_boxed_slice());
        let edge = |v: usize| !(HALO..TILE - HALO).contains(&v);
        for row in 0..TILE {
            let columns: &mut dyn Iterator<Item = usize> =
                if edge(row) { &mut (0..TILE) } else { &mut (0..HALO).chain(TILE - HALO..TILE) };
            for column in columns {
                let at = position(row as isize, column as isize);
                let label = (space.minutes[at], space.source[at]);
                let old = &mut shown[strip_position(row, column)];
                if *old != label {
                    *old = label;
                    // Which rows and columns of tiles around see this cell: 0 before, 1 here, 2 after.
                    let seen = |v: usize| {
                        if v < HALO {
                            0..=1
                        } else if v >= TILE - HALO {
                            1..=2
                        } else {
                            1..=1
                        }
                    };
                    for south in seen(row) {
                        for east in seen(column) {
                            earliest[south][east] = earliest[south][east].min(label.0);
                        }
                    }
                }
            }
        }
        drop(border);
        let told = AROUND.iter().filter_map(|&(south, east)| {
            let time = earliest[(south + 1) as usize][(east + 1) as usize];
            let other = self.surface.tiles.beside(tile, south, east)?;
            time.is_finite().then_some((other, time))
        });
        told.collect()
    }
}

/// The eight tiles around, as tiles south and east.
const AROUND: [(isize, isize); 8] = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)];

/// Calls `each` with the row and column, seen from here, of every halo cell that lies in the tile
/// `south` and `east` of here, and with its row and column there.
fn for_halo(south: isize, east: isize, mut each: impl FnMut(isize, isize, usize, usize)) {
    let (tile, halo) = (TILE as isize, HALO as isize);
    let span = |d: isize| match d {
        -1 => -halo..0,
        0 => 0..tile,
        _ => tile..tile + halo,
    };
    for row in span(south) {
        for column in span(east) {
            each(row, column, (row - south * tile) as usize, (column - east * tile) as usize);
        }
    }
}

/// Where the label of a cell near the edge stands among those shown.
fn strip_position(row: usize, column: usize) -> usize {
    if row < HALO {
        row * TILE + column
    } else if row >= TILE - HALO {
        STRIP + (row + HALO - TILE) * TILE + column
    } else if column < HALO {
        2 * STRIP + row * HALO + column
    } else {
        3 * STRIP + row * HALO + column + HALO - TILE
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
