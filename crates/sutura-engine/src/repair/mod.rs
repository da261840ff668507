//! Repair: candidates are proposed, guarded, judged and kept, until nothing more can be mended.

pub mod guardrails;
pub mod improvement;
