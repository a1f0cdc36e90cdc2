//! What is known of all stencils of a build.

use results::StencilRecord;

/// All stencils of a build.
#[derive(Clone, Debug)]
pub struct Library {
    /// Their sizes.
    pub stencils: Vec<StencilRecord>,
    /// A hash of names and bytes: 16 hexadecimal digits.
    pub hash: String,
    /// How many milliseconds the build took to make them.
    pub build_ms: u64,
}
