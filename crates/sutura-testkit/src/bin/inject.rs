//! Writes a copy of a project with one fault in it, and tells where: `inject PROJECT --language python --seed 7 --out FOLDER`.
//!
//! Without `--out` only tells what it would do. Status 1: the operator of this seed finds no place in the project.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;
use sutura_testkit::{
    Project,
    faults::{Language, inject, sources},
};

fn main() -> ExitCode {
    let mut positional = None;
    let (mut language, mut seed, mut out) = (Language::Python, 0, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
        match argument.as_str() {
            "--language" => language = Language::named(&value()).expect("the language is one of those that have operators"),
            "--seed" => seed = value().parse().expect("the seed is a number"),
            "--out" => out = Some(PathBuf::from(value())),
            _ => positional = Some(PathBuf::from(argument)),
        }
    }
    let root = positional.expect("usage: inject PROJECT [--language NAME] [--seed N] [--out FOLDER]");
    let Some(fault) = inject(&sources(&root), language, seed) else {
        return ExitCode::FAILURE;
    };
    if let Some(out) = out {
        write(&root, &out, &fault.file, &fault.text);
    }
    #[expect(clippy::print_stdout, reason = "this is the program's answer")]
    {
        println!("{}", json!({ "operator": fault.operator, "seed": seed, "file": fault.file, "line": fault.line }));
    }
    ExitCode::SUCCESS
}

fn write(root: &Path, out: &Path, file: &str, text: &str) {
    Project::copy_into(root, out);
    fs::write(out.join(file), text).expect("the faulty file can be written");
}
