//! What is added up over the cells of a zone.

use super::quantile::Distribution;

/// A number as a raster stores it; NaN where it is missing.
pub(super) trait Stored: Copy + PartialOrd + Into<f64> {}

impl Stored for f32 {}
impl Stored for f64 {}

/// A part of the values: "at least 50", or "the class 3".
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    AtLeast(f64),
    Class(f64),
}

impl Part {
    fn holds(self, value: f64) -> bool {
        match self {
            Part::AtLeast(threshold) => value >= threshold,
            Part::Class(class) => value == class,
        }
    }
}

/// Sums over the cells of one zone, each cell by its covered share.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// Cells, missing ones too.
    pub covered: f64,
    /// Cells with a value.
    pub valid: f64,
    /// Values, or values times km² where surfaces are given.
    pub sum: f64,
    /// km² of the cells with a value, where surfaces are given.
    pub km2: f64,
    pub least: f64,
    pub most: f64,
    /// Cells in each part.
    pub parts: Vec<f64>,
    pub values: Option<Distribution>,
}

impl Sums {
    pub fn new(parts: usize, values: Option<Distribution>) -> Self {
        Sums {
            covered: 0.0,
            valid: 0.0,
            sum: 0.0,
            km2: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            parts: vec![0.0; parts],
            values,
        }
    }

    pub fn merge(&mut self, other: &Sums) {
        self.covered += other.covered;
        self.valid += other.valid;
        self.sum += other.sum;
        self.km2 += other.km2;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        self.parts.iter_mut().zip(&other.parts).for_each(|(sum, part)| *sum += part);
        if let (Some(values), Some(more)) = (&mut self.values, &other.values) {
            values.merge(more);
        }
    }

    /// Adds cells covered alike. `km2` is one surface for all of them, or one for each.
    pub fn add<T: Stored>(&mut self, cells: &[T], share: f64, km2: Surfaces, parts: &[Part]) {
        self.covered += share * cells.len() as f64;
        match km2 {
            Surfaces::None => {
                let (sum, valid) = total(cells);
                self.sum += share * sum;
                self.valid += share * valid;
            }
            Surfaces::Same(km2) => {
                let (sum, valid) = total(cells);
                self.sum += share * sum * km2;
                self.valid += share * valid;
                self.km2 += share * valid * km2;
            }
            Surfaces::Each(each) => {
                for (&value, &km2) in cells.iter().zip(each) {
                    let value: f64 = value.into();
                    if !value.is_nan() {
                        self.sum += share * value * km2;
                        self.valid += share;
                        self.km2 += share * km2;
                    }
                }
            }
        }
        for (part, sum) in parts.iter().zip(&mut self.parts) {
            *sum += share * cells.iter().filter(|&&value| part.holds(value.into())).count() as f64;
        }
        if let Some(values) = &mut self.values {
            let known = cells.iter().map(|&value| value.into()).filter(|value| !value.is_nan());
            known.for_each(|value| values.add(value, share));
        }
    }

    /// The lowest and highest of cells; how much of a cell is covered does not matter.
    pub fn extremes<T: Stored>(&mut self, cells: &[T]) {
        if let Some((least, most)) = extremes(cells) {
            self.least = self.least.min(least);
            self.most = self.most.max(most);
        }
    }
}

/// Surfaces of neighbouring cells of a row, km².
#[derive(Debug, Clone, Copy)]
pub(super) enum Surfaces<'a> {
    None,
    Same(f64),
    Each(&'a [f64]),
}

/// Sums run side by side, so that the processor adds several at once.
const LANES: usize = 8;

/// Sum and number of the cells that are not missing.
fn total<T: Stored>(cells: &[T]) -> (f64, f64) {
    if let [one] = cells {
        let value: f64 = (*one).into();
        return if value.is_nan() { (0.0, 0.0) } else { (value, 1.0) };
    }
    let (mut sums, mut counts) = ([0.0f64; LANES], [0.0f64; LANES]);
    let chunks = cells.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for lane in 0..LANES {
            let value: f64 = chunk[lane].into();
            let known = !value.is_nan();
            sums[lane] += if known { value } else { 0.0 };
            counts[lane] += if known { 1.0 } else { 0.0 };
        }
    }
    for (lane, &value) in rest.iter().enumerate() {
        let value: f64 = value.into();
        if !value.is_nan() {
            sums[lane] += value;
            counts[lane] += 1.0;
        }
    }
    (sums.iter().sum(), counts.iter().sum())
}

fn extremes<T: Stored>(cells: &[T]) -> Option<(f64, f64)> {
    let mut known = cells.iter().copied().filter(|value| value.partial_cmp(value).is_some());
    let first = known.next()?;
    let (least, most) = known.fold((first, first), |(least, most), value| {
        (if value < least { value } else { least }, if value > most { value } else { most })
    });
    Some((least.into(), most.into()))
}
