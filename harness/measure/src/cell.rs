//! One workload on one backend.

use crate::Error;
use crate::check::Checked;
use crate::noise::Watch;
use crate::series::Series;
use backend_api::{
    Backend, BackendError, Code, CompileOptions, Compiled, Outcome, Phase, Role, run_timed,
};
use programs::{Inputs, Workload};
use results::{Measurement, Metric, Reading, Samples};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use uops::runtime::Runtime;

/// A sample of compile time lasts at least about this long, so that the time of reading the clock is
/// negligible.
pub(crate) const COMPILE_SAMPLE: Duration = Duration::from_micros(50);
/// As [`COMPILE_SAMPLE`], of run time.
pub(crate) const RUN_SAMPLE: Duration = Duration::from_micros(200);
/// The most repetitions in a sample: all of a sample's code is alive at once. No program compiles in less than 50 ns.
const MAX_BATCH: u128 = 1024;
/// Runs before the first sample.
pub(crate) const WARM_UP_RUNS: usize = 3;
/// What takes so much longer to compile than a sample lasts is a sample by itself: the first compilation of
/// something takes up to a few times as long as the next one.
pub(crate) const SURELY_A_SAMPLE: u32 = 5;
/// Neither counts uops nor checks intermediate forms.
const OPTIONS: CompileOptions =
    CompileOptions { count: false, verify: false, map: false, announce: false, shift: 0 };

/// Why there is no time under an emulator.
pub(crate) const NOT_TIMED: &str =
    "not measured: an emulator executed the program, and its time is no processor's";
const NO_CODE: &str = "an interpreter has no machine code of its own";

/// What is run, and how it has to end.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) workload: &'a Workload,
    pub(super) inputs: &'a Inputs,
    pub(super) expected: &'a Outcome,
    /// What takes longer to compile is compiled once in each process, and stays where it is.
    pub(super) slow_compile: Duration,
    /// Whether this process records how the code is divided, which is the same in every process.
    pub(super) divides_code: bool,
}

/// A workload on a backend: its code, and the samples so far.
pub(super) struct Cell<'a> {
    backend: &'a mut dyn Backend,
    program: &'a LoadedProgram,
    run: Run<'a>,
    code: Box<dyn Code>,
    /// How long the first compilation took.
    first_compile: Duration,
    /// How long publishing its code took.
    first_publish: Duration,
    /// Whether compiling takes so long that the code that runs is the only sample.
    compiles_once: bool,
    compile_batch: usize,
    run_batch: usize,
    /// The fewest repetitions in any sample of running.
    least_run_batch: usize,
    compile_ns: Series,
    publish_ns: Series,
    copy_ns: Series,
    run_ns: Series,
    run_again_ns: Series,
    phases: BTreeMap<Phase, Series>,
    /// From which sample of running on the code lay how many bytes further.
    layouts: Vec<(usize, u16)>,
}

impl<'a> Cell<'a> {
    /// Compiles to `shift` bytes after the start of a free place, and takes no sample, so that all times are missing.
    pub(super) fn untimed(
        backend: &'a mut dyn Backend,
        program: &'a LoadedProgram,
        run: Run<'a>,
        shift: u16,
    ) -> Result<Self, Error> {
        // Of all the code that is made, this is what runs. The ceiling is not compiled once more to find the exits.
        let map = !backend.is_repeatable();
        let options = CompileOptions { announce: true, map, shift, ..OPTIONS };
        let start = Instant::now();
        let compiled = backend.compile(program, options)?;
        let compile = start.elapsed();
        let code = compiled.publish()?;
        let publish = start.elapsed() - compile;
        Ok(Cell {
            backend,
            program,
            run,
            code,
            first_compile: compile,
            first_publish: publish,
            compiles_once: compile > run.slow_compile,
            compile_batch: 1,
            run_batch: 1,
            least_run_batch: 1,
            compile_ns: Series::default(),
            publish_ns: Series::default(),
            copy_ns: Series::default(),
            run_ns: Series::default(),
            run_again_ns: Series::default(),
            phases: BTreeMap::new(),
            layouts: Vec::new(),
        })
    }

