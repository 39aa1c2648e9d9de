//! What each audience may see of single events.

use crate::base::{Boundaries, Level, Place, Problem, Text};
use crate::table::Event;
use crate::text;
use geo_types::Coord;
use jiff::ToSpan;
use jiff::civil::Date;

/// Who the outputs are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The team that holds the data: points as the source gives them.
    Internal,
    /// Organisations that plan with it: points to about a kilometre.
    #[default]
    Partners,
    /// Everybody: points to about ten kilometres, the most recent events left out.
    Public,
}

impl Audience {
    pub fn label(self) -> Text {
        match self {
            Audience::Internal => Text::new("interne", "internal"),
            Audience::Partners => Text::new("partenaires", "partners"),
            Audience::Public => Text::new("public", "public"),
        }
    }

    /// Shortest segment of road, kilometres, that says no more of an event's place than its coarsened point.
    pub fn least_segment_km(self) -> f64 {
        // A hundredth of a degree is 1.1 km, a tenth 11 km.
        match self {
            Audience::Internal => 0.0,
            Audience::Partners => 1.2,
            Audience::Public => 12.0,
        }
    }

    /// Side of the grid, in degrees, to whose nodes points are moved.
    fn grid(self) -> Option<f64> {
        match self {
            Audience::Internal => None,
            Audience::Partners => Some(0.01),
            Audience::Public => Some(0.1),
        }
    }
}

/// Days before the last dated event within which events are withheld from the public, with the month in which they begin: what
/// is left has no month or year of which a part would pass for the whole.
pub const PUBLIC_DELAY_DAYS: i64 = 90;

/// Kinds of events that are never told below the region, to any audience.
const NEVER_BELOW_REGION: [&str; 1] = ["sexual_violence"];

/// The events as an audience may see them, and what was changed.
///
/// For everybody, acts of sexual violence are told by region, without a point. For partners
/// points are moved to the nearest hundredth of a degree, for the public to the nearest tenth,
/// and the public does not see the events of the last [`PUBLIC_DELAY_DAYS`] days of the data, of the month in
/// which they begin, nor those without a day or month that may lie there. Order is kept.
pub fn for_audience(events: Vec<Event>, audience: Audience, boundaries: &Boundaries) -> (Vec<Event>, Vec<Problem>) {
    let (kept, notes) = withhold(events, audience, boundaries);
    (coarsened(kept, audience), notes)
}

/// The first half of [`for_audience`]: whole events that an audience may not see are gone, and what may be told by
/// region only is. Points are still those of the source, for what is measured before it is made coarse.
pub fn withhold(events: Vec<Event>, audience: Audience, boundaries: &Boundaries) -> (Vec<Event>, Vec<Problem>) {
    let (mut by_region, mut delayed) = (0, 0);
    // Of an event without a day its first possible one: an end taken too late would show what is recent.
    let limit = events.iter().filter_map(|e| e.days().map(|days| days.0)).max().and_then(last_public_day);
    let recent = |e: &Event| e.days().zip(limit).is_some_and(|((_, end), limit)| end > limit);
    let kept: Vec<Event> = events
        .into_iter()
        .filter(|e| {
            let withheld = audience == Audience::Public && recent(e);
            delayed += usize::from(withheld);
            !withheld
        })
        .map(|mut e| {
            if NEVER_BELOW_REGION.contains(&e.kind) {
                e.place = e.place.and_then(|p| at_region(&p, boundaries));
                e.point = None;
                e.precision = "region";
                by_region += 1;
            }
            e
        })
        .collect();
    let note = |kind, what, count| {
        let way_out = Text::new("Protection des personnes : rien à corriger.", "Protection of people: nothing to correct.");
        Problem { count, ..Problem::note(kind, "", what, way_out) }
    };
    let notes = vec![
        note(
            "told-by-region-only",
            Text::new("violences sexuelles rapportées à la région seulement", "sexual violence told by region only"),
            by_region,
        ),
        note(
            "withheld-from-public",
            text!(
                "événements des {PUBLIC_DELAY_DAYS} derniers jours, et du mois qu'ils entament, non diffusés au public",
                "events of the last {PUBLIC_DELAY_DAYS} days, and of the month in which they begin, withheld from the public"
            ),
            delayed,
        ),
    ];
    (kept, notes)
}

/// The last day of the last whole month that ends [`PUBLIC_DELAY_DAYS`] before the last event.
fn last_public_day(last: Date) -> Option<Date> {
    let limit = last.checked_sub(PUBLIC_DELAY_DAYS.days()).ok()?;
    if limit == limit.last_of_month() { Some(limit) } else { limit.first_of_month().yesterday().ok() }
}

/// The second half of [`for_audience`]: points moved to the nodes of the audience's grid.
pub fn coarsened(mut events: Vec<Event>, audience: Audience) -> Vec<Event> {
    if let Some(side) = audience.grid() {
        let snap = |v: f64| (v / side).round() * side;
        for point in events.iter_mut().filter_map(|e| e.point.as_mut()) {
            *point = Coord { x: snap(point.x), y: snap(point.y) };
        }
    }
    events
}

fn at_region(place: &Place, boundaries: &Boundaries) -> Option<Place> {
    let i = boundaries.level(place.level).position(&place.code)?;
    let region = boundaries.ancestor(place.level, i, Level::Region)?;
    Some(Place { level: Level::Region, code: boundaries.regions[region].code.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Areas;
    use jiff::civil::date;

    fn nowhere() -> Boundaries {
        let none = |level| Areas::new(level, vec![]);
        Boundaries {
            country: none(Level::Country),
            zones: none(Level::Zone),
            regions: none(Level::Region),
            cercles: none(Level::Cercle),
            communes: none(Level::Commune),
            vintage: String::new(),
        }
    }

    fn kept(dates: &[&str], audience: Audience) -> Vec<String> {
        let events = dates.iter().map(|text| Event { date_text: (*text).into(), ..Event::default() }).collect();
        withhold(events, audience, &nowhere()).0.into_iter().map(|e| e.date_text).collect()
    }

    #[test]
    fn the_public_sees_whole_months_that_ended_ninety_days_before_the_last_event() {
        let dates =
            ["2018-12-28", "2018-09-30", "2018-09-29", "2018-09-01", "2018-09", "2018-08-31", "2018-08", "2018", "2017", ""];
        assert_eq!(kept(&dates, Audience::Public), ["2018-08-31", "2018-08", "2017", ""]);
        assert_eq!(kept(&dates, Audience::Partners), dates);
        // Ninety days before 29 December is the end of September.
        assert_eq!(kept(&["2018-12-29", "2018-09-30", "2018-10-01"], Audience::Public), ["2018-09-30"]);
    }

    #[test]
    fn a_year_whose_end_is_recent_is_withheld_with_all_that_may_lie_there() {
        assert_eq!(last_public_day(date(2019, 2, 20)), Some(date(2018, 10, 31)));
        assert_eq!(kept(&["2019-02-20", "2018", "2017", "2018-10-31"], Audience::Public), ["2017", "2018-10-31"]);
        assert_eq!(kept(&["2018", "2017", "2016"], Audience::Public), ["2016"], "nothing tells when in 2018 the record ends");
    }
}
