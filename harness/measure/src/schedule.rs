//! The schedule of a bench.

use crate::Error;
use crate::announce::Listeners;
use programs::{Variant, Workload};
use results::Environment;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use trace::optimise::Passes;
use trace::rng::Rng;

/// How long it takes to start a process, about.
pub const PROCESS_START: Duration = Duration::from_millis(20);

/// How much time to spend.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For a look: about two minutes for all workloads.
    Quick,
    /// For a decision: about ten minutes.
    Standard,
    /// For a record: about an hour, always with the usual arguments.
    Full,
}

impl Level {
    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Level::Quick => "quick",
            Level::Standard => "standard",
            Level::Full => "full",
        }
    }

    /// How many processes take samples.
    pub fn processes(self) -> usize {
        match self {
            Level::Quick => 5,
            Level::Standard => 10,
            Level::Full => 20,
        }
    }

    /// How long a bench of this number of workloads takes, checks, memory and report included.
    pub fn time(self, workloads: usize) -> Duration {
        let (most, each) = match self {
            Level::Quick => (120, 14),
            Level::Standard => (10 * 60, 66),
            Level::Full => (60 * 60, 400),
        };
        Duration::from_secs(most.min(each * workloads as u64))
    }

    /// Where one run executes more uops, the quick arguments are used. Not a time, so that every run
    /// of a bench uses the same.
    pub fn most_uops(self) -> u64 {
        match self {
            Level::Quick => 4_000_000,
            Level::Standard => 40_000_000,
            Level::Full => u64::MAX,
        }
    }
}

/// All that a process has to know to take its samples.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Schedule {
    /// What everything random follows from.
    pub seed: u64,
    /// How thorough it is.
    pub level: Level,
    /// How many processes take samples, one after the other.
    pub processes: usize,
    /// How many are started however little time is left.
    pub fewest_processes: usize,
    /// How long all processes have, in milliseconds.
    pub time_ms: u64,
    /// How long the memory of a backend is measured at most, in milliseconds.
    pub memory_ms: u64,
    /// What takes longer to compile is compiled once in each process, in microseconds.
    pub slow_compile_us: u64,
    /// How long the memory of all backends takes, about, in milliseconds.
    pub all_memory_ms: u64,
    /// How long single uops and instructions take, about, in milliseconds; nothing if they are not looked at.
    pub uops_ms: Option<u64>,
    /// Whether they have no more time than that.
    pub limited: bool,
    /// How long the growth of compile time takes, about, in milliseconds; nothing if it is not looked at.
    pub growth_ms: Option<u64>,
    /// The longest programs by which that growth is measured.
    pub growth_most_uops: usize,
    /// How long the report takes, about, in milliseconds.
    pub report_ms: u64,
    /// The ids of the backends.
    pub backends: Vec<String>,
    /// The workloads.
    pub workloads: Vec<PlannedWorkload>,
    /// The folder of workloads, if one was named.
    pub folder: Option<PathBuf>,
    /// Which of the workloads' recordings is measured.
    #[serde(default)]
    pub variant: Variant,
    /// The optimiser passes in front of the backends.
    pub optimiser: String,
    /// The tools that the code which runs is announced to.
    #[serde(default)]
    pub tools: Listeners,
    /// Machine, build and run.
    pub environment: Environment,
}

/// A workload of a plan.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PlannedWorkload {
    /// Its name.
    pub name: String,
    /// Name or path by which it was asked for.
    pub source: String,
    /// The program's hash.
    pub hash: String,
    /// Whether it is run with the quick arguments.
    pub quick: bool,
    /// How long it takes a process to load it, to run it once, and to take one sample of everything, about, in
    /// microseconds.
    pub least_us: u64,
}

impl PlannedWorkload {
    /// How long it takes a process at least, about.
    pub(crate) fn least(&self) -> Duration {
        Duration::from_micros(self.least_us)
    }
}

impl Schedule {
    /// Reads a plan that was written by [`Schedule::write`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read(path)?;
        Ok(files::json(path, &text)?)
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        Ok(files::write_atomically(path, files::to_pretty_json(self)?.as_bytes())?)
    }

    /// The optimiser passes.
    pub fn passes(&self) -> Result<Passes, Error> {
        Passes::parse(&self.optimiser)
            .map_err(|error| Error::Schedule { reason: error.to_string() })
    }

    /// How long all processes have.
    pub fn time(&self) -> Duration {
        Duration::from_millis(self.time_ms)
    }

    /// How long a process takes at least, about.
    pub fn least_process(&self) -> Duration {
        PROCESS_START + self.workloads.iter().map(PlannedWorkload::least).sum::<Duration>()
    }

    /// How long the processes take, about: the time that they have, or more if it is too little for one
    /// sample of everything.
    pub fn process_time(&self) -> Duration {
        self.time().max(self.least_process() * self.processes as u32)
    }

    /// How long everything after the processes takes, about.
    pub fn time_after(&self) -> Duration {
        let parts = [Some(self.all_memory_ms), self.uops_ms, self.growth_ms, Some(self.report_ms)];
        Duration::from_millis(parts.into_iter().flatten().sum())
    }

    /// What takes longer to compile is compiled once in each process.
    pub fn slow_compile(&self) -> Duration {
        Duration::from_micros(self.slow_compile_us)
    }

    /// The seed of a process.
    pub fn process_seed(&self, process: usize) -> u64 {
        let mut rng = Rng::new(self.seed);
        (0..process).fold(self.seed, |_, _| rng.next_u64() >> 16)
    }

    /// Loads a workload and makes sure that it is the one that was planned.
    pub fn load(&self, planned: &PlannedWorkload) -> Result<Workload, Error> {
        let folder = self.folder.as_deref();
        let workload = Workload::find_variant(&planned.source, folder, &self.variant)?
            .optimised(self.passes()?)?;
        if workload.hash() != planned.hash {
            let reason = format!("{} is not the program any more that it was", planned.name);
            return Err(Error::Schedule { reason });
        }
        Ok(workload)
    }
}

/// A part of a bench that is spread over several machines: `K/N`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shard {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Shard {
    /// Reads `K/N`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            Some(Shard { number: number.parse().ok()?, of: of.parse().ok()? })
        });
        numbers
            .filter(|shard| (1..=shard.of).contains(&shard.number))
            .ok_or_else(|| "expected K/N with K from 1 to N, such as 2/5".into())
    }

    /// Its share of a list: every `of`-th item, so that neighbours go to different shards.
    pub fn share<T>(self, items: Vec<T>) -> Vec<T> {
        items
            .into_iter()
            .enumerate()
            .filter_map(|(i, item)| (i % self.of == self.number - 1).then_some(item))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_everything_once() {
        for of in 1..5 {
            let shares = (1..=of).map(|number| Shard { number, of }.share((0..11).collect()));
            let mut all: Vec<i32> = shares.flatten().collect();
            all.sort_unstable();
            assert_eq!(all, (0..11).collect::<Vec<_>>());
        }
    }

    #[test]
    fn shards_are_numbered_from_one() {
        assert_eq!(Shard::parse("2/5"), Ok(Shard { number: 2, of: 5 }));
        for bad in ["0/5", "6/5", "5", "a/b", "1/0", "-1/2", ""] {
            assert!(Shard::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn more_time_for_more() {
        let levels = [Level::Quick, Level::Standard, Level::Full];
        assert!(levels.is_sorted_by_key(|level| level.time(9)));
        assert!(levels.is_sorted_by_key(|level| level.processes()));
        assert!(Level::Quick.time(1) < Level::Quick.time(9));
    }
}
