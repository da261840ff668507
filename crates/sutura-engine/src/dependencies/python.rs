//! The packages of a Python project, for checkers to read.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    DependencyError, Resolved, Source, Store, Surroundings,
    python_manifest::{PythonManifest, python_manifest},
    python_version::{DEFAULT, python_version},
};
use crate::{
    process::{Command, Output},
    tools::{Tool, staging::stage},
    workspace::{Digest, Project},
};

/// What a type checker needs to know about a project's packages.
#[derive(Clone, Debug)]
pub struct PythonEnvironment {
    /// The folder with the packages; none where the project asks for none.
    pub site_packages: Option<PathBuf>,
    /// The version to check for, such as `3.12`.
    pub version: String,
    /// Folders of the tree whose packages the project imports as if they were installed.
    pub local: Vec<String>,
    /// Why an import that cannot be resolved proves nothing: the package may be one that we do not know of.
    pub doubt: Option<Doubt>,
    /// What was resolved.
    pub resolved: Resolved,
}

/// Why an import that cannot be resolved proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The reason, as the beginning of a sentence.
    pub reason: String,
    /// The packages that may be meant; none where it may be any.
    pub about: Option<Vec<String>>,
}

impl Doubt {
    /// Whether the package that is missing may have the top-level module `top`. Names of packages and modules differ, but begin alike.
    pub fn covers(&self, top: &str) -> bool {
        let plain = |name: &str| {
            let name = name.to_lowercase().replace(['-', '_', '.'], "");
            name.strip_prefix("python").or(name.strip_prefix("py")).unwrap_or(&name).to_owned()
        };
        let top = plain(top);
        let alike = |package: &String| {
            let package = plain(package);
            let common = package.chars().zip(top.chars()).take_while(|(a, b)| a == b).count();
            common >= 3.min(top.len()) || package.contains(&top)
        };
        self.about.as_ref().is_none_or(|packages| packages.iter().any(alike))
    }
}

/// The version of Python that `project` is checked for, such as `3.12`. A manifest that cannot be read says nothing about it.
pub fn python_version_of(around: &Surroundings<'_>, project: &Project) -> Option<String> {
    let requires = python_manifest(around, project).ok().and_then(|manifest| manifest.requires_python);
    version_for(around, project, own_environment(around, project).as_ref(), requires.as_deref())
}

fn version_for(around: &Surroundings<'_>, project: &Project, own: Option<&(PathBuf, String)>, requires: Option<&str>) -> Option<String> {
    let pinned = around.find_up(&project.root, &[".python-version"]).map(|(_, found)| String::from_utf8_lossy(&found.bytes).into_owned());
    python_version(own.map(|(_, version)| version.as_str()), pinned.as_deref(), requires)
}

/// Raised when an environment made earlier is no longer what would be made now.
const RECIPE: &str = "python/1";

impl Store {
    /// The packages of `project`: those of its own environment where it has one, else provided by its manifest.
    pub async fn python(&self, around: &Surroundings<'_>, project: &Project) -> Result<PythonEnvironment, DependencyError> {
        self.python_packages(around, project, None).await
    }

    /// The same for an interpreter of this version, which is to run them: what is built for another is of no use to it.
    pub async fn python_to_run(
        &self,
        around: &Surroundings<'_>,
        project: &Project,
        version: &str,
    ) -> Result<PythonEnvironment, DependencyError> {
        self.python_packages(around, project, Some(version)).await
    }

