//! What the kernel lets a child do: the one file that is for Linux alone.
//!
//! Code of a project is run only where a contract is read out of an application. It then sees the files that are named to it, writes to its
//! own folder, and has no network. Landlock guards files, and seccomp what Landlock does not know: sockets, other processes, the owner and
//! the mode of files, and what only an administrator may do. Both bind the thread that asks for them and all that it starts, for ever.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a child may reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Files and folders that it may read and run. What is not there is left out.
    pub reads: Vec<PathBuf>,
    /// Folders in which it may also write.
    pub writes: Vec<PathBuf>,
    /// The most bytes of memory that it may ask for.
    pub memory: u64,
}

/// The most bytes of one file that a child in a sandbox may write.
const FILE_LIMIT: u64 = 256 << 20;

#[cfg(not(target_os = "linux"))]
impl Sandbox {
    /// Whether this system can keep a child in a sandbox.
    pub fn is_available() -> bool {
        false
    }

    pub(super) fn enter(&self) -> Result<(), String> {
        Err("this system has no sandbox".to_owned())
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
        RulesetError, RulesetStatus, Scope, path_beneath_rules,
    };
    use rustix::process::{Resource, Rlimit, setrlimit};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, apply_filter,
    };

    use super::{FILE_LIMIT, Sandbox};

    /// The least that guards files: reading, writing, renaming, cutting off.
    const FILES: ABI = ABI::V3;

    impl Sandbox {
        /// Whether this system can keep a child in a sandbox.
        pub fn is_available() -> bool {
            ruleset().is_ok() && filters().is_ok()
        }

        /// Puts the calling thread, and whatever it starts from now on, into the sandbox. The limits are those of the whole process.
        pub(in super::super) fn enter(&self) -> Result<(), String> {
            for (resource, most) in [(Resource::Data, self.memory), (Resource::Fsize, FILE_LIMIT), (Resource::Core, 0)] {
                let limit = Rlimit { current: Some(most), maximum: Some(most) };
                setrlimit(resource, limit).map_err(|error| format!("a limit could not be set: {error}"))?;
            }
            let filters = filters()?;
            self.guard_files().map_err(|error| format!("Landlock: {error}"))?;
            filters.iter().try_for_each(|filter| apply_filter(filter)).map_err(|error| format!("seccomp: {error}"))
        }

        fn guard_files(&self) -> Result<(), String> {
            let said = |error: RulesetError| error.to_string();
            // A device made in one's own folder would be a way to everything.
            let write = AccessFs::from_all(FILES) & !(AccessFs::MakeChar | AccessFs::MakeBlock);
            let rules = |rules: RulesetCreated, paths: &[_], access: BitFlags<AccessFs>| rules.add_rules(path_beneath_rules(paths, access));
            let ruleset = ruleset().map_err(said)?;
            let ruleset = rules(ruleset, &self.reads, AccessFs::from_read(FILES)).map_err(said)?;
            let ruleset = rules(ruleset, &self.writes, write).map_err(said)?;
            match ruleset.restrict_self().map_err(said)?.ruleset {
                RulesetStatus::NotEnforced => Err("it is not enforced".to_owned()),
                _ => Ok(()),
            }
        }
    }

    /// Nothing is allowed yet. Files must be guarded; sockets and signals are where the kernel can, and by the filter in any case.
    fn ruleset() -> Result<RulesetCreated, RulesetError> {
        Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(FILES))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V5))?
            .handle_access(AccessNet::from_all(ABI::V4))?
            .scope(Scope::from_all(ABI::V6))?
            .create()
    }

    /// Refuse what is listed, and allow the rest: an interpreter and its packages make calls that nobody can list.
    fn filters() -> Result<[BpfProgram; 2], String> {
        let whole = REFUSED.iter().chain(REFUSED_OF_OLD).map(|call| (*call, Vec::new()));
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = whole.collect();
        for (call, argument, operator, value) in REFUSED_WITH {
            let rule = SeccompCondition::new(*argument, SeccompCmpArgLen::Dword, operator.clone(), *value)
                .and_then(|condition| SeccompRule::new(vec![condition]));
            rules.entry(*call).or_default().push(rule.map_err(|error| error.to_string())?);
        }
        // Where its arguments stand the filter cannot see. A C library that is told that there is none takes `clone`.
        let unknown = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        Ok([filter(rules, libc::EPERM)?, filter(unknown, libc::ENOSYS)?])
    }

    fn filter(mut rules: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> Result<BpfProgram, String> {
        // The same calls under the numbers of the x32 interface.
        let others: Vec<_> = rules.iter().map(|(call, rules)| (call | X32, rules.clone())).collect();
        rules.extend(others);
        let architecture = std::env::consts::ARCH.try_into().map_err(|_| "seccomp does not know this processor".to_owned())?;
        let refuse = SeccompAction::Errno(error as u32);
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture).map_err(|error| error.to_string())?;
        filter.try_into().map_err(|error: seccompiler::BackendError| error.to_string())
    }

    /// What the number of the x32 interface has, and no other number.
    const X32: i64 = 0x4000_0000;

    const REFUSED: &[i64] = &[
        // The network, and the sockets of services such as a container engine.
        libc::SYS_socket,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        // Other processes.
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_tgkill,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pidfd_getfd,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_process_madvise,
        libc::SYS_setpriority,
        libc::SYS_ioprio_set,
        libc::SYS_kcmp,
        // What is known of files outside its own folder.
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchmodat2,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
        SYS_SETXATTRAT,
        SYS_REMOVEXATTRAT,
        SYS_FILE_SETATTR,
        libc::SYS_open_by_handle_at,
        // Namespaces, mounts, the kernel's own.
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_chroot,
        libc::SYS_pivot_root,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_move_mount,
        libc::SYS_open_tree,
        libc::SYS_fsopen,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_acct,
        libc::SYS_quotactl,
        libc::SYS_syslog,
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_clock_adjtime,
        libc::SYS_adjtimex,
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_msgget,
        libc::SYS_semget,
        libc::SYS_mq_open,
        libc::SYS_mq_unlink,
    ];

    // Calls of kernels that are newer than the library that names them; their numbers are the same on all processors.
    const SYS_SETXATTRAT: i64 = 463;
    const SYS_REMOVEXATTRAT: i64 = 466;
    const SYS_FILE_SETATTR: i64 = 469;

    /// Calls that are refused where an argument, by its place, is so.
    const REFUSED_WITH: &[(i64, u8, SeccompCmpOp, u64)] = &[
        // A pair of sockets leads nowhere else, but for datagrams: those can be sent to any name.
        (libc::SYS_socketpair, 0, SeccompCmpOp::Ne, libc::AF_UNIX as u64),
        (libc::SYS_socketpair, 1, KIND_OF_SOCKET, libc::SOCK_DGRAM as u64),
        (libc::SYS_socketpair, 1, KIND_OF_SOCKET, libc::SOCK_RAW as u64),
        (libc::SYS_socketpair, 1, KIND_OF_SOCKET, libc::SOCK_SEQPACKET as u64),
        // Who is sent a signal when there is something to read.
        (libc::SYS_fcntl, 1, SeccompCmpOp::Eq, libc::F_SETOWN as u64),
        (libc::SYS_fcntl, 1, SeccompCmpOp::Eq, F_SETOWN_EX),
        (libc::SYS_ioctl, 1, SeccompCmpOp::Eq, FIOSETOWN),
        (libc::SYS_ioctl, 1, SeccompCmpOp::Eq, SIOCSPGRP),
        // The limits and the pace of processes other than the caller, which is 0.
        (libc::SYS_prlimit64, 0, SeccompCmpOp::Ne, 0),
        (libc::SYS_sched_setaffinity, 0, SeccompCmpOp::Ne, 0),
        (libc::SYS_sched_setattr, 0, SeccompCmpOp::Ne, 0),
        (libc::SYS_sched_setparam, 0, SeccompCmpOp::Ne, 0),
        (libc::SYS_sched_setscheduler, 0, SeccompCmpOp::Ne, 0),
        // Namespaces, in which it would be an administrator.
        (libc::SYS_clone, 0, has(libc::CLONE_NEWCGROUP), libc::CLONE_NEWCGROUP as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWIPC), libc::CLONE_NEWIPC as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWNET), libc::CLONE_NEWNET as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWNS), libc::CLONE_NEWNS as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWPID), libc::CLONE_NEWPID as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWUSER), libc::CLONE_NEWUSER as u64),
        (libc::SYS_clone, 0, has(libc::CLONE_NEWUTS), libc::CLONE_NEWUTS as u64),
    ];

    /// Beside the kind of a socket stand flags.
    const KIND_OF_SOCKET: SeccompCmpOp = SeccompCmpOp::MaskedEq(0xf);
    const F_SETOWN_EX: u64 = 15;
    const FIOSETOWN: u64 = 0x8901;
    const SIOCSPGRP: u64 = 0x8902;

    /// Whether a flag is among those of a call.
    const fn has(flag: i32) -> SeccompCmpOp {
        SeccompCmpOp::MaskedEq(flag as u64)
    }

    #[cfg(target_arch = "x86_64")]
    const REFUSED_OF_OLD: &[i64] = &[
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
        libc::SYS_futimesat,
        libc::SYS_kexec_file_load,
        libc::SYS_iopl,
        libc::SYS_ioperm,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const REFUSED_OF_OLD: &[i64] = &[];

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn this_kernel_can_keep_a_child_in_a_sandbox() {
            assert!(Sandbox::is_available());
        }

        #[test]
        fn every_call_is_refused_once() {
            let all: std::collections::BTreeSet<i64> = REFUSED.iter().chain(REFUSED_OF_OLD).copied().collect();
            assert_eq!(all.len(), REFUSED.len() + REFUSED_OF_OLD.len());
            assert!(all.iter().all(|call| *call < X32));
            assert!(!REFUSED_WITH.iter().any(|(call, ..)| all.contains(call)));
        }
    }
}
