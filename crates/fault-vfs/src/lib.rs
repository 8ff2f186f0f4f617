//! A disk under SQLite for tests: it counts what is asked of it, fails the k-th time, fills up,
//! tears writes, answers slowly, and loses power together with everything that was not synced.
//!
//! [`Disk::under`] puts a disk under a folder: from then on every file that SQLite opens there, by
//! whomever in this process, lies on it. Files elsewhere are untouched. Never a part of the app or
//! the server: only campaigns and benchmarks link it. Not in here: what has to hold afterwards.

mod disk;
mod image;
mod shim;

pub use disk::{Asked, Disk, Fault, Lasts};
