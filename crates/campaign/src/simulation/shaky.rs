//! A storage that outlives the program over it, fails when it is told to, and can have a flaw.

mod authority;
mod replica;

use std::cell::Cell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use goodturn_store::StoreError;

use crate::flaw::Flaw;

/// A handle on a storage: a program that starts again takes another handle on the same.
#[derive(Debug)]
pub(crate) struct Shaky<S>(Arc<Kept<S>>);

impl<S> Clone for Shaky<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Debug)]
struct Kept<S> {
    storage: S,
    flaw: Option<Flaw>,
    /// The next write fails after so many steps, at its commit at the latest.
    trouble: Mutex<Option<u32>>,
    /// What a flaw has to remember.
    hidden: Mutex<Hidden>,
}

/// A number that readers do not see yet.
#[derive(Debug, Default)]
struct Hidden {
    commits: u32,
    seq: Option<u64>,
    reads_left: u32,
}

impl<S> Shaky<S> {
    pub(crate) fn new(storage: S, flaw: Option<Flaw>) -> Self {
        Self(Arc::new(Kept { storage, flaw, trouble: Mutex::new(None), hidden: Mutex::default() }))
    }

    /// The storage itself, which never fails.
    pub(crate) fn calm(&self) -> &S {
        &self.0.storage
    }

    /// The next write fails after so many steps.
    pub(crate) fn fail_after(&self, steps: u32) {
        *locked(&self.0.trouble) = Some(steps);
    }

    /// No write fails any more.
    pub(crate) fn calm_down(&self) {
        *locked(&self.0.trouble) = None;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many steps a write still has before it fails.
struct Budget(Cell<Option<u32>>);

impl Budget {
    fn of(trouble: &Mutex<Option<u32>>) -> Self {
        Self(Cell::new(locked(trouble).take()))
    }

    fn is_short(&self) -> bool {
        self.0.get().is_some()
    }

    fn step(&self) -> Result<(), StoreError> {
        match self.0.get() {
            Some(0) => Err(broken()),
            Some(left) => {
                self.0.set(Some(left - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn broken() -> StoreError {
    StoreError::Unavailable("the disk does not answer".into())
}

/// Methods that do what the storage does.
macro_rules! reads {
    ($($name:ident($($arg:ident: $of:ty),*) -> $out:ty;)+) => {$(
        fn $name(&self $(, $arg: $of)*) -> Result<$out, StoreError> {
            self.tx.$name($($arg),*)
        }
    )+};
}

/// The same, each a step at which a write can fail.
macro_rules! writes {
    ($($name:ident($($arg:ident: $of:ty),*) -> $out:ty;)+) => {$(
        fn $name(&mut self $(, $arg: $of)*) -> Result<$out, StoreError> {
            self.budget.step()?;
            self.tx.$name($($arg),*)
        }
    )+};
}

use {reads, writes};
