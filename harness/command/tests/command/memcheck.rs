//! Machine code under valgrind's memcheck: it touches no memory that is not its own, and decides
//! nothing on what nobody has written. Skipped where there is no valgrind.
#![cfg(all(
    feature = "copy-patch",
    feature = "cranelift",
    target_os = "linux",
    target_arch = "x86_64"
))]

use std::path::Path;
use std::process::Command;

/// Status of valgrind if it has something to say.
const COMPLAINT: &str = "99";

#[test]
fn memcheck_finds_nothing_in_machine_code() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("skipped: there is no valgrind");
        return;
    }
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/programs");
    for (program, optimiser) in [("points", "none"), ("inherit", "all"), ("unlinked_return", "all")]
    {
        let output = Command::new("valgrind")
            .args(["--quiet", "--smc-check=all", &format!("--error-exitcode={COMPLAINT}")])
            .arg(env!("CARGO_BIN_EXE_uopbench"))
            .arg("run")
            .arg(programs.join(format!("{program}.uop")))
            .args(["--opt", optimiser, "--backend"])
            .arg("interp-tail,template-none,copy-patch,cranelift-fast,cranelift-best")
            .output()
            .expect("valgrind starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}, --opt {optimiser}: {}\n{said}", output.status);
    }
}
