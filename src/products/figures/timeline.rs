//! The steps of a project along a line of time.

use super::{Body, dates};
use crate::base::{Lang, Text};
use crate::carto::charts::{ChartKind, Event, Timeline, Until};
use crate::table::Milestone;

/// Marks what the source leaves in doubt.
const DOUBT: char = '*';

/// Steps in the order of their start, those of one start in the order of the table. A step known to
/// the month lasts from its first day to the last of its last month; one without an end goes on.
/// Steps that the source leaves in doubt carry a star, and a note says so. Without a step there is no chart, and the text says so.
pub fn timeline(milestones: &[Milestone], lang: Lang) -> Result<Body, Text> {
    let mut events: Vec<Event> = milestones.iter().filter_map(|m| event(m, lang)).collect();
    if events.is_empty() {
        return Err(Text::new("aucune étape datée", "no dated step"));
    }
    events.sort_by_key(|e| e.from);
    let doubt = milestones.iter().any(|m| m.uncertain).then(|| {
        Text::new(
            format!("{DOUBT} La source ne dit pas avec certitude quelle date va avec cette étape."),
            format!("{DOUBT} The source does not tell for sure which date goes with this step."),
        )
        .get(lang)
        .to_owned()
    });
    let kind = ChartKind::Timeline(Timeline { kinds: Vec::new(), events });
    Ok(Body { kind, notes: doubt.into_iter().collect() })
}

/// `None` for a date that no calendar has.
fn event(milestone: &Milestone, lang: Lang) -> Option<Event> {
    let (from, _) = milestone.from.days()?;
    let until = match milestone.to {
        None => Until::Open,
        Some(to) => match to.days()?.1 {
            day if day <= from => Until::Point,
            day => Until::Day(day),
        },
    };
    let label = milestone.label.get(lang);
    Some(Event {
        label: if milestone.uncertain { format!("{label}{DOUBT}") } else { label.to_owned() },
        when: dates::span(milestone.from, milestone.to, lang),
        from,
        until,
        kind: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::PartialDate;
    use jiff::civil::date;

    fn step(from: (i16, i8), to: Option<(i16, i8)>, name: &str, uncertain: bool) -> Milestone {
        let month = |(year, month)| PartialDate { year, month: Some(month), day: None };
        Milestone {
            at: Default::default(),
            from: month(from),
            to: to.map(month),
            label: Text::new(name, format!("{name} (en)")),
            uncertain,
            section: String::new(),
        }
    }

    #[test]
    fn months_are_whole_and_doubts_are_said() {
        let steps = [
            step((2018, 5), None, "Rédaction", false),
            step((2016, 2), Some((2016, 2)), "Lancement", false),
            step((2016, 12), Some((2018, 4)), "Études", true),
        ];
        let body = timeline(&steps, Lang::Fr).unwrap();
        let ChartKind::Timeline(chart) = &body.kind else { panic!("a timeline") };
        let shown: Vec<(&str, &str, Until)> = chart.events.iter().map(|e| (e.label.as_str(), e.when.as_str(), e.until)).collect();
        assert_eq!(
            shown,
            [
                ("Lancement", "févr. 2016", Until::Day(date(2016, 2, 29))),
                ("Études*", "déc. 2016 – avr. 2018", Until::Day(date(2018, 4, 30))),
                ("Rédaction", "à partir de mai 2018", Until::Open),
            ]
        );
        assert!(body.notes.len() == 1 && body.notes[0].starts_with('*'));
        let sure = timeline(&steps[..2], Lang::En).unwrap();
        assert!(sure.notes.is_empty());
        assert!(timeline(&[], Lang::Fr).is_err());
    }
}
