//! `sutura undo`: the last write is taken back, and nobody's edits with it.

use std::{collections::BTreeMap, fs, path::Path};

use globset::GlobSet;
use sutura_engine::{
    workspace::{SourceFile, Tree, read},
    writeback,
};
use sutura_testkit::Project;

use crate::{isolated, sound_python};

/// A project after a write that changed a file and made one.
fn written() -> Project {
    let project = sound_python();
    let base = read(project.path(), &GlobSet::empty()).expect("the project can be read");
    let mut files: BTreeMap<String, SourceFile> = base.files().clone();
    files.insert("shop/prices.py".to_owned(), SourceFile::new(b"total = sum\n".as_slice()));
    files.insert("shop/new/vat.py".to_owned(), SourceFile::new(b"VAT = 19\n".as_slice()));
    let claim = writeback::claim(project.path()).expect("nobody else writes");
    writeback::apply(&claim, &base, &Tree::new(files, BTreeMap::new(), Vec::new())).expect("the project can be written");
    project
}

fn undo(project: &Path) -> sutura_testkit::Run {
    isolated().run(["undo"]).arg(project)
}

#[test]
fn the_last_write_is_taken_back_once() {
    let project = written();
    assert_eq!(project.read("shop/prices.py"), "total = sum\n");
    let output = undo(project.path()).output().ends_with(0);
    assert_eq!(output.stdout, "These files are as they were before the last write:\n  shop/new/vat.py\n  shop/prices.py\n");
    assert!(project.read("shop/prices.py").starts_with("def total"));
    assert!(!project.at("shop/new").exists());
    undo(project.path()).output().ends_with(2).complains("there is nothing to undo");
}

#[test]
fn edits_since_the_write_refuse_the_undo() {
    let project = written();
    project.write("shop/prices.py", "mine\n");
    undo(project.path()).output().ends_with(1).complains("shop/prices.py").complains("Your edits are kept");
    assert_eq!((project.read("shop/prices.py"), project.read("shop/new/vat.py")), ("mine\n".to_owned(), "VAT = 19\n".to_owned()));
}

#[test]
fn a_project_that_was_never_written_has_nothing_to_undo_and_stays_as_it_is() {
    let project = sound_python();
    undo(project.path()).output().ends_with(2).complains("there is nothing to undo");
    assert!(!project.at(".sutura").exists());
}

#[test]
fn a_write_that_goes_on_is_not_disturbed() {
    let project = written();
    let claim = writeback::claim(project.path()).expect("nobody else writes");
    undo(project.path()).output().ends_with(3).complains(&format!("process {}", std::process::id()));
    drop(claim);
    undo(project.path()).output().ends_with(0);
    assert!(fs::read_dir(project.at(".sutura")).unwrap().flatten().all(|entry| entry.file_name() != "apply"));
}

#[test]
fn a_check_first_ends_a_write_that_was_cut_off() {
    let project = written();
    // As a process leaves it that is killed before the first file is in its place.
    fs::rename(project.at(".sutura/undo"), project.at(".sutura/apply")).unwrap();
    fs::rename(project.at(".sutura/apply/1.new"), project.at("shop/prices.py")).unwrap();
    fs::remove_dir_all(project.at("shop/new")).unwrap();
    project.write(".sutura/apply/1.new", "total = sum\n");
    project.write(".sutura/apply/0.new", "VAT = 19\n");
    isolated().check(project.path()).arg("--system-tools").output();
    assert_eq!((project.read("shop/prices.py"), project.read("shop/new/vat.py")), ("total = sum\n".to_owned(), "VAT = 19\n".to_owned()));
    let events = project.events();
    let note = events.iter().find(|event| event["event"] == "note").expect("the run tells of it");
    assert_eq!(note["message"], "a write that was cut off was finished: shop/new/vat.py, shop/prices.py");
}
