//! Checks `unit-in-no-zone`, `unit-in-two-zones` and `old-unit-set`: do the lists of units a
//! report works with cover the same country?

use super::{Finding, Verdict, places};
use crate::base::Text;
use crate::read::parse::words::fold;
use crate::read::report::{At, ListedUnit, Report};
use crate::text;
use std::collections::BTreeMap;

/// One finding per unit that no zone, or more than one, holds, and one per list that lacks units
/// which the report names elsewhere. Without a list there is nothing to check.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut sets: Vec<(&str, Vec<&ListedUnit>)> = Vec::new();
    for unit in &report.units {
        match sets.iter_mut().find(|(name, _)| *name == unit.set) {
            Some((_, units)) => units.push(unit),
            None => sets.push((&unit.set, vec![unit])),
        }
    }
    let named = all_units(report);
    sets.iter().flat_map(|(name, units)| judge(name, units, &named)).collect()
}

/// A unit as first written, and where it is named.
struct Named<'a> {
    written: &'a str,
    rows: Vec<&'a At>,
    sections: Vec<&'a str>,
}

/// Every unit named in a list, a sample or a result, in the order of their folded names.
fn all_units(report: &Report) -> BTreeMap<String, Named<'_>> {
    let listed = report.units.iter().map(|u| (u.unit.as_str(), &u.at, u.section.as_str()));
    let surveyed = report.studies.iter().flat_map(|s| s.units.iter().map(|u| (u.as_str(), &s.at, s.section.as_str())));
    let of_region =
        |r: &'_ &crate::read::report::PublishedResult| r.group.as_ref().is_some_and(|(variable, _)| variable == "region");
    let reported = report.results.iter().filter(of_region).filter_map(|r| {
        let (_, value) = r.group.as_ref()?;
        Some((value.as_str(), &r.at, r.section.as_str()))
    });
    let mut named: BTreeMap<String, Named> = BTreeMap::new();
    for (written, at, section) in listed.chain(surveyed).chain(reported) {
        let entry = named.entry(fold(written)).or_insert(Named { written, rows: Vec::new(), sections: Vec::new() });
        entry.rows.push(at);
        entry.sections.push(section);
    }
    named
}

fn judge(set: &str, units: &[&ListedUnit], named: &BTreeMap<String, Named>) -> Vec<Finding> {
    let missing: Vec<&Named> =
        named.iter().filter(|(key, _)| units.iter().all(|u| fold(&u.unit) != **key)).map(|(_, named)| named).collect();
    if units.iter().all(|u| u.zone.is_none()) {
        return old_set(set, units, &missing).into_iter().collect();
    }
    let mut findings: Vec<Finding> = missing.iter().map(|unit| in_no_zone(set, unit)).collect();
    let of =
        |unit: &ListedUnit| -> Vec<&ListedUnit> { units.iter().filter(|u| fold(&u.unit) == fold(&unit.unit)).copied().collect() };
    // Told once, at its first row.
    let doubled = units.iter().map(|u| of(u)).filter(|same| same.len() > 1 && same.iter().any(|u| u.zone != same[0].zone));
    let mut told: Vec<&At> = Vec::new();
    for same in doubled {
        if !told.contains(&&same[0].at) {
            told.push(&same[0].at);
            findings.push(in_two_zones(&same));
        }
    }
    if findings.is_empty() {
        let number = units.len();
        findings.push(Finding {
            verdict: Verdict::Confirmed,
            check: "unit-in-no-zone",
            subject: text!("liste « {set} »", "list `{set}`"),
            said: text!("les {number} unités nommées ont chacune une zone", "the {number} units named have one zone each"),
            rows: units.iter().map(|u| u.at.clone()).collect(),
            section: places(units.iter().map(|u| u.section.as_str())),
        });
    }
    findings
}

fn in_no_zone(set: &str, unit: &Named) -> Finding {
    let name = unit.written;
    Finding {
        verdict: Verdict::Contradictory,
        check: "unit-in-no-zone",
        subject: Text::same(name),
        said: text!(
            "nommée dans le rapport, mais dans aucune zone de la liste « {set} » ; elle ne compte dans aucun résultat par zone",
            "named in the report, but in no zone of the list `{set}`; it counts in no result by zone"
        ),
        rows: unit.rows.iter().map(|at| (*at).clone()).collect(),
        section: places(unit.sections.iter().copied()),
    }
}

fn in_two_zones(same: &[&ListedUnit]) -> Finding {
    let zones = same.iter().filter_map(|u| u.zone.as_deref()).collect::<Vec<_>>().join(", ");
    Finding {
        verdict: Verdict::Contradictory,
        check: "unit-in-two-zones",
        subject: Text::same(&same[0].unit),
        said: text!("dans plusieurs zones : {zones}", "in several zones: {zones}"),
        rows: same.iter().map(|u| u.at.clone()).collect(),
        section: places(same.iter().map(|u| u.section.as_str())),
    }
}

fn old_set(set: &str, units: &[&ListedUnit], missing: &[&Named]) -> Option<Finding> {
    let number = units.len();
    let lacks = missing.iter().map(|m| m.written).collect::<Vec<_>>().join(", ");
    let (verdict, said) = if missing.is_empty() {
        (Verdict::Confirmed, text!("{number} unités, toutes celles du rapport", "{number} units, all those of the report"))
    } else {
        let said = text!(
            "{number} unités, sans {lacks} : un découpage plus ancien, dont les totaux comprennent ces unités sous un autre nom",
            "{number} units, without {lacks}: an older division, whose totals hold these units under another name"
        );
        (Verdict::Ambiguous, said)
    };
    Some(Finding {
        verdict,
        check: "old-unit-set",
        subject: text!("liste « {set} »", "list `{set}`"),
        said,
        rows: units.iter().map(|u| u.at.clone()).collect(),
        section: places(units.iter().map(|u| u.section.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{study, unit};
    use super::*;
    use crate::read::report::Study;

    fn found(units: Vec<ListedUnit>, surveyed: &[&str]) -> Vec<(&'static str, Verdict, String)> {
        let studies = vec![Study { units: surveyed.iter().map(|u| u.to_string()).collect(), ..study("Q2", 5, None) }];
        let report = Report { units, studies, ..Report::default() };
        check(&report).into_iter().map(|f| (f.check, f.verdict, f.subject.en)).collect()
    }

    #[test]
    fn a_unit_outside_all_zones_is_named() {
        let zones = || vec![unit("zones", Some("Nord"), "Gao"), unit("zones", Some("Centre"), "Ségou")];
        assert_eq!(found(zones(), &["Segou", "Gao"]), [("unit-in-no-zone", Verdict::Confirmed, "list `zones`".into())]);
        assert_eq!(found(zones(), &["Gao", "Taoudéni"]), [("unit-in-no-zone", Verdict::Contradictory, "Taoudéni".into())]);
        let twice = zones().into_iter().chain([unit("zones", Some("Sud"), "SEGOU")]).collect();
        assert_eq!(found(twice, &[]), [("unit-in-two-zones", Verdict::Contradictory, "Ségou".into())]);
    }

    #[test]
    fn a_shorter_list_is_an_older_division() {
        let list = || vec![unit("fig", None, "Gao"), unit("fig", None, "Kidal")];
        assert_eq!(found(list(), &["Ménaka"])[0].1, Verdict::Ambiguous);
        assert_eq!(found(list(), &["Gao"])[0].1, Verdict::Confirmed);
        assert_eq!(found(vec![], &["Gao"]), []);
    }
}
