//! Least-cost times within one tile, given what is known around it.

use super::surface::{HALO, SIDE, TILE};

/// Time of a cell that nothing has reached.
pub const UNREACHED: (f64, u32) = (f64::INFINITY, u32::MAX);

/// Side of the working arrays: the tile, its halo, and a rim nobody passes, so that no step leaves
/// the array.
const STRIDE: usize = SIDE + 2 * HALO;
/// Buckets at most: steps that differ more in length share buckets.
const BUCKETS: f64 = 65_536.0;

/// Which cells can be reached in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Neighbours {
    /// The eight cells around: WHO AccessMod's and skimage's definition. Straight lines between
    /// their directions are up to 8.2 % too long.
    Eight,
    /// With the eight knight's moves: up to 2.8 % too long. A knight's move costs its length times
    /// the mean of the four cells it crosses, a quarter of it each, and is barred when one of them is.
    #[default]
    Sixteen,
}

struct Step {
    offset: isize,
    /// Half the step's length in metres: times the sum of both ends' minutes per metre.
    half: f64,
    metres: f64,
}

struct Knight {
    offset: isize,
    /// The two cells crossed on the way.
    over: [isize; 2],
    quarter: f64,
    metres: f64,
}

/// Slopes steeper than this, rise over run, count as this one: 45 degrees, where walking ends.
const STEEPEST: f64 = 1.0;

/// How much longer a walk takes on a slope (rise over run, positive uphill) than on the flat: Tobler (1993) walks
/// 6·exp(−3.5·|s + 0.05|) km/h, quickest a little downhill. A slope that is not known (NaN) counts as flat.
pub fn slope_factor(slope: f64) -> f64 {
    if slope.is_nan() { 1.0 } else { (3.5 * ((slope.clamp(-STEEPEST, STEEPEST) + 0.05).abs() - 0.05)).exp() }
}

/// The working memory of one thread: 1.2 MB, and the buckets.
pub struct Workspace {
    friction: Vec<f32>,
    /// Metres, NaN where slopes do not count; empty on a surface without heights.
    heights: Vec<f32>,
    pub minutes: Vec<f64>,
    pub source: Vec<u32>,
    steps: Vec<Step>,
    knights: Vec<Knight>,
    /// Shortest and longest step in cells.
    lengths: (f64, f64),
    cell: f64,
    ring: Vec<Vec<u32>>,
    seeds: Vec<(f64, u32)>,
}

/// Position of a cell of the tile in the working arrays; rows and columns from −2 to `TILE` + 1.
pub fn position(row: isize, column: isize) -> usize {
    (row + 2 * HALO as isize) as usize * STRIDE + (column + 2 * HALO as isize) as usize
}

impl Workspace {
    pub fn new(cell: f64, neighbours: Neighbours) -> Workspace {
        let at = |south: isize, east: isize| south * STRIDE as isize + east;
        let around = (-1..=1).flat_map(|s| (-1..=1).map(move |e| (s, e))).filter(|&step| step != (0, 0));
        let steps = around
            .map(|(s, e)| {
                let half = cell * if s == 0 || e == 0 { 0.5 } else { 0.5 * 2f64.sqrt() };
                Step { offset: at(s, e), half, metres: 2.0 * half }
            })
            .collect();
        let moves = (-2..=2isize).flat_map(|s| (-2..=2isize).map(move |e| (s, e))).filter(|(s, e)| s.abs() + e.abs() == 3);
        let knights = moves.map(|(s, e)| {
            // Two cells one way and one the other: first straight on, then beside the target.
            let first = if s.abs() == 2 { at(s / 2, 0) } else { at(0, e / 2) };
            let second = if s.abs() == 2 { at(s / 2, e) } else { at(s, e / 2) };
            let quarter = cell * 5f64.sqrt() / 4.0;
            Knight { offset: at(s, e), over: [first, second], quarter, metres: 4.0 * quarter }
        });
        let (knights, longest) = match neighbours {
            Neighbours::Eight => (Vec::new(), 2f64.sqrt()),
            Neighbours::Sixteen => (knights.collect(), 5f64.sqrt()),
        };
        Workspace {
            friction: vec![f32::INFINITY; STRIDE * STRIDE],
            heights: Vec::new(),
            minutes: vec![f64::INFINITY; STRIDE * STRIDE],
            source: vec![u32::MAX; STRIDE * STRIDE],
            steps,
            knights,
            lengths: (1.0, longest),
            cell,
            ring: Vec::new(),
            seeds: Vec::new(),
        }
    }