    /// Compiles to `shift` bytes after the start of a free place, warms up, and finds out how many repetitions make
    /// a sample.
    pub(super) fn new(
        backend: &'a mut dyn Backend,
        program: &'a LoadedProgram,
        run: Run<'a>,
        shift: u16,
        runtime: &mut Runtime,
    ) -> Result<Self, Error> {
        let watch = Watch::new();
        let before = watch.read();
        let mut cell = Self::untimed(backend, program, run, shift)?;
        let noise = watch.read().since(before);
        if cell.compiles_once {
            cell.compile_ns.push(mean(cell.first_compile, 1), noise);
            cell.publish_ns.push(mean(cell.first_publish, 1), noise);
            if cell.code.sizes().code() > 0 {
                let before = watch.read();
                let copy = cell.timed_copy();
                cell.copy_ns.push(copy, watch.read().since(before));
            }
        } else {
            if cell.first_compile < COMPILE_SAMPLE * SURELY_A_SAMPLE {
                let (compile, _) = cell.timed_compile()?;
                cell.compile_batch = batch(COMPILE_SAMPLE, compile);
            }
            cell.note_place(shift);
        }
        let mut run_ns = f64::INFINITY;
        for _ in 0..WARM_UP_RUNS {
            run_ns = run_ns.min(cell.timed_run(runtime)?);
        }
        cell.run_batch = batch(RUN_SAMPLE, run_ns);
        cell.least_run_batch = cell.run_batch;
        Ok(cell)
    }

