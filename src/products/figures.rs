//! Results to charts. Survey estimates are a block of labelled numbers and the way it is looked
//! at; studies, steps of a project and deaths by year have a file each and give a [`Body`].

pub mod coverage;
pub mod dates;
pub mod outlines;
pub mod timeline;
pub mod years;

use crate::base::{Direction, Lang, Missing};
use crate::carto::charts::{
    Axis, Chart, ChartKind, DivergingBars, HeatTable, Panel, Ranked, RankedPanels, Row, Rows, Shades, Side, StackedBars, Value,
};

/// Numbers in rows and columns, each with its label. `cells` has a line for each row.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub rows: Vec<String>,
    /// Bars of a row, shares of a whole, or columns of a table.
    pub columns: Vec<String>,
    pub cells: Vec<Vec<Value>>,
}

/// How a block is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    Bars,
    Dots,
    Stacked(Shades),
    /// Where each column stands, from worst to best.
    Diverging(Vec<Side>),
    /// The first rows of each column, as many as said.
    Ranked(usize),
    Heat(Direction),
}

/// What stands around a chart.
#[derive(Debug, Clone)]
pub struct Surround {
    pub lang: Lang,
    pub overline: String,
    pub title: String,
    pub subtitle: String,
    pub notes: Vec<String>,
    pub credits: Vec<String>,
    pub synthetic: bool,
    pub indicative: bool,
    /// What the bounds are; empty for none.
    pub interval: String,
}

/// A chart and what is said about it, before it is framed.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    pub kind: ChartKind,
    /// Sentences that belong to the content: what is not counted, what is uncertain.
    pub notes: Vec<String>,
}

impl Body {
    /// The whole chart; the notes of the content come before those given.
    pub fn framed(self, around: Surround) -> Chart {
        Chart {
            lang: around.lang,
            overline: around.overline,
            title: around.title,
            subtitle: around.subtitle,
            kind: self.kind,
            notes: self.notes.into_iter().chain(around.notes).collect(),
            credits: around.credits,
            synthetic: around.synthetic,
            indicative: around.indicative,
        }
    }
}

/// The chart of a block. Rows and columns keep their order, except in ranked panels.
pub fn chart(block: Block, look: Look, axis: Axis, around: Surround) -> Chart {
    let interval = around.interval.clone();
    let rows = || block.rows.iter().cloned().zip(block.cells.iter().cloned()).map(|(label, values)| Row::new(label, values));
    let grouped =
        || Rows { axis: axis.clone(), series: block.columns.clone(), rows: rows().collect(), interval: interval.clone() };
    let kind = match look {
        Look::Bars => ChartKind::GroupedBars(grouped()),
        Look::Dots => ChartKind::DotPlot(grouped()),
        Look::Stacked(shades) => ChartKind::StackedBars(StackedBars {
            axis: axis.clone(),
            shares: block.columns.clone(),
            rows: rows().collect(),
            shades,
        }),
        Look::Diverging(sides) => {
            let answers = block.columns.iter().cloned().zip(sides).collect();
            ChartKind::DivergingBars(DivergingBars { axis: axis.clone(), answers, rows: rows().collect() })
        }
        Look::Ranked(top) => ChartKind::RankedPanels(RankedPanels {
            axis: axis.clone(),
            panels: (0..block.columns.len()).map(|c| panel(&block, c, top)).collect(),
            interval,
        }),
        Look::Heat(direction) => ChartKind::HeatTable(HeatTable {
            axis: axis.clone(),
            columns: block.columns.clone(),
            rows: rows().collect(),
            direction,
            classes: 5,
        }),
    };
    Body { kind, notes: Vec::new() }.framed(around)
}

/// The highest values of a column, the highest first; equal ones in the order of the rows.
fn panel(block: &Block, column: usize, top: usize) -> Panel {
    let value = |row: usize| block.cells[row].get(column).copied().unwrap_or(Value::missing(Missing::NoData));
    let mut order: Vec<usize> = (0..block.rows.len()).collect();
    order.sort_by(|&a, &b| {
        let height = |row: usize| value(row).value.unwrap_or(f64::NEG_INFINITY);
        height(b).total_cmp(&height(a)).then(a.cmp(&b))
    });
    let n = order.first().and_then(|&row| value(row).n);
    let shared = order.iter().all(|&row| value(row).n == n);
    let items = order.into_iter().take(top).map(|row| {
        let value = if shared { Value { n: None, ..value(row) } } else { value(row) };
        Ranked { label: block.rows[row].clone(), value: Some(value) }
    });
    Panel { title: block.columns[column].clone(), n: n.filter(|_| shared), items: items.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Surround {
        Surround {
            lang: Lang::Fr,
            overline: String::new(),
            title: "t".into(),
            subtitle: String::new(),
            notes: Vec::new(),
            credits: Vec::new(),
            synthetic: false,
            indicative: true,
            interval: String::new(),
        }
    }

    #[test]
    fn panels_hold_the_highest_first_and_say_their_n_once() {
        let value = |v: f64| Value::new(v).with_n(39);
        let block = Block {
            rows: ["eau", "emploi", "routes"].map(String::from).into(),
            columns: vec!["Nord".into()],
            cells: vec![vec![value(2.0)], vec![value(3.5)], vec![Value::missing(Missing::BelowMinimumN).with_n(39)]],
        };
        let drawn = chart(block, Look::Ranked(2), Axis::plain("", 2), around());
        let ChartKind::RankedPanels(panels) = drawn.kind else { panic!("panels") };
        let labels: Vec<&str> = panels.panels[0].items.iter().map(|i| i.label.as_str()).collect();
        assert_eq!((labels, panels.panels[0].n), (vec!["emploi", "eau"], Some(39)));
        assert!(panels.panels[0].items.iter().all(|i| i.value.is_some_and(|v| v.n.is_none())));
    }
}
