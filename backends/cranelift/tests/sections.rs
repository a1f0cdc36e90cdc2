//! The hot path of a trace lies before everything that is rarely executed, also where slow paths come back to it.

use backend_api::{Backend, BackendError, CompileOptions, Role};
use cranelift_backend::{Config, Cranelift};
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// Additions whose slow paths join the hot path again.
const PROGRAM: &str = "program additions\narg n = 300\nlocal i\nstack 2\n\ntrace entry @0 stack 0\n    \
     _LOAD_FAST_0 n\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    _BINARY_OP_ADD_INT\n    \
     _STORE_FAST_1 i\n    _LOAD_FAST_1 i\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    \
     _BINARY_OP_MULTIPLY_INT\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n";

#[test]
fn a_join_after_a_slow_path_is_on_the_hot_path() {
    for config in Config::ALL {
        let mut cranelift = match Cranelift::new(config) {
            Err(BackendError::Unavailable { reason, .. }) => return eprintln!("skipped: {reason}"),
            cranelift => cranelift.unwrap(),
        };
        let mut runtime = Runtime::new();
        let document = Document::parse("additions", PROGRAM.as_bytes()).unwrap();
        let program = LoadedProgram::load(&mut runtime, document.verify().unwrap());
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let code = cranelift.compile(&program, options).unwrap().publish().unwrap();
        let mut pieces = code.pieces();
        pieces.sort_by_key(|piece| piece.address);
        let is_hot = |role: Role| matches!(role, Role::Hot { uop, .. } if uop < 8);
        let hot = pieces.iter().rposition(|piece| is_hot(piece.role)).unwrap();
        let cold = pieces.iter().position(|piece| matches!(piece.role, Role::Cold { .. })).unwrap();
        assert!(
            hot < cold,
            "{}: {:?}",
            config.info().id,
            pieces.iter().map(|piece| piece.role).collect::<Vec<_>>()
        );
        drop(code);
        program.unload(&mut runtime);
    }
}
