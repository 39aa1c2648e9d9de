//! What the program says about itself: help, errors, interruption, in the reader's language.

use crate::base::{Error, Lang};
use clap::error::{ContextKind, ErrorKind};
use std::process::ExitCode;

/// English for the French help of [`super::arguments`]: subcommand (empty for the program
/// itself), argument (empty for the subcommand's own line), text.
const ENGLISH: &[(&str, &str, &str)] = &[
    ("", "", "Commune boundaries, surveys, incidents and services: layers and risk maps for each region."),
    ("", "lang", "Language of outputs and messages."),
    ("", "threads", "Number of computing threads; changes no result."),
    ("", "quiet", "Says nothing but errors."),
    ("", "json", "Writes a machine-readable summary to standard output."),
    ("", "strict", "Ends with code 1 when there are problems."),
    ("init", "", "Recognises files and writes a commented project file that runs."),
    ("init", "files", "Files to recognise, or folders that hold them."),
    ("init", "output", "Project file to write."),
    ("check", "", "Reads everything and reports all problems at once; writes nothing."),
    ("check", "project", "Project file."),
    ("run", "", "The main job: layers, maps and tables, for the country and each region."),
    ("run", "project", "Project file."),
    ("run", "out", "Folder of the outputs; replaced as a whole at the end."),
    ("run", "audience", "Whom the outputs are for: exact points, to a kilometre, or to ten and without the last 90 days."),
    ("run", "only", "Make these parts only."),
    ("demo", "", "The main job on the demonstration project that ships with the program."),
    ("demo", "out", "Folder of the outputs; replaced as a whole at the end."),
    ("demo", "audience", "Whom the outputs are for: exact points, to a kilometre, or to ten and without the last 90 days."),
    ("demo", "only", "Make these parts only."),
    ("match", "", "Finds the code of each place name in a table."),
    ("match", "table", "Table that holds the names (CSV, XLSX, ODS…)."),
    ("match", "boundaries", "File of the communes (codes and names)."),
    ("match", "region", "Column of the region's name."),
    ("match", "cercle", "Column of the cercle's name."),
    ("match", "commune", "Column of the commune's name."),
    ("match", "code", "Column of the code, if there is one."),
    ("match", "sheet", "Sheet of the workbook."),
    ("match", "review", "File of decisions, to be completed and replayed."),
    ("match", "output", "Result, one row for each row of the table."),
    ("survey", "", "One survey question: shares or means, by group, with their intervals."),
    ("survey", "table", "Table of the answers (CSV, XLSX, SPSS, Stata…), or of results printed in a report."),
    ("survey", "question", "Code of the question, or name of its column."),
    ("survey", "by", "Grouping: zone, region, cercle, commune, sexe, age, milieu, or the code of a question; two at most."),
    ("survey", "answer", "Answer to compare between groups; several count together. The first when nothing is said."),
    ("survey", "questions", "Question dictionary (TOML, CSV) or XLSForm."),
    ("survey", "field", "Column of a field, where the file has its own names: weight=final_weight."),
    ("survey", "parent", "File of the rows that those of the table belong to: the households of persons."),
    ("survey", "wave", "Wave of the dictionary that the answers belong to."),
    ("survey", "sample", "Purposive sample (everything is indicative) or random."),
    ("survey", "interval", "Interval of shares."),
    ("survey", "variance", "How variances are computed: linearisation, or replicates."),
    ("survey", "fay_rho", "Fay's rho, for balanced replicates or those of kind fay."),
    ("survey", "replicates", "Columns of replicate weights of the file, * for the number: rep_*."),
    ("survey", "replicate_kind", "How these replicate weights were made."),
    ("survey", "scale", "What all squared deviations count (scale in R); by the kind when nothing is said."),
    ("survey", "rscales", "What each replicate counts (rscales in R), separated by commas."),
    ("survey", "factors", "These columns multiply the weight instead of replacing it."),
    ("survey", "mse", "Deviations from the estimate of the whole sample, not from the mean of the replicates."),
    ("survey", "against", "Another wave, with other people: file to compare."),
    ("survey", "against_wave", "Wave of the dictionary that the file of --against belongs to."),
    ("survey", "against_question", "Code of the question in the file of --against; the same when nothing is said."),
    ("survey", "sheet", "Sheet of the workbook."),
    ("survey", "output", "Result as .csv, .json or .xlsx."),
    ("survey", "chart", "Chart as .svg, .png or .pdf."),
    ("incidents", "", "One register of incidents: numbers, rates, change and trend, by region, cercle or commune."),
    ("incidents", "file", "Register of incidents (ACLED, UCDP GED, IMSMA, AWSD, list of points…)."),
    ("incidents", "boundaries", "File of the communes (codes and names)."),
    ("incidents", "population", "Population by area; without it no rate per person."),
    ("incidents", "roads", "Roads, for incidents per 100 km."),
    ("incidents", "from", "First day that counts: 2017-01-01."),
    ("incidents", "until", "Last day that counts: 2018-07-31."),
    ("incidents", "by", "Areas of the table and of the layer."),
    ("incidents", "close", "Tests whether incidents at most so far apart follow one another in time (Knox, Mantel): 5km."),
    ("incidents", "days", "Days between two close incidents, at most."),
    ("incidents", "field", "Column of a field, where the file has its own names: date=day."),
    ("incidents", "sheet", "Sheet of the workbook."),
    ("incidents", "output", "Table (.csv, .xlsx) or layer (.geojson, .gpkg…); several times if wanted."),
    ("audit", "", "Checks the numbers a report prints: rounding, contradictions, impossibilities."),
    ("audit", "report", "Tables typed from the report, or a folder that holds them."),
    ("audit", "data", "Project whose surveys gave these numbers."),
    ("audit", "output", "Table of all findings."),
    ("zonal", "", "Statistics of a raster in polygons: sums, means, quantiles, by the exact share of each cell."),
    ("zonal", "raster", "Raster (GeoTIFF or another format of GDAL)."),
    ("zonal", "polygons", "Layer of polygons."),
    ("zonal", "stat", "Statistics: sum, mean, min, max, count, median, q90, \"share>=50\", \"share=3\" (default mean)."),
    ("zonal", "unit", "What the numbers say: per cell (count) or per km² (density). Required for a sum."),
    ("zonal", "band", "Band of the raster."),
    ("zonal", "nodata", "Value that means \"missing\", or none if every number is a value."),
    ("zonal", "layer", "Layer or sheet to read, if the file holds several."),
    ("zonal", "crs", "Coordinate system of this layer, if the file does not say."),
    ("zonal", "output", "Polygons with their statistics (.gpkg, .geojson, .csv, .xlsx…)."),
    ("density", "", "Density of points per km² by a kernel: a surface as GeoTIFF."),
    ("density", "points", "Points: a vector layer, or a table with longitude and latitude."),
    ("density", "kernel", "Shape of the kernel."),
    ("density", "radius", "Radius of the kernel; standard deviation for gaussian."),
    ("density", "cell", "Side of the cells."),
    ("density", "weight", "Field of numbers that each point counts by; 1 without it."),
    ("density", "edge", "Correction of what the border of the area cuts off."),
    ("density", "within", "Polygons of the area of study; nothing outside."),
    ("density", "layer", "Layer or sheet to read, if the file holds several."),
    ("density", "crs", "Coordinate system of this layer, if the file does not say."),
    ("density", "output", "GeoTIFF to write."),
    ("map", "", "A map of any layer of polygons, points or lines, like those of the main job."),
    ("map", "file", "Layer of polygons, of points or of lines."),
    ("map", "field", "Field to show: numbers (classes; amounts on points as circles) or text (a colour for each category)."),
    ("map", "theme", "Theme of a main job (risk, incidents…): its classes, colours and words."),
    (
        "map",
        "classes",
        "Classes: jenks:5, quantile:5, equal:5, maximum:5, head_tail, standard_deviation, or bounds: 0,20,40,100.",
    ),
    ("map", "palette", "Colours: worse (darker is worse), better (darker is better), neutral."),
    ("map", "title", "Title of the map."),
    ("map", "subtitle", "Line below the title."),
    ("map", "unit", "Unit of the values."),
    ("map", "areas", "What is counted is called, several of them: health districts."),
    ("map", "source", "Source to credit; may be repeated."),
    ("map", "boundaries", "Polygons to put under points or lines."),
    ("map", "roads", "Roads (lines) to draw over it, with their numbers."),
    ("map", "towns", "Towns (names and places) to draw over it."),
    ("map", "waters", "Rivers (lines) or lakes (polygons) to draw; may be repeated."),
    ("map", "name", "Field of the names of polygons to write on the map."),
    ("map", "group", "Field that says which polygons belong together, their region for example."),
    ("map", "focus", "One of its values: the map is about that group, the others are its neighbours."),
    ("map", "layer", "Layer or sheet to read, if the file holds several."),
    ("map", "crs", "Coordinate system of this layer, if the file does not say."),
    ("map", "output", "Map to write (.pdf, .png, .svg); may be repeated."),
    ("hotspots", "", "Hot and cold spots of a field: where high values, or low ones, stand together."),
    ("hotspots", "file", "Polygons or points: any layer GDAL reads, or a table with longitude and latitude."),
    ("hotspots", "field", "Field of numbers to look at."),
    ("hotspots", "per", "Field of people: looks at rates instead of numbers."),
    ("hotspots", "against", "Another field, looked at around each area: bivariate local Moran."),
    ("hotspots", "statistic", "Statistic of each area; joins for a field of 0 and 1."),
    ("hotspots", "neighbours", "Neighbours: queen, rook, nearest:8, band:50km, or a .gal or .gwt file."),
    ("hotspots", "tolerance", "Distance at which borders that do not meet touch: 50m."),
    ("hotspots", "permutations", "Permutations for each area; 0 for probabilities by formula."),
    ("hotspots", "seed", "Seed of chance."),
    ("hotspots", "level", "Level of significance."),
    ("hotspots", "adjust", "Adjustment for the number of areas."),
    ("hotspots", "code", "Field that names areas in files of neighbours."),
    ("hotspots", "neighbours_to", "Writes the neighbours too (.gal or .gwt)."),
    ("hotspots", "layer", "Layer or sheet of the first file."),
    ("hotspots", "crs", "Coordinate system of the first file: EPSG:32630."),
    ("hotspots", "encoding", "Text encoding of the first file."),
    ("hotspots", "longitude", "Column of the longitude (or x) of the first file."),
    ("hotspots", "latitude", "Column of the latitude (or y) of the first file."),
    (
        "hotspots",
        "output",
        "Layer or table to write (.geojson, .gpkg, .shp, .csv, .xlsx); two .qml styles go with it: clusters, significance.",
    ),
    ("risk", "", "A composite index of 0 to 10 from fields: scores, classes, ranks, reliability, uncertainty."),
    ("risk", "file", "Layer or table whose fields are the indicators."),
    ("risk", "field", "Fields of equal weight where higher is worse: incidents,displaced."),
    ("risk", "better", "Fields of equal weight where higher is better: schools,water."),
    ("risk", "tree", "Tree of indicators: the table [risk] of a TOML file, as in a project file."),
    ("risk", "preset", "Tree that ships with the program, for a layer with the fields of a lakana run."),
    ("risk", "normalisation", "How values become scores of 0 to 10."),
    ("risk", "aggregation", "How scores are brought together."),
    ("risk", "treatment", "What is done about outliers."),
    ("risk", "missing", "What stands in for a missing value."),
    ("risk", "minimum_reliability", "Share of the weight that must be known for an index, 0 to 1."),
    ("risk", "draws", "Draws for intervals and probabilities; 0 for none."),
    ("risk", "seed", "Seed of chance."),
    ("risk", "group", "Field of the unit above, where gaps are filled from it."),
    ("risk", "name", "Field of the names of areas."),
    ("risk", "layer", "Layer or sheet of the first file."),
    ("risk", "crs", "Coordinate system of the first file: EPSG:32630."),
    ("risk", "encoding", "Text encoding of the first file."),
    ("risk", "longitude", "Column of the longitude (or x) of the first file."),
    ("risk", "latitude", "Column of the latitude (or y) of the first file."),
    (
        "risk",
        "output",
        "Layer or table to write (.geojson, .gpkg, .shp, .csv, .xlsx); .qml styles go with it: index, certainty, priority.",
    ),
    ("scan", "", "Clusters of cases: areas that together have more than their people explain, and when."),
    ("scan", "file", "Polygons: any layer GDAL reads."),
    ("scan", "cases", "Field of cases."),
    ("scan", "events", "Points to count in the polygons, in place of a field of cases."),
    ("scan", "date", "Field of the dates of events: looks for when, too."),
    ("scan", "step", "Step of time."),
    ("scan", "from", "First day that counts: 2017-01-01."),
    ("scan", "until", "Last day that counts: 2018-07-31."),
    ("scan", "population", "Field of people: cases expected in proportion (Poisson)."),
    ("scan", "controls", "Field of controls: cases among cases and controls (Bernoulli)."),
    ("scan", "window", "Shape of windows."),
    ("scan", "largest", "Share of the people in a window at most: 0.5."),
    ("scan", "longest", "Share of the time in a window at most: 0.5."),
    ("scan", "permutations", "Monte Carlo replications; 0 for no probability."),
    ("scan", "seed", "Seed of chance."),
    ("scan", "level", "Level of significance; 1 writes clusters that are not significant too."),
    ("scan", "code", "Field of the codes of areas."),
    ("scan", "name", "Field of the names of areas."),
    ("scan", "layer", "Layer or sheet of the first file."),
    ("scan", "crs", "Coordinate system of the first file: EPSG:32630."),
    ("scan", "encoding", "Text encoding of the first file."),
    ("scan", "longitude", "Column of the longitude (or x) of the events."),
    ("scan", "latitude", "Column of the latitude (or y) of the events."),
    ("scan", "layer_2", "Layer or sheet of the file of events."),
    ("scan", "crs_2", "Coordinate system of the file of events."),
    ("scan", "encoding_2", "Text encoding of the file of events."),
    ("scan", "output", "Clusters to write (.geojson, .gpkg, .shp, .csv, .xlsx); a .qml style goes with them."),
    ("explain", "", "Why an area has its risk index: from the folder of outputs alone."),
    ("explain", "folder", "Folder of the outputs of a run."),
    ("explain", "area", "Code or name of the area: commune, cercle, region or zone."),
    ("explain", "indicator", "One indicator alone, or one dimension, in detail."),
    ("explain", "output", "Writes the explanation to a .md, .txt or .json file as well."),
    ("diff", "", "What changed between two runs, and which input moved the index of each commune."),
    ("diff", "first", "Folder of the outputs of the first run."),
    ("diff", "second", "Folder of the outputs of the second run."),
    ("diff", "output", "Writes the communes (.csv) or all differences (.json) to a file as well."),
    ("services", "", "Services by commune: number and state, capacity, per 10,000 people, the nearest."),
    ("services", "facilities", "List of facilities (CSV, XLSX, GeoJSON…)."),
    ("services", "boundaries", "File of the communes."),
    ("services", "population", "People by commune, for rates: table, or raster (with --population-unit)."),
    ("services", "population_unit", "What the population raster counts: people in a cell, or per km²."),
    ("services", "by", "What a row is."),
    ("services", "output", "Result as .csv, .geojson (with its QGIS style) or .gpkg."),
    ("access", "", "Travel time to facilities: raster of minutes, catchments, shares of people."),
    ("access", "facilities", "List of facilities; closed ones do not count."),
    ("access", "roads", "Roads (lines). Without them everybody walks."),
    ("access", "boundaries", "File of the communes."),
    ("access", "population", "People: table by commune, spread evenly, or raster (with --population-unit)."),
    ("access", "population_unit", "What the population raster counts: people in a cell, or per km²."),
    ("access", "water", "Lakes and rivers (surfaces or lines): crossed by roads only. May be repeated."),
    ("access", "river_width", "Width, in metres, of rivers drawn as lines."),
    ("access", "closed", "What is closed: surfaces where nobody goes, lines of roads that are cut. May be repeated."),
    ("access", "landcover", "Raster of land cover."),
    ("access", "cover_speed", "Speed off the road of a class of land cover, in km/h: 10=2.5. May be repeated."),
    ("access", "elevation", "Raster of heights in metres: the walk to the facility climbs or descends (Tobler 1993)."),
    ("access", "mode", "Means of travel."),
    ("access", "speed", "Speed of a class of road, off the road (off_road) or of the rest (other), in km/h. May be repeated."),
    ("access", "cell", "Side of a cell, in metres."),
    ("access", "limit", "Minutes within which people are counted."),
    ("access", "along_roads", "From door to door along the roads: on foot to the road, on the road, on foot from it."),
    ("access", "neighbours", "Directions of a step: 16, or 8 as AccessMod."),
    ("access", "output", "Folder of the outputs; replaced as a whole at the end."),
    ("axes", "", "The road through a list of towns: length, communes, people, incidents along it."),
    ("axes", "roads", "Layer of roads: lines."),
    ("axes", "towns", "Towns, with name, longitude and latitude (CSV, GeoNames, points…)."),
    (
        "axes",
        "axis",
        "An axis: \"Douentza–Boni–Hombori\". A town whose name stands twice: \"Gao (Gao)\" or \"Gao @ 16.27, -0.04\".",
    ),
    ("axes", "bridge", "Crosses the gap between two towns in a straight line: \"Léré–Tombouctou\"."),
    ("axes", "max_town_km", "Largest distance between a town and the road, in km."),
    ("axes", "incidents", "Incidents to count along the axis; needs --boundaries."),
    ("axes", "boundaries", "Boundaries of the communes."),
    ("axes", "population", "People by commune, or raster (with --population-unit); needs --boundaries."),
    ("axes", "population_unit", "What the population raster counts: people in a cell, or per km²."),
    ("axes", "segment", "Length of segments, in km."),
    ("axes", "snap", "Largest distance between an incident and the axis, in km."),
    ("axes", "bandwidth", "Reach of the density along roads, in km."),
    (
        "axes",
        "kernel",
        "How that density is shared at junctions: without a jump (continuous) or in equal parts onwards (discontinuous).",
    ),
    ("axes", "tolerance", "Joins ends nearer than this, in metres."),
    ("axes", "join_crossings", "Makes a junction where roads cross without a common point."),
    ("axes", "audience", "Who the outputs are for: longer segments for partners and the public."),
    ("axes", "output", "Folder of the outputs."),
    ("join", "", "Points in polygons: how many, sums, first, list; fields of polygons onto points; polygons by largest overlap."),
    ("join", "points", "Points: a layer, or a table with longitude and latitude; polygons count by a point inside them."),
    ("join", "polygons", "Polygons: communes, districts, zones."),
    ("join", "count", "How many points lie in each polygon; so too when nothing else is asked."),
    ("join", "sum", "Sum of a field of the points; may be repeated."),
    ("join", "first", "Value of the first point of the file; may be repeated."),
    ("join", "list", "Different values, separated by semicolons; may be repeated."),
    ("join", "onto", "What the output holds: the polygons, or the points with the fields of their polygon."),
    ("join", "every", "Counts a point of several polygons (shared border, overlap) in each."),
    ("join", "largest", "Polygons first: each gets the fields of the polygon it overlaps most, the share, and the next one."),
    ("join", "code", "Field that names the next one of --largest; the first field of codes without it."),
    ("join", "output", "Output: .geojson, .gpkg, .shp, .fgb, .parquet, .csv, .xlsx."),
    ("join", "layer", "Layer or sheet of the first file."),
    ("join", "crs", "Coordinate system of the first file: EPSG:32630."),
    ("join", "encoding", "Text encoding of the first file."),
    ("join", "longitude", "Column of the longitude (or x) of the first file."),
    ("join", "latitude", "Column of the latitude (or y) of the first file."),
    ("join", "layer_2", "Layer or sheet of the second file."),
    ("join", "crs_2", "Coordinate system of the second file."),
    ("join", "encoding_2", "Text encoding of the second file."),
    ("nearest", "", "The targets nearest to each point, as the crow flies on the ellipsoid."),
    ("nearest", "points", "Points: a layer, or a table with longitude and latitude; polygons count by a point inside them."),
    ("nearest", "targets", "Targets, which are points: health centres, markets, airfields."),
    ("nearest", "count", "Number of targets for each point."),
    ("nearest", "within", "No farther than this distance, in kilometres."),
    ("nearest", "by", "Field of the targets: the nearest of each of its values."),
    ("nearest", "output", "Output: .geojson, .gpkg, .shp, .fgb, .parquet, .csv, .xlsx."),
    ("nearest", "layer", "Layer or sheet of the first file."),
    ("nearest", "crs", "Coordinate system of the first file: EPSG:32630."),
    ("nearest", "encoding", "Text encoding of the first file."),
    ("nearest", "longitude", "Column of the longitude (or x) of the first file."),
    ("nearest", "latitude", "Column of the latitude (or y) of the first file."),
    ("nearest", "layer_2", "Layer or sheet of the second file."),
    ("nearest", "crs_2", "Coordinate system of the second file."),
    ("nearest", "encoding_2", "Text encoding of the second file."),
    ("crosswalk", "", "Values of old areas carried over to new ones, by people or by area."),
    ("crosswalk", "old", "Old areas: polygons; with --table a table is enough."),
    ("crosswalk", "new", "New areas: polygons; with --table a table is enough, or nothing."),
    ("crosswalk", "values", "Table of values for each old area; without it they are read from the old areas."),
    ("crosswalk", "old_code", "Field of the code in the old areas, in the values and in --table."),
    ("crosswalk", "new_code", "Field of the code in the new areas and in --table."),
    ("crosswalk", "sum", "Field to be shared out, its total kept: people, incidents, sites; may be repeated."),
    ("crosswalk", "rate", "Field to be averaged, never added: rates, shares; may be repeated."),
    ("crosswalk", "people", "Points of population that weigh each piece; without them, the surface."),
    ("crosswalk", "people_field", "Field of the number of people in --people; without it every point counts one."),
    ("crosswalk", "raster", "Raster of population that weighs each piece by the exact share of its cells; asks for --unit."),
    ("crosswalk", "unit", "What the raster's numbers say: per cell (count) or per km² (density)."),
    ("crosswalk", "band", "Band of the raster."),
    ("crosswalk", "nodata", "Value of the raster that means \"missing\", or none if every number is a value."),
    ("crosswalk", "table", "Table of old and new codes, with their share where need be, instead of polygons."),
    ("crosswalk", "share", "Field of the share (0 to 1) in --table."),
    ("crosswalk", "population", "Field of the population of each old area, which weighs rates."),
    ("crosswalk", "tolerance", "Share of an area below which a piece is a fault of the border, in percent."),
    ("crosswalk", "weights", "Table of weights: old area, new area, share."),
    ("crosswalk", "output", "Output, a row for each new area: .geojson, .gpkg, .shp, .fgb, .parquet, .csv, .xlsx."),
];

