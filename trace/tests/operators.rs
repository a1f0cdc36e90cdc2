//! What follows from the table of operators (`uops/semantics/src/operator/table.rs`) in the optimiser and
//! the generator, for each uop that it names.

use std::collections::HashSet;
use trace::Shape;
use trace::generate::{Mix, Recipe, generate_seeded};
use trace::optimise::{Passes, optimise};
use trace::{Dialect, Document, Operand, Program};
use uops::operator::IntResult;
use uops::runtime::{Value, of_constants};
use uops::{Applied, Op, Operator};

/// A program that applies a uop to two constants, after some passes.
fn optimised(op: Op, [left, right]: [&str; 2], passes: &str) -> Program {
    let text = format!(
        "program p\nlocal a\nstack 4\nconst left = {left}\nconst right = {right}\n\
         trace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE left\n\
         _LOAD_CONST_INLINE right\n{op}\n_STORE_FAST a\n_EXIT_TRACE -> e\nexit e @0\n"
    );
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse(passes).expect("they exist");
    optimise(&program, &passes).expect("its result verifies").program.program().as_ref().clone()
}

fn ops(program: &Program) -> Vec<Op> {
    program.traces[0].uops.iter().map(|uop| uop.op).collect()
}

#[track_caller]
fn assert_folded(op: Op, operator: Operator, texts: [&str; 2], values: [Value; 2]) {
    let program = optimised(op, texts, "constants");
    assert!(!ops(&program).contains(&op), "`{op}` of two constants is not folded");
    let result = of_constants(operator, &values[0], &values[1]).expect("no exception");
    let folded = program.consts.iter().any(|constant| constant.value == result);
    assert!(folded, "`{op}` of two constants is not {result}");
}

#[test]
fn every_uop_on_two_numbers_is_folded() {
    for &operator in Operator::ALL {
        if let Some(op) = Op::on_ints(operator) {
            let values = [Value::from(1000), Value::from(77)];
            assert_folded(op, operator, ["1000", "77"], values);
        }
        if let Some(op) = Op::on_floats(operator) {
            let values = [Value::Float(2.5), Value::Float(0.75)];
            assert_folded(op, operator, ["2.5", "0.75"], values);
        }
    }
}

#[test]
fn every_uop_on_two_numbers_has_a_form_without_boxes() {
    for &operator in Operator::ALL {
        for (boxed, without, values, pass) in [
            (Op::on_ints(operator), Op::on_tagged(operator), ["1000", "77"], "ints"),
            (Op::on_floats(operator), Op::on_unboxed(operator), ["2.5", "0.75"], "floats"),
        ] {
            let Some(op) = boxed else { continue };
            let without = without.unwrap_or_else(|| panic!("`{op}` has no form without boxes"));
            let program = optimised(op, values, pass);
            assert!(ops(&program).contains(&without), "`{op}` does not become `{without}`");
        }
    }
}

#[test]
fn every_operator_and_each_of_its_uops_is_generated() {
    let dialect = Dialect::default();
    let mut uops = HashSet::new();
    let mut operators = HashSet::new();
    for mix in ["ints", "floats"] {
        let mix: Mix = mix.parse().expect("there is such a mix");
        for seed in 0..8 {
            let recipe = Recipe { dialect, uops: 5000, trace_uops: 150, mix, shape: Shape::Trace };
            let program = generate_seeded(&recipe, seed).expect("a length that is possible");
            for uop in program.traces.iter().flat_map(|trace| &trace.uops) {
                uops.insert(uop.op);
                if let (Op::_BINARY_OP, Operand::Oparg(oparg)) = (uop.op, uop.operand) {
                    operators.extend(Applied::from_oparg(oparg));
                }
            }
        }
    }
    for &operator in Operator::ALL {
        if operator.of_ints() == IntResult::Nothing {
            continue;
        }
        for in_place in [false, true] {
            let applied = Applied { operator, in_place };
            assert!(operators.contains(&applied), "`{}` is never generated", applied.symbol());
        }
        for op in [Op::on_ints(operator), Op::on_floats(operator)].into_iter().flatten() {
            assert!(uops.contains(&op), "`{op}` is never generated");
        }
    }
}
