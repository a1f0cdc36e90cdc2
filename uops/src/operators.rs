//! Which uops an operator has, and which operator a uop.

use crate::for_each_operator;
use crate::helpers::Helper;
use crate::info::{Function, Op};
use crate::operator::Operator;

macro_rules! ints {
    ($($operator:ident [$($(#[$cfg:meta])? $uop:ident $slow:ident)?])*) => {
        impl Op {
            /// The operator of a uop on two ints.
            pub const fn int_operator(self) -> Option<Operator> {
                match self.info().function {
                    $($($(#[$cfg])? Function::$uop => Some(Operator::$operator),)?)*
                    _ => None,
                }
            }

            /// The uop for an operator on two ints.
            pub const fn on_ints(operator: Operator) -> Option<Op> {
                match operator {
                    $($($(#[$cfg])? Operator::$operator => Some(Op::$uop),)?)*
                    _ => None,
                }
            }

            /// What a uop on two ints calls where its fast path has no answer.
            pub const fn int_slow_path(self) -> Option<Helper> {
                match self.info().function {
                    $($($(#[$cfg])? Function::$uop => Some(Helper::$slow),)?)*
                    _ => None,
                }
            }
        }
    };
}
for_each_operator!(ints ints);

macro_rules! tagged {
    ($($operator:ident [$($uop:ident |$l:ident, $r:ident| $result:expr)?])*) => {
        impl Op {
            /// The operator of a uop on two tagged values.
            pub const fn tagged_operator(self) -> Option<Operator> {
                match self.info().function {
                    $($(Function::$uop => Some(Operator::$operator),)?)*
                    _ => None,
                }
            }

            /// The uop for an operator on two tagged values.
            pub const fn on_tagged(operator: Operator) -> Option<Op> {
                match operator {
                    $($(Operator::$operator => Some(Op::$uop),)?)*
                    _ => None,
                }
            }
        }
    };
}
for_each_operator!(tagged tagged);

macro_rules! floats {
    ($($operator:ident [$($column:tt)*])*) => {
        impl Op {
            /// The operator of a uop on two floats.
            pub const fn float_operator(self) -> Option<Operator> {
                $(floats! { @operator self $operator boxed $($column)* })*
                None
            }

            /// The operator of a uop on two unboxed floats.
            pub const fn unboxed_operator(self) -> Option<Operator> {
                $(floats! { @operator self $operator unboxed $($column)* })*
                None
            }

            /// The uop for an operator on two floats.
            pub const fn on_floats(operator: Operator) -> Option<Op> {
                match operator {
                    $(Operator::$operator => floats!(@uop boxed $($column)*),)*
                }
            }

            /// The uop for an operator on two unboxed floats.
            pub const fn on_unboxed(operator: Operator) -> Option<Op> {
                match operator {
                    $(Operator::$operator => floats!(@uop unboxed $($column)*),)*
                }
            }
        }
    };
    (@operator $self:ident $operator:ident boxed $uop:ident $unboxed:ident |$($rest:tt)*) => {
        if matches!($self.info().function, Function::$uop) {
            return Some(Operator::$operator);
        }
    };
    (@operator $self:ident $operator:ident unboxed $uop:ident $unboxed:ident |$($rest:tt)*) => {
        if matches!($self.info().function, Function::$unboxed) {
            return Some(Operator::$operator);
        }
    };
    (@operator $self:ident $operator:ident $form:ident $($rest:tt)*) => {};
    (@uop boxed $uop:ident $unboxed:ident |$($rest:tt)*) => { Some(Op::$uop) };
    (@uop unboxed $uop:ident $unboxed:ident |$($rest:tt)*) => { Some(Op::$unboxed) };
    (@uop $form:ident $($rest:tt)*) => { None };
}
for_each_operator!(floats floats);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;
    use crate::info::{Kind, OperandKind};
    use crate::operator::Comparison;

    #[test]
    fn uops_and_operators_name_each_other() {
        type Forms = (fn(Operator) -> Option<Op>, fn(Op) -> Option<Operator>);
        let forms: [Forms; 4] = [
            (Op::on_ints, Op::int_operator),
            (Op::on_floats, Op::float_operator),
            (Op::on_tagged, Op::tagged_operator),
            (Op::on_unboxed, Op::unboxed_operator),
        ];
        for (uop, operator) in forms {
            for &known in Operator::ALL {
                assert!(uop(known).is_none_or(|op| operator(op) == Some(known)), "{known:?}");
            }
            let uops = Op::ALL.iter().filter(|op| operator(**op).is_some());
            assert!(uops.clone().all(|op| {
                let same = operator(*op).and_then(uop);
                same.is_some_and(|same| same.info().function == op.info().function)
            }));
            assert!(uops.count() > 0);
        }
    }

    /// A row of a uop on numbers that the table of operators does not name.
    #[test]
    fn every_uop_with_an_operator_in_its_name_is_named_by_the_operator() {
        for op in Op::ALL {
            let info = op.info();
            let numbers = |kind: Kind| {
                let kinds = info.inputs.iter().chain(info.outputs).map(|slot| slot.kind);
                kinds.clone().count() == 3 && kinds.into_iter().all(|it| it == kind)
            };
            let function = format!("{:?}", info.function);
            let wanted = function.starts_with("_BINARY_OP_");
            for (named, kind) in [
                (op.int_operator(), Kind::Int),
                (op.float_operator(), Kind::Float),
                (op.unboxed_operator(), Kind::Unboxed),
            ] {
                let row = wanted && numbers(kind);
                assert_eq!(
                    named.is_some(),
                    row,
                    "`{op}`: the table of operators (uops/semantics/src/operator/table.rs) and its row agree"
                );
            }
            let row = wanted && function.ends_with("_TAGGED");
            assert_eq!(
                op.tagged_operator().is_some(),
                row,
                "`{op}`: the table of operators (uops/semantics/src/operator/table.rs) and its row agree"
            );
        }
    }

    /// Whether a uop with the name of its function applies an operator to two ints or two floats.
    fn is_own_uop_on_two_numbers(op: Op) -> bool {
        let own = format!("{:?}", op.info().function) == op.name();
        own && (op.int_operator().is_some() || op.float_operator().is_some())
    }

    #[test]
    fn every_uop_on_two_numbers_is_what_an_instruction_stands_for() {
        for dialect in Dialect::all() {
            for op in dialect.ops() {
                let name = op.name();
                let instruction = name.trim_start_matches('_');
                let expansion = dialect.expansion(instruction).unwrap_or(&[]);
                let on_numbers = is_own_uop_on_two_numbers(*op);
                assert!(
                    expansion.contains(&name) || !on_numbers,
                    "`{name}`: no `{instruction}` in expansions.txt of the dialect {dialect} stands for it"
                );
            }
        }
    }

    #[test]
    fn every_uop_on_two_numbers_is_one_of_a_cpython() {
        for dialect in Dialect::all() {
            for op in dialect.ops() {
                let name = op.name();
                let known = dialect.known().iter().any(|known| known.name == name)
                    || dialect.later().contains(&name);
                let on_numbers = is_own_uop_on_two_numbers(*op);
                assert!(
                    known || !on_numbers,
                    "`{name}` is not in coverage.txt of the dialect {dialect}"
                );
            }
        }
    }

    #[test]
    fn every_operator_with_a_uop_is_closed() {
        for &operator in Operator::ALL {
            let of_ints = Op::on_ints(operator).is_some() || Op::on_tagged(operator).is_some();
            assert!(!of_ints || operator.is_closed_on_ints(), "{operator:?}");
            let of_floats = Op::on_floats(operator).is_some() || Op::on_unboxed(operator).is_some();
            assert!(!of_floats || operator.makes_floats(), "{operator:?}");
        }
    }

    #[test]
    fn every_mask_has_machine_code_of_its_own_or_none_has() {
        for op in Op::ALL.iter().map(|op| op.info()) {
            if op.operand == OperandKind::Comparison && !op.only.is_empty() {
                let mut masks = Comparison::ALL.map(Comparison::mask);
                masks.sort_unstable();
                assert_eq!(op.only, masks, "{}", op.name);
            }
        }
    }
}
