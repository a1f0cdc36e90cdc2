//! Whether the machine is an emulated one, whose time says nothing.

use crate::Error;
use std::path::Path;

/// What the name of an emulator's program begins with.
const PREFIX: &str = "qemu-";

/// Makes sure that time is a processor's.
///
/// # Errors
/// Names the emulator that executes this process.
pub(crate) fn refuse() -> Result<(), Error> {
    // An emulator that hides itself at `/proc/self/exe` does not do so here.
    match std::fs::read_link("/proc/thread-self/exe").ok().as_deref().and_then(emulator) {
        Some(emulator) => Err(Error::Emulated { emulator }),
        None => Ok(()),
    }
}

/// The emulator that a process is executed by, if this is its program.
fn emulator(program: &Path) -> Option<String> {
    let name = program.file_name()?.to_string_lossy();
    name.starts_with(PREFIX).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emulator_is_known_by_its_name() {
        assert_eq!(emulator(Path::new("/usr/bin/qemu-arm")), Some("qemu-arm".into()));
        assert_eq!(emulator(Path::new("/opt/qemu-run/uopbench")), None);
        assert_eq!(emulator(Path::new("/")), None);
    }
}