    async fn python_packages(
        &self,
        around: &Surroundings<'_>,
        project: &Project,
        run_by: Option<&str>,
    ) -> Result<PythonEnvironment, DependencyError> {
        let manifest = python_manifest(around, project)?;
        let fits =
            |(_, own): &(PathBuf, String)| run_by.is_none_or(|version| python_version(Some(own), None, None).as_deref() == Some(version));
        let own = own_environment(around, project).filter(fits);
        let version = match run_by {
            Some(version) => version.to_owned(),
            None => version_for(around, project, own.as_ref(), manifest.requires_python.as_deref()).unwrap_or_else(|| DEFAULT.to_owned()),
        };
        let wants_packages = manifest.candidates.iter().any(|set| !set.is_empty());
        let local = manifest.local.clone();
        if let Some((site_packages, _)) = own
            && (!wants_packages || has_packages(&site_packages))
        {
            let resolved =
                Resolved { source: Source::Project, hash: stamp(&site_packages), packages: installed(&site_packages), notes: Vec::new() };
            return Ok(PythonEnvironment { version, local, doubt: None, resolved, site_packages: Some(site_packages) });
        }
        if !wants_packages {
            let resolved = Resolved { source: Source::Nothing, hash: String::new(), packages: BTreeMap::new(), notes: Vec::new() };
            let reason = format!("no file of {} says what it depends on", project.name());
            let doubt = (!manifest.is_static).then_some(Doubt { reason, about: None });
            return Ok(PythonEnvironment { site_packages: None, version, local, doubt, resolved });
        }
        let (home, resolved) = self.provide_python(project, &manifest, &version).await?;
        let doubt = doubt(&home, &manifest);
        Ok(PythonEnvironment { site_packages: Some(home.join(PACKAGES)), version, local, doubt, resolved })
    }

    async fn provide_python(
        &self,
        project: &Project,
        manifest: &PythonManifest,
        version: &str,
    ) -> Result<(PathBuf, Resolved), DependencyError> {
        let hash = recipe_hash(manifest, version);
        let home = self.folder.join(format!("python-{hash}"));
        let resolved =
            |source| Resolved { source, hash: hash.clone(), packages: installed(&home.join(PACKAGES)), notes: notes(project, &home) };
        if home.is_dir() {
            return Ok((home.clone(), resolved(Source::Cache)));
        }
        let Some(staging) = stage(&home).await.map_err(|error| self.cache_error(error))? else {
            return Ok((home.clone(), resolved(Source::Cache)));
        };
        let _activity = self.progress.begin(&format!("Installing the Python packages of {}", project.name()));
        let mut refusal = None;
        for (narrower, requirements) in manifest.candidates.iter().enumerate() {
            match self.install_without_sources(staging.path(), requirements, &manifest.constraints, version).await? {
                Ok(()) => {
                    if narrower > 0 {
                        fs::write(staging.path().join(FEWER), requirements.join("\n")).map_err(|error| self.cache_error(error))?;
                    }
                    staging.finish().map_err(|error| self.cache_error(error))?;
                    return Ok((home.clone(), resolved(Source::Installed)));
                }
                Err(reason) => refusal = refusal.or(Some(reason)),
            }
        }
        Err(DependencyError::Install { manager: "uv", project: project.name().to_owned(), reason: refusal.unwrap_or_default() })
    }

    /// Installs what has wheels. A package without one would have to be built, which runs code of its own: it is left out, and named.
    async fn install_without_sources(
        &self,
        folder: &Path,
        requirements: &[String],
        constraints: &BTreeMap<String, String>,
        version: &str,
    ) -> Result<Result<(), String>, DependencyError> {
        let mut left_out: Vec<String> = Vec::new();
        loop {
            fs::write(folder.join(LEFT_OUT), left_out.join("\n") + "\n").map_err(|error| self.cache_error(error))?;
            let output = self.install_python(folder, requirements, constraints, version).await?;
            if output.status == 0 {
                return Ok(Ok(()));
            }
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            match without_wheel(&complaint) {
                Some(package) if !left_out.contains(&package) && left_out.len() < 20 => left_out.push(package),
                _ => return Ok(Err(output.complaint())),
            }
        }
    }

    async fn install_python(
        &self,
        folder: &Path,
        requirements: &[String],
        constraints: &BTreeMap<String, String>,
        version: &str,
    ) -> Result<Output, DependencyError> {
        let constraints: String = constraints.iter().map(|(name, version)| format!("{name}=={version}\n")).collect();
        let files = [("requirements.txt", requirements.join("\n") + "\n"), ("constraints.txt", constraints)];
        for (name, content) in files {
            fs::write(folder.join(name), content).map_err(|error| self.cache_error(error))?;
        }
        // The resolver asks an interpreter about the platform: the user's own, found outside the project, never the project's.
        let python = self.toolbox.users_own("python3").or_else(|_| self.toolbox.users_own("python"))?;
        let uv = match self.toolbox.users_own("uv") {
            Ok(uv) => Command::new(uv, folder),
            Err(_) => self.toolbox.provide(&Tool::Uv).await?.command(folder),
        };
        let mut command = uv
            .args(["pip", "install", "--quiet", "--only-binary", ":all:", "--python-version", version, "--target", PACKAGES])
            .args(["-r", "requirements.txt", "-c", "constraints.txt", "--excludes", LEFT_OUT, "--python"])
            .args([python])
            .variable("UV_PYTHON_DOWNLOADS", "never");
        command.variables.extend(self.launcher.environment().installer_variables());
        command.variables.extend(self.pip_settings().await);
        Ok(self.launcher.run(&command).await?)
    }

