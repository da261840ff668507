//! Data as an object literal, as prettier leaves it.

use std::borrow::Cow;

use super::layout::Page;
use super::text;

/// The last column that prettier fills.
const LAST: usize = 80;

/// A text below its key wins something where the key has this many columns.
const LONG_KEY: usize = 5;

/// A value of a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Some values.
    List(Vec<Value<'a>>),
    /// Values by names.
    Table(Table<'a>),
}

/// Values by names, each of which is there once.
pub type Table<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// Writes `{ … }` with a line for each entry. The line has been begun.
pub fn write(page: &mut Page, table: &Table<'_>, indent: usize) {
    page.put("{");
    for (name, value) in table {
        page.line(indent + 2);
        entry(page, &text::value_key(name), value, indent + 2);
    }
    if !table.is_empty() {
        page.line(indent);
    }
    page.put("}");
}

fn entry(page: &mut Page, key: &str, value: &Value<'_>, indent: usize) {
    page.put(key);
    page.put(":");
    let flat = value.flat();
    let fits = indent + text::width(key) + ": ,".len() + text::width(&flat) <= LAST;
    match value {
        Value::Text(_) if !fits && text::width(key) >= LONG_KEY => {
            page.line(indent + 2);
            page.put(&flat);
        }
        Value::List(items) if !fits => {
            page.put(" [");
            for item in items {
                page.line(indent + 2);
                page.put(&item.flat());
                page.put(",");
            }
            page.line(indent);
            page.put("]");
        }
        Value::Table(table) if !fits => {
            page.put(" ");
            write(page, table, indent);
        }
        _ => {
            page.put(" ");
            page.put(&flat);
        }
    }
    page.put(",");
}

impl Value<'_> {
    /// The value on one line.
    fn flat(&self) -> String {
        match self {
            Self::Text(text) => text::string(text),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flat).collect::<Vec<_>>().join(", ")),
            Self::Table(table) if table.is_empty() => "{}".to_owned(),
            Self::Table(table) => {
                let entries = table.iter().map(|(name, value)| format!("{}: {}", text::value_key(name), value.flat()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}