    /// The backend's id.
    pub(super) fn id(&self) -> &'static str {
        self.backend.info().id
    }

    /// How long the first compilation took.
    pub(super) fn first_compile(&self) -> Duration {
        self.first_compile
    }

    /// How many samples of compiling there are.
    pub(super) fn compile_samples(&self) -> usize {
        self.compile_ns.len()
    }

    /// Puts the code somewhere else, `shift` bytes after the start of a free place, and runs it once unmeasured.
    pub(super) fn place(&mut self, shift: u16, runtime: &mut Runtime) -> Result<(), Error> {
        if self.compiles_once {
            return Ok(());
        }
        let options = CompileOptions { shift, ..OPTIONS };
        self.code = self.backend.compile(self.program, options)?.publish()?;
        self.note_place(shift);
        self.timed_run(runtime)?;
        Ok(())
    }

    /// Notes that the next samples are of code at this place.
    fn note_place(&mut self, shift: u16) {
        // An interpreter's code stays where it is.
        let shift = if self.code.sizes().code() > 0 { shift } else { 0 };
        self.layouts.push((self.run_ns.len(), shift));
    }

    /// Makes samples of running from now on so many times as long as they have to be.
    pub(super) fn lengthen_runs(&mut self, times: usize) {
        self.run_batch = self.least_run_batch * times;
    }

    /// Takes a sample of compiling, one of publishing, and of copying as much if there is code; none where
    /// one of compiling has to do.
    pub(super) fn sample_compile(&mut self, watch: &Watch) -> Result<(), Error> {
        if self.compiles_once {
            return Ok(());
        }
        let before = watch.read();
        let (compile, publish) = self.timed_compile()?;
        let noise = watch.read().since(before);
        self.compile_ns.push(compile, noise);
        self.publish_ns.push(publish, noise);
        if self.code.sizes().code() > 0 {
            let before = watch.read();
            let copy = self.timed_copy();
            self.copy_ns.push(copy, watch.read().since(before));
        }
        Ok(())
    }

    /// Takes a sample of each phase of compiling, if the backend can measure them: of a compilation of
    /// its own, since watching costs time.
    pub(super) fn sample_phases(&mut self, watch: &Watch) -> Result<(), Error> {
        // Once unmeasured, as in `timed_compile`, unless that takes too long.
        if !self.compiles_once && self.backend.phases(self.program)?.is_none() {
            return Ok(());
        }
        let before = watch.read();
        let phases = self.backend.phases(self.program)?;
        let noise = watch.read().since(before);
        for (phase, time) in phases.unwrap_or_default() {
            let time = mean(time, 1);
            self.phases.entry(phase).or_default().push(time, noise);
        }
        Ok(())
    }

    /// Takes a sample of running; `again` for the second stream, as if of another backend.
    pub(super) fn sample_run(
        &mut self,
        again: bool,
        watch: &Watch,
        runtime: &mut Runtime,
    ) -> Result<(), Error> {
        let before = watch.read();
        let run = self.timed_run(runtime)?;
        let noise = watch.read().since(before);
        let series = if again { &mut self.run_again_ns } else { &mut self.run_ns };
        series.push(run, noise);
        Ok(())
    }

    /// The mean time of compiling and of publishing, in ns.
    fn timed_compile(&mut self) -> Result<(f64, f64), Error> {
        // Once without a clock: between samples other backends had caches and memory to themselves.
        drop(self.compile_batch()?);
        let start = Instant::now();
        let compiled = self.compile_batch()?;
        let compile = start.elapsed();
        let mut codes = Vec::with_capacity(compiled.len());
        let start = Instant::now();
        for compiled in compiled {
            codes.push(compiled.publish()?);
        }
        let publish = start.elapsed();
        Ok((mean(compile, self.compile_batch), mean(publish, self.compile_batch)))
    }

    fn compile_batch(&mut self) -> Result<Vec<Box<dyn Compiled>>, BackendError> {
        let mut compiled = Vec::with_capacity(self.compile_batch);
        for _ in 0..self.compile_batch {
            compiled.push(self.backend.compile(self.program, OPTIONS)?);
        }
        Ok(compiled)
    }

    /// The mean time of copying what the program takes of executable memory, each time to another place,
    /// as compiling does.
    fn timed_copy(&self) -> f64 {
        let sizes = self.code.sizes();
        let code = vec![0x90_u8; sizes.code() + sizes.data];
        let mut copies = vec![0; code.len() * self.compile_batch];
        let mut elapsed = Duration::ZERO;
        // As for compiling, the second time counts.
        for _ in 0..2 {
            let start = Instant::now();
            for copy in copies.chunks_exact_mut(code.len()) {
                copy.copy_from_slice(black_box(&code));
            }
            black_box(&mut copies);
            elapsed = start.elapsed();
        }
        mean(elapsed, self.compile_batch)
    }

    /// The mean time of running, in ns.
    fn timed_run(&self, runtime: &mut Runtime) -> Result<f64, Error> {
        let Run { workload, inputs, expected, .. } = self.run;
        let mut elapsed = Duration::ZERO;
        for _ in 0..self.run_batch {
            let report = run_timed(self.program, self.code.as_ref(), runtime, &inputs.args)
                .map_err(|source| Error::Run {
                    workload: workload.name.clone(),
                    backend: self.id().into(),
                    source,
                })?;
            if report.outcome != *expected {
                return Err(Error::WrongResult(format!(
                    "{} on {} ends otherwise while it is timed than when it was checked",
                    workload.name,
                    self.id()
                )));
            }
            elapsed += report.elapsed;
        }
        Ok(mean(elapsed, self.run_batch))
    }

    /// Everything that was learnt.
    ///
    /// # Errors
    /// If the program can't be compiled once more, to find out what is a side exit.
    pub(super) fn into_measurements(
        mut self,
        checked: &Checked,
    ) -> Result<Vec<Measurement>, Error> {
        let divides_code = self.run.divides_code;
        let exits = if divides_code { self.exit_bytes()? } else { 0 };
        let (workload, id) = (self.run.workload.name.as_str(), self.id());
        let repeatable = self.backend.is_repeatable();
        let exact = |metric, value: usize| match repeatable {
            true => Measurement::exact(workload, id, metric, value as f64),
            false => {
                let samples = vec![value as f64];
                let samples = Samples { processes: vec![1], samples, ..Samples::default() };
                Measurement::sampled(workload, id, metric, samples)
            }
        };
        let missing = |metric, reason| Measurement::missing(workload, id, metric, reason);
        let sizes = self.code.sizes();
        let has_code = sizes.code() > 0;
        let exits = has_code.then_some(exits);
        let sampled = |metric, series: Series, batch| match series.len() {
            0 => missing(metric, NOT_TIMED),
            _ => Measurement::sampled(workload, id, metric, series.into_samples(batch)),
        };
        let mut run_ns = sampled(Metric::RunNs, self.run_ns, self.least_run_batch);
        if let Reading::Number(samples) = &mut run_ns.reading {
            samples.layouts = self.layouts;
        }
        let mut all = vec![
            sampled(Metric::CompileNs, self.compile_ns, self.compile_batch),
            match has_code {
                true => sampled(Metric::PublishNs, self.publish_ns, self.compile_batch),
                false => missing(Metric::PublishNs, "an interpreter makes nothing executable"),
            },
            match has_code {
                true => sampled(Metric::CopyNs, self.copy_ns, self.compile_batch),
                false => missing(Metric::CopyNs, NO_CODE),
            },
            run_ns,
            match has_code {
                true => exact(Metric::CodeBytes, sizes.code()),
                false => missing(Metric::CodeBytes, NO_CODE),
            },
            match has_code {
                true => exact(Metric::HotBytes, sizes.hot),
                false => missing(Metric::HotBytes, NO_CODE),
            },
            match exits {
                Some(exits) => exact(Metric::ColdBytes, sizes.cold.saturating_sub(exits)),
                None => missing(Metric::ColdBytes, NO_CODE),
            },
            match exits {
                Some(exits) => exact(Metric::ExitBytes, exits),
                None => missing(Metric::ExitBytes, NO_CODE),
            },
            match has_code {
                true => exact(Metric::PaddingBytes, sizes.padding),
                false => missing(Metric::PaddingBytes, NO_CODE),
            },
            match sizes.data {
                0 => missing(Metric::DataBytes, "it keeps all constants in its code"),
                bytes => exact(Metric::DataBytes, bytes),
            },
            match has_code {
                true => exact(Metric::ExecMemoryBytes, sizes.executable),
                false => missing(Metric::ExecMemoryBytes, NO_CODE),
            },
            Measurement::exact(
                workload,
                id,
                Metric::UopsStatic,
                self.program.program().uop_count() as f64,
            ),
            Measurement::exact(workload, id, Metric::UopsExecuted, checked.uops_executed as f64),
            Measurement::exact(workload, id, Metric::ExitsTaken, checked.exits_taken as f64),
        ];
        if self.run_again_ns.len() > 0 {
            all.push(sampled(Metric::RunAgainNs, self.run_again_ns, self.least_run_batch));
        }
        if !divides_code {
            all.retain(|one| !matches!(one.metric, Metric::ColdBytes | Metric::ExitBytes));
        }
        for (phase, series) in self.phases {
            all.push(sampled(Metric::of_phase(phase), series, 1));
        }
        Ok(all)
    }

    /// Bytes of side exits that are one uop's own.
    fn exit_bytes(&mut self) -> Result<usize, Error> {
        let pieces = if self.backend.is_repeatable() {
            let options = CompileOptions { map: true, ..OPTIONS };
            self.backend.compile(self.program, options)?.publish()?.pieces()
        } else {
            self.code.pieces()
        };
        let exits = pieces.into_iter().filter(|piece| matches!(piece.role, Role::Exit { .. }));
        Ok(exits.map(|piece| piece.bytes.len()).sum())
    }
}

/// The mean time of `batch` repetitions, in ns.
fn mean(elapsed: Duration, batch: usize) -> f64 {
    results::sample(elapsed.as_nanos() as f64 / batch as f64)
}

/// How many repetitions of something that takes `ns` make a sample of at least `sample`.
fn batch(sample: Duration, ns: f64) -> usize {
    let ns = (ns as u128).max(1);
    sample.as_nanos().div_ceil(ns).clamp(1, MAX_BATCH) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_fill_a_sample() {
        assert_eq!(batch(Duration::from_micros(50), 1000.0), 50);
        assert_eq!(batch(Duration::from_micros(50), 60_000.0), 1);
        assert_eq!(batch(Duration::from_micros(50), 0.0), 1024);
    }
}