    /// The user's settings for pip, in uv's terms: a mirror that is set up for one is meant for both.
    async fn pip_settings(&self) -> Vec<(String, std::ffi::OsString)> {
        let Ok(python) = self.toolbox.users_own("python3") else { return Vec::new() };
        let mut command = Command::new(python, "/").args(["-I", "-m", "pip", "config", "list"]);
        command.variables.extend(self.launcher.environment().installer_variables());
        let Ok(output) = self.launcher.run(&command).await else { return Vec::new() };
        uv_variables(&output.text(), |name| self.launcher.environment().get(name).is_some())
    }
}

/// Packages lie where an interpreter of an environment would have them, with a version that fits any.
const PACKAGES: &str = "site-packages";

/// The file that lists packages without a wheel.
const LEFT_OUT: &str = "left-out.txt";

/// The file that lists the requirements where not all could be installed together.
const FEWER: &str = "fewer.txt";

fn left_out(home: &Path) -> Vec<String> {
    let text = fs::read_to_string(home.join(LEFT_OUT)).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A package that the project asks for itself, and that was left out, may have any module; one that only another package asks for is hardly
/// imported under another name than its own.
fn doubt(home: &Path, manifest: &PythonManifest) -> Option<Doubt> {
    if home.join(FEWER).exists() {
        return Some(Doubt { reason: "not all requirements could be installed together".to_owned(), about: None });
    }
    let left_out = left_out(home);
    let is_direct = left_out.iter().any(|package| manifest.asks_for(package));
    let reason = format!("{} has no wheel and was left out", left_out.join(", "));
    (!left_out.is_empty()).then(|| Doubt { reason, about: (!is_direct).then_some(left_out) })
}

fn notes(project: &Project, home: &Path) -> Vec<String> {
    let mut notes = Vec::new();
    let left_out = left_out(home);
    if !left_out.is_empty() {
        notes.push(format!("{}: {} has no wheel and was left out; Sutura builds nothing", project.name(), left_out.join(", ")));
    }
    if let Ok(fewer) = fs::read_to_string(home.join(FEWER)) {
        let count = fewer.lines().count();
        notes.push(format!("{}: not all requirements could be installed together, so only {count} of the main ones were", project.name()));
    }
    notes
}

/// The package that uv's refusal names as having no wheel at all for the Python version that is asked for.
fn without_wheel(complaint: &str) -> Option<String> {
    static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"Wheels are required for `([A-Za-z0-9._-]+)`|\b([A-Za-z0-9][A-Za-z0-9._-]*?)(?:[=<>!~]=?\S+)? has no (?:usable )?wheels",
        )
        .expect("the pattern is a constant that the tests compile")
    });
    let folded = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = REFUSAL.captures(&folded)?;
    Some(found.get(1).or(found.get(2))?.as_str().to_owned())
}

fn uv_variables(pip_config: &str, is_set: impl Fn(&str) -> bool) -> Vec<(String, std::ffi::OsString)> {
    let mut variables = Vec::new();
    for line in pip_config.lines() {
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim().trim_matches('\'').replace("\\n", " ");
        let name = match key.rsplit('.').next().unwrap_or_default() {
            "index-url" => "UV_DEFAULT_INDEX",
            "extra-index-url" => "UV_INDEX",
            "find-links" => "UV_FIND_LINKS",
            "no-index" => "UV_NO_INDEX",
            "trusted-host" => "UV_INSECURE_HOST",
            "cert" => "SSL_CERT_FILE",
            "proxy" => "ALL_PROXY",
            _ => continue,
        };
        let exists = name != "UV_FIND_LINKS" || value.contains("://") || Path::new(&value).exists();
        if !is_set(name) && exists && !value.trim().is_empty() {
            variables.push((name.to_owned(), value.trim().into()));
        }
    }
    variables
}

