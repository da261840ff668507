//! Changes of the members of enums.

use ruff_python_ast::{Expr, Stmt, StmtAssign, StmtClassDef};

use super::super::Sources;
use super::super::python::nodes::{Nodes, bytes, with_nodes};
use super::models::has_base;
use super::{Candidate, edit, python};

/// All changes of members whose values are texts.
pub(super) fn candidates(sources: &Sources) -> Vec<Candidate> {
    let found = python(sources).flat_map(|(path, text)| {
        with_nodes(text, |nodes| {
            let enums = nodes.classes.iter().filter(|class| has_base(class, |base| base.ends_with("Enum")));
            enums.flat_map(|class| of_enum(sources, path, nodes, class)).collect()
        })
    });
    found.collect()
}

/// A member's statement, name and value.
type Member<'a> = (&'a StmtAssign, &'a str, &'a Expr);

fn of_enum(sources: &Sources, path: &str, nodes: &Nodes<'_>, class: &StmtClassDef) -> Vec<Candidate> {
    let members: Vec<Member<'_>> = class.body.iter().filter_map(member).collect();
    let candidates = members.iter().flat_map(|&(statement, name, value)| {
        let text = nodes.source(value).trim_matches(['"', '\'']);
        let (new_name, new_value) = (format!("{name}_NOW"), edit(bytes(value), format!("\"{text}_now\"")));
        // Every use of it is one of another member then.
        let follow = |candidate: Candidate, new: &str| {
            candidate.and_in_all(sources, |nodes| {
                let all = nodes.attributes.iter().filter(|used| used.attr.as_str() == name);
                let used = all.filter(|used| used.value.as_name_expr().is_some_and(|of| of.id == class.name.id));
                used.map(|used| edit(bytes(&used.attr), new)).collect()
            })
        };
        let subject = format!("{}.{name}", class.name);
        let renamed = Candidate::new(&subject, path, [edit(bytes(&statement.targets[0]), &*new_name), new_value.clone()]);
        let other = members.iter().find(|(_, other, _)| *other != name);
        let removed = other.map(|(_, other, _)| follow(Candidate::new(&subject, path, [edit(nodes.lines(statement), "")]), other));
        let revalued = Candidate::new(format!("{} = \"{text}\"", class.name), path, [new_value]);
        [Some(follow(renamed, &new_name)), removed, Some(revalued)].into_iter().flatten()
    });
    candidates.collect()
}

fn member(statement: &Stmt) -> Option<Member<'_>> {
    let statement = statement.as_assign_stmt()?;
    let [Expr::Name(name)] = &*statement.targets else { return None };
    statement.value.is_string_literal_expr().then_some((statement, name.id.as_str(), &*statement.value))
}
