//! Options of two runs and settings of two trees, held against each other.

use crate::pipeline::outputs::{Outputs, RunRecord};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One option or setting that differs; `None` where a run does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    /// `audience`, or a path in the tree: `risk.threat.explosive_per_100k.weight`.
    pub key: String,
    pub values: [Option<String>; 2],
}

/// All that differ, by key. Labels, titles and the language change no number and are left out.
pub(super) fn changes(first: &Outputs, second: &Outputs) -> Vec<SettingChange> {
    let all = [first, second].map(|outputs| {
        let mut all = of_run(&outputs.run);
        let tree = serde_json::to_value(&outputs.tree).unwrap_or_default();
        flatten("risk", &tree, &mut all);
        all
    });
    let keys: std::collections::BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
    keys.into_iter()
        .map(|key| SettingChange { key: key.clone(), values: [0, 1].map(|i| all[i].get(key).cloned()) })
        .filter(|change| change.values[0] != change.values[1])
        .collect()
}

fn of_run(run: &RunRecord) -> BTreeMap<String, String> {
    [("lakana", &run.version), ("audience", &run.audience)].map(|(k, v)| (k.to_owned(), v.clone())).into()
}

/// Every single value under its path; parts of lists go by their id or column.
fn flatten(path: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields.iter().filter(|(key, _)| !["label", "purpose", "id", "column"].contains(&key.as_str())) {
                match key.as_str() {
                    // Lists of parts are no step of the path: ids and columns are.
                    "nodes" | "indicators" if inner.as_array().is_some_and(Vec::is_empty) => {}
                    "nodes" | "indicators" => flatten(path, inner, out),
                    _ => flatten(&format!("{path}.{key}"), inner, out),
                }
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (i, item) in items.iter().enumerate() {
                let name = item["id"].as_str().or(item["column"].as_str()).map_or_else(|| i.to_string(), str::to_owned);
                flatten(&format!("{path}.{name}"), item, out);
            }
        }
        Value::String(text) => drop(out.insert(path.to_owned(), text.clone())),
        other => drop(out.insert(path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_goes_by_the_ids_above_it() {
        let tree = serde_json::json!({
            "aggregation": "geometric",
            "nodes": [{ "id": "threat", "label": { "fr": "x", "en": "y" }, "weight": 2.0,
                "indicators": [{ "column": "mines", "weight": 1.0, "bounds": [0.0, 5.0] }], "nodes": [] }],
        });
        let mut found = BTreeMap::new();
        flatten("risk", &tree, &mut found);
        let found: Vec<(&str, &str)> = found.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            found,
            [
                ("risk.aggregation", "geometric"),
                ("risk.threat.mines.bounds", "[0.0,5.0]"),
                ("risk.threat.mines.weight", "1.0"),
                ("risk.threat.weight", "2.0"),
            ]
        );
    }
}
