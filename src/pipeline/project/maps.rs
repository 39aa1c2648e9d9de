//! What is said of the maps in general.

use crate::base::Result;
use crate::carto::layout::{Orientation, PageSetup, Paper};
use schemars::JsonSchema;
use serde::Deserialize;

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
}
