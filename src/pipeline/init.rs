//! A first project file from files that nobody has described.

use super::output::is_ours;
use super::project::Project;
use crate::base::{Error, Lang, Level, Result, Text};
use crate::names::fold;
use crate::read::recognise::{FileKind, Recognised, recognise};
use crate::read::schema::Kind;
use crate::text;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What a look at the files gave.
pub struct Draft {
    /// The text of the project file; parses, and runs unchanged.
    pub toml: String,
    /// Each file, in the order given: what it is, or why it is not used.
    pub files: Vec<(PathBuf, Text)>,
}

/// The schema of accidents whose victims stand in a table of their own.
const ACCIDENTS: &str = "imsma-accidents";

/// A file and what it was taken for.
struct Seen {
    path: PathBuf,
    recognised: Recognised,
}

/// Looks at files, and at the files inside folders, and writes a project over them. Paths are
/// made relative to `folder`, where the project file will stand.
///
/// # Errors
/// No file of communes among them: there is nothing to join to. A path that does not exist.
pub fn draft(paths: &[PathBuf], folder: &Path, lang: Lang) -> Result<Draft> {
    let mut seen = Vec::new();
    let mut files = Vec::new();
    for path in expand(paths)? {
        match recognise(&path) {
            Ok(recognised) => seen.push(Seen { path, recognised }),
            Err(error) => files.push((path, error.what)),
        }
    }
    let used = choose(&seen);
    let communes = used.iter().find(|s| s.recognised.kind == (FileKind::Boundaries { level: Level::Commune }));
    let Some(communes) = communes else {
        let looked = seen.len() + files.len();
        let what = match looked {
            0 => Text::new("aucun fichier à lire dans ce dossier", "no file to read in this folder"),
            1 => Text::new(
                "ce fichier ne contient pas de communes (polygones avec code et nom)",
                "this file holds no communes (polygons with code and name)",
            ),
            _ => text!(
                "aucun des {looked} fichiers ne contient de communes (polygones avec code et nom)",
                "none of the {looked} files holds communes (polygons with code and name)"
            ),
        };
        return Err(Error::input(
            what,
            text!(
                "Ajoutez le fichier des communes : colonnes adm3_pcode et adm3_name, ou pcode et nom.",
                "Add the file of the communes: columns adm3_pcode and adm3_name, or pcode and name."
            ),
        ));
    };
    for s in &seen {
        let kept = used.iter().any(|u| u.path == s.path);
        files.push((s.path.clone(), said(s, kept)));
    }
    files.sort();
    let toml = write(&used, communes, &seen, folder, lang)?;
    Ok(Draft { toml, files })
}

/// Folders become the files inside them and their folders, sorted.
fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if is_folder(path) {
            inside(path, FOLDERS_DEEP, &mut files)?;
        } else if path.exists() {
            files.push(path.clone());
        } else {
            return Err(Error::reading(path, &std::io::ErrorKind::NotFound.into()));
        }
    }
    files.dedup();
    Ok(files)
}

/// Archives are unpacked into a folder or two; a link that leads back into its own folder has an end.
const FOLDERS_DEEP: usize = 4;

/// A File Geodatabase is a file that looks like a folder.
fn is_folder(path: &Path) -> bool {
    path.is_dir() && !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gdb"))
}

/// The files of a folder and of those in it; the parts of one Shapefile count once, hidden files and outputs of a run not at all.
fn inside(folder: &Path, deep: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    const PARTS: [&str; 12] = ["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix", "xml", "qml", "qmd", "sld", "md"];
    let entries = std::fs::read_dir(folder).map_err(|cause| Error::reading(folder, &cause))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || PARTS.contains(&extension.as_str()) {
            continue;
        }
        if !is_folder(&path) {
            files.push(path);
        } else if deep > 0 && !is_ours(&path) {
            inside(&path, deep - 1, files)?;
        }
    }
    Ok(())
}

/// The files that go into the project: of each level of boundaries and of population the
/// first; of everything else all.
fn choose(seen: &[Seen]) -> Vec<&Seen> {
    let mut used: Vec<&Seen> = Vec::new();
    for s in seen {
        let once = matches!(s.recognised.kind, FileKind::Boundaries { .. } | FileKind::Table(Kind::Population));
        let known = input_kind(s.recognised.kind).is_some()
            || matches!(s.recognised.kind, FileKind::Boundaries { .. })
            || victims_of(seen).is_some_and(|victims| victims.path == s.path);
        if known && !(once && used.iter().any(|u| u.recognised.kind == s.recognised.kind)) {
            used.push(s);
        }
    }
    used
}

/// The table of victims that goes with a table of accidents.
fn victims_of(seen: &[Seen]) -> Option<&Seen> {
    let accidents = seen.iter().any(|s| s.recognised.schema == Some(ACCIDENTS));
    seen.iter().find(|s| accidents && s.recognised.kind == FileKind::Table(Kind::Victims))
}

