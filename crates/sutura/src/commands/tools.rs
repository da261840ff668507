//! `sutura tools`: the checkers that Sutura brings.

use sutura_engine::tools::Tool;

use crate::{
    arguments::{Tools, ToolsAction},
    console::Console,
    error::CommandError,
    user::{Cache, Means},
};

/// Lists or installs.
pub async fn run(arguments: Tools, console: &Console) -> Result<u8, CommandError> {
    let cache = Cache::of_user()?;
    let means = Means::new(&cache, &[], console.progress(), false)?;
    if let Some(ToolsAction::Install { tools }) = arguments.action {
        let wanted = if tools.is_empty() {
            vec![Tool::Ruff, Tool::Ty, Tool::Pyright, Tool::pinned_typescript(), Tool::Uv]
        } else {
            tools.iter().map(|name| Tool::parse(name)).collect::<Result<_, _>>()?
        };
        for tool in wanted {
            means.toolbox.provide(&tool).await?;
        }
    }
    let mut text = String::new();
    for tool in Tool::pinned() {
        let place = if means.toolbox.is_installed(&tool) { "installed" } else { "not installed" };
        text += &format!("{:<11} {:<10} {:<14} {}\n", tool.name(), tool.version(), place, tool.about());
    }
    text += &format!("\nTools are kept in {}.\n", cache.tools().display());
    console.print(&text);
    Ok(0)
}
