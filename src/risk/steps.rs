//! The columns of an index, each made from what the scored tree says of every area.

use super::branch::{Branch, Leaf};
use super::normalise::Normalisation;
use super::scored::Scored;
use super::treatment::Treatment;
use super::tree::Tree;
use super::uncertainty::{class_of, ranks};
use crate::base::{Cell, Column, Direction, Lang, Level, Missing, Text, Unit, number};

/// What columns are made from.
pub(super) struct Steps<'a> {
    pub tree: &'a Tree,
    pub scored: &'a Scored<'a>,
    pub level: Level,
}

impl Steps<'_> {
    /// What an indicator became on its way.
    pub fn of_leaf(&self, leaf: &Leaf) -> Vec<Column> {
        let (indicator, column) = (leaf.indicator, leaf.column);
        let cell = |value: Option<f64>, i: usize| {
            let source = column.cells[i];
            Cell { value: value.ok_or(source.value.err().unwrap_or(Missing::NoData)), interval: None, ..source }
        };
        let cells = |values: &[Option<f64>]| values.iter().enumerate().map(|(i, &v)| cell(v, i)).collect();
        let changes = [indicator.gaps.label(), indicator.treatment.label(), indicator.normalisation.label()];
        let method = listed(&changes.iter().filter(|t| !t.fr.is_empty()).collect::<Vec<_>>());
        let score = Column {
            indicative: column.indicative,
            ..Column::new(
                format!("{}_score", column.id),
                Text::new(format!("{} : score", column.label.fr), format!("{}: score", column.label.en)),
                Unit::Score10,
                Direction::HigherIsWorse,
                self.level,
                cells(&leaf.scores),
            )
            .with_method(method)
            .with_sources(column.sources.clone())
        };
        let changed = indicator.treatment != Treatment::None
            || (0..self.scored.areas).any(|i| leaf.treated[i].is_some() && !leaf.is_present(i));
        let treated = changed.then(|| Column {
            id: format!("{}_treated", column.id),
            label: Text::new(format!("{} : valeur traitée", column.label.fr), format!("{}: treated value", column.label.en)),
            method: listed(
                &[&indicator.gaps.label(), &indicator.treatment.label()]
                    .into_iter()
                    .filter(|t| !t.fr.is_empty())
                    .collect::<Vec<_>>(),
            ),
            interval: crate::base::Interval::None,
            cells: cells(&leaf.treated),
            ..column.clone()
        });
        treated.into_iter().chain([score]).collect()
    }

    /// The score of a component or dimension.
    pub fn of_branch(&self, branch: &Branch) -> Column {
        let leaves = branch.all_leaves();
        let cells = (0..self.scored.areas).map(|i| counted(branch.score(i), &leaves, i)).collect();
        let parts: Vec<&Text> =
            branch.leaves.iter().map(|l| &l.column.label).chain(branch.branches.iter().map(|b| b.label)).collect();
        let (parts, how) = (listed(&parts), branch.aggregation.label());
        let column = Column::new(
            format!("risk_{}", branch.id),
            branch.label.clone(),
            Unit::Score10,
            Direction::HigherIsWorse,
            self.level,
            cells,
        )
        .with_method(Text::new(
            format!("{} ; {}. {}", parts.fr, how.fr, branch.purpose.fr).trim_end(),
            format!("{}; {}. {}", parts.en, how.en, branch.purpose.en).trim_end(),
        ))
        .with_sources(leaves.iter().flat_map(|l| l.column.sources.clone()));
        Column { indicative: leaves.iter().any(|l| l.column.indicative), ..column }
    }

    /// The score of the whole tree.
    pub fn index(&self) -> Column {
        let (scored, leaves) = (self.scored, self.scored.leaves());
        let cells = (0..scored.areas).map(|i| counted(scored.index(i), &leaves, i)).collect();
        let (dimensions, how) = (listed(&scored.branches.iter().map(|b| b.label).collect::<Vec<_>>()), self.method(&leaves));
        let index = Column::new(
            "risk_index",
            Text::new("Indice de risque", "Risk index"),
            Unit::Score10,
            Direction::HigherIsWorse,
            self.level,
            cells,
        )
        .with_method(Text::new(
            format!("Dimensions : {}. {}", dimensions.fr, how.fr),
            format!("Dimensions: {}. {}", dimensions.en, how.en),
        ))
        .with_sources(self.sources());
        Column { indicative: leaves.iter().any(|l| l.column.indicative), ..index }
    }

    /// The class of the index.
    pub fn class(&self, index: &Column) -> Column {
        let bounds = &self.tree.draws.classes;
        let said = |lang| bounds.iter().map(|&b| number(b, 1, lang)).collect::<Vec<_>>().join(" – ");
        let (fr, en) = (said(Lang::Fr), said(Lang::En));
        self.beside(
            index,
            "risk_class",
            Text::new("Classe de risque (1 = la plus faible)", "Risk class (1 = lowest)"),
            Unit::Class,
            Text::new(
                format!("Classe de l’indice ; bornes : {fr}, chaque classe contient sa borne haute."),
                format!("Class of the index; bounds: {en}, each class holds its upper bound."),
            ),
            |_, index| (class_of(index, bounds) + 1) as f64,
        )
    }

    /// The place of the index among all areas.
    pub fn rank(&self, index: &Column) -> Column {
        let eligible: Vec<bool> = index.cells.iter().map(|c| c.ok().is_some()).collect();
        let scores: Vec<f64> = index.cells.iter().map(|c| c.ok().unwrap_or(f64::NAN)).collect();
        let ranked = ranks(&scores, &eligible);
        self.beside(
            index,
            "risk_rank",
            Text::new("Rang de risque (1 = le plus élevé)", "Risk rank (1 = highest)"),
            Unit::Rank,
            Text::new("Rang de l’indice parmi les unités qui en ont un.", "Rank of the index among the areas that have one."),
            |i, _| f64::from(ranked[i]),
        )
    }

    /// A column that says something of the index wherever there is one.
    fn beside(
        &self,
        index: &Column,
        id: &str,
        label: Text,
        unit: Unit,
        method: Text,
        value: impl Fn(usize, f64) -> f64,
    ) -> Column {
        let of = |(i, cell): (usize, &Cell)| match cell.value {
            Ok(score) => Cell { n: cell.n, ..Cell::value(value(i, score)) },
            Err(why) => Cell::missing(why),
        };
        let cells = index.cells.iter().enumerate().map(of).collect();
        let column = Column::new(id, label, unit, Direction::Neutral, self.level, cells).with_method(method);
        Column { indicative: index.indicative, sources: index.sources.clone(), ..column }
    }

    fn sources(&self) -> Vec<String> {
        self.scored.leaves().iter().flat_map(|l| l.column.sources.clone()).collect()
    }

    fn method(&self, leaves: &[&Leaf]) -> Text {
        let mut normalisations: Vec<Normalisation> = Vec::new();
        for leaf in leaves {
            if !normalisations.contains(&leaf.indicator.normalisation) {
                normalisations.push(leaf.indicator.normalisation);
            }
        }
        let labels: Vec<Text> = normalisations.iter().map(|n| n.label()).collect();
        let (normalised, how) = (listed(&labels.iter().collect::<Vec<_>>()), self.tree.aggregation.label());
        Text::new(
            format!("Normalisation : {} ; agrégation : {}.", normalised.fr, how.fr),
            format!("Normalisation: {}; aggregation: {}.", normalised.en, how.en),
        )
    }
}

/// A cell whose `n` counts the indicators that are there.
fn counted(score: Option<f64>, leaves: &[&Leaf], area: usize) -> Cell {
    let n = leaves.iter().filter(|l| l.is_present(area)).count() as u32;
    score.map_or(Cell::missing(Missing::NoData), |s| Cell::with_n(s, n))
}

fn listed(texts: &[&Text]) -> Text {
    let list = |lang: fn(&Text) -> &str| texts.iter().map(|t| lang(t)).collect::<Vec<_>>().join(", ");
    Text::new(list(|t| &t.fr), list(|t| &t.en))
}
