//! What the scripts of a frontend ask for around the client: requests, followed by a real parser through constants, clients and wrappers to an address, and
//! the routes that answer there.

pub(crate) mod client;
pub(crate) mod route;
pub(crate) mod script;
pub(crate) mod sent;
pub(crate) mod value;
