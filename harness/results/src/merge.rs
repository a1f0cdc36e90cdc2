//! Several results files as one: the processes of a bench, or the shards of several machines.

use crate::count::Instructions;
use crate::environment;
use crate::written::estimated;
use crate::{
    Environment, Error, Fact, Measurement, Metric, ProcessRecord, Reading, Results, SCHEMA_VERSION,
    Samples, WorkloadRecord,
};
use stats::median;
use std::collections::BTreeMap;

/// Puts the samples of all files together and estimates anew.
///
/// # Errors
/// If the files are of different builds or programs, or, unless `across_machines`, of different
/// machines.
pub fn merge(files: &[Results], across_machines: bool) -> Result<Results, Error> {
    merged(files, across_machines).map_err(|reason| Error::Merge { reason })
}

fn merged(files: &[Results], across_machines: bool) -> Result<Results, String> {
    let Some((first, others)) = files.split_first() else {
        return Err("there is nothing to merge".into());
    };
    let mut merged = Results {
        schema_version: SCHEMA_VERSION,
        environment: first.environment.clone(),
        ..Results::default()
    };
    for other in others {
        let (a, b) = (&first.environment, &other.environment);
        if let Some(what) = environment::build_difference(a, b) {
            return Err(format!("the files are of different builds: {what}"));
        }
        if let Some(what) = environment::machine_difference(a, b)
            && !across_machines
        {
            return Err(format!("the files are of different machines: {what}"));
        }
        join(&mut merged.environment, b);
    }
    if let Some(process) = counted_twice(files) {
        return Err(format!(
            "two files have the process of {} with seed {}: its samples would count twice",
            process.time, process.seed
        ));
    }
    let mut collected: BTreeMap<Key, Measurement> = BTreeMap::new();
    for file in files {
        add_programs(&mut merged.workloads, &file.workloads)?;
        add_programs(&mut merged.probes, &file.probes)?;
        for backend in &file.backends {
            if merged.backends.iter().all(|known| known.id != backend.id) {
                merged.backends.push(backend.clone());
            }
        }
        for memory in &file.memory {
            if merged.memory.iter().all(|known| known.backend != memory.backend) {
                merged.memory.push(memory.clone());
            }
        }
        if merged.cost.is_none() {
            merged.cost.clone_from(&file.cost);
        }
        for one in &file.attribution {
            if merged.attribution.iter().all(|known| known.workloads != one.workloads) {
                merged.attribution.push(one.clone());
            }
        }
        for time in &file.uop_times {
            if merged.uop_times.iter().all(|known| known.op != time.op) {
                merged.uop_times.push(time.clone());
            }
        }
        if merged.scaling.is_empty() {
            merged.scaling.clone_from(&file.scaling);
        }
        for row in &file.counts {
            let same = |known: &Instructions| {
                known.workload == row.workload && known.backend == row.backend
            };
            if !merged.counts.iter().any(same) {
                merged.counts.push(row.clone());
            }
        }
        for test in &file.tests {
            if !merged.tests.contains(test) {
                merged.tests.push(test.clone());
            }
        }
        if merged.stencils.is_empty() {
            merged.stencils.clone_from(&file.stencils);
        }
        merged.processes.extend(file.processes.iter().cloned());
        let is_identified = file.processes.iter().any(has_samples);
        for measurement in file.measurements.iter().filter(|m| !is_derived(m.metric)) {
            if !is_identified && let Some(known) = collected.get(&key(measurement)) {
                refuse_repeated(known, measurement)?;
            }
            add(&mut collected, measurement)?;
        }
    }
    merged.workloads.sort_by(|a, b| a.name.cmp(&b.name));
    merged.probes.sort_by(|a, b| a.name.cmp(&b.name));
    for measurement in collected.values_mut() {
        if let Reading::Number(samples) = &mut measurement.reading {
            samples.estimate();
        }
    }
    derive(&mut collected);
    let place = |id: &str| merged.backends.iter().position(|backend| backend.id == id);
    let mut measurements: Vec<Measurement> = collected.into_values().collect();
    measurements.sort_by_key(|m| (m.workload.clone(), place(&m.backend), m.metric));
    merged.measurements = measurements;
    Ok(merged)
}

/// A process that two files have, with the samples that it took.
fn counted_twice(files: &[Results]) -> Option<&ProcessRecord> {
    files.iter().enumerate().find_map(|(index, file)| {
        let others = &files[index + 1..];
        file.processes.iter().find(|process| {
            has_samples(process) && others.iter().any(|other| other.processes.contains(process))
        })
    })
}

/// Whether a process can be distinguished from others: by its time, its seed and its reference times.
fn has_samples(process: &ProcessRecord) -> bool {
    !process.reference_ns.is_empty()
}

