//! What CPython's optimiser removes last.

use super::draft::Draft;
use crate::program::Operand;
use uops::{Dialect, Op};

/// Leaves of the `_CHECK_VALIDITY_AND_SET_IP` before each instruction what is needed, as
/// CPython's `remove_unneeded_uops`: the check if something may have run that makes the trace
/// invalid, the instruction pointer if the instruction may run something. A dialect without that uop has
/// one for each. In a program that catches exceptions, whatever may fail needs the instruction pointer, too.
pub(super) fn remove_unneeded(drafts: &mut Vec<Draft>, dialect: Dialect, catches: bool) {
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
        if (info.escapes || info.enters || (catches && info.error))
            && let Some(index) = last.take()
        {
            keeps_pointer[index] = true;
        }
    }
    let is_one = dialect.has(Op::_CHECK_VALIDITY_AND_SET_IP);
    let check =
        |draft: Draft| Draft { op: Op::_CHECK_VALIDITY, operand: Operand::Nothing, ..draft };
    let pointer = |draft: Draft| Draft { op: Op::_SET_IP, exit: None, ..draft };
    let all = std::mem::take(drafts);
    for ((draft, checks), points) in all.into_iter().zip(keeps_check).zip(keeps_pointer) {
        if draft.op != Op::_CHECK_VALIDITY_AND_SET_IP || (checks && points && is_one) {
            drafts.push(draft);
            continue;
        }
        if checks {
            drafts.push(check(draft));
        }
        if points {
            drafts.push(pointer(draft));
        }
    }
}
