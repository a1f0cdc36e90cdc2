//! Code size, binary size, memory.

use super::answer::{measured, not_measured};
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::BASELINE;
use results::{MemoryBytes, MemoryReading, Metric, Results};
use text::{count, significant};

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut blocks = vec![
        Block::Text(
            "Byte counts are exact. Hot code runs if every guard holds. Cold code contains the \
             slow paths. Exits have code of their own where they cannot share exit stubs. Data \
             are constants and tables, and an interpreter's decoded uops."
                .to_owned(),
        ),
        Block::Chart(chart::CODE_SIZE),
        Block::Table(bytes_table(results)),
        Block::Chart(chart::CODE_PER_WORKLOAD),
        Block::Chart(chart::STENCILS),
    ];
    let library: usize = results.stencils.iter().map(|s| s.code_bytes + s.cold_bytes).sum();
    if library > 0 {
        blocks.push(Block::Text(format!(
            "In the binary, the copy-and-patch backend's {} stencils are {} bytes of code.",
            count(results.stencils.len() as u64),
            count(library as u64)
        )));
    }
    if results.memory.is_empty() {
        blocks.push(not_measured(
            "memory: the bench was interrupted, or the file is of an older \
             version.",
        ));
    } else if let Some(emulator) = results.emulator() {
        blocks.push(Block::Text(format!(
            "The memory that code takes is not measured: the memory is that of {emulator}, too."
        )));
    } else {
        blocks.push(Block::Table(memory_table(results)));
        blocks.push(Block::Text(
            "Memory that the code of all workloads takes, measured in one process per backend. \
             `resident` is the memory that stays allocated, `heap` its private part, and `peak` \
             the maximum during compilation. `unused in pages` is the unused part of pages, \
             relative to the code in them. `process` is a whole process that has compiled each \
             workload once, including the backend's own code."
                .to_owned(),
        ));
    }
    blocks.push(answer(report));
    Section {
        id: "size",
        label: "Size and memory",
        title: "What are the effects on code size, binary size and memory?",
        asked: Some("Release manager, in the thread of CPython's JIT; PEP 744: \"10-20 % more\""),
        blocks,
    }
}

/// A sum over all workloads, if all have it.
fn sum(results: &Results, backend: &str, metric: Metric) -> Option<f64> {
    let of = |workload: &str| Some(results.get(workload, backend, metric)?.median);
    results.workloads.iter().map(|workload| of(&workload.name)).sum()
}

fn bytes_table(results: &Results) -> Table {
    let metrics = [
        ("hot", Metric::HotBytes),
        ("cold", Metric::ColdBytes),
        ("exits", Metric::ExitBytes),
        ("all code", Metric::CodeBytes),
        ("data", Metric::DataBytes),
        ("padding", Metric::PaddingBytes),
        ("executable memory", Metric::ExecMemoryBytes),
    ];
    let mut header = vec!["backend"];
    header.extend(metrics.iter().map(|(title, _)| *title));
    header.extend(["code per uop", "code per trace"]);
    let n = results.workloads.len();
    let mut table = Table::new(format!("Bytes of all {n} workloads"), &header);
    let traces: usize = results.workloads.iter().map(|w| w.traces).sum();
    for backend in &results.backends {
        let sum = |metric| sum(results, &backend.id, metric);
        let mut row = vec![Cell::text(&backend.id)];
        row.extend(metrics.iter().map(|(_, metric)| match sum(*metric) {
            Some(bytes) => Cell::number(bytes, count(bytes as u64)),
            None => Cell::nothing(),
        }));
        let ratio = |of: Option<f64>| match (sum(Metric::CodeBytes), of) {
            (Some(bytes), Some(of)) if of > 0.0 => {
                Cell::number(bytes / of, significant(bytes / of))
            }
            _ => Cell::nothing(),
        };
        row.extend([ratio(sum(Metric::UopsStatic)), ratio(Some(traces as f64))]);
        table.rows.push(row);
    }
    table
}

fn memory(results: &Results, backend: &str) -> Option<MemoryBytes> {
    let record = results.memory.iter().find(|memory| memory.backend == backend)?;
    match record.reading {
        MemoryReading::Bytes(bytes) => Some(bytes),
        MemoryReading::Missing { .. } => None,
    }
}

fn memory_table(results: &Results) -> Table {
    let relative = format!("relative to {BASELINE}");
    let mut table = Table::new(
        "Memory that compiled code takes, bytes",
        &[
            "backend",
            "resident",
            &relative,
            "executable",
            "unused in pages",
            "heap",
            "peak",
            "process",
            &relative,
        ],
    );
    let base = memory(results, BASELINE);
    for record in &results.memory {
        let mut row = vec![Cell::text(&record.backend)];
        let Some(bytes) = memory(results, &record.backend) else {
            row.resize_with(table.header.len(), Cell::nothing);
            table.rows.push(row);
            continue;
        };
        let number = |bytes: u64| Cell::number(bytes as f64, count(bytes));
        let ratio = |of: Option<u64>, base: Option<u64>| match (of, base) {
            (Some(of), Some(base)) if base > 0 => {
                let ratio = of as f64 / base as f64;
                Cell::number(ratio, format!("{}×", significant(ratio)))
            }
            _ => Cell::nothing(),
        };
        row.extend([
            number(bytes.resident),
            ratio(Some(bytes.resident), base.map(|base| base.resident)),
            number(bytes.executable),
            bytes.page_waste().map_or_else(Cell::nothing, |waste| {
                Cell::number(waste, format!("{} %", significant(waste * 100.0)))
            }),
            number(bytes.heap),
            number(bytes.peak),
            bytes.process.map_or_else(Cell::nothing, number),
            ratio(bytes.process, base.and_then(|base| base.process)),
        ]);
        table.rows.push(row);
    }
    table
}

fn answer(report: &Report) -> Block {
    let results = report.summary.results;
    let with_code = report.summary.backends.iter().filter_map(|s| Some((s, s.code_per_uop?)));
    let parts: Vec<String> = with_code
        .map(|(s, code)| {
            let process = |id: &str| memory(results, id)?.process;
            let more = process(&s.id).zip(process(BASELINE)).filter(|(_, base)| *base > 0);
            let more = more.map_or(String::new(), |(of, base)| {
                let more = (of as f64 / base as f64 - 1.0) * 100.0;
                format!(" and {} % more memory of the process", significant(more))
            });
            format!("`{}` {} bytes of code per uop{more}", s.id, significant(code.value))
        })
        .collect();
    match parts.is_empty() {
        true => not_measured("these results contain no backend with machine code of its own."),
        false => measured(format!("In geometric mean: {}.", parts.join("; "))),
    }
}
