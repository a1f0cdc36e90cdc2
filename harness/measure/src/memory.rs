//! Measures the memory that compiling all workloads takes.

use crate::Error;
use crate::Schedule;
use crate::emulator;
use crate::parallel;
use backend_api::{Backend, Code, CompileOptions};
use programs::Workload;
use results::{MemoryBytes, MemoryReading, MemoryRecord};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use uops::runtime::Runtime;

/// The most copies of each workload's code: enough that pages don't count.
const COPIES: u64 = 32;

/// What all backends of a plan take, each measured in a process of its own.
pub fn memory_of_all(plan: &Schedule, folder: &Path) -> Result<Vec<MemoryRecord>, Error> {
    if let Some(emulator) = emulator() {
        let missing = |backend: &String| MemoryRecord {
            backend: backend.clone(),
            reading: MemoryReading::Missing {
                unavailable: format!("not measured: the memory is that of {emulator}, too"),
            },
        };
        return Ok(plan.backends.iter().map(missing).collect());
    }
    let program =
        std::env::current_exe().map_err(files::Error::io("find", Path::new("uopbench")))?;
    let measured = |backend: &String| {
        let output = Command::new(&program)
            .arg("measure-memory")
            .args([folder.as_os_str(), backend.as_ref()])
            .stderr(Stdio::inherit())
            .output()
            .map_err(files::Error::io("start", &program))?;
        match output.status.success() {
            true => serde_json::from_slice(&output.stdout).map_err(|error| Error::Schedule {
                reason: format!("memory of {backend}: {error}"),
            }),
            false => Ok(MemoryRecord {
                backend: backend.clone(),
                reading: MemoryReading::Missing {
                    unavailable: format!("the process that measured it failed: {}", output.status),
                },
            }),
        }
    };
    parallel::for_each(&plan.backends, || true, measured, &mut |_| {})
        .into_iter()
        .flatten()
        .collect()
}

/// Compiles all workloads on a backend, several times over, and keeps the code. Meant for a process
/// that does nothing else.
pub fn measure_memory(plan: &Schedule, backend: &str) -> Result<MemoryRecord, Error> {
    let mut made = registry::find(backend)?.make()?;
    let all: Vec<Workload> =
        plan.workloads.iter().map(|planned| plan.load(planned)).collect::<Result<_, _>>()?;
    let only_probes = all.iter().all(|workload| workload.probe);
    let workloads: Vec<Workload> =
        all.into_iter().filter(|workload| only_probes || !workload.probe).collect();
    let mut runtime = Runtime::new();
    let programs: Vec<LoadedProgram> = workloads
        .iter()
        .map(|workload| LoadedProgram::load(&mut runtime, workload.program.clone()))
        .collect();
    let reading =
        match compile_all(&programs, made.as_mut(), Duration::from_millis(plan.memory_ms))? {
            Some(bytes) => MemoryReading::Bytes(bytes),
            None => MemoryReading::Missing {
                unavailable: "the system does not say what is resident: no /proc/self/status"
                    .into(),
            },
        };
    Ok(MemoryRecord { backend: backend.into(), reading })
}

/// Compiles all programs twice, and again until `time` is over or there are enough copies.
fn compile_all(
    programs: &[LoadedProgram],
    backend: &mut dyn Backend,
    time: Duration,
) -> Result<Option<MemoryBytes>, Error> {
    let mut kept: Vec<Box<dyn Code>> = Vec::new();
    // What was resident at most before is of no interest; without this, it counts.
    _ = std::fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    let Some(before) = Resident::read() else { return Ok(None) };
    let mut after_first = before;
    let mut code_memory = None;
    let mut copies = 0;
    while copies < 2 || (copies < COPIES && start.elapsed() < time) {
        for program in programs {
            kept.push(backend.compile(program, CompileOptions::default())?.publish()?);
        }
        copies += 1;
        if copies == 1 {
            after_first = Resident::read().unwrap_or(before);
            code_memory = backend.code_memory();
        }
    }
    let last = Resident::read().unwrap_or(before);
    let executable = executable(&kept[..programs.len()]);
    // What only the first copy took is what a compiler needs to work, not what code takes.
    let each =
        |size: fn(Resident) -> u64| size(last).saturating_sub(size(after_first)) / (copies - 1);
    let resident = each(|r| r.all);
    let all_copies = last.peak.max(last.all).saturating_sub(before.all);
    Ok(Some(MemoryBytes {
        resident,
        executable,
        code: code_memory.map(|code| code.used as u64),
        code_pages: code_memory.map(|code| code.pages as u64),
        heap: each(|r| r.private),
        peak: all_copies.saturating_sub(resident * (copies - 1)).max(resident),
        process: Some(after_first.all),
        copies,
    }))
}

/// Executable memory of programs. An interpreter's handlers are all programs' own, so they count once.
fn executable(codes: &[Box<dyn Code>]) -> u64 {
    let sizes = || codes.iter().map(|code| code.sizes());
    let own: usize = sizes().filter(|s| s.code() > 0).map(|s| s.executable).sum();
    let shared = sizes().filter(|s| s.code() == 0).map(|s| s.executable).max();
    (own + shared.unwrap_or(0)) as u64
}

/// What the process has in memory, in bytes.
#[derive(Clone, Copy, Debug)]
struct Resident {
    all: u64,
    private: u64,
    peak: u64,
}

impl Resident {
    fn read() -> Option<Self> {
        Self::parse(&std::fs::read_to_string("/proc/self/status").ok()?)
    }

    fn parse(status: &str) -> Option<Self> {
        let bytes = |name: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(value.strip_prefix(':')?.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
        };
        Some(Resident { all: bytes("VmRSS")?, private: bytes("RssAnon")?, peak: bytes("VmHWM")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_read() {
        let status = "Name:\tx\nVmHWM:\t    12 kB\nVmRSS:\t    10 kB\nRssAnon:\t     4 kB\n";
        let resident = Resident::parse(status).expect("all are there");
        assert_eq!((resident.all, resident.private, resident.peak), (10_240, 4_096, 12_288));
        assert!(Resident::parse("VmRSS:\t 1 kB\n").is_none());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_of_this_process_is_known() {
        let resident = Resident::read().expect("Linux tells");
        assert!(resident.private > 0 && resident.private <= resident.all);
        assert!(resident.all <= resident.peak);
    }
}
