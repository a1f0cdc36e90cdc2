//! The way into code of stencils.

/// Calls code in the convention of stencils and gives back its result. LLVM saves the registers that this
/// convention does not.
#[macro_export]
macro_rules! enter {
    ($code:expr; $locals:expr, $sp:expr, $thread:expr, [$($last:expr),*]) => {
        $code($locals, $sp, $thread, $($last),*)
    };
}
