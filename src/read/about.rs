//! What a GeoJSON file of ours says of itself beside its features, in its member `lakana`.

use crate::base::Text;
use serde::Deserialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Title and fields of a layer as its writer knew them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct About {
    #[serde(default)]
    pub credits: Vec<Text>,
    /// It describes no real place.
    #[serde(default)]
    pub synthetic: bool,
    #[serde(default)]
    pub fields: Vec<AboutField>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AboutField {
    pub id: String,
    pub label: Text,
    #[serde(default)]
    pub unit: Text,
    /// From a sample that allows no firm statement.
    #[serde(default)]
    pub indicative: bool,
}

impl About {
    pub fn field(&self, id: &str) -> Option<&AboutField> {
        self.fields.iter().find(|field| field.id == id)
    }
}

/// Reads it. Nothing of a file that says nothing, of another format or with a member of that name that somebody else wrote: such a
/// file is one like any other.
pub fn read_about(path: &Path) -> About {
    #[derive(Deserialize)]
    struct Head {
        lakana: Option<About>,
    }
    let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json"));
    let file = is_json.then(|| File::open(path).ok()).flatten();
    let head: Option<Head> = file.and_then(|file| serde_json::from_reader(BufReader::new(file)).ok());
    head.and_then(|head| head.lakana).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, content: &str) -> About {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), content).unwrap();
        read_about(&folder.path().join(name))
    }

    #[test]
    fn a_layer_tells_its_fields_and_others_tell_nothing() {
        let field = r#"{"id":"x","label":{"fr":"Indice","en":"Index"},"type":"real","indicative":true}"#;
        let ours = format!(
            r#"{{"type":"FeatureCollection","lakana":{{"title":{{"fr":"C","en":"C"}},"synthetic":true,"fields":[{field}]}},"features":[{{"a":1}}]}}"#
        );
        let about = of("a.geojson", &ours);
        let x = about.field("x").unwrap();
        assert!(about.synthetic && x.indicative && x.label.fr == "Indice" && about.field("y").is_none());
        assert_eq!(of("a.csv", &ours), About::default());
        for other in [r#"{"type":"FeatureCollection","features":[]}"#, r#"{"lakana":7,"features":[]}"#, "{"] {
            assert_eq!(of("a.geojson", other), About::default());
        }
        assert_eq!(read_about(Path::new("nowhere.geojson")), About::default());
    }
}
