//! The rules of the trade, tested from outside: who may do what, what follows from it, and what
//! can never happen.

mod invariants;
mod permissions;
mod promises;
mod recognition;
mod stages;
mod talk;
mod then;
