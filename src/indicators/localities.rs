//! Where a survey was held.

use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};
use crate::table::{SampledPlace, tally};

/// Column `localities_count` by region: how many localities of the survey lie there.
///
/// Never finer than the region: a commune with one locality and three respondents names people.
/// The list is that of the whole sample, so a region without any has 0; but where a locality
/// could not be put into a region, one without any has no data. No locality gives no column.
pub fn columns(localities: &[SampledPlace], boundaries: &Boundaries) -> Vec<Column> {
    if localities.is_empty() {
        return Vec::new();
    }
    let placed = localities.iter().filter_map(|l| Some((l.place.as_ref()?, 1.0)));
    let counts = tally(placed, Level::Region, boundaries);
    let found: u32 = counts.iter().map(|t| t.n).sum();
    let all_found = found as usize == localities.len();
    let cell = |sum: f64| if sum > 0.0 || all_found { Cell::value(sum) } else { Cell::missing(Missing::NoData) };
    let column = Column::new(
        "localities_count",
        Text::new("Localités enquêtées", "Localities surveyed"),
        Unit::Count,
        Direction::Neutral,
        Level::Region,
        counts.into_iter().map(|t| cell(t.sum)).collect(),
    )
    .with_method(Text::new(
        "Nombre de localités de l'enquête dans la région ; 0 = aucune.",
        "Number of the survey's localities in the region; 0 = none.",
    ))
    .with_sources(localities.iter().map(|l| l.source.as_str()));
    vec![column]
}
