//! What sends requests: `fetch`, axios, ky and ofetch, and what they take.

use super::{
    script::{Expr, Kind},
    value::{Fields, Piece, Place, Text, Value, joined},
};

/// Something that sends a request where it is called.
#[derive(Clone, Debug)]
pub(crate) struct Client<'s> {
    library: Library,
    /// What stands before each path: nothing, or what it was made with.
    base: Option<Box<Value<'s>>>,
    /// What this member of it does.
    pub verb: Verb,
    /// The end of the member's name, where it stands.
    member_end: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Library {
    Fetch,
    Axios,
    Ky,
    Ofetch,
}

/// What a call of a client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// It sends as its arguments say.
    Any,
    /// It sends with a method.
    Method(&'static str),
    /// It makes another client.
    Create,
}

/// One request, as far as it is known.
#[derive(Clone, Debug)]
pub(crate) struct Request<'s> {
    /// The texts that its address may be.
    pub urls: Vec<Text<'s>>,
    /// The method in capitals, where it is known.
    pub method: Option<String>,
    /// The method's name in the sources, where it stands there.
    pub method_place: Option<Place>,
    /// What is put into the query, beside what the address says.
    pub query: Option<Value<'s>>,
    /// What is sent as JSON.
    pub body: Option<Value<'s>>,
}

const METHODS: &[(&str, &str)] =
    &[("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE"), ("head", "HEAD"), ("options", "OPTIONS")];

impl<'s> Client<'s> {
    fn new(library: Library) -> Self {
        Self { library, base: None, verb: Verb::Any, member_end: None }
    }

    /// What a name means that nobody declares.
    pub fn global(name: &str) -> Option<Self> {
        match name {
            "fetch" => Some(Self::new(Library::Fetch)),
            "$fetch" => Some(Self::new(Library::Ofetch)),
            _ => None,
        }
    }

    /// What a package exports under a name.
    pub fn of_package(package: &str, name: &str) -> Option<Self> {
        let library = match (package, name) {
            ("axios", "default" | "*" | "axios") => Library::Axios,
            ("ky" | "ky-universal", "default" | "*") => Library::Ky,
            ("ofetch", "ofetch" | "$fetch") => Library::Ofetch,
            ("node-fetch" | "cross-fetch" | "isomorphic-fetch", "default" | "fetch") => Library::Fetch,
            _ => return None,
        };
        Some(Self::new(library))
    }

    /// `client.name`, which ends at `end`.
    pub fn member(self, name: &str, end: usize) -> Option<Self> {
        if self.library == Library::Fetch || self.verb != Verb::Any {
            return None;
        }
        let verb = match name {
            "create" | "extend" => Verb::Create,
            "request" | "default" | "raw" | "axios" => Verb::Any,
            _ => Verb::Method(METHODS.iter().find(|(small, _)| *small == name).filter(|_| self.library != Library::Ofetch)?.1),
        };
        Some(Self { verb, member_end: Some(end), ..self })
    }

    /// What `client.create(options)` makes.
    pub fn created(self, options: Value<'s>, label: String) -> Self {
        let base = match &options {
            Value::Object(fields) => match base_of(fields) {
                Value::Nothing => self.base,
                base => Some(Box::new(base)),
            },
            Value::Nothing => self.base,
            _ => Some(Box::new(Value::Unknown(label))),
        };
        Self { base, verb: Verb::Any, member_end: None, ..self }
    }

    /// The request of a call in `file` with these arguments.
    pub fn request(&self, file: usize, arguments: &[Value<'s>]) -> Option<Request<'s>> {
        let mut arguments = arguments.iter().cloned();
        let first = arguments.next()?;
        let is_axios = self.library == Library::Axios;
        let (url, data, options) = match (first, self.verb) {
            (Value::Object(options), Verb::Any) if is_axios => (options.get("url"), None, Value::Object(options)),
            (url, Verb::Method("POST" | "PUT" | "PATCH")) if is_axios => {
                (url, arguments.next(), arguments.next().unwrap_or(Value::Nothing))
            }
            (url, _) => (url, None, arguments.next().unwrap_or(Value::Nothing)),
        };
        let nothing = Fields::default();
        let open = Fields { is_open: true, ..Fields::default() };
        let options = match &options {
            Value::Object(fields) => fields,
            Value::Nothing => &nothing,
            _ => &open,
        };
        let base = match base_of(options) {
            Value::Nothing => self.base.as_deref().cloned(),
            // What a config may say beside what it says is mostly nothing.
            Value::Unknown(_) if options.is_open => self.base.as_deref().cloned(),
            base => Some(base),
        };
        let (method, method_place) = self.method(file, options);
        let query = match self.library {
            Library::Fetch => None,
            Library::Axios => Some(options.get("params")),
            Library::Ky => Some(options.get("searchParams")),
            Library::Ofetch => Some(match options.get("query") {
                Value::Nothing => options.get("params"),
                query => query,
            }),
        };
        let body = match self.library {
            Library::Fetch => options.get("body"),
            Library::Axios => data.unwrap_or_else(|| options.get("data")),
            Library::Ky => options.get("json"),
            Library::Ofetch => options.get("body"),
        };
        let body = match body {
            Value::Json(value) => Some(*value),
            value @ Value::Object(_) if self.library != Library::Fetch => Some(value),
            _ => None,
        };
        Some(Request { urls: self.urls(url, base), method, method_place, query, body })
    }

    fn method(&self, file: usize, options: &Fields<'s>) -> (Option<String>, Option<Place>) {
        if let Verb::Method(method) = self.verb {
            let place = self.member_end.map(|end| Place { file, range: end - method.len()..end });
            return (Some(method.to_owned()), place);
        }
        match options.get("method") {
            Value::Nothing => (Some("GET".to_owned()), None),
            value => match value.known_text() {
                Some((text, place)) => (Some(text.to_uppercase()), Some(place.clone())),
                None => (None, None),
            },
        }
    }

    fn urls(&self, url: Value<'s>, base: Option<Value<'s>>) -> Vec<Text<'s>> {
        let is_whole = |url: &Text<'s>| matches!(url.first(), Some(Piece::Known { text, .. }) if text.contains("://"));
        let slash = Piece::Known { text: "/", place: Place { file: usize::MAX, range: 0..0 }, literal: 0..0 };
        let one = |url: Text<'s>| match &base {
            Some(base) if !is_whole(&url) => joined([base.clone(), Value::Text(vec![slash.clone()]), Value::Text(url)].into_iter()).texts(),
            _ => vec![url],
        };
        url.texts().into_iter().flat_map(one).collect()
    }
}

/// What a client is made with to stand before its paths.
fn base_of<'s>(options: &Fields<'s>) -> Value<'s> {
    let names = ["baseURL", "baseUrl", "prefixUrl", "prefix"];
    let found = options.all.iter().find(|field| names.contains(&field.name)).map(|field| field.value.clone());
    found.unwrap_or(if options.is_open { Value::Unknown("base".to_owned()) } else { Value::Nothing })
}

/// The callee and the arguments of a call.
pub(crate) fn call_of(expr: &Expr) -> Option<(&Expr, &[Expr])> {
    match &expr.kind {
        Kind::Call(callee, arguments) => Some((callee, arguments)),
        _ => None,
    }
}
