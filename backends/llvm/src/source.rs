//! Writes a program as Rust source, which is then compiled.
//!
//! Each trace becomes one function. Its value stack is in Rust variables, which LLVM keeps in
//! registers. Slots are written to memory at side exits, and before another frame is made above them.
//! A function that reads slots under its inputs gets them in an array of the right size, which LLVM
//! splits into variables again. Functions end in tail calls of other traces' functions, and between
//! traces the stack is in memory.

use crate::isa;
use backend_api::{CompileOptions, Status};
use std::fmt::Write;
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::helpers::Helper;
use uops::{Inst, Op};

/// The name that a program is entered by.
pub(crate) const ENTER: &str = "uopbench_enter";

/// The name of the function that takes the addresses of the helpers.
pub(crate) const CONNECT: &str = "uopbench_connect";

/// The start of the name of a trace's function; its number follows.
pub(crate) const TRACE: &str = "uopbench_trace_";

/// What every program begins with.
const PRELUDE: &str = "\
#![no_std]
#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(warnings)]
extern crate uop_functions;
use uop_functions::*;

type Code = unsafe extern \"rust-preserve-none\" fn(*mut Ref, *mut Ref, *mut Thread) -> u64;
";

/// The source of a whole program.
pub(crate) fn of_program(program: &LoadedProgram, options: CompileOptions) -> String {
    let mut out = String::from(PRELUDE);
    helpers(&mut out);
    ends(&mut out, program);
    for (index, trace) in program.traces().iter().enumerate() {
        let id = TraceId(index as u32);
        Writer { out: &mut out, trace, id, options, cached: Vec::new(), next: 0 }.trace();
    }
    out
}

/// Appends a line. Writing to a string can't fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {
        _ = writeln!($out, $($text)*)
    };
}

/// Defines every helper as a jump through a table, and what fills that.
fn helpers(out: &mut String) {
    let count = Helper::ALL.len();
    line!(out, "static mut HELPERS: [usize; {count}] = [0; {count}];");
    line!(out, "#[unsafe(no_mangle)]");
    line!(out, "unsafe extern \"C\" fn {CONNECT}(helpers: *const [usize; {count}]) {{");
    line!(out, "    // SAFETY: called once, before any code runs, with a table of all helpers.");
    line!(out, "    unsafe {{ HELPERS = *helpers }}");
    line!(out, "}}");
    let names = Helper::ALL.iter().map(|helper| helper.name());
    line!(out, "{}", isa::trampolines(names, "HELPERS"));
}

/// The entry that the host calls, and the code with which frames continue after calls.
fn ends(out: &mut String, program: &LoadedProgram) {
    let resumed = program.continuations().iter().map(|continuation| match continuation.target {
        Some(target) => Ok(target),
        None => Err(Status::unlinked_exit(continuation.trace, continuation.uop)),
    });
    let mut table = Vec::new();
    for (index, end) in std::iter::once(Err(Status::RETURNED)).chain(resumed).enumerate() {
        table.push(match end {
            Ok(TraceId(target)) => format!("{TRACE}{target}"),
            Err(Status(status)) => {
                let name = format!("uopbench_end_{index}");
                line!(out, "{}{{", signature(&name));
                line!(out, "    // SAFETY: code jumps here with the values of its own thread.");
                line!(out, "    unsafe {{ stop(&Vm {{ thread, locals, sp }}, {status}) }}\n}}");
                name
            }
        });
    }
    line!(out, "static RETURNS: [Code; {}] = [{}];", table.len(), table.join(", "));
    line!(out, "#[unsafe(no_mangle)]");
    line!(
        out,
        "unsafe extern \"C\" fn {ENTER}(locals: *mut Ref, sp: *mut Ref, thread: *mut Thread) -> u64 {{\n\
         \x20   // SAFETY: the host passes a live thread and its frame.\n\
         \x20   unsafe {{\n\
         \x20       (*thread).return_table = (&raw const RETURNS).cast();\n\
         \x20       {TRACE}0(locals, sp, thread)\n\
         \x20   }}\n\
         }}"
    );
}

