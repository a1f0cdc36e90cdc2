//! Names of stencils.

/// Whether a stencil is of this uop, also if it is made for one oparg, or for narrow operands.
pub(super) fn stencil_of(stencil: &str, uop: &str) -> bool {
    let name = stencil.rsplit_once("__").map_or(stencil, |(name, _)| name);
    let name = name.strip_suffix(".narrow").unwrap_or(name);
    name.strip_prefix(uop).is_some_and(|oparg| {
        // `_STORE_FAST_1` is a uop of its own and not `_STORE_FAST` for oparg 1.
        name == uop
            || (oparg.bytes().all(|byte| byte.is_ascii_digit())
                && uops::Op::from_symbol(name).is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stencils_belong_to_uops() {
        for (stencil, uop, is) in [
            ("_LOAD_FAST__2", "_LOAD_FAST", true),
            ("_LOAD_FAST.narrow__0", "_LOAD_FAST", true),
            ("_SWAP2__3", "_SWAP", true),
            ("_SWAP_2__3", "_SWAP", false),
            ("_COMPARE_OP_FLOAT__PY31510__0", "_COMPARE_OP_FLOAT__PY315", true),
            ("_COMPARE_OP_FLOAT__PY31510__0", "_COMPARE_OP_FLOAT", false),
            ("_STORE_FAST_1__0", "_STORE_FAST", false),
            ("_LOAD_FAST_AND_CLEAR__1", "_LOAD_FAST", false),
        ] {
            assert_eq!(stencil_of(stencil, uop), is, "{stencil} {uop}");
        }
    }
}
