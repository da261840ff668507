//! A module where something in it is meant: `tasks` for `tasks.router`, and `datetime` for the class of that name.

use ruff_python_ast::{Expr, Stmt};

use super::context::{Context, Module};
use super::fault::{Change, Fault, mend};
use super::outline::{Definition, Import, bytes, dotted, expressions, parse};
use crate::fixers::{Proposal, text::replace};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, |diagnostic| diagnostic.message.contains("Module("), of_wanted_type);
    found.extend(mend(context, |diagnostic| diagnostic.message.contains("is not a known attribute of module"), of_same_name));
    found.extend(mend(context, |diagnostic| diagnostic.message.starts_with("Cannot access attribute"), named_twice));
    found
}

/// The only variable of the module that is made of the wanted type.
fn of_wanted_type(fault: &Fault<'_>) -> Option<Change> {
    let line = fault.diagnostic.message.lines().next()?;
    let wanted = line.rsplit("of type \"").next()?.split('"').next()?;
    let given = fault.expression(|expression| Some((dotted(expression)?, bytes(expression))))?;
    let module = module_of(fault, &given.0)?;
    let Module::Source(file) = fault.context.module(fault.path(), &module)? else { return None };
    let parsed = parse(fault.context.text(&file)?);
    let mut made = parsed.suite().iter().filter_map(Stmt::as_assign_stmt).filter_map(|assignment| {
        let [Expr::Name(name)] = &assignment.targets[..] else { return None };
        let of = dotted(&assignment.value.as_call_expr()?.func)?;
        (of.rsplit('.').next() == Some(wanted)).then_some(name.id.as_str())
    });
    let (Some(name), None) = (made.next(), made.next()) else { return None };
    let end = given.1.end;
    Some(Change::new(format!("`{}.{name}` in place of the module", given.0), vec![replace(end..end, format!(".{name}"))]))
}

/// The module that a dotted name stands for.
fn module_of(fault: &Fault<'_>, name: &str) -> Option<String> {
    let (context, path) = (fault.context, fault.path());
    let outline = context.outline(path)?;
    if outline.imports.iter().any(|import| import.name.is_none() && import.alias.is_none() && import.module == name) {
        return Some(name.to_owned());
    }
    let import = outline.imports_of(name).next()?;
    let module = context.absolute(path, &import.module, import.level)?;
    Some(import.name.as_ref().map_or(module.clone(), |name| if module.is_empty() { name.clone() } else { format!("{module}.{name}") }))
}

/// `datetime.now()` after `import datetime`: the module has a class of its own name with that attribute.
fn of_same_name(fault: &Fault<'_>) -> Option<Change> {
    let [attribute, module] = fault.quoted()[..] else { return None };
    let (place, Definition::Class(class)) = fault.context.definition(fault.path(), module, module)? else { return None };
    fault.context.members(fault.path(), &place, &class).0.get(attribute)?;
    let owner = attribute_at(fault, attribute)?;
    let end = bytes(owner).end;
    Some(Change::new(format!("the class `{module}` of the module"), vec![replace(end..end, format!(".{module}"))]))
}

/// `datetime.datetime.now()` after `from datetime import datetime`.
fn named_twice(fault: &Fault<'_>) -> Option<Change> {
    let [attribute, owner, ..] = fault.quoted()[..] else { return None };
    let class = owner.strip_prefix("type[")?.strip_suffix(']')?;
    let outline = fault.context.outline(fault.path())?;
    let is_it = |import: &&Import| import.module == class && import.name.as_deref() == Some(class) && import.alias.is_none();
    outline.imports.iter().find(is_it).filter(|_| attribute == class)?;
    let owner = attribute_at(fault, attribute)?;
    let end = bytes(owner).end;
    Some(Change::new(format!("`{class}` is the class"), vec![replace(end..end + 1 + attribute.len(), "")]))
}

/// What stands before the dot of the attribute that the fault speaks of.
fn attribute_at<'a>(fault: &Fault<'a>, attribute: &str) -> Option<&'a Expr> {
    let all = expressions(fault.body).into_iter().filter_map(Expr::as_attribute_expr);
    let is_at = |start: usize| start == fault.place.start;
    all.filter(|found| found.attr.as_str() == attribute && found.value.is_name_expr())
        .find(|found| is_at(bytes(&found.attr).start) || is_at(bytes(*found).start))
        .filter(|found| fault.text[bytes(&*found.value).end..].starts_with(&format!(".{attribute}")))
        .map(|found| &*found.value)
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn the_only_thing_of_the_wanted_type_in_a_module_is_meant() {
        let message = "Argument of type \"Module(\"tasks\")\" cannot be assigned to parameter \"router\" of type \"APIRouter\" in function \"include_router\"";
        let problem = ("pyright", "reportArgumentType", "a.py", 2, 20, message);
        let text = "import tasks\napp.include_router(tasks, prefix=\"/t\")\n";
        let module = "router = APIRouter()\nlimit = Limit()\n";
        let found = best(&[("a.py", text), ("tasks.py", module)], &[problem], propose);
        assert_eq!(found, [text.replace("(tasks", "(tasks.router")]);
        let two = format!("{module}admin = APIRouter()\n");
        assert_eq!(best(&[("a.py", text), ("tasks.py", &two)], &[problem], propose), [""; 0]);
    }

    #[test]
    fn a_module_is_not_the_class_of_its_name_and_the_class_is_not_the_module() {
        let module = ("clock.py", "class clock:\n    def now(self): ...\n");
        let problem = ("pyright", "reportAttributeAccessIssue", "a.py", 2, 7, "\"now\" is not a known attribute of module \"clock\"");
        let found = best(&[("a.py", "import clock\nclock.now()\n"), module], &[problem], propose);
        assert_eq!(found, ["import clock\nclock.clock.now()\n"]);
        let problem =
            ("pyright", "reportAttributeAccessIssue", "a.py", 2, 7, "Cannot access attribute \"clock\" for class \"type[clock]\"");
        let found = best(&[("a.py", "from clock import clock\nclock.clock.now()\n"), module], &[problem], propose);
        assert_eq!(found, ["from clock import clock\nclock.now()\n"]);
        let other = ("pyright", "reportAttributeAccessIssue", "a.py", 2, 7, "\"then\" is not a known attribute of module \"clock\"");
        assert_eq!(best(&[("a.py", "import clock\nclock.then()\n"), module], &[other], propose), [""; 0]);
    }
}
