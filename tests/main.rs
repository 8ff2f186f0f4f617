//! What people live through, told on replicas and an authority, without window or network.

mod clock_warnings;
mod convergence;
mod erasure;
mod finding;
mod guests;
mod intents;
mod large;
mod nested_teams;
mod offline;
mod permissions;
mod restored;
mod retention;
mod structure;
mod team_rules;
mod upgrade;
mod wordings;
