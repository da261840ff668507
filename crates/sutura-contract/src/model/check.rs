//! What holds of every contract, also of one that somebody else wrote.

use std::collections::HashSet;

use super::{Contract, Endpoint, Enum, Module, Part, Type};
use crate::{
    ContractError,
    typescript::reserved::{is_member, is_type_name},
    words::is_identifier,
};

/// How many levels the JSON of one type may have: other programs have to be able to read a manifest.
pub(crate) const DEEPEST_TYPE: usize = 100;

impl Contract {
    /// Whether names are identifiers, each there once, references lead somewhere, and no type is too deep.
    ///
    /// # Errors
    /// With the pointer of what is wrong, as it stands in the manifest.
    pub fn check(&self) -> Result<(), ContractError> {
        let names = self.type_names()?;
        for (index, schema) in self.schemas.iter().enumerate() {
            check_type(&schema.ty, &names, || format!("/schemas/{index}/type"))?;
        }
        for (index, own) in self.enums.iter().enumerate() {
            check_members(own, &format!("/enums/{index}/members"))?;
        }
        let mut modules = HashSet::new();
        for (index, module) in self.modules.iter().enumerate() {
            named(&module.name, is_member(&module.name), &mut modules, || format!("/modules/{index}/name"))?;
            check_module(module, &names, &format!("/modules/{index}/endpoints"))?;
        }
        Ok(())
    }

    fn type_names(&self) -> Result<HashSet<&str>, ContractError> {
        let mut names = HashSet::new();
        let schemas = self.schemas.iter().enumerate().map(|(index, schema)| ("schemas", index, &*schema.name));
        let enums = self.enums.iter().enumerate().map(|(index, own)| ("enums", index, &*own.name));
        for (list, index, name) in schemas.chain(enums) {
            named(name, is_type_name(name), &mut names, || format!("/{list}/{index}/name"))?;
        }
        Ok(names)
    }
}

fn check_members(own: &Enum, pointer: &str) -> Result<(), ContractError> {
    if own.members.is_empty() {
        return Err(ContractError::at(pointer, "an enum without members has no values"));
    }
    let mut names = HashSet::new();
    for (index, member) in own.members.iter().enumerate() {
        named(&member.name, is_identifier(&member.name), &mut names, || format!("{pointer}/{index}/name"))?;
    }
    Ok(())
}

fn check_module(module: &Module, types: &HashSet<&str>, pointer: &str) -> Result<(), ContractError> {
    let mut names = HashSet::new();
    for (index, endpoint) in module.endpoints.iter().enumerate() {
        let pointer = format!("{pointer}/{index}");
        named(&endpoint.name, is_member(&endpoint.name), &mut names, || format!("{pointer}/name"))?;
        check_endpoint(endpoint, types, &pointer)?;
    }
    Ok(())
}

fn named<'n>(name: &'n str, is_valid: bool, taken: &mut HashSet<&'n str>, pointer: impl Fn() -> String) -> Result<(), ContractError> {
    if !is_valid {
        return Err(ContractError::at(pointer(), format!("{name:?} cannot be a name here")));
    }
    if !taken.insert(name) {
        return Err(ContractError::at(pointer(), format!("the name {name:?} is given twice")));
    }
    Ok(())
}

fn check_endpoint(endpoint: &Endpoint, names: &HashSet<&str>, pointer: &str) -> Result<(), ContractError> {
    if !endpoint.path.starts_with('/') {
        return Err(ContractError::at(format!("{pointer}/path"), "the path does not begin with a `/`"));
    }
    endpoint.types().try_for_each(|ty| check_type(ty, names, || pointer.to_owned()))
}

fn check_type(ty: &Type, names: &HashSet<&str>, pointer: impl Fn() -> String) -> Result<(), ContractError> {
    if ty.levels() > DEEPEST_TYPE {
        return Err(ContractError::at(pointer(), format!("the type has more than {DEEPEST_TYPE} levels"))
            .with_hint("Give its inner types names of their own."));
    }
    match unknown(ty, names) {
        Some(name) => Err(ContractError::at(pointer(), format!("there is no schema and no enum {name:?}"))),
        None => Ok(()),
    }
}

/// A name in a type that nothing has.
fn unknown<'t>(ty: &'t Type, names: &HashSet<&str>) -> Option<&'t str> {
    let mut unknown = None;
    ty.walk(&mut |part| {
        let Part::Type(ty) = part else { return true };
        unknown = unknown.or_else(|| names_in(ty).into_iter().find(|name| !names.contains(name)));
        unknown.is_none()
    });
    unknown
}

/// The names that a type says itself.
fn names_in(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Reference { name } => vec![name],
        Type::Union { discriminator: Some(discriminator), .. } => discriminator.mapping.iter().map(|(_, name)| &**name).collect(),
        _ => Vec::new(),
    }
}
