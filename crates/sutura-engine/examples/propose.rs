//! Reads scenes as JSON lines and prints what the fixers propose.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::BufRead;
use sutura_engine::{
    checkers::structure,
    dependencies::*,
    diagnostic::*,
    fixers::*,
    imports::ImportGraph,
    patch::Patch,
    workspace::{self, *},
};

#[derive(Deserialize)]
struct Ask {
    texts: BTreeMap<String, String>,
    findings: Vec<Tooled>,
    #[serde(default)]
    only_read: bool,
}
#[derive(Deserialize)]
struct Tooled {
    tool: String,
    finding: Finding,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let base = workspace::read(std::path::Path::new(&arguments[0]), &Default::default()).unwrap();
    let python = PythonEnvironment {
        site_packages: Some(arguments[1].clone().into()),
        version: arguments[2].clone(),
        local: vec![],
        doubt: None,
        resolved: Resolved { source: Source::Project, hash: String::new(), packages: Default::default(), notes: vec![] },
    };
    let projects = discover(&base);
    let surroundings: Vec<_> = projects
        .iter()
        .map(|project| Surrounding {
            project: project.clone(),
            python: Some(python.clone()),
            node: None,
            typeshed: Some(arguments[3].clone().into()),
        })
        .collect();
    let fixers = all();
    for line in std::io::stdin().lock().lines() {
        let ask: Ask = serde_json::from_str(&line.unwrap()).unwrap();
        let mut patch = Patch::default();
        for (path, text) in &ask.texts {
            patch.set(path, text);
        }
        let tree = base.with(&patch);
        let files = tree.files().iter().map(|(p, f)| (p.clone(), f.bytes.clone())).collect();
        let roots: Vec<String> = projects.iter().map(|p| p.root.clone()).collect();
        let found = structure::check(&structure::Input { files: &files, python_projects: &roots, typescript_projects: &[] });
        let findings = ask
            .findings
            .into_iter()
            .chain(found.into_iter().filter(|f| f.file.ends_with(".py")).map(|finding| Tooled { tool: "structure".into(), finding }));
        let diagnostics: Vec<Diagnostic> = findings
            .map(|t| {
                let text = tree.text(&t.finding.file).map(str::to_owned);
                t.finding.into_diagnostic("repair", &t.tool, text.as_deref())
            })
            .collect();
        let mut out = vec![];
        if !ask.only_read {
            let imports = ImportGraph::of(&tree, &projects);
            let quick = BTreeMap::new();
            let scene = Scene { tree: &tree, diagnostics: &diagnostics, projects: &surroundings, imports: &imports, quick_fixes: &quick };
            for fixer in &fixers {
                for p in fixer.propose(&scene) {
                    out.push(
                        json!({"fixer": fixer.name(), "title": p.title, "rank": p.rank, "answers": p.answers, "texts": p.patch.texts()}),
                    );
                }
            }
        }
        println!("{}", json!({"diagnostics": diagnostics, "proposals": out}));
    }
}
