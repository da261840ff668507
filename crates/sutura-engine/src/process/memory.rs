//! How much memory a process and its descendants hold.

/// Resident bytes of the process `pid` and all its descendants together. Nothing where the system does not tell, or the process is gone.
#[cfg(target_os = "linux")]
pub fn resident(pid: u32) -> Option<u64> {
    let own = pages(pid)? * rustix::param::page_size() as u64;
    let mut total = own;
    for task in std::fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        total += children.split_whitespace().filter_map(|child| resident(child.parse().ok()?)).sum::<u64>();
    }
    Some(total)
}

#[cfg(target_os = "linux")]
fn pages(pid: u32) -> Option<u64> {
    std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?.split_whitespace().nth(1)?.parse().ok()
}

/// Resident bytes of the process `pid` and all its descendants together. Nothing where the system does not tell, or the process is gone.
#[cfg(not(target_os = "linux"))]
pub fn resident(_pid: u32) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_holds_some_memory_and_one_that_is_not_there_holds_none() {
        assert_eq!(resident(std::process::id()).is_some(), cfg!(target_os = "linux"));
        assert_eq!(resident(u32::MAX), None);
    }
}
