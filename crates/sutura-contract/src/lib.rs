//! What a backend promises to its clients, and the TypeScript that holds them to it.
//!
//! Data flows one way: the text of an OpenAPI document is read into a [`document`], which becomes a [`model`], the [`Contract`].
//! A contract is written as a manifest, as [`typescript`], or compared with another one by [`diff`]. Nothing here does I/O.

pub mod diff;
pub mod document;
pub mod error;
mod given;
pub mod manifest;
pub mod model;
pub mod typescript;
mod words;

pub use error::ContractError;
pub use model::Contract;
