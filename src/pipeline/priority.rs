//! Which communes come first in each region, and why, in sentences made from computed numbers alone.

use super::facts::IndexBasis;
use crate::base::{Boundaries, Column, Lang, Level, Text, Unit, columns_at, number, percent};
use crate::carto::theme::Theme;
use crate::products::priority::PriorityRow;
use crate::risk::{Amount, Part, PartKind, Priority, Scored, class_of};

/// Reasons given for each commune at most.
const REASONS: usize = 3;
/// Points of the index above the mean below which a part is no reason.
const NOTHING: f64 = 0.05;

/// All communes that have an index, by region and then by index, the worst first. `columns` are those of the run.
pub fn priority_rows(basis: &IndexBasis, columns: &[Column], boundaries: &Boundaries, theme: Option<&Theme>) -> Vec<PriorityRow> {
    let communes = columns_at(Level::Commune, &basis.columns, boundaries);
    // What was left out is told where the index is made.
    let Some(scored) = Scored::new(&basis.tree, &communes, &basis.around, &mut Vec::new()) else { return Vec::new() };
    let reasons = Reasons::new(&scored, &communes);
    let column = |id: &str| columns.iter().find(|c| c.id == id && c.level == Level::Commune);
    let cell = |id: &str, i: usize| column(id).map(|c| c.cells[i]);
    let bounds = &basis.tree.draws.classes;
    let class = |index: f64| theme.and_then(|t| t.class_names.get(class_of(index, bounds))).cloned().unwrap_or_default();
    let all: Vec<f64> = (0..scored.areas).filter_map(|i| scored.index(i)).collect();
    let mut rows: Vec<PriorityRow> = (0..scored.areas)
        .filter_map(|i| {
            let (index, amounts) = (scored.index(i)?, scored.amounts(i)?);
            let area = &boundaries.communes[i];
            let region = boundaries.ancestor(Level::Commune, i, Level::Region).map(|r| &boundaries.regions[r]);
            let worst_tenth = cell("risk_worst_tenth", i).and_then(|c| c.ok());
            Some(PriorityRow {
                region: region.map_or_else(Default::default, |r| (r.code.to_string(), r.name.clone())),
                commune: (area.code.to_string(), area.name.clone()),
                index,
                class: class(index),
                rank: 1 + all.iter().filter(|&&other| other > index).count(),
                rank_in_region: 0,
                ranks: cell("risk_rank", i).and_then(|c| c.interval),
                worst_tenth,
                priority: worst_tenth.map(Priority::of).map(|p| (p.id(), p.label())),
                reliability: cell("risk_reliability", i).and_then(|c| c.ok()),
                reasons: reasons.of(&amounts, i),
            })
        })
        .collect();
    rows.sort_by(|a, b| a.region.cmp(&b.region).then(a.rank.cmp(&b.rank)).then_with(|| a.commune.cmp(&b.commune)));
    let (mut place, mut before) = (0, None);
    let mut first = String::new();
    for row in &mut rows {
        if row.region.0 != first {
            first.clone_from(&row.region.0);
            (place, before) = (0, None);
        }
        place += 1;
        // Equal indices share the better place.
        let rank = match before {
            Some((index, rank)) if index == row.index => rank,
            _ => place,
        };
        row.rank_in_region = rank;
        before = Some((row.index, rank));
    }
    rows
}

/// The account of every commune against their mean.
struct Reasons<'a> {
    parts: Vec<Part<'a>>,
    /// Mean points of each part.
    means: Vec<f64>,
    /// Middle value of each indicator, by the place of its part.
    medians: Vec<Option<f64>>,
    columns: Vec<Option<&'a Column>>,
    /// Depth of the parts that are reasons: dimensions, or what is below the only one.
    depth: usize,
}

