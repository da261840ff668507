//! The checker of our own: what only a look at the whole project shows.
