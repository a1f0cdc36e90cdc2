//! Counts instructions, for costs that are too small to be seen in times.
//!
//! Valgrind's callgrind executes one run of each workload and counts between entering a program's
//! code and leaving it, helpers included: instructions, and indirect jumps. The numbers are the same
//! every time. If the system has hardware counters, they count the same runs without valgrind.

use crate::Error;
use crate::check;
use crate::parallel;
use backend_api::{Backend, CompileOptions, run_timed};
use programs::{Variant, Workload};
use results::count::{Count, Instructions, Jumps};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use trace::LoadedProgram;
use trace::optimise::Passes;
use uops::runtime::Runtime;

/// The version of the format of `count --json`.
pub const SCHEMA_VERSION: u32 = 1;

/// Whatever backend a program runs on, this is how its code is entered.
const ENTRY: &str = "*backend_api::Code>::enter*";

/// What to count.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Request {
    /// Names or paths of workloads.
    pub workloads: Vec<String>,
    /// The folder of workloads, if one was named.
    pub folder: Option<PathBuf>,
    /// Which of the workloads' recordings runs.
    #[serde(default)]
    pub variant: Variant,
    /// The optimiser passes in front of the backends.
    pub optimiser: String,
}

/// What was counted; what `count --json` prints.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Counts {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// A row for each workload and backend.
    pub rows: Vec<Instructions>,
}

/// What callgrind counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Totals {
    instructions: u64,
    indirect_jumps: u64,
}

impl Request {
    /// Loads the workloads.
    pub fn load(&self) -> Result<Vec<Workload>, Error> {
        let passes = Passes::parse(&self.optimiser)
            .map_err(|error| Error::Schedule { reason: error.to_string() })?;
        let folder = self.folder.as_deref();
        let find = |name: &String| {
            Ok(Workload::find_variant(name, folder, &self.variant)?.optimised(passes)?)
        };
        self.workloads.iter().map(find).collect()
    }
}

/// Checks and counts the workloads, with their quick arguments, on these backends. After `end` no count begins, and
/// a workload that was not counted on all backends has none.
///
/// `progress` is called with each workload and backend that was counted.
pub fn count(
    request: &Request,
    backends: &mut [Box<dyn Backend>],
    end: Option<Instant>,
    progress: &mut dyn FnMut(&str, &str),
) -> Result<Counts, Error> {
    let workloads = request.load()?;
    let mut executed = Vec::new();
    for workload in &workloads {
        let inputs = workload.inputs(true);
        let runs = check::run_on_each(workload, &inputs, backends)?;
        check::compare(workload, &inputs, &runs)?;
        executed.push(runs.first().map_or(0, |run| run.uops_executed));
    }
    let ids: Vec<&'static str> = backends.iter().map(|backend| backend.info().id).collect();
    let runs: Vec<(usize, &str)> =
        (0..workloads.len()).flat_map(|number| ids.iter().map(move |id| (number, *id))).collect();
    let counted = parallel::for_each(
        &runs,
        || end.is_none_or(|end| Instant::now() < end),
        |(number, id)| {
            let workloads = vec![request.workloads[*number].clone()];
            with_callgrind(&Request { workloads, ..request.clone() }, id)
        },
        &mut |(number, id)| progress(&workloads[*number].name, id),
    );
    let mut counted = counted.into_iter();
    let mut rows = Vec::new();
    for (workload, uops) in workloads.iter().zip(executed) {
        let of_workload: Option<Vec<_>> = counted.by_ref().take(ids.len()).collect();
        for (backend, counted) in backends.iter_mut().zip(of_workload.unwrap_or_default()) {
            let id = backend.info().id;
            let counted = counted?;
            let instructions = counted.clone().map(|totals| totals.instructions);
            let indirect_jumps = counted.map(|totals| totals.indirect_jumps);
            rows.push(Instructions {
                workload: workload.name.clone(),
                dialect: workload.program.program().dialect,
                backend: id.into(),
                uops_executed: uops,
                callgrind: Count::new(instructions, uops),
                indirect_jumps: Jumps::new(indirect_jumps, uops),
                hardware: Count::new(hardware::count(workload, backend.as_mut())?, uops),
            });
        }
    }
    Ok(Counts { schema_version: SCHEMA_VERSION, rows })
}

/// Runs what is asked for once on a backend, without counting uops. Meant to be watched from outside.
pub fn run_all(request: &Request, backend: &str) -> Result<(), Error> {
    let mut backend = registry::find(backend)?.make()?;
    for workload in &request.load()? {
        run_once(workload, backend.as_mut(), &mut |run| run())?;
    }
    Ok(())
}

