//! `goodturn`: everything of Goodturn that can be scripted.
//!
//! Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 failure, 2 usage,
//! 3 not found, 4 not signed in or not allowed, 5 conflict, 6 offline. A new subcommand is a module with its arguments and a `run`, and a line in
//! [`Subcommand`].

mod add;
mod admin;
mod clocks;
mod failure;
mod moment;
mod parse;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Ask, promise, deliver and thank, from a script.
#[derive(Debug, Parser)]
#[command(name = "goodturn", version, arg_required_else_help = true)]
struct Arguments {
    /// Prints JSON for programs instead of text for people.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    Add(add::Arguments),
    // Its options are many more than those of its siblings.
    Admin(Box<admin::Arguments>),
    Clocks(clocks::Arguments),
    Parse(parse::Arguments),
}

fn main() -> ExitCode {
    // Two providers are in the graph; without a choice, TLS would panic. A second choice is none.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = Arguments::parse();
    let outcome = match arguments.subcommand {
        Subcommand::Add(its) => add::run(&its, arguments.json),
        Subcommand::Admin(its) => admin::run(*its, arguments.json),
        Subcommand::Clocks(its) => clocks::run(&its, arguments.json),
        Subcommand::Parse(its) => parse::run(its, arguments.json),
    };
    match outcome.and_then(|output| write(&output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}

/// A reader that has read enough, such as `head`, is no failure.
fn write(output: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{output}") {
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
