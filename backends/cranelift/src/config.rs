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
    /// As `Fast`, with no lowering by hand where the uop's function has a form.
    DerivedFast,
    /// As `Balanced`, with no lowering by hand where the uop's function has a form.
    DerivedBalanced,
    /// As `Best`, with no lowering by hand where the uop's function has a form.
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
                description: "Cranelift as fast, no uop by hand that has a form",
            },
            Config::DerivedBalanced => BackendInfo {
                id: "cranelift-derived-balanced",
                description: "Cranelift as balanced, no uop by hand that has a form",
            },
            Config::DerivedBest => BackendInfo {
                id: "cranelift-derived-best",
                description: "Cranelift as best, no uop by hand that has a form",
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

    /// Whether uops are lowered from the forms of their functions also where a lowering by hand is better.
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