/// The head of a function that code jumps to.
fn signature(name: &str) -> String {
    format!(
        "#[unsafe(no_mangle)]\n\
         unsafe extern \"rust-preserve-none\" fn {name}(\
         locals: *mut Ref, sp: *mut Ref, thread: *mut Thread) -> u64 "
    )
}

/// A variable that holds a stack slot.
#[derive(Clone, Copy)]
struct Variable(u32);

impl std::fmt::Display for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// Variables, as they are written in an array or a pattern.
fn list(variables: &[Variable]) -> String {
    let names: Vec<String> = variables.iter().map(Variable::to_string).collect();
    format!("[{}]", names.join(", "))
}

/// Writes one trace.
struct Writer<'a> {
    out: &'a mut String,
    trace: &'a LoadedTrace,
    id: TraceId,
    options: CompileOptions,
    /// The topmost stack slots, the deepest first; the others are in memory.
    cached: Vec<Variable>,
    /// Number of the next variable.
    next: u32,
}

impl Writer<'_> {
    fn trace(mut self) {
        let signature = signature(&format!("{TRACE}{}", self.id.0));
        line!(self.out, "\n// SAFETY: the program is verified.\n{signature}{{ unsafe {{");
        line!(self.out, "let mut vm = Vm {{ thread, locals, sp }};");
        let loops = self.trace.insts.last().and_then(op_of) == Some(Op::_JUMP_TO_TOP);
        let top = loops.then(|| self.trace.top());
        let mut carried = Vec::new();
        for (index, inst) in self.trace.insts.iter().enumerate() {
            if top == Some(index) {
                carried = self.enter_loop(index);
            }
            // The loader writes numbers of uops only.
            let Some(op) = op_of(inst) else { continue };
            line!(self.out, "// {index}: {op}");
            if self.options.count {
                line!(self.out, "count_uop(&vm);");
            }
            match op {
                Op::_JUMP_TO_TOP => self.jump_to_top(&carried),
                _ => self.uop(index as u32, op, inst),
            }
        }
        // The last uop either goes back to the top or leaves.
        line!(self.out, "{}\n}} }}", if loops { "}" } else { "never()" });
    }

    fn variable(&mut self) -> Variable {
        self.next += 1;
        Variable(self.next)
    }

    /// Has at least `count` slots in variables.
    fn fetch(&mut self, count: usize) {
        while self.cached.len() < count {
            let variable = self.variable();
            line!(self.out, "let {variable} = pop(&mut vm);");
            self.cached.insert(0, variable);
        }
    }

    /// Begins the loop, with those slots in variables that it reaches. Returns these.
    fn enter_loop(&mut self, start: usize) -> Vec<Variable> {
        let depths = self.trace.depths.iter().map(|&depth| depth as usize);
        let depth = self.trace.stack as usize;
        let lowest = (self.trace.insts.iter().zip(depths).skip(start))
            .filter_map(|(inst, at)| {
                Some(at.saturating_sub(op_of(inst)?.info().stack_effect(inst.oparg).reach()))
            })
            .min()
            .unwrap_or(0);
        self.fetch(depth.saturating_sub(lowest));
        let initial = std::mem::take(&mut self.cached);
        for value in initial {
            let variable = self.variable();
            line!(self.out, "let mut {variable} = {value};");
            self.cached.push(variable);
        }
        line!(self.out, "'top: loop {{");
        self.cached.clone()
    }

    fn jump_to_top(&mut self, carried: &[Variable]) {
        self.fetch(carried.len());
        let pairs: Vec<_> = carried.iter().zip(&self.cached).collect();
        let [to, from]: [Vec<String>; 2] = [
            pairs.iter().map(|(to, _)| to.to_string()).collect(),
            pairs.iter().map(|(_, from)| from.to_string()).collect(),
        ];
        if !pairs.is_empty() {
            line!(self.out, "({},) = ({},);", to.join(", "), from.join(", "));
        }
        line!(self.out, "continue 'top;");
    }

    fn uop(&mut self, index: u32, op: Op, inst: &Inst) {
        let info = op.info();
        let effect = info.stack_effect(inst.oparg);
        let reach = effect.reach();
        self.fetch(reach);
        if op.changes_frame() {
            // The frame that is left waits with all its slots in memory.
            let kept = self.cached.len() - info.inputs.len();
            for variable in self.cached.drain(..kept) {
                line!(self.out, "push(&mut vm, {variable});");
            }
        }
        line!(self.out, "let before = vm;");
        let inputs = self.cached.split_off(self.cached.len() - info.inputs.len());
        let window = self.cached.split_off(self.cached.len() - (reach - inputs.len()));
        let (pops, pushes) = (effect.pops_below, effect.pushes_below);
        let in_memory = info.in_memory() && !info.waits();
        if in_memory {
            let room = vec!["Ref(core::ptr::null_mut())".to_string(); pushes];
            let slots = window.iter().map(Variable::to_string).chain(room);
            let slots: Vec<String> = slots.collect();
            line!(self.out, "let mut window: [Ref; {}] = [{}];", slots.len(), slots.join(", "));
            line!(self.out, "vm.sp = window.as_mut_ptr().add({});", window.len());
        }
        let (name, oparg, operand) = (op.symbol(), inst.oparg, inst.operand);
        line!(
            self.out,
            "let flow = uop::{name}(&mut vm, At({oparg}, {operand:#x}), {});",
            list(&inputs)
        );
        let outputs: Vec<Variable> = info.outputs.iter().map(|_| self.variable()).collect();
        line!(self.out, "let {}: [Ref; {}] = match flow {{", list(&outputs), outputs.len());
        line!(self.out, "Flow::Next(outputs) => outputs,");
        let kept = self.cached.clone();
        let all = [kept.as_slice(), &window, &inputs].concat();
        if info.exit {
            line!(self.out, "Flow::Exit => {{");
            let left = if info.exit_pops { &all[..all.len() - inputs.len()] } else { &all };
            self.exit(index, inst, left);
            line!(self.out, "}}");
        }
        if info.error {
            line!(self.out, "Flow::Error => {{\ncore::hint::cold_path();");
            self.restore(&all);
            line!(self.out, "return stop(&vm, {});\n}}", Status::error(self.id, index).0);
        }
        if op == Op::_DYNAMIC_EXIT || info.follows {
            line!(self.out, "Flow::Return => {{");
            self.restore(&all);
            line!(self.out, "let number = (*Frame::of(vm.locals)).return_to as usize;");
            line!(
                self.out,
                "let code: Code = core::mem::transmute(*(*vm.thread).return_table.add(number));"
            );
            line!(self.out, "become code(vm.locals, vm.sp, vm.thread)\n}}");
        }
        line!(self.out, "_ => never(),\n}};");
        if in_memory {
            line!(self.out, "vm.sp = before.sp;");
            for slot in 0..window.len() - pops + pushes {
                let variable = self.variable();
                line!(self.out, "let {variable} = window[{slot}];");
                self.cached.push(variable);
            }
        }
        self.cached.extend(outputs);
    }

    /// Puts the registers and the stack back as they were before the uop.
    fn restore(&mut self, slots: &[Variable]) {
        line!(self.out, "vm = before;");
        for variable in slots {
            line!(self.out, "push(&mut vm, {variable});");
        }
    }

    /// The uop's side exit, with these slots on the stack.
    fn exit(&mut self, index: u32, inst: &Inst, slots: &[Variable]) {
        line!(self.out, "core::hint::cold_path();");
        self.restore(slots);
        if self.options.count {
            line!(self.out, "count_exit(&vm);");
        }
        match self.trace.targets.get(inst.exit as usize).copied().flatten() {
            Some(TraceId(target)) => {
                line!(self.out, "become {TRACE}{target}(vm.locals, vm.sp, vm.thread)");
            }
            None => {
                line!(self.out, "return stop(&vm, {});", Status::unlinked_exit(self.id, index).0)
            }
        }
    }
}

fn op_of(inst: &Inst) -> Option<Op> {
    Op::from_number(inst.opcode)
}
