//! `uopbench shapes`: one command measures traces and regions.

use results::Results;
use std::process::Command;
use trace::Shape;

#[test]
fn one_command_measures_both_shapes_and_compares_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    command.env("NO_COLOR", "1").env_remove("UOPBENCH_WORKLOADS");
    command.args(["shapes", "collatz", "sieve", "--dialect", "py315", "--quick", "--seed", "7"]);
    command.args(["--arguments", "quick", "--backend", "interp-match,copy-patch"]);
    command.args(["--processes", "2", "--time", "8s", "--out"]).arg(&out);
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut uops = Vec::new();
    for shape in Shape::ALL {
        let path = out.join(shape.name()).join("results.json");
        let results = Results::read(&path).expect("results");
        assert_eq!(results.processes.len(), 2);
        for program in &results.workloads {
            assert_eq!((program.shape, &program.jit), (shape, &None), "{}", program.name);
        }
        uops.push(results.workloads.iter().map(|program| program.uops).sum::<usize>());
    }
    assert!(uops[1] < uops[0], "{uops:?}");
    let report = std::fs::read_to_string(out.join("report.md")).expect("a report");
    assert!(report.contains("Traces or methods"), "{report}");
    assert!(report.contains("(shapes.svg)"), "{report}");
    let chart = std::fs::read_to_string(out.join("shapes.svg")).expect("a chart");
    for expected in ["What regions cost", "machine code", "copy-patch"] {
        assert!(chart.contains(expected), "{expected}");
    }
    let left = std::fs::read_dir(&out).expect("the folder").filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.starts_with("part-").then_some(name)
    });
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
}
