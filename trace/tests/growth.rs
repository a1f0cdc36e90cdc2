//! An imported program grows in proportion to its bytecode, however many ways join in it.

use serde_json::{Value, json};
use trace::import;

/// Opcodes by CPython 3.13's numbers.
const RETURN_VALUE: u16 = 36;
const JUMP_FORWARD: u16 = 79;
const LOAD_CONST: u16 = 83;
const LOAD_FAST: u16 = 85;
const POP_JUMP_IF_FALSE: u16 = 97;
const STORE_FAST: u16 = 110;
const STORE_FAST_STORE_FAST: u16 = 112;
const BINARY_OP_ADD_INT: u16 = 151;
const TO_BOOL_BOOL: u16 = 215;
const UNPACK_SEQUENCE_TUPLE: u16 = 221;
const UNPACK_SEQUENCE_TWO_TUPLE: u16 = 222;

/// The bytecode of `def run(pair, flag, a, b)` in the making.
#[derive(Default)]
struct Code {
    units: Vec<u16>,
    sites: Vec<Value>,
    branches: Vec<Value>,
}

impl Code {
    /// Adds an instruction with its caches, and returns its offset.
    fn push(&mut self, opcode: u16, oparg: u16, caches: usize) -> usize {
        let at = self.units.len();
        self.units.push(opcode | oparg << 8);
        self.units.extend(std::iter::repeat_n(0, caches));
        at
    }

    /// `a, b = pair`, where the pair is a tuple in one run and a list in the other.
    fn unpack(&mut self) {
        self.push(LOAD_FAST, 0, 0);
        let at = self.push(UNPACK_SEQUENCE_TWO_TUPLE, 2, 1);
        self.sites.push(json!({
            "at": at, "op": "UNPACK_SEQUENCE_TWO_TUPLE",
            "operands": [[["tuple"], 1, 0], [["list"], 0, 1]],
        }));
        self.push(STORE_FAST_STORE_FAST, 0x23, 0);
    }

    /// `a, b, c, d, e, f, g, h, i, j = pair`, a line of pyperformance's `unpack_sequence`, which unpacks
    /// tuples in one run and lists in the other.
    fn unpack_ten(&mut self) {
        self.push(LOAD_FAST, 0, 0);
        let at = self.push(UNPACK_SEQUENCE_TUPLE, 10, 1);
        self.sites.push(json!({
            "at": at, "op": "UNPACK_SEQUENCE_TUPLE",
            "operands": [[["tuple"], 1, 0], [["list"], 0, 1]],
        }));
        for first in [2, 4, 6, 8, 10] {
            self.push(STORE_FAST_STORE_FAST, first << 4 | (first + 1), 0);
        }
    }

    /// `a = a + (1 if flag else 2)`, in one run each way.
    fn branch(&mut self) {
        self.push(LOAD_FAST, 2, 0);
        self.push(LOAD_FAST, 1, 0);
        let test = self.push(TO_BOOL_BOOL, 0, 3);
        self.sites.push(json!({
            "at": test, "op": "TO_BOOL_BOOL", "operands": [[["bool"], 1, 1]],
        }));
        let jump = self.push(POP_JUMP_IF_FALSE, 2, 1);
        let next = self.push(LOAD_CONST, 1, 0);
        self.push(JUMP_FORWARD, 1, 0);
        let target = self.push(LOAD_CONST, 2, 0);
        self.branches.push(json!([jump, next, 1, 0]));
        self.branches.push(json!([jump, target, 0, 1]));
        let add = self.push(BINARY_OP_ADD_INT, 0, 1);
        self.sites.push(json!({
            "at": add, "op": "BINARY_OP_ADD_INT", "operands": [[["int", "int"], 1, 1]],
        }));
        self.push(STORE_FAST, 2, 0);
    }

    /// A recording of two runs of the code.
    fn recording(mut self) -> String {
        self.push(LOAD_FAST, 2, 0);
        self.push(RETURN_VALUE, 0, 0);
        let names = ["pair", "flag", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let one = json!({"int": "1"});
        json!({
            "format": "uopbench-recording", "version": 1, "python": "3.13.0",
            "program": "joins", "source_sha256": "", "entry": 0,
            "args": [{"tuple": [one, one]}, true, one, one],
            "quick_args": [{"list": [one, one]}, false, one, one],
            "result": "", "quick_result": "",
            "opcodes": [
                [RETURN_VALUE, "RETURN_VALUE", 0], [JUMP_FORWARD, "JUMP_FORWARD", 0],
                [LOAD_CONST, "LOAD_CONST", 0], [LOAD_FAST, "LOAD_FAST", 0],
                [POP_JUMP_IF_FALSE, "POP_JUMP_IF_FALSE", 1], [STORE_FAST, "STORE_FAST", 0],
                [STORE_FAST_STORE_FAST, "STORE_FAST_STORE_FAST", 0],
                [BINARY_OP_ADD_INT, "BINARY_OP_ADD_INT", 1], [TO_BOOL_BOOL, "TO_BOOL_BOOL", 3],
                [UNPACK_SEQUENCE_TUPLE, "UNPACK_SEQUENCE_TUPLE", 1],
                [UNPACK_SEQUENCE_TWO_TUPLE, "UNPACK_SEQUENCE_TWO_TUPLE", 1],
            ],
            "globals": [], "assigned": [], "builtins": [], "classes": [],
            "functions": [
                {"name": "run", "code": 0, "defaults": [], "kwdefaults": [], "closure": []}
            ],
            "codes": [{
                "name": "run", "first_line": 1, "positional": 4, "positional_only": 0,
                "keyword_only": 0, "flags": 3, "stack_size": 12,
                "locals": names.map(|name| [name, "local"]),
                "constants": [null, one, {"int": "2"}], "names": [],
                "units": self.units, "lines": [[0, 1]], "handlers": [], "entries": [1, 1],
                "ran": [[0, self.units.len()]], "branches": self.branches, "sites": self.sites,
            }],
        })
        .to_string()
    }
}

/// How many traces and uops a program has that consists of so many times the same.
fn size(lines: usize, line: impl Fn(&mut Code)) -> (usize, usize) {
    let mut code = Code::default();
    (0..lines).for_each(|_| line(&mut code));
    match import(code.recording().as_bytes(), "joins.json") {
        Ok(imported) => {
            let program = imported.program.program();
            (program.traces.len(), program.uop_count())
        }
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn assert_linear(line: impl Fn(&mut Code), traces_a_line: usize, uops_a_line: usize) {
    for lines in [10, 50, 100, 400, 1000, 2000] {
        let (traces, uops) = size(lines, &line);
        assert!(traces <= traces_a_line * lines + 10, "{lines} lines: {traces} traces");
        assert!(uops <= uops_a_line * lines, "{lines} lines: {uops} uops");
    }
}

#[test]
fn unpackings_of_tuples_and_lists_grow_linearly() {
    assert_linear(Code::unpack, 3, 60);
}

#[test]
fn unpackings_of_ten_grow_linearly() {
    assert_linear(Code::unpack_ten, 3, 150);
}

#[test]
fn branches_that_join_grow_linearly() {
    assert_linear(Code::branch, 4, 110);
}

/// Few ways that join are repeated, as CPython's tier 2 does.
#[test]
fn few_joins_are_repeated() {
    let (traces, uops) = size(5, Code::unpack);
    assert_eq!(traces, 6, "a trace for the list at each unpacking");
    assert!(uops > 5 * 15, "each of them goes on to the end: {uops} uops");
}
