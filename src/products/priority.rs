//! The communes of each region in the order of their risk, with what is sure of it and why, as a table.

use crate::base::Text;
use crate::layers::csv::{spreadsheet_text, write_table};

/// One commune.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorityRow {
    /// Code and name.
    pub region: (String, String),
    pub commune: (String, String),
    /// 0 to 10.
    pub index: f64,
    pub class: Text,
    /// In the country, 1 being the worst.
    pub rank: usize,
    /// In its region.
    pub rank_in_region: usize,
    /// Middle 95 % of the ranks of the draws; `None` without draws.
    pub ranks: Option<(f64, f64)>,
    /// Percent of the draws.
    pub worst_tenth: Option<f64>,
    /// Id and label of how that is read.
    pub priority: Option<(&'static str, Text)>,
    /// Percent.
    pub reliability: Option<f64>,
    pub reasons: Text,
}

const FIELDS: [&str; 18] = [
    "region_code",
    "region_name",
    "rank_in_region",
    "code",
    "name",
    "risk_index",
    "class_fr",
    "class_en",
    "risk_rank",
    "risk_rank_lower",
    "risk_rank_upper",
    "risk_worst_tenth",
    "priority",
    "priority_fr",
    "priority_en",
    "risk_reliability",
    "reasons_fr",
    "reasons_en",
];

/// One line per commune, in the order given, as CSV: all digits, empty for missing.
pub fn priority_csv(rows: &[PriorityRow]) -> String {
    let safe = |text: &str| spreadsheet_text(text).into_owned();
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    let line = |row: &PriorityRow| {
        let (id, label) = row.priority.clone().unwrap_or_default();
        vec![
            safe(&row.region.0),
            safe(&row.region.1),
            row.rank_in_region.to_string(),
            safe(&row.commune.0),
            safe(&row.commune.1),
            row.index.to_string(),
            safe(&row.class.fr),
            safe(&row.class.en),
            row.rank.to_string(),
            number(row.ranks.map(|r| r.0)),
            number(row.ranks.map(|r| r.1)),
            number(row.worst_tenth),
            id.to_owned(),
            label.fr,
            label.en,
            number(row.reliability),
            safe(&row.reasons.fr),
            safe(&row.reasons.en),
        ]
    };
    let header = FIELDS.iter().map(|&f| f.to_owned()).collect();
    let mut bytes = Vec::new();
    let rows = std::iter::once(header).chain(rows.iter().map(line));
    write_table(&mut bytes, rows).expect("memory can be written, and all rows are of one length");
    String::from_utf8(bytes).expect("cells are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_stays_empty() {
        let row = PriorityRow {
            region: ("R1".into(), "=R".into()),
            commune: ("C1".into(), "C, un".into()),
            index: 4.25,
            class: Text::new("moyen", "medium"),
            rank: 3,
            rank_in_region: 1,
            ranks: None,
            worst_tenth: None,
            priority: None,
            reliability: Some(75.0),
            reasons: Text::new("Menace.", "Threat."),
        };
        let csv = priority_csv(&[row]);
        assert_eq!(csv.lines().nth(1), Some("R1,'=R,1,C1,\"C, un\",4.25,moyen,medium,3,,,,,,,75,Menace.,Threat."));
    }
}
