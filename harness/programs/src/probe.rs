//! Programs that measure one thing each: going from trace to trace, taking an exit, running more code
//! than a cache holds.
//!
//! Each is one loop over a range, whose body is a trace. Some programs have one trace, which goes
//! back to its own start. The others have several traces, and each iteration goes on to the next one
//! in turn. The cost of a crossing or an exit is the difference in run time between such a program
//! and the one that stays in its trace.

use crate::inputs::Inputs;
use std::fmt::Write;
use uops::runtime::Value;

/// How often a loop goes round, usually and when there is little time.
const ROUNDS: (i64, i64) = (20_000, 2_000);

/// How a trace passes the loop on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// At its end, where nothing but the iterator is on the stack.
    End,
    /// Through the exit of a guard that never holds, with two more slots on the stack.
    Guard,
}

/// A program that measures one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Probe {
    /// Its name, by which commands find it as a workload.
    pub name: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    pass: Pass,
    /// How many traces the loop has; a single one goes back to its own top.
    traces: usize,
}

/// The loop in one trace, which [`CROSSINGS`] and [`ROUND_ROBIN`] are compared with.
pub const STRAIGHT_LOOP: Probe = Probe {
    name: "straight_loop",
    description: "Sums a range in one trace.",
    pass: Pass::End,
    traces: 1,
};

/// A crossing for each round.
pub const CROSSINGS: Probe = Probe {
    name: "crossings",
    description: "The same in two traces that go to each other at their ends.",
    traces: 2,
    ..STRAIGHT_LOOP
};

/// The loop in one trace, which [`EXITS`] is compared with.
pub const PASSING_GUARD: Probe = Probe {
    name: "passing_guard",
    description: "Adds floats in one trace, with a guard that holds.",
    pass: Pass::Guard,
    traces: 1,
};

/// A taken exit for each round.
pub const EXITS: Probe = Probe {
    name: "exits",
    description: "The same in two traces that go to each other through a guard that never holds.",
    traces: 2,
    ..PASSING_GUARD
};

/// More and more code, each round in the next trace.
pub const ROUND_ROBIN: [Probe; 2] = [
    Probe {
        name: "round_robin_16",
        description: "Sums a range, each number in the next of 16 traces.",
        traces: 16,
        ..STRAIGHT_LOOP
    },
    Probe {
        name: "round_robin_512",
        description: "Sums a range, each number in the next of 512 traces.",
        traces: 512,
        ..STRAIGHT_LOOP
    },
];

/// Every probe.
pub const ALL: [Probe; 6] =
    [STRAIGHT_LOOP, CROSSINGS, PASSING_GUARD, EXITS, ROUND_ROBIN[0], ROUND_ROBIN[1]];

/// The probe with this name.
pub fn find(name: &str) -> Option<Probe> {
    ALL.into_iter().find(|probe| probe.name == name)
}

impl Probe {
    /// Usual and quick inputs, with the results that they have.
    pub fn inputs(&self) -> (Inputs, Inputs) {
        let inputs = |rounds: i64| {
            let result = match self.pass {
                Pass::End => (rounds * (rounds - 1) / 2).to_string(),
                // One half for each round, and one before the first.
                Pass::Guard => format!("{:?}", (rounds + 1) as f64 / 2.0),
            };
            Inputs { args: vec![Value::from(rounds)], result: Some(result) }
        };
        (inputs(ROUNDS.0), inputs(ROUNDS.1))
    }

    /// The program.
    pub fn text(&self) -> String {
        let Probe { name, description, traces, .. } = *self;
        let rounds = ROUNDS.1;
        let start = match self.pass {
            Pass::End => "stack 3\n\nconst start = 0\n",
            Pass::Guard => "local x\nstack 4\n\nconst start = 0.0\nconst half = 0.5\n",
        };
        let (first, slots, numbers) = match self.pass {
            Pass::End => ("", 1, ""),
            Pass::Guard => (
                "    _LOAD_CONST_INLINE_BORROW half\n    _STORE_FAST_3 x\n",
                3,
                "    _LOAD_FAST_1 total\n    _LOAD_FAST_3 x\n",
            ),
        };
        let mut text = format!(
            "# {description}\n\
             program {name}\n\
             arg n = {rounds}\n\
             local total\n\
             local i\n\
             {start}\
             const range = type range\n\n\
             trace entry @0 stack 0\n\
             \x20   _START_EXECUTOR -> cold\n\
             \x20   _LOAD_CONST_INLINE_BORROW start\n\
             \x20   _STORE_FAST_1 total\n\
             {first}\
             \x20   _LOAD_CONST_INLINE_BORROW_WITH_NULL range\n\
             \x20   _LOAD_FAST_0 n\n\
             \x20   _CALL_BUILTIN_CLASS 1 -> cold\n\
             \x20   _GET_ITER\n\
             {numbers}\
             \x20   _EXIT_TRACE -> first\n\
             \x20   exit cold @0\n\
             \x20   exit first @14 -> round_0\n"
        );
        for number in 0..traces {
            let body = self.body();
            // Writing to a string can't fail.
            _ = write!(text, "\ntrace round_{number} @14 stack {slots}\n{body}");
            if traces > 1 {
                _ = writeln!(text, "    exit next @14 -> round_{}", (number + 1) % traces);
            }
        }
        text + "\ntrace done @24 stack 1\n\
                \x20   _START_EXECUTOR -> cold\n\
                \x20   _POP_TOP\n\
                \x20   _LOAD_FAST_1 total\n\
                \x20   _POP_FRAME\n\
                \x20   _DYNAMIC_EXIT\n\
                \x20   exit cold @24\n"
    }

    /// One round, all but where it passes the loop on to.
    fn body(&self) -> String {
        let next = "\
            \x20   _TIER2_RESUME_CHECK -> cold\n\
            \x20   _ITER_CHECK_RANGE -> cold\n\
            \x20   _GUARD_NOT_EXHAUSTED_RANGE -> done\n\
            \x20   _ITER_NEXT_RANGE\n\
            \x20   _STORE_FAST_2 i\n\
            \x20   _LOAD_FAST_1 total\n";
        let exits = "    exit cold @14\n    exit done @24 -> done\n";
        let (before, after, last) = match (self.pass, self.traces) {
            (Pass::End, traces) => (
                "",
                "    _LOAD_FAST_2 i\n    _GUARD_NOS_INT -> cold\n    _BINARY_OP_ADD_INT\n    \
                 _STORE_FAST_1 total\n",
                if traces == 1 { "    _JUMP_TO_TOP\n" } else { "    _EXIT_TRACE -> next\n" },
            ),
            (Pass::Guard, traces) => (
                "    _GUARD_BOTH_FLOAT -> cold\n    _BINARY_OP_ADD_FLOAT\n    _STORE_FAST_1 total\n",
                "    _LOAD_FAST_3 x\n",
                match traces {
                    1 => "    _GUARD_BOTH_FLOAT -> cold\n    _JUMP_TO_TOP\n",
                    _ => "    _GUARD_BOTH_INT -> next\n    _EXIT_TRACE -> cold\n",
                },
            ),
        };
        format!("    _START_EXECUTOR -> cold\n{before}{next}{after}{last}{exits}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Workload;

    #[test]
    fn probes_verify_under_their_names() {
        for probe in ALL {
            let workload = Workload::find(probe.name, None).expect("it verifies");
            assert_eq!(workload.name, probe.name);
            assert_eq!(workload.description, probe.description);
            assert!(workload.probe);
            assert_eq!(workload.program.program().traces.len(), probe.traces + 2);
        }
    }
}
