//! Where incidents gather, step by step of time, and what becomes of it.

use super::Family;
use crate::base::distribution::normal_upper;
use crate::base::{Cell, Column, Direction, Missing, Text, Unit};
use crate::spatial::contiguity::queen;
use crate::spatial::emerging::{Course, Emerging, emerging};
use crate::spatial::hot_spots::Heat;

/// Significance of a step and of the trend.
const LEVEL: f64 = 0.05;

impl Family<'_> {
    /// Gi* of the last quarter, its probability and the emerging class of each area, over quarters counted back from the end of the record; over
    /// months where there are fewer than ten quarters; nothing with fewer than ten months. Events not known
    /// to the month do not count, nor do those before the first whole quarter. Areas with few people have
    /// few incidents: this shows where incidents gather, not where people are most at risk.
    pub(super) fn hot_spots(&self) -> Vec<Column> {
        let Some(asked) = self.steps() else { return Vec::new() };
        let (steps, width) = (asked.count, asked.width);
        let areas = self.boundaries.level(self.level);
        let mut counts = vec![vec![0.0; areas.len()]; steps];
        let mut events = vec![0u32; areas.len()];
        for (i, event) in self.record.events.iter().enumerate() {
            if let (Some(area), Some(step)) = (self.area_of(event), self.step(i, &asked)) {
                counts[step][area] += 1.0;
                events[area] += 1;
            }
        }
        let shapes: Vec<_> = areas.iter().map(|area| &area.geometry).collect();
        let found = emerging(&counts, &queen(&shapes), LEVEL);
        let column = |id: &str, label: Text, unit: Unit, method: Text, of: &dyn Fn(&Emerging) -> f64| {
            let cell = |(found, n): (&Option<Emerging>, &u32)| {
                let cell = found.as_ref().map_or(Cell::missing(Missing::NoData), |e| Cell::value(of(e)));
                Cell { n: Some(*n), ..cell }
            };
            let cells = found.iter().zip(&events).map(cell).collect();
            Column::new(id, label, unit, Direction::HigherIsWorse, self.level, cells)
                .with_method(method)
                .with_sources(self.record.sources())
        };
        let (fr, en) = if width == 3 { ("trimestre", "quarter") } else { ("mois", "month") };
        let z = column(
            "incidents_hotspot_z",
            Text::new(
                format!("Points chauds d'incidents : Gi* du dernier {fr}"),
                format!("Hot spots of incidents: Gi* of the last {en}"),
            ),
            Unit::Ratio,
            Text::new(
                format!(
                    "Gi* (Ord et Getis 1995) de l'unité et de ses voisines, dernier {fr} et le précédent, comparés à toutes les unités sur {steps} pas de temps ; en écarts types, au-delà de ±1,96 : significatif à 5 %."
                ),
                format!(
                    "Gi* (Ord and Getis 1995) of the unit and its neighbours, last {en} and the one before, against all units over {steps} steps; in standard deviations, beyond ±1.96 significant at 5%."
                ),
            ),
            &|e| e.z,
        );
        let p = column(
            "incidents_hotspot_p",
            Text::new("Points chauds d'incidents : probabilité", "Hot spots of incidents: probability"),
            Unit::Probability,
            Text::new(
                "Probabilité, des deux côtés, d'un Gi* aussi loin de zéro par hasard (loi normale), sans correction pour le nombre d'unités.",
                "Two-sided probability of a Gi* as far from zero by chance (normal distribution), not adjusted for the number of areas.",
            ),
            &|e| (2.0 * normal_upper(e.z.abs())).min(1.0),
        );
        let names = |lang: fn(&Text) -> &str| {
            let hot = Course::ALL.iter().zip(1..).map(|(c, i)| format!("{i} {}", lang(&c.label(Heat::Hot))));
            hot.collect::<Vec<_>>().join(", ")
        };
        let class = column(
            "incidents_hotspot_class",
            Text::new("Points chauds d'incidents : évolution", "Hot spots of incidents: what becomes of them"),
            Unit::Class,
            Text::new(
                format!(
                    "Points chauds émergents (Gi* par {fr} et Mann–Kendall, seuil 5 %, classes d'Esri) : {} ; 0 aucun, négatif pour les points froids.",
                    names(|t| t.fr.as_str())
                ),
                format!(
                    "Emerging hot spots (Gi* per {en} and Mann–Kendall, 5% level, classes of Esri): {}; 0 none, below zero cold spots.",
                    names(|t| t.en.as_str())
                ),
            ),
            &|e| f64::from(e.code()),
        );
        let neutral = |column| Column { direction: Direction::Neutral, ..column };
        vec![z, neutral(p), neutral(class)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at};
    use crate::base::Level;
    use crate::base::distribution::normal_upper;
    use crate::table::Event;

    /// As many events in each month from January 2014 as `number` says.
    fn monthly(months: usize, number: impl Fn(usize) -> usize) -> Vec<Event> {
        (0..months).flat_map(|m| vec![at("R11", &format!("{}-{:02}", 2014 + m / 12, m % 12 + 1)); number(m)]).collect()
    }

    #[test]
    fn a_burst_at_the_end_is_a_new_hot_spot() {
        let columns = columns_at(Level::Commune, &monthly(40, |m| if m >= 37 { 20 } else { 1 }));
        let (z, class) = (cell(&columns, "incidents_hotspot_z", 0), cell(&columns, "incidents_hotspot_class", 0));
        assert!(z.value.unwrap() > 2.0 && z.n == Some(60 + 36), "the first month is of no whole quarter: {z:?}");
        assert_eq!(class.value, Ok(1.0));
        let p = cell(&columns, "incidents_hotspot_p", 0).value.unwrap();
        assert!((p - 2.0 * normal_upper(z.value.unwrap())).abs() < 1e-15 && p < 0.05, "as the layer says it");
        let method = &columns.iter().find(|c| c.id == "incidents_hotspot_class").unwrap().method;
        assert!(method.fr.contains("1 nouveau point chaud, 2 ") && method.en.contains("8 historical hot spot"), "{method:?}");
    }

    #[test]
    fn a_short_record_is_told_by_months_or_not_at_all() {
        let short = columns_at(Level::Commune, &monthly(12, |m| 1 + m));
        assert!(short.iter().any(|c| c.id == "incidents_hotspot_z" && c.label.fr.contains("mois")));
        assert!(columns_at(Level::Commune, &monthly(9, |m| 1 + m)).iter().all(|c| c.id != "incidents_hotspot_z"));
        assert!(columns_at(Level::Region, &monthly(40, |m| 1 + m)).iter().all(|c| c.id != "incidents_hotspot_z"));
        let even = columns_at(Level::Commune, &[]);
        assert!(even.is_empty());
    }
}
