//! Loads a program into a runtime, for backends.

use crate::landings::{Landings, positions};
use crate::program::{ClassId, Const, FunctionId, Named, Operand, Program, Trace, TraceId, Uop};
use crate::verify::{Forms, VerifiedProgram};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use uops::object::{Code, Executor, Function, FunctionAttribute, Instance, Ref, TypeId};
use uops::runtime::{BuiltinType, ClassMember, Given, Pointed, Runtime, Scope, Value};
use uops::semantics::RIGHT_TYPE_BITS;
use uops::stencil_inst::OperandBounds;
use uops::{Inst, Op, OperandKind, StencilInst};

/// A verified program inside a [`Runtime`]: constants are objects, uops are decoded records.
///
/// It owns its constants and executors and must not outlive its runtime.
#[derive(Debug)]
pub struct LoadedProgram {
    program: Arc<Program>,
    traces: Vec<LoadedTrace>,
    /// What the function objects point at.
    codes: Pointed<[Code]>,
    functions: Vec<*mut Function>,
    /// The classes: their ids, and the objects that stand for them.
    classes: Vec<(TypeId, Ref)>,
    /// Whether instances of them stay alive as long as the runtime.
    immortal_instances: bool,
    /// Numbers of the program's names.
    names: Vec<u32>,
    continuations: Vec<Continuation>,
    /// What handles exceptions, and where a run begins.
    pub(crate) landings: Option<Landings>,
    constants: Vec<Ref>,
    /// The names of the parameters of each function, if a uop looks at them.
    parameters: Vec<Ref>,
    /// The opaque objects, by number.
    opaques: Rc<[Ref]>,
    /// What of all that opaque objects may give.
    given: Rc<Given>,
    /// What `_START_EXECUTOR` makes the thread point at: of a region, the executor of its first block.
    executors: Pointed<[Executor]>,
}

/// Where frames go on once a function that they called has returned.
///
/// Its number, which the frames hold, is its index plus 1. Number 0 is the end of the program. All calls after which
/// the same trace goes on share one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Continuation {
    /// The trace with the call, or the first of these calls.
    pub trace: TraceId,
    /// Its `_SAVE_RETURN_OFFSET`.
    pub uop: u32,
    /// The trace that goes on; without one the return is an unlinked exit of that uop.
    pub target: Option<TraceId>,
}

/// One trace of a loaded program.
#[derive(Debug)]
pub struct LoadedTrace {
    /// The uops as interpreters read them; operands of object kind are addresses.
    pub insts: Vec<Inst>,
    /// The uops as copy-and-patch reads them.
    pub stencil_insts: Vec<StencilInst>,
    /// What is known of the uops' operands.
    pub bounds: OperandBounds,
    /// Where each exit leads: a trace, or nowhere.
    pub targets: Vec<Option<TraceId>>,
    /// The exits that lead to a trace, by uop.
    pub linked_exits: Vec<LinkedExit>,
    /// Depth of the evaluation stack at the start.
    pub stack: u32,
    /// Stack depth before each uop.
    pub depths: Vec<u32>,
    /// The forms of the stack's slots, for each place where the program may stop.
    pub(crate) forms: Forms,
}

/// A uop's exit that leads to a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkedExit {
    /// The uop's index.
    pub uop: u32,
    /// The trace.
    pub target: TraceId,
}

impl LoadedTrace {
    /// Index of the uop that `_JUMP_TO_TOP` goes back to: the one after `_START_EXECUTOR`, as in
    /// CPython (`trace[1]`), or after the check with which a block begins; the first in a trace without these.
    pub fn top(&self) -> usize {
        let first = self.insts.first().map(|inst| inst.opcode);
        let begins = [Op::_START_EXECUTOR, Op::_CHECK_VALIDITY].map(|op| Some(op as u16));
        usize::from(begins.contains(&first))
    }
}

