use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{Completing, Model, ModelError, Request};

/// A model that is not forced any more once it has refused to be: models that always think answer a forced call with status 400.
pub struct Forcing {
    model: Arc<dyn Model>,
    refused: AtomicBool,
}

impl Forcing {
    /// Forces `model` as requests ask for it, until it refuses.
    pub fn new(model: Arc<dyn Model>) -> Self {
        Self { model, refused: AtomicBool::new(false) }
    }
}

impl Model for Forcing {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            if !self.refused.load(Ordering::Relaxed) || !request.must_call {
                match self.model.complete(request).await {
                    Err(error) if request.must_call && refuses(&error) => self.refused.store(true, Ordering::Relaxed),
                    answer => return answer,
                }
            }
            let free = Request { must_call: false, ..request.clone() };
            self.model.complete(&free).await
        })
    }
}

/// Nothing was bought, and the message names what was refused, as each wire calls it.
fn refuses(error: &ModelError) -> bool {
    let ModelError::Status { status: 400, message, .. } = error else { return false };
    ["tool_choice", "toolChoice", "tool choice", "function_calling_config", "functionCallingConfig"]
        .iter()
        .any(|name| message.contains(name))
}
