//! The rules of the trade, tested from outside: who may do what, what follows from it, and what
//! can never happen.

mod absence;
mod administration;
mod deeds;
mod invariants;
mod matrix;
mod page;
mod permissions;
mod promises;
mod recognition;
mod stages;
mod structure;
mod talk;
mod then;
mod working_time;
