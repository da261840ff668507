//! What a user names as the source of a contract.

use std::path::{Path, PathBuf};

/// Where a contract comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A document or a manifest.
    File(PathBuf),
    /// An address that begins with `http://` or `https://`.
    Url(String),
    /// A folder with a FastAPI backend.
    Folder(PathBuf),
    /// An application, or a function that makes one, by its module.
    App {
        /// The folder below which the module lies.
        folder: PathBuf,
        /// Its dotted name, or its file below that folder.
        module: String,
        /// The attribute; attributes of attributes are dotted too.
        attribute: String,
    },
    /// The text that stands on standard input.
    Stdin,
}

impl Source {
    /// What `text` names for somebody in the folder `here`; nothing where no such thing is there.
    pub fn parse(text: &str, here: &Path) -> Option<Self> {
        if text == "-" {
            return Some(Self::Stdin);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return Some(Self::Url(text.to_owned()));
        }
        let path = here.join(text);
        if path.is_dir() {
            return Some(Self::Folder(path));
        }
        if path.is_file() {
            return Some(Self::File(path));
        }
        let (place, attribute) = text.rsplit_once(':')?;
        // `app/main.py:app` is what an editor completes: which folder the module is seen from is still to be found out.
        let (folder, module) = match place.rsplit_once('/') {
            Some((folder, module)) if !module.ends_with(".py") => (here.join(folder), module),
            _ => (here.to_owned(), place),
        };
        let is_dotted = |name: &str| name.split('.').all(is_identifier);
        let is_module = is_dotted(module) || module.ends_with(".py");
        let app = || Self::App { folder, module: module.to_owned(), attribute: attribute.to_owned() };
        (is_module && is_dotted(attribute)).then(app)
    }

    /// The folder of the backend that it names.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) | Self::App { folder, .. } => Some(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }),
            Self::File(_) | Self::Url(_) | Self::Stdin => None,
        }
    }
}

fn is_identifier(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_known_by_what_is_there_and_by_its_form() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        std::fs::create_dir(here.join("backend")).unwrap();
        std::fs::write(here.join("openapi.yaml"), "").unwrap();
        assert_eq!(Source::parse("backend", here), Some(Source::Folder(here.join("backend"))));
        assert_eq!(Source::parse("openapi.yaml", here), Some(Source::File(here.join("openapi.yaml"))));
        assert_eq!(Source::parse("http://localhost:8000", here), Some(Source::Url("http://localhost:8000".to_owned())));
        assert_eq!(Source::parse("-", here), Some(Source::Stdin));
        let app = |folder: PathBuf, module: &str, attribute: &str| {
            Some(Source::App { folder, module: module.to_owned(), attribute: attribute.to_owned() })
        };
        assert_eq!(Source::parse("app.main:create_app", here), app(here.to_owned(), "app.main", "create_app"));
        assert_eq!(Source::parse("backend/app.main:state.app", here), app(here.join("backend"), "app.main", "state.app"));
        assert_eq!(Source::parse("backend/main.py:app", here), app(here.to_owned(), "backend/main.py", "app"));
        for wrong in ["nowhere", "openapi.json", "ftp://host/x", "app.main:", "a b:c", "app..main:app"] {
            assert_eq!(Source::parse(wrong, here), None, "{wrong}");
        }
    }
}
