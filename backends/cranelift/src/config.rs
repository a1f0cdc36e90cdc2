//! The configurations of Cranelift.

use backend_api::BackendInfo;

/// How Cranelift is set, and who holds its code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Config {
    /// No optimisation, registers allocated in a single pass.
    Fast,
    /// No optimisation, backtracking register allocation.
    Balanced,
    /// All optimisation for speed, backtracking register allocation.
    Best,
    /// As `Fast`, with uops lowered from the forms of their functions.
    DerivedFast,
    /// As `Balanced`, with uops lowered from the forms of their functions.
    DerivedBalanced,
    /// As `Best`, with uops lowered from the forms of their functions.
    DerivedBest,
    /// As `Best`, with the linker and the memory of the `cranelift-jit` crate.
    JitModule,
}

impl Config {
    /// Every configuration, the fastest compiler first.
    pub const ALL: [Config; 7] = [
        Config::Fast,
        Config::Balanced,
        Config::Best,
        Config::DerivedFast,
        Config::DerivedBalanced,
        Config::DerivedBest,
        Config::JitModule,
    ];

    /// What the backend is called in this configuration.
    pub const fn info(self) -> BackendInfo {
        match self {
            Config::Fast => BackendInfo {
                id: "cranelift-fast",
                description: "Cranelift: opt_level none, regalloc single_pass",
            },
            Config::Balanced => BackendInfo {
                id: "cranelift-balanced",
                description: "Cranelift: opt_level none, regalloc backtracking",
            },
            Config::Best => BackendInfo {
                id: "cranelift-best",
                description: "Cranelift: opt_level speed, regalloc backtracking",
            },
            Config::DerivedFast => BackendInfo {
                id: "cranelift-derived-fast",
                description: "Cranelift as fast, uops lowered from LLVM's form of their functions",
            },
            Config::DerivedBalanced => BackendInfo {
                id: "cranelift-derived-balanced",
                description: "Cranelift as balanced, uops lowered from LLVM's form of their functions",
            },
            Config::DerivedBest => BackendInfo {
                id: "cranelift-derived-best",
                description: "Cranelift as best, uops lowered from LLVM's form of their functions",
            },
            Config::JitModule => BackendInfo {
                id: "cranelift-jitmodule",
                description: "Cranelift as best, code held by the JITModule of cranelift-jit",
            },
        }
    }

    /// Whether Cranelift's optimiser runs.
    pub(crate) fn optimises(self) -> bool {
        matches!(self, Config::Best | Config::DerivedBest | Config::JitModule)
    }

    /// Whether uops are lowered from the forms of their functions rather than by hand.
    pub(crate) fn derived(self) -> bool {
        matches!(self, Config::DerivedFast | Config::DerivedBalanced | Config::DerivedBest)
    }

    /// Cranelift's setting `opt_level`.
    pub(crate) fn opt_level(self) -> &'static str {
        if self.optimises() { "speed" } else { "none" }
    }

    /// Cranelift's setting `regalloc_algorithm`.
    pub(crate) fn regalloc_algorithm(self) -> &'static str {
        match self {
            Config::Fast | Config::DerivedFast => "single_pass",
            _ => "backtracking",
        }
    }
}
