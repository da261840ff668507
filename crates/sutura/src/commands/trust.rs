//! `sutura trust`: the user stands behind the commands in a project's settings.

use sutura_engine::settings::{FILE, Settings};

use crate::{
    arguments::Trust,
    console::Console,
    error::CommandError,
    project::{canonical, own_settings},
    user::Cache,
};

/// Grants, revokes or lists trust.
pub fn run(arguments: &Trust, console: &Console) -> Result<u8, CommandError> {
    let mut trust = Cache::of_user()?.trust()?;
    if arguments.list {
        let text: String = trust.files().map(|file| format!("{file}\n")).collect();
        console.print(if text.is_empty() { "No file is trusted.\n" } else { &text });
        return Ok(0);
    }
    let root = canonical(&arguments.path)?;
    let file = root.join(FILE);
    if arguments.revoke {
        let said = if trust.revoke(&file)? { "is no longer trusted" } else { "was not trusted" };
        console.print(&format!("{} {said}.\n", file.display()));
        return Ok(0);
    }
    let missing = || CommandError::usage(format!("{}: no such file", file.display()), "`sutura init` writes one.");
    let content = own_settings(&root)?.ok_or_else(missing)?;
    let settings = Settings::parse(FILE, &String::from_utf8_lossy(&content))?;
    trust.grant(&file, &content)?;
    let mut text =
        format!("{} is trusted as it stands now. Its commands, and what it says about the model and the contract:\n", file.display());
    for (name, checker) in settings.declared() {
        text += &format!("  {name}: {:?}\n", checker.command.as_deref().unwrap_or_default());
    }
    let model = &settings.model;
    if let Some(base_url) = &model.base_url {
        text += &format!("  model.base_url: {base_url}\n");
    }
    if let Some(command) = &model.command {
        text += &format!("  model.command: {command:?}\n");
    }
    if let Some(recordings) = &model.recordings {
        text += &format!("  model.recordings: {recordings}\n");
    }
    if let Some(price) = &model.price {
        text += &format!("  model.price: {price:?}\n");
    }
    for (key, value) in settings.contract.needing_trust() {
        text += &format!("  contract.{key}: {value}\n");
    }
    console.print(&text);
    Ok(0)
}
