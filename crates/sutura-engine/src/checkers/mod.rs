//! Checkers: each turns a workspace into findings, or says why it could not.

pub mod structure;
