//! What a compiled program says of itself, and the limits of what can be compiled.

use backend_api::{Backend, BackendError, Code, CompileOptions, Outcome, Piece, Role, run};
use cranelift_backend::{Config, Cranelift};
use trace::{Document, LoadedProgram};
use uops::runtime::{Runtime, Value};

/// `i = n + n` over and over.
fn additions(count: usize) -> String {
    let addition = "    _LOAD_FAST_0 n\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    \
                    _BINARY_OP_ADD_INT\n    _STORE_FAST_1 i\n";
    format!(
        "program additions\narg n = 300\nlocal i\nstack 2\n\ntrace entry @0 stack 0\n\
         {}    _LOAD_FAST_1 i\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n",
        addition.repeat(count)
    )
}

fn load(runtime: &mut Runtime, source: &str) -> LoadedProgram {
    let document = Document::parse("test", source.as_bytes()).unwrap();
    LoadedProgram::load(runtime, document.verify().unwrap())
}

fn compile(
    config: Config,
    program: &LoadedProgram,
    options: CompileOptions,
) -> Option<Result<Box<dyn Code>, BackendError>> {
    match Cranelift::new(config) {
        Err(BackendError::Unavailable { .. }) => None,
        cranelift => {
            Some(cranelift.unwrap().compile(program, options).map(|c| c.publish().unwrap()))
        }
    }
}

#[test]
fn a_map_covers_all_code() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &additions(2));
    for config in Config::ALL {
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let Some(code) = compile(config, &program, options) else { return };
        let code = code.unwrap();
        let (sizes, pieces) = (code.sizes(), code.pieces());
        let bytes: usize = pieces.iter().map(|piece| piece.bytes.len()).sum();
        assert_eq!(bytes, sizes.code() + sizes.data);
        assert!(pieces.is_sorted_by_key(|piece| piece.address));
        for uop in 0..program.traces()[0].insts.len() as u32 {
            let hot = |role| matches!(role, Role::Hot { uop: of, .. } if of == uop);
            assert!(pieces.iter().any(|piece| hot(piece.role)), "uop {uop} has no code");
        }
        assert!(sizes.hot > 0 && sizes.cold > 0);
        assert_eq!(sizes.executable, bytes + sizes.padding);
    }
    program.unload(&mut runtime);
}

#[test]
fn a_map_does_not_change_the_code() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &additions(2));
    for config in Config::ALL {
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let Some(mapped) = compile(config, &program, options) else { return };
        let plain = compile(config, &program, CompileOptions::default()).unwrap().unwrap();
        assert_eq!(plain.sizes().code(), mapped.unwrap().sizes().code());
    }
    program.unload(&mut runtime);
}

/// Exits if an object is a constant, whose address Cranelift keeps after the code. Calls no helper.
fn is_constant() -> String {
    "program constant\narg n = 300\nstack 1\n\nconst wanted = module math\n\ntrace entry @0 stack 0\n    \
     _LOAD_FAST_0 n\n    _CHECK_ATTR_MODULE wanted -> other\n    _EXIT_TRACE -> other\n    \
     exit other @0\n"
        .to_owned()
}

#[test]
fn constants_are_data_and_filling_is_padding() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &is_constant());
    let constant = program.traces()[0].insts[1].operand;
    for config in Config::ALL {
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let Some(code) = compile(config, &program, options) else { return };
        let code = code.unwrap();
        let (sizes, pieces) = (code.sizes(), code.pieces());
        let data: Vec<&Piece> = pieces.iter().filter(|piece| piece.role == Role::Data).collect();
        let [pool] = data[..] else { panic!("{config:?}: {} pools", data.len()) };
        assert_eq!(pool.bytes, constant.to_le_bytes(), "{config:?}");
        assert_eq!(sizes.data, pool.bytes.len());
        let bytes: usize = pieces.iter().map(|piece| piece.bytes.len()).sum();
        assert_eq!(sizes.executable, bytes + sizes.padding);
        // The same without a map.
        let plain = compile(config, &program, CompileOptions::default()).unwrap().unwrap().sizes();
        assert_eq!((plain.hot, plain.cold, plain.data), (sizes.hot, sizes.cold, sizes.data));
    }
    program.unload(&mut runtime);
}

#[test]
fn a_module_has_the_same_code() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &is_constant());
    let code = |config| {
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        Some(compile(config, &program, options)?.unwrap())
    };
    let (Some(image), Some(module)) = (code(Config::Best), code(Config::JitModule)) else { return };
    let traces = |code: &dyn Code| -> Vec<(Role, Vec<u8>)> {
        let of_trace = |role: &Role| !matches!(role, Role::Enter | Role::Shared);
        let pieces = code.pieces().into_iter().filter(|piece| of_trace(&piece.role));
        pieces.map(|piece| (piece.role, piece.bytes)).collect()
    };
    assert_eq!(traces(&*image), traces(&*module));
    for code in [image, module] {
        let pieces = code.pieces();
        let starts = pieces.iter().filter(|piece| matches!(piece.role, Role::Entry { .. }));
        assert!(starts.clone().count() > 0);
        assert!(starts.clone().all(|piece| piece.address.is_multiple_of(16)));
    }
    program.unload(&mut runtime);
}

#[test]
fn a_long_trace_compiles() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &additions(100));
    for config in Config::ALL {
        let Some(code) = compile(config, &program, CompileOptions::default()) else { return };
        let report = run(&program, &*code.unwrap(), &mut runtime, &[Value::from(300)]).unwrap();
        assert_eq!(report.outcome, Outcome::Returned(Value::from(600)));
    }
    program.unload(&mut runtime);
}

#[test]
fn a_trace_of_several_parts_compiles() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, &additions(600));
    for config in Config::ALL {
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let Some(code) = compile(config, &program, options) else { return };
        let code = code.unwrap();
        let entries = |role| matches!(role, Role::Entry { .. });
        let parts = code.pieces().iter().filter(|piece| entries(piece.role)).count();
        assert_eq!(parts, 4, "3,003 uops in parts of 1,000 at most");
        let report = run(&program, &*code, &mut runtime, &[Value::from(300)]).unwrap();
        assert_eq!(report.outcome, Outcome::Returned(Value::from(600)));
    }
    program.unload(&mut runtime);
}