impl<'a> Reasons<'a> {
    fn new(scored: &Scored<'a>, communes: &'a [Column]) -> Reasons<'a> {
        let parts = scored.parts();
        let accounts: Vec<Vec<Amount>> = (0..scored.areas).filter_map(|i| scored.amounts(i)).collect();
        let mean = |k: usize| accounts.iter().map(|a| a[k].points).sum::<f64>() / accounts.len().max(1) as f64;
        let means = (0..parts.len()).map(mean).collect();
        let column = |part: &Part| communes.iter().find(|c| part.kind == PartKind::Indicator && c.id == part.id);
        let columns: Vec<Option<&Column>> = parts.iter().map(column).collect();
        let medians = columns.iter().map(|c| c.and_then(median)).collect();
        let dimensions = parts.iter().filter(|p| p.depth == 0 && p.kind == PartKind::Node).count();
        Reasons { parts, means, medians, columns, depth: usize::from(dimensions == 1) }
    }

    /// The parts that add most above the mean of the communes, each with the indicator that does most of it.
    fn of(&self, amounts: &[Amount], area: usize) -> Text {
        let above = |k: usize| amounts[k].points - self.means[k];
        let is_reason =
            |k: &usize| self.parts[*k].depth == self.depth && self.parts[*k].kind != PartKind::MeanArea && above(*k) >= NOTHING;
        let mut found: Vec<usize> = (0..self.parts.len()).filter(is_reason).collect();
        found.sort_by(|&a, &b| above(b).total_cmp(&above(a)));
        found.truncate(REASONS);
        if found.is_empty() {
            return Text::new(
                "Aucune part de l'indice ne dépasse la moyenne des communes.",
                "No part of the index is above the mean of the communes.",
            );
        }
        let say = |lang: Lang| {
            let said: Vec<String> = found.iter().map(|&k| self.reason(k, amounts, area, lang)).collect();
            format!("{}.", said.join(if lang == Lang::Fr { " ; " } else { "; " }))
        };
        Text::new(say(Lang::Fr), say(Lang::En))
    }

    fn reason(&self, k: usize, amounts: &[Amount], area: usize, lang: Lang) -> String {
        let label = self.parts[k].label.get(lang);
        let (points, mean) = (number(amounts[k].points, 1, lang), number(self.means[k], 1, lang));
        let mut said = match lang {
            Lang::Fr if amounts[k].points < 2.0 => format!("{label} : {points} point (moyenne {mean})"),
            Lang::Fr => format!("{label} : {points} points (moyenne {mean})"),
            Lang::En => format!("{label}: {points} points (mean {mean})"),
        };
        let below = (k..self.parts.len()).take_while(|&j| j == k || self.parts[j].depth > self.parts[k].depth);
        let indicators = below.filter(|&j| self.parts[j].kind == PartKind::Indicator);
        let above = |j: usize| amounts[j].points - self.means[j];
        let Some(most) = indicators.max_by(|&a, &b| above(a).total_cmp(&above(b))) else { return said };
        let value = self.columns[most].and_then(|c| Some((c, c.cells[area].ok()?, self.medians[most]?)));
        let Some((column, value, median)) = value.filter(|_| above(most) >= NOTHING) else { return said };
        let shown = |v: f64| match column.unit {
            Unit::Percent => percent(v, column.decimals, lang),
            _ => number(v, column.decimals, lang),
        };
        let (indicator, value, median) = (column.label.get(lang), shown(value), shown(median));
        said += &match (most == k, lang) {
            (true, Lang::Fr) => format!(", {value} contre {median} en médiane"),
            (true, Lang::En) => format!(", {value} against a median of {median}"),
            (false, Lang::Fr) => format!(", surtout {indicator} : {value} contre {median} en médiane"),
            (false, Lang::En) => format!(", above all {indicator}: {value} against a median of {median}"),
        };
        said
    }
}

