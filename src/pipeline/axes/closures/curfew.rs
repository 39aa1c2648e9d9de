//! A curfew: nobody is on the way between an hour in the evening and the next departure.

use super::closed::refused;
use crate::base::{Problem, Text};
use crate::pipeline::project::ClosureInput;

/// Minutes of a day.
const DAY: f64 = 24.0 * 60.0;

/// Minutes after a departure may lie past this share of a day's travel by rounding alone.
const SLACK: f64 = 1e-9;

/// The minutes of each day on which one may travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curfew {
    open: f64,
}

impl Curfew {
    /// The curfew of a closure; `None` where it has none. A problem where hours cannot be read, or where
    /// the curfew begins before the departure.
    pub fn of(closure: &ClosureInput) -> Result<Option<Curfew>, Box<Problem>> {
        let Some(curfew) = &closure.curfew else { return Ok(None) };
        let open = minutes(curfew).zip(minutes(&closure.depart)).map(|(end, start)| end - start).filter(|open| *open > 0.0);
        match open {
            Some(open) => Ok(Some(Curfew { open })),
            None => {
                let what = Text::new("heures illisibles ou dans le désordre", "hours unreadable or out of order");
                Err(refused(closure, what, format!("{} → {curfew}", closure.depart)))
            }
        }
    }

    /// Minutes spent waiting on a way of so many minutes: who is not there when the curfew begins stays
    /// where the way has led until the next departure, as many nights as it takes. To arrive at the very
    /// minute of the curfew is in time.
    pub fn minutes_lost(&self, way: f64) -> f64 {
        let nights = (way / self.open * (1.0 - SLACK)).ceil() - 1.0;
        nights.max(0.0) * (DAY - self.open)
    }
}

/// Minutes after midnight: `18:00`, `18h30`, `18`.
fn minutes(text: &str) -> Option<f64> {
    let (h, m) = text.trim().split_once([':', 'h']).unwrap_or((text.trim(), "0"));
    let (h, m): (f64, f64) = (h.parse().ok()?, if m.is_empty() { 0.0 } else { m.parse().ok()? });
    ((0.0..=24.0).contains(&h) && (0.0..60.0).contains(&m)).then_some(h * 60.0 + m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_there_by_the_curfew_waits_for_the_morning() {
        let curfew = Curfew { open: 600.0 };
        assert_eq!([0.0, 599.0, 600.0].map(|way| curfew.minutes_lost(way)), [0.0; 3]);
        assert_eq!(curfew.minutes_lost(601.0), 840.0, "one night of fourteen hours");
        assert_eq!(curfew.minutes_lost(1200.0), 840.0);
        assert_eq!(curfew.minutes_lost(1300.0), 1680.0);
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(["18:00", "18h30", "6h", " 18 "].map(minutes), [Some(1080.0), Some(1110.0), Some(360.0), Some(1080.0)]);
        assert_eq!(["25:00", "18:75", "soir"].map(minutes), [None; 3]);
    }
}
