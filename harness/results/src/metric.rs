//! Metrics: the meanings of numbers.

use backend_api::Phase;
use serde::{Deserialize, Serialize};

/// The meaning of a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Time to load the program: to make the constants and the decoded uops that all backends start from. It is
    /// noted with one backend of a run.
    LoadNs,
    /// Time to translate all traces of the program, publication left out.
    CompileNs,
    /// Time to make the translated program executable.
    PublishNs,
    /// Time to copy as many bytes as the program takes of executable memory: no compiler can be faster
    /// than that.
    CopyNs,
    /// Time of one run of the program.
    RunNs,
    /// Bytes of machine code.
    CodeBytes,
    /// Bytes of machine code on the hot path.
    HotBytes,
    /// Bytes of machine code off the hot path, side exits not counted.
    ColdBytes,
    /// Bytes of side exits that belong to one uop each.
    ExitBytes,
    /// Bytes that fill gaps.
    PaddingBytes,
    /// Bytes of constants and tables.
    DataBytes,
    /// Bytes of pages that are mapped executable.
    ExecMemoryBytes,
    /// Number of uops in the program.
    UopsStatic,
    /// Number of uops that one run executes.
    UopsExecuted,
    /// Number of exits that one run takes.
    ExitsTaken,
    /// Time of one run of the program once more, as if by another backend: with [`Metric::RunNs`]
    /// this is A against A.
    RunAgainNs,
    /// How far [`Metric::RunNs`] and [`Metric::RunAgainNs`] were apart, relative to the smaller
    /// one: differences between backends below it mean nothing.
    AaFloor,
    /// How much slower the program ran where its code lay worst than where it lay best.
    LayoutSpread,
    /// Of a compilation that was watched, the time of [`Phase::Frontend`].
    PhaseFrontendNs,
    /// Likewise of [`Phase::Optimise`].
    PhaseOptimiseNs,
    /// Likewise of [`Phase::Lower`].
    PhaseLowerNs,
    /// Likewise of [`Phase::Allocate`].
    PhaseAllocateNs,
    /// Likewise of [`Phase::Emit`].
    PhaseEmitNs,
    /// Likewise of [`Phase::Select`].
    PhaseSelectNs,
    /// Likewise of [`Phase::Copy`].
    PhaseCopyNs,
    /// Likewise of [`Phase::Patch`].
    PhasePatchNs,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Metric; 26] = [
        Metric::LoadNs,
        Metric::CompileNs,
        Metric::PublishNs,
        Metric::CopyNs,
        Metric::RunNs,
        Metric::CodeBytes,
        Metric::HotBytes,
        Metric::ColdBytes,
        Metric::ExitBytes,
        Metric::PaddingBytes,
        Metric::DataBytes,
        Metric::ExecMemoryBytes,
        Metric::UopsStatic,
        Metric::UopsExecuted,
        Metric::ExitsTaken,
        Metric::RunAgainNs,
        Metric::AaFloor,
        Metric::LayoutSpread,
        Metric::PhaseFrontendNs,
        Metric::PhaseOptimiseNs,
        Metric::PhaseLowerNs,
        Metric::PhaseAllocateNs,
        Metric::PhaseEmitNs,
        Metric::PhaseSelectNs,
        Metric::PhaseCopyNs,
        Metric::PhasePatchNs,
    ];

    /// The time of a phase of compiling.
    pub fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::Frontend => Metric::PhaseFrontendNs,
            Phase::Optimise => Metric::PhaseOptimiseNs,
            Phase::Lower => Metric::PhaseLowerNs,
            Phase::Allocate => Metric::PhaseAllocateNs,
            Phase::Emit => Metric::PhaseEmitNs,
            Phase::Select => Metric::PhaseSelectNs,
            Phase::Copy => Metric::PhaseCopyNs,
            Phase::Patch => Metric::PhasePatchNs,
        }
    }

    /// Whether it is a time, which another run gives otherwise.
    pub fn is_time(self) -> bool {
        self.unit() == "ns"
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Metric::name).join(", ");
        let found = Self::ALL.into_iter().find(|metric| metric.name() == name);
        found.ok_or_else(|| format!("there are {}", names()))
    }

    /// Its name in a results file.
    pub fn name(self) -> &'static str {
        match self {
            Metric::LoadNs => "load_ns",
            Metric::CompileNs => "compile_ns",
            Metric::PublishNs => "publish_ns",
            Metric::CopyNs => "copy_ns",
            Metric::RunNs => "run_ns",
            Metric::CodeBytes => "code_bytes",
            Metric::HotBytes => "hot_bytes",
            Metric::ColdBytes => "cold_bytes",
            Metric::ExitBytes => "exit_bytes",
            Metric::PaddingBytes => "padding_bytes",
            Metric::DataBytes => "data_bytes",
            Metric::ExecMemoryBytes => "exec_memory_bytes",
            Metric::UopsStatic => "uops_static",
            Metric::UopsExecuted => "uops_executed",
            Metric::ExitsTaken => "exits_taken",
            Metric::RunAgainNs => "run_again_ns",
            Metric::AaFloor => "aa_floor",
            Metric::LayoutSpread => "layout_spread",
            Metric::PhaseFrontendNs => "phase_frontend_ns",
            Metric::PhaseOptimiseNs => "phase_optimise_ns",
            Metric::PhaseLowerNs => "phase_lower_ns",
            Metric::PhaseAllocateNs => "phase_allocate_ns",
            Metric::PhaseEmitNs => "phase_emit_ns",
            Metric::PhaseSelectNs => "phase_select_ns",
            Metric::PhaseCopyNs => "phase_copy_ns",
            Metric::PhasePatchNs => "phase_patch_ns",
        }
    }

    /// Its unit in a results file.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::LoadNs
            | Metric::CompileNs
            | Metric::PublishNs
            | Metric::CopyNs
            | Metric::RunNs
            | Metric::RunAgainNs
            | Metric::PhaseFrontendNs
            | Metric::PhaseOptimiseNs
            | Metric::PhaseLowerNs
            | Metric::PhaseAllocateNs
            | Metric::PhaseEmitNs
            | Metric::PhaseSelectNs
            | Metric::PhaseCopyNs
            | Metric::PhasePatchNs => "ns",
            Metric::CodeBytes
            | Metric::HotBytes
            | Metric::ColdBytes
            | Metric::ExitBytes
            | Metric::PaddingBytes
            | Metric::DataBytes
            | Metric::ExecMemoryBytes => "bytes",
            Metric::UopsStatic | Metric::UopsExecuted => "uops",
            Metric::ExitsTaken => "exits",
            Metric::AaFloor | Metric::LayoutSpread => "ratio",
        }
    }
}
