use super::*;
use crate::base::reference::{close, rows};
use proptest::prelude::*;

fn jenks_breaks(values: &[f64], count: usize) -> Breaks {
    Breaks::new(values, &Method::Jenks { count, zero_apart: false })
}

#[test]
fn no_values_one_value_and_equal_values() {
    assert_eq!(jenks_breaks(&[], 5), Breaks::default());
    assert_eq!(jenks_breaks(&[f64::NAN], 5), Breaks::default());
    for method in [Method::Equal { count: 4 }, Method::Quantile { count: 4 }, Method::Jenks { count: 4, zero_apart: true }] {
        let breaks = Breaks::new(&[3.0, 3.0], &method);
        assert_eq!((breaks.classes, breaks.counts), (vec![(3.0, 3.0)], vec![2]), "{method:?}");
    }
}

#[test]
fn natural_groups_are_found_and_bounds_are_round() {
    let breaks = jenks_breaks(&[1.0, 1.2, 1.4, 10.3, 10.9, 11.0, 99.2, 101.7], 3);
    assert_eq!(breaks.classes, [(0.0, 10.0), (10.0, 50.0), (50.0, 110.0)]);
    assert_eq!(breaks.counts, [3, 3, 2]);
}

#[test]
fn zero_can_stand_apart() {
    let breaks = Breaks::new(&[0.0, 0.0, 0.4, 7.0, 8.0], &Method::Jenks { count: 3, zero_apart: true });
    assert_eq!((breaks.classes[0], breaks.counts[0]), ((0.0, 0.0), 2));
    assert_eq!(breaks.counts.iter().sum::<usize>(), 5);
}

#[test]
fn given_bounds_stay_and_widen_only_when_they_must() {
    let method = Method::Manual { bounds: vec![0.0, 2.0, 4.0] };
    assert_eq!(Breaks::new(&[1.0, 2.0], &method).counts, [2, 0]);
    assert_eq!(Breaks::new(&[-1.0, 5.0], &method).classes, [(-1.0, 2.0), (2.0, 5.0)]);
    let lone = |values: &[f64]| Breaks::new(values, &Method::Manual { bounds: vec![0.0, 0.0, 2.0] });
    assert_eq!((lone(&[0.0, 0.0, 1.0]).classes, lone(&[0.0, 0.0, 1.0]).counts), (vec![(0.0, 0.0), (0.0, 2.0)], vec![2, 1]));
    assert_eq!(lone(&[-1.0, 1.0]).classes, [(-1.0, 2.0)], "values below the lone one: it is none");
}

/// Every way to cut sorted different values into classes.
fn least_spread(sorted: &[f64], count: usize) -> f64 {
    let spread = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        part.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
    };
    if count == 1 {
        return spread(sorted);
    }
    (count - 1..sorted.len()).map(|i| least_spread(&sorted[..i], count - 1) + spread(&sorted[i..])).fold(f64::INFINITY, f64::min)
}

proptest! {
    #[test]
    fn jenks_is_as_good_as_trying_everything(mut values in prop::collection::vec(0.0f64..100.0, 5..12), count in 2usize..5) {
        values.sort_by(f64::total_cmp);
        values.dedup();
        prop_assume!(values.len() > count);
        let bounds = jenks(&values, count);
        let mut total = 0.0;
        let mut from = 0;
        for bound in bounds.iter().chain([&f64::INFINITY]) {
            let to = values.partition_point(|v| v <= bound);
            let part = &values[from..to];
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            total += part.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
            from = to;
        }
        prop_assert!(total <= least_spread(&values, count) + 1e-6);
    }

    #[test]
    fn every_value_has_a_class_whatever_the_method(values in prop::collection::vec(-50.0f64..1e6, 1..60), count in 1usize..8) {
        for method in [Method::Equal { count }, Method::Quantile { count }, Method::Jenks { count, zero_apart: false },
                       Method::HeadTail, Method::StandardDeviation { multiples: two_on_each_side() }, Method::Maximum { count },
                       Method::Manual { bounds: vec![0.0, 1.0, 2.0] }] {
            let exact = Breaks::exact(&values, &method);
            prop_assert_eq!(exact.counts.iter().sum::<usize>(), values.len());
            prop_assert!((-1e-9..=1.0 + 1e-9).contains(&exact.fit));
            let breaks = Breaks::new(&values, &method);
            prop_assert_eq!(breaks.counts.iter().sum::<usize>(), values.len());
            prop_assert!(breaks.classes.windows(2).all(|c| c[0].1 == c[1].0 && c[0].0 <= c[0].1));
            let (first, last) = (breaks.classes[0].0, breaks.classes[breaks.classes.len() - 1].1);
            prop_assert!(values.iter().all(|&v| v >= first && v <= last));
        }
    }
}

