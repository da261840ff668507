//! Classes of optional fields whose constructor cannot be called without them: pydantic's first version gave such fields a default.

use ruff_python_ast::{Expr, Operator, Stmt, StmtAnnAssign};

use super::context::{Context, Module};
use super::outline::{Definition, bytes, dotted, expressions, parse};
use super::wrong_keyword::missing_parameters;
use crate::{
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
    patch::Patch,
};

/// Every field gets `= None`, where all fields of the class may be `None` and none has a default: who lists what may change leaves out the rest.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors() {
        let missing = missing_parameters(diagnostic);
        let Some(place) = span(text, diagnostic).filter(|_| !missing.is_empty()) else { continue };
        let parsed = parse(text);
        let calls = expressions(parsed.suite()).into_iter().filter_map(Expr::as_call_expr).filter(|call| bytes(*call).start == place.start);
        let patch =
            calls.filter_map(|call| dotted(&call.func)).find_map(|class| with_defaults(context, &diagnostic.file, &class, &missing));
        let title = "give the optional fields their default".to_owned();
        found.extend(patch.map(|patch| Proposal { title, patch, answers: vec![diagnostic.fingerprint.clone()], rank: 1 }));
    }
    super::merged(found)
}

fn with_defaults(context: &Context<'_>, path: &str, class: &str, missing: &[String]) -> Option<Patch> {
    let (file, name) = model(context, path, class)?;
    let text = context.text(&file)?;
    let parsed = parse(text);
    let fields = fields(parsed.suite(), name);
    let names: Vec<&str> = fields.iter().filter_map(|field| field_name(field)).collect();
    let are_all = fields.len() > 1 && fields.iter().all(|field| field.value.is_none() && may_be_none(&field.annotation));
    if !are_all || !missing.iter().all(|name| names.contains(&name.as_str())) {
        return None;
    }
    let edits = fields.iter().map(|field| bytes(&*field.annotation).end).map(|end| replace(end..end, " = None")).collect();
    apply(text, edits).map(|text| Patch::of(file, text))
}

/// The names of the fields of a pydantic model, in their order.
pub(super) fn model_fields(context: &Context<'_>, path: &str, class: &str) -> Option<Vec<String>> {
    let (file, name) = model(context, path, class)?;
    let parsed = parse(context.text(&file)?);
    Some(fields(parsed.suite(), name).into_iter().filter_map(field_name).map(str::to_owned).collect())
}

/// The file that defines a pydantic model, with the name that it has there.
fn model<'c>(context: &Context<'_>, path: &str, class: &'c str) -> Option<(String, &'c str)> {
    let (module, name) = match class.rsplit_once('.') {
        None => (context.dotted(path)?, class),
        Some((owner, last)) => {
            let import = context.outline(path)?.imports_of(owner).next().cloned()?;
            let module = context.absolute(path, &import.module, import.level)?;
            (import.name.map_or(module.clone(), |name| format!("{module}.{name}")), last)
        }
    };
    let (place, Definition::Class(_)) = context.definition(path, &module, name)? else { return None };
    let Module::Source(file) = context.module(path, &place)? else { return None };
    Some((file, name))
}

fn fields<'a>(body: &'a [Stmt], class: &str) -> Vec<&'a StmtAnnAssign> {
    let class = body.iter().filter_map(Stmt::as_class_def_stmt).find(|found| found.name.as_str() == class);
    let is_model = |base: String| base.ends_with("BaseModel") || base.ends_with("SQLModel");
    let class = class.filter(|class| class.arguments.iter().flat_map(|given| &given.args).filter_map(dotted).any(is_model));
    class.into_iter().flat_map(|class| &class.body).filter_map(Stmt::as_ann_assign_stmt).collect()
}

fn field_name(field: &StmtAnnAssign) -> Option<&str> {
    field.target.as_name_expr().map(|name| name.id.as_str())
}

fn may_be_none(annotation: &Expr) -> bool {
    match annotation {
        Expr::BinOp(union) if union.op == Operator::BitOr => may_be_none(&union.left) || may_be_none(&union.right),
        Expr::Subscript(_) => dotted(annotation).is_some_and(|name| name == "Optional" || name.ends_with(".Optional")),
        other => other.is_none_literal_expr(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const LACKS: (&str, &str, &str, u32, u32, &str) =
        ("pyright", "reportCallIssue", "a.py", 2, 1, "Arguments missing for parameters \"name\", \"size\"");

    #[test]
    fn a_class_of_optional_fields_gets_defaults_and_one_with_a_required_field_does_not() {
        let call = ("a.py", "from m import Update\nUpdate(tag=1)\n");
        let text = "class Update(BaseModel):\n    tag: int | None\n    name: str | None\n    size: Optional[int]\n";
        let right = text.replace(" | None\n", " | None = None\n").replace("[int]\n", "[int] = None\n");
        assert_eq!(best(&[("m.py", text), call], &[LACKS], propose), [right]);
        let required = text.replace("tag: int | None", "tag: int");
        assert_eq!(best(&[("m.py", &required), call], &[LACKS], propose), [""; 0]);
    }
}