impl LoadedProgram {
    /// Makes the program's constants in `runtime` and decodes its uops.
    ///
    /// Constants that uops borrow are immortal and stay as long as the runtime; the others live
    /// until [`LoadedProgram::unload`].
    pub fn load(runtime: &mut Runtime, program: VerifiedProgram) -> Self {
        let positions = positions(&program);
        let (program, depths, forms) = program.into_parts();
        let classes: Vec<(TypeId, Ref)> = program
            .classes
            .iter()
            .map(|class| match class.made {
                true => runtime.add_template(&class.name, class.attributes.clone()),
                false => runtime.add_class(&class.name, class.attributes.clone()),
            })
            .collect();
        for (class, &(id, _)) in program.classes.iter().zip(&classes) {
            class.holds.into_iter().for_each(|kind| runtime.set_holds(id, kind));
        }
        let parameters = parameters(runtime, &program);
        let named = |id: FunctionId| parameters.get(id.0 as usize).copied().unwrap_or(Ref::NULL);
        let codes: Pointed<[Code]> =
            program.function_ids().map(|id| code(&program, id, named(id))).collect();
        let functions: Vec<*mut Function> = (0..codes.len())
            .map(|index| Pointed::pointer(&codes).cast::<Code>().wrapping_add(index))
            // SAFETY: the program holds the codes, and outlives whatever calls its functions.
            .map(|code| unsafe { runtime.make_function(code) })
            .collect();
        let executors = program.traces.iter().map(|_| Executor { valid: 1 }).collect();
        let mut loaded = LoadedProgram {
            program: program.clone(),
            traces: Vec::new(),
            codes,
            functions,
            classes,
            immortal_instances: false,
            names: program.names.iter().map(|name| runtime.intern(name)).collect(),
            continuations: Vec::new(),
            landings: None,
            constants: Vec::with_capacity(program.consts.len()),
            parameters,
            opaques: runtime.make_opaques(&program.opaques),
            given: Rc::default(),
            executors,
        };
        loaded.make_constants(runtime);
        loaded.complete(runtime);
        loaded.given = Rc::new(loaded.given_by_opaques());
        let places = loaded.number_places();
        loaded.landings = Landings::new(&program, &places, &positions);
        let known = depths.into_iter().zip(forms);
        for (index, (trace, (depths, forms))) in program.traces.iter().zip(known).enumerate() {
            let insts = loaded.decode(TraceId(index as u32), trace, &places);
            let targets = trace.exits.iter().map(|exit| exit.target).collect();
            let (linked_exits, stack) = (linked_exits_of(trace), trace.stack);
            let stencil_insts = insts.iter().map(StencilInst::new).collect();
            let bounds = OperandBounds::of(&insts);
            loaded.traces.push(LoadedTrace {
                insts,
                stencil_insts,
                bounds,
                targets,
                linked_exits,
                stack,
                depths,
                forms,
            });
        }
        loaded
    }

    /// Makes the constants. A cell may hold a constant that comes after it, so that cells are filled last.
    fn make_constants(&mut self, runtime: &mut Runtime) {
        let program = self.program.clone();
        let objects = self.function_objects();
        for (constant, borrowed) in program.consts.iter().zip(borrowed_constants(&program)) {
            self.immortal_instances |= borrowed && has_instance(&constant.value);
            let value = match &constant.value {
                Value::Cell(_) => &Value::Cell(None),
                value => value,
            };
            let scope = self.scope(&objects, self.constants.len());
            // SAFETY: the constants so far are this runtime's, and released by `unload` alone; the verifier
            // has checked what functions are given.
            let object = unsafe {
                match borrowed {
                    true => runtime.make_immortal(value, scope),
                    false => runtime.make_of(value, scope),
                }
            };
            self.constants.push(object);
        }
        // SAFETY: no uop runs yet.
        unsafe { self.refill(runtime, |constant| matches!(constant.value, Value::Cell(_))) };
    }

    /// Gives constants the contents that they have when the program starts.
    ///
    /// # Safety
    /// The program is loaded into this runtime, and no uop runs.
    unsafe fn refill(&self, runtime: &mut Runtime, which: impl Fn(&Const) -> bool) {
        if !self.program.consts.iter().any(&which) {
            return;
        }
        let objects = self.function_objects();
        for (index, constant) in self.program.consts.iter().enumerate().filter(|(_, it)| which(it))
        {
            let before = match constant.value {
                Value::Cell(_) => self.constants.len(),
                _ => index,
            };
            let scope = self.scope(&objects, before);
            // SAFETY: constants, classes and functions are the program's; the caller promises the rest.
            unsafe { runtime.refill(self.constants[index], &constant.value, scope) };
        }
    }

    fn function_objects(&self) -> Vec<Ref> {
        self.functions.iter().map(|&function| Ref(function.cast())).collect()
    }

