//! The share of one area in the deaths of each year, with its interval.

use super::{Asked, Group, Record, part_of_year};
use crate::base::{Boundaries, Lang, Missing, Text};
use crate::carto::charts::{Axis, ChartKind, Row, Rows, Value};
use crate::products::figures::{Body, dates};
use crate::survey::interval::{CONFIDENCE, Proportion};
use crate::table::Event;
use crate::text;

/// Fewest deadly events of a year that carry a share.
const EVENTS: usize = 5;

/// The share of `asked.share_of` among all deaths of each year, as points.
///
/// The deaths of one event are not independent, so that events are what is counted: the variance is
/// that of a ratio of sums over events (Cochran 1977, chapter 6), the interval Wilson's at the
/// effective n that it leaves. `n` is the number of deadly events. A year with fewer than five of them has no
/// share. Otherwise as [`deaths_by_year`](super::deaths_by_year).
pub fn share_by_year(events: &[Event], boundaries: &Boundaries, asked: &Asked, lang: Lang) -> Result<Body, Text> {
    let Some(name) = asked.share_of else {
        return Err(Text::new(
            "`question` doit nommer l'unité dont on veut la part",
            "`question` must name the area whose share is wanted",
        ));
    };
    let area = Group::Area(asked.position(name, boundaries)?);
    let record = Record::new(events, boundaries, asked);
    let Some((begin, end)) = record.span() else {
        return Err(Text::new("aucun événement daté dans la période", "no dated event in the period"));
    };
    let groups = record.groups(boundaries, asked, lang);
    let mut partial_years = Vec::new();
    let rows = (begin.year()..=end.year())
        .map(|year| {
            let partial = part_of_year(year, begin, end).map(|(from, to)| dates::within_year(from, to, lang));
            let label = partial.as_ref().map_or_else(|| year.to_string(), |months| format!("{year} ({months})"));
            partial_years.extend(partial.map(|_| label.clone()));
            let inside = record.tally(year, area);
            let all: Vec<_> = groups.iter().map(|(group, _)| record.tally(year, *group)).collect();
            let (killed, squares) = all.iter().fold((0, 0), |(k, s), t| (k + t.killed, s + t.squares));
            let deadly: usize = all.iter().map(|t| t.deadly).sum();
            let share = share([inside.killed as f64, inside.squares as f64], [killed as f64, squares as f64], deadly);
            Row::new(label, vec![share])
        })
        .collect();
    let Text { fr, en } = asked.level.label();
    let label = text!("en % des morts de l’année, {fr} {name}", "% of the deaths of the year, {en} {name}");
    let kind = ChartKind::DotPlot(Rows {
        axis: Axis::percent(label.get(lang)),
        series: Vec::new(),
        rows,
        interval: Text::new("Intervalle à 95 %, l’événement étant la grappe", "95% interval, the event being the cluster")
            .get(lang)
            .to_owned(),
    });
    let mut notes = vec![
        Text::new(
            "n : événements ayant fait au moins un mort. Moins de cinq ne portent pas de part.",
            "n: events with at least one death. Fewer than five carry no share.",
        )
        .get(lang)
        .to_owned(),
    ];
    notes.extend(record.notes(&partial_years, lang));
    Ok(Body { kind, notes })
}

/// Sums and sums of squares inside the area and everywhere.
fn share([inside, squares_inside]: [f64; 2], [all, squares]: [f64; 2], events: usize) -> Value {
    let n = u32::try_from(events).unwrap_or(u32::MAX);
    if events < EVENTS {
        return Value::missing(Missing::BelowMinimumN).with_n(n);
    }
    let m = events as f64;
    let p = inside / all;
    // (deaths inside − p · deaths), squared and added up.
    let spread = (1.0 - p).powi(2) * squares_inside + p * p * (squares - squares_inside);
    let variance = (m / (m - 1.0) * spread / (all * all)).max(p * (1.0 - p) / all);
    let (low, high) = Proportion { share: p, variance, n: all, df: m - 1.0, design_effect: all / m }.wilson(CONFIDENCE);
    Value::new(100.0 * p).with_n(n).between(100.0 * low, 100.0 * high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_massacre_makes_a_share_less_sure() {
        // Half of 100 deaths inside: in ten events of ten, or in one of fifty.
        let even = share([50.0, 500.0], [100.0, 1000.0], 10);
        let massacre = share([50.0, 2500.0], [100.0, 3000.0], 6);
        let width = |v: Value| v.interval.map(|(a, b)| b - a).unwrap();
        assert_eq!((even.value, massacre.value), (Ok(50.0), Ok(50.0)));
        assert!(width(massacre) > 1.3 * width(even), "{even:?} {massacre:?}");
    }

    #[test]
    fn none_inside_is_bounded_and_few_events_have_no_share() {
        let none = share([0.0, 0.0], [40.0, 200.0], 12);
        assert_eq!((none.value, none.interval.map(|i| i.0)), (Ok(0.0), Some(0.0)));
        assert!(none.interval.is_some_and(|(_, high)| high > 20.0), "as many answers as events: {none:?}");
        assert_eq!(share([1.0, 1.0], [4.0, 4.0], 4).value, Err(Missing::BelowMinimumN));
    }
}
