//! Draws layers: breaks, palettes, labels, furniture; one scene to SVG, PNG and PDF.

pub mod fonts;
pub mod scene;
pub mod coverage;
pub mod painter;
pub mod picture;
pub mod indexed;
pub mod render;
pub mod memo;
pub mod breaks;
pub mod palette;
pub mod topology;
pub mod clip;
pub mod hatch;
pub mod layout;
pub mod viewport;
pub mod basemap;
pub mod labels;
pub mod words;
pub mod theme;
pub mod content;
pub mod strokes;
pub mod furniture;
pub mod names;
pub mod parts;
pub mod sheet;
pub mod charts;
