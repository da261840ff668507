//! What packages called otherwise before, or other languages and packages call otherwise: names, keywords and attributes, each in one table.
//!
//! An entry counts only where the checkers have no use for the old form; that the new one is there, the gate makes sure of.

use ruff_python_ast::{Expr, ExprCall};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::insertion::{Wanted, with_import};
use super::outline::{bytes, dotted, expressions};
use super::wrong_attribute::class_named;
use super::wrong_import::moved;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
    patch::Patch,
};

/// Names that a package has given to another: from, name, to.
const NAMES: &[(&str, &str, &str)] = &[("pydantic", "BaseSettings", "pydantic_settings")];

/// Keywords: what is called, the old keyword, the new one.
const KEYWORDS: &[(&str, &str, &str)] = &[
    ("Field Query Path Body Form Header Cookie constr StringConstraints", "regex", "pattern"),
    ("Field conlist conset", "min_items", "min_length"),
    ("Field conlist conset", "max_items", "max_length"),
    ("HTTPException JSONResponse Response HTMLResponse RedirectResponse StreamingResponse PlainTextResponse", "status", "status_code"),
    ("HTTPException", "message", "detail"),
    ("HTTPException", "msg", "detail"),
    ("JSONResponse Response HTMLResponse PlainTextResponse", "body", "content"),
    ("ConfigDict SettingsConfigDict", "orm_mode", "from_attributes"),
    ("ConfigDict SettingsConfigDict", "allow_population_by_field_name", "populate_by_name"),
    ("ConfigDict SettingsConfigDict", "anystr_strip_whitespace", "str_strip_whitespace"),
    ("ConfigDict SettingsConfigDict", "schema_extra", "json_schema_extra"),
];

/// Attributes: the class, or any that has the new one; the old attribute, the new one.
const ATTRIBUTES: &[(&str, &str, &str)] = &[
    ("OAuth2PasswordRequestForm", "email", "username"),
    ("HTTPAuthorizationCredentials", "token", "credentials"),
    ("UploadFile", "name", "filename"),
    ("UploadFile", "mimetype", "content_type"),
    ("Response", "status", "status_code"),
    ("CryptContext", "hash_password", "hash"),
    ("CryptContext", "verify_password", "verify"),
    ("str", "trim", "strip"),
    ("str", "toLowerCase", "lower"),
    ("str", "toUpperCase", "upper"),
    ("list", "push", "append"),
    ("", "to_dict", "model_dump"),
    ("", "as_dict", "model_dump"),
    ("", "asdict", "model_dump"),
    ("", "to_json", "model_dump_json"),
];

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let is_of_types = |diagnostic: &Diagnostic| matches!(diagnostic.tool.as_str(), "pyright" | "ty");
    let mut found = names(context);
    found.extend(mend(context, is_of_types, keyword));
    found.extend(mend(context, |diagnostic| diagnostic.message.starts_with("Cannot access attribute"), attribute));
    found.extend(clients(context));
    found
}

fn names(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors() {
        let path = &diagnostic.file;
        let Some((place, outline)) = span(text, diagnostic).zip(context.outline(path)) else { continue };
        for (from, name, to) in NAMES.iter().filter(|(_, name, _)| text[place.start..].starts_with(name)) {
            let is_it =
                |import: &&super::outline::Import| import.level == 0 && import.module == *from && import.name.as_deref() == Some(name);
            let Some(import) = outline.imports.iter().find(is_it).filter(|_| context.exports(path, to).contains(*name)) else { continue };
            let wanted = Wanted { module: (*to).to_owned(), name: Some((*name).to_owned()), alias: import.alias.clone() };
            let Some(changed) = moved(context, path, text, import, &wanted) else { continue };
            let answers = vec![diagnostic.fingerprint.clone()];
            found.push(Proposal { title: wanted.statement(), patch: Patch::of(path, changed), answers, rank: 0 });
        }
    }
    found
}

/// The calls around a place.
fn calls<'a>(fault: &Fault<'a>) -> impl Iterator<Item = (&'a ExprCall, String)> {
    let at = fault.place.start;
    let around = expressions(fault.body).into_iter().filter_map(Expr::as_call_expr).filter(move |call| bytes(*call).contains(&at));
    around.filter_map(|call| Some((call, dotted(&call.func)?.rsplit('.').next()?.to_owned())))
}

fn keyword(fault: &Fault<'_>) -> Vec<Change> {
    let change = |(call, callee): (&ExprCall, String)| {
        let (_, old, new) = KEYWORDS.iter().find(|(callees, old, new)| {
            let is_meant = callees.split_whitespace().any(|known| known == callee);
            is_meant && call.arguments.find_keyword(old).is_some() && call.arguments.find_keyword(new).is_none()
        })?;
        let name = bytes(call.arguments.find_keyword(old)?.arg.as_ref()?);
        Some(Change::new(format!("`{old}=` is called `{new}=`"), vec![replace(name, *new)]))
    };
    calls(fault).filter_map(change).collect()
}

