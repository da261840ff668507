//! What holds of every contract, also of one that somebody else wrote.

use std::collections::HashSet;

use super::{Additional, Contract, Discriminator, Endpoint, Type};
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
        let mut names = HashSet::new();
        let schemas = self.schemas.iter().enumerate().map(|(index, schema)| ("schemas", index, &*schema.name));
        let enums = self.enums.iter().enumerate().map(|(index, own)| ("enums", index, &*own.name));
        for (list, index, name) in schemas.chain(enums) {
            named(name, is_type_name(name), &mut names, || format!("/{list}/{index}/name"))?;
        }
        for (index, schema) in self.schemas.iter().enumerate() {
            check_type(&schema.ty, &names, || format!("/schemas/{index}/type"))?;
        }
        for (index, own) in self.enums.iter().enumerate() {
            let mut members = HashSet::new();
            for (place, member) in own.members.iter().enumerate() {
                named(&member.name, is_identifier(&member.name), &mut members, || format!("/enums/{index}/members/{place}/name"))?;
            }
            if own.members.is_empty() {
                return Err(ContractError::at(format!("/enums/{index}/members"), "an enum without members has no values"));
            }
        }
        let mut modules = HashSet::new();
        for (index, module) in self.modules.iter().enumerate() {
            named(&module.name, is_member(&module.name), &mut modules, || format!("/modules/{index}/name"))?;
            let mut endpoints = HashSet::new();
            for (place, endpoint) in module.endpoints.iter().enumerate() {
                let pointer = || format!("/modules/{index}/endpoints/{place}");
                named(&endpoint.name, is_member(&endpoint.name), &mut endpoints, || pointer() + "/name")?;
                check_endpoint(endpoint, &names, pointer)?;
            }
        }
        Ok(())
    }
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

fn check_endpoint(endpoint: &Endpoint, names: &HashSet<&str>, pointer: impl Fn() -> String) -> Result<(), ContractError> {
    if !endpoint.path.starts_with('/') {
        return Err(ContractError::at(pointer() + "/path", "the path does not begin with a `/`"));
    }
    endpoint.types().try_for_each(|ty| check_type(ty, names, &pointer))
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
    let first = |types: &'t [Type]| types.iter().find_map(|ty| unknown(ty, names));
    match ty {
        Type::Reference { name } => (!names.contains(&**name)).then_some(name),
        Type::Array { items, .. } => unknown(items, names),
        Type::Tuple { items, rest, .. } => first(items).or_else(|| unknown(rest.as_ref()?, names)),
        Type::Union { of, discriminator } => {
            let mapped = |discriminator: &'t Discriminator| discriminator.mapping.iter().map(|(_, name)| &**name);
            first(of).or_else(|| mapped(discriminator.as_ref()?).find(|name| !names.contains(name)))
        }
        Type::Intersection { of } => first(of),
        Type::Object(object) => {
            let field = object.properties.iter().find_map(|property| unknown(&property.ty, names));
            field.or_else(|| match &object.additional {
                Additional::None => None,
                Additional::Typed { values, keys } => unknown(values, names).or_else(|| unknown(keys.as_ref()?, names)),
            })
        }
        _ => None,
    }
}
