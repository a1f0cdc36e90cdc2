//! AArch64.

/// Source of functions with these names. Each jumps to the address in the entry of a table that has the
/// function's number; `table` is the path of the table.
pub(crate) fn trampolines<'a>(names: impl Iterator<Item = &'a str>, table: &str) -> String {
    let functions = names.enumerate().map(|(number, name)| {
        let entry = format!("{{table}} + {}", 8 * number);
        format!(
            "    \".globl {name}\", \".hidden {name}\",\n    \
             \"{name}: adrp x16, {entry}\", \"ldr x16, [x16, :lo12:{entry}]\", \"br x16\",\n"
        )
    });
    let functions: String = functions.collect();
    format!("core::arch::global_asm!(\n{functions}    table = sym {table},\n);")
}
