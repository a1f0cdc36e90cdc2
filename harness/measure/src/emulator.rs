//! Whether the machine is an emulated one, whose time says nothing.

use crate::Error;
use std::path::Path;

/// What the name of an emulator's program begins with.
const PREFIX: &str = "qemu-";
/// The variable that names the emulator, for one that has another name.
const VARIABLE: &str = "UOPBENCH_EMULATOR";

/// The emulator that executes this process, if one does.
pub fn emulator() -> Option<String> {
    if let Ok(name) = std::env::var(VARIABLE)
        && !name.is_empty()
    {
        return Some(name);
    }
    // An emulator that hides itself at `/proc/self/exe` does not do so here.
    std::fs::read_link("/proc/thread-self/exe").ok().as_deref().and_then(named)
}

/// Makes sure that time is a processor's.
///
/// # Errors
/// Names the emulator that executes this process.
pub fn refuse_emulator() -> Result<(), Error> {
    match emulator() {
        Some(emulator) => Err(Error::Emulated { emulator }),
        None => Ok(()),
    }
}

/// The emulator that a process is executed by, if this is its program.
fn named(program: &Path) -> Option<String> {
    let name = program.file_name()?.to_string_lossy();
    name.starts_with(PREFIX).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emulator_is_known_by_its_name() {
        assert_eq!(named(Path::new("/usr/bin/qemu-arm")), Some("qemu-arm".into()));
        assert_eq!(named(Path::new("/opt/qemu-run/uopbench")), None);
        assert_eq!(named(Path::new("/")), None);
    }
}
