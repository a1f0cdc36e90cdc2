//! Compares two results files: which numbers became smaller or larger by more than the noise?

use crate::environment::{build_difference, machine_difference};
use crate::{Error, Metric, Results, SEED, Samples, ratio};
use serde::Serialize;
use stats::{Bootstrap, Comparison, Estimate, Term, Verdict, bootstrap, judge, median, quantile};
use std::collections::BTreeMap;
use trace::rng::Rng;

/// The version of the format of `compare --json`.
pub const SCHEMA_VERSION: u32 = 1;

/// What is compared unless something else is asked for.
pub const METRICS: [Metric; 6] = [
    Metric::CompileNs,
    Metric::PublishNs,
    Metric::RunNs,
    Metric::CodeBytes,
    Metric::DataBytes,
    Metric::ExecMemoryBytes,
];

/// A difference of a time below this share means nothing, however sure it is.
pub const THRESHOLD: f64 = 0.03;

/// The floor is what this share of comparisons of a build with itself stays below.
const FLOOR_SHARE: f64 = 0.9;

/// How to compare.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// The metrics to compare.
    pub metrics: Vec<Metric>,
    /// A difference of a time below this share means nothing.
    pub threshold: f64,
    /// Whether results of different machines may be compared.
    pub across_machines: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { metrics: METRICS.to_vec(), threshold: THRESHOLD, across_machines: false }
    }
}

/// All that a comparison says; what `compare --json` prints.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Compared {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Below which share a difference means nothing, by metric.
    pub floors: BTreeMap<&'static str, Floor>,
    /// How much slower the machine itself was the second time; `null` where it was not measured.
    pub machine_drift: Option<Ratio>,
    /// What else has to be known.
    pub notes: Vec<String>,
    /// A row for each workload, backend and metric that both files have.
    pub rows: Vec<Row>,
    /// A row for each backend and metric: the geometric mean over the workloads.
    pub means: Vec<Row>,
}

/// Where the floor of a metric comes from, as shares.
#[derive(Clone, Copy, PartialEq, Serialize, Debug)]
pub struct Floor {
    /// The floor: the largest of the others.
    pub floor: f64,
    /// What was asked for.
    pub threshold: f64,
    /// How far halves of the same run are apart; `null` where one process took all samples.
    pub aa: Option<f64>,
    /// By how much the machine changed.
    pub drift: f64,
}

/// A ratio with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Serialize, Debug)]
pub struct Ratio {
    /// The second to the first.
    pub ratio: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end of the interval.
    pub hi: f64,
}

/// One comparison.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Row {
    /// The workload's name; of a mean, how many workloads it is over.
    pub workload: String,
    /// The backend's id.
    pub backend: String,
    /// What is compared.
    pub metric: Metric,
    /// The second file's number to the first's; none where one of them is 0 and the other is not.
    #[serde(flatten)]
    pub ratio: Option<Ratio>,
    /// What it means.
    pub verdict: Verdict,
}

impl From<Estimate> for Ratio {
    fn from(Estimate { value, lo, hi }: Estimate) -> Self {
        Ratio { ratio: value, lo, hi }
    }
}