/// Names of values in help: French, English.
const VALUE_NAMES: &[(&str, &str)] = &[
    ("QUESTION", "QUESTION"),
    ("GROUPEMENT", "GROUPING"),
    ("REPONSE", "ANSWER"),
    ("VAGUE", "WAVE"),
    ("CHAMP=COLONNE", "FIELD=COLUMN"),
    ("FICHIER", "FILE"),
    ("DOSSIER", "FOLDER"),
    ("PROJET", "PROJECT"),
    ("TABLEAU", "TABLE"),
    ("FEUILLE", "SHEET"),
    ("COLONNE", "COLUMN"),
    ("PARTIE", "PART"),
    ("RAPPORT", "REPORT"),
    ("POLYGONES", "POLYGONS"),
    ("CIBLES", "TARGETS"),
    ("ANCIEN", "OLD"),
    ("NOUVEAU", "NEW"),
    ("CHAMP", "FIELD"),
    ("COUCHE", "LAYER"),
    ("SYSTEME", "SYSTEM"),
    ("ENCODAGE", "ENCODING"),
    ("CLASSE=KMH", "CLASS=KMH"),
    ("METRES", "METRES"),
    ("MINUTES", "MINUTES"),
    ("COLONNES", "COLUMNS"),
    ("JOUR", "DAY"),
    ("LONGUEUR", "LENGTH"),
    ("NOMBRE", "NUMBER"),
    ("NOMBRES", "NUMBERS"),
    ("POURCENT", "PERCENT"),
    ("RELEVE", "REGISTER"),
    ("ROUTES", "ROADS"),
    ("VALEUR", "VALUE"),
    ("VILLES", "TOWNS"),
];

