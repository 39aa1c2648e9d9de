//! Keys that no project knows, and text that is no TOML: told with line and way out.

use super::json_schema;
use crate::base::{Error, Text, toml_in_french};
use crate::text;

pub(super) fn broken(error: &toml::de::Error, source: &str, shown: &str) -> Error {
    let line = error.span().map_or(1, |span| line_of(source, span.start));
    let message = error.message();
    let quoted = source.lines().nth(line - 1).unwrap_or_default().trim();
    let french = toml_in_french(message);
    Error::usage(
        text!("`{shown}`, ligne {line} : {french}\n    {quoted}", "`{shown}`, line {line}: {message}\n    {quoted}"),
        Text::new(
            "Corrigez cette ligne ; `lakana init` écrit un fichier projet complet à partir de vos fichiers.",
            "Correct this line; `lakana init` writes a complete project file from your files.",
        ),
    )
}

fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset.min(source.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

/// One error for all unknown keys, each with the nearest key that exists.
pub(super) fn unknown_keys(unknown: &[String], source: &str, shown: &str) -> Error {
    let known = known_keys();
    let mut text = Text::default();
    for path in unknown {
        let key = path.rsplit('.').next().unwrap_or(path);
        let line = source
            .lines()
            .position(|l| l.trim_start().trim_start_matches(['[', '"', '{']).trim_start().starts_with(key))
            .map_or(0, |i| i + 1);
        let nearest = known
            .iter()
            .map(|k| (strsim::jaro_winkler(k, key), k))
            // A key that is right elsewhere is no advice here.
            .filter(|(score, k)| *score > 0.75 && k.as_str() != key)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let (at_fr, at_en) = if line > 0 { (format!(", ligne {line}"), format!(", line {line}")) } else { Default::default() };
        text.fr += &format!("`{shown}`{at_fr} : clé inconnue `{path}`");
        text.en += &format!("`{shown}`{at_en}: unknown key `{path}`");
        if let Some((_, k)) = nearest {
            text.fr += &format!(" ; vouliez-vous dire `{k}` ?");
            text.en += &format!("; did you mean `{k}`?");
        }
        text.fr.push('\n');
        text.en.push('\n');
    }
    let trimmed = Text::new(text.fr.trim_end(), text.en.trim_end());
    Error::usage(
        trimmed,
        Text::new(
            "Corrigez ou retirez ces clés ; rien n'a été lu ni écrit.",
            "Correct or remove these keys; nothing was read or written.",
        ),
    )
}

/// Every key the project file knows, at any depth.
fn known_keys() -> Vec<String> {
    fn collect(value: &serde_json::Value, keys: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (name, inner) in map {
                    if name == "properties"
                        && let Some(properties) = inner.as_object()
                    {
                        keys.extend(properties.keys().cloned());
                    }
                    collect(inner, keys);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| collect(v, keys)),
            _ => {}
        }
    }
    let mut keys = Vec::new();
    collect(&json_schema(), &mut keys);
    keys.sort();
    keys.dedup();
    keys
}
