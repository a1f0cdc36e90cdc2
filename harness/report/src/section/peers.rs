//! How fast other Pythons run the same programs.

use super::answer::measured;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::{Report, times};
use results::{BASELINE, BackendSummary, Metric, is_peer};
use stats::Estimate;

/// The backend that peers are compared with, besides the baseline.
const COMPARED: &str = "copy-patch";

/// Nothing where no peer was measured.
pub(super) fn section(report: &Report) -> Option<Section> {
    let summary = report.summary;
    let has_time = |s: &&BackendSummary| is_peer(&s.id) && s.run_ratio.is_some();
    let peers: Vec<&BackendSummary> = summary.backends.iter().filter(has_time).collect();
    if peers.is_empty() {
        return None;
    }
    // How many times as fast as a peer a backend is.
    let speed = |backend: &str, peer: &str| -> Option<Estimate> {
        let ratio = summary.mean_ratio(peer, backend, Metric::RunNs)?;
        Some(ratio.estimate())
    };
    let mut table = Table::new(
        "Peers in geometric mean over the workloads that both have run",
        &["peer", "speed of interp-match by the peer's", "speed of copy-patch by the peer's"],
    );
    let mut answers = Vec::new();
    for peer in peers {
        let cell = |backend| match speed(backend, &peer.id) {
            Some(speed) => Cell::number(speed.value, times(speed)),
            None => Cell::nothing(),
        };
        if let Some(speed) = speed(COMPARED, &peer.id) {
            answers.push(format!("{} that of `{}`", times(speed), peer.id));
        }
        table.rows.push(vec![Cell::text(&peer.id), cell(BASELINE), cell(COMPARED)]);
    }
    let mut blocks = vec![
        Block::Text(
            "A peer is another Python that ran the same source with the same arguments and returned \
             the same. It runs whole programs, bytecode between traces included, and its objects are \
             its own. Its time is that of a call once its JIT makes no more traces. What its compiler \
             takes is not measured, nor is its machine code. A program of which backends here replay more than 20 % is \
             not compared."
                .to_owned(),
        ),
        Block::Table(table),
    ];
    if !answers.is_empty() {
        blocks.push(measured(format!("The speed of `{COMPARED}` is {}.", answers.join(", "))));
    }
    Some(Section {
        id: "peers",
        label: "Peers",
        title: "How fast are other Pythons?",
        asked: Some("PEP 836: what does CPython's own JIT gain?"),
        blocks,
    })
}
