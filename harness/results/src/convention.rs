//! What everything that is derived from results agrees on.

/// The backend that all run times are compared with.
pub const BASELINE: &str = "interp-match";

/// The backend that shows what the best code would be.
pub const CEILING: &str = "llvm-o3";

/// The ids of all backends that results may be of, in the order in which reports show them.
pub const BACKENDS: [&str; 12] = [
    BASELINE,
    "interp-tail",
    "template-none",
    "copy-patch",
    "cranelift-fast",
    "cranelift-balanced",
    "cranelift-best",
    "cranelift-derived-fast",
    "cranelift-derived-balanced",
    "cranelift-derived-best",
    "cranelift-jitmodule",
    CEILING,
];

/// The seed of every interval, so that the same results always have the same.
pub const SEED: u64 = 0x0075_6f70;

/// The version of the format that this crate writes.
pub const SCHEMA_VERSION: u32 = 3;
