//! Clusters of incidents in space and time: where, and from when to when, more happened than the people there explain.
//!
//! Not hot spots ([`super::hot_spots`]), which look at numbers of incidents: a cluster is a rate among people. Not computed with the other
//! columns: a scan goes through all circles and periods a thousand times.

use super::{Family, Record};
use crate::base::{Boundaries, Cell, Column, Direction, MetricFrame, Missing, Result, Text, Unit};
use crate::spatial::scan::{Cluster, Model, ScanOptions, scan};
use geo_types::Coord;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Clusters with a greater probability of chance are no clusters.
const LEVEL: f64 = 0.05;

/// What the scan found, significant clusters alone, the most likely first.
#[derive(Debug, Clone)]
pub struct IncidentClusters {
    /// With first and last day.
    pub found: Vec<(Cluster, (Date, Date))>,
    cells: Vec<Cell>,
    level: crate::base::Level,
    sources: BTreeSet<String>,
}

/// Scans the incidents of each area (those of its level or finer, known to the month) against its people: circles with at most
/// half of the people, periods of at most half of the record, quarter by quarter, or by months where the record has fewer than
/// ten quarters; the record as a whole where it has fewer than ten months. 999 replications.
///
/// `None` where no event counts. An area whose people are not known, or none, is passed over with its events and has no
/// value.
///
/// # Errors
/// Centres that cannot be projected.
pub fn clusters(record: &Record, people: &Column, boundaries: &Boundaries) -> Result<Option<IncidentClusters>> {
    let family = Family { record, level: people.level, boundaries };
    let (Some((begin, months)), Some(extent)) = (family.months(), boundaries.country.extent()) else { return Ok(None) };
    let steps = family.steps().unwrap_or(super::Steps { begin, before: 0, width: months, count: 1 });
    let areas = boundaries.level(people.level);
    let mut cases = vec![vec![0u32; steps.count]; areas.len()];
    let mut events = vec![0u32; areas.len()];
    for i in 0..record.events.len() {
        if let (Some(area), Some(step)) = (family.area_of(&record.events[i]), family.step(i, &steps)) {
            cases[area][step] += 1;
            events[area] += 1;
        }
    }
    let base: Vec<f64> = people.cells.iter().map(|c| c.ok().unwrap_or(0.0)).collect();
    let mut centres: Vec<Coord<f64>> = areas.iter().map(|a| a.centre).collect();
    MetricFrame::centred_on(extent).project(&mut centres)?;
    let all = scan(&centres, &cases, Model::Poisson { base: &base }, &ScanOptions::default());
    if all.is_empty() {
        return Ok(None);
    }
    let found: Vec<(Cluster, (Date, Date))> = all
        .into_iter()
        .filter(|c| c.p.is_some_and(|p| p <= LEVEL))
        .map(|c| {
            let days = steps.days(&c.steps);
            (c, days)
        })
        .collect();
    let value = |i: usize| {
        if base[i] <= 0.0 {
            return Cell { n: Some(events[i]), ..Cell::missing(Missing::NoBase) };
        }
        let inside = found.iter().find(|(c, _)| c.places.contains(&i));
        Cell::with_n(inside.map_or(0.0, |(c, _)| c.cases as f64 / c.expected), events[i])
    };
    let cells = (0..areas.len()).map(value).collect();
    let sources = record.sources().into_iter().chain(people.sources.iter().map(String::as_str)).map(String::from).collect();
    Ok(Some(IncidentClusters { found, cells, level: people.level, sources }))
}

impl IncidentClusters {
    /// `incidents_cluster_ratio`: incidents for each expected in the cluster the area lies in, during that cluster's
    /// time; 0 in none.
    pub fn column(&self) -> Column {
        let label = Text::new("Foyers d'incidents : cas pour un attendu", "Clusters of incidents: cases for each expected");
        let column =
            Column::new("incidents_cluster_ratio", label, Unit::Ratio, Direction::HigherIsWorse, self.level, self.cells.clone());
        column.with_sources(self.sources.iter().map(String::as_str)).with_method(Text::new(
            "Statistique de balayage spatio-temporelle (Kulldorff 1997, 1998) : incidents du foyer divisés par ceux que sa population ferait attendre pendant la même période ; cercles d'au plus 50 % de la population, périodes d'au plus 50 % du relevé, 999 répliques, p ≤ 0,05 ; 0 hors de tout foyer. La période de chaque foyer est dans la couche scan_clusters.",
            "Space–time scan statistic (Kulldorff 1997, 1998): incidents of the cluster over those its people would lead to expect in the same period; circles of at most 50% of the people, periods of at most 50% of the record, 999 replications, p ≤ 0.05; 0 in no cluster. The period of each cluster stands in the layer scan_clusters.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, boundaries, people};
    use super::*;
    use crate::table::Event;

    #[test]
    fn two_areas_of_which_one_bursts_have_a_cluster_with_its_days() {
        // 24 months; a burst in the first half of the second year.
        let events: Vec<Event> = (0..24)
            .flat_map(|m| {
                let day = format!("{}-{:02}", 2014 + m / 12, m % 12 + 1);
                let mut month = vec![at("R11", &day); if (12..18).contains(&m) { 12 } else { 1 }];
                month.extend(vec![at("R12", &day); 2]);
                month
            })
            .collect();
        let record = Record::new(&events);
        let all = clusters(&record, &people(&[50_000.0, 60_000.0]), &boundaries()).unwrap().unwrap();
        let (first, days) = &all.found[0];
        assert_eq!((first.places.as_slice(), first.cases), (&[0][..], 72));
        assert_eq!((days.0.to_string(), days.1.to_string()), ("2015-01-01".into(), "2015-06-30".into()));
        let column = all.column();
        assert!(column.cells[0].value.unwrap() > 3.0 && column.cells[0].n == Some(90));
        assert_eq!(column.cells[1].value, Ok(0.0), "in no cluster");
    }

    #[test]
    fn without_people_there_is_nothing_to_expect() {
        let events = [at("R11", "2014-01"), at("R12", "2014-02")];
        let record = Record::new(&events);
        assert!(clusters(&record, &people(&[50_000.0, 0.0]), &boundaries()).unwrap().is_none(), "one usable area");
        assert!(clusters(&Record::new(&[]), &people(&[5.0, 5.0]), &boundaries()).unwrap().is_none());
    }
}
