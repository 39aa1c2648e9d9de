//! Values with weights, for quantiles, in bounded memory.

/// How much of a zone has which value.
///
/// Exact while there are few distinct values. Beyond the limit neighbouring values are put together,
/// by dropping the last binary digits that hold the most of them apart: what is then given for a
/// quantile is off by at most [`Distribution::precision`] of itself. The order in which values
/// come in changes a result only within that.
#[derive(Debug, Clone)]
pub(super) struct Distribution {
    /// Weight by key.
    entries: Vec<(u64, f64)>,
    /// Distinct keys when last counted.
    settled: usize,
    /// Distinct values kept.
    limit: usize,
    /// Binary digits dropped from every key.
    dropped: u32,
}

impl Distribution {
    pub fn new(limit: usize) -> Self {
        Distribution { entries: Vec::new(), settled: 0, limit: limit.max(256), dropped: 0 }
    }

    pub fn add(&mut self, value: f64, weight: f64) {
        self.push(key(value) >> self.dropped << self.dropped, weight);
    }

    pub fn merge(&mut self, other: &Distribution) {
        if other.dropped > self.dropped {
            self.drop_to(other.dropped);
        }
        for &(key, weight) in &other.entries {
            self.push(key >> self.dropped << self.dropped, weight);
        }
    }

    fn push(&mut self, key: u64, weight: f64) {
        self.entries.push((key, weight));
        if self.entries.len() >= 2 * self.limit.max(self.settled) {
            self.settle();
        }
    }

    /// Sorts, adds up equal keys, and makes room.
    fn settle(&mut self) {
        self.add_up();
        while self.settled > self.limit {
            // The first 29 digits are zero for values that were stored as 32-bit numbers.
            self.drop_to((self.dropped + 1).max(30));
            self.add_up();
        }
    }

    fn drop_to(&mut self, digits: u32) {
        self.dropped = digits;
        self.entries.iter_mut().for_each(|(key, _)| *key = *key >> digits << digits);
    }

    fn add_up(&mut self) {
        self.entries.sort_by_key(|&(key, _)| key);
        self.entries.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
        self.settled = self.entries.len();
    }

    /// The largest relative error of a quantile; 0 while every value is kept.
    pub fn precision(&self) -> f64 {
        if self.dropped == 0 { 0.0 } else { 2f64.powi(self.dropped as i32 - 52) }
    }

    /// The lowest value such that at least the share `q` of the weight has values not above it (the
    /// inverse of the weighted distribution function; type 1 of Hyndman and Fan 1996 where all
    /// weights are equal). `None` without values.
    pub fn quantiles(&mut self, shares: &[f64]) -> Vec<Option<f64>> {
        self.settle();
        let whole: f64 = self.entries.iter().map(|(_, weight)| weight).sum();
        let one = |&q: &f64| {
            let mut below = 0.0;
            // Sums of shares that should meet q may stay a rounding below it.
            let wanted = q * whole * (1.0 - 1e-12);
            let found = self.entries.iter().find(|(_, weight)| {
                below += weight;
                below >= wanted
            });
            found.or(self.entries.last()).map(|&(key, _)| value(key))
        };
        shares.iter().map(one).collect()
    }
}

/// Numbers in an order that whole numbers have too.
fn key(value: f64) -> u64 {
    // Zero has one sign.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_lowest_value_that_reaches_the_share() {
        let mut all = Distribution::new(1 << 10);
        for (value, weight) in [(3.0, 1.0), (-2.0, 0.5), (3.0, 0.5), (10.0, 2.0), (0.0, 0.0)] {
            all.add(value, weight);
        }
        assert_eq!(all.quantiles(&[0.0, 0.125, 0.2, 0.5, 0.51, 1.0]), [-2.0, -2.0, 3.0, 3.0, 10.0, 10.0].map(Some));
        assert_eq!(Distribution::new(1).quantiles(&[0.5]), [None]);
        assert_eq!(all.precision(), 0.0);
    }

    #[test]
    fn many_values_stay_within_the_stated_precision() {
        let (mut first, mut second) = (Distribution::new(1 << 10), Distribution::new(1 << 10));
        for i in 0..100_000u64 {
            // All whole numbers below 100 000, shuffled.
            let value = (i * 7_919 % 100_000) as f64 - 50_000.0;
            if i % 2 == 0 { first.add(value, 1.0) } else { second.add(value, 1.0) }
        }
        first.merge(&second);
        let precision = first.precision();
        assert!(precision > 0.0 && precision < 0.05, "{precision}");
        assert!(first.entries.len() <= 4 << 10);
        for (q, exact) in [(0.1, -40_001.0f64), (0.25, -25_001.0), (0.9, 39_999.0)] {
            let found = first.quantiles(&[q])[0].unwrap();
            assert!((found - exact).abs() <= exact.abs() * precision, "{q}: {found} instead of {exact}");
        }
    }
}
