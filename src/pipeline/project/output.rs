//! What a run writes besides what it always does.

use schemars::JsonSchema;
use serde::Deserialize;

/// The table `[output]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct OutputOptions {
    /// Further formats of the layers of the country, each beside its GeoJSON. GeoJSON, GeoPackage and the QGIS project
    /// are always written.
    #[serde(default)]
    pub formats: Vec<LayerFormat>,
    /// A row of HXL tags (hxlstandard.org) under the header of every CSV table.
    #[serde(default)]
    pub hxl: bool,
}

/// A format of layers that is written on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LayerFormat {
    /// `.fgb`, with an index of places.
    #[serde(alias = "fgb")]
    FlatGeobuf,
    /// `.parquet`
    #[serde(alias = "parquet")]
    GeoParquet,
    /// `.csv`, without shapes.
    Csv,
}

impl LayerFormat {
    /// As [`layers::FORMATS`](crate::layers::FORMATS) knows it.
    pub fn id(self) -> &'static str {
        match self {
            LayerFormat::FlatGeobuf => "flatgeobuf",
            LayerFormat::GeoParquet => "geoparquet",
            LayerFormat::Csv => "csv",
        }
    }
}
