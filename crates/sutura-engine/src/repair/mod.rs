//! Repair: candidates are proposed, guarded, judged and kept, until nothing more can be mended.

pub mod fault;
pub mod guardrails;
pub mod improvement;
#[cfg(test)]
mod testing;