    /// What a value refers to that comes after `constants` constants.
    fn scope<'a>(&'a self, functions: &'a [Ref], constants: usize) -> Scope<'a> {
        Scope {
            constants: &self.constants[..constants],
            classes: &self.classes,
            functions,
            opaques: &self.opaques,
        }
    }

    /// Gives classes their bases and members, and functions what they refer to.
    fn complete(&self, runtime: &mut Runtime) {
        for (index, class) in self.program.classes.iter().enumerate() {
            let (id, _) = self.classes[index];
            let base = |base: &ClassId| self.classes[base.0 as usize].0;
            let held = class.holds.map(BuiltinType::id);
            runtime.set_bases(id, class.bases.iter().map(base).chain(held).collect());
            let members = class.members.iter().filter(|_| !class.made).filter_map(|member| {
                let value = self.object(member.value)?;
                Some(ClassMember { name: member.name.clone(), value, binding: member.binding })
            });
            let init = self.program.init(ClassId(index as u32));
            let init = init.and_then(|init| self.object(init));
            // SAFETY: the program owns the members until it is unloaded, and removes the class then.
            unsafe { runtime.set_members(id, members.collect(), init.unwrap_or(Ref::NULL)) };
        }
        let object = |named| self.object(named).unwrap_or(Ref::NULL);
        for (&loaded, function) in self.functions.iter().skip(1).zip(&self.program.functions) {
            let closure = function.closure.iter().map(|named| named.map_or(Ref::NULL, object));
            let closure: Vec<Ref> = closure.collect();
            let defaults = function.defaults.iter().map(|named| named.map_or(Ref::NULL, object));
            let defaults: Vec<Ref> = defaults.collect();
            // SAFETY: the objects are the program's, which clears its functions before it releases
            // them, and their numbers are those that the verifier has checked.
            unsafe {
                if !closure.is_empty() {
                    runtime.set_closure(loaded, &closure);
                }
                if !defaults.is_empty() {
                    runtime.set_defaults(loaded, &defaults);
                }
                for (name, value) in &function.attributes {
                    runtime.set_attribute(loaded, name, object(*value));
                }
            }
        }
    }

    /// The object that a name stands for.
    pub(crate) fn object(&self, named: Named) -> Option<Ref> {
        match named {
            Named::Const(id) => self.constants.get(id.0 as usize).copied(),
            Named::Function(id) => {
                self.functions.get(id.0 as usize).map(|&function| Ref(function.cast()))
            }
            Named::Class(id) => self.classes.get(id.0 as usize).map(|&(_, object)| object),
        }
    }

    /// Makes a continuation of each trace that goes on after calls, and says which number it has.
    fn number_places(&mut self) -> HashMap<TraceId, u64> {
        let mut numbers = HashMap::new();
        let program = self.program.clone();
        for target in program.landings() {
            numbers.entry(target).or_insert_with(|| {
                let continuation = Continuation { trace: TraceId(0), uop: 0, target: Some(target) };
                self.continuations.push(continuation);
                self.continuations.len() as u64
            });
        }
        for (id, trace) in (0..).map(TraceId).zip(&program.traces) {
            for (index, uop) in (0..).zip(&trace.uops).filter(|(_, uop)| uop.op.info().resumes) {
                let Some(target) = target(trace, uop) else { continue };
                numbers.entry(target).or_insert_with(|| {
                    let target = Some(target);
                    self.continuations.push(Continuation { trace: id, uop: index, target });
                    self.continuations.len() as u64
                });
            }
        }
        numbers
    }

    fn decode(&mut self, id: TraceId, trace: &Trace, places: &HashMap<TraceId, u64>) -> Vec<Inst> {
        let mut insts = Vec::with_capacity(trace.uops.len());
        for (index, uop) in trace.uops.iter().enumerate() {
            let mut operand = self.operand(id, uop);
            let info = uop.op.info();
            if info.resumes || info.follows {
                let number = target(trace, uop).and_then(|target| places.get(&target));
                operand = number.copied().unwrap_or_else(|| {
                    let uop = index as u32;
                    self.continuations.push(Continuation { trace: id, uop, target: None });
                    self.continuations.len() as u64
                });
            }
            insts.push(Inst {
                opcode: uop.op as u16,
                oparg: uop.oparg(),
                exit: uop.exit.map_or(Inst::NO_EXIT, |exit| exit.0),
                operand,
            });
        }
        insts
    }

