//! Random Python programs, recorded under CPython 3.13 while the test runs, give its result on every
//! backend, optimised or not.
//!
//! These are few. `scripts/random_programs.py` records as many as are wanted, and `uopbench check` runs
//! them.

use measure::check;
use programs::Workload;
use std::process::Command;
use trace::optimise::Passes;

/// The seed of a file of 20 programs.
const SEED: u32 = 5000;

#[test]
fn random_programs_give_cpythons_result() {
    let script = conformance::root().join("scripts/random_programs.py");
    let folder = std::env::temp_dir().join(format!("uopbench-random-{}", std::process::id()));
    let version = Command::new("python3.13").arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no python3.13 to record random programs");
        return;
    }
    let recorded = Command::new("python3.13")
        .arg(script)
        .args(["--seeds", &format!("{SEED}:{}", SEED + 1), "--out"])
        .arg(&folder)
        .output();
    let output = recorded.expect("python3.13 starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("1 of 1 files recorded, 20 programs"), "{said}");
    let mut backends = registry::select_all().backends;
    let program = folder.join(format!("seed_{SEED}")).display().to_string();
    for passes in [Passes::NONE, Passes::ALL] {
        let workload = Workload::find(&program, None)
            .and_then(|workload| workload.optimised(passes))
            .expect("the recording is a program");
        let inputs = workload.inputs(true);
        let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("it runs");
        if let Err(error) = check::compare(&workload, &inputs, &runs) {
            panic!("seed {SEED}, --opt {passes}: {error}");
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}
