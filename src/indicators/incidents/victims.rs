//! How many people an incident strikes, and how many of them it kills.
//!
//! Victims of one incident are not independent of each other, so that incidents are what is counted: one
//! massacre does not prove that incidents have become worse.

use super::Family;
use super::change::Periods;
use crate::base::distribution::t_quantile;
use crate::base::{Cell, Column, Direction, Interval, Missing, Text, Unit};
use crate::spatial::poisson::poisson_interval;
use crate::survey::interval::{CONFIDENCE, Proportion};
use crate::table::Event;
use jiff::civil::Date;

/// Fewest incidents that carry a mean.
const INCIDENTS: usize = 5;

impl Family<'_> {
    /// Victims per incident and lethality, of the whole record and of its last two years.
    pub(super) fn severity(&self) -> Vec<Column> {
        let mut out = self.severity_in("", &Text::default(), |_, _| true);
        if let Some(periods) = self.periods() {
            let until = |period: (Date, Date)| {
                Text::new(format!(", 12 mois jusqu'au {}", period.1), format!(", 12 months to {}", period.1))
            };
            let Periods { before, recent } = periods;
            out.extend(self.severity_in("_last_12_months", &until(recent), Periods::lies_in(recent)));
            out.extend(self.severity_in("_previous_12_months", &until(before), Periods::lies_in(before)));
        }
        out
    }

    fn severity_in(&self, tail: &str, when: &Text, keep: impl Fn(usize, &Event) -> bool) -> Vec<Column> {
        let mut by_area: Vec<Vec<[f64; 2]>> = vec![Vec::new(); self.boundaries.level(self.level).len()];
        for (_, event) in self.record.events.iter().enumerate().filter(|(i, e)| keep(*i, e)) {
            // Both or neither: a source that never counts the injured would make every victim a dead one.
            if let (Some(area), Some(killed), Some(injured)) = (self.area_of(event), event.killed, event.injured) {
                by_area[area].push([f64::from(killed), f64::from(injured)]);
            }
        }
        let column = |id: &str, fr: &str, en: &str, unit, interval, method: Text, make: &dyn Fn(&[[f64; 2]]) -> Cell| {
            let cells = by_area.iter().map(|events| Cell { n: Some(events.len() as u32), ..make(events) }).collect();
            let label = Text::new(format!("{fr}{}", when.fr), format!("{en}{}", when.en));
            let id = format!("{id}{tail}");
            let column = Column::new(id, label, unit, Direction::HigherIsWorse, self.level, cells)
                .with_method(method)
                .with_sources(self.record.sources());
            Column { interval, ..column }
        };
        vec![
            column(
                "victims_per_incident",
                "Tués et blessés par incident",
                "Killed and injured per incident",
                Unit::PerIncident,
                Interval::QuasiPoisson95,
                Text::new(
                    "Moyenne des incidents qui donnent tués et blessés ; l'intervalle tient compte de leur dispersion. n = incidents.",
                    "Mean of the incidents that state both killed and injured; the interval knows how they vary. n = incidents.",
                ),
                &per_incident,
            ),
            column(
                "lethality",
                "Part des tués parmi les victimes",
                "Share of victims who were killed",
                Unit::Percent,
                Interval::Wilson95,
                Text::new(
                    "Tués / (tués + blessés), sur les incidents qui donnent les deux ; intervalle à l'effectif efficace, l'incident étant la grappe. n = incidents.",
                    "Killed / (killed + injured), over incidents that state both; interval at the effective n, the incident being the cluster. n = incidents.",
                ),
                &lethality,
            ),
        ]
    }
}

/// Mean of killed and injured together.
///
/// A mean of counts that vary more than chance: quasi-Poisson with a logarithmic link, its
/// dispersion at least that of Poisson, Student's t with one degree of freedom less than
/// incidents (McCullagh and Nelder 1989, chapter 6; equal to R `glm(y ~ 1, family = quasipoisson)`).
/// It is never negative and, unlike a bootstrap, needs no seed and does not shrink when the
/// worst incident happens to be drawn by few samples.
fn per_incident(events: &[[f64; 2]]) -> Cell {
    let n = events.len() as f64;
    if events.len() < INCIDENTS {
        return Cell::missing(Missing::BelowMinimumN);
    }
    let mean = events.iter().flatten().sum::<f64>() / n;
    if mean == 0.0 {
        // No victim in n incidents: the exact bound of Poisson.
        let (_, upper) = poisson_interval(0, CONFIDENCE);
        return Cell { interval: Some((0.0, upper / n)), ..Cell::value(0.0) };
    }
    let squares: f64 = events.iter().map(|[k, i]| (k + i - mean).powi(2)).sum();
    let dispersion = (squares / mean / (n - 1.0)).max(1.0);
    let half = t_quantile((1.0 + CONFIDENCE) / 2.0, n - 1.0) * (dispersion / (n * mean)).sqrt();
    Cell { interval: Some((mean * (-half).exp(), mean * half.exp())), ..Cell::value(mean) }
}

