//! Starts the processes of a bench, one after the other.

use crate::Error;
use crate::Schedule;
use crate::budget::{least_seen, time_of_next};
use crate::emulator;
use crate::parts::part_path;
use crate::process::measure_process;
use results::Results;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How far a bench is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Progress {
    /// The process that is at work.
    pub process: usize,
    /// Which share of its work is done.
    pub done: f64,
}

/// What the processes left.
#[derive(Debug)]
pub struct Conducted {
    /// The merged results; `None` if there are none yet.
    pub results: Option<Results>,
    /// Whether someone interrupted.
    pub interrupted: bool,
}

/// Runs all processes of the plan in `folder`, but those that are done, and merges what they leave. Each
/// process has an equal part of the time that is left; processes that don't fit are not started, except for the
/// fewest that the plan asks for.
///
/// An interruption (`SIGINT`, `SIGTERM`) ends the process that is at work; what there is is merged. Under an
/// emulator this process does the work itself, and an interruption ends it.
pub fn conduct(
    plan: &Schedule,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Conducted, Error> {
    // An emulator starts programs of the machine that it runs on, which this one is not.
    let is_emulated = emulator().is_some();
    let stop = if is_emulated { Stop::never() } else { Stop::on_signals()? };
    let mut to_do = Vec::new();
    for process in 1..=plan.processes {
        if !is_complete(plan, &part_path(folder, process))? {
            to_do.push(process);
        }
    }
    let start = Instant::now();
    let time = plan.time().mul_f64(to_do.len() as f64 / plan.processes as f64);
    let done = plan.processes - to_do.len();
    let mut least = plan.least_process();
    for (i, process) in to_do.iter().enumerate() {
        let left = time.saturating_sub(start.elapsed());
        let fewest = plan.fewest_processes.saturating_sub(done + i);
        let time = time_of_next(left, least, to_do.len() - i, fewest);
        let Some(time) = time.filter(|_| !stop.requested()) else { break };
        let began = Instant::now();
        match is_emulated {
            true => measure_process(plan, folder, *process, time, &mut |done| {
                progress(Progress { process: *process, done });
            })?,
            false => run_process(folder, *process, time, &stop, progress)?,
        }
        least = least_seen(least, time, began.elapsed());
    }
    let mut parts = Vec::new();
    for process in 1..=plan.processes {
        let path = part_path(folder, process);
        if path.exists() {
            parts.push(Results::read(&path)?);
        }
    }
    let results = match parts.is_empty() {
        true => None,
        false => Some(results::merge(&parts, false)?),
    };
    Ok(Conducted { results, interrupted: stop.requested() })
}

/// Whether a process has measured all workloads.
fn is_complete(plan: &Schedule, path: &Path) -> Result<bool, Error> {
    if !path.exists() {
        return Ok(false);
    }
    let part = Results::read(path)?;
    Ok(plan.workloads.iter().all(|w| part.programs().any(|known| known.name == w.name)))
}

/// glibc gives freed memory at the end of its heap back to the system if there is more of it than 128 kB, and takes blocks of
/// that size from the system each time. Then every page faults when it is used again: what takes a microsecond takes three.
/// Whether that happens depends on what lies where, so in processes that take samples freed memory is kept.
const KEEPING_MEMORY: [(&str, &str); 2] =
    [("MALLOC_TRIM_THRESHOLD_", "1073741824"), ("MALLOC_MMAP_THRESHOLD_", "33554432")];

/// Runs one process, which has so much time, until it ends. It writes which share is done, a line each time.
fn run_process(
    folder: &Path,
    process: usize,
    time: Duration,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let program =
        std::env::current_exe().map_err(files::Error::io("find", Path::new("uopbench")))?;
    let mut child = Command::new(&program)
        .arg("measure-process")
        .arg(folder)
        .arg(process.to_string())
        .arg(time.as_millis().to_string())
        .envs(KEEPING_MEMORY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(files::Error::io("start", &program))?;
    stop.watch(&mut child);
    if let Some(lines) = child.stdout.take() {
        for line in BufReader::new(lines).lines().map_while(Result::ok) {
            if let Ok(done) = line.parse() {
                progress(Progress { process, done });
            }
        }
    }
    let status = child.wait().map_err(files::Error::io("wait for", &program))?;
    if was_interrupted(status) {
        stop.request();
    }
    if status.success() || stop.requested() {
        return Ok(());
    }
    Err(Error::Process {
        process,
        wrong_result: status.code() == Some(1),
        status: status.to_string(),
    })
}

/// Whether a signal ended it that asks to stop. On a terminal every process gets it.
#[cfg(unix)]
fn was_interrupted(status: ExitStatus) -> bool {
    use nix::sys::signal::Signal;
    use std::os::unix::process::ExitStatusExt;
    let asking = [Signal::SIGINT, Signal::SIGTERM];
    status.signal().is_some_and(|signal| asking.iter().any(|&asks| asks as i32 == signal))
}

#[cfg(not(unix))]
fn was_interrupted(_: ExitStatus) -> bool {
    false
}

/// The wish to stop, which signals set. A process ends when its standard input does.
struct Stop {
    requested: Arc<AtomicBool>,
    input: Arc<Mutex<Option<ChildStdin>>>,
}

impl Stop {
    fn never() -> Self {
        Stop { requested: Arc::default(), input: Arc::default() }
    }

    fn on_signals() -> Result<Self, Error> {
        let stop = Self::never();
        stop.listen().map_err(|error| Error::Signals { reason: error.to_string() })?;
        Ok(stop)
    }

    #[cfg(unix)]
    fn listen(&self) -> std::io::Result<()> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        // Not SIGHUP, which nohup(1) turns off; a hang-up ends the bench, and its parts are kept.
        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
        let (requested, input) = (self.requested.clone(), self.input.clone());
        std::thread::spawn(move || {
            for _ in signals.forever() {
                requested.store(true, Ordering::SeqCst);
                drop(input.lock().unwrap_or_else(PoisonError::into_inner).take());
            }
        });
        Ok(())
    }

    /// Elsewhere an interruption ends the bench; its parts are kept.
    #[cfg(not(unix))]
    fn listen(&self) -> std::io::Result<()> {
        Ok(())
    }

    fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
    }

    fn requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    fn watch(&self, child: &mut Child) {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        // If the wish came just now, this ends the process at once.
        *input = child.stdin.take().filter(|_| !self.requested());
    }
}
