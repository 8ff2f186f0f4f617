//! The real app in real windows, on desktops of their own, against the real server.

mod alone;
mod backend;
mod catalogue;
mod clock;
mod finding;
mod lean;
mod person;
mod programs;
mod rig;
mod setting_up;
mod texts;
mod the_loop;
