//! Photographs every window and state of the real app, light and dark, for people to judge.
//!
//! `cargo xtask shots` builds what it needs and starts it with the folder for the pictures.

#![allow(clippy::disallowed_macros, reason = "a command line talks on stdout and stderr")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

#[expect(dead_code, reason = "stories use more of it")]
#[path = "../desktop/backend.rs"]
mod backend;
mod camera;
#[path = "../desktop/clock.rs"]
mod clock;
mod look;
#[expect(dead_code, reason = "stories use more of it")]
#[path = "../desktop/person.rs"]
mod person;
#[path = "../desktop/programs.rs"]
mod programs;
mod scene;
mod scenes;
mod stage;
mod system;
mod together;

use look::Look;
use stage::Stage;

/// Where pictures go, and how many could not be taken.
#[derive(Debug)]
struct Album {
    folder: PathBuf,
    /// Take only scenes whose name holds this.
    only: Option<String>,
    missing: usize,
}

impl Album {
    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    fn file(&self, name: &str, look: Look) -> PathBuf {
        self.folder.join(format!("{name}.{}.png", look.name()))
    }

    /// One missing picture is no reason to do without the others.
    fn note(&mut self, name: &str, look: Look, outcome: Result<()>) {
        match outcome {
            Ok(()) => println!("  {name}, {}", look.name()),
            Err(failure) => {
                println!("  {name}, {}: NOT TAKEN: {failure:#}", look.name());
                self.missing += 1;
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().context("where shall the pictures go?")?);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut album = Album { folder, only: arguments.next(), missing: 0 };
    for look in [Look::Light, Look::Dark] {
        Stage::with_sample(look).await?.play(scenes::FILLED, &mut album).await;
        Stage::empty(look).await?.play(scenes::EMPTY, &mut album).await;
        Stage::empty(look).await?.play(scenes::WALK, &mut album).await;
        for outcome in [together::photograph(look, &mut album).await, system::photograph(look, &mut album).await] {
            outcome.unwrap_or_else(|failure| album.note("a group of pictures", look, Err(failure)));
        }
    }
    println!("the pictures are in {}; {} could not be taken", album.folder.display(), album.missing);
    Ok(if album.missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
