//! What a child gets to see of the user's environment.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Variables that programs need to work at all, to find their caches, and to reach a registry through a mirror or proxy.
/// Keys of model providers, cloud credentials and the like are not on it, and so reach no child.
const ALLOWED: &[&str] = &[
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TZ",
    "USER",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "SYSTEMROOT",
    "APPDATA",
    "LOCALAPPDATA",
    "USERPROFILE",
];

/// Variables for the package managers alone: their settings, proxies and certificates.
const FOR_INSTALLERS: &[&str] = &[
    "ALL_PROXY",
    "CURL_CA_BUNDLE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NODE_EXTRA_CA_CERTS",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
];

/// Prefixes of the package managers' own settings, matched without regard to case.
const INSTALLER_PREFIXES: &[&str] = &["NPM_CONFIG_", "PIP_", "PYENV_", "UV_"];

/// The variables of a child, cut down from the user's.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    path: Vec<PathBuf>,
    plain: BTreeMap<String, OsString>,
    installer: BTreeMap<String, OsString>,
}

impl Environment {
    /// Keeps of `variables` what a child may see, and of `PATH` the absolute folders that are of no project at one of `roots`, so that no program
    /// out of a project under check can be found there.
    pub fn from_variables(variables: impl IntoIterator<Item = (OsString, OsString)>, roots: &[&Path]) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            let Ok(name) = name.into_string() else { continue };
            let upper = name.to_ascii_uppercase();
            if upper == "PATH" {
                let is_outside = |folder: &PathBuf| folder.is_absolute() && !roots.iter().any(|root| is_of_project(folder, root));
                environment.path = std::env::split_paths(&value).filter(is_outside).collect();
            } else if ALLOWED.contains(&upper.as_str()) {
                environment.plain.insert(name, value);
            } else if FOR_INSTALLERS.contains(&upper.as_str()) || INSTALLER_PREFIXES.iter().any(|prefix| upper.starts_with(prefix)) {
                environment.installer.insert(name, value);
            }
        }
        environment
    }

    /// Folders in which programs are looked up.
    pub fn path(&self) -> &[PathBuf] {
        &self.path
    }

    /// The program `name` on the path.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let joined = std::env::join_paths(&self.path).ok()?;
        which::which_in(name, Some(joined), "/").ok()
    }

    /// One variable of those kept.
    pub fn get(&self, name: &str) -> Option<&OsString> {
        self.plain.get(name).or_else(|| self.installer.get(name))
    }

    /// Every child's variables.
    pub fn variables(&self) -> impl Iterator<Item = (String, OsString)> {
        let path = std::env::join_paths(&self.path).unwrap_or_default();
        std::iter::once(("PATH".to_owned(), path)).chain(self.plain.clone())
    }

    /// Further variables of a package manager.
    pub fn installer_variables(&self) -> Vec<(String, OsString)> {
        self.installer.clone().into_iter().collect()
    }
}

/// Whether a folder of programs belongs to the project at `root`. Where that is the root of all, so does everything, also what is the user's: there it is by what it is.
fn is_of_project(folder: &Path, root: &Path) -> bool {
    let is_one = |folder: &Path| if root.parent().is_some() { folder.starts_with(root) } else { is_of_any_project(folder) };
    is_one(folder) || folder.canonicalize().is_ok_and(|real| is_one(&real))
}

/// Whether a folder of programs is that of a virtual environment, or of packages that a project has installed.
fn is_of_any_project(folder: &Path) -> bool {
    let is_environment = folder.parent().is_some_and(|environment| environment.join("pyvenv.cfg").exists());
    is_environment || folder.ends_with("node_modules/.bin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_reach_no_child_and_proxies_only_installers() {
        let given = [
            ("ANTHROPIC_API_KEY", "sk-1"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("NODE_OPTIONS", "--require /tmp/evil.js"),
            ("PYTHONPATH", "/tmp/evil"),
            ("HOME", "/home/ada"),
            ("https_proxy", "http://proxy:3128"),
            ("npm_config_registry", "https://mirror"),
            ("PATH", "/usr/bin:node_modules/.bin:/work/app/.venv/bin"),
        ];
        let environment = Environment::from_variables(given.map(|(k, v)| (k.into(), v.into())), &[Path::new("/work/app")]);
        let every: Vec<_> = environment.variables().collect();
        assert_eq!(every, [("PATH".to_owned(), "/usr/bin".into()), ("HOME".to_owned(), "/home/ada".into())]);
        let installer: Vec<_> = environment.installer_variables().into_iter().map(|(name, _)| name).collect();
        assert_eq!(installer, ["https_proxy", "npm_config_registry"]);
    }

    #[test]
    fn a_project_at_the_root_of_all_has_its_environments_and_packages_and_the_user_all_other_programs() {
        let image = tempfile::tempdir().unwrap();
        let environment = image.path().join(".venv/bin");
        std::fs::create_dir_all(&environment).unwrap();
        std::fs::write(image.path().join(".venv/pyvenv.cfg"), "").unwrap();
        let path = format!("{}:/node_modules/.bin:/usr/local/bin:/usr/bin", environment.display());
        let environment = Environment::from_variables([("PATH".into(), path.into())], &[Path::new("/"), Path::new("/app")]);
        assert_eq!(environment.path(), [Path::new("/usr/local/bin"), Path::new("/usr/bin")]);
    }
}
