//! The user's Python that an application is imported with: never one out of the project.

use std::path::PathBuf;

use serde::Deserialize;

use crate::process::{Command, Launcher};

/// A Python of the user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Interpreter {
    /// The program itself, behind all links and shims.
    pub program: PathBuf,
    /// Its version, such as `3.12`.
    pub version: String,
    /// Where its own modules and libraries are.
    pub library: Vec<PathBuf>,
}

/// Says what an interpreter is, as JSON.
const WHAT_ARE_YOU: &str = "\
import json, os, sys, sysconfig
paths = sysconfig.get_paths()
libraries = [os.path.join(sys.base_prefix, name) for name in ('lib', 'lib64', 'DLLs', 'Lib')]
print(json.dumps({
    'program': os.path.realpath(sys.executable),
    'version': '%d.%d' % sys.version_info[:2],
    'library': sorted({paths['stdlib'], paths['platstdlib'], *filter(os.path.isdir, libraries)}),
}))";

/// The interpreter of the version that is wanted, else whichever the user has.
pub(super) async fn interpreter(launcher: &Launcher, wanted: &str) -> Option<Interpreter> {
    let mut any = None;
    for name in [&format!("python{wanted}"), "python3", "python"] {
        let Some(program) = launcher.environment().find(name) else { continue };
        match describe(launcher, program).await {
            Some(found) if found.version == wanted => return Some(found),
            found => any = any.or(found),
        }
    }
    any
}

async fn describe(launcher: &Launcher, program: PathBuf) -> Option<Interpreter> {
    let output = launcher.run(&Command::new(program, "/").args(["-I", "-S", "-c", WHAT_ARE_YOU])).await.ok()?;
    // Python 2 knows no -I, and a shim without a version behind it prints nothing of the kind.
    serde_json::from_slice(&output.stdout).ok()
}
