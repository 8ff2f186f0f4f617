//! The rules of the trade, tested from outside: who may do what, what follows from it, and what
//! can never happen.

mod absence;
mod administration;
mod approvals;
mod assignment;
mod assignment_histories;
mod canned_texts;
mod clocks;
mod deeds;
mod followed_calendars;
mod invariants;
mod kept;
mod known_answers;
mod matrix;
mod mentions;
mod merging;
mod mutes;
mod offered_services;
mod page;
mod permissions;
mod promises;
mod ratings;
mod recognition;
mod recurrences;
mod service_levels;
mod serving_groups;
mod skills;
mod slow_clocks;
mod stages;
mod structure;
mod talk;
mod team_rules;
mod templates;
mod then;
mod wordings;
mod working_time;
