//! What each audience may see of single events.

use crate::base::{Boundaries, Level, Place, Problem, Text};
use crate::table::Event;
use crate::text;
use geo_types::Coord;
use jiff::ToSpan;

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

/// Days before the last dated event within which events are withheld from the public.
pub const PUBLIC_DELAY_DAYS: i64 = 90;

/// Kinds of events that are never told below the region, to any audience.
const NEVER_BELOW_REGION: [&str; 1] = ["sexual_violence"];

/// The events as an audience may see them, and what was changed.
///
/// For everybody, acts of sexual violence are told by region, without a point. For partners
/// points are moved to the nearest hundredth of a degree, for the public to the nearest tenth,
/// and the public does not see the events of the last [`PUBLIC_DELAY_DAYS`] days of the data,
/// nor those without a day or month from the last year of it. Order is kept.
pub fn for_audience(events: Vec<Event>, audience: Audience, boundaries: &Boundaries) -> (Vec<Event>, Vec<Problem>) {
    let (kept, notes) = withhold(events, audience, boundaries);
    (coarsened(kept, audience), notes)
}

/// The first half of [`for_audience`]: whole events that an audience may not see are gone, and what may be told by
/// region only is. Points are still those of the source, for what is measured before it is made coarse.
pub fn withhold(events: Vec<Event>, audience: Audience, boundaries: &Boundaries) -> (Vec<Event>, Vec<Problem>) {
    let (mut by_region, mut delayed) = (0, 0);
    let last = events.iter().filter_map(|e| e.date).max();
    let limit = last.and_then(|d| d.checked_sub(PUBLIC_DELAY_DAYS.days()).ok());
    let recent = |e: &Event| match (e.date, limit, last) {
        (Some(date), Some(limit), _) => date > limit,
        (None, _, Some(last)) => !e.date_text.is_empty() && e.date_text.starts_with(&last.year().to_string()),
        _ => false,
    };
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
                "événements des {PUBLIC_DELAY_DAYS} derniers jours non diffusés au public",
                "events of the last {PUBLIC_DELAY_DAYS} days withheld from the public"
            ),
            delayed,
        ),
    ];
    (kept, notes)
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
