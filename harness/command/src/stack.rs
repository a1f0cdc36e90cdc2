//! The stack of the main thread, which the system limits.

/// Bytes of stack that every command can do with. Half of that is enough for the corpus in a build
/// without optimisation.
#[cfg(unix)]
const NEEDED: u64 = 1 << 20;

/// Says what is wrong if the stack is too small; without this the process would be aborted.
#[cfg(unix)]
pub(crate) fn shortage() -> Option<String> {
    use rustix::process::{Resource, getrlimit};
    let limit = getrlimit(Resource::Stack).current?;
    (limit < NEEDED).then(|| {
        format!(
            "error: the stack has {} KiB, and {} KiB are needed\n  help: raise the limit, for example with \
             `ulimit -s 8192`",
            limit >> 10,
            NEEDED >> 10
        )
    })
}

/// Nothing is known of the stack.
#[cfg(not(unix))]
pub(crate) fn shortage() -> Option<String> {
    None
}
