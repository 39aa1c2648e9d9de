//! Which counts can give a printed share or mean. The GRIM test: Brown & Heathers (2017), *The
//! GRIM Test*, Social Psychological and Personality Science 8(4). Whole numbers throughout, so
//! that a half is a half.

use crate::read::report::Printed;

/// How a number was brought to its last printed digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rounding {
    /// A half goes up.
    HalfUp,
    /// A half goes to the even digit (banker's rounding, the default of R and Python).
    HalfEven,
    /// A half may go either way.
    HalfEither,
    /// Further digits are cut off.
    Truncated,
}

impl Rounding {
    /// From the most usual to the least.
    pub const ALL: [Rounding; 4] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::HalfEither, Rounding::Truncated];

    /// Whether `numerator / denominator` prints as `units`; neither is negative.
    fn gives(self, numerator: u128, denominator: u128, units: u128) -> bool {
        let (whole, rest) = (numerator / denominator, numerator % denominator);
        let half = (2 * rest).cmp(&denominator);
        match self {
            Rounding::Truncated => whole == units,
            _ if half.is_lt() => whole == units,
            _ if half.is_gt() => whole + 1 == units,
            Rounding::HalfUp => whole + 1 == units,
            Rounding::HalfEven => whole + whole % 2 == units,
            Rounding::HalfEither => whole == units || whole + 1 == units,
        }
    }
}

/// How many of `n` respondents give the printed percentage; the fewest that do. `None` when no
/// count does, for `n` = 0, and for numbers outside 0 to 100.
pub fn count_for_share(share: Printed, n: u32, rounding: Rounding) -> Option<u32> {
    let scale = 100 * 10u128.pow(share.decimals);
    fewest(share, scale, u64::from(n), n, rounding).and_then(|k| u32::try_from(k).ok())
}

/// The sum of `n` whole numbers from `least` to `greatest` that gives the printed mean; the
/// smallest. `None` when no sum does or `n` is 0. Negative scales are not supported: `None`.
pub fn sum_for_mean(mean: Printed, n: u32, least: u32, greatest: u32, rounding: Rounding) -> Option<u64> {
    let limit = u64::from(n) * u64::from(greatest);
    fewest(mean, 10u128.pow(mean.decimals), limit, n, rounding).filter(|sum| *sum >= u64::from(n) * u64::from(least))
}

/// The smallest k up to `limit` for which `k · scale / n` prints as the number.
fn fewest(printed: Printed, scale: u128, limit: u64, n: u32, rounding: Rounding) -> Option<u64> {
    let units = u128::try_from(printed.units()?).ok()?;
    let n = u128::from(n);
    if n == 0 {
        return None;
    }
    // k·scale/n lies within one unit of the printed number, whatever the rounding.
    let first = units.saturating_sub(1) * n / scale;
    let last = ((units + 1) * n).div_ceil(scale).min(u128::from(limit));
    (first..=last).find(|k| rounding.gives(k * scale, n, units)).and_then(|k| u64::try_from(k).ok())
}

#[cfg(test)]
mod tests {
    use super::super::testing::number;
    use super::*;

    fn share(text: &str, n: u32, rounding: Rounding) -> Option<u32> {
        count_for_share(number(text), n, rounding)
    }

    #[test]
    fn shares_of_small_samples_come_in_steps() {
        assert_eq!(share("20", 30, Rounding::HalfUp), Some(6));
        assert_eq!(share("90", 39, Rounding::HalfUp), Some(35));
        assert_eq!(share("75", 110, Rounding::HalfUp), Some(82));
        assert_eq!(share("20", 32, Rounding::HalfUp), None, "6/32 is 18.75, 7/32 is 21.9");
        assert_eq!([share("0", 7, Rounding::HalfUp), share("100", 7, Rounding::HalfUp)], [Some(0), Some(7)]);
        assert_eq!(share("0", 0, Rounding::HalfUp), None);
        assert_eq!(share("33,3", 3, Rounding::HalfUp), Some(1));
        assert_eq!(share("33,4", 3, Rounding::HalfUp), None);
    }

    #[test]
    fn a_half_goes_where_the_rounding_says() {
        // 1/8 = 12.5 and 3/8 = 37.5
        let at = |text| Rounding::ALL.map(|r| share(text, 8, r).is_some());
        assert_eq!(at("12"), [false, true, true, true]);
        assert_eq!(at("13"), [true, false, true, false]);
        assert_eq!(at("37"), [false, false, true, true]);
        assert_eq!(at("38"), [true, true, true, false]);
    }

    #[test]
    fn means_of_whole_numbers() {
        // Brown & Heathers (2017): 5.19 at n = 28 is impossible, 5.18 and 5.21 are not.
        assert_eq!(sum_for_mean(number("5.19"), 28, 1, 7, Rounding::HalfUp), None);
        assert_eq!(sum_for_mean(number("5.18"), 28, 1, 7, Rounding::HalfUp), Some(145));
        assert_eq!(sum_for_mean(number("5.21"), 28, 1, 7, Rounding::HalfUp), Some(146));
        assert_eq!(sum_for_mean(number("3,46"), 70, 1, 4, Rounding::HalfUp), Some(242));
        assert_eq!(sum_for_mean(number("0,50"), 70, 1, 4, Rounding::HalfUp), None, "below the scale");
        assert_eq!(sum_for_mean(number("4,50"), 70, 1, 4, Rounding::HalfUp), None, "above the scale");
    }

    proptest::proptest! {
        #[test]
        fn the_window_of_counts_misses_none(n in 1u32..160, units in 0i64..=1000, mode in 0usize..4) {
            let rounding = Rounding::ALL[mode];
            let printed = Printed { value: units as f64 / 10.0, decimals: 1 };
            let all = (0..=n).find(|k| rounding.gives(u128::from(*k) * 1000, u128::from(n), units as u128));
            assert_eq!(count_for_share(printed, n, rounding), all);
        }
    }
}
