//! `lakana init`: a project file from files that nobody has described.

use super::{Context, Outcome};
use crate::base::{Error, Lang, Result, write_file};
use crate::pipeline::init::draft;
use crate::text;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana init communes.geojson population.xlsx incidents.csv -o mali.toml";

#[derive(Debug, Args)]
pub struct InitArgs {
    /// Fichiers à reconnaître, ou dossiers qui les contiennent.
    #[arg(required = true, value_name = "FICHIER")]
    pub files: Vec<PathBuf>,
    /// Fichier projet à écrire.
    #[arg(long, short, default_value = "lakana.toml", value_name = "FICHIER")]
    pub output: PathBuf,
}

pub fn run(args: &InitArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let shown = args.output.display();
    if args.output.exists() {
        return Err(Error::output(
            text!("`{shown}` existe déjà", "`{shown}` exists already"),
            text!("Choisissez un autre nom avec -o, ou déplacez ce fichier.", "Choose another name with -o, or move this file."),
        ));
    }
    let folder = args.output.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = draft(&args.files, folder, lang)?;
    write_file(&args.output, |out| out.write_all(draft.toml.as_bytes()))?;
    if context.json {
        let files = draft.files.iter().map(|(path, what)| serde_json::json!({ "file": path, "is": what.get(lang) }));
        println!("{}", serde_json::json!({ "written": args.output, "files": files.collect::<Vec<_>>() }));
    }
    if !context.quiet {
        for (path, what) in &draft.files {
            eprintln!("{}\n    {}", path.display(), what.get(lang));
        }
        match lang {
            Lang::Fr => eprintln!("\n{shown} écrit. Ensuite : lakana check {shown}"),
            Lang::En => eprintln!("\n{shown} written. Next: lakana check {shown}"),
        }
    }
    Ok(Outcome::Done)
}
