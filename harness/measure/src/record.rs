//! Records of what is measured.

use backend_api::Backend;
use programs::{Inputs, Workload};
use results::{BackendRecord, InstructionsRecord, WorkloadRecord};
use trace::Instructions;

/// Of a workload that was run with these inputs and returned `result`.
pub(crate) fn workload(workload: &Workload, inputs: &Inputs, result: String) -> WorkloadRecord {
    let program = workload.program.program();
    WorkloadRecord {
        name: workload.name.clone(),
        dialect: program.dialect,
        shape: program.shape(),
        hash: workload.hash(),
        jit: workload.jit.clone(),
        traces: program.traces.len(),
        uops: program.uop_count(),
        instructions: workload
            .instructions
            .map(|Instructions { formed, distinct }| InstructionsRecord { formed, distinct }),
        opaque_percent: workload.opaque_percent(),
        args: inputs.args.iter().map(ToString::to_string).collect(),
        result,
    }
}

/// Of a backend.
pub(crate) fn backend(backend: &dyn Backend) -> BackendRecord {
    let info = backend.info();
    BackendRecord { id: info.id.into(), description: info.description.into() }
}
