//! Paths that are asked for, and routes that answer.

use std::ops::Range;

use sutura_contract::model::{Endpoint, Place as Where, Type};

use super::{
    client::Request,
    value::{Fields, Piece, Place, Text},
};

/// An address that a request goes to.
#[derive(Clone, Debug)]
pub(crate) struct Address<'s> {
    pub base: Base,
    pub segments: Vec<Segment<'s>>,
    /// The names of the query, where they stand.
    pub query: Vec<(String, Place)>,
    /// The literal that most of the path stands in.
    pub literal: Place,
}

/// What stands before a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Base {
    /// The address of the page.
    Origin,
    /// A port of this machine.
    Local(String),
    /// Something that is not known, as it is written.
    Unknown(String),
}

/// What stands between two `/` of a path.
#[derive(Clone, Debug)]
pub(crate) enum Segment<'s> {
    /// A word, and where it stands.
    Word(&'s str, Place),
    /// Something that begins so: more may follow, a query too.
    Prefix(&'s str),
    /// Anything.
    Any,
    /// One or more segments of anything.
    Many,
}

impl<'s> Address<'s> {
    /// Where the request with this address goes: nothing where that is another host, or not known at all.
    pub fn of(url: &Text<'s>) -> Option<Self> {
        let mut reader = Reader::default();
        let base = reader.read(url)?;
        let literal = reader.literal?;
        let has_words = reader.segments.iter().any(|segment| matches!(segment, Segment::Word(..) | Segment::Prefix(_)));
        has_words.then_some(Self { base, segments: reader.segments, query: reader.query, literal })
    }

    /// Whether it is that of a file.
    pub fn is_file(&self) -> bool {
        const ENDINGS: &[&str] = &[
            "json", "svg", "png", "jpg", "jpeg", "gif", "webp", "ico", "txt", "md", "html", "css", "js", "wasm", "xml", "pdf", "csv",
            "mp4", "woff2",
        ];
        match self.segments.last() {
            Some(Segment::Word(word, _)) => word.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)),
            _ => false,
        }
    }

    /// The path as people read it.
    pub fn shown(&self) -> String {
        let shown = self.segments.iter().map(|segment| match segment {
            Segment::Word(word, _) => format!("/{word}"),
            Segment::Prefix(word) => format!("/{word}…"),
            Segment::Any | Segment::Many => "/…".to_owned(),
        });
        shown.collect()
    }
}

/// Reads a text from its start to its end.
#[derive(Default)]
struct Reader<'s> {
    segments: Vec<Segment<'s>>,
    query: Vec<(String, Place)>,
    literal: Option<Place>,
    /// How much of the path stands in the literal.
    longest: usize,
    /// Whether the last segment may go on.
    is_within: bool,
    in_query: bool,
    has_ended: bool,
}

impl<'s> Reader<'s> {
    fn read(&mut self, url: &Text<'s>) -> Option<Base> {
        let mut pieces = url.iter();
        let base = match pieces.next()? {
            Piece::Unknown(label) => Base::Unknown(label.clone()),
            Piece::Query(_) => return None,
            Piece::Known { text, place, literal } => {
                let (base, path) = origin(text, url.get(1))?;
                let start = text.len() - path.len();
                self.known(path, place, start, literal);
                base
            }
        };
        for piece in pieces {
            match piece {
                Piece::Known { text, place, literal } => self.known(text, place, 0, literal),
                Piece::Query(fields) => self.fields(fields),
                Piece::Unknown(label) => self.unknown(label),
            }
        }
        Some(base)
    }

    fn known(&mut self, text: &'s str, place: &Place, start: usize, literal: &Range<usize>) {
        let (path, rest) = match text.find(['?', '#']).filter(|_| !self.in_query) {
            Some(at) => (&text[..at], Some(&text[at..])),
            None if self.in_query => ("", Some(text)),
            None => (text, None),
        };
        if place.file != usize::MAX && path.len() > self.longest {
            self.longest = path.len();
            self.literal = Some(Place { file: place.file, range: literal.clone() });
        }
        let (base, mut at) = (place.range.start + start, 0);
        for (index, part) in path.split('/').enumerate() {
            if index > 0 {
                self.is_within = false;
                at += 1;
            }
            if !part.is_empty() {
                self.segment(part, Place { file: place.file, range: place.range.start + at..place.range.start + at + part.len() });
            }
            at += part.len();
        }
        if let Some(rest) = rest {
            self.query_text(rest, place.file, base + at);
        }
    }

