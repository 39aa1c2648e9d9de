//! What has been studied where, and what has not.

use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};
use crate::table::{Extent, Method, PlacedStudy};
use std::collections::BTreeSet;

/// Columns `studies_qualitative` and `studies_quantitative` by region: how many studies of that
/// method covered it. Studies that went only to some communes of a region stand apart, in
/// `studies_qualitative_partial` and `studies_quantitative_partial`, where there are any.
///
/// The list is taken to cover the country: 0 means that no study came. Where the list does not
/// say of a study where it went, a region without any has no data instead. A place that these
/// boundaries do not have is named in the method and counts nowhere. A method without studies
/// gives no column; a study without a method is in none.
pub fn columns(studies: &[PlacedStudy], boundaries: &Boundaries, source: &str) -> Vec<Column> {
    let mut out = Vec::new();
    for method in [Method::Qualitative, Method::Quantitative] {
        let of: Vec<&PlacedStudy> = studies.iter().filter(|s| s.method == Some(method)).collect();
        if of.is_empty() {
            continue;
        }
        let family = Family { of, regions: boundaries.regions.len(), source };
        let id = match method {
            Method::Qualitative => "studies_qualitative",
            Method::Quantitative => "studies_quantitative",
        };
        out.push(family.column(id, label(method), Extent::Whole).with_method(family.method(Extent::Whole)));
        if family.codes(|s| s.regions.values().any(|e| *e == Extent::Part)).is_some() {
            let Text { fr, en } = label(method);
            let label = Text::new(format!("{fr} dans une partie de la région"), format!("{en} in a part of the region"));
            out.push(family.column(&format!("{id}_partial"), label, Extent::Part).with_method(family.method(Extent::Part)));
        }
    }
    out
}

fn label(method: Method) -> Text {
    match method {
        Method::Qualitative => Text::new("Études qualitatives", "Qualitative studies"),
        Method::Quantitative => Text::new("Études quantitatives", "Quantitative studies"),
    }
}

/// The studies of one method.
struct Family<'a> {
    of: Vec<&'a PlacedStudy>,
    regions: usize,
    source: &'a str,
}

impl Family<'_> {
    fn column(&self, id: &str, label: Text, extent: Extent) -> Column {
        let somewhere_unknown = self.of.iter().any(|s| s.is_nowhere());
        let cell = |region: usize| match self.of.iter().filter(|s| s.regions.get(&region) == Some(&extent)).count() {
            0 if somewhere_unknown => Cell::missing(Missing::NoData),
            n => Cell::value(n as f64),
        };
        let cells = (0..self.regions).map(cell).collect();
        Column::new(id, label, Unit::Count, Direction::HigherIsBetter, Level::Region, cells).with_sources([self.source])
    }

    /// The codes of some of the studies; `None` for none.
    fn codes(&self, which: impl Fn(&PlacedStudy) -> bool) -> Option<String> {
        let codes: Vec<&str> = self.of.iter().filter(|s| which(s)).map(|s| s.code.as_str()).collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    }

    fn method(&self, extent: Extent) -> Text {
        let (fr, en) = match extent {
            Extent::Whole => (
                "Nombre d'études qui ont couvert la région ; 0 = aucune étude de la liste n'y est venue.",
                "Number of studies that covered the region; 0 = no study of the list came there.",
            ),
            Extent::Part => (
                "Nombre d'études menées dans quelques communes de la région seulement ; 0 = aucune.",
                "Number of studies held in some communes of the region only; 0 = none.",
            ),
        };
        let (mut fr, mut en) = (fr.to_owned(), en.to_owned());
        let partial = self.codes(|s| s.regions.values().any(|e| *e == Extent::Part)).filter(|_| extent == Extent::Whole);
        if let Some(codes) = partial {
            fr += &format!(" Comptées à part, car menées dans quelques communes : {codes}.");
            en += &format!(" Counted apart, because held in some communes: {codes}.");
        }
        let unfound: BTreeSet<&str> = self.of.iter().flat_map(|s| &s.unfound).map(String::as_str).collect();
        if !unfound.is_empty() {
            let names = unfound.into_iter().collect::<Vec<_>>().join(", ");
            fr += &format!(" Absent de ces limites, compté nulle part : {names}.");
            en += &format!(" Not in these boundaries, counted nowhere: {names}.");
        }
        if let Some(codes) = self.codes(PlacedStudy::is_nowhere) {
            fr += &format!(" Lieu inconnu : {codes}.");
            en += &format!(" Place unknown: {codes}.");
        }
        Text::new(fr, en)
    }
}
