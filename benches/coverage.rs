//! How often the intervals of a share hold the true share, in samples made up again and again:
//! `cargo bench --bench coverage`. Prints tables; nominal is 95 %.
//!
//! Simple samples are not simulated but summed over all their outcomes. Clustered ones are: each of
//! `n / 5` clusters of five answers has its own share, drawn so that the design effect is 2.

use lakana::survey::interval::{CONFIDENCE, Proportion};

const SHARES: [f64; 7] = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5];
const CLUSTER: usize = 5;
const DESIGN_EFFECT: f64 = 2.0;
const SAMPLES: usize = 2_000;

type Interval = fn(&Proportion, f64) -> (f64, f64);
const INTERVALS: [(&str, Interval); 3] =
    [("Wilson", Proportion::wilson), ("Korn–Graubard", Proportion::korn_graubard), ("logit", Proportion::logit)];

fn main() {
    println!("Simple random samples, exact coverage in percent");
    table(&[10, 20, 30, 60], simple);
    println!("\nClusters of {CLUSTER}, design effect {DESIGN_EFFECT}, variance from the clusters, {SAMPLES} samples each");
    table(&[10, 20, 30, 60, 120], |share, n| clustered(share, n, 1.0));
    println!("\nThe same, with the design effect known at shares of 0 and 1");
    table(&[10, 20, 30, 60, 120], |share, n| clustered(share, n, DESIGN_EFFECT));
}

/// One row for each n and interval: coverage at each true share, their mean, and how far the
/// mean lies from nominal.
fn table(sizes: &[usize], coverage: impl Fn(f64, usize) -> [f64; 3]) {
    let shares: String = SHARES.iter().map(|p| format!("{p:>7}")).collect();
    println!("{:>4}  {:<14}{shares}   mean   off", "n", "true share");
    for &n in sizes {
        let found: Vec<[f64; 3]> = SHARES.iter().map(|&p| coverage(p, n)).collect();
        for (k, (name, _)) in INTERVALS.iter().enumerate() {
            let row: String = found.iter().map(|f| format!("{:>7.1}", 100.0 * f[k])).collect();
            let mean = 100.0 * found.iter().map(|f| f[k]).sum::<f64>() / found.len() as f64;
            let off = mean - 100.0 * CONFIDENCE;
            let mark = if off.abs() <= 2.0 { "" } else { "  more than two points" };
            println!("{n:>4}  {name:<14}{row} {mean:>6.1} {off:>+5.1}{mark}");
        }
    }
}

/// Whether each interval holds the true share.
fn held(estimate: &Proportion, share: f64) -> [bool; 3] {
    INTERVALS.map(|(_, interval)| {
        let (lower, upper) = interval(estimate, CONFIDENCE);
        lower <= share && share <= upper
    })
}

/// Sums the binomial probabilities of the outcomes whose interval holds the true share.
fn simple(share: f64, n: usize) -> [f64; 3] {
    let mut coverage = [0.0; 3];
    let mut probability = (1.0 - share).powi(n as i32);
    for x in 0..=n {
        let held = held(&Proportion::simple(x as f64 / n as f64, n as f64), share);
        for (sum, held) in coverage.iter_mut().zip(held) {
            *sum += if held { probability } else { 0.0 };
        }
        probability *= (n - x) as f64 / (x + 1) as f64 * share / (1.0 - share);
    }
    coverage
}

/// Draws clusters whose shares follow a beta distribution with the intraclass correlation that
/// gives the design effect, and takes the variance between cluster means.
fn clustered(share: f64, n: usize, edge_design_effect: f64) -> [f64; 3] {
    let correlation = (DESIGN_EFFECT - 1.0) / (CLUSTER as f64 - 1.0);
    let clusters = n / CLUSTER;
    let mut numbers = Numbers(n as u64 * 1_000_003 + (share * 1000.0) as u64);
    let mut count = [0usize; 3];
    for _ in 0..SAMPLES {
        let means: Vec<f64> = (0..clusters).map(|_| numbers.cluster(share, correlation)).collect();
        let mean = means.iter().sum::<f64>() / clusters as f64;
        let between = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (clusters as f64 - 1.0);
        let estimate = Proportion {
            share: mean,
            variance: between / clusters as f64,
            n: n as f64,
            df: clusters as f64 - 1.0,
            design_effect: edge_design_effect,
        };
        for (sum, held) in count.iter_mut().zip(held(&estimate, share)) {
            *sum += usize::from(held);
        }
    }
    count.map(|c| c as f64 / SAMPLES as f64)
}

/// Numbers that look random and are the same every time (SplitMix64, Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    /// Evenly between 0 and 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The mean of one cluster, by Pólya's urn: each answer agrees with an earlier one of the
    /// cluster, or is new, as beta-binomial answers do.
    fn cluster(&mut self, share: f64, correlation: f64) -> f64 {
        let weight = (1.0 - correlation) / correlation;
        let mut yes = 0.0;
        for asked in 0..CLUSTER {
            yes += f64::from(u8::from(self.next() < (weight * share + yes) / (weight + asked as f64)));
        }
        yes / CLUSTER as f64
    }
}
