//! Jumps to helpers that are out of reach of a direct call.

use base::Operands;
use base::holes::Hole;

/// Helpers take at most so many arguments: as many as every convention with register arguments but that of Windows
/// has registers for.
const ARGUMENTS: usize = 6;

macro_rules! check_arguments {
    ($($mark:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        $(const _: () = assert!(<[&str]>::len(&[$(stringify!($arg)),*]) <= ARGUMENTS);)*
    };
}

semantics::for_each_helper!(check_arguments);

/// The way to a helper that is too far away for a direct call. It leaves all arguments where they are, so it has
/// the most that a helper takes: the address may be in no register of an argument.
#[unsafe(export_name = "_TRAMPOLINE")]
unsafe extern "C" fn trampoline(
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> usize {
    type Helper = unsafe extern "C" fn(usize, usize, usize, usize, usize, usize) -> usize;
    // SAFETY: the loader fills in the address of a helper.
    unsafe {
        let helper: Helper = core::mem::transmute(Hole.operand() as usize);
        become helper(a, b, c, d, e, f)
    }
}