/// The command with help in one language.
pub fn translated(command: clap::Command, talk: Lang) -> clap::Command {
    let command = match talk {
        Lang::En => ENGLISH.iter().fold(command, |c, (sub, arg, text)| put_english(c, sub, arg, text)),
        Lang::Fr => in_french(command),
    };
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let command = command.mut_args(|a| spelled_out(a, talk));
    names.into_iter().fold(command, |c, name| c.mut_subcommand(name, |sub| sub.mut_args(|a| spelled_out(a, talk))))
}

/// What clap says by itself, in French.
fn in_french(command: clap::Command) -> clap::Command {
    let template = "{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let command = command.help_template(template).subcommand_help_heading("Commandes").subcommand_value_name("COMMANDE");
    names
        .into_iter()
        .fold(command, |c, name| c.mut_subcommand(name, |sub| sub.help_template(template)))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', clap::ArgAction::Help, "Affiche cette aide.").global(true))
        .arg(flag("version", 'V', clap::ArgAction::Version, "Affiche la version."))
}

/// Possible and default values in the reader's language, in place of clap's own.
fn spelled_out(argument: clap::Arg, talk: Lang) -> clap::Arg {
    let (values, default) = match talk {
        Lang::Fr => ("valeurs :", "par défaut :"),
        Lang::En => ("values:", "default:"),
    };
    if !argument.get_action().takes_values() {
        return argument;
    }
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let possible: Vec<String> = argument.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    if !possible.is_empty() {
        help += &format!(" [{values} {}]", possible.join(", "));
    }
    if let Some(value) = argument.get_default_values().first() {
        help += &format!(" [{default} {}]", value.to_string_lossy());
    }
    let names: Vec<String> = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let english = |name: &String| VALUE_NAMES.iter().find(|(fr, _)| fr == name).map(|(_, en)| *en);
    let argument = match (talk, names.first().and_then(english)) {
        (Lang::En, Some(name)) => argument.value_name(name),
        _ => argument,
    };
    argument.help(help).hide_possible_values(true).hide_default_value(true)
}

