//! Who may import whom: the table of rooms, held against the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may import. `cli` alone may print and exit.
const MAY_IMPORT: [(&str, &[&str]); 15] = [
    ("base", &[]),
    ("read", &["base"]),
    ("names", &["base"]),
    ("table", &["base", "read", "names"]),
    ("survey", &["base", "read"]),
    ("access", &["base", "read"]),
    ("spatial", &["base"]),
    ("indicators", &["base", "table", "survey", "access", "spatial"]),
    ("risk", &["base"]),
    // Holds back records and estimates before they become layers, so it knows both.
    ("protect", &["base", "table", "survey"]),
    ("layers", &["base"]),
    ("carto", &["base", "layers"]),
    ("products", &["base", "table", "survey", "access", "spatial", "layers", "carto"]),
    (
        "pipeline",
        &[
            "base",
            "read",
            "names",
            "table",
            "survey",
            "access",
            "spatial",
            "indicators",
            "risk",
            "protect",
            "layers",
            "carto",
            "products",
        ],
    ),
    ("cli", &["base", "names", "protect", "pipeline"]),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The rooms that a source text names as `crate::room`.
fn imported(source: &str) -> Vec<String> {
    source
        .lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .filter(|name| MAY_IMPORT.iter().any(|(room, _)| room == name))
        .collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut offences = Vec::new();
    for (room, allowed) in MAY_IMPORT {
        for file in rust_files(&src.join(room)) {
            let source = fs::read_to_string(&file).expect("readable source");
            for name in imported(&source) {
                if name != room && !allowed.contains(&name.as_str()) {
                    offences.push(format!("{} imports {name}", file.display()));
                }
            }
        }
    }
    assert!(offences.is_empty(), "{offences:#?}");
}

#[test]
fn every_room_is_in_the_table() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).expect("src") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a readable name").to_owned();
        assert!(!path.is_dir() || MAY_IMPORT.iter().any(|(room, _)| *room == name), "{name} is in no room");
    }
}

#[test]
fn only_the_command_line_prints() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&src) {
        if file.starts_with(src.join("cli")) {
            continue;
        }
        let source = fs::read_to_string(&file).expect("readable source");
        // Tests may say why they skip.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["println!", "eprint!", "process::exit"] {
            assert!(!source.contains(word), "{} uses {word}", file.display());
        }
    }
}
