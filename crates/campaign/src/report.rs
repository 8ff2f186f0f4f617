//! What campaigns found: a table for people, JSON lines for programs.

use serde_json::json;

use crate::runner::Result;

/// Prints what came of the campaigns; the last line has the counts.
pub(crate) fn print(results: &[Result]) {
    println!(
        "{:<5} {:>9} {:>9} {:>11} {:>8} {:>8} {:>8} {:>17}  what has to hold",
        "name", "runs", "of", "faults", "failures", "seconds", "runs/s", "trace"
    );
    for result in results {
        println!("{}", line(result));
    }
    for result in results {
        result.says.iter().for_each(|says| println!("{}: {says}", result.campaign.name));
    }
    for (result, (seed, what)) in results.iter().flat_map(|it| it.failures.iter().map(move |failure| (it, failure))) {
        let name = result.campaign.name;
        println!("FAILED {name}, seed {seed}: {what}");
        println!("  again: cargo xtask campaign {name} --seed {seed} --runs 1");
    }
    println!();
    for result in results {
        println!("{}", json_line(result));
    }
    let failed = results.iter().filter(|it| !it.holds()).count();
    println!("{} passed, {failed} failed", results.len() - failed);
}

fn line(result: &Result) -> String {
    let seconds = result.took.as_secs_f64();
    format!(
        "{:<5} {:>9} {:>9} {:>11} {:>8} {:>8.1} {:>8.1} {:>17}  {}",
        result.campaign.name,
        result.runs,
        result.wanted.map_or_else(|| "–".to_owned(), |wanted| wanted.to_string()),
        result.faults,
        result.failures.len(),
        seconds,
        result.runs as f64 / seconds.max(0.001),
        trace(result),
        result.campaign.holds,
    )
}

/// Runs that cannot be repeated to the letter have no trace to compare.
fn trace(result: &Result) -> String {
    if result.campaign.replays { format!("{:016x}", result.trace) } else { "–".to_owned() }
}

fn json_line(result: &Result) -> String {
    json!({
        "campaign": result.campaign.name,
        "runs": result.runs,
        "faults": result.faults,
        "failures": result.failures.len(),
        "seed": result.seed,
        "seconds": result.took.as_secs(),
        "trace": trace(result),
    })
    .to_string()
}
