//! What CPython's optimiser removes last.

use super::draft::Draft;
use crate::program::Operand;
use uops::Op;

/// Leaves of the `_CHECK_VALIDITY_AND_SET_IP` in front of each instruction what is needed, as
/// CPython's `remove_unneeded_uops`: the check if something may have run that makes the trace
/// invalid, the instruction pointer if the instruction may run something.
pub(super) fn remove_unneeded(drafts: &mut Vec<Draft>) {
    let mut may_have_escaped = false;
    let mut keeps_check = vec![false; drafts.len()];
    let mut keeps_pointer = vec![false; drafts.len()];
    let mut last = None;
    for (index, draft) in drafts.iter().enumerate() {
        if draft.op == Op::_CHECK_VALIDITY_AND_SET_IP {
            keeps_check[index] = std::mem::take(&mut may_have_escaped);
            last = Some(index);
            continue;
        }
        let info = draft.op.info();
        may_have_escaped |= info.escapes;
        if (info.escapes || info.enters)
            && let Some(index) = last.take()
        {
            keeps_pointer[index] = true;
        }
    }
    let mut index = 0;
    drafts.retain_mut(|draft| {
        let (check, pointer) = (keeps_check[index], keeps_pointer[index]);
        index += 1;
        if draft.op != Op::_CHECK_VALIDITY_AND_SET_IP {
            return true;
        }
        match (check, pointer) {
            (true, true) => {}
            (true, false) => (draft.op, draft.operand) = (Op::_CHECK_VALIDITY, Operand::Nothing),
            (false, true) => (draft.op, draft.exit) = (Op::_SET_IP, None),
            (false, false) => return false,
        }
        true
    });
}
