//! A defect is found, and the program that shows it is made small.

use backend_api::{Backend, BackendError, BackendInfo, CompileOptions, Compiled};
use fuzz::{Case, difference, shrink};
use trace::{Dialect, LoadedProgram, Program, Shape, verify};
use uops::Op;

/// A backend that fails on one uop.
struct Defective {
    interpreter: interpreter::Match,
    on: Op,
}

impl Backend for Defective {
    fn info(&self) -> BackendInfo {
        BackendInfo { id: "defective", ..self.interpreter.info() }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        if has(program.program(), self.on) {
            let message = format!("it does not know {}", self.on.name());
            return Err(BackendError::Internal { backend: "defective", message });
        }
        self.interpreter.compile(program, options)
    }
}

fn has(program: &Program, op: Op) -> bool {
    program.traces.iter().flat_map(|trace| &trace.uops).any(|uop| uop.op == op)
}

#[test]
fn a_defect_is_found_and_its_program_shrinks() {
    for shape in Shape::ALL {
        finds_a_defect(shape);
    }
}

fn finds_a_defect(shape: Shape) {
    let on = Op::_BINARY_OP_MULTIPLY_FLOAT;
    let defective = Defective { interpreter: interpreter::Match::new(), on };
    let mut backends: Vec<Box<dyn Backend>> =
        vec![Box::new(interpreter::Match::new()), Box::new(defective)];
    let mut found = None;
    for number in 0..200 {
        let case = Case::new(Dialect::default(), shape, 5, number, 150, None);
        let difference = difference(&case.program, &case.passes, &mut backends, true);
        assert_eq!(difference.is_some(), has(&case.program, on), "case {number}: {difference:?}");
        if let Some(what) = difference {
            assert!(what.ends_with("it does not know _BINARY_OP_MULTIPLY_FLOAT"), "{what}");
            found = Some(case);
        }
    }
    let case = found.expect("a program has the uop");
    let small = shrink::shrink(&case, &mut |program| {
        difference(program, &case.passes, &mut backends, true).is_some()
    });
    assert!(has(&small, on));
    assert!(small.uop_count() <= 12, "{}", trace::print(&small));
    verify(small).expect("it verifies");
}
