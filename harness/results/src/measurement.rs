//! A number with all its samples.

use crate::written::estimated;
use crate::{Metric, SEED};
use serde::{Deserialize, Serialize};
use stats::{Estimate, Term, bootstrap, warm_up};
use trace::rng::Rng;

/// One number, or the reason why there is none.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Measurement {
    /// The workload's name.
    pub workload: String,
    /// The backend's id.
    pub backend: String,
    /// The metric of the number.
    pub metric: Metric,
    /// Its unit.
    pub unit: String,
    /// The number.
    #[serde(flatten)]
    pub reading: Reading,
}

/// A number with its uncertainty, or why it can't be had.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Reading {
    /// A number.
    Number(Samples),
    /// None, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

/// A number that was measured `n` times, or is exact.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, Debug)]
pub struct Samples {
    /// The geometric mean of the processes' medians, of [`Samples::steady`] samples.
    pub median: f64,
    /// Lower end of its 95 % interval.
    pub lo: f64,
    /// Upper end of its 95 % interval.
    pub hi: f64,
    /// Number of samples; 1 of an exact number.
    pub n: usize,
    /// Every sample, process by process, in the order in which they were taken.
    pub samples: Vec<f64>,
    /// How many repetitions each sample is the mean of, at least; absent of an exact number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<usize>,
    /// How many of the samples each process took; absent where one process took all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<usize>,
    /// How many of each process's first samples are warm-up. A file leaves it out where none is.
    #[serde(default, skip_serializing_if = "are_zero")]
    pub warm_up: Vec<usize>,
    /// From which sample on the code lay how many bytes further.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layouts: Vec<(usize, u16)>,
    /// Samples during which a hypervisor took time away, with the clock ticks that it took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steal: Vec<(usize, u64)>,
    /// Samples during which the process was switched away from, with how often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<(usize, u64)>,
}

impl Samples {
    /// A number known exactly.
    pub fn exact(value: f64) -> Self {
        Samples {
            median: value,
            lo: value,
            hi: value,
            n: 1,
            samples: vec![value],
            ..Self::default()
        }
    }

    /// Whether it is known without a sample.
    pub fn is_exact(&self) -> bool {
        self.batch.is_none() && self.processes.is_empty()
    }

    /// The samples of each process.
    pub fn by_process(&self) -> Vec<&[f64]> {
        let mut rest = &self.samples[..];
        let mut processes = Vec::new();
        for &n in &self.processes {
            let (samples, others) = rest.split_at(n.min(rest.len()));
            processes.push(samples);
            rest = others;
        }
        if !rest.is_empty() {
            processes.push(rest);
        }
        processes
    }

    /// The samples of each process that estimates are made from: warm-up is left out, and what was
    /// disturbed where at least a third is not.
    pub fn steady(&self) -> Vec<Vec<f64>> {
        let mut disturbed = vec![false; self.samples.len()];
        for &(place, _) in self.steal.iter().chain(&self.switches) {
            if let Some(disturbed) = disturbed.get_mut(place) {
                *disturbed = true;
            }
        }
        let mut start = 0;
        let warm_ups = self.warm_up.iter().copied().chain(std::iter::repeat(0));
        let processes = self.by_process().into_iter().zip(warm_ups).map(|(samples, warm_up)| {
            let warm_up = warm_up.min(samples.len() - 1);
            let steady = &samples[warm_up..];
            let disturbed = &disturbed[start + warm_up..start + samples.len()];
            start += samples.len();
            let calm: Vec<f64> = steady
                .iter()
                .zip(disturbed)
                .filter_map(|(sample, disturbed)| (!disturbed).then_some(*sample))
                .collect();
            if calm.len() * 3 >= steady.len() { calm } else { steady.to_vec() }
        });
        processes.collect()
    }

    /// As a factor of a product, of the run with this number.
    pub fn term(&self, weight: f64, run: usize) -> Term {
        Term { processes: self.steady(), weight, run }
    }

    /// Finds warm-up, and the number and its interval from the samples.
    pub fn estimate(&mut self) {
        self.n = self.samples.len();
        if self.is_exact() {
            return;
        }
        self.warm_up = self.by_process().into_iter().map(warm_up).collect();
        let Estimate { value, lo, hi } =
            bootstrap(&[self.term(1.0, 0)], &mut Rng::new(SEED)).estimate();
        (self.median, self.lo, self.hi) = (estimated(value), estimated(lo), estimated(hi));
    }

    /// Adds what a file leaves out: that no sample is warm-up.
    pub(super) fn fill_in(&mut self) {
        if self.warm_up.is_empty() && !self.is_exact() {
            self.warm_up = vec![0; self.processes.len().max(1)];
        }
    }

