//! Reports that the renderers' tests share: a rich one, a clean one and an incomplete one.

use crate::diagnostic::{Category, Diagnostic, Edit, Fix, Severity, Summary};

use super::{CheckerRun, Context, Report, SCHEMA, Status};

/// A check that found much: both languages, every severity, wide characters, hostile text, missing sources.
pub fn rich() -> Report {
    report(
        diagnostics(),
        vec![
            run("ruff", "backend", "0.15.8", Status::Ran, 46),
            run("ty", "backend", "0.0.29", Status::Cached, 2),
            failed("pyright", "backend", "it was killed after 120 s", "Raise `timeout` in sutura.toml."),
            run("tsc", "frontend", "6.0.2", Status::Ran, 4210),
            skipped("structure", ".", "no manifest was found"),
        ],
        vec!["1 link was not followed: backend/data".to_owned(), "hostile \u{1b}[31mnote\u{9b}2J".to_owned()],
        5432,
    )
}

/// A check without problems.
pub fn clean() -> Report {
    report(
        vec![],
        vec![
            run("ruff", "backend", "0.15.8", Status::Ran, 46),
            run("pyright", "backend", "1.1.414", Status::Cached, 2),
            run("tsc", "frontend", "6.0.2", Status::Ran, 760),
        ],
        vec![],
        812,
    )
}

/// A check that found nothing, but only because a checker gave no verdict.
pub fn incomplete() -> Report {
    report(
        vec![],
        vec![
            run("ruff", "backend", "0.15.8", Status::Ran, 46),
            failed("pyright", "backend", "it was killed after 120 s", "Raise `timeout` in sutura.toml."),
        ],
        vec![],
        120_100,
    )
}

/// A report with `number` errors in one file.
pub fn crowded(number: u32) -> Report {
    let diagnostics = (1..=number).map(|line| diagnostic("backend/app/main.py", (line, 1), "ruff", "F821", "Undefined name `x`")).collect();
    report(diagnostics, vec![run("ruff", "backend", "0.15.8", Status::Ran, 46)], vec![], 99)
}

/// The setting in which the tests render: no colours, and the sources of most files.
pub fn context() -> Context<'static> {
    Context { sources: &source, color: false, width: 100, details: Some("sutura check demo --format json") }
}

fn source(file: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(name, _)| *name == file).map(|(_, text)| *text)
}

const SOURCES: &[(&str, &str)] = &[
    (
        "backend/app/orders/service.py",
        "from app.orders.models import Order\n\n\ndef load(db: Session, größe: int) -> Order:\n    return find(\n        größe, \"日本\", Oder)\n",
    ),
    ("backend/app/orders/models.py", "class Order:\n\ttotal: int = None\x1b[2J\n"),
    ("backend/app/bad.py", "def broken(:\n"),
    ("frontend/src/pages/Orders.tsx", ORDERS_TSX),
];

const ORDERS_TSX: &str = "import { Table } from 'antd';
import { listOrders } from '../api/orderz';

export function Orders() {
  return <Table dataSource={rows} columns={[{ title: 'Number', dataIndex: 'number' }, { title: 'Customer', dataIndex: 'customer' }]} />;
}
";

