//! The whole app without its window, against the real server over HTTP and real files.

mod answers;
mod approvals;
mod between;
mod canned_texts;
mod clocks;
mod desk;
mod encryption;
mod files;
mod finding;
mod helping;
mod joining;
mod mentions;
mod moving_in;
mod muting;
mod queues;
mod ratings;
mod recurring;
mod restored;
mod rules;
mod services;
mod structure;
mod templates;
mod the_loop;
mod trouble;
mod wiped;
mod wordings;