    fn segment(&mut self, part: &'s str, place: Place) {
        let is_placeholder = part.starts_with(':') || part.starts_with('{') && part.ends_with('}');
        let segment = if is_placeholder { Segment::Any } else { Segment::Word(part, place) };
        match self.segments.last_mut().filter(|_| self.is_within) {
            Some(last) => *last = Segment::Any,
            None => self.segments.push(segment),
        }
        self.is_within = true;
    }

    fn unknown(&mut self, label: &str) {
        if self.in_query {
            return;
        }
        match self.segments.last_mut().filter(|_| self.is_within) {
            Some(last) => {
                *last = match last {
                    Segment::Word(word, _) => Segment::Prefix(word),
                    _ => Segment::Any,
                }
            }
            None => self.segments.push(if may_have_slashes(label) { Segment::Many } else { Segment::Any }),
        }
        self.is_within = true;
    }

    fn fields(&mut self, fields: &Fields<'s>) {
        if !self.in_query {
            return self.unknown("query");
        }
        self.query.extend(fields.all.iter().map(|field| (field.name.to_owned(), field.place.clone())));
    }

    /// What stands behind a path, from its `?` on, or somewhere in a query.
    fn query_text(&mut self, text: &str, file: usize, start: usize) {
        if text.starts_with('#') || self.has_ended {
            self.has_ended = true;
            return;
        }
        self.in_query = true;
        let text_end = text.find('#').unwrap_or(text.len());
        let mut at = 0;
        for (index, pair) in text[..text_end].split(['?', '&']).enumerate() {
            let key = pair.split('=').next().unwrap_or_default();
            // What stands before the first separator belongs to what came before it.
            if index > 0 && !key.is_empty() && pair.contains('=') {
                self.query.push((key.to_owned(), Place { file, range: start + at..start + at + key.len() }));
            }
            at += pair.len() + 1;
        }
    }
}

/// Whether a value may be several segments of a path, by the name that it has.
fn may_have_slashes(label: &str) -> bool {
    let name = label.trim_end_matches("()").rsplit('.').next().unwrap_or(label).to_lowercase();
    const LONG: &[&str] = &["path", "url", "uri", "endpoint", "suffix", "rest", "route", "slug", "resource", "file", "key", "…"];
    LONG.iter().any(|word| name.contains(word))
}

/// The base of an address that begins with `text`, and the path in it.
fn origin<'s>(text: &'s str, next: Option<&Piece<'_>>) -> Option<(Base, &'s str)> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return match text {
            "/" => Some((Base::Origin, text)),
            text if text.starts_with("//") || text.starts_with('.') || text.contains(':') && !text.starts_with('/') => None,
            text if text.starts_with('/') => Some((Base::Origin, text)),
            text => Some((Base::Unknown("defaults".to_owned()), text)),
        };
    };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    if path.is_empty() && matches!(next, Some(Piece::Unknown(_))) {
        return None;
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_local = matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0" | "[::1]" | "backend" | "api" | "server" | "web" | "app");
    (matches!(scheme, "http" | "https") && is_local).then(|| (Base::Local(host.to_owned()), path))
}

/// A route, as far as it decides about who answers.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// In capitals; nothing where it answers every method.
    pub method: Option<String>,
    pub parts: Vec<Part>,
    /// Whether more may stand before it.
    pub is_tail: bool,
}

/// What stands between two `/` of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Word(String),
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// Anything that follows, also nothing.
    Rest,
}

/// The parts of a route's path, where `kind` says what a parameter may be.
pub(crate) fn parts(path: &str, kind: impl Fn(&str) -> Part) -> Vec<Part> {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) if name.ends_with(":path") => Part::Rest,
        Some(name) => kind(name),
        None if part.contains('{') => Part::Text,
        None => Part::Word(part.to_owned()),
    };
    path.split('/').filter(|part| !part.is_empty()).map(part).collect()
}

/// How sure it is that a route answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Path for path.
    Whole,
    /// One of the two has a beginning that the other lacks: a base that is not known, a server in between that takes it away.
    Shifted,
    /// Their ends are the same, and something in between writes paths anew.
    Rewritten,
}

