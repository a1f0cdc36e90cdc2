//! Measures programs on Pythons.

use crate::{Error, Peer, python};
use results::{BackendRecord, MUCH_OPAQUE, Measurement, Metric, Results, Samples};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use trace::rng::Rng;

const RUNNER: &str = include_str!("runner.py");

/// A program's source, and what it returns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// The workload's name.
    pub workload: String,
    /// The source, which defines `run`.
    pub source: PathBuf,
    /// The arguments, as a Python tuple.
    pub args: String,
    /// The result's `repr`.
    pub result: String,
    /// The percentage of CPython's time that objects took whose answers are replayed on this project's backends.
    pub opaque_percent: Option<u8>,
}

impl Task {
    /// Why peers' times say nothing beside those of this project's backends, if they do not.
    fn incomparable(&self) -> Option<String> {
        let percent = self.opaque_percent.filter(|percent| *percent > MUCH_OPAQUE)?;
        Some(format!(
            "{percent} % of CPython's time goes to calls that backends replay, so a Python would do more work"
        ))
    }
}

/// How much time to spend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Processes for each workload and peer.
    pub processes: usize,
    /// The most samples of a process.
    pub samples: usize,
    /// How long a process has to run the program without CPython's JIT making a trace, before the process
    /// takes its first sample.
    pub warm_up: Duration,
    /// After this long a process takes no further sample.
    pub sampling: Duration,
}

impl Budget {
    /// For a look.
    pub const QUICK: Budget = Budget {
        processes: 3,
        samples: 10,
        warm_up: Duration::from_millis(50),
        sampling: Duration::from_millis(100),
    };
    /// For a record.
    pub const FULL: Budget = Budget {
        processes: 10,
        samples: 20,
        warm_up: Duration::from_millis(200),
        sampling: Duration::from_millis(500),
    };
}

/// A sample lasts at least about this long.
const SAMPLE: Duration = Duration::from_millis(1);
/// The most runs in a sample.
const MOST_BATCH: usize = 64;
/// A JIT has settled within so many times the warm-up, or a process takes no samples.
const MOST_WARM_UPS: u64 = 20;

/// What the runner is asked.
#[derive(Serialize)]
struct Request<'a> {
    program: &'a Path,
    args: &'a str,
    result: &'a str,
    samples: usize,
    sample_ns: u64,
    warm_up_ns: u64,
    most_warm_up_ns: u64,
    budget_ns: u64,
    most_batch: usize,
}

/// What it answers: without samples where the result is wrong.
#[derive(Deserialize)]
struct Answer {
    result: String,
    /// Whether its JIT is on; nothing where it does not say.
    #[serde(default)]
    jit: Option<bool>,
    /// Whether its JIT made no trace for as long as a warm-up takes.
    #[serde(default)]
    settled: Option<bool>,
    #[serde(default)]
    samples: Vec<f64>,
    #[serde(default)]
    batch: usize,
}

/// Measures every task on every peer, in an order drawn from `rng`. A program of which more than [`MUCH_OPAQUE`] percent
/// is replayed on this project's backends gets no number.
pub fn measure(
    peers: &[Peer],
    tasks: &[Task],
    budget: Budget,
    rng: &mut Rng,
    mut progress: impl FnMut(&Task),
) -> Result<Vec<Measurement>, Error> {
    let mut measurements = Vec::new();
    for task in tasks {
        let at_first = task.incomparable().map_or(Ok(None::<Samples>), Err);
        let mut cells = vec![at_first; peers.len()];
        let mut order: Vec<usize> = (0..peers.len()).collect();
        for _ in 0..budget.processes {
            rng.shuffle(&mut order);
            for &index in &order {
                progress(task);
                let Ok(samples) = &mut cells[index] else { continue };
                match sample(&peers[index], task, budget)? {
                    Ok(answer) => {
                        let Answer { samples: taken, batch, .. } = answer;
                        let one =
                            Samples { samples: taken, batch: Some(batch), ..Samples::default() };
                        match samples {
                            Some(samples) => samples.append(&one),
                            None => *samples = Some(one),
                        }
                    }
                    Err(reason) => cells[index] = Err(reason),
                }
            }
        }
        for (peer, cell) in peers.iter().zip(cells) {
            let (workload, metric) = (&task.workload, Metric::RunNs);
            measurements.push(match cell {
                Ok(Some(samples)) => Measurement::sampled(workload, &peer.id, metric, samples),
                Ok(None) => Measurement::missing(workload, &peer.id, metric, "no process ran"),
                Err(reason) => Measurement::missing(workload, &peer.id, metric, &reason),
            });
        }
    }
    Ok(measurements)
}