fn recipe_hash(manifest: &PythonManifest, version: &str) -> String {
    let mut parts = vec![RECIPE.to_owned(), version.to_owned(), std::env::consts::OS.to_owned(), std::env::consts::ARCH.to_owned()];
    for set in &manifest.candidates {
        parts.push(set.join("\n"));
    }
    parts.extend(manifest.constraints.iter().map(|(name, version)| format!("{name}=={version}")));
    Digest::of_parts(parts).short()
}

/// The packages of the environment that the project has, and its Python version.
fn own_environment(around: &Surroundings<'_>, project: &Project) -> Option<(PathBuf, String)> {
    around.folders_on_disk(&project.root).find_map(|folder| {
        [".venv", "venv", "env"].iter().find_map(|name| {
            let environment = folder.join(name);
            let settings = fs::read_to_string(environment.join("pyvenv.cfg")).ok()?;
            let version = settings.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                matches!(key.trim(), "version" | "version_info").then(|| value.trim().to_owned())
            })?;
            Some((site_packages(&environment)?, version))
        })
    })
}

fn site_packages(environment: &Path) -> Option<PathBuf> {
    let windows = environment.join("Lib/site-packages");
    if windows.is_dir() {
        return Some(windows);
    }
    let library = environment.join("lib").read_dir().ok()?;
    library.flatten().map(|python| python.path().join("site-packages")).find(|path| path.is_dir())
}

fn has_packages(site_packages: &Path) -> bool {
    installed(site_packages).keys().any(|name| !matches!(name.as_str(), "pip" | "setuptools" | "wheel"))
}

/// Package to version, from the names of the metadata folders.
fn installed(site_packages: &Path) -> BTreeMap<String, String> {
    let entries = site_packages.read_dir().into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let (package, version) = name.strip_suffix(".dist-info")?.split_once('-')?;
            Some((package.to_lowercase().replace('_', "-"), version.to_owned()))
        })
        .collect()
}

/// Changes whenever a package is added, removed or replaced.
fn stamp(site_packages: &Path) -> String {
    let mut entries: Vec<String> = site_packages
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            format!("{:?} {changed:?}", entry.file_name())
        })
        .collect();
    entries.sort();
    Digest::of_parts(entries).short()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_for_pip_are_handed_to_uv_unless_uv_has_its_own() {
        let config = ":env:.index-url='https://mirror.example/simple'\nglobal.cert='/etc/ca.pem'\nglobal.timeout='60'\n";
        let variables = uv_variables(config, |name| name == "SSL_CERT_FILE");
        assert_eq!(variables, [("UV_DEFAULT_INDEX".to_owned(), "https://mirror.example/simple".into())]);
    }

    #[test]
    fn a_left_out_package_casts_doubt_on_modules_of_its_name_alone() {
        let doubt = Doubt { reason: String::new(), about: Some(vec!["dkimpy".to_owned(), "python-ldap".to_owned()]) };
        assert!(doubt.covers("dkim") && doubt.covers("ldap"));
        assert!(!doubt.covers("fastapii") && !doubt.covers("requests"));
        assert!(Doubt { reason: String::new(), about: None }.covers("fastapii"));
    }

    #[test]
    fn a_package_without_wheels_is_named_by_the_refusal() {
        let refusal = "  × No solution found when resolving dependencies:\n  ╰─▶ Because dkimpy==1.1.8 has no usable wheels and emails==1.1.2\n      depends on dkimpy==1.1.8, we can\n";
        assert_eq!(without_wheel(refusal).as_deref(), Some("dkimpy"));
        let hint = "hint: Wheels are required for `dkimpy` because building from\n source is disabled";
        assert_eq!(without_wheel(hint).as_deref(), Some("dkimpy"));
        assert_eq!(without_wheel("Because x was not found in the package registry"), None);
    }

    #[test]
    fn an_installed_package_changes_the_stamp() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("fastapi-0.115.0.dist-info")).unwrap();
        let before = stamp(folder.path());
        assert!(has_packages(folder.path()));
        fs::create_dir(folder.path().join("httpx-0.1.dist-info")).unwrap();
        assert_ne!(before, stamp(folder.path()));
    }
}