/// Refuses times that are there already, in a file that does not say which processes took them.
///
/// Processes of their own may take the same few samples by chance, where the clock is coarse.
fn refuse_repeated(known: &Measurement, new: &Measurement) -> Result<(), String> {
    let (Reading::Number(samples), Reading::Number(again)) = (&known.reading, &new.reading) else {
        return Ok(());
    };
    let are_sampled = !samples.is_exact() && !again.is_exact();
    if new.metric.is_time() && are_sampled && has(samples, again) {
        let Measurement { workload, backend, .. } = new;
        return Err(format!("two files have the same samples of {workload} on {backend}"));
    }
    Ok(())
}

/// Adds the programs that are not known yet.
fn add_programs(known: &mut Vec<WorkloadRecord>, new: &[WorkloadRecord]) -> Result<(), String> {
    for program in new {
        match known.iter().find(|known| known.name == program.name) {
            Some(known) if known != program => {
                return Err(format!("the files have different programs {}", program.name));
            }
            Some(_) => {}
            None => known.push(program.clone()),
        }
    }
    Ok(())
}

type Key = (String, String, Metric);

fn key(measurement: &Measurement) -> Key {
    (measurement.workload.clone(), measurement.backend.clone(), measurement.metric)
}

/// Whether a metric is computed from others.
fn is_derived(metric: Metric) -> bool {
    matches!(metric, Metric::AaFloor | Metric::LayoutSpread)
}

fn add(collected: &mut BTreeMap<Key, Measurement>, new: &Measurement) -> Result<(), String> {
    let Some(known) = collected.get_mut(&key(new)) else {
        collected.insert(key(new), new.clone());
        return Ok(());
    };
    match (&mut known.reading, &new.reading) {
        (Reading::Number(known), Reading::Number(new)) if !known.is_exact() && !new.is_exact() => {
            known.append(new);
        }
        (known, new) if known == new => {}
        _ => {
            let Measurement { workload, backend, metric, .. } = new;
            let metric = metric.name();
            return Err(format!("{metric} of {workload} on {backend} differs from file to file"));
        }
    }
    Ok(())
}

/// Whether a number has all samples of another, which as times are not the same by chance.
fn has(known: &Samples, other: &Samples) -> bool {
    const BY_CHANCE: usize = 2;
    let samples = &other.samples[..];
    samples.len() > BY_CHANCE && known.samples.windows(samples.len()).any(|some| some == samples)
}

/// Joins facts that differ to a list.
fn join(environment: &mut Environment, other: &Environment) {
    for (name, new) in other {
        match environment.get_mut(name) {
            None => _ = environment.insert(name.clone(), new.clone()),
            Some(known) if known == new => {}
            Some(known) => {
                let mut items = known.texts();
                for item in new.texts() {
                    if !items.contains(&item) {
                        items.push(item);
                    }
                }
                *known = Fact::List(items);
            }
        }
    }
}

/// Adds the metrics that are computed from others.
fn derive(collected: &mut BTreeMap<Key, Measurement>) {
    let mut derived = Vec::new();
    for ((workload, backend, metric), measurement) in &*collected {
        let Some(samples) = measurement.number() else { continue };
        let exact = |metric, value| Measurement::exact(workload, backend, metric, estimated(value));
        match metric {
            Metric::RunNs => {
                derived.extend(layout_spread(samples).map(|v| exact(Metric::LayoutSpread, v)));
            }
            Metric::RunAgainNs => {
                let run = collected.get(&(workload.clone(), backend.clone(), Metric::RunNs));
                let run = run.and_then(Measurement::number).map(|run| run.median);
                derived.extend(run.map(|run| {
                    let (a, b) = (run, samples.median);
                    exact(Metric::AaFloor, (a.max(b) / a.min(b) - 1.0).max(0.0))
                }));
            }
            _ => {}
        }
    }
    collected.extend(derived.into_iter().map(|measurement| (key(&measurement), measurement)));
}

/// How much slower the worst layout of a process is than its best: the geometric mean over the
/// processes. Nothing where there was one layout only.
fn layout_spread(samples: &Samples) -> Option<f64> {
    let mut start = 0;
    let mut logs = Vec::new();
    for process in samples.by_process() {
        let end = start + process.len();
        let mut cuts: Vec<usize> = samples.layouts.iter().map(|(first, _)| *first).collect();
        cuts.retain(|first| (start..end).contains(first));
        let ends = cuts.iter().skip(1).copied().chain([end]);
        let medians: Vec<f64> =
            cuts.iter().zip(ends).map(|(&from, to)| median(&samples.samples[from..to])).collect();
        if medians.len() > 1 {
            let (least, most) = medians
                .iter()
                .fold((f64::INFINITY, 0.0_f64), |(least, most), &m| (least.min(m), most.max(m)));
            logs.push((most / least).ln());
        }
        start = end;
    }
    if logs.is_empty() {
        return None;
    }
    Some((logs.iter().sum::<f64>() / logs.len() as f64).exp_m1())
}