    /// The operand of a uop as its function reads it.
    fn operand(&self, trace: TraceId, uop: &Uop) -> u64 {
        let is_version = |kind| matches!(kind, OperandKind::FunctionVersion | OperandKind::Call);
        match uop.operand {
            Operand::Const(id) => match (uop.op, &self.program.consts[id.0 as usize].value) {
                // These push the value rather than the object.
                (Op::_LOAD_CONST_TAGGED, value) => {
                    value.tagged_int().and_then(Ref::tagged).unwrap_or(Ref::NULL).0 as u64
                }
                (Op::_LOAD_CONST_UNBOXED, Value::Float(value)) => value.to_bits(),
                _ => self.constants[id.0 as usize].0 as u64,
            },
            Operand::Function(id) | Operand::Call(_, id) if is_version(uop.op.info().operand) => {
                self.codes[id.0 as usize].version.into()
            }
            Operand::Function(id) | Operand::Call(_, id) => self.functions[id.0 as usize] as u64,
            Operand::Words(words) => u64::from(words) * size_of::<u64>() as u64,
            Operand::InstrPtr(offset) => offset.into(),
            Operand::Class(id) if uop.op.info().operand == OperandKind::Object => {
                self.classes[id.0 as usize].1.0 as u64
            }
            Operand::Class(id) | Operand::CallClass(_, id) => self.classes[id.0 as usize].0.into(),
            Operand::Attribute(_, index) => Instance::value_offset(index.into()) as u64,
            Operand::Name(id) => self.names[id as usize].into(),
            Operand::Global(id) => u64::from(id) * size_of::<Ref>() as u64,
            // The version of a type is its id.
            Operand::Type(builtin) => builtin.id().into(),
            Operand::Types(left, right) => u64::from(left.id() << RIGHT_TYPE_BITS | right.id()),
            Operand::Nothing if uop.op.info().operand == OperandKind::Executor => {
                let executors = Pointed::pointer(&self.executors).cast::<Executor>();
                executors.wrapping_add(self.program.executor_of(trace).0 as usize) as u64
            }
            Operand::Nothing | Operand::Oparg(_) => 0,
        }
    }

    /// Releases the constants. No trace may run any more.
    pub fn unload(self, runtime: &mut Runtime) {
        for function in self.functions {
            // SAFETY: the function is the program's, and nothing that knows it runs any more.
            unsafe { runtime.clear_function(function) };
        }
        for (&object, constant) in self.constants.iter().zip(&self.program.consts) {
            // Functions and cells may refer to each other.
            if matches!(constant.value, Value::MadeFunction { .. }) {
                // SAFETY: the function is the program's, and nothing that knows it runs any more.
                unsafe { runtime.clear_function(object.cast()) };
            }
        }
        for &object in self.opaques.iter() {
            // SAFETY: as below.
            unsafe { runtime.release(object) };
        }
        for object in self.constants.into_iter().chain(self.parameters) {
            // SAFETY: the program owns the reference, and nothing that knows it runs any more.
            unsafe { runtime.release(object) };
        }
        if !self.immortal_instances {
            self.classes.iter().for_each(|&(id, _)| runtime.remove_class(id));
        }
    }

    /// Gives the constants that a run may change their values back.
    ///
    /// # Safety
    /// The program is loaded into this runtime, and no uop runs.
    pub(crate) unsafe fn restore(&self, runtime: &mut Runtime) {
        // SAFETY: the caller's promise.
        unsafe { self.refill(runtime, |constant| constant.is_state) };
    }

    /// The program as data.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The program as data, for code that needs it longer than this loaded program lives.
    pub fn shared(&self) -> Arc<Program> {
        self.program.clone()
    }

    /// What functions with this version run.
    pub fn code(&self, version: u32) -> Option<&Code> {
        self.codes.iter().find(|code| code.version == version)
    }

    /// The traces; the first is the entry.
    pub fn traces(&self) -> &[LoadedTrace] {
        &self.traces
    }

    /// Where frames go on after calls.
    pub fn continuations(&self) -> &[Continuation] {
        &self.continuations
    }

    /// What of the program opaque objects may give; nothing if they answer nothing.
    fn given_by_opaques(&self) -> Given {
        match self.program.replays.is_empty() {
            true => Given::default(),
            false => Given {
                constants: self.constants.clone(),
                classes: self.classes.clone(),
                functions: self.function_objects(),
                opaques: self.opaques.clone(),
            },
        }
    }

