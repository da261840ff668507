//! How long work tells that it goes on. The engine never prints: the program shows this, or does not.

use std::sync::Arc;

/// Something that can show what is going on.
pub trait Progress: Send + Sync {
    /// Work named `what` began. It goes on until the returned value is dropped.
    fn begin(&self, what: &str) -> Activity;

    /// Work that belongs to every run, and so is worth showing only where it can be taken back.
    fn pass(&self, _what: &str) -> Activity {
        Activity { at_end: None }
    }
}

/// Work that goes on.
pub struct Activity {
    at_end: Option<Box<dyn FnOnce() + Send>>,
}

impl Activity {
    /// Work whose end calls `at_end`.
    pub fn new(at_end: impl FnOnce() + Send + 'static) -> Self {
        Self { at_end: Some(Box::new(at_end)) }
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        if let Some(at_end) = self.at_end.take() {
            at_end();
        }
    }
}

/// Shows nothing.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str) -> Activity {
        Activity { at_end: None }
    }
}

impl Silent {
    /// A shared silent progress.
    pub fn shared() -> Arc<dyn Progress> {
        Arc::new(Self)
    }
}
