//! The macro that defines the function of a uop.

/// Defines the function of a uop. It takes the machine's registers, the uop's operands and its inputs,
/// the topmost last; its body is unsafe by the contract of [`crate::functions`].
///
/// ```text
/// uop!(_NAME, |vm, operands, [left, right]| -> Flow<1> { body });
/// ```
macro_rules! uop {
    (
        $name:ident,
        |$vm:pat_param, $operands:pat_param, [$($input:pat_param),*]| -> Flow<$outputs:literal>
        { $($body:tt)* }
    ) => {
        #[inline(always)]
        #[allow(unused_unsafe, reason = "some uops need nothing of their contract")]
        pub unsafe fn $name(
            $vm: &mut crate::Vm,
            $operands: impl crate::Operands,
            [$($input),*]: [crate::Ref; <[&str]>::len(&[$(stringify!($input)),*])],
        ) -> crate::Flow<$outputs> {
            // SAFETY: the contract of uop functions, which the caller keeps.
            unsafe { $($body)* }
        }
    };
}
