//! Survey groups so small that a share speaks of persons.

use crate::base::{Interval, Missing};
use crate::survey::Estimate;
use std::collections::{BTreeMap, BTreeSet};

/// Withholds every estimate of a group with fewer than `k` answers ([`Missing::BelowMinimumN`]), and
/// what would give it away ([`Missing::Withheld`]): beside a published whole, the one small group of a
/// breakdown is the whole less the others, so the smallest of the others goes too.
///
/// `estimates` are tables of one breakdown each or of two crossed, any number of questions. Groups
/// without answers need no protection; estimates without n, as reports print them, are left alone.
/// Source: the principle of secondary suppression, Hundepool et al. (2012), *Statistical Disclosure
/// Control*, chapter 4.
pub fn withhold_small_groups(estimates: &mut [Estimate], k: u32) {
    let mut answers: BTreeMap<Table, BTreeMap<Group, u32>> = BTreeMap::new();
    for e in estimates.iter().filter(|e| !e.group.is_empty()) {
        if let Some(n) = e.n.filter(|n| *n > 0) {
            let smallest = answers.entry(table_of(e)).or_default().entry(values_of(e)).or_insert(n);
            *smallest = n.min(*smallest);
        }
    }
    let held: BTreeMap<Table, BTreeMap<Group, Missing>> = answers.into_iter().map(|(t, groups)| (t, hold(&groups, k))).collect();
    for e in estimates {
        let own = e.n.filter(|n| *n > 0 && *n < k && e.group.is_empty()).map(|_| Missing::BelowMinimumN);
        let why = held.get(&table_of(e)).and_then(|groups| groups.get(&values_of(e))).copied();
        if let Some(why) = own.or(why) {
            e.value = Err(why);
            e.standard_error = None;
            e.interval = None;
            e.interval_kind = Interval::None;
            e.design_effect = None;
        }
    }
}

/// What stands together in one table: wave, question, item and the variables of the breakdown. A
/// ranking or a multiple choice has a base of its own for some statistics, and these are judged
/// by the smallest.
type Table = (String, String, Option<String>, Vec<String>);
type Group = Vec<String>;

fn table_of(e: &Estimate) -> Table {
    (e.wave.clone(), e.question.clone(), e.item.clone(), e.group.iter().map(|(variable, _)| variable.clone()).collect())
}

fn values_of(e: &Estimate) -> Group {
    e.group.iter().map(|(_, value)| value.clone()).collect()
}

/// The groups that are held back, and why.
fn hold(groups: &BTreeMap<Group, u32>, k: u32) -> BTreeMap<Group, Missing> {
    let small = groups.iter().filter(|(_, n)| **n < k);
    let mut held: BTreeMap<Group, Missing> = small.map(|(g, _)| (g.clone(), Missing::BelowMinimumN)).collect();
    let variables = groups.keys().next().map_or(0, Vec::len);
    loop {
        let before = held.len();
        // Each line of the table: all groups that differ in one variable alone.
        for free in 0..variables {
            let fixed = |g: &Group| g.iter().enumerate().filter(|(i, _)| *i != free).map(|(_, v)| v.clone()).collect::<Group>();
            let lines: BTreeSet<Group> = groups.keys().map(fixed).collect();
            for line in lines {
                let of_line = || groups.iter().filter(|(g, _)| fixed(g) == line);
                if of_line().filter(|(g, _)| held.contains_key(*g)).count() == 1
                    && let Some((next, _)) = of_line().filter(|(g, _)| !held.contains_key(*g)).min_by_key(|(_, n)| **n)
                {
                    held.insert(next.clone(), Missing::Withheld);
                }
            }
        }
        if held.len() == before {
            return held;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Origin, Statistic};

    fn estimate(group: &[(&str, &str)], n: u32) -> Estimate {
        Estimate {
            wave: String::new(),
            question: "q1".into(),
            item: None,
            choice: Some("oui".into()),
            statistic: Statistic::Share,
            group: group.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            n: Some(n),
            value: Ok(50.0),
            standard_error: Some(1.0),
            interval: Some((40.0, 60.0)),
            interval_kind: Interval::Wilson95,
            design_effect: None,
            indicative: true,
            origin: Origin::Computed { input: "s".into() },
        }
    }

    fn after(mut estimates: Vec<Estimate>) -> Vec<Result<f64, Missing>> {
        withhold_small_groups(&mut estimates, 10);
        assert!(estimates.iter().all(|e| e.value.is_ok() == e.interval.is_some()), "bounds go with their value");
        estimates.into_iter().map(|e| e.value).collect()
    }

    #[test]
    fn a_small_group_takes_the_next_smallest_with_it() {
        let zones = [("Nord", 39), ("Centre", 12), ("Sud", 4)].map(|(zone, n)| estimate(&[("zone", zone)], n));
        let whole = estimate(&[], 55);
        assert_eq!(
            after(zones.into_iter().chain([whole]).collect()),
            [Ok(50.0), Err(Missing::Withheld), Err(Missing::BelowMinimumN), Ok(50.0)]
        );
    }

    #[test]
    fn two_small_groups_hide_each_other_and_empty_ones_hide_nothing() {
        let zones = [("Nord", 39), ("Centre", 5), ("Sud", 4), ("Taoudénit", 0)].map(|(zone, n)| estimate(&[("zone", zone)], n));
        let below = Err(Missing::BelowMinimumN);
        assert_eq!(after(zones.into()), [Ok(50.0), below, below, Ok(50.0)]);
        assert_eq!(after(vec![estimate(&[], 9)]), [below]);
    }

    #[test]
    fn in_a_crossed_table_no_line_is_left_with_one_hidden_cell() {
        let cell = |zone, sex, n| estimate(&[("zone", zone), ("sexe", sex)], n);
        let table = [("Nord", 3, 30), ("Centre", 20, 25), ("Sud", 28, 22)];
        let cells: Vec<Estimate> = table.iter().flat_map(|(z, f, h)| [cell(z, "f", *f), cell(z, "h", *h)]).collect();
        let held: Vec<bool> = after(cells).iter().map(Result::is_err).collect();
        assert_eq!(held, [true, true, true, true, false, false]);
    }
}