/// Compares the second file with the first.
///
/// # Errors
/// If they are of different machines and that was not asked for, or have nothing in common.
pub fn compare(first: &Results, second: &Results, options: &Options) -> Result<Compared, Error> {
    let mut notes = Vec::new();
    if let Some(difference) = machine_difference(&first.environment, &second.environment) {
        if !options.across_machines {
            return Err(Error::OtherMachine { difference });
        }
        notes.push(format!("the results are of different machines: {difference}"));
    }
    notes.extend(
        build_difference(&first.environment, &second.environment)
            .map(|difference| format!("the builds differ: {difference}")),
    );
    let drift = machine_drift(first, second);
    let drift_log = drift.as_ref().map_or(0.0, |drift| drift.log);
    let floors: BTreeMap<Metric, Floor> = options
        .metrics
        .iter()
        .map(|&metric| (metric, floor([first, second], metric, options.threshold, drift_log)))
        .collect();
    if floors.iter().any(|(metric, floor)| metric.is_time() && floor.aa.is_none()) {
        notes.push(
            "one process took all samples of a file, so nobody knows what another would have given: \
             no time is called faster or slower"
                .into(),
        );
    }

    let comparable = comparable(first, second, &mut notes);
    let mut found = Vec::new();
    for workload in &comparable {
        for backend in &first.backends {
            for &metric in &options.metrics {
                let number =
                    |results: &'_ Results| results.get(workload, &backend.id, metric).cloned();
                let Some((a, b)) = number(first).zip(number(second)) else { continue };
                found.push(Found { workload, backend: &backend.id, metric, sides: [a, b] });
            }
        }
    }
    if found.is_empty() {
        let reason = match comparable.is_empty() {
            true => format!("the files have no workload in common: {}", notes.join("; ")),
            false => "the files have none of these metrics in common".to_owned(),
        };
        return Err(Error::Incomparable { reason });
    }
    let rows = rows(found.iter().map(|found| (found.workload.to_owned(), vec![found])), &floors);
    let mut by_backend: BTreeMap<(usize, Metric), Vec<&Found>> = BTreeMap::new();
    for found in &found {
        let place = first.backends.iter().position(|backend| backend.id == found.backend);
        by_backend.entry((place.unwrap_or(0), found.metric)).or_default().push(found);
    }
    // 0 against something has no ratio that could be part of a mean.
    let with_ratio = |found: Vec<_>| -> Vec<&Found> {
        found.into_iter().filter(|found: &&Found| found.ratio(1.0).is_some()).collect()
    };
    let means = by_backend.into_values().map(with_ratio).filter(|found| !found.is_empty());
    let means = means.map(|found| (format!("{} workloads", found.len()), found));
    Ok(Compared {
        schema_version: SCHEMA_VERSION,
        machine_drift: drift.map(|drift| drift.estimate().into()),
        notes,
        rows,
        means: self::rows(means, &floors),
        floors: floors.into_iter().map(|(metric, floor)| (metric.name(), floor)).collect(),
    })
}

/// A number that both files have.
struct Found<'a> {
    workload: &'a str,
    backend: &'a str,
    metric: Metric,
    sides: [Samples; 2],
}

/// Judges all together. Each row is the geometric mean of some numbers of one backend and metric.
fn rows<'a>(
    rows: impl Iterator<Item = (String, Vec<&'a Found<'a>>)>,
    floors: &BTreeMap<Metric, Floor>,
) -> Vec<Row> {
    let rows: Vec<(String, Vec<&Found>)> = rows.collect();
    let comparisons: Vec<Option<Comparison>> =
        rows.iter().map(|(_, found)| comparison(found, floors)).collect();
    let judged: Vec<Comparison> = comparisons.iter().flatten().cloned().collect();
    let mut verdicts = judge(&judged).into_iter();
    let row = |((workload, found), comparison): ((String, Vec<&Found>), Option<Comparison>)| {
        let first = found.first()?;
        let verdict = match &comparison {
            Some(_) => verdicts.next()?,
            None => first.verdict_without_ratio(),
        };
        Some(Row {
            workload,
            backend: first.backend.to_owned(),
            metric: first.metric,
            ratio: comparison.map(|comparison| comparison.ratio.estimate().into()),
            verdict,
        })
    };
    rows.into_iter().zip(comparisons).filter_map(row).collect()
}

/// The geometric mean of ratios, with the uncertainty that a verdict needs. `None` if there is no ratio.
fn comparison(found: &[&Found], floors: &BTreeMap<Metric, Floor>) -> Option<Comparison> {
    let weight = 1.0 / found.len() as f64;
    let terms: Vec<Vec<Term>> = found.iter().map(|f| f.ratio(weight)).collect::<Option<_>>()?;
    let is_time = found.iter().any(|found| found.metric.is_time());
    let floor = found.iter().filter_map(|found| floors.get(&found.metric)).next();
    let several = |samples: &Samples| samples.by_process().len() > 1;
    Some(Comparison {
        ratio: bootstrap(&terms.concat(), &mut Rng::new(SEED)),
        floor: floor.filter(|_| is_time).map_or(0.0, |floor| floor.floor.ln_1p()),
        several_processes: found.iter().all(|f| f.sides.iter().all(several)),
    })
}

impl Found<'_> {
    /// The second file's number to the first's; `None` where one of them is 0 and the other is not.
    fn ratio(&self, weight: f64) -> Option<Vec<Term>> {
        let [first, second] = &self.sides;
        ratio((second, 1), (first, 0), weight)
    }

    /// What there is to say where one number is 0: less is faster.
    fn verdict_without_ratio(&self) -> Verdict {
        let [first, second] = &self.sides;
        if second.median > first.median { Verdict::Slower } else { Verdict::Faster }
    }
}

