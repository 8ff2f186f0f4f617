//! `cargo xtask test`: everything, headless. A step that fails fails the run; the others still run.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;

mod api;
mod counts;
mod steps;

use counts::Counts;
use steps::STEPS;
pub(crate) use steps::TEST_FEATURES;

#[derive(Args)]
pub(crate) struct Test {
    /// Run this step only; may be given more than once.
    #[arg(long, value_name = "STEP", value_parser = step_names())]
    only: Vec<String>,
    /// Leave this step out; may be given more than once.
    #[arg(long, value_name = "STEP", value_parser = step_names())]
    skip: Vec<String>,
}

/// How a step ended.
enum Outcome {
    Ran(Counts),
    /// Not run, for a reason that the machine gives.
    Skipped(String),
}

/// One line of the table at the end.
struct Line {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

impl Test {
    /// Whether nothing failed; the last line that is printed has the counts.
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<bool> {
        let chosen = STEPS.iter().filter(|step| self.is_chosen(step.name));
        let lines: Vec<Line> = chosen.map(|step| run(step, checkout)).collect();
        let total = lines.iter().fold(Counts::default(), |sum, line| sum + line.counts());
        print_table(&lines);
        println!("{} passed, {} failed", total.passed, total.failed);
        Ok(total.failed == 0)
    }

    fn is_chosen(&self, name: &str) -> bool {
        let is_wanted = self.only.is_empty() || self.only.iter().any(|only| only == name);
        is_wanted && !self.skip.iter().any(|skip| skip == name)
    }
}

fn step_names() -> clap::builder::PossibleValuesParser {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().into()
}

fn run(step: &steps::Step, checkout: &Checkout) -> Line {
    println!("\n━━ {}: {}", step.name, step.does);
    let started = Instant::now();
    let outcome = (step.run)(checkout).unwrap_or_else(|error| {
        println!("  {}: {error:#}", step.name);
        Outcome::Ran(Counts { passed: 0, failed: 1 })
    });
    let took = started.elapsed();
    if let Outcome::Skipped(why) = &outcome {
        println!("  NOT CHECKED: {why}");
    }
    Line { name: step.name, outcome, took }
}

impl Line {
    fn counts(&self) -> Counts {
        match self.outcome {
            Outcome::Ran(counts) => counts,
            Outcome::Skipped(_) => Counts::default(),
        }
    }

    fn says(&self) -> String {
        match &self.outcome {
            Outcome::Ran(Counts { passed, failed: 0 }) => format!("{passed} passed"),
            Outcome::Ran(Counts { passed, failed }) => format!("{passed} passed, {failed} FAILED"),
            Outcome::Skipped(why) => format!("NOT CHECKED: {why}"),
        }
    }
}

fn print_table(lines: &[Line]) {
    println!("\n{:<12} {:>9}  result", "step", "seconds");
    for line in lines {
        println!("{:<12} {:>9.1}  {}", line.name, line.took.as_secs_f32(), line.says());
    }
    let seconds: f32 = lines.iter().map(|line| line.took.as_secs_f32()).sum();
    println!("{:<12} {seconds:>9.1}\n", "all");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(only: &[&str], skip: &[&str]) -> Test {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Test { only: owned(only), skip: owned(skip) }
    }

    #[test]
    fn every_step_runs_unless_said_otherwise() {
        assert!(test(&[], &[]).is_chosen("tidy"));
        assert!(!test(&["fmt"], &[]).is_chosen("tidy"));
        assert!(!test(&[], &["tidy"]).is_chosen("tidy"));
        assert!(!test(&["tidy"], &["tidy"]).is_chosen("tidy"));
    }

    #[test]
    fn steps_have_names_of_their_own() {
        for (index, step) in STEPS.iter().enumerate() {
            assert!(STEPS[..index].iter().all(|earlier| earlier.name != step.name), "{}", step.name);
        }
    }
}