fn attribute(fault: &Fault<'_>) -> Option<Change> {
    let quoted = fault.quoted();
    let [name, owner, ..] = quoted[..] else { return None };
    let owner = owner.trim_start_matches("type[").split(['[', ']', '*']).next()?;
    let has = |new: &str| {
        let class = class_named(fault.context, fault.path(), owner);
        class.is_some_and(|(module, class)| fault.context.members(fault.path(), &module, &class).0.contains_key(new))
    };
    let mut known = ATTRIBUTES.iter().filter(|(class, old, _)| *old == name && (*class == owner || class.is_empty()));
    let (_, old, new) = known.find(|(class, _, new)| *class == owner || has(new))?;
    let at = super::rename::name_token(fault.text, fault.place.start, fault.place.end.max(fault.place.start + old.len()), old)?;
    Some(Change::new(format!("`{old}` is called `{new}`"), vec![replace(at, *new)]))
}

/// `AsyncClient(app=app)`, for which httpx wants a transport now.
fn clients(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    let is_about = |diagnostic: &Diagnostic| diagnostic.message.contains("o parameter named \"app\"");
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| is_about(diagnostic)) {
        let path = &diagnostic.file;
        let Some(at) = span(text, diagnostic).map(|place| place.start) else { continue };
        let parsed = super::outline::parse(text);
        let calls = expressions(parsed.suite()).into_iter().filter_map(Expr::as_call_expr);
        let given = calls.filter_map(|call| {
            let app = call.arguments.find_keyword("app").filter(|app| bytes(*app).start == at)?;
            Some((dotted(&call.func)?, bytes(app), &text[bytes(&app.value)]))
        });
        let changed = given.last().and_then(|(callee, range, app)| {
            let module = callee.strip_suffix("AsyncClient")?;
            let edited = apply(text, vec![replace(range, format!("transport={module}ASGITransport(app={app})"))])?;
            let wanted = Wanted { module: "httpx".to_owned(), name: Some("ASGITransport".to_owned()), alias: None };
            let is_there = !module.is_empty() || context.outline(path)?.names.contains_key("ASGITransport");
            // The import goes above: what it adds there shifts nothing in the text that it is added to.
            if is_there { Some(edited) } else { with_import(context, path, &edited, &wanted) }
        });
        let title = "give the client a transport".to_owned();
        found.extend(super::proposal(path, title, changed, vec![diagnostic.fingerprint.clone()], 0));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_keyword_of_another_version_is_the_one_of_now() {
        let message = "No overloads for \"Field\" match the provided arguments";
        let found = best(&[("a.py", "x = Field(None, regex='a')\n")], &[("pyright", "reportCallIssue", "a.py", 1, 5, message)], propose);
        assert_eq!(found, ["x = Field(None, pattern='a')\n"]);
        let both = "x = Field(None, regex='a', pattern='b')\n";
        assert_eq!(best(&[("a.py", both)], &[("pyright", "reportCallIssue", "a.py", 1, 5, message)], propose), [""; 0]);
    }

    #[test]
    fn a_name_that_moved_is_taken_from_where_it_is_if_that_is_there() {
        let text = "from pydantic import BaseSettings, Field\n\n\nclass S(BaseSettings): ...\n";
        let problem = ("pyright", "reportGeneralTypeIssues", "a.py", 4, 9, "Argument to class must be a base class");
        let there = ("pydantic_settings.py", "class BaseSettings: ...\n");
        let found = best(&[("a.py", text), there], &[problem], propose);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("from pydantic import Field\n") && found[0].contains("from pydantic_settings import BaseSettings\n"));
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [""; 0]);
    }

    #[test]
    fn an_attribute_of_another_class_or_language_is_the_one_that_is_there() {
        let found = |text: &str, message: &str| {
            best(&[("a.py", text)], &[("pyright", "reportAttributeAccessIssue", "a.py", 1, 3, message)], propose)
        };
        let message = "Cannot access attribute \"email\" for class \"OAuth2PasswordRequestForm\"";
        assert_eq!(found("f.email\n", message), ["f.username\n"]);
        assert_eq!(found("f.email\n", &message.replace("OAuth2PasswordRequestForm", "Order")), [""; 0]);
        assert_eq!(found("s.trim()\n", "Cannot access attribute \"trim\" for class \"str\""), ["s.strip()\n"]);
    }

    #[test]
    fn a_client_of_an_application_gets_its_transport() {
        let text = "from httpx import AsyncClient\n\nc = AsyncClient(app=app, base_url='http://t')\n";
        let found = best(&[("a.py", text)], &[("pyright", "reportCallIssue", "a.py", 3, 17, "No parameter named \"app\"")], propose);
        let right =
            text.replace("app=app", "transport=ASGITransport(app=app)").replace("import AsyncClient", "import ASGITransport, AsyncClient");
        assert_eq!(found, [right]);
        let text = text.replace("AsyncClient(", "Engine(");
        assert_eq!(
            best(&[("a.py", &text)], &[("pyright", "reportCallIssue", "a.py", 3, 12, "No parameter named \"app\"")], propose),
            [""; 0]
        );
    }
}
