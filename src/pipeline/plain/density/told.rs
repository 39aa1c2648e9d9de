//! What a density says of itself: how it was made, and what was odd.

use super::{DensityCommand, Edge, Kernel};
use crate::base::{Case, Error, MetricFrame, Problem, Text};
use crate::text;

/// As the command line names it.
pub fn kernel_name(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => "quartic",
        Kernel::Gaussian => "gaussian",
        Kernel::Epanechnikov => "epanechnikov",
        Kernel::Triangular => "triangular",
        Kernel::Uniform => "uniform",
    }
}

/// As the command line names it.
pub fn edge_name(edge: Edge) -> &'static str {
    match edge {
        Edge::None => "none",
        Edge::Uniform => "uniform",
        Edge::JonesDiggle => "jones-diggle",
    }
}

/// How the surface was made, said with it.
pub fn rules(command: &DensityCommand, metric: &MetricFrame) -> Vec<Text> {
    let (kernel, radius, definition) = (kernel_name(command.kernel), command.radius.0 / 1000.0, metric.definition());
    let edge = match command.edge {
        Edge::None => Text::new("sans correction de bord", "without edge correction"),
        Edge::Uniform => {
            Text::new("bords corrigés au lieu mesuré (Diggle 1985)", "edges corrected at the place measured (Diggle 1985)")
        }
        Edge::JonesDiggle => Text::new(
            "bords corrigés point par point (Jones 1993, Diggle 2010)",
            "edges corrected point by point (Jones 1993, Diggle 2010)",
        ),
    };
    vec![
        text!("noyau {kernel}, rayon {radius} km, par km²", "kernel {kernel}, radius {radius} km, per km²"),
        edge,
        text!("projection : {definition}", "projection: {definition}"),
    ]
}

/// Points outside the area of study.
pub fn outside_window(file: &str, count: usize, edge: Edge) -> Problem {
    let what = match edge {
        Edge::None => Text::new(
            "points hors du territoire : comptés là où leur rayon y entre",
            "points outside the area: counted where their radius reaches in",
        ),
        _ => Text::new(
            "points hors du territoire : laissés de côté, la correction de bord ne vaut que pour ceux du dedans",
            "points outside the area: left out, an edge correction is about those inside",
        ),
    };
    let way_out =
        Text::new("Vérifiez leurs coordonnées, ou élargissez `--within`.", "Check their coordinates, or widen `--within`.");
    let mut problem = Problem::note("outside-window", file, what, way_out);
    problem.count = count;
    problem
}

/// A hill that falls between the centres of cells is seen nowhere.
pub fn coarse(command: &DensityCommand) -> Problem {
    let way_out = Text::new(
        "Prenez des cellules d'au plus la moitié du rayon, ou un rayon plus grand.",
        "Use cells of half the radius at most, or a larger radius.",
    );
    let what = Text::new(
        "cellules trop grandes pour ce rayon : des points peuvent ne se voir nulle part",
        "cells too large for this radius: points may show nowhere",
    );
    let mut problem = Problem::warning("radius-below-cell", command.output.display().to_string(), what, way_out);
    if command.radius.0 < 2.0 * command.cell.0 {
        problem.push(Case::found(format!("{} m, {} m", command.radius.0, command.cell.0)));
    }
    problem
}

/// Nothing to make a surface of.
pub fn no_points(file: &str) -> Error {
    Error::input(
        text!("`{file}` ne contient aucun point utilisable", "`{file}` holds no usable point"),
        Text::new(
            "Donnez une couche de points, ou un tableau avec longitude et latitude.",
            "Give a layer of points, or a table with longitude and latitude.",
        ),
    )
}

/// An area of study without any surface.
pub fn without_surface() -> Error {
    Error::input(
        Text::new("`--within` : les polygones n'ont pas de surface", "`--within`: the polygons have no surface"),
        Text::new("Donnez la couche du territoire étudié.", "Give the layer of the area of study."),
    )
}
