//! Uops that need functions, classes or closures around them: the test `programs` runs small programs
//! with them instead of cases.

use std::collections::HashSet;
use trace::Document;
use uops::Op;

/// Every uop of the programs in `tests/programs`.
pub fn uops_of_programs() -> HashSet<Op> {
    let folder = conformance::programs();
    let mut uops = HashSet::new();
    for entry in std::fs::read_dir(folder).expect("there are programs") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse("program", &text).expect("it parses");
        let traces = document.program.traces.iter();
        uops.extend(traces.flat_map(|trace| &trace.uops).map(|uop| uop.op));
    }
    uops
}
