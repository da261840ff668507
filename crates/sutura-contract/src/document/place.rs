//! Where in a document a value stands.

use std::{borrow::Cow, fmt};

use super::object::Sending;

/// A place in a document, as a list of steps on the stack: it costs nothing until somebody asks for its pointer.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
    /// How many schemas stand around this one.
    pub depth: usize,
    /// What is known of the fields of objects here.
    pub sending: Sending,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root(&'p str),
    Key(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// The place of a JSON pointer.
    pub fn root(pointer: &'p str, sending: Sending) -> Self {
        Self { parent: None, step: Step::Root(pointer), depth: 0, sending }
    }

    /// The place of another pointer, as far inside as this one.
    pub fn moved<'q>(&self, pointer: &'q str) -> Place<'q> {
        Place { depth: self.depth, ..Place::root(pointer, self.sending) }
    }

    /// The same place, where this is known of the fields of objects.
    pub fn sending(&self, sending: Sending) -> Self {
        Self { sending, ..*self }
    }

    /// The value of a key in the object here.
    pub fn key<'q>(&'q self, key: &'q str) -> Place<'q> {
        Place { parent: Some(self), step: Step::Key(key), ..*self }
    }

    /// An item of the array here.
    pub fn index<'q>(&'q self, index: usize) -> Place<'q> {
        Place { parent: Some(self), step: Step::Index(index), ..*self }
    }

    /// The same place, one schema further inside.
    pub fn inner(&self) -> Self {
        Self { depth: self.depth + 1, ..*self }
    }

    /// The JSON pointer.
    pub fn pointer(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(formatter)?;
        }
        match self.step {
            Step::Root(pointer) => formatter.write_str(pointer),
            Step::Key(key) => write!(formatter, "/{}", escaped(key)),
            Step::Index(index) => write!(formatter, "/{index}"),
        }
    }
}

/// A key as a step of a JSON pointer (RFC 6901).
pub(super) fn escaped(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

/// The key that a step of a JSON pointer means.
pub(super) fn unescaped(step: &str) -> Cow<'_, str> {
    if step.contains('~') { Cow::Owned(step.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(step) }
}