/// The workloads that are the same program with the same arguments in both files.
fn comparable<'a>(first: &'a Results, second: &Results, notes: &mut Vec<String>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for a in &first.workloads {
        let name = a.name.as_str();
        match second.workloads.iter().find(|b| b.name == a.name) {
            Some(b) if a.dialect != b.dialect => {
                notes.push(format!("{name} is of `{}` and of `{}`", a.dialect, b.dialect));
            }
            Some(b) if a.shape != b.shape => {
                notes.push(format!("{name} has the shape `{}` and `{}`", a.shape, b.shape));
            }
            Some(b) if a.hash != b.hash => notes.push(format!("{name} is another program")),
            Some(b) if a.args != b.args => notes.push(format!("{name} has other arguments")),
            Some(_) => names.push(name),
            None => notes.push(format!("{name} is in the first file only")),
        }
    }
    for b in &second.workloads {
        if first.workloads.iter().all(|a| a.name != b.name) {
            notes.push(format!("{} is in the second file only", b.name));
        }
    }
    for (one, other, which) in [(first, second, "first"), (second, first, "second")] {
        for backend in &one.backends {
            if other.backends.iter().all(|known| known.id != backend.id) {
                notes.push(format!("{} is in the {which} file only", backend.id));
            }
        }
    }
    names
}

/// How the time of the reference loop changed.
fn machine_drift(first: &Results, second: &Results) -> Option<Bootstrap> {
    let term = |results: &Results, weight, run| {
        let processes: Vec<Vec<f64>> =
            results.processes.iter().map(|process| process.reference_ns.clone()).collect();
        let measured = processes.iter().all(|samples| !samples.is_empty());
        (measured && !processes.is_empty()).then_some(Term { processes, weight, run })
    };
    let terms = [term(first, -1.0, 0)?, term(second, 1.0, 1)?];
    Some(bootstrap(&terms, &mut Rng::new(SEED)))
}

fn floor(files: [&Results; 2], metric: Metric, threshold: f64, drift_log: f64) -> Floor {
    if !metric.is_time() {
        return Floor { floor: 0.0, threshold: 0.0, aa: None, drift: 0.0 };
    }
    let aa = aa_floor(&files, metric);
    let drift = drift_log.abs().exp_m1();
    Floor { floor: threshold.max(aa.unwrap_or(0.0)).max(drift), threshold, aa, drift }
}

/// How far two runs of the same build are apart, from halves of each run: the processes with even
/// and with odd numbers. `None` where there are not enough of them.
pub fn aa_floor(files: &[&Results], metric: Metric) -> Option<f64> {
    let numbers = files.iter().flat_map(|file| &file.measurements);
    let differences: Vec<f64> = numbers
        .filter(|measurement| measurement.metric == metric)
        .filter_map(|measurement| halves_apart(measurement.number()?))
        .collect();
    (!differences.is_empty()).then(|| quantile(&differences, FLOOR_SHARE).exp_m1())
}

/// The logarithm of how far two whole runs would be apart if halves of this one are typical.
fn halves_apart(samples: &Samples) -> Option<f64> {
    let logs: Vec<f64> = samples.steady().iter().map(|process| median(process).ln()).collect();
    if logs.len() < 2 {
        return None;
    }
    let mean = |first: usize| {
        let half: Vec<f64> = logs.iter().skip(first).step_by(2).copied().collect();
        half.iter().sum::<f64>() / half.len() as f64
    };
    // A half has half the processes, so halves are further apart than wholes by the root of 2.
    Some((mean(0) - mean(1)).abs() / std::f64::consts::SQRT_2)
}

impl Compared {
    /// How many rows have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BackendRecord, Fact, Measurement, WorkloadRecord};
    use trace::{Dialect, Shape};