fn flag(name: &'static str, short: char, action: clap::ArgAction, help: &'static str) -> clap::Arg {
    clap::Arg::new(name).long(name).short(short).action(action).help(help)
}

fn put_english(command: clap::Command, sub: &str, arg: &'static str, text: &'static str) -> clap::Command {
    let put = |c: clap::Command| if arg.is_empty() { c.about(text) } else { c.mut_arg(arg, |a| a.help(text)) };
    if sub.is_empty() { put(command) } else { command.mut_subcommand(sub, put) }
}

/// The language of messages before any project is read: `--lang`, else the locale, else French.
pub fn language() -> Lang {
    let words: Vec<String> = std::env::args().collect();
    let asked = words.iter().enumerate().find_map(|(i, w)| match w.strip_prefix("--lang") {
        Some("") => words.get(i + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(String::from),
        None => None,
    });
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    match asked.or(locale) {
        Some(l) if l.starts_with("en") => Lang::En,
        _ => Lang::Fr,
    }
}

/// Prints help, the version, or what is wrong with the command line; gives the exit code.
pub fn command_line(stop: &clap::Error, talk: Lang) -> ExitCode {
    if !stop.use_stderr() {
        // A closed pipe (`lakana --help | head`) is not an error.
        let _ = stop.print();
        return ExitCode::SUCCESS;
    }
    let show = |kind| stop.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (show(ContextKind::InvalidArg), show(ContextKind::InvalidValue));
    let subcommand = show(ContextKind::InvalidSubcommand);
    let message = match (talk, stop.kind()) {
        (Lang::Fr, ErrorKind::UnknownArgument) => format!("option inconnue `{argument}`"),
        (Lang::Fr, ErrorKind::InvalidSubcommand) => format!("commande inconnue `{subcommand}`"),
        (Lang::Fr, ErrorKind::MissingRequiredArgument) => format!("il manque : {argument}"),
        (Lang::Fr, ErrorKind::InvalidValue | ErrorKind::ValueValidation) if value.is_empty() => {
            format!("il manque une valeur à {argument}")
        }
        (Lang::Fr, ErrorKind::InvalidValue | ErrorKind::ValueValidation) => {
            format!("`{value}` n'est pas une valeur possible de {argument}")
        }
        (Lang::Fr, ErrorKind::ArgumentConflict) => format!("{argument} est donné deux fois ou contredit une autre option"),
        (Lang::Fr, ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => {
            let _ = super::arguments::command(talk).print_help();
            return ExitCode::from(2);
        }
        _ => {
            let _ = stop.print();
            return ExitCode::from(2);
        }
    };
    eprintln!("erreur : {message}");
    let suggested =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::ValidValue];
    if let Some(near) = suggested.iter().map(|&k| show(k)).find(|s| !s.is_empty()) {
        eprintln!("  → possible : {near}");
    } else if let Some(allowed) = std::error::Error::source(stop) {
        // What our own readers of values say.
        eprintln!("  → possible : {allowed}");
    }
    eprintln!("  → `lakana --help` montre les commandes, `lakana COMMANDE --help` leurs options.");
    ExitCode::from(2)
}

/// Prints an error: on stderr for people, as an object on stdout with `--json`.
pub fn error(error: &Error, talk: Lang, json: bool) {
    if json {
        println!(
            "{}",
            serde_json::json!({ "error": error.what.get(talk), "hint": error.hint.get(talk), "code": error.kind.exit_code() })
        );
    }
    let title = match talk {
        Lang::Fr => "erreur :",
        Lang::En => "error:",
    };
    eprintln!("{title} {}", error.message(talk));
}

/// Prints what a panic means to a person.
pub fn bug(panic: &std::panic::PanicHookInfo, talk: Lang) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let what = panic
        .payload()
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.payload().downcast_ref::<String>().cloned())
        .unwrap_or_default();
    match talk {
        Lang::Fr => eprintln!(
            "erreur de lakana lui-même ({place}) : {what}\n  → Les sorties précédentes sont intactes. Signalez ce message avec le fichier projet."
        ),
        Lang::En => eprintln!(
            "a mistake of lakana itself ({place}): {what}\n  → The previous outputs are whole. Report this message with the project file."
        ),
    }
}
