//! Cells read: a window at a time, or by blocks of whole rows, decoded once each, on all threads.

use super::{Raster, open_dataset};
use crate::base::{Progress, Result};
use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::raster::{GdalType, ResampleAlg};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// Whole rows of a window of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// First row, 0 at the top of the raster.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Columns, never 0.
    pub width: usize,
    /// Row by row.
    pub values: Values,
    pub found: Oddities,
}

/// Values in the precision in which they are stored; missing cells are NaN, never 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Single(Vec<f32>),
    Double(Vec<f64>),
}

/// Which numbers to take for missing though the file does not declare them so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Doubts {
    /// Numbers that people use for "no data": −999, −9999, −99999, −32768, −2147483648, and all below −10³⁰.
    pub codes: bool,
    /// All below zero, where there can be no fewer than none.
    pub negative: bool,
}

/// Cells whose numbers were doubted, and taken for missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Oddities {
    /// Number (as its digits) and cells that hold it.
    pub codes: BTreeMap<String, u64>,
    /// Cells below zero that are no such code, and the lowest of them.
    pub negative: u64,
    pub lowest: f64,
}

impl Oddities {
    pub fn merge(&mut self, other: &Oddities) {
        other.codes.iter().for_each(|(code, n)| *self.codes.entry(code.clone()).or_default() += n);
        self.negative += other.negative;
        self.lowest = self.lowest.min(other.lowest);
    }
}

impl Raster {
    /// Height of blocks that are `width` columns wide: about a million cells, in whole rows of the
    /// file's own blocks so that nothing is decoded twice.
    pub fn band_rows(&self, width: usize) -> usize {
        const CELLS: usize = 1 << 20;
        let own = self.dataset.rasterband(self.band).map_or(1, |band| band.block_size().1).max(1);
        (CELLS / width.max(1) / own).max(1) * own
    }

    /// Every block of a window, given to `work` on all threads, and what it makes of them to `add` in the
    /// order of the rows. Blocks begin at multiples of `band_rows`, also before the window. Memory is
    /// a block or two for each thread, and what `work` returns.
    ///
    /// # Errors
    /// Cells that cannot be read, and an interruption.
    pub fn fold<R: Send>(
        &self,
        (columns, rows): (Range<usize>, Range<usize>),
        band_rows: usize,
        doubts: Doubts,
        progress: &dyn Progress,
        work: impl Fn(&Block) -> R + Sync,
        mut add: impl FnMut(R),
    ) -> Result<()> {
        let band_rows = band_rows.max(1);
        let bands = rows.start / band_rows..rows.end.div_ceil(band_rows);
        let next = AtomicUsize::new(bands.start);
        let stopped = AtomicBool::new(false);
        let threads = rayon::current_num_threads().clamp(1, bands.len().max(1));
        let (send, receive) = sync_channel(threads);
        let (next, stopped, work) = (&next, &stopped, &work);
        // What a thread needs of the raster; GDAL's handles are for one thread each.
        let source = Source { raster: self.plain(), columns, band_rows, doubts };
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (send, source, bands) = (send.clone(), source.clone(), bands.clone());
                scope.spawn(move || {
                    let mut reader = None;
                    loop {
                        let band = next.fetch_add(1, Ordering::Relaxed);
                        if band >= bands.end || stopped.load(Ordering::Relaxed) {
                            return;
                        }
                        let made = progress.go_on().map_err(Failure::Stopped).and_then(|()| source.block(band, &mut reader));
                        let failed = made.is_err();
                        if send.send((band, made.map(|block| work(&block)))).is_err() || failed {
                            stopped.store(true, Ordering::Relaxed);
                            return;
                        }
                        progress.advance(1);
                    }
                });
            }
            drop(send);
            let mut waiting = BTreeMap::new();
            let mut due = bands.start;
            let mut failure: Option<(usize, Failure)> = None;
            for (band, made) in receive {
                match made {
                    Ok(made) => {
                        waiting.insert(band, made);
                    }
                    // Of several the first, so that the message does not depend on the threads.
                    Err(found) if failure.as_ref().is_none_or(|(at, _)| band < *at) => failure = Some((band, found)),
                    Err(_) => {}
                }
                while let Some(made) = waiting.remove(&due) {
                    add(made);
                    due += 1;
                }
            }
            match failure {
                None => Ok(()),
                Some((_, Failure::Stopped(error))) => Err(error),
                Some((_, Failure::Gdal(cause))) => Err(self.unreadable(&cause)),
            }
        })
    }

    /// The cells of a window row by row, thinned out or repeated to `into` columns and rows (the cell nearest
    /// to each place); NaN where missing. The window must lie inside the raster.
    pub fn window(&self, from: (usize, usize), size: (usize, usize), into: (usize, usize)) -> Result<Vec<f64>> {
        let read = read(&self.dataset, self.band, (from.0, from.1, size.0, size.1), into);
        let mut values: Vec<f64> = read.map_err(|cause| self.unreadable(&cause))?;
        values.iter_mut().for_each(|v| *v = self.value(*v));
        Ok(values)
    }

    fn plain(&self) -> Plain {
        Plain {
            path: self.path.clone(),
            band: self.band,
            rows: self.size.1,
            nodata: self.nodata,
            scale: self.scale,
            single: self.single,
        }
    }
}