/// A reason in which files beside the program have no folder, since results are read on other machines.
fn beside(reason: &str, program: &Path) -> String {
    let folder = program.parent().map(|folder| format!("{}/", folder.display()));
    folder.map_or_else(|| reason.to_owned(), |folder| reason.replace(&folder, ""))
}

/// The samples of one process; why there are none, where it computes something else or fails.
fn sample(peer: &Peer, task: &Task, budget: Budget) -> Result<Result<Answer, String>, Error> {
    let source = task.source.canonicalize().map_err(files::Error::io("read", &task.source))?;
    let request = Request {
        program: &source,
        args: &task.args,
        result: &task.result,
        samples: budget.samples,
        sample_ns: SAMPLE.as_nanos() as u64,
        warm_up_ns: budget.warm_up.as_nanos() as u64,
        most_warm_up_ns: MOST_WARM_UPS * budget.warm_up.as_nanos() as u64,
        budget_ns: budget.sampling.as_nanos() as u64,
        most_batch: MOST_BATCH,
    };
    let request = files::to_json(&request)?;
    let mut command = peer.start.command();
    // Not `-I`, which would also have the environment ignored that switches the JIT.
    command.args(["-s", "-P", "-S", "-B", "-c", RUNNER]);
    command.env("PYTHON_JIT", if peer.jit == Some(true) { "1" } else { "0" });
    // As `record.py` has it, so that sets have the same order.
    command.env("PYTHONHASHSEED", "0");
    let answer = python::answer(command, &request).and_then(|text| {
        serde_json::from_str(&text).map_err(|error| format!("its answer can't be read: {error}"))
    });
    let answer = answer.map_err(|reason| beside(&reason, &source));
    Ok(answer.and_then(|answer: Answer| {
        if answer.result != task.result {
            return Err(format!("it returns {} instead of {}", answer.result, task.result));
        }
        match (peer.jit, answer.jit) {
            (Some(true), Some(false)) => return Err("its JIT can't be switched on".to_owned()),
            (Some(false), Some(true)) => return Err("its JIT can't be switched off".to_owned()),
            _ => {}
        }
        if answer.settled == Some(false) {
            let seconds = budget.warm_up.as_secs_f64() * MOST_WARM_UPS as f64;
            return Err(format!("its JIT still makes traces after {seconds} s"));
        }
        match answer.samples.is_empty() {
            true => Err("it took no samples".to_owned()),
            false => Ok(answer),
        }
    }))
}

/// Puts the peers with their numbers into results, in place of what they may say of them already.
pub fn add(results: &mut Results, peers: &[Peer], measurements: Vec<Measurement>) {
    let is_peer = |id: &str| peers.iter().any(|peer| peer.id == id);
    let measured = |m: &Measurement| measurements.iter().any(|new| new.workload == m.workload);
    results.measurements.retain(|m| !(is_peer(&m.backend) && measured(m)));
    results.backends.retain(|backend| !is_peer(&backend.id));
    results.backends.extend(
        peers.iter().map(|peer| BackendRecord {
            id: peer.id.clone(),
            description: peer.description.clone(),
        }),
    );
    results.measurements.extend(measurements);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_no_folder_of_this_machine() {
        let reason =
            "FileNotFoundError: No such file or directory: '/home/me/known/pyflate/data/a.bz2'";
        assert_eq!(
            beside(reason, Path::new("/home/me/known/pyflate/program.py")),
            "FileNotFoundError: No such file or directory: 'data/a.bz2'"
        );
    }
}
