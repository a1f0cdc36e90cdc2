//! Counts the uops of a set of programs.

use crate::Workload;
use serde::Serialize;
use std::collections::BTreeMap;

/// Lengths, in uops, of traces; the same counts as powers of two.
const BUCKETS: usize = 20;

/// A program of the set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub workload: String,
    /// Python functions that it has traces of.
    pub functions: usize,
    /// Number of traces.
    pub traces: usize,
    /// Number of uops in all traces.
    pub uops: usize,
    /// Uops of the longest trace.
    pub longest: usize,
    /// Different uops.
    pub kinds: usize,
    /// What it is.
    pub description: String,
}

/// A set of programs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Corpus {
    /// The programs.
    pub programs: Vec<Row>,
    /// How often each uop occurs in all traces.
    pub histogram: BTreeMap<&'static str, usize>,
    /// The length of each trace in uops, in ascending order.
    pub lengths: Vec<usize>,
}

impl Corpus {
    /// Counts what there is.
    pub fn of(workloads: &[Workload]) -> Self {
        let mut corpus = Corpus { programs: vec![], histogram: BTreeMap::new(), lengths: vec![] };
        for workload in workloads {
            let program = workload.program.program();
            let mut kinds = BTreeMap::<&str, usize>::new();
            for uop in program.traces.iter().flat_map(|trace| &trace.uops) {
                *kinds.entry(uop.op.name()).or_default() += 1;
            }
            let lengths: Vec<usize> = program.traces.iter().map(|t| t.uops.len()).collect();
            corpus.programs.push(Row {
                workload: workload.name.clone(),
                functions: program.functions.len() + 1,
                traces: lengths.len(),
                uops: lengths.iter().sum(),
                longest: lengths.iter().copied().max().unwrap_or_default(),
                kinds: kinds.len(),
                description: workload.description.clone(),
            });
            corpus.lengths.extend(lengths);
            for (name, count) in kinds {
                *corpus.histogram.entry(name).or_default() += count;
            }
        }
        corpus.lengths.sort_unstable();
        corpus
    }

    /// Number of uops in all traces.
    pub fn uops(&self) -> usize {
        self.lengths.iter().sum()
    }

    /// Uops and how often they occur, the most frequent first.
    pub fn most_frequent(&self) -> Vec<(&'static str, usize)> {
        let mut all: Vec<_> = self.histogram.iter().map(|(&name, &count)| (name, count)).collect();
        all.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        all
    }

    /// How many traces are from `1 << n` to `(2 << n) - 1` uops long, for each `n` up to the longest.
    pub fn length_histogram(&self) -> Vec<(usize, usize)> {
        let bucket = |length: usize| length.max(1).ilog2() as usize;
        let mut counts = [0; BUCKETS];
        for &length in &self.lengths {
            counts[bucket(length).min(BUCKETS - 1)] += 1;
        }
        let first = self.lengths.first().map_or(0, |&length| bucket(length));
        let last = self.lengths.last().map_or(0, |&length| bucket(length).min(BUCKETS - 1));
        (first..=last).map(|n| (1 << n, counts[n])).collect()
    }

    /// The length that a share of all traces does not exceed; 0 if there are none.
    pub fn quantile(&self, share: f64) -> usize {
        let last = self.lengths.len().saturating_sub(1);
        self.lengths.get((share * last as f64).round() as usize).copied().unwrap_or_default()
    }
}
