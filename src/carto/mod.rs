//! Draws layers: breaks, palettes, labels, furniture; one scene to SVG, PNG and PDF.