/// Every classifier against `mapclassify`: upper bounds, counts, and the fit.
#[test]
fn classes_are_those_of_mapclassify() {
    let values: Vec<(String, f64)> = rows("breaks/values.csv").iter().map(|r| (r.text(0).to_owned(), r.number(1))).collect();
    let told = rows("breaks/classes.csv");
    assert!(told.len() >= 18);
    for r in told {
        let own: Vec<f64> = values.iter().filter(|(set, _)| set == r.text(0)).map(|(_, v)| *v).collect();
        let count = r.text(2).parse().unwrap_or(0);
        let method = match r.text(1) {
            "equal" => Method::Equal { count },
            "quantile" => Method::Quantile { count },
            "jenks" => Method::Jenks { count, zero_apart: false },
            "head_tail" => Method::HeadTail,
            "standard_deviation" => Method::StandardDeviation { multiples: two_on_each_side() },
            "maximum" => Method::Maximum { count },
            other => panic!("{other}"),
        };
        let found = Breaks::exact(&own, &method);
        let (bounds, counts) = (r.numbers(3), r.numbers(4));
        // Empty classes beyond the values are bounds that fall away here.
        let kept: Vec<(f64, f64)> = bounds.into_iter().zip(counts).filter(|(_, count)| *count > 0.0).collect();
        assert_eq!(found.counts.iter().filter(|c| **c > 0).count(), kept.len(), "{r:?} {found:?}");
        let filled = found.classes.iter().zip(&found.counts).filter(|(_, count)| **count > 0);
        let last = kept.len() - 1;
        for (i, ((class, count), (bound, expected))) in filled.zip(&kept).enumerate() {
            assert!(*count as f64 == *expected && (i == last || close(class.1, *bound, 1e-12)), "{r:?} {found:?}");
        }
        assert!(close(found.fit, r.number(5), 1e-9), "{} {r:?}", found.fit);
    }
}

#[test]
fn few_giants_are_heads_and_wide_gaps_are_bounds() {
    let values = [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 9.0, 10.0, 40.0];
    let heads = Breaks::exact(&values, &Method::HeadTail);
    assert_eq!(heads.classes, [(1.0, 7.0), (7.0, 59.0 / 3.0), (59.0 / 3.0, 40.0)]);
    assert_eq!(heads.counts, [7, 2, 1]);
    let gaps = Breaks::exact(&values, &Method::Maximum { count: 3 });
    assert_eq!(gaps.classes, [(1.0, 6.0), (6.0, 25.0), (25.0, 40.0)]);
    assert!(gaps.fit > 0.98 && gaps.fit < 1.0, "{}", gaps.fit);
    assert_eq!(Breaks::exact(&[4.0, 4.0], &Method::HeadTail).fit, 1.0);
    assert_eq!(gaps.counts_of(&[0.5, 1.0, 6.0, 6.1, 99.0, f64::NAN]), [2, 1, 0], "outside of all classes in none");
    let parsed: Method = toml::from_str("method = \"standard_deviation\"").unwrap();
    assert_eq!(Breaks::exact(&values, &parsed).counts, [9, 0, 1], "none below the mean by a deviation, none above by one to two");
}

#[test]
fn what_is_typed_is_a_method_or_refused() {
    assert_eq!("maximum:4".parse(), Ok(Method::Maximum { count: 4 }));
    assert_eq!("head_tail".parse(), Ok(Method::HeadTail));
    assert_eq!("standard_deviation".parse(), Ok(Method::StandardDeviation { multiples: two_on_each_side() }));
    assert_eq!("0,20,40".parse(), Ok(Method::Manual { bounds: vec![0.0, 20.0, 40.0] }));
    for wrong in ["maximum", "maximum:0", "head_tail:3", "40,20", "5"] {
        assert!(wrong.parse::<Method>().is_err(), "{wrong}");
    }
}