impl Route {
    /// The route of an endpoint.
    pub fn of(endpoint: &Endpoint) -> Self {
        let kind = |name: &str| {
            let parameter = endpoint.parameters.iter().find(|parameter| parameter.place == Where::Path && parameter.name == name);
            match parameter.map(|parameter| &parameter.ty) {
                Some(Type::Integer) => Part::Number,
                _ => Part::Text,
            }
        };
        Self { method: Some(endpoint.method.name().to_owned()), parts: parts(&endpoint.path, kind), is_tail: false }
    }

    /// Whether it answers at this address, whatever the method.
    pub fn answers(&self, address: &Address<'_>, may_be_rewritten: bool) -> Option<Fit> {
        let (segments, parts) = (&address.segments[..], &self.parts[..]);
        if fits(segments, parts) {
            return Some(Fit::Whole);
        }
        let is_word = |part: &Part| matches!(part, Part::Word(_));
        let leading = parts.iter().take_while(|part| is_word(part)).count();
        let ends = || (1..parts.len().min(leading + 1)).map(|from| &parts[from..]).filter(|end| is_word(&end[0]));
        // What is not known would be anything that a cut leaves.
        let is_known = |segment: &Segment<'_>| matches!(segment, Segment::Word(..) | Segment::Prefix(_));
        let tails = || (1..segments.len()).map(|from| &segments[from..]).filter(|tail| is_known(&tail[0]));
        let is_cut = || parts.first().is_some_and(is_word) && tails().any(|tail| fits(tail, parts));
        let is_added = || is_known(&segments[0]) && ends().any(|end| fits(segments, end));
        if is_cut() || matches!(address.base, Base::Unknown(_)) && is_added() {
            return Some(Fit::Shifted);
        }
        let is_exchanged = || is_added() || ends().any(|end| tails().any(|tail| fits(tail, end)));
        (may_be_rewritten && is_exchanged()).then_some(Fit::Rewritten)
    }
}

/// Whether a route answers. Of what may be several segments all lengths are tried at once, in one step along the address.
fn fits(segments: &[Segment<'_>], parts: &[Part]) -> bool {
    let is_rest = |place: usize| parts[place..] == [Part::Rest];
    // How far in the route what has been read of the address may reach.
    let mut places = vec![false; parts.len() + 1];
    places[0] = true;
    for (index, segment) in segments.iter().enumerate() {
        let mut next = vec![false; parts.len() + 1];
        for place in (0..parts.len()).filter(|place| places[*place]) {
            match (segment, &parts[place]) {
                _ if is_rest(place) => return true,
                (Segment::Any, _) => next[place + 1] = true,
                (Segment::Many, _) => next[place + 1..].fill(true),
                (Segment::Prefix(_), _) if index + 1 < segments.len() => {}
                (Segment::Prefix(start), Part::Word(word)) if !word.starts_with(start) => {}
                (Segment::Prefix(_), _) => return true,
                (Segment::Word(word, _), part) => next[place + 1] |= is_answered(word, part),
            }
        }
        places = next;
    }
    (0..=parts.len()).any(|place| places[place] && (place == parts.len() || is_rest(place)))
}

/// Whether a word can stand for a part.
pub(crate) fn is_answered(word: &str, part: &Part) -> bool {
    match part {
        Part::Word(own) => own == word,
        Part::Text | Part::Rest => true,
        Part::Number => word.parse::<i64>().is_ok(),
    }
}

/// The addresses that a request may go to.
pub(crate) fn addresses<'s>(request: &Request<'s>) -> Vec<Address<'s>> {
    request.urls.iter().filter_map(Address::of).collect()
}

/// Those of `routes` that answer at an address, whatever the method, as far as they do so best.
pub(crate) fn answering<T: Copy>(routes: &[(Route, T)], address: &Address<'_>, may_be_rewritten: bool) -> (Fit, Vec<T>) {
    let fit = |(route, whose): &(Route, T)| Some((route.answers(address, may_be_rewritten)?, *whose));
    let mut found: Vec<(Fit, T)> = routes.iter().filter_map(fit).collect();
    let best = found.iter().map(|(fit, _)| *fit).min().unwrap_or(Fit::Whole);
    found.retain(|(fit, _)| *fit == best);
    (best, found.into_iter().map(|(_, whose)| whose).collect())
}