    /// Appends the samples of other processes.
    pub fn append(&mut self, other: &Samples) {
        if self.processes.is_empty() {
            self.processes = vec![self.samples.len()];
        }
        let offset = self.samples.len();
        self.samples.extend(&other.samples);
        match other.processes.is_empty() {
            true => self.processes.push(other.samples.len()),
            false => self.processes.extend(&other.processes),
        }
        self.batch = self.batch.min(other.batch);
        self.layouts.extend(other.layouts.iter().map(|&(i, shift)| (offset + i, shift)));
        self.steal.extend(other.steal.iter().map(|&(i, ticks)| (offset + i, ticks)));
        self.switches.extend(other.switches.iter().map(|&(i, n)| (offset + i, n)));
    }

    /// Checks what the types do not ensure and reports rely on.
    pub(super) fn check(&self) -> Result<(), String> {
        let len = self.samples.len();
        if len != self.n || self.n == 0 {
            return Err(format!("n is {}, but there are {len} samples", self.n));
        }
        if !(self.lo <= self.median && self.median <= self.hi) {
            return Err("the median is not between lo and hi".into());
        }
        let by_process = self.processes.iter().try_fold(0_usize, |sum, n| sum.checked_add(*n));
        if !self.processes.is_empty() && by_process != Some(len) {
            return Err(format!("the processes don't have {len} samples"));
        }
        if self.processes.contains(&0) {
            return Err("a process has no sample".into());
        }
        let places = self.steal.iter().chain(&self.switches).map(|(place, _)| *place);
        let places = places.chain(self.layouts.iter().map(|(place, _)| *place));
        if places.max().is_some_and(|place| place >= len) {
            return Err(format!("a note is about a sample beyond the {len} that there are"));
        }
        if !self.layouts.is_sorted_by_key(|(place, _)| place) {
            return Err("the layouts are not in the order of the samples".into());
        }
        Ok(())
    }
}

fn are_zero(numbers: &[usize]) -> bool {
    numbers.iter().all(|number| *number == 0)
}

impl Measurement {
    /// A number known exactly.
    pub fn exact(workload: &str, backend: &str, metric: Metric, value: f64) -> Self {
        Self::new(workload, backend, metric, Reading::Number(Samples::exact(value)))
    }

    /// A number that can't be had.
    pub fn missing(workload: &str, backend: &str, metric: Metric, reason: &str) -> Self {
        Self::new(workload, backend, metric, Reading::Missing { unavailable: reason.into() })
    }

    /// A number with samples; the estimate is made from them.
    pub fn sampled(workload: &str, backend: &str, metric: Metric, mut samples: Samples) -> Self {
        samples.estimate();
        Self::new(workload, backend, metric, Reading::Number(samples))
    }

    fn new(workload: &str, backend: &str, metric: Metric, reading: Reading) -> Self {
        Measurement {
            workload: workload.into(),
            backend: backend.into(),
            metric,
            unit: metric.unit().into(),
            reading,
        }
    }

    /// Its number, if there is one.
    pub fn number(&self) -> Option<&Samples> {
        match &self.reading {
            Reading::Number(samples) => Some(samples),
            Reading::Missing { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::*;

    fn process(centre: f64, n: usize) -> Samples {
        let samples = (0..n).map(|i| centre + (i % 3) as f64).collect();
        Samples { samples, batch: Some(4), switches: vec![(1, 2)], ..Samples::default() }
    }

    #[test]
    fn appended_samples_keep_their_process_and_notes() {
        let mut all = process(100.0, 9);
        all.append(&process(200.0, 6));
        all.append(&process(400.0, 3));
        all.estimate();
        assert_eq!(all.processes, [9, 6, 3]);
        assert_eq!(all.switches, [(1, 2), (10, 2), (16, 2)]);
        let lengths: Vec<usize> = all.steady().iter().map(Vec::len).collect();
        assert_eq!(lengths, [8, 5, 2], "each has a sample during which something happened");
        assert!((all.median - 201.0).abs() < 1.0, "{}", all.median);
        assert_eq!(all.check(), Ok(()));
    }

    #[test]
    fn a_process_keeps_at_least_one_sample() {
        let mut samples = process(5.0, 1);
        samples.warm_up = vec![7];
        assert_eq!(samples.steady(), [[5.0]]);
    }

    #[test]
    fn disturbed_samples_are_left_out_unless_they_are_most() {
        let mut samples = process(5.0, 6);
        samples.switches = vec![(1, 1), (2, 4)];
        samples.steal = vec![(2, 1), (5, 1)];
        assert_eq!(samples.steady(), [[5.0, 5.0, 6.0]]);
        samples.steal.extend([(0, 1), (3, 1)]);
        assert_eq!(samples.steady()[0].len(), 6);
    }

    #[test]
    fn contradictions_are_found() {
        let changes: [fn(&mut Samples); 5] = [
            |s| s.n += 1,
            |s| s.processes = vec![8],
            |s| s.processes = vec![usize::MAX, 10],
            |s| s.steal = vec![(9, 1)],
            |s| s.layouts = vec![(5, 0), (0, 16)],
        ];
        let mut good = process(5.0, 9);
        good.estimate();
        assert_eq!(good.check(), Ok(()));
        for change in changes {
            let mut bad = good.clone();
            change(&mut bad);
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