    /// What of the program opaque objects may give.
    pub(crate) fn given(&self) -> Rc<Given> {
        self.given.clone()
    }

    /// The function that runs in the program's frame.
    pub(crate) fn main(&self) -> *mut Function {
        self.functions[0]
    }
}

/// The linked exits of a trace: those that lead to another trace. Returns from calls are not among them: see
/// [`Continuation`].
fn linked_exits_of(trace: &Trace) -> Vec<LinkedExit> {
    let is_left = |uop: &Uop| !(uop.op.info().resumes || uop.op.info().follows);
    let uops = (0..).zip(&trace.uops).filter(|(_, uop)| is_left(uop));
    let linked = uops
        .filter_map(|(index, uop)| Some(LinkedExit { uop: index, target: target(trace, uop)? }));
    linked.collect()
}

/// The trace that a uop's exit names, if it has one that is linked.
fn target(trace: &Trace, uop: &Uop) -> Option<TraceId> {
    trace.exits[uop.exit?.0 as usize].target
}

/// The names of the parameters of each function, in a program that has a uop that looks at them.
fn parameters(runtime: &mut Runtime, program: &Program) -> Vec<Ref> {
    let mut uops = program.traces.iter().flat_map(|trace| &trace.uops);
    let by_name = Operand::Oparg(FunctionAttribute::KeywordDefaults as u16);
    let looks = |uop: &Uop| match uop.op {
        Op::_PY_FRAME_STAR | Op::_CREATE_INIT_FRAME_STAR | Op::_PY_FRAME_GENERAL => true,
        Op::_SET_FUNCTION_ATTRIBUTE => uop.operand == by_name,
        _ => false,
    };
    if !uops.any(looks) {
        return Vec::new();
    }
    let names = |id| {
        let names =
            (0..program.arg_count(id)).filter_map(move |index| program.local_name(id, index));
        Value::Tuple(names.map(|name| Value::Str(name.into())).collect())
    };
    program.function_ids().map(|id| runtime.make(&names(id))).collect()
}

fn code(program: &Program, id: FunctionId, names: Ref) -> Code {
    let (locals, stack) = (program.local_count_of(id), program.stack_of(id) as usize);
    let (arg_count, function) = (program.arg_count(id), program.function(id));
    let plain = function.map_or(arg_count, |function| function.plain_count());
    let keyword_only = function.map_or(0, |function| function.keyword_only);
    let positional_only = function.map_or(0, |function| function.positional_only);
    Code {
        version: id.0 + 1,
        arg_count: arg_count as u32,
        positional: (plain - keyword_only.min(plain)) as u32,
        positional_only: positional_only as u32,
        keyword_only: keyword_only as u32,
        varargs: function.is_some_and(|function| function.varargs).into(),
        varkeywords: function.is_some_and(|function| function.varkeywords).into(),
        is_async: function.is_some_and(|function| function.is_async).into(),
        names,
        local_count: locals as u32,
        free_count: program.function(id).map_or(0, |function| function.frees.len()) as u32,
        frame_size: Code::frame_size(locals, stack) as u32,
    }
}

/// Which constants are borrowed by some uop, and so have to be immortal.
fn borrowed_constants(program: &Program) -> Vec<bool> {
    let mut borrowed = vec![false; program.consts.len()];
    for uop in program.traces.iter().flat_map(|trace| &trace.uops) {
        let borrows = matches!(
            uop.op.info().function,
            uops::Function::_LOAD_CONST_INLINE_BORROW
                | uops::Function::_LOAD_CONST_INLINE_BORROW_WITH_NULL
                | uops::Function::_POP_TOP_LOAD_CONST_INLINE_BORROW
        );
        if let Operand::Const(id) = uop.operand
            && borrows
        {
            borrowed[id.0 as usize] = true;
        }
    }
    borrowed
}

/// Whether an instance of a program's class is in a value.
fn has_instance(value: &Value) -> bool {
    match value {
        // What a bound method has as its `self` may be a constant.
        Value::Instance { .. } | Value::Bound(_) => true,
        Value::Tuple(items) | Value::List(items) => items.iter().any(has_instance),
        Value::Dict(items) => items.iter().any(|(_, value)| has_instance(value)),
        Value::MadeFunction { given, .. } => given.iter().any(|(_, value)| has_instance(value)),
        Value::Cell(content) => content.as_deref().is_some_and(has_instance),
        _ => false,
    }
}
