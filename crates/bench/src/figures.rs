//! Figures, and how they are printed: a table for people, JSON lines for programs.

use std::time::{Duration, Instant};

use serde_json::json;

/// What was measured, next to the least that could be.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// The baseline of the same run.
    pub(crate) floor: Option<f64>,
    pub(crate) goal: Option<Goal>,
}

/// What it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn number(self) -> f64 {
        match self {
            Self::AtMost(goal) | Self::AtLeast(goal) => goal,
        }
    }

    fn is_reached_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(goal) => value <= goal,
            Self::AtLeast(goal) => value >= goal,
        }
    }
}

impl Figure {
    pub(crate) const fn new(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name, value, unit, floor: None, goal: None }
    }

    pub(crate) const fn over(self, floor: f64) -> Self {
        Self { floor: Some(floor), ..self }
    }

    pub(crate) const fn at_most(self, goal: f64) -> Self {
        Self { goal: Some(Goal::AtMost(goal)), ..self }
    }

    pub(crate) const fn at_least(self, goal: f64) -> Self {
        Self { goal: Some(Goal::AtLeast(goal)), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        self.floor.filter(|floor| *floor > 0.0).map(|floor| self.value / floor)
    }

    fn json(&self) -> String {
        let ratio = self.ratio().map(rounded);
        json!({ "name": self.name, "value": rounded(self.value), "unit": self.unit, "floor": self.floor.map(rounded), "ratio": ratio })
            .to_string()
    }

    fn line(&self) -> String {
        let or_none = |number: Option<f64>| number.map_or_else(|| "–".to_owned(), |it| format!("{it:.3}"));
        let verdict = match self.goal {
            Some(goal) if goal.is_reached_by(self.value) => "reached",
            Some(_) => "not reached",
            None => "",
        };
        format!(
            "{:<30} {:>12.3} {:<4} {:>12} {:>8} {:>10}  {verdict}",
            self.name,
            self.value,
            self.unit,
            or_none(self.floor),
            or_none(self.ratio()),
            or_none(self.goal.map(Goal::number)),
        )
    }
}

/// Times of single runs, sorted.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that `percent` of the runs did not exceed.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn millis(&self, percent: usize) -> f64 {
        self.percentile(percent).as_secs_f64() * 1e3
    }

    pub(crate) fn micros(&self, percent: usize) -> f64 {
        self.percentile(percent).as_secs_f64() * 1e6
    }
}

/// What `work` gives, and how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = work();
    (result, started.elapsed())
}

pub(crate) fn print(figures: &[Figure]) {
    println!("{:<30} {:>12} {:<4} {:>12} {:>8} {:>10}", "figure", "value", "unit", "floor", "ratio", "goal");
    for figure in figures {
        println!("{}", figure.line());
    }
    println!();
    for figure in figures {
        println!("{}", figure.json());
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times = Times::of((1..=200).rev().map(Duration::from_millis).collect());

        assert_eq!(times.percentile(50), Duration::from_millis(100));
        assert_eq!(times.percentile(99), Duration::from_millis(198));
        assert_eq!(Times::of(Vec::new()).percentile(99), Duration::ZERO);
    }

    #[test]
    fn a_figure_is_one_line_of_json() {
        let figure = Figure::new("W1.seconds", 0.31, "s").over(0.24).at_most(1.5);

        let written: serde_json::Value = serde_json::from_str(&figure.json()).unwrap();

        let expected = json!({ "name": "W1.seconds", "value": 0.31, "unit": "s", "floor": 0.24, "ratio": 1.2917 });
        assert_eq!(written, expected);
    }
}
