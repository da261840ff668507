//! What changed between two contracts, and what of it breaks clients.
