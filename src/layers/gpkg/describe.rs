//! What a GeoPackage says about itself by the extensions of the standard: long names and domains of fields (schema), and
//! metadata of layers and of the whole (metadata), as QGIS writes and reads them.

use super::without_nul;
use crate::base::Lang;
use crate::layers::{Domain, Field, Layer, WriteOptions, qgz, qml};
use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::vector::sql::Dialect;
use std::collections::BTreeMap;

const SCHEMA: &str = "http://www.geopackage.org/spec121/#extension_schema";
const METADATA: &str = "http://www.geopackage.org/spec121/#extension_metadata";

/// The tables of both extensions, as the standard defines them, and their entries in the list of extensions.
const TABLES: [&str; 4] = [
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, \
     description TEXT, mime_type TEXT, constraint_name TEXT, \
     CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, \
     min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, \
     CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
    "CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', \
     md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER, \
     timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER, \
     CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), \
     CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
];

/// Writes both extensions.
pub fn write(dataset: &Dataset, layers: &[Layer], options: &WriteOptions) -> Result<(), GdalError> {
    let run = |sql: &str| dataset.execute_sql(sql, None, Dialect::DEFAULT).map(drop);
    TABLES.iter().try_for_each(|sql| run(sql))?;
    for (table, extension, definition) in [
        ("gpkg_data_columns", "gpkg_schema", SCHEMA),
        ("gpkg_data_column_constraints", "gpkg_schema", SCHEMA),
        ("gpkg_metadata", "gpkg_metadata", METADATA),
        ("gpkg_metadata_reference", "gpkg_metadata", METADATA),
    ] {
        run(&format!(
            "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) \
             VALUES ('{table}', NULL, '{extension}', '{definition}', 'read-write')"
        ))?;
    }
    constraints(layers, options.lang).iter().chain(&columns(layers, options.lang)).try_for_each(|sql| run(sql))?;
    metadata(layers, options).iter().try_for_each(|sql| run(sql))
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", without_nul(text).replace('\'', "''"))
}

/// The domains of all fields, each once: codes with their words, and bounds.
fn constraints(layers: &[Layer], lang: Lang) -> Vec<String> {
    let domains: BTreeMap<String, Domain> =
        layers.iter().flat_map(|layer| &layer.fields).filter_map(|field| field.domain).map(|d| (d.name(), d)).collect();
    let rows = domains.iter().flat_map(|(name, domain)| match domain {
        Domain::OneOf(list) => {
            let row = |(code, words): &(&str, crate::base::Text)| {
                format!("({}, 'enum', {}, NULL, NULL, NULL, NULL, {})", quoted(name), quoted(code), quoted(words.get(lang)))
            };
            list.values.iter().map(row).collect()
        }
        Domain::Between(low, high) => vec![format!("({}, 'range', NULL, {low}, 1, {high}, 1, NULL)", quoted(name))],
    });
    rows.map(|row| format!("INSERT INTO gpkg_data_column_constraints VALUES {row}")).collect()
}

/// The long names of the fields, the same in the other language as their description, and their domains.
fn columns(layers: &[Layer], lang: Lang) -> Vec<String> {
    let other = if lang == Lang::Fr { Lang::En } else { Lang::Fr };
    let filled = layers.iter().filter(|layer| !layer.fields.is_empty());
    let insert = filled.map(|layer| {
        let row = |field: &Field| {
            let [table, id, title, description] =
                [&layer.name, &field.id, &field.alias(lang), &field.alias(other)].map(|text| quoted(text));
            let domain = field.domain.map_or("NULL".to_owned(), |domain| quoted(&domain.name()));
            format!("({table}, {id}, {id}, {title}, {description}, {domain})")
        };
        let rows: Vec<String> = layer.fields.iter().map(row).collect();
        format!(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) VALUES {}",
            rows.join(", ")
        )
    });
    insert.collect()
}

/// Title, sources, and whether the data are made up: of the whole, then of each layer.
fn metadata(layers: &[Layer], options: &WriteOptions) -> Vec<String> {
    let lang = options.lang;
    let about = layers.first().map_or_else(String::new, |layer| qml::abstract_of(layer, lang));
    let credits = layers.first().map_or(&[][..], |layer| &layer.credits);
    let whole = qml::metadata_of("lakana", &qgz::title(layers, lang), &about, credits, lang);
    let documents = std::iter::once(("geopackage", "NULL".to_owned(), whole))
        .chain(layers.iter().map(|layer| ("table", quoted(&layer.name), qml::metadata(layer, lang))));
    let timestamp = options.date.strftime("%Y-%m-%dT%H:%M:%S.000Z");
    let insert = documents.enumerate().flat_map(|(i, (scope, table, document))| {
        let (id, document) = (i + 1, quoted(&document));
        [
            format!("INSERT INTO gpkg_metadata VALUES ({id}, 'dataset', 'http://mrcc.com/qgis.dtd', 'text/xml', {document})"),
            format!("INSERT INTO gpkg_metadata_reference VALUES ('{scope}', {table}, NULL, NULL, '{timestamp}', {id}, NULL)"),
        ]
    });
    insert.collect()
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;
    use crate::layers::samples::{hamlets, quarters};
    use gdal::vector::LayerAccess;

    /// The rows of a query, every value as text, null as a dash.
    fn rows(dataset: &Dataset, sql: &str) -> Vec<Vec<String>> {
        let mut found = dataset.execute_sql(sql, None, Dialect::DEFAULT).unwrap().expect("a result");
        let width = found.defn().fields().count();
        let value = |row: &gdal::vector::Feature, i| row.field_as_string(i).unwrap().unwrap_or_else(|| "-".into());
        found.features().map(|row| (0..width).map(|i| value(&row, i)).collect()).collect()
    }

    #[test]
    fn fields_have_their_names_and_domains_and_layers_their_metadata() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.gpkg");
        write(&[quarters(), hamlets()], &path, &WriteOptions::default()).unwrap();
        let dataset = Dataset::open(&path).unwrap();
        let columns =
            "SELECT column_name, title, description, constraint_name FROM gpkg_data_columns WHERE table_name = 'quarters'";
        assert_eq!(
            rows(&dataset, columns),
            [
                ["code", "Code", "Code", "-"],
                ["name", "Nom", "Name", "quarter_names"],
                ["people", "Population", "People", "-"],
                ["share", "Part (%)", "Share (%)", "between_0_and_100"]
            ]
        );
        let constraints =
            "SELECT constraint_name, constraint_type, value, min, max, description FROM gpkg_data_column_constraints";
        assert_eq!(
            rows(&dataset, constraints),
            [
                ["between_0_and_100", "range", "-", "0", "100", "-"],
                ["quarter_names", "enum", "Ɓaya, Nord", "-", "-", "au nord d'ici"],
                ["quarter_names", "enum", "-", "-", "-", "aucun"]
            ]
        );
        let references = "SELECT reference_scope, table_name, md_scope, md_standard_uri FROM gpkg_metadata_reference \
                          JOIN gpkg_metadata ON id = md_file_id ORDER BY id";
        let uri = "http://mrcc.com/qgis.dtd";
        assert_eq!(
            rows(&dataset, references),
            [["geopackage", "-", "dataset", uri], ["table", "quarters", "dataset", uri], ["table", "hamlets", "dataset", uri]]
        );
        let text = rows(&dataset, "SELECT metadata FROM gpkg_metadata WHERE id = 2");
        assert!(
            text[0][0].contains("aucune situation réelle") && text[0][0].contains("<rights>Office des statistiques</rights>")
        );
    }
}