    /// Takes the minutes per metre of a tile with its halo, and its heights where slopes count, and forgets all times.
    pub fn take(&mut self, friction: &[f32], heights: Option<&[f32]>) {
        let put = |into: &mut [f32], from: &[f32]| {
            for (row, values) in from.chunks_exact(SIDE).enumerate() {
                let start = (row + HALO) * STRIDE + HALO;
                into[start..start + SIDE].copy_from_slice(values);
            }
        };
        put(&mut self.friction, friction);
        if let Some(heights) = heights {
            self.heights.resize(STRIDE * STRIDE, f32::NAN);
            put(&mut self.heights, heights);
        }
        self.minutes.fill(UNREACHED.0);
        self.source.fill(UNREACHED.1);
        self.seeds.clear();
    }

    /// Whether a cell can be passed.
    pub fn passable(&self, at: usize) -> bool {
        self.friction[at].is_finite()
    }

    /// A label to go on from.
    pub fn seed(&mut self, at: usize, minutes: f64, source: u32) {
        self.minutes[at] = minutes;
        self.source[at] = source;
        self.seeds.push((minutes, at as u32));
    }

    /// Spreads the seeds until no label of the tile or its halo can be lowered. Whether any was.
    ///
    /// A label is a time and the source it is counted from; the lesser time wins, of equal times the
    /// lesser source. Cells wait in buckets of equal width, not wider than the quickest step where the
    /// steps differ less than 65 000-fold; a cell that is lowered after its turn gets another, so the
    /// width decides the speed and never the result.
    pub fn spread(&mut self) -> bool {
        let finite = self.friction.iter().copied().filter(|f| f.is_finite());
        let (low, high) = finite.fold((f32::INFINITY, 0f32), |(low, high), f| (low.min(f), high.max(f)));
        self.seeds.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some(&(start, _)) = self.seeds.first() else { return false };
        if !low.is_finite() {
            return false;
        }
        let flat = self.heights.is_empty();
        // The quickest and the slowest slope.
        let (down, up) = if flat { (1.0, 1.0) } else { (slope_factor(-0.05), slope_factor(STEEPEST)) };
        let shortest = self.lengths.0 * f64::from(low) * self.cell * down;
        let longest = self.lengths.1 * f64::from(high) * self.cell * up;
        let width = shortest.max(longest / (BUCKETS - 3.0));
        let count = ((longest / width) as usize + 3).next_power_of_two();
        if self.ring.len() < count {
            self.ring.resize_with(count, Vec::new);
        }
        let mask = self.ring.len() - 1;
        let per_minute = 1.0 / width;
        let bucket_of = |minutes: f64| ((minutes - start) * per_minute) as usize;

        let (friction, heights) = (&self.friction, &self.heights);
        let (minutes, source, ring) = (&mut self.minutes, &mut self.source, &mut self.ring);
        // The walk goes to the source: from where the search arrives to where it comes from.
        let slope = |from: usize, to: usize, metres: f64| slope_factor(f64::from(heights[to] - heights[from]) / metres);
        let (mut lowered, mut queued, mut now) = (false, 0usize, 0usize);
        let mut seeds = self.seeds.iter().peekable();
        loop {
            if queued == 0 {
                match seeds.peek() {
                    Some((time, _)) => now = now.max(bucket_of(*time)),
                    None => break,
                }
            }
            while let Some((_, at)) = seeds.next_if(|(time, _)| bucket_of(*time) <= now) {
                ring[now & mask].push(*at);
                queued += 1;
            }
            while let Some(at) = ring[now & mask].pop() {
                queued -= 1;
                let at = at as usize;
                let (time, from) = (minutes[at], source[at]);
                // Lowered since it was put here: it had its turn earlier.
                if bucket_of(time) != now {
                    continue;
                }
                let here = f64::from(friction[at]);
                let mut reach = |to: usize, then: f64| {
                    if then <= minutes[to] && (then < minutes[to] || (from < source[to] && then < f64::INFINITY)) {
                        minutes[to] = then;
                        source[to] = from;
                        ring[bucket_of(then) & mask].push(to as u32);
                        queued += 1;
                        lowered = true;
                    }
                };
                for step in &self.steps {
                    let to = at.wrapping_add_signed(step.offset);
                    let cost = step.half * (here + f64::from(friction[to]));
                    reach(to, time + if flat { cost } else { cost * slope(to, at, step.metres) });
                }
                for knight in &self.knights {
                    let to = at.wrapping_add_signed(knight.offset);
                    let over = knight.over.map(|offset| f64::from(friction[at.wrapping_add_signed(offset)]));
                    let cost = knight.quarter * ((here + f64::from(friction[to])) + (over[0] + over[1]));
                    reach(to, time + if flat { cost } else { cost * slope(to, at, knight.metres) });
                }
            }
            now += 1;
        }
        lowered
    }

    /// The labels of the tile itself, row by row.
    pub fn labels(&self) -> impl Iterator<Item = (f64, u32)> + '_ {
        (0..TILE as isize).flat_map(move |row| {
            let start = position(row, 0);
            (start..start + TILE).map(|at| (self.minutes[at], self.source[at]))
        })
    }
}
