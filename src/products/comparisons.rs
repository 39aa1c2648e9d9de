//! Differences between groups and waves as a table.

use crate::base::Text;
use crate::layers::csv::{spreadsheet_text, write_table};
use crate::survey::compare::Verdict;
use crate::survey::pairwise::Pair;

/// One difference and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id of the comparison.
    pub id: String,
    /// Variables and values of both sides; empty for everybody.
    pub groups: [Vec<(String, String)>; 2],
    pub n: [Option<u32>; 2],
    pub pair: Pair,
    /// Chosen, not drawn.
    pub indicative: bool,
    pub said: Text,
}

/// Columns of the table. Values, gap and bounds as the statistics give them: shares 0 to 1, means in
/// their unit. `p_adjusted` counts how many pairs were compared.
const FIELDS: [&str; 16] = [
    "comparison",
    "first",
    "second",
    "n_first",
    "n_second",
    "value_first",
    "value_second",
    "gap",
    "lower",
    "upper",
    "p_value",
    "p_adjusted",
    "verdict",
    "indicative",
    "said_fr",
    "said_en",
];

/// One line per difference, in the order given, as CSV.
pub fn comparisons_csv(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let group = |of: &[(String, String)]| {
            let words: Vec<String> = of.iter().map(|(variable, value)| format!("{variable}={value}")).collect();
            spreadsheet_text(&words.join(", ")).into_owned()
        };
        let n = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
        let Pair { values, difference, p_value, verdict, .. } = &row.pair;
        let verdict = match verdict {
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::NoneShown => "none_shown",
        };
        vec![
            row.id.clone(),
            group(&row.groups[0]),
            group(&row.groups[1]),
            n(row.n[0]),
            n(row.n[1]),
            values.0.to_string(),
            values.1.to_string(),
            difference.gap.to_string(),
            difference.lower.to_string(),
            difference.upper.to_string(),
            difference.p_value.to_string(),
            p_value.to_string(),
            verdict.to_owned(),
            row.indicative.to_string(),
            spreadsheet_text(&row.said.fr).into_owned(),
            spreadsheet_text(&row.said.en).into_owned(),
        ]
    };
    let mut out = Vec::new();
    let lines = std::iter::once(FIELDS.map(String::from).to_vec()).chain(rows.iter().map(line));
    write_table(&mut out, lines).expect("memory takes every write");
    String::from_utf8(out).expect("cells are text")
}
