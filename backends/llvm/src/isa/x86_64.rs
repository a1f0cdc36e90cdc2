//! x86-64.

/// The instruction that jumps to the address in an entry of a table, as text of `global_asm!` whose operand
/// has the table's name.
pub(crate) fn jump_through_table(table: &str, entry: usize) -> String {
    format!("jmp qword ptr [rip + {{{table}}} + {}]", 8 * entry)
}
