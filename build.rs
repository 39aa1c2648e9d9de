//! Brings the interactive page, where `web/` has been built, into the program.
//!
//! Without Node.js there is no `web/dist/page.html`; the program is then built all the same and
//! says at each run that it writes no page.

use std::{env, fs, path::Path};

fn main() {
    // The folder is always there, so that a page that appears, changes or goes is noticed and nothing else is.
    println!("cargo::rerun-if-changed=web/dist");
    let page = fs::read("web/dist/page.html").unwrap_or_default();
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&folder).join("page.html"), page).expect("cargo's folder can be written");
}
