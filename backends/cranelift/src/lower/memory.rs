//! The kinds of memory that compiled code accesses.

use cranelift_codegen::ir::{AliasRegion, AliasRegionData, Function, MemFlagsData};

/// The kind of memory that an access is to. The three kinds never overlap, and the lowering declares that to
/// Cranelift.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flags {
    /// Fields of the thread, other than the objects in it.
    pub(super) thread: MemFlagsData,
    /// Frames: their fields, locals and stacks.
    pub(super) frame: MemFlagsData,
    /// Objects, wherever they are, and the items of lists.
    pub(super) object: MemFlagsData,
}

impl Flags {
    pub(super) fn new(func: &mut Function) -> Self {
        let mut region = |user_id, description| -> MemFlagsData {
            let data =
                AliasRegionData { user_id, description: std::borrow::Cow::Borrowed(description) };
            let region: AliasRegion = func.dfg.alias_regions.insert(data);
            MemFlagsData::trusted().with_alias_region(Some(region))
        };
        Flags {
            thread: region(0, "thread"),
            frame: region(1, "frames"),
            object: region(2, "objects"),
        }
    }
}
