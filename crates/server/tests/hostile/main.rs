//! G21: hostile bodies against every route of a real server, as every kind of caller.
//!
//! What is sent is made from the server's own description, so a new route is attacked as soon as
//! it is described. Nothing that is sent is fit to be accepted: it has to be refused with a status
//! and code that are described, in time, without a trace in what is kept, and without much memory.
//! `GOODTURN_SEED=7 GOODTURN_BODIES=50000 cargo nextest run -p goodturn-server --test hostile`
//! throws others, and more of them; the same seed throws the same.

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_macros, reason = "who runs it sees the counts")]
#![expect(clippy::disallowed_methods, reason = "answers are timed on the clock of this machine")]

mod bodies;
mod callers;
mod dice;
mod place;
mod wire;

use std::time::{Duration, Instant};

use serde_json::Value;

use bodies::Attack;
use callers::Callers;
use dice::Dice;
use place::Place;

/// Bodies of a run, unless told.
const BODIES: u64 = 5_000;
/// The most memory that the server's process ever has, in KiB.
const MOST_MEMORY_KIB: u64 = 512 * 1024;
/// What a server takes at once.
const MOST_BODY_BYTES: usize = 8 * 1024 * 1024;
/// An answer that takes longer is a way to keep the server busy.
const LONGEST: Duration = Duration::from_secs(10);

fn from_environment(name: &str, usually: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usually)
}

#[test]
fn hostile_bodies_are_refused_without_effect_in_time_and_in_little_memory() {
    let (seed, bodies) = (from_environment("GOODTURN_SEED", 1), from_environment("GOODTURN_BODIES", BODIES));

    let told = throw(seed, bodies).unwrap_or_else(|what| panic!("seed {seed}: {what}"));

    println!("{bodies} bodies of seed {seed}: {told}");
}

fn throw(seed: u64, bodies: u64) -> Result<String, String> {
    let place = Place::start().map_err(|cause| format!("the server did not start: {cause:#}"))?;
    let description = place.description()?;
    let callers = Callers::come_in(&place)?;
    let before = callers.digest(&place)?;
    let (mut dice, mut slowest, mut answers) = (Dice::of_seed(seed), Duration::ZERO, 0);
    for number in 0..bodies {
        let attack = bodies::draw(&mut dice, &description, &callers);
        let begun = Instant::now();
        let answered = place.send(&attack).map_err(|cause| format!("body {number}, {attack}: {cause}"))?;
        slowest = slowest.max(begun.elapsed());
        answers += u64::from(answered.is_some());
        check(&attack, answered, &description).map_err(|what| format!("body {number}, {attack}: {what}"))?;
    }
    if slowest > LONGEST {
        return Err(format!("an answer took {slowest:?}"));
    }
    if before != callers.digest(&place)? {
        return Err("what is kept has changed".to_owned());
    }
    let memory = place.most_memory_kib()?;
    if memory > MOST_MEMORY_KIB {
        return Err(format!("the server took {} MiB", memory / 1024));
    }
    Ok(format!("{answers} answers, at most {} MiB, the slowest in {} ms", memory / 1024, slowest.as_millis()))
}

/// Holds an answer against the description. None came when the request broke off.
fn check(attack: &Attack, answered: Option<wire::Answer>, description: &Value) -> Result<(), String> {
    let Some(answer) = answered else {
        // Who is still sending when the server has read enough may not hear why.
        let may_go_unheard = attack.breaks_off || attack.bytes.len() > MOST_BODY_BYTES;
        return if may_go_unheard { Ok(()) } else { Err("no answer came".to_owned()) };
    };
    if answer.status >= 500 {
        return Err(format!("{}: {}", answer.status, answer.text()));
    }
    if answer.status < 400 {
        return if attack.may_pass { Ok(()) } else { Err(format!("{} was answered", answer.status)) };
    }
    // What is no route is described nowhere, and what is no HTTP is answered below all routes.
    let Some((method, path)) = &attack.route else { return Ok(()) };
    if method == "head" {
        let responses = &description["paths"][path][method]["responses"];
        let is_described = responses.get(answer.status.to_string()).is_some() || answer.status == 404;
        return if is_described { Ok(()) } else { Err(format!("{} is not described", answer.status)) };
    }
    let problem: Value = serde_json::from_slice(&answer.body).map_err(|_| format!("no problem: {}", answer.text()))?;
    let codes = &description["paths"][path][method]["responses"][answer.status.to_string()]["x-codes"];
    let is_described = codes.as_array().is_some_and(|it| it.contains(&problem["code"]));
    // A path that decodes to none is not the route's.
    if is_described || answer.status == 404 {
        return Ok(());
    }
    Err(format!("{} with {} is not described", answer.status, problem["code"]))
}
