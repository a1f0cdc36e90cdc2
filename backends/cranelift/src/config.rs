//! How Cranelift is set.

use crate::error::{internal, unavailable};
use crate::isa;
use backend_api::{BackendError, BackendInfo};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable, SetError};

/// How Cranelift is set, and who holds its code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Config {
    /// No optimisation, registers allocated in a single pass.
    Fast,
    /// No optimisation, backtracking register allocation.
    Balanced,
    /// All optimisation for speed, backtracking register allocation.
    Best,
    /// As `Best`, with the linker and the memory of the `cranelift-jit` crate.
    JitModule,
}

impl Config {
    /// Every configuration, the fastest compiler first.
    pub const ALL: [Config; 4] = [Config::Fast, Config::Balanced, Config::Best, Config::JitModule];

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
            Config::JitModule => BackendInfo {
                id: "cranelift-jitmodule",
                description: "Cranelift as best, code held by the JITModule of cranelift-jit",
            },
        }
    }

    /// Whether Cranelift's optimiser runs.
    pub(crate) fn optimises(self) -> bool {
        matches!(self, Config::Best | Config::JitModule)
    }

    fn opt_level(self) -> &'static str {
        if self.optimises() { "speed" } else { "none" }
    }

    fn regalloc_algorithm(self) -> &'static str {
        match self {
            Config::Fast => "single_pass",
            Config::Balanced | Config::Best | Config::JitModule => "backtracking",
        }
    }

    /// Cranelift for the machine that it runs on.
    pub(crate) fn host_isa(self, verify: bool) -> Result<OwnedTargetIsa, BackendError> {
        if let Some(reason) = isa::WHY_ABSENT {
            return Err(unavailable(self, reason));
        }
        let flags = self.flags(verify).map_err(|error| internal(self, error))?;
        let builder = cranelift_native::builder().map_err(|reason| unavailable(self, reason))?;
        builder.finish(flags).map_err(|error| unavailable(self, error))
    }

    fn flags(self, verify: bool) -> Result<settings::Flags, SetError> {
        let mut builder = settings::builder();
        builder.set("opt_level", self.opt_level())?;
        builder.set("regalloc_algorithm", self.regalloc_algorithm())?;
        builder.set("enable_verifier", if verify { "true" } else { "false" })?;
        // Tail calls need them.
        builder.set("preserve_frame_pointers", "true")?;
        // A trace's frame can be larger than a guard page.
        builder.set("enable_probestack", "true")?;
        builder.set("probestack_strategy", "inline")?;
        // Functions start at multiples of 16, whoever places them.
        builder.set("log2_min_function_alignment", "4")?;
        Ok(settings::Flags::new(builder))
    }
}
