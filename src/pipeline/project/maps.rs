//! What is said of the maps in general.

use crate::base::{Case, Error, Problem, Result, Text};
use crate::carto::layout::{Orientation, PageSetup, Paper};
use crate::carto::logo::Logo;
use crate::names::fold;
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
    /// Rule for the names of the files of sheets, without ending; by default `{theme}`. Blanks: `{page}` of the atlas,
    /// `{country}`, `{region}` ("national" for the country's), `{code}` of it, `{theme}`, which must be there.
    pub file_names: Option<String>,
}

/// What fills the blanks of a rule for file names.
pub struct Sheet<'a> {
    pub page: usize,
    pub country: &'a str,
    /// Name and code; `None` for the sheet of the country.
    pub region: Option<(&'a str, &'a str)>,
    pub theme: &'a str,
}

const BLANKS: [&str; 5] = ["page", "country", "region", "code", "theme"];

impl Maps {
    /// Whether a theme is drawn by name.
    pub fn asks_for(&self, theme: &str) -> bool {
        self.themes.iter().chain(&self.also).any(|id| id == theme)
    }

    /// An error where paper and orientation do not go together.
    pub fn page_setup(&self) -> Result<PageSetup> {
        PageSetup::new(self.page, self.orientation)
    }

    /// An error for a rule that would give two sheets one name, or a name that some system does not take.
    pub fn check_file_names(&self) -> Result<()> {
        let Some(rule) = &self.file_names else { return Ok(()) };
        let plain = BLANKS.iter().fold(rule.clone(), |rest, blank| rest.replace(&format!("{{{blank}}}"), ""));
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if rule.contains("{theme}") && plain.chars().all(allowed) {
            return Ok(());
        }
        let known = BLANKS.map(|blank| format!("{{{blank}}}")).join(", ");
        Err(Error::usage(
            text!(
                "[maps] file_names : la règle « {rule} » ne donne pas de noms de fichiers",
                "[maps] file_names: the rule “{rule}” gives no file names"
            ),
            text!(
                "Elle contient {{theme}}, et en plus seulement {known}, a–z, A–Z, 0–9, _ et -.",
                "It holds {{theme}}, and besides only {known}, a–z, A–Z, 0–9, _ and -."
            ),
        ))
    }

    /// The name of the files of a sheet, without ending.
    pub fn file_name(&self, sheet: &Sheet) -> String {
        let Some(rule) = &self.file_names else { return sheet.theme.to_owned() };
        let plain = |name: &str| fold(name).replace(' ', "-");
        let (region, code) = sheet.region.unwrap_or(("national", sheet.country));
        let values = [format!("{:03}", sheet.page), plain(sheet.country), plain(region), plain(code), sheet.theme.to_owned()];
        BLANKS.iter().zip(values).fold(rule.clone(), |name, (blank, value)| name.replace(&format!("{{{blank}}}"), &value))
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
    fn files_are_named_by_a_rule_that_keeps_them_apart() {
        let maps = |rule: &str| Maps { file_names: Some(rule.into()), ..Maps::default() };
        let gao = Sheet { page: 7, country: "Mali", region: Some(("Gao", "ML07")), theme: "risk" };
        let whole = Sheet { page: 112, region: None, ..gao };
        assert_eq!(Maps::default().file_name(&gao), "risk");
        let rule = maps("MA{page}_{country}_{region}_{theme}_v01");
        assert_eq!(rule.file_name(&gao), "MA007_mali_gao_risk_v01");
        assert_eq!(rule.file_name(&whole), "MA112_mali_national_risk_v01");
        assert!(Maps::default().check_file_names().is_ok() && rule.check_file_names().is_ok());
        for wrong in ["carte", "{theme}/{region}", "{theme}_{who}", "é{theme}", ""] {
            assert!(maps(wrong).check_file_names().is_err(), "{wrong}");
        }
    }

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
