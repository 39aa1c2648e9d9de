//! Progress on the terminal: a bar where there is one, sparse lines otherwise.

use crate::base::{Lang, Progress, Text};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Draws on stderr.
pub struct Drawn {
    lang: Lang,
    bar: Option<ProgressBar>,
}

impl Drawn {
    /// A bar on a terminal; one line per step when stderr goes elsewhere.
    pub fn new(lang: Lang) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::no_length();
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Drawn { lang, bar }
    }
}

impl Progress for Drawn {
    fn step(&self, name: &Text, total: Option<u64>) {
        let name = name.get(self.lang).to_owned();
        let Some(bar) = &self.bar else {
            eprintln!("· {name}");
            return;
        };
        let template = match total {
            Some(_) => "{spinner} {msg:30} {bar:30} {pos}/{len}",
            None => "{spinner} {msg:30} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.reset();
        bar.set_message(name);
        if let Some(total) = total {
            bar.set_length(total);
        }
    }

    fn advance(&self, by: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(by);
        }
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