/// Middle of the values that are there.
pub(super) fn median(column: &Column) -> Option<f64> {
    let mut values: Vec<f64> = column.values().filter(|v| v.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[last.div_ceil(2)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use crate::carto::breaks::Method;
    use crate::risk::testing::{self, column};
    use crate::risk::{Aggregation, Surroundings};
    use geo_types::MultiPolygon;

    #[test]
    fn the_map_has_the_classes_of_the_table() {
        let themes = Theme::all().unwrap();
        let theme = themes.iter().find(|t| t.id == "risk_priority").unwrap();
        assert_eq!(theme.classes, Method::Manual { bounds: Priority::BOUNDS.to_vec() });
        assert_eq!(theme.class_names, Priority::ALL.map(Priority::label));
        assert_eq!(theme.fields, ["risk_worst_tenth"]);
    }

    fn areas(level: Level, rows: &[(&str, Option<&str>)]) -> Areas {
        let one = |&(code, parent): &(&str, Option<&str>)| {
            Area::new(code.into(), format!("commune {code}"), parent.map(Pcode::from), MultiPolygon(Vec::new()))
        };
        Areas::new(level, rows.iter().map(one).collect())
    }

    fn boundaries() -> Boundaries {
        let cercle = |code: &'static str| (code, Some(&code[..2]));
        Boundaries {
            country: areas(Level::Country, &[("C", None)]),
            zones: areas(Level::Zone, &[]),
            regions: areas(Level::Region, &[("R1", None), ("R2", None)]),
            cercles: areas(Level::Cercle, &["R101", "R201"].map(cercle)),
            communes: areas(
                Level::Commune,
                &[("R10101", Some("R101")), ("R10102", Some("R101")), ("R10103", Some("R101")), ("R20101", Some("R201"))],
            ),
            vintage: String::new(),
        }
    }

    fn basis() -> IndexBasis {
        let node = |id: &str| testing::node(id, Aggregation::Arithmetic, vec![testing::indicator(id, 1.0)], vec![]);
        IndexBasis {
            tree: testing::tree(Aggregation::Arithmetic, 0.9, vec![node("a"), node("b")]),
            columns: vec![
                column("a", &[Some(0.0), Some(100.0), Some(100.0), Some(50.0)]),
                column("b", &[Some(0.0), Some(0.0), Some(0.0), None]),
            ],
            around: Surroundings::default(),
        }
    }

    #[test]
    fn communes_stand_by_region_and_rank_with_what_raises_them() {
        let mut basis = basis();
        basis.columns[1] = column("b", &[Some(0.0), Some(2.0), Some(2.0), Some(4.0)]);
        let rows = priority_rows(&basis, &[], &boundaries(), None);
        let ranks: Vec<(&str, usize, usize)> = rows.iter().map(|r| (r.commune.0.as_str(), r.rank, r.rank_in_region)).collect();
        assert_eq!(ranks, [("R10102", 1, 1), ("R10103", 1, 1), ("R10101", 4, 3), ("R20101", 1, 1)]);
        // Points of a: 0, 5, 5, 2.5, mean 3.125; of b: 0, 2.5, 2.5, 5, mean 2.5.
        assert_eq!(rows[0].reasons.fr, "Dimension a : 5,0 points (moyenne 3,1), surtout a fr : 100 contre 75 en médiane.");
        assert_eq!(rows[3].reasons.en, "Part b: 5.0 points (mean 2.5), above all b en: 4 against a median of 2.");
        assert!(rows[2].reasons.en.starts_with("No part"), "{}", rows[2].reasons.en);
        assert!(rows.iter().all(|r| r.priority.is_none() && r.ranks.is_none()), "nothing was drawn");
    }

    #[test]
    fn a_commune_without_an_index_is_not_listed() {
        // Equal everywhere, b tells no area from another and is left out.
        let mut basis = basis();
        basis.columns[0] = column("a", &[Some(0.0), Some(1.0), None, Some(1.0)]);
        let rows = priority_rows(&basis, &[], &boundaries(), None);
        assert_eq!(rows.iter().map(|r| r.commune.0.as_str()).collect::<Vec<_>>(), ["R10102", "R10101", "R20101"]);
    }
}