enum Failure {
    Gdal(GdalError),
    Stopped(crate::base::Error),
}

impl From<GdalError> for Failure {
    fn from(cause: GdalError) -> Self {
        Failure::Gdal(cause)
    }
}

/// A band without its handle.
#[derive(Clone)]
struct Plain {
    path: std::path::PathBuf,
    band: usize,
    rows: usize,
    nodata: Option<f64>,
    scale: (f64, f64),
    single: bool,
}

#[derive(Clone)]
struct Source {
    raster: Plain,
    columns: Range<usize>,
    band_rows: usize,
    doubts: Doubts,
}

impl Source {
    fn block(&self, band: usize, reader: &mut Option<Dataset>) -> Result<Block, Failure> {
        let raster = &self.raster;
        let dataset = match reader {
            Some(dataset) => dataset,
            None => reader.insert(open_dataset(&raster.path)?),
        };
        let row = band * self.band_rows;
        let rows = self.band_rows.min(raster.rows - row);
        let window_size = (self.columns.len(), rows);
        let window = (self.columns.start, row, self.columns.len(), rows);
        let (values, found) = if raster.single {
            let mut cells: Vec<f32> = read(dataset, raster.band, window, window_size)?;
            let found = clean(&mut cells, raster.nodata.map_or(f32::NAN, |nodata| nodata as f32), self.doubts);
            (Values::Single(cells), found)
        } else {
            let mut cells: Vec<f64> = read(dataset, raster.band, window, window_size)?;
            let mut found = clean(&mut cells, raster.nodata.unwrap_or(f64::NAN), Doubts { negative: false, ..self.doubts });
            if raster.scale != (1.0, 0.0) {
                cells.iter_mut().for_each(|v| *v = *v * raster.scale.0 + raster.scale.1);
            }
            found.merge(&clean(&mut cells, f64::NAN, Doubts { codes: false, ..self.doubts }));
            (Values::Double(cells), found)
        };
        // The library would keep what is not asked for again.
        dataset.flush_cache()?;
        Ok(Block { row, column: self.columns.start, width: self.columns.len(), values, found })
    }
}

/// A window of stored numbers, thinned out or repeated to a size.
fn read<T: GdalType + Copy + Default>(
    dataset: &Dataset,
    band: usize,
    (column, row, width, rows): (usize, usize, usize, usize),
    into: (usize, usize),
) -> Result<Vec<T>, GdalError> {
    let mut cells = vec![T::default(); into.0 * into.1];
    let window = (column as isize, row as isize);
    dataset.rasterband(band)?.read_into_slice(window, (width, rows), into, &mut cells, Some(ResampleAlg::NearestNeighbour))?;
    Ok(cells)
}

/// A stored number.
trait Number: Copy + PartialOrd + Into<f64> {
    const NAN: Self;
    const INFINITY: Self;
    fn is_finite(self) -> bool;
}

impl Number for f32 {
    const NAN: f32 = f32::NAN;
    const INFINITY: f32 = f32::INFINITY;

    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
}

impl Number for f64 {
    const NAN: f64 = f64::NAN;
    const INFINITY: f64 = f64::INFINITY;

    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}

