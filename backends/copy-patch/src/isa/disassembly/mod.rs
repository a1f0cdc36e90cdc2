//! Machine code as text.

#[cfg(any(target_arch = "aarch64", feature = "every-listing"))]
mod aarch64;
mod line;
mod x86_64;

use stencil_format::Blob;

/// How the code of a processor is shown.
#[derive(Clone, Copy, Debug)]
pub struct Processor {
    /// The target of the committed listings, as rustc calls it.
    pub target: &'static str,
    /// The folder with the committed listings, from the root of the project.
    pub folder: &'static str,
    /// Whether this program runs on it.
    pub is_here: bool,
    /// Writes a line per instruction of a part of a stencil.
    pub(crate) write: fn(&mut String, &Blob),
}

/// The processors whose stencils can be shown: this one, and with the feature `every-listing` all others.
pub const ALL: &[Processor] = &[
    #[cfg(any(target_arch = "aarch64", feature = "every-listing"))]
    Processor {
        target: "aarch64-unknown-linux-gnu",
        folder: "stencils/listing-aarch64",
        is_here: cfg!(target_arch = "aarch64"),
        write: aarch64::write,
    },
    Processor {
        target: "x86_64-unknown-linux-gnu",
        folder: "stencils/listing",
        is_here: cfg!(target_arch = "x86_64"),
        write: x86_64::write,
    },
];

/// The processor that this program runs on.
pub const HERE: Processor = ALL[if ALL[0].is_here { 0 } else { ALL.len() - 1 }];