/// Killed among all victims, percent.
///
/// A ratio of two sums over incidents: its variance is that of the linearised ratio (Cochran
/// 1977, chapter 6), its interval Wilson's at the effective n that this variance leaves. Where all
/// or none were killed the variance says nothing, and each incident counts as one answer.
fn lethality(events: &[[f64; 2]]) -> Cell {
    let victims: f64 = events.iter().flatten().sum();
    if events.len() < INCIDENTS || victims == 0.0 {
        return Cell::missing(Missing::BelowMinimumN);
    }
    let m = events.len() as f64;
    let share = events.iter().map(|[killed, _]| killed).sum::<f64>() / victims;
    let squares: f64 = events.iter().map(|[killed, injured]| (killed - share * (killed + injured)).powi(2)).sum();
    let variance = m / (m - 1.0) * squares / (victims * victims);
    // Never surer than if victims were struck one by one.
    let variance = variance.max(share * (1.0 - share) / victims);
    let proportion = Proportion { share, variance, n: victims, df: m - 1.0, design_effect: victims / m };
    let (lower, upper) = proportion.wilson(CONFIDENCE);
    Cell { interval: Some((100.0 * lower, 100.0 * upper)), ..Cell::value(100.0 * share) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at};
    use super::*;
    use crate::base::Level;
    use crate::base::reference::{close, rows};

    #[test]
    fn victims_per_incident_equal_r() {
        for row in rows("rates/victims_per_event.csv") {
            let events: Vec<[f64; 2]> = row.numbers(0).into_iter().map(|v| [v, 0.0]).collect();
            let found = per_incident(&events);
            let (lower, upper) = found.interval.unwrap();
            // R fits a model and stops when its deviance moves by less than 1e-8.
            for (value, i) in [found.value.unwrap(), lower, upper].into_iter().zip(1..) {
                assert!(close(value, row.number(i), 1e-6), "{row:?}: {found:?}");
            }
        }
    }

    #[test]
    fn one_massacre_is_not_many_answers() {
        // Ten of twenty victims killed: one by one, or all in one incident of five.
        let apart: Vec<[f64; 2]> = (0..20).map(|i| [f64::from(i % 2), f64::from(1 - i % 2)]).collect();
        let massacre = [[10.0, 0.0], [0.0, 3.0], [0.0, 3.0], [0.0, 2.0], [0.0, 2.0]];
        let width = |cell: Cell| cell.interval.map(|(a, b)| b - a).unwrap();
        assert_eq!((lethality(&apart).value, lethality(&massacre).value), (Ok(50.0), Ok(50.0)));
        assert!(width(lethality(&massacre)) > 1.5 * width(lethality(&apart)));
    }

    #[test]
    fn all_killed_is_not_certain_and_no_victim_has_no_share() {
        let (lower, upper) = lethality(&[[4.0, 0.0]; 6]).interval.unwrap();
        assert!((upper - 100.0).abs() < 1e-9 && lower < 70.0, "{lower} {upper}");
        assert_eq!(lethality(&[[0.0, 0.0]; 9]).value, Err(Missing::BelowMinimumN));
        assert_eq!(per_incident(&[[0.0, 0.0]; 9]).value, Ok(0.0));
        assert_eq!(per_incident(&[[1.0, 0.0]; 4]).value, Err(Missing::BelowMinimumN));
    }

    #[test]
    fn only_incidents_that_state_both_count_and_never_below_the_region() {
        let mut events = vec![at("R11", "2018-06-30").killed(1).injured(3); 6];
        events.push(at("R11", "2018-06-30").killed(50));
        let regions = columns_at(Level::Region, &events);
        let found = cell(&regions, "victims_per_incident", 0);
        assert_eq!((found.value, found.n), (Ok(4.0), Some(6)));
        assert_eq!(cell(&regions, "lethality", 0).value, Ok(25.0));
        assert!(columns_at(Level::Commune, &events).iter().all(|c| c.id != "lethality"));
    }
}
