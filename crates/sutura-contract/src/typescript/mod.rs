//! A contract as one TypeScript file.
//!
//! `types` says what a type of the contract is in TypeScript, in each of its `forms`; `declarations` writes enums and schemas;
//! `layout` knows how all that stands on the page, and `text` how a text of the contract comes into it without harm.
//! `excerpt` has the declarations one by one.

mod client;
mod declarations;
mod excerpt;
mod forms;
mod header;
mod hooks;
mod layout;
mod media;
mod names;
mod operations;
pub(crate) mod reserved;
mod runtime;
mod scope;
mod status;
mod text;
mod types;

pub use excerpt::{Declarations, Operation, declared};

use layout::Page;
use scope::Scope;
use types::Types;

use crate::{Contract, ContractError};

/// What the file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Types and enums alone.
    Types,
    /// Types, enums and a typed client.
    #[default]
    Client,
    /// All this, and hooks for TanStack Query.
    Hooks,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What it holds.
    pub content: Content,
    /// Whether dates and times are branded texts, so that one is not taken for another.
    pub brand_dates: bool,
}

/// The file's text, as prettier would leave it.
///
/// # Errors
/// Where the contract is none ([`Contract::check`]).
pub fn emit(contract: &Contract, options: Options) -> Result<String, ContractError> {
    contract.check()?;
    let mut scope = Scope::of(contract);
    let types = Types::of(contract, options, &mut scope);
    let mut page = Page::default();
    page.lines(&header::of(contract, options)?);
    if options.content == Content::Hooks {
        page.gap();
        page.lines(runtime::HOOKS_IMPORT);
    }
    declarations::declare(&mut page, &types);
    let groups = operations::of(contract, &mut scope);
    operations::declare(&mut page, &groups, &types);
    if options.content == Content::Types {
        runtime::declare_types(&mut page);
    } else {
        client::declare(&mut page, contract, &groups, &mut scope);
    }
    if options.content == Content::Hooks {
        hooks::declare(&mut page, &groups, &mut scope);
    }
    Ok(page.finish())
}

/// How a file that [`emit`] wrote was written; none for any other file.
pub fn options_of(text: &str) -> Option<Options> {
    header::options(text)
}

/// The endings that the name of a schema has in the forms that are not its plain one: `Input`, `ExcludeNone`, ….
pub fn form_endings() -> &'static [String] {
    forms::endings()
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
