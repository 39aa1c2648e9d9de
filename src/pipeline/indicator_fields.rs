//! Indicators of the index that no column is, but that an input has a field of: told with file, field and rows.

use super::facts::IndexBasis;
use super::load::Loaded;
use super::project::InputKind;
use crate::base::{Case, Features, Problem, Problems, Text, fits};
use crate::read::parse::numbers::decimal;
use crate::read::{PlainOptions, read_plain};
use crate::risk::Node;
use crate::text;
use std::path::Path;

/// Rows shown of a field.
const SAMPLES: usize = 5;

/// Looks for each indicator that is not there among the fields of the inputs that are tables, which are read again for it. Says of a
/// field of words that it can be no indicator, and of one of numbers that no column is made of it. Inputs that cannot be read are
/// told elsewhere; paths start from `folder`.
pub fn told(basis: &IndexBasis, loaded: &Loaded, folder: &Path) -> Vec<Problem> {
    let absent: Vec<&str> =
        named(&basis.tree.nodes).into_iter().filter(|id| !basis.columns.iter().any(|c| fits(id, &c.id))).collect();
    if absent.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for input in &loaded.inputs {
        let declared = &input.declared;
        if matches!(declared.kind, InputKind::PopulationRaster | InputKind::Roads | InputKind::Towns | InputKind::Waters) {
            continue;
        }
        let options =
            PlainOptions { layer: declared.sheet.clone(), encoding: declared.encoding.clone(), ..PlainOptions::default() };
        let Ok(features) = read_plain(&folder.join(&declared.file), &options, &mut Problems::new()) else { continue };
        let fields = absent.iter().filter_map(|id| features.field(id).ok());
        found.extend(fields.map(|field| problem(&features, field, &input.source.file)));
    }
    found
}

/// Indicators named in full that must be there.
fn named(nodes: &[Node]) -> Vec<&str> {
    let mut all = Vec::new();
    for node in nodes {
        let whole = node.indicators.iter().filter(|i| !i.optional && !i.column.contains('*'));
        all.extend(whole.map(|i| i.column.as_str()));
        all.extend(named(&node.nodes));
    }
    all
}

fn problem(features: &Features, field: usize, file: &str) -> Problem {
    let name = &features.fields[field].name;
    let shown = || features.rows.iter().map(|row| (row.row, row.values[field].shown())).filter(|(_, text)| !text.is_empty());
    let words: Vec<(u64, String)> = shown().filter(|(_, text)| decimal(text).is_none()).take(SAMPLES).collect();
    let case = |(row, text)| Case::row(row, name, text);
    match words.is_empty() {
        false => Problem::warning(
            "indicator-is-text",
            file,
            text!("le champ `{name}` contient du texte, pas des nombres : il ne peut pas être un indicateur", "field `{name}` holds text, no numbers: it cannot be an indicator"),
            Text::new(
                "L'indice est calculé sans lui, et son poids va aux autres ; nommez dans [risk] une colonne de tables/dictionary.csv.",
                "The index is computed without it, and its weight goes to the others; name in [risk] a column of tables/dictionary.csv.",
            ),
        )
        .with_all(words.into_iter().map(case)),
        true => Problem::warning(
            "indicator-is-no-column",
            file,
            text!("le champ `{name}` est un champ de ce fichier, mais aucune colonne du calcul", "field `{name}` is a field of this file, but no column of the run"),
            Text::new(
                "L'indice est calculé sans lui ; nommez dans [risk] une colonne de tables/dictionary.csv, ou faites l'indice de ces champs avec `lakana risk`.",
                "The index is computed without it; name in [risk] a column of tables/dictionary.csv, or make the index of such fields with `lakana risk`.",
            ),
        )
        .with_all(shown().take(SAMPLES).map(case)),
    }
}