/// Makes missing cells NaN, and tells which numbers were doubted.
fn clean<T: Number>(cells: &mut [T], nodata: T, doubts: Doubts) -> Oddities {
    // Several side by side, so that the processor looks at several at once.
    let mut lowest = [T::INFINITY; 8];
    let mut look = |cells: &mut [T]| {
        for (cell, low) in cells.iter_mut().zip(&mut lowest) {
            let known = cell.is_finite() && *cell != nodata;
            let value = if known { *cell } else { T::NAN };
            *cell = value;
            *low = if value < *low { value } else { *low };
        }
    };
    let mut chunks = cells.chunks_exact_mut(8);
    chunks.by_ref().for_each(&mut look);
    look(chunks.into_remainder());
    let mut found = Oddities::default();
    if lowest.iter().any(|&low| low.into() < 0.0) {
        for cell in cells.iter_mut() {
            let value: f64 = (*cell).into();
            if doubts.codes && is_code(value) {
                *found.codes.entry(value.to_string()).or_default() += 1;
                *cell = T::NAN;
            } else if doubts.negative && value < 0.0 {
                found.negative += 1;
                found.lowest = found.lowest.min(value);
                *cell = T::NAN;
            }
        }
    }
    found
}

/// Whether people use the number for "no data".
fn is_code(value: f64) -> bool {
    [-999.0, -9999.0, -99999.0, -32768.0, -2147483648.0].contains(&value) || value < -1e30
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Silent;
    use crate::read::raster::tests::{made, stored};

    fn cells(values: &Values) -> Vec<f64> {
        match values {
            Values::Single(cells) => cells.iter().map(|&v| v.into()).collect(),
            Values::Double(cells) => cells.clone(),
        }
    }

    #[test]
    fn every_row_comes_once_and_missing_is_nan() {
        let (_kept, path) = made(true, true);
        let raster = Raster::open(&path, 1).unwrap();
        for rows in [1, 2, 7] {
            let mut all = Vec::new();
            let whole = (0..3, 0..2);
            let work = |block: &Block| cells(&block.values);
            raster.fold(whole, rows, Doubts::default(), &Silent, work, |cells| all.extend(cells)).unwrap();
            assert_eq!(all[..4], [1.0, 2.0, 0.0, 4.0]);
            assert!(all[4].is_nan() && all[5].is_nan() && all.len() == 6);
        }
        let mut part = Vec::new();
        raster.fold((1..2, 1..2), 1, Doubts::default(), &Silent, |b| (b.row, b.column, b.width), |at| part.push(at)).unwrap();
        assert_eq!(part, [(1, 1, 1)]);
    }

    #[test]
    fn undeclared_codes_and_negative_counts_are_found_and_missing() {
        let (_kept, path) = stored(&[1.0, -9999.0, -9999.0, -3.5, f64::NAN, 2.0]);
        let raster = Raster::open(&path, 1).unwrap();
        let found = |doubts, nodata| {
            let (mut all, mut odd) = (Vec::new(), Oddities::default());
            let work = |block: &Block| (cells(&block.values), block.found.clone());
            let raster = Raster::open(&path, 1).unwrap().with_nodata(nodata);
            raster
                .fold((0..3, 0..2), 1, doubts, &Silent, work, |(cells, found)| {
                    all.extend(cells);
                    odd.merge(&found);
                })
                .unwrap();
            (all.iter().filter(|v| !v.is_nan()).sum::<f64>(), odd)
        };
        assert_eq!(raster.nodata, None);
        assert_eq!(found(Doubts::default(), None).0, -19_998.5);
        let (sum, odd) = found(Doubts { codes: true, negative: true }, None);
        assert_eq!((sum, odd.codes["-9999"], odd.negative, odd.lowest), (3.0, 2, 1, -3.5));
        let (sum, odd) = found(Doubts { codes: true, negative: false }, Some(-9999.0));
        assert_eq!((sum, odd.codes.len(), odd.negative), (-0.5, 0, 0), "declared is not odd");
    }

    #[test]
    fn a_truncated_file_is_an_error() {
        let (_kept, path) = stored(&[1.0; 6]);
        let whole = std::fs::read(&path).unwrap();
        let raster = Raster::open(&path, 1).unwrap();
        // The cells stand after the header.
        std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
        let done = raster.fold((0..3, 0..2), 1, Doubts::default(), &Silent, |_| (), |()| ());
        assert!(done.is_err() || Raster::open(&path, 1).is_err());
    }
}