/// Runs a workload once; `around` is what calls the run.
fn run_once(
    workload: &Workload,
    backend: &mut dyn Backend,
    around: &mut dyn FnMut(&mut dyn FnMut()),
) -> Result<(), Error> {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let code = backend.compile(&program, CompileOptions::default())?.publish()?;
    let args = workload.inputs(true).args;
    let mut outcome = Ok(());
    around(&mut || {
        outcome = run_timed(&program, code.as_ref(), &mut runtime, &args).map(drop);
    });
    outcome.map_err(|source| Error::Run {
        workload: workload.name.clone(),
        backend: backend.info().id.into(),
        source,
    })
}

/// What the runs that are asked for execute, all together; or why there is no number.
fn with_callgrind(request: &Request, backend: &str) -> Result<Result<Totals, String>, Error> {
    let folder =
        tempfile::tempdir().map_err(files::Error::io("create", Path::new("a temporary folder")))?;
    let [file, profile] = ["request.json", "profile"].map(|name| folder.path().join(name));
    let text = files::to_json(request)?;
    files::write_atomically(&file, text.as_bytes())?;
    let program =
        std::env::current_exe().map_err(files::Error::io("find", Path::new("uopbench")))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--smc-check=all", "--collect-atstart=no", "--branch-sim=yes"])
        .arg(format!("--toggle-collect={ENTRY}"))
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .arg("count-process")
        .arg(&file)
        .arg(backend)
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => return Ok(Err(format!("valgrind can't be run: {error}"))),
    };
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let last = message.lines().last().unwrap_or_default();
        return Ok(Err(format!("valgrind failed: {last}")));
    }
    let profile = std::fs::read_to_string(&profile).map_err(files::Error::io("read", &profile))?;
    Ok(totals(&profile)
        .filter(|totals| totals.instructions > 0)
        .ok_or_else(|| "callgrind did not see the run".into()))
}

/// The totals of a file that callgrind wrote.
fn totals(dump: &str) -> Option<Totals> {
    let after = |name: &str| dump.lines().find_map(|line| line.strip_prefix(name));
    let events = after("events:")?.split_whitespace();
    let numbers = after("summary:").or_else(|| after("totals:"))?.split_whitespace();
    // Events at the end of which there were none are left out.
    let numbers = numbers.map(Some).chain(std::iter::repeat(None));
    let number = |wanted: &str| {
        let (_, number) =
            events.clone().zip(numbers.clone()).find(|(event, _)| *event == wanted)?;
        number.map_or(Some(0), |number| number.parse().ok())
    };
    Some(Totals { instructions: number("Ir")?, indirect_jumps: number("Bi")? })
}

#[cfg(target_os = "linux")]
mod hardware {
    //! The processor's own counters.

    use super::{Backend, Error, Workload, run_once};
    use perf_event::Builder;
    use perf_event::events::Hardware;

    /// Instructions of a workload's run; or why there is no number.
    pub(super) fn count(
        workload: &Workload,
        backend: &mut dyn Backend,
    ) -> Result<Result<u64, String>, Error> {
        let mut counter = match Builder::new(Hardware::INSTRUCTIONS).build() {
            Ok(counter) => counter,
            Err(error) => return Ok(Err(format!("the system gives no counter: {error}"))),
        };
        let mut started = Ok(());
        let mut stopped = Ok(());
        run_once(workload, backend, &mut |run| {
            started = counter.enable();
            run();
            stopped = counter.disable();
        })?;
        let counted = started.and(stopped).and_then(|()| counter.read());
        Ok(counted.map_err(|error| format!("the counter can't be read: {error}")))
    }
}

#[cfg(not(target_os = "linux"))]
mod hardware {
    //! Only Linux is asked for hardware counters.

    use super::{Backend, Error, Workload};

    pub(super) fn count(_: &Workload, _: &mut dyn Backend) -> Result<Result<u64, String>, Error> {
        Ok(Err("hardware counters are read on Linux only".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_callgrind_files_are_read() {
        let text = "version: 1\nevents: Ir Bc Bcm Bi Bim\nfn=(1)\n1 2\n";
        let all = |instructions, indirect_jumps| Some(Totals { instructions, indirect_jumps });
        assert_eq!(totals(&format!("{text}totals: 1234 9 8 7 6\n")), all(1234, 7));
        assert_eq!(totals(&format!("{text}summary: 99\ntotals: 98\n")), all(99, 0));
        assert_eq!(totals(text), None);
        assert_eq!(totals("events: Ir\ntotals: 1\n"), None);
    }
}
