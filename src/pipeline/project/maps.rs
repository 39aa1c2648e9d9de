//! What is said of the maps in general.

use crate::base::{Case, Problem, Result, Text};
use crate::carto::layout::{Orientation, PageSetup, Paper};
use crate::carto::logo::Logo;
use crate::text;
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Maps {
    /// Ids of the themes to draw; when empty all that have data, but those drawn on request alone.
    #[serde(default)]
    pub themes: Vec<String>,
    /// Ids of themes to draw besides.
    #[serde(default)]
    pub also: Vec<String>,
    /// Paper of the map sheets and of the atlas.
    #[serde(default)]
    pub page: Paper,
    /// Which way up the paper is held; a slide is always wide.
    #[serde(default)]
    pub orientation: Orientation,
    /// Signs of organisations for the heading of every map, SVG or PNG; paths start from the project file.
    #[serde(default)]
    pub logos: Vec<PathBuf>,
}

impl Maps {
    /// Whether a theme is drawn by name.
    pub fn asks_for(&self, theme: &str) -> bool {
        self.themes.iter().chain(&self.also).any(|id| id == theme)
    }

    /// An error where paper and orientation do not go together.
    pub fn page_setup(&self) -> Result<PageSetup> {
        PageSetup::new(self.page, self.orientation)
    }

    /// The signs, from files in `folder`. One that cannot be read or drawn is a problem and left out.
    pub fn read_logos(&self, folder: &Path) -> (Vec<Logo>, Vec<Problem>) {
        let (mut logos, mut problems) = (Vec::new(), Vec::new());
        for file in &self.logos {
            let bytes = std::fs::read(folder.join(file)).map_err(|cause| Text::same(cause.to_string()));
            match bytes.and_then(|bytes| Logo::read(&bytes)) {
                Ok(logo) => logos.push(logo),
                Err(Text { fr, en }) => {
                    let what = text!("logo illisible : {fr}", "unreadable logo: {en}");
                    let way_out = Text::new(
                        "Donnez un fichier SVG ou PNG ; les cartes sont dessinées sans ce logo.",
                        "Give an SVG or PNG file; the maps are drawn without this logo.",
                    );
                    let shown = file.display().to_string();
                    let case = Case { row: None, field: Some("maps.logos".into()), found: shown.clone() };
                    problems.push(Problem::error("logo-unreadable", shown, what, way_out).with(case));
                }
            }
        }
        (logos, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_that_is_none_is_told_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#;
        std::fs::write(folder.path().join("a.svg"), svg).unwrap();
        std::fs::write(folder.path().join("b.png"), "no picture").unwrap();
        let maps = Maps { logos: ["a.svg", "b.png", "c.svg"].map(PathBuf::from).to_vec(), ..Maps::default() };
        let (logos, problems) = maps.read_logos(folder.path());
        assert_eq!(logos.len(), 1);
        let files: Vec<&str> = problems.iter().map(|p| p.file.as_str()).collect();
        assert_eq!(files, ["b.png", "c.svg"]);
        assert!(problems.iter().all(|p| p.kind == "logo-unreadable" && p.what.fr.starts_with("logo illisible")));
    }
}
