//! The C runtime's unwinder on code that runs: a thread is interrupted again and again, and finds its way back
//! through machine code to the function that started the program.
#![cfg(target_os = "linux")]

mod common;

use common::{backends, compile, load_file, programs};
use debug_info::{Announcer, Options};
use std::ffi::{c_int, c_ulong, c_void};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uops::runtime::{Runtime, Value};

unsafe extern "C" {
    fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
    fn pthread_self() -> c_ulong;
    fn pthread_kill(thread: c_ulong, number: c_int) -> c_int;
    fn _Unwind_Backtrace(
        step: extern "C" fn(*mut c_void, *mut c_void) -> c_int,
        argument: *mut c_void,
    ) -> c_int;
    fn _Unwind_GetIP(context: *mut c_void) -> usize;
    fn _Unwind_FindEnclosingFunction(address: *mut c_void) -> *mut c_void;
}

const SIGUSR1: c_int = 10;
/// How long a program is run again and again at most.
const LONGEST: Duration = Duration::from_secs(20);
/// The programs: a loop, and functions that call themselves, whose returns jump through registers.
const WANTED: [&str; 2] = ["sieve/program.uop", "programs/fib.uop"];

/// The first address of the code, and the one after it.
static CODE: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
/// How many interruptions were in code, or in what it called, and led back, and how many did not.
static FOUND: AtomicUsize = AtomicUsize::new(0);
static LOST: AtomicUsize = AtomicUsize::new(0);

/// What a walk has seen.
#[derive(Default)]
struct Walk {
    code: bool,
    start: bool,
}

extern "C" fn step(context: *mut c_void, argument: *mut c_void) -> c_int {
    // SAFETY: the argument is the handler's, and the context the unwinder's.
    let (walk, address) = unsafe { (&mut *argument.cast::<Walk>(), _Unwind_GetIP(context)) };
    let [first, end] = CODE.each_ref().map(|address| address.load(Ordering::Relaxed));
    walk.code |= (first..end).contains(&address);
    // SAFETY: the unwinder looks the address up in its tables. A return address may be that of the next function.
    let function = unsafe { _Unwind_FindEnclosingFunction(address.wrapping_sub(1) as *mut c_void) };
    walk.start |= std::ptr::eq(function, start as *const c_void);
    0
}

extern "C" fn interrupted(_: c_int) {
    let mut walk = Walk::default();
    // SAFETY: tables are neither registered nor dropped while programs run, and no lock of the loader is held.
    unsafe { _Unwind_Backtrace(step, (&raw mut walk).cast()) };
    if walk.code {
        let count = if walk.start { &FOUND } else { &LOST };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Starts runs of a program, until enough interruptions have been in its code.
#[inline(never)]
fn start(run: &mut dyn FnMut()) {
    let begun = Instant::now();
    while FOUND.load(Ordering::Relaxed) + LOST.load(Ordering::Relaxed) < 200
        && begun.elapsed() < LONGEST
    {
        run();
    }
}

#[test]
fn unwinders_find_the_way_through_code_wherever_it_is_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let options =
        Options { unwinders: true, folder: folder.path().to_owned(), ..Options::default() };
    let mut announcer = Announcer::new(options).expect("files can be made");
    // SAFETY: the handler uses atomics and the unwinder only.
    unsafe { signal(SIGUSR1, interrupted) };
    let is_wanted = |file: &PathBuf| WANTED.iter().any(|name| file.ends_with(name));
    for file in programs().into_iter().filter(is_wanted) {
        let name = file.display();
        let mut runtime = Runtime::new();
        let program = load_file(&file, &mut runtime);
        let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
        for mut backend in backends() {
            let id = backend.info().id;
            let code = compile(backend.as_mut(), &program);
            let pieces = code.pieces();
            let addresses = pieces.iter().map(|piece| piece.address as usize);
            let ends = pieces.iter().map(|piece| piece.address as usize + piece.bytes.len());
            CODE[0].store(addresses.min().expect("there is code"), Ordering::Relaxed);
            CODE[1].store(ends.max().expect("there is code"), Ordering::Relaxed);
            let announced = announcer.announce("test", program.program(), &pieces);
            let announced = announced.expect("the code is understood");
            for count in [&FOUND, &LOST] {
                count.store(0, Ordering::Relaxed);
            }
            let done = AtomicBool::new(false);
            // SAFETY: the thread lives as long as this function runs.
            let thread = unsafe { pthread_self() };
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let begun = Instant::now();
                    while !done.load(Ordering::Relaxed) && begun.elapsed() < 2 * LONGEST {
                        // SAFETY: the thread waits for this one, and so is there.
                        unsafe { pthread_kill(thread, SIGUSR1) };
                        std::thread::sleep(Duration::from_millis(1));
                    }
                });
                start(&mut || {
                    backend_api::run(&program, &*code, &mut runtime, &args).expect("it starts");
                });
                done.store(true, Ordering::Relaxed);
            });
            let [found, lost] = [&FOUND, &LOST].map(|count| count.load(Ordering::Relaxed));
            assert!(found >= 100 && lost == 0, "{name} on {id}: {found} found, {lost} lost");
            drop(announced);
        }
        program.unload(&mut runtime);
    }
}
