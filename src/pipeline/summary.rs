//! What a run or a check did: the account that the command line prints and `run.json` keeps.

use crate::base::{Problem, Source, Text};
use serde::Serialize;
use std::time::{Duration, Instant};

/// One step and how long it took.
#[derive(Debug, Clone)]
pub struct Step {
    pub name: Text,
    pub took: Duration,
}

/// What became of one input.
#[derive(Debug, Clone, Serialize)]
pub struct InputAccount {
    #[serde(flatten)]
    pub source: Source,
    pub kind: Text,
    /// Records found at the finest level their source allows.
    pub placed: usize,
    /// Records that reached no area.
    pub unplaced: usize,
}

/// Everything a command has to tell at its end.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub inputs: Vec<InputAccount>,
    /// Files written, relative to the output folder, sorted.
    pub written: Vec<String>,
    pub problems: Vec<Problem>,
    pub steps: Vec<Step>,
}

/// Measures steps one after the other.
pub struct Stopwatch {
    steps: Vec<Step>,
    running: Option<(Text, Instant)>,
}

impl Stopwatch {
    pub fn new() -> Self {
        Stopwatch { steps: Vec::new(), running: None }
    }

    /// Ends the running step, if any, and begins the next.
    pub fn next(&mut self, name: &Text) {
        self.end();
        self.running = Some((name.clone(), Instant::now()));
    }

    fn end(&mut self) {
        if let Some((name, since)) = self.running.take() {
            self.steps.push(Step { name, took: since.elapsed() });
        }
    }

    pub fn finish(mut self) -> Vec<Step> {
        self.end();
        self.steps
    }
}

impl Default for Stopwatch {
    fn default() -> Self {
        Self::new()
    }
}
