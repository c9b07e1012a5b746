//! What an entry is and what the rules are: entries, households, places, plans, checks, coverage, access.
//!
//! Pure: no I/O, no clock, no async, no randomness. Time, ids and random bytes are arguments.
//! This crate knows nothing of logs, segments, databases, screens or the network.

pub mod access;
pub mod age;
pub mod assignment;
mod celsius;
pub mod change;
pub mod check;
mod clock_readings;
pub mod clocks;
pub mod coverage;
pub mod entries;
pub mod fold;
pub mod handover;
pub mod household;
pub mod ids;
pub mod moment;
pub mod places;
pub mod plan;
pub mod readings;
pub mod roster;
pub mod settings;
pub mod target;
pub mod text;
pub mod time;
pub mod trust;
