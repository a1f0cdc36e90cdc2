//! All machine code leads only where it may: every branch and call of every program on every backend.

use backend_api::{Backend, CompileOptions, Piece, Role};
use inspect::audit::{Seen, audit};

use programs::{Variant, Workload, named};
use std::collections::HashSet;
use trace::optimise::Passes;
use trace::{LoadedProgram, Program};
use uops::runtime::Runtime;

/// What a backend's code may call.
fn callees(backend: &dyn Backend) -> HashSet<u64> {
    backend.callees().into_iter().map(|address| address as u64).collect()
}

/// The pieces of a program's code; none of an interpreter's.
fn pieces(program: &LoadedProgram, backend: &mut dyn Backend, count: bool) -> Vec<Piece> {
    let options = CompileOptions { map: true, count, ..CompileOptions::default() };
    let compiled = backend.compile(program, options).expect("it compiles");
    compiled.publish().expect("there is executable memory").pieces()
}

#[test]
fn machine_code_leads_only_where_it_may() {
    let mut backends = registry::select_all().backends;
    let mut all = vec![Seen::default(); backends.len()];
    for name in named(&["corpus".into()], None, &Variant::default()).expect("there is a corpus") {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = Workload::find(&name, None).and_then(|it| it.optimised(passes));
            let mut runtime = Runtime::new();
            let program = LoadedProgram::load(&mut runtime, workload.expect("it loads").program);
            for (backend, all) in backends.iter_mut().zip(&mut all) {
                let id = backend.info().id;
                let pieces = pieces(&program, backend.as_mut(), false);
                match audit(program.program(), &pieces, &callees(backend.as_ref())) {
                    Ok(seen) => all.instructions += seen.instructions,
                    Err(faults) => {
                        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                        panic!("{name} on {id}, --opt {passes}:\n{}", faults.join("\n"));
                    }
                }
            }
            program.unload(&mut runtime);
        }
    }
    for (backend, seen) in backends.iter().zip(all) {
        let is_jit = !backend.info().id.starts_with("interp");
        assert_eq!(seen.instructions > 10_000, is_jit, "{}: {seen:?}", backend.info().id);
    }
}

/// The address of a callee of code that is made up.
const CALLEE: u64 = 0x5555_0000_1000;

/// Code that is made up, at the address 0x1000.
fn piece(bytes: &[u8]) -> Piece {
    Piece { role: Role::Enter, address: 0x1000, bytes: bytes.to_vec() }
}

/// Data of such code.
fn data(address: u64, word: u64) -> Piece {
    Piece { role: Role::Data, address, bytes: word.to_le_bytes().to_vec() }
}

/// What the audit says of such code.
fn says(pieces: &[Piece]) -> String {
    match audit(&Program::default(), pieces, &HashSet::from([CALLEE])) {
        Ok(_) => String::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_branch_that_goes_astray_is_found() {
    // jmp to itself; je to it and on to a ret
    assert_eq!(says(&[piece(&[0xeb, 0xfe])]), "");
    assert_eq!(says(&[piece(&[0x74, 0xfe, 0xc3])]), "");
    // into the middle of an instruction, and out of the code
    assert!(says(&[piece(&[0xeb, 0xff])]).contains("leads to 0x1001"));
    assert!(says(&[piece(&[0xe8, 0, 0x10, 0, 0, 0xc3])]).contains("leads to 0x2005"));
    // no jump at the end, no instruction, a call of the system
    assert!(says(&[piece(&[0x90])]).contains("goes on where there is no code"));
    assert!(says(&[piece(&[0x06])]).contains("no instruction"));
    assert!(says(&[piece(&[0x0f, 0x05, 0xc3])]).contains("Syscall"));
    // jmp [rip]: a helper's address, another one, none
    let jump = piece(&[0xff, 0x25, 0, 0, 0, 0]);
    assert_eq!(says(&[jump.clone(), data(0x1006, CALLEE)]), "");
    assert!(says(&[jump.clone(), data(0x1006, CALLEE ^ 1)]).contains("by way of 0x1006"));
    assert!(says(&[jump]).contains("which is not its data"));
    // mov rax, a helper's address or another; call rax; ret
    let call = |address: u64| {
        piece(&[&[0x48, 0xb8], &address.to_le_bytes()[..], &[0xff, 0xd0, 0xc3]].concat())
    };
    assert_eq!(says(&[call(CALLEE)]), "");
    assert!(says(&[call(CALLEE ^ 1)]).contains("which it has as a constant"));
}

#[cfg(target_arch = "aarch64")]
#[test]
fn a_branch_that_goes_astray_is_found() {
    let code = |words: &[u32]| {
        piece(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
    };
    const RET: u32 = 0xd65f_03c0;
    // b to itself; b.ne to it and on to a ret
    assert_eq!(says(&[code(&[0x1400_0000])]), "");
    assert_eq!(says(&[code(&[0x5400_0001, RET])]), "");
    // out of the code: b . - 4, bl . + 0x1000
    assert!(says(&[code(&[0x17ff_ffff])]).contains("leads to 0xffc"));
    assert!(says(&[code(&[0x9400_0400, RET])]).contains("leads to 0x2000"));
    // no jump at the end (nop), no instruction, a call of the system (svc #0)
    assert!(says(&[code(&[0xd503_201f])]).contains("goes on where there is no code"));
    assert!(says(&[code(&[0xffff_ffff])]).contains("no instruction"));
    assert!(says(&[code(&[0xd400_0001, RET])]).contains("svc"));
    // ldr x16, . + 8; br x16: a helper's address, another one, none
    let jump = code(&[0x5800_0050, 0xd61f_0200]);
    assert_eq!(says(&[jump.clone(), data(0x1008, CALLEE)]), "");
    assert!(says(&[jump.clone(), data(0x1008, CALLEE ^ 1)]).contains("by way of 0x1008"));
    assert!(says(&[jump]).contains("which is not its data"));
    // movz and movk of x16, a helper's address or another; blr x16; ret
    let call = |address: u64| {
        let part = |shift: u32| (address >> (16 * shift)) as u32 & 0xffff;
        let movk = |shift: u32| 0xf280_0010 | shift << 21 | part(shift) << 5;
        code(&[0xd280_0010 | part(0) << 5, movk(1), movk(2), movk(3), 0xd63f_0200, RET])
    };
    assert_eq!(says(&[call(CALLEE)]), "");
    assert!(says(&[call(CALLEE ^ 1)]).contains("which it has as a constant"));
}