fn diagnostics() -> Vec<Diagnostic> {
    vec![
        Diagnostic { category: Category::Syntax, ..diagnostic("backend/app/bad.py", (1, 12), "ruff", "", "Expected a parameter name") },
        diagnostic("backend/app/gone.py", (3, 5), "ruff", "F401", "`os` imported but unused"),
        Diagnostic {
            end_line: Some(2),
            end_column: Some(19),
            ..diagnostic(
                "backend/app/orders/models.py",
                (2, 15),
                "ty",
                "invalid-assignment",
                "Object of type `None` is not assignable to `int`\u{1b}]0;owned\u{7}",
            )
        },
        Diagnostic {
            end_line: Some(4),
            end_column: Some(21),
            fix: Some(Fix {
                title: "Import `sqlalchemy.orm.Session`".to_owned(),
                safe: true,
                edits: vec![Edit {
                    line: 1,
                    column: 1,
                    end_line: 1,
                    end_column: 1,
                    content: "from sqlalchemy.orm import Session\n".to_owned(),
                }],
            }),
            ..diagnostic("backend/app/orders/service.py", (4, 14), "ruff", "F821", "Undefined name `Session`")
        },
        Diagnostic {
            end_line: Some(4),
            end_column: Some(21),
            ..diagnostic("backend/app/orders/service.py", (4, 14), "ty", "unresolved-reference", "Name `Session` used when not defined")
        },
        Diagnostic {
            end_line: Some(6),
            end_column: Some(26),
            ..diagnostic(
                "backend/app/orders/service.py",
                (6, 22),
                "ty",
                "invalid-argument-type",
                "Argument of type \"type[Oder]\" cannot be assigned to parameter \"kind\"\n\u{a0}\u{a0}\"type[Oder]\" is not assignable to \"type[Order]\"\n\u{a0}\u{a0}\u{a0}\u{a0}Type \"type[Oder]\" is not assignable to type \"type[Order]\"",
            )
        },
        Diagnostic {
            severity: Severity::Warning,
            ..diagnostic("backend/app/orders/service.py", (99, 1), "ruff", "W291", "Trailing whitespace")
        },
        Diagnostic {
            severity: Severity::Note,
            ..diagnostic("frontend/src/a:b,c \u{1b}[1m|.ts", (1, 1), "tsc", "TS6385", "<b>`old`</b> | 100% @team")
        },
        Diagnostic {
            category: Category::ContractViolation,
            ..diagnostic("frontend/src/a:b,c \u{1b}[1m|.ts", (7, 2), "structure", "route", "No route `GET /orders`:\r\n50% of callers fail")
        },
        Diagnostic {
            end_line: Some(2),
            end_column: Some(43),
            ..diagnostic(
                "frontend/src/pages/Orders.tsx",
                (2, 28),
                "tsc",
                "TS2307",
                "Cannot find module '../api/orderz' or its corresponding type declarations.",
            )
        },
        Diagnostic {
            end_line: Some(5),
            end_column: Some(117),
            ..diagnostic("frontend/src/pages/Orders.tsx", (5, 108), "tsc", "TS2322", "Type 'string' is not assignable to type 'number'.")
        },
    ]
}

fn diagnostic(file: &str, (line, column): (u32, u32), tool: &str, code: &str, message: &str) -> Diagnostic {
    Diagnostic {
        step: "check".to_owned(),
        file: file.to_owned(),
        line,
        column,
        code: code.to_owned(),
        category: crate::diagnostic::classify(tool, code),
        message: message.to_owned(),
        tool: tool.to_owned(),
        end_line: None,
        end_column: None,
        severity: Severity::Error,
        fingerprint: blake3::hash(format!("{tool} {code} {message}").as_bytes()).to_hex()[..16].to_owned(),
        fix: None,
    }
}

fn run(name: &str, project: &str, version: &str, status: Status, milliseconds: u64) -> CheckerRun {
    CheckerRun {
        name: name.to_owned(),
        project: project.to_owned(),
        version: version.to_owned(),
        status,
        milliseconds,
        reason: None,
        hint: None,
    }
}

fn failed(name: &str, project: &str, reason: &str, hint: &str) -> CheckerRun {
    CheckerRun { reason: Some(reason.to_owned()), hint: Some(hint.to_owned()), ..run(name, project, "", Status::Failed, 120_000) }
}

fn skipped(name: &str, project: &str, reason: &str) -> CheckerRun {
    CheckerRun { reason: Some(reason.to_owned()), ..run(name, project, "", Status::Skipped, 0) }
}

fn report(diagnostics: Vec<Diagnostic>, checkers: Vec<CheckerRun>, notes: Vec<String>, milliseconds: u64) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        run: "20261122-1751-a1b2".to_owned(),
        tree: "5d41402abc4b2a76".to_owned(),
        summary: Summary::of(&diagnostics),
        diagnostics,
        checkers,
        notes,
        milliseconds,
    }
}
