//! What decoders say of instructions that are audited.

use backend_api::Role;

/// What a processor's decoder says of an instruction.
pub(crate) struct Audited {
    /// What the code is for.
    pub(crate) role: Role,
    /// Where it is.
    pub(crate) address: u64,
    /// The address after it.
    pub(crate) next: u64,
    /// Where it leads.
    pub(crate) leads: Leads,
    /// The address that it reads or writes, where that lies at a fixed distance from it.
    pub(crate) touches: Option<u64>,
}

/// Where an instruction leads.
pub(crate) enum Leads {
    /// To the next instruction.
    Next,
    /// To a fixed place, and perhaps to the next instruction, sooner or later.
    To {
        /// The address.
        target: u64,
        /// Whether it also goes on.
        goes_on: bool,
    },
    /// To a place that a register or memory has the address of.
    Through {
        /// What is known of the address.
        value: Value,
        /// Whether it also goes on.
        goes_on: bool,
    },
    /// Out of the program, or into a trap.
    End,
    /// Nowhere: it is none, or must not be, and why.
    Forbidden(String),
}

/// What is known of an address.
pub(crate) enum Value {
    /// The code has it as a constant.
    Constant(u64),
    /// It is in memory at this address.
    At(u64),
    /// It is computed.
    Computed,
}
