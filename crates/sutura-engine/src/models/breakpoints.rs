use super::{Message, Part, Request};

/// Which ends of parts become cache breakpoints: providers take so many and no more, and the last ones cover the most.
pub(super) struct Breakpoints {
    surplus: usize,
}

impl Breakpoints {
    /// The last `most` of the request's marked parts.
    pub(super) fn last(most: usize, request: &Request) -> Self {
        let in_messages = request.messages.iter().filter_map(|message| match message {
            Message::User(parts) => Some(parts),
            Message::Assistant { .. } | Message::Results(_) => None,
        });
        let marked = std::iter::once(&request.system).chain(in_messages).flatten().filter(|part| part.cached && !part.text.is_empty());
        Self { surplus: marked.count().saturating_sub(most) }
    }

    /// Parts that are not empty, which providers refuse, each with whether a breakpoint follows it. To be asked in the order of the request.
    pub(super) fn place<'p>(&mut self, parts: &'p [Part]) -> impl Iterator<Item = (&'p str, bool)> {
        parts.iter().filter(|part| !part.text.is_empty()).map(|part| {
            let kept = part.cached && self.surplus == 0;
            self.surplus -= usize::from(part.cached && !kept);
            (part.text.as_str(), kept)
        })
    }
}