fn said(s: &Seen, kept: bool) -> Text {
    let (title, why) = (&s.recognised.title, &s.recognised.why);
    let note = match (kept, input_kind(s.recognised.kind)) {
        (true, _) => Text::default(),
        (false, None) if s.recognised.kind == FileKind::Table(Kind::Victims) => {
            Text::new(" → non employé : il manque la table des accidents", " → not used: the table of accidents is missing")
        }
        (false, None) => Text::new(" → non employé", " → not used"),
        (false, Some(_)) => Text::new(
            " → non employé : un autre fichier du même contenu vient avant",
            " → not used: another file of the same content comes first",
        ),
    };
    Text::new(format!("{} ({}){}", title.fr, why.fr, note.fr), format!("{} ({}){}", title.en, why.en, note.en))
}

/// The kind of input that a project file writes, for what can be one.
fn input_kind(kind: FileKind) -> Option<&'static str> {
    match kind {
        // For these no project has a use: lists and mentions are what `lakana audit` reads.
        FileKind::Table(Kind::UnitSets | Kind::Mentions | Kind::Facts | Kind::Context) => None,
        // No input of its own: it goes with the accidents.
        FileKind::Table(Kind::Victims) => None,
        FileKind::Table(kind) => Some(kind.id()),
        FileKind::Roads => Some("roads"),
        _ => None,
    }
}

fn write(used: &[&Seen], communes: &Seen, seen: &[Seen], folder: &Path, lang: Lang) -> Result<String> {
    let say = |fr: &'static str, en: &'static str| match lang {
        Lang::Fr => fr,
        Lang::En => en,
    };
    let path = |p: &Path| toml::Value::String(relative(p, folder)).to_string();
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(
        say(
            "# Projet lakana. Vérifiez-le avec `lakana check`, puis faites les cartes avec `lakana run`.",
            "# A lakana project. Check it with `lakana check`, then make the maps with `lakana run`.",
        )
        .into(),
    );
    line(say("# Les chemins partent du dossier de ce fichier.", "# Paths start from the folder of this file.").into());
    line(String::new());
    let quoted = |text: &str| toml::Value::String(text.into());
    let both = |text: &Text| format!("{{ fr = {}, en = {} }}", quoted(&text.fr), quoted(&text.en));
    line("[project]".into());
    let title = match &communes.recognised.country {
        Some(country) => text!("{country} : sécurité et services", "{country}: security and services"),
        None => Text::new("Sécurité et services", "Security and services"),
    };
    line(format!("title = {}   # {}", both(&title), say("imprimé sur chaque carte", "printed on every map")));
    line(format!("lang = \"{}\"", say("fr", "en")));
    line(
        say(
            "synthetic = false   # true : chaque couche et chaque carte dit que les données sont inventées",
            "synthetic = false   # true: every layer and map says that the data are made up",
        )
        .into(),
    );
    line(String::new());
    line("[boundaries]".into());
    line(format!("communes = {}", path(&communes.path)));
    for (key, level) in [("cercles", Level::Cercle), ("regions", Level::Region)] {
        if let Some(s) = used.iter().find(|s| s.recognised.kind == FileKind::Boundaries { level }) {
            line(format!("{key} = {}", path(&s.path)));
        }
    }
    line(say("# credit = \"Qui a fait ces limites\"", "# credit = \"Who made these boundaries\"").into());
    line(
        say(
            "# vintage = \"2021-12-20\"   # édition, imprimée sur chaque carte",
            "# vintage = \"2021-12-20\"   # edition, printed on every map",
        )
        .into(),
    );
    line(String::new());
    line(
        say(
            "# Les zones sont des listes de régions ; une région dans aucune zone est signalée.",
            "# Zones are lists of regions; a region in no zone is reported.",
        )
        .into(),
    );
    line("# [zones]".into());
    line("# Nord = [\"Gao\", \"Kidal\"]".into());
    line(String::new());
    line(
        say(
            "# Décisions sur les noms de lieux : voir `lakana match --help`.",
            "# Decisions on place names: see `lakana match --help`.",
        )
        .into(),
    );
    line("# [names]".into());
    line("# review = \"matches-review.csv\"".into());
    let mut ids: Vec<String> = Vec::new();
    for s in used {
        let Some(kind) = input_kind(s.recognised.kind) else { continue };
        line(String::new());
        line(format!("# {}", s.recognised.title.get(lang)));
        line("[[input]]".into());
        line(format!("id = \"{}\"", unique_id(&s.path, kind, &mut ids)));
        line(format!("kind = \"{kind}\""));
        line(format!("file = {}", path(&s.path)));
        if let Some(schema) = s.recognised.schema {
            line(format!("schema = \"{schema}\""));
        }
        if s.recognised.schema == Some(ACCIDENTS)
            && let Some(victims) = used.iter().find(|u| u.recognised.kind == FileKind::Table(Kind::Victims))
        {
            line(format!("victims = {}", path(&victims.path)));
        }
        if kind == "facilities" {
            // Titles of maps begin with it. What follows in the title of a schema says who made the file.
            let label = |title: &str| title.split([',', '(']).next().unwrap_or(title).trim().to_owned();
            let label = Text::new(label(&s.recognised.title.fr), label(&s.recognised.title.en));
            line(format!("label = {}   # {}", both(&label), say("imprimé sur les cartes", "printed on maps")));
        }
        if let Some(layer) = &s.recognised.layer {
            line(format!("sheet = {}", toml::Value::String(layer.clone())));
        }
        line(match &s.recognised.credit {
            Some(credit) => {
                format!("credit = {}   # {}", both(credit), say("imprimé sur les cartes", "printed on maps"))
            }
            None => say("# credit = \"Source, imprimée sur les cartes\"", "# credit = \"Source, printed on maps\"").into(),
        });
    }
    let has = |wanted: &str| used.iter().any(|s| input_kind(s.recognised.kind) == Some(wanted));
    if has("survey") {
        line(String::new());
        line(
            say(
                "# Une question de l'enquête et les réponses dont la part est montrée.",
                "# One question of the survey and the answers whose share is shown.",
            )
            .into(),
        );
        line(
            "# [[question]]\n# id = \"victim\"\n# input = \"…\"\n# column = \"q18\"\n# answers = [\"oui\"]\n# label = \"…\""
                .into(),
        );
    }
    let dimensions = risk_dimensions(&has, &ids);
    if !dimensions.is_empty() {
        line(String::new());
        line(
            say(
                "# L'indice de risque : chaque indicateur est ramené à 0–10, puis les dimensions sont combinées.",
                "# The risk index: each indicator is brought to 0–10, then the dimensions are combined.",
            )
            .into(),
        );
        line("[risk]".into());
        line(say("normalisation = \"rank\"        # ou \"min_max\"", "normalisation = \"rank\"        # or \"min_max\"").into());
        line(
            say("aggregation = \"arithmetic\"   # ou \"geometric\"", "aggregation = \"arithmetic\"   # or \"geometric\"").into(),
        );
        line(
            say(
                "# hatch_below = 0.5           # sous 50 % de fiabilité, une commune est hachurée et non colorée",
                "# hatch_below = 0.5           # below 50% of reliability a commune is hatched, not coloured",
            )
            .into(),
        );
        dimensions.into_iter().for_each(&mut line);
    }
    let unknown: Vec<&Seen> = seen.iter().filter(|s| !used.iter().any(|u| u.path == s.path)).collect();
    if !unknown.is_empty() {
        line(String::new());
        line(say("# Non employés :", "# Not used:").into());
        for s in unknown {
            line(format!("#   {} – {}", relative(&s.path, folder), s.recognised.why.get(lang).replace('\n', " ")));
        }
    }
    Project::parse(&out, "lakana init")?;
    Ok(out)
}

