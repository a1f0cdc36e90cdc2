//! A whole results file.

use crate::attribution::Attribution;
use crate::cost::Costs;
use crate::count::Instructions;
use crate::environment::{Environment, Fact};
use crate::growth::Growth;
use crate::record::{BackendRecord, ProcessRecord, StencilRecord, TestRecord, WorkloadRecord};
use crate::uop_time::UopTime;
use crate::written::{self, Stencils, UopCosts};
use crate::{Error, Measurement, MemoryRecord, Metric, Reading, SCHEMA_VERSION, Samples};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;

/// The oldest version that it reads.
const OLDEST_VERSION: u32 = 1;

/// A whole results file.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, Debug)]
pub struct Results {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Where and with what it was measured.
    pub environment: Environment,
    /// What was run.
    pub workloads: Vec<WorkloadRecord>,
    /// What was run to measure one thing each, and is no part of any mean over the workloads.
    #[serde(default)]
    pub probes: Vec<WorkloadRecord>,
    /// The backends, in the order in which reports show them.
    pub backends: Vec<BackendRecord>,
    /// The stencils of the copy-and-patch backend; empty where it is not built.
    #[serde(default, deserialize_with = "written::stencils")]
    pub stencils: Vec<StencilRecord>,
    /// The processes that took the samples; empty in files of version 1.
    #[serde(default)]
    pub processes: Vec<ProcessRecord>,
    /// What compiling all workloads took of memory, by backend.
    #[serde(default)]
    pub memory: Vec<MemoryRecord>,
    /// What it costs to keep the backends; absent where the sources were not at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Costs>,
    /// What uops cost, by workload; empty where it was not asked for.
    #[serde(default)]
    pub attribution: Vec<Attribution>,
    /// What single uops take; likewise.
    #[serde(default)]
    pub uop_times: Vec<UopTime>,
    /// Instructions and indirect jumps of whole runs; likewise.
    #[serde(default)]
    pub counts: Vec<Instructions>,
    /// How compile time grows with the length of a program; likewise.
    #[serde(default)]
    pub scaling: Vec<Growth>,
    /// Tests of this project that were run for these results.
    #[serde(default)]
    pub tests: Vec<TestRecord>,
    /// The numbers.
    pub measurements: Vec<Measurement>,
}

impl Results {
    /// Everything that was run, workloads and probes.
    pub fn programs(&self) -> impl Iterator<Item = &WorkloadRecord> {
        self.workloads.iter().chain(&self.probes)
    }

    /// The number of this workload, backend and metric, if there is one.
    pub fn get(&self, workload: &str, backend: &str, metric: Metric) -> Option<&Samples> {
        self.measurements
            .iter()
            .find(|m| m.metric == metric && m.backend == backend && m.workload == workload)?
            .number()
    }

    /// The emulator that executed the programs, if one did: its time is no processor's.
    pub fn emulator(&self) -> Option<&str> {
        self.fact("emulator")
    }

