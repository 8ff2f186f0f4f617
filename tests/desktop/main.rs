//! The real app in real windows, on desktops of their own, against the real server.

mod backend;
mod clock;
mod lean;
mod person;
mod programs;
mod rig;
mod the_loop;
