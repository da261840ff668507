use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The program `fake-checker`, which does what its arguments say, one after the other. Its source tells what they can be.
///
/// Cargo hands a test the programs of its own package alone, so this asks cargo for it: built before, that takes no time.
pub fn fake_checker() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(build);
    &PROGRAM
}

fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--bin", "fake-checker", "--message-format", "json", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .expect("cargo runs");
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut program = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    program.next_back().unwrap_or_else(|| panic!("cargo built no fake-checker:\n{}", String::from_utf8_lossy(&output.stderr)))
}
