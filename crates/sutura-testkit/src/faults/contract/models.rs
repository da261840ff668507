//! Changes of the fields of Pydantic models.

use ruff_python_ast::{Expr, ExprCall, Keyword, Stmt, StmtAnnAssign, StmtClassDef};

use super::super::python::nodes::{Nodes, bytes, with_nodes};
use super::super::{Edit, Sources};
use super::{Candidate, Kind, edit, python};

/// A field that is new, and what calls give it.
const NEW: (&str, &str) = ("region", "\"north\"");

/// All changes of this kind that fields can have.
pub(super) fn candidates(sources: &Sources, kind: Kind) -> Vec<Candidate> {
    let found = python(sources).flat_map(|(path, text)| {
        with_nodes(text, |nodes| {
            let models = nodes.classes.iter().filter(|class| has_base(class, |base| base == "BaseModel"));
            models.flat_map(|model| of_model(&Model { sources, path, nodes, class: model }, kind)).collect()
        })
    });
    found.collect()
}

/// Whether one of a class's bases has a name that is right.
pub(super) fn has_base(class: &StmtClassDef, is_right: impl Fn(&str) -> bool) -> bool {
    class.bases().iter().filter_map(Expr::as_name_expr).any(|base| is_right(&base.id))
}

struct Model<'a> {
    sources: &'a Sources,
    path: &'a str,
    nodes: &'a Nodes<'a>,
    class: &'a StmtClassDef,
}

impl Model<'_> {
    /// A change of one field, which calls of the model follow.
    fn change(&self, field: &str, edit: Edit, follow: impl Fn(&Nodes<'_>, &ExprCall) -> Option<Edit>) -> Candidate {
        Candidate::new(format!("{}.{field}", self.class.name), self.path, [edit]).and_in_all(self.sources, |nodes| {
            let calls = nodes.calls.iter().filter(|call| call.func.as_name_expr().is_some_and(|name| name.id == self.class.name.id));
            calls.filter_map(|call| follow(nodes, call)).collect()
        })
    }
}

fn of_model(model: &Model<'_>, kind: Kind) -> Vec<Candidate> {
    let fields = model.class.body.iter().filter_map(Stmt::as_ann_assign_stmt);
    let mut candidates: Vec<Candidate> = fields.clone().filter_map(|field| of_field(model, field, kind)).collect();
    if let (Kind::Require, Some(first)) = (kind, fields.into_iter().next()) {
        let start = model.nodes.lines(first).start;
        let (name, value) = NEW;
        candidates.push(model.change(name, edit(start..start, format!("    {name}: str\n")), |_, call| Some(given(call, name, value))));
    }
    candidates
}

fn of_field(model: &Model<'_>, field: &StmtAnnAssign, kind: Kind) -> Option<Candidate> {
    let (name, annotation) = (field.target.as_name_expr()?.id.as_str(), bytes(&*field.annotation));
    let nodes = model.nodes;
    Some(match kind {
        Kind::Rename => {
            let new = format!("{name}_now");
            let follow = |_: &Nodes<'_>, call: &ExprCall| Some(edit(bytes(keyword(call, name)?.arg.as_ref()?), new.as_str()));
            model.change(name, edit(bytes(&*field.target), new.as_str()), follow)
        }
        Kind::Remove => {
            let gone = if model.class.body.len() == 1 { edit(bytes(field), "pass") } else { edit(nodes.lines(field), "") };
            model.change(name, gone, |nodes, call| Some(edit(nodes.with_comma(bytes(keyword(call, name)?)), "")))
        }
        Kind::Retype => {
            let new = edit(annotation, format!("dict[str, {}]", nodes.source(&*field.annotation)));
            model.change(name, new, |nodes, call| {
                let value = &keyword(call, name)?.value;
                Some(edit(bytes(value), format!("{{\"value\": {}}}", nodes.source(value))))
            })
        }
        Kind::Require => {
            let default = nodes.source(field.value.as_deref()?);
            let gone = edit(annotation.end..bytes(field).end, "");
            model.change(name, gone, |_, call| keyword(call, name).is_none().then(|| given(call, name, default)))
        }
        Kind::Path | Kind::Method | Kind::Member => return None,
    })
}

fn keyword<'a>(call: &'a ExprCall, name: &str) -> Option<&'a Keyword> {
    call.arguments.keywords.iter().find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name))
}

/// One more argument of a call, before the others.
fn given(call: &ExprCall, name: &str, value: &str) -> Edit {
    let start = bytes(&call.arguments).start + 1;
    edit(start..start, format!("{name}={value}, "))
}