    /// Results of one backend, whose run time is `factor` times 1000 ns, with `noise`.
    fn results(seed: u64, factor: f64, noise: f64, bytes: f64) -> Results {
        let mut rng = Rng::new(seed);
        let mut wobble = |share: f64| 1.0 + share * (rng.below(2001) as f64 / 1000.0 - 1.0);
        let mut measurements = Vec::new();
        let mut workloads = Vec::new();
        for i in 0..8 {
            let name = format!("w{i}");
            let mut samples = Samples { batch: Some(1), ..Samples::default() };
            for process in 0..6 {
                let off = wobble(noise);
                let taken: Vec<f64> =
                    (0..10).map(|_| 1000.0 * factor * off * wobble(0.01)).collect();
                let one = Samples { samples: taken, batch: Some(1), ..Samples::default() };
                if process == 0 { samples = one } else { samples.append(&one) }
            }
            measurements.push(Measurement::sampled(&name, "b", Metric::RunNs, samples));
            measurements.push(Measurement::exact(&name, "b", Metric::CodeBytes, bytes));
            workloads.push(WorkloadRecord {
                name,
                dialect: Dialect::default(),
                shape: Shape::default(),
                hash: "0".repeat(16),
                jit: None,
                traces: 1,
                uops: 1,
                instructions: None,
                opaque_percent: None,
                args: Vec::new(),
                result: "1".into(),
            });
        }
        Results {
            schema_version: crate::SCHEMA_VERSION,
            environment: [("cpu".to_owned(), Fact::Text("x".into()))].into(),
            workloads,
            backends: vec![BackendRecord { id: "b".into(), description: String::new() }],
            measurements,
            ..Results::default()
        }
    }

    fn verdicts(compared: &Compared, metric: Metric) -> Vec<Verdict> {
        compared.rows.iter().filter(|row| row.metric == metric).map(|row| row.verdict).collect()
    }

    #[test]
    fn the_same_again_is_not_faster_or_slower() {
        for seed in 0..20 {
            let [a, b] = [0, 1].map(|i| results(2 * seed + i, 1.0, 0.04, 10.0));
            let compared = compare(&a, &b, &Options::default()).expect("comparable");
            assert_eq!(compared.count(Verdict::Faster) + compared.count(Verdict::Slower), 0);
            assert_eq!(verdicts(&compared, Metric::CodeBytes), [Verdict::Equivalent; 8]);
        }
    }

    #[test]
    fn a_tenth_slower_is_found_and_bytes_count_each() {
        let (a, b) = (results(1, 1.0, 0.01, 100.0), results(2, 1.12, 0.01, 99.0));
        let compared = compare(&a, &b, &Options::default()).expect("comparable");
        assert_eq!(verdicts(&compared, Metric::RunNs), [Verdict::Slower; 8]);
        assert_eq!(verdicts(&compared, Metric::CodeBytes), [Verdict::Faster; 8]);
        let mean = compared.means.iter().find(|row| row.metric == Metric::RunNs).expect("a mean");
        let ratio = mean.ratio.expect("both have numbers").ratio;
        assert!((ratio - 1.12).abs() < 0.02 && mean.verdict == Verdict::Slower);
    }

    #[test]
    fn another_machine_or_program_is_not_compared() {
        let a = results(1, 1.0, 0.01, 1.0);
        let mut b = a.clone();
        b.environment.insert("cpu".into(), Fact::Text("y".into()));
        assert!(compare(&a, &b, &Options::default()).is_err());
        let across = Options { across_machines: true, ..Options::default() };
        assert!(compare(&a, &b, &across).is_ok_and(|compared| !compared.notes.is_empty()));
        let mut b = a.clone();
        b.workloads[0].hash = "1".repeat(16);
        let other = Dialect::all().last().expect("there are dialects");
        b.workloads[1].dialect = other;
        b.workloads[2].shape = Shape::Region;
        let compared = compare(&a, &b, &Options::default()).expect("the others are alike");
        assert!(compared.rows.iter().all(|row| row.workload != "w0"));
        assert!(compared.notes.contains(&"w0 is another program".to_owned()));
        let note = format!("w1 is of `{}` and of `{other}`", Dialect::default());
        assert_eq!(compared.notes.contains(&note), other != Dialect::default());
        assert!(compared.notes.contains(&"w2 has the shape `trace` and `region`".to_owned()));
        b.workloads.clear();
        assert!(compare(&a, &b, &Options::default()).is_err());
    }

    #[test]
    fn a_slower_machine_raises_the_floor() {
        let mut files = [results(1, 1.0, 0.01, 1.0), results(2, 1.12, 0.01, 1.0)];
        for (file, ns) in files.iter_mut().zip([100.0, 115.0]) {
            file.processes = (0..3)
                .map(|seed| crate::ProcessRecord {
                    seed,
                    time: String::new(),
                    workloads: Vec::new(),
                    reference_ns: vec![ns, ns + 0.1, ns - 0.1],
                    steal_ticks: 0,
                    switches: 0,
                })
                .collect();
        }
        let compared = compare(&files[0], &files[1], &Options::default()).expect("comparable");
        assert!(compared.floors["run_ns"].drift > 0.14);
        assert!(!verdicts(&compared, Metric::RunNs).contains(&Verdict::Slower));
    }
}
