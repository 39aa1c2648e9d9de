//! Random numbers that are the same on every machine for the same seed: SplitMix64.
//!
//! Source: Steele, Lea & Flood (2014), *Fast splittable pseudorandom number generators*, OOPSLA.
//! Good enough for resampling; not for secrets.

use statrs::distribution::{ContinuousCDF, Normal};
use std::sync::LazyLock;

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// One of many streams of the same seed, none of which runs into another: the first number of
    /// each is as if drawn by chance.
    pub fn stream(seed: u64, index: u64) -> Self {
        let far = Random::new(seed).bits();
        Random(Random::new(far ^ index).bits())
    }

    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, each as likely; 0 when `end` is 0. Lemire (2019).
    #[inline]
    pub fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        loop {
            let wide = u128::from(self.bits()) * u128::from(end);
            // Reject the few draws that would favour small numbers; what is not below the end is none of them.
            if wide as u64 >= end || wide as u64 >= end.wrapping_neg().checked_rem(end).unwrap_or(0) {
                return (wide >> 64) as usize;
            }
        }
    }

    /// A number between 0 and 1, both left out, each as likely.
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// A number from the standard normal distribution: Box & Muller (1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Fills `out` with numbers from the standard normal distribution, for errors that are drawn by the million: each is one of
    /// 4 096 equally likely ones, the middles of equal shares of the distribution, from −3.67 to 3.67. Not for tails.
    pub fn normals(&mut self, out: &mut [f64]) {
        const BITS: u32 = SHARES.trailing_zeros();
        for some in out.chunks_mut((u64::BITS / BITS) as usize) {
            let mut bits = self.bits();
            for number in some {
                *number = MIDDLES[(bits % SHARES as u64) as usize];
                bits >>= BITS;
            }
        }
    }

    /// A number from the Poisson distribution of this mean; 0 where it is not above zero. Knuth (1969), in parts: sums of
    /// Poisson numbers are Poisson numbers.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        const PART: f64 = 30.0;
        let (mut left, mut count) = (mean, 0);
        while left > 0.0 {
            let limit = (-left.min(PART)).exp();
            let mut product = self.unit();
            while product > limit {
                count += 1;
                product *= self.unit();
            }
            left -= PART;
        }
        count
    }

    /// A number from the gamma distribution of this shape, above zero, and scale 1: Marsaglia &
    /// Tsang (2000), *A simple method for generating gamma variables*, ACM TOMS 26.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

/// Into how many equal shares the normal distribution is cut.
const SHARES: usize = 1 << 12;

/// Their middles, of variance 1.
static MIDDLES: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let middle = |i: usize| Normal::standard().inverse_cdf((i as f64 + 0.5) / SHARES as f64);
    let middles: Vec<f64> = (0..SHARES).map(middle).collect();
    let variance = middles.iter().map(|z| z * z).sum::<f64>() / SHARES as f64;
    middles.into_iter().map(|z| z / variance.sqrt()).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of the reference implementation for seed 1234567.
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn every_number_below_the_end_comes_as_often() {
        let mut random = Random::new(7);
        let mut counts = [0u32; 5];
        (0..50_000).for_each(|_| counts[random.below(5)] += 1);
        assert!(counts.iter().all(|n| (9_700..10_300).contains(n)), "{counts:?}");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        let mut random = Random::new(3);
        let mut moments = |draw: &mut dyn FnMut(&mut Random) -> f64| {
            let draws: Vec<f64> = (0..200_000).map(|_| draw(&mut random)).collect();
            let mean = draws.iter().sum::<f64>() / 200_000.0;
            (mean, draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 200_000.0)
        };
        let near = |(mean, variance): (f64, f64), m: f64, v: f64| {
            assert!((mean - m).abs() < 0.02 * v.sqrt().max(1.0) && (variance / v - 1.0).abs() < 0.03, "{mean} {variance}");
        };
        near(moments(&mut |r| r.unit()), 0.5, 1.0 / 12.0);
        near(moments(&mut |r| r.normal()), 0.0, 1.0);
        let mut some: Vec<f64> = Vec::new();
        let mut one_of_seven = |r: &mut Random| {
            if some.is_empty() {
                some = vec![0.0; 7];
                r.normals(&mut some);
            }
            some.pop().unwrap()
        };
        near(moments(&mut one_of_seven), 0.0, 1.0);
        near(moments(&mut |r| r.gamma(4.5)), 4.5, 4.5);
        near(moments(&mut |r| r.poisson(0.3) as f64), 0.3, 0.3);
        near(moments(&mut |r| r.poisson(75.0) as f64), 75.0, 75.0);
        assert_eq!(Random::new(1).poisson(0.0), 0);
        near(moments(&mut |r| r.gamma(0.4)), 0.4, 0.4);
    }
}
