//! The demonstration project, carried inside the program.

use crate::base::{Error, Result};
use std::path::{Path, PathBuf};

/// Every file of the project, and what it takes of the white paper, by its place in `data`.
const FILES: &[(&str, &[u8])] = &[
    ("demo/lakana.toml", include_bytes!("../../data/demo/lakana.toml")),
    ("demo/communes.geojson", include_bytes!("../../data/demo/communes.geojson")),
    ("demo/population.csv", include_bytes!("../../data/demo/population.csv")),
    ("demo/incidents.csv", include_bytes!("../../data/demo/incidents.csv")),
    ("demo/facilities.csv", include_bytes!("../../data/demo/facilities.csv")),
    ("demo/schools.csv", include_bytes!("../../data/demo/schools.csv")),
    ("demo/displaced.csv", include_bytes!("../../data/demo/displaced.csv")),
    ("demo/survey_q1.csv", include_bytes!("../../data/demo/survey_q1.csv")),
    ("demo/survey_q2.csv", include_bytes!("../../data/demo/survey_q2.csv")),
    ("demo/survey_q3.csv", include_bytes!("../../data/demo/survey_q3.csv")),
    ("demo/localities.csv", include_bytes!("../../data/demo/localities.csv")),
    ("demo/roads.geojson", include_bytes!("../../data/demo/roads.geojson")),
    ("demo/waters.geojson", include_bytes!("../../data/demo/waters.geojson")),
    ("demo/towns.csv", include_bytes!("../../data/demo/towns.csv")),
    ("axes/livre-blanc.toml", include_bytes!("../../data/axes/livre-blanc.toml")),
    ("livre-blanc/questions.toml", include_bytes!("../../data/livre-blanc/questions.toml")),
    ("livre-blanc/results.csv", include_bytes!("../../data/livre-blanc/results.csv")),
    ("livre-blanc/studies.csv", include_bytes!("../../data/livre-blanc/studies.csv")),
    ("livre-blanc/timeline.csv", include_bytes!("../../data/livre-blanc/timeline.csv")),
];

/// Writes the project into an existing folder and gives the path of its project file.
pub fn unpack(folder: &Path) -> Result<PathBuf> {
    for (name, bytes) in FILES {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, bytes));
        written.map_err(|cause| Error::writing(&path, &cause))?;
    }
    Ok(folder.join("demo/lakana.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::project::Project;

    #[test]
    fn every_file_the_project_names_is_carried() {
        let folder = tempfile::tempdir().unwrap();
        let file = unpack(folder.path()).unwrap();
        let (project, home) = (Project::read(&file).unwrap(), file.parent().unwrap());
        for named in project.input.iter().flat_map(|i| std::iter::once(&i.file).chain(&i.questions)) {
            assert!(home.join(named).exists(), "{}", named.display());
        }
        assert!(project.roads.axes.as_ref().is_some_and(|axes| home.join(axes).exists()));
        assert!(home.join(&project.boundaries.communes).exists());
        assert!(project.project.synthetic);
    }
}
