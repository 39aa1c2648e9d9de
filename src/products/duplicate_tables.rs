//! Reports of one event in several registers as tables: all pairs with their scores, and the file in
//! which a person decides. Kinds of events that are never told below the region come without place and distance.

use crate::layers::csv::{spreadsheet_text, write_table};
use crate::table::Event;
use crate::table::duplicates::{Decision, DuplicateReview, Finding, Verdict};

/// One pair, with what a person needs to judge it. Texts are empty where nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicateRow {
    pub verdict: Verdict,
    pub decision: Option<Decision>,
    pub score: f64,
    pub days: i32,
    pub km: Option<f64>,
    /// Of both events: id, date, area, kind, killed.
    pub events: [[String; 5]; 2],
}

const EVENT_FIELDS: [&str; 5] = ["id", "date", "area", "kind", "killed"];

/// The rows of findings about `events`, best score first.
pub fn duplicate_rows(events: &[Event], findings: &[Finding]) -> Vec<DuplicateRow> {
    let mut rows: Vec<DuplicateRow> = findings
        .iter()
        .map(|finding| {
            let both = [&events[finding.pair.a], &events[finding.pair.b]];
            let hidden = both.iter().any(|e| e.kind == "sexual_violence");
            DuplicateRow {
                verdict: finding.verdict,
                decision: finding.decision,
                score: finding.pair.score,
                days: finding.pair.days,
                km: finding.pair.km.filter(|_| !hidden),
                events: both.map(|e| shown(e, hidden)),
            }
        })
        .collect();
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.events.cmp(&b.events)));
    rows
}

fn shown(event: &Event, hidden: bool) -> [String; 5] {
    let area = event.place.as_ref().filter(|_| !hidden).map(|p| p.code.to_string()).unwrap_or_default();
    let bound = if event.killed_at_least { "≥ " } else { "" };
    let killed = event.killed.map_or(String::new(), |n| format!("{bound}{n}"));
    [event.id.clone(), event.date_text.clone(), area, event.kind.to_owned(), killed]
}

/// All pairs: score, what became of them, days and kilometres apart, and both reports.
pub fn duplicates_csv(rows: &[DuplicateRow]) -> String {
    let lines = std::iter::once(header(&["score", "verdict", "days", "km"], &[])).chain(rows.iter().map(|row| {
        let mut cells = vec![number(row.score), row.verdict.id().to_owned(), row.days.to_string(), kilometres(row)];
        cells.extend(row.events.iter().flatten().map(|text| spreadsheet_text(text).into_owned()));
        cells
    }));
    let mut out = Vec::new();
    // Writing into memory cannot fail.
    write_table(&mut out, lines).expect("memory takes everything");
    String::from_utf8_lossy(&out).into_owned()
}

/// The file for a person: all pairs with what became of them, and earlier decisions on events no
/// longer there; the last column is to be filled in with `same` or `different`. UTF-8 with byte-order mark and `;`, as French spreadsheets open it.
pub fn duplicates_review_csv(rows: &[DuplicateRow], review: &DuplicateReview) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let mut write = |cells: Vec<String>| writer.write_record(cells).expect("memory takes everything");
    write(header(&["score", "verdict", "days", "km"], &["decision"]));
    for row in rows {
        let mut cells = vec![number(row.score), row.verdict.id().to_owned(), row.days.to_string(), kilometres(row)];
        cells.extend(row.events.iter().flatten().map(|text| spreadsheet_text(text).into_owned()));
        cells.push(row.decision.map_or("", Decision::id).to_owned());
        write(cells);
    }
    let listed = |a: &str, b: &str| {
        let has = |row: &DuplicateRow, id: &str| row.events.iter().any(|e| e[0] == id);
        rows.iter().any(|row| has(row, a) && has(row, b))
    };
    for (a, b, decision) in review.iter().filter(|(a, b, _)| !listed(a, b)) {
        let event = |id: &str| [id.to_owned(), String::new(), String::new(), String::new(), String::new()];
        let mut cells = vec![String::new(); 4];
        cells.extend([event(a), event(b)].into_iter().flatten().map(|text| spreadsheet_text(&text).into_owned()));
        cells.push(decision.id().to_owned());
        write(cells);
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

fn header(first: &[&str], last: &[&str]) -> Vec<String> {
    let events = ["a", "b"].into_iter().flat_map(|side| EVENT_FIELDS.map(|field| format!("{field}_{side}")));
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    names(first).into_iter().chain(events).chain(names(last)).collect()
}

fn number(score: f64) -> String {
    format!("{score:.3}")
}

fn kilometres(row: &DuplicateRow) -> String {
    row.km.map_or(String::new(), |km| format!("{km:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::duplicates::{Pair, merge};

    fn event(id: &str, kind: &'static str) -> Event {
        let source = id.split('-').next().unwrap_or_default().to_owned();
        Event { id: id.into(), kind, source, killed: Some(3), killed_at_least: true, ..Event::default() }
    }

    #[test]
    fn the_review_file_is_replayed() {
        let events = vec![event("a-1", "ied"), event("b-1", "ied")];
        let pair = Pair { a: 0, b: 1, score: 0.8, days: 0, km: Some(1.25) };
        let (_, findings, _) = merge(events.clone(), &[pair], 0.9, &DuplicateReview::default());
        let rows = duplicate_rows(&events, &findings);
        let file = duplicates_review_csv(&rows, &DuplicateReview::default());
        assert_eq!(file.lines().nth(1), Some("0.800;open;0;1.2;a-1;;;ied;≥ 3;b-1;;;ied;≥ 3;"));
        let edited = file.replace("b-1;;;ied;≥ 3;", "b-1;;;ied;≥ 3;same");
        let (review, problems) = DuplicateReview::parse(&edited, "r.csv").unwrap();
        assert!(problems.is_empty());
        let (merged, findings, _) = merge(events.clone(), &[pair], 0.9, &review);
        assert_eq!((merged.len(), findings[0].verdict), (1, Verdict::Merged));
        // A decision outlives the events it is about.
        assert!(duplicates_review_csv(&[], &review).contains(";same"));
        assert!(duplicates_csv(&rows).starts_with("score,verdict,days,km,id_a"));
    }

    #[test]
    fn sexual_violence_comes_without_place_and_distance() {
        let events = [event("a-1", "sexual_violence"), event("b-1", "sexual_violence")];
        let pair = Pair { a: 0, b: 1, score: 0.8, days: 0, km: Some(1.25) };
        let finding = Finding { pair, verdict: Verdict::Open, decision: None };
        let rows = duplicate_rows(&events, &[finding]);
        assert_eq!((rows[0].km, rows[0].events[0][2].as_str()), (None, ""));
    }
}
