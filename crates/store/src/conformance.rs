//! What every storage has to do: run by each implementation against itself.
