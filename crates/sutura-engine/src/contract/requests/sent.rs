//! The requests of a frontend: every call that reaches a client, also through functions that hand their arguments on.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{
    client::{Request, Verb, call_of},
    route::addresses,
    script::Expr,
    value::{Callable, Known, Place, Scripts, Value},
};

/// The requests of all calls in the files that `is_asked` picks. Those that nothing in a call tells apart stand together: one of them is meant.
pub(crate) fn sent<'s>(scripts: &'s Scripts<'_>, is_asked: impl Fn(usize) -> bool) -> Vec<Vec<Sent<'s>>> {
    Sender { scripts, sends: RefCell::default() }.all(is_asked)
}

/// Finds the requests of scripts.
struct Sender<'s, 'a> {
    scripts: &'s Scripts<'a>,
    /// Whether calls of a function may send something: by its file and start.
    sends: RefCell<BTreeMap<(usize, usize), bool>>,
}

/// A request, and the call in the sources that makes it.
#[derive(Clone)]
pub(crate) struct Sent<'s> {
    pub request: Request<'s>,
    /// File and range of the outermost call.
    pub call: Place,
    /// The functions that stand between the call and the client.
    pub through: Vec<Place>,
}

/// How many functions a request is followed through.
const DEEPEST: u32 = 4;

impl<'s, 'a> Sender<'s, 'a> {
    fn all(&self, is_asked: impl Fn(usize) -> bool) -> Vec<Vec<Sent<'s>>> {
        let mut all = Vec::new();
        for file in (0..self.scripts.all.len()).filter(|file| is_asked(*file)) {
            for call in &self.scripts.script(file).calls {
                let mut by_literal: BTreeMap<Option<(usize, usize)>, Vec<Sent<'s>>> = BTreeMap::new();
                for sent in self.requests(file, call, &Rc::default(), 0) {
                    let literal = addresses(&sent.request).first().map(|address| (address.literal.file, address.literal.range.start));
                    by_literal.entry(literal).or_default().push(sent);
                }
                by_literal.remove(&None);
                all.extend(by_literal.into_values());
            }
        }
        all
    }

    fn requests(&self, file: usize, call: &'s Expr, known: &Rc<Known<'s>>, depth: u32) -> Vec<Sent<'s>> {
        let Some((callee, arguments)) = call_of(call) else { return Vec::new() };
        let arguments = || arguments.iter().map(|argument| self.scripts.value(file, argument, known)).collect::<Vec<_>>();
        let place = || Place { file, range: call.range.clone() };
        match self.scripts.value(file, callee, known) {
            Value::Client(client) if client.verb != Verb::Create => {
                let request = client.request(file, &arguments());
                request.map(|request| Sent { request, call: place(), through: Vec::new() }).into_iter().collect()
            }
            Value::Function(callable) if depth < DEEPEST && callable.takes_any() && self.sends(&callable, 0) => {
                let known = self.scripts.bound(&callable, &arguments());
                let calls = self.scripts.script(callable.file).calls_in(&callable.range);
                let sent = calls.flat_map(|call| self.requests(callable.file, call, &known, depth + 1));
                let function = Place { file: callable.file, range: callable.range.clone() };
                let through = |mut sent: Sent<'s>| {
                    sent.through.push(function.clone());
                    Sent { call: place(), ..sent }
                };
                sent.map(through).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a call of the function may send something.
    fn sends(&self, callable: &Callable<'s>, depth: u32) -> bool {
        let key = (callable.file, callable.range.start);
        if let Some(known) = self.sends.borrow().get(&key) {
            return *known;
        }
        self.sends.borrow_mut().insert(key, false);
        let nothing = Rc::default();
        let is_sent = |call: &'s Expr| match call_of(call) {
            Some((callee, _)) => match self.scripts.value(callable.file, callee, &nothing) {
                Value::Client(_) => true,
                Value::Function(inner) => depth < DEEPEST && self.sends(&inner, depth + 1),
                _ => false,
            },
            None => false,
        };
        let found = self.scripts.script(callable.file).calls_in(&callable.range).any(is_sent);
        self.sends.borrow_mut().insert(key, found);
        found
    }
}