/// One dimension for each family that is there.
fn risk_dimensions(has: &impl Fn(&str) -> bool, ids: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let mut dimension = |id: &str, fr: &str, en: &str, columns: Vec<String>| {
        let list = columns.iter().map(|c| format!("{{ column = \"{c}\" }}")).collect::<Vec<_>>().join(", ");
        out.push(format!(
            "\n[[risk.dimension]]\nid = \"{id}\"\nlabel = {{ fr = \"{fr}\", en = \"{en}\" }}\nindicators = [{list}]"
        ));
    };
    if has("incidents") && has("population") {
        dimension("threat", "Menace", "Threat", vec!["incidents_per_100k".into(), "explosive_per_100k".into()]);
    } else if has("incidents") {
        dimension("threat", "Menace", "Threat", vec!["incidents_per_1000km2".into()]);
    }
    let services: Vec<String> =
        ids.iter().filter(|id| id.starts_with("facilities")).map(|id| format!("{id}_within_5km")).collect();
    if !services.is_empty() {
        dimension("services", "Manque de services", "Lack of services", services);
    }
    if has("displaced") && has("population") {
        dimension("displacement", "Déplacement", "Displacement", vec!["displaced_per_1000".into()]);
    }
    if has("food_security") {
        dimension("food", "Insécurité alimentaire", "Food insecurity", vec!["food_insecure_share".into()]);
    }
    out
}

/// An id from the kind, with a word of the file's name where one kind comes several times.
fn unique_id(path: &Path, kind: &str, ids: &mut Vec<String>) -> String {
    let stem = path.file_stem().map(|s| fold(&s.to_string_lossy())).unwrap_or_default();
    let word: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut id = if ids.iter().any(|i| i == kind) { format!("{kind}_{word}") } else { kind.to_owned() };
    while ids.contains(&id) {
        id.push_str("_bis");
    }
    ids.push(id.clone());
    id
}

/// A path as seen from a folder, with `/`; absolute where the two share nothing.
fn relative(path: &Path, folder: &Path) -> String {
    let absolute = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_path_buf());
    let (path, folder) = (absolute(path), absolute(folder));
    let (to, from): (Vec<_>, Vec<_>) = (path.components().collect(), folder.components().collect());
    let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    if shared <= 1 {
        return path.display().to_string();
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|c| c.as_os_str().to_string_lossy().into_owned());
    let mut out = String::new();
    for (i, part) in up.chain(down).enumerate() {
        let _ = write!(out, "{}{part}", if i > 0 { "/" } else { "" });
    }
    out
}
