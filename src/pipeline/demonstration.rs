//! The demonstration project, carried inside the program.

use crate::base::{Error, Result};
use std::path::{Path, PathBuf};

/// Every file of the project, by its name.
const FILES: &[(&str, &[u8])] = &[
    ("lakana.toml", include_bytes!("../../data/demo/lakana.toml")),
    ("communes.geojson", include_bytes!("../../data/demo/communes.geojson")),
    ("population.csv", include_bytes!("../../data/demo/population.csv")),
    ("incidents.csv", include_bytes!("../../data/demo/incidents.csv")),
    ("facilities.csv", include_bytes!("../../data/demo/facilities.csv")),
    ("schools.csv", include_bytes!("../../data/demo/schools.csv")),
    ("displaced.csv", include_bytes!("../../data/demo/displaced.csv")),
    ("survey_q1.csv", include_bytes!("../../data/demo/survey_q1.csv")),
    ("survey_q2.csv", include_bytes!("../../data/demo/survey_q2.csv")),
    ("survey_q3.csv", include_bytes!("../../data/demo/survey_q3.csv")),
    ("localities.csv", include_bytes!("../../data/demo/localities.csv")),
    ("roads.geojson", include_bytes!("../../data/demo/roads.geojson")),
    ("towns.csv", include_bytes!("../../data/demo/towns.csv")),
];

/// Writes the project into an existing folder and gives the path of its project file.
pub fn unpack(folder: &Path) -> Result<PathBuf> {
    for (name, bytes) in FILES {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|cause| Error::writing(&path, &cause))?;
    }
    Ok(folder.join("lakana.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::project::Project;

    #[test]
    fn every_file_the_project_names_is_carried() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::read(&unpack(folder.path()).unwrap()).unwrap();
        for input in &project.input {
            assert!(folder.path().join(&input.file).exists(), "{}", input.file.display());
        }
        assert!(folder.path().join(&project.boundaries.communes).exists());
        assert!(project.project.synthetic);
    }
}
