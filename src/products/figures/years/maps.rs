//! One small map for each year, deaths as circles on the areas where they happened.

use super::{Asked, Group, Record, part_of_year};
use crate::base::{Boundaries, Lang, MetricFrame, Text, count};
use crate::carto::charts::{Axis, ChartKind, MapPanel, MapPanels};
use crate::products::figures::{Body, dates};
use crate::table::Event;
use crate::text;
use geo::Simplify;
use geo_types::Coord;

/// Detail of the outlines, as a share of the width of the country: a tenth of a millimetre on a map of 5 cm.
const DETAIL: f64 = 0.002;

/// A map for each year from the first to the last of the events, all with one legend.
///
/// Deaths are numbers, not rates, so that they are circles whose area is the number, not colours that would make large
/// empty regions look violent. Deaths whose area is not known are on no map; a note says how
/// many. Otherwise as [`deaths_by_year`](super::deaths_by_year). Without the geometry of the areas there
/// is no chart, and the text says why.
pub fn maps_by_year(events: &[Event], boundaries: &Boundaries, asked: &Asked, lang: Lang) -> Result<Body, Text> {
    let record = Record::new(events, boundaries, asked);
    let Some((begin, end)) = record.span() else {
        return Err(Text::new("aucun événement daté dans la période", "no dated event in the period"));
    };
    let groups = record.groups(boundaries, asked, lang);
    let places: Vec<(Group, &str)> =
        groups.iter().filter(|(group, _)| matches!(group, Group::Area(_))).map(|(g, name)| (*g, name.as_str())).collect();
    let mut panels = Vec::new();
    let mut partial_years = Vec::new();
    let mut nowhere = 0;
    for year in begin.year()..=end.year() {
        let partial = part_of_year(year, begin, end).map(|(from, to)| dates::within_year(from, to, lang));
        partial_years.extend(partial.iter().map(|months| format!("{year} ({months})")));
        nowhere +=
            groups.iter().filter(|(g, _)| !matches!(g, Group::Area(_))).map(|(g, _)| record.tally(year, *g).killed).sum::<u64>();
        let values = places.iter().map(|(group, _)| record.tally(year, *group).value()).collect();
        panels.push(MapPanel { title: year.to_string(), partial, values });
    }
    let mut notes = record.notes(&partial_years, lang);
    if nowhere > 0 {
        let n = count(nowhere as usize, lang);
        let said = text!("Morts sans unité connue, sur aucune carte : {n}.", "Deaths whose area is not known, on no map: {n}.");
        notes.push(said.get(lang).to_owned());
    }
    let Shapes { outlines, centres } = shapes(boundaries, asked, &record, &places)?;
    let axis = Axis::plain(Text::new("Personnes tuées dans l’année", "People killed in the year").get(lang), 0);
    let names = places.iter().map(|(_, name)| (*name).to_owned()).collect();
    Ok(Body { kind: ChartKind::MapPanels(MapPanels { outlines, centres, names, panels, axis }), notes })
}

/// Metres of one projection, y upwards.
struct Shapes {
    /// Of every area.
    outlines: Vec<Vec<Coord<f64>>>,
    /// Of each area that is counted.
    centres: Vec<Coord<f64>>,
}

fn shapes(boundaries: &Boundaries, asked: &Asked, record: &Record, places: &[(Group, &str)]) -> Result<Shapes, Text> {
    let areas = boundaries.level(asked.level);
    let extent =
        areas.extent().ok_or_else(|| Text::new("ces limites n'ont pas de tracé", "these boundaries have no outlines"))?;
    let projection = MetricFrame::centred_on(extent);
    let failed = |error: crate::base::Error| error.what;
    let mut outlines = Vec::new();
    for ring in areas.iter().flat_map(|a| a.geometry.iter().map(|p| p.exterior())) {
        let detail = DETAIL * extent.width();
        let mut points = ring.simplify(detail).0;
        // Islands too small to be seen.
        if points.len() > 3 {
            projection.project(&mut points).map_err(failed)?;
            outlines.push(points);
        }
    }
    // Of several areas counted as one, the centre of the largest.
    let centre = |leader: usize| {
        let members = (0..areas.len()).filter(|&i| record.leaders[i] == leader);
        members.max_by(|&a, &b| areas[a].area_km2.total_cmp(&areas[b].area_km2)).map_or(areas[leader].centre, |i| areas[i].centre)
    };
    let mut centres: Vec<Coord<f64>> =
        places.iter().filter_map(|(group, _)| if let Group::Area(i) = group { Some(centre(*i)) } else { None }).collect();
    projection.project(&mut centres).map_err(failed)?;
    Ok(Shapes { outlines, centres })
}
