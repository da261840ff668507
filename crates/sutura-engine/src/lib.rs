//! Checks machine-written projects with their real tools.
//!
//! Data flows one way: a [`workspace`] snapshot goes to the [`checkers`], their findings become [`diagnostic`]s, every step is an
//! event of the [`ledger`], and a [`report`] is a rendering of the result. The engine never prints, and reads neither the environment nor
//! the user's home: what it needs from there is handed in.

pub mod checkers;
pub mod contract;
pub mod dependencies;
pub mod diagnostic;
pub mod fixers;
pub mod imports;
pub mod ledger;
pub mod models;
pub mod network;
pub mod patch;
pub mod process;
pub mod progress;
pub mod repair;
pub mod report;
pub mod settings;
pub mod tools;
pub mod workspace;
pub mod writeback;