#[cfg(test)]
mod tests {
    use crate::BackendRecord;
    use crate::*;
    use trace::Dialect;

    fn file(workload: &str, cpu: &str, samples: &[f64]) -> Results {
        let samples = Samples {
            samples: samples.to_vec(),
            batch: Some(2),
            layouts: vec![(0, 0), (2, 16)],
            ..Samples::default()
        };
        Results {
            schema_version: SCHEMA_VERSION,
            environment: [("cpu", cpu), ("time", workload)]
                .map(|(name, text)| (name.to_owned(), Fact::Text(text.into())))
                .into(),
            workloads: vec![WorkloadRecord {
                name: workload.into(),
                dialect: Dialect::default(),
                shape: trace::Shape::default(),
                hash: "0".repeat(16),
                jit: None,
                traces: 1,
                uops: 2,
                instructions: None,
                opaque_percent: None,
                args: Vec::new(),
                result: "1".into(),
            }],
            backends: vec![BackendRecord { id: "b".into(), description: String::new() }],
            measurements: vec![
                Measurement::sampled(workload, "b", Metric::RunNs, samples),
                Measurement::exact(workload, "b", Metric::CodeBytes, 10.0),
            ],
            ..Results::default()
        }
    }

    /// Code that depends on addresses has other bytes in each process.
    #[test]
    fn bytes_may_differ_where_each_process_has_its_own() {
        let with_bytes = |bytes: f64| {
            let mut file = file("w", "x", &[1.0]);
            let samples =
                Samples { processes: vec![1], samples: vec![bytes], ..Samples::default() };
            file.measurements[1] = Measurement::sampled("w", "b", Metric::CodeBytes, samples);
            file
        };
        let merged = merge(&[with_bytes(100.0), with_bytes(104.0)], false).expect("they fit");
        let bytes = merged.get("w", "b", Metric::CodeBytes).expect("a number");
        assert_eq!((&bytes.samples[..], &bytes.processes[..]), (&[100.0, 104.0][..], &[1, 1][..]));
        assert!(bytes.lo < bytes.median && bytes.median < bytes.hi, "{bytes:?}");
    }

    #[test]
    fn samples_come_together_and_workloads_side_by_side() {
        let files = [
            file("w", "x", &[10.0, 10.0, 20.0, 20.0]),
            file("a", "x", &[5.0, 5.0, 5.0]),
            file("w", "x", &[10.0, 10.0, 10.0, 10.0]),
        ];
        let merged = merge(&files, false).expect("alike");
        let names: Vec<&str> = merged.workloads.iter().map(|w| w.name.as_str()).collect();
        assert_eq!(names, ["a", "w"]);
        assert_eq!(merged.get("w", "b", Metric::RunNs).expect("a number").processes, [4, 4]);
        let spread = merged.get("w", "b", Metric::LayoutSpread).expect("a number").median;
        // Twice as slow in one process, alike in the other.
        assert!((spread - (2.0_f64.sqrt() - 1.0)).abs() < 1e-5, "{spread}");
        assert_eq!(merge(std::slice::from_ref(&merged), false).expect("one fits"), merged);
    }

    /// A coarse clock gives two processes the same few times.
    #[test]
    fn processes_may_take_the_same_times() {
        let with_process = |seed: u64| {
            let mut file = file("w", "x", &[10.0, 10.0, 10.0, 10.0]);
            file.processes.push(ProcessRecord {
                seed,
                time: "2026-01-01T00:00:00Z".into(),
                workloads: vec!["w".into()],
                reference_ns: vec![1.0],
                steal_ticks: 0,
                switches: 0,
            });
            file
        };
        let merged = merge(&[with_process(1), with_process(2)], false).expect("two processes");
        assert_eq!(merged.get("w", "b", Metric::RunNs).expect("a number").samples.len(), 8);
        assert!(merge(&[with_process(1), with_process(1)], false).is_err(), "one process");
        let unnamed = file("w", "x", &[10.0; 4]);
        assert!(merge(&[unnamed.clone(), unnamed], false).is_err(), "nobody knows");
    }

    #[test]
    fn machines_are_mixed_only_if_asked_and_programs_never() {
        let files = [file("w", "x", &[1.0; 4]), file("w", "y", &[2.0; 4])];
        assert!(merge(&files, false).is_err_and(|error| error.to_string().contains("machines")));
        let merged = merge(&files, true).expect("asked for");
        assert_eq!(merged.environment["cpu"], Fact::List(vec!["x".into(), "y".into()]));
        let mut other = files.clone();
        other[1].workloads[0].hash = "1".repeat(16);
        assert!(merge(&other, true).is_err());
        let mut other = files;
        other[1].measurements[1] = Measurement::exact("w", "b", Metric::CodeBytes, 11.0);
        assert!(merge(&other, true).is_err());
        assert!(merge(&[], true).is_err());
    }
}