    /// Seconds that the build of the program spent on making all stencils.
    ///
    /// # Errors
    /// Why these results don't say it. A program that an emulator executes was built on another machine.
    pub fn stencil_build(&self) -> Result<f64, &'static str> {
        match self.environment.get("stencil_build_ms") {
            Some(_) if self.emulator().is_some() => {
                Err("another machine made the stencils of this program, which an emulator executed")
            }
            Some(Fact::Number(ms)) => Ok(*ms as f64 / 1000.0),
            _ => Err("these results don't say how long the stencils took to be made"),
        }
    }

    /// The processor and the system that the programs were compiled for.
    pub fn target(&self) -> Option<&str> {
        self.fact("target")
    }

    /// A fact of the environment that is one text.
    fn fact(&self, name: &str) -> Option<&str> {
        match self.environment.get(name)? {
            Fact::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Gives a backend another's id, whose own numbers go; false if there is none with the old id.
    pub fn rename_backend(&mut self, old: &str, new: &str) -> bool {
        if self.backends.iter().all(|backend| backend.id != old) {
            return false;
        }
        self.backends.retain(|backend| backend.id != new);
        self.measurements.retain(|measurement| measurement.backend != new);
        let ids = self.backends.iter_mut().map(|backend| &mut backend.id);
        let ids = ids.chain(self.measurements.iter_mut().map(|m| &mut m.backend));
        for id in ids.filter(|id| *id == old) {
            new.clone_into(id);
        }
        true
    }

    /// As a file's text, one measurement a line.
    pub fn to_json(&self) -> Result<String, files::Error> {
        self.lines().map_err(files::Error::Serialise)
    }

    fn lines(&self) -> Result<String, serde_json::Error> {
        fn list<T: Serialize>(items: &[T]) -> Result<String, serde_json::Error> {
            let lines: Vec<String> =
                items.iter().map(written::to_json).collect::<Result<_, _>>()?;
            Ok(if lines.is_empty() { "[]".into() } else { format!("[\n{}\n]", lines.join(",\n")) })
        }
        let environment = serde_json::to_string_pretty(&self.environment)?.replace('\n', "\n  ");
        let cost = match &self.cost {
            Some(cost) => format!("  \"cost\": {},\n", written::to_json(cost)?),
            None => String::new(),
        };
        Ok(format!(
            "{{\n  \"schema_version\": {},\n  \"environment\": {environment},\n  \"workloads\": {},\n  \
             \"probes\": {},\n  \
             \"backends\": {},\n  \"stencils\": {},\n  \"processes\": {},\n  \"memory\": {},\n  \
             \"attribution\": {},\n  \"uop_times\": {},\n  \"counts\": {},\n  \
             \"scaling\": {},\n  \
             \"tests\": {},\n{cost}  \"measurements\": {}\n}}\n",
            self.schema_version,
            list(&self.workloads)?,
            list(&self.probes)?,
            list(&self.backends)?,
            list(&Stencils::all(&self.stencils))?,
            list(&self.processes)?,
            list(&self.memory)?,
            list(&self.attribution.iter().map(UopCosts::of).collect::<Vec<_>>())?,
            list(&self.uop_times)?,
            list(&self.counts)?,
            list(&self.scaling)?,
            list(&self.tests)?,
            list(&self.measurements)?,
        ))
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::from_json(path, &files::read(path)?)
    }

    /// Reads a file's text; `path` is what errors call it.
    pub fn from_json(path: &Path, text: &str) -> Result<Self, Error> {
        /// What every version of the format has.
        #[derive(Deserialize)]
        struct Versioned {
            schema_version: u32,
        }
        let Versioned { schema_version } = files::json(path, text)?;
        if !(OLDEST_VERSION..=SCHEMA_VERSION).contains(&schema_version) {
            return Err(Error::SchemaVersion { path: path.into(), found: schema_version });
        }
        let mut results: Results = files::json(path, text)?;
        results.schema_version = SCHEMA_VERSION;
        for measurement in &mut results.measurements {
            if let Reading::Number(samples) = &mut measurement.reading {
                samples.fill_in();
            }
        }
        results.check().map_err(|reason| Error::Contradiction { path: path.into(), reason })?;
        Ok(results)
    }

    /// Checks what the types do not ensure and reports rely on.
    fn check(&self) -> Result<(), String> {
        let programs = self.programs().map(|program| &program.name);
        let backends = self.backends.iter().map(|backend| &backend.id);
        let measured = self.measurements.iter().flat_map(|m| [&m.workload, &m.backend]);
        for name in programs.chain(backends).chain(measured) {
            if name.chars().any(char::is_control) {
                return Err(format!(
                    "the name {name:?} has a line break or another control character"
                ));
            }
        }
        let mut seen = HashSet::new();
        for m in &self.measurements {
            let what = format!("{} of {} on {}", m.metric.name(), m.workload, m.backend);
            if m.unit != m.metric.unit() {
                return Err(format!("{what} is given in {:?}, not in {}", m.unit, m.metric.unit()));
            }
            if !seen.insert((&m.workload, &m.backend, m.metric)) {
                return Err(format!("{what} is there twice"));
            }
            if let Some(samples) = m.number() {
                samples.check().map_err(|reason| format!("{what}: {reason}"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stencils_of_an_emulated_program_were_made_by_another_machine() {
        let mut results = Results::default();
        assert!(results.stencil_build().is_err());
        results.environment.insert("stencil_build_ms".into(), Fact::Number(1500));
        assert_eq!(results.stencil_build(), Ok(1.5));
        results.environment.insert("emulator".into(), Fact::Text("qemu-aarch64".into()));
        let reason = results.stencil_build().expect_err("no time of this machine");
        assert!(reason.contains("another machine"), "{reason}");
    }
}
