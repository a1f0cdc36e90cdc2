//! Cranelift for the machine that it runs on.

use crate::Config;
use crate::error::{internal, unavailable};
use crate::isa;
use backend_api::BackendError;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable, SetError};

impl Config {
    /// Cranelift for the machine that it runs on.
    pub(crate) fn host_isa(self, verify: bool) -> Result<OwnedTargetIsa, BackendError> {
        if !isa::IS_KNOWN {
            return Err(BackendError::no_isa(self.info().id, "calls of helpers"));
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
        // Functions start at multiples of 16, in an arena as in a module.
        builder.set("log2_min_function_alignment", "4")?;
        Ok(settings::Flags::new(builder))
    }
}
