//! A program as data.

use std::sync::Arc;
use uops::object::Code;
use uops::runtime::{Binding, BuiltinType, OpaqueObject, Replay, Value, VariableNames};
use uops::{Dialect, Op};

/// Index of a trace in [`Program::traces`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TraceId(pub u32);

/// Index of an exit in [`Trace::exits`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ExitId(pub u32);

/// Index of a constant in [`Program::consts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConstId(pub u32);

/// A function of a program: [`FunctionId::MAIN`], or an index in [`Program::functions`], plus 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct FunctionId(pub u32);

impl FunctionId {
    /// The program's own function, where it starts.
    pub const MAIN: FunctionId = FunctionId(0);
}

/// Index of a class in [`Program::classes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClassId(pub u32);

/// Something with a name that uops, members of classes and global names refer to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    /// A constant.
    Const(ConstId),
    /// A function; for `_MAKE_FUNCTION`, its code.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
}

/// A Python function, and those that it calls, as a set of linked traces.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Program {
    /// The version of CPython whose uops its traces consist of.
    pub dialect: Dialect,
    /// The function's name.
    pub name: String,
    /// Its parameters, which are the first locals.
    pub args: Vec<Arg>,
    /// Names of the locals after the parameters.
    pub locals: Vec<String>,
    /// The most slots that the evaluation stack holds.
    pub stack: u32,
    /// The most frames above each other, where that is not [`RECURSION_LIMIT`](crate::RECURSION_LIMIT).
    pub recursion: Option<u32>,
    /// The functions that it calls.
    pub functions: Vec<Function>,
    /// Constants.
    pub consts: Vec<Const>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Global names, those of builtins included.
    pub globals: Vec<Global>,
    /// Names of attributes that uops look up by name, in the order in which they first do.
    pub names: Vec<String>,
    /// Traces; the first is the entry.
    pub traces: Vec<Trace>,
    /// What handles exceptions, if anything does.
    pub handlers: Option<Handlers>,
    /// Regions, in the order of their blocks. Each of the traces before the first region is on its own.
    pub regions: Vec<Region>,
    /// Objects that the runtime does not model.
    pub opaques: Vec<OpaqueObject>,
    /// What they answer, for each of the arguments with which the program was recorded.
    pub replays: Vec<Arc<Replay>>,
}

/// A parameter and what the program runs with by default.
#[derive(Clone, PartialEq, Debug)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A function that the program calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Whether a call of it gives a coroutine.
    pub is_async: bool,
    /// Names of its parameters, which are the first locals: those that take arguments by position, those that take them by
    /// name only, and those that take all other arguments.
    pub params: Vec<String>,
    /// How many take arguments by position only. They are the first.
    pub positional_only: usize,
    /// How many take arguments by name only.
    pub keyword_only: usize,
    /// Whether one takes a tuple of all other arguments by position.
    pub varargs: bool,
    /// Whether the last one takes a dict of all other arguments by name.
    pub varkeywords: bool,
    /// Names of the locals after the parameters.
    pub locals: Vec<String>,
    /// The values of its last parameters by default, those with stars left out, where the function exists before the
    /// program runs. Among those that take arguments by name only, some may have none.
    pub defaults: Vec<Option<Named>>,
    /// Names of its free variables, which are the last locals: cells that its closure holds.
    pub frees: Vec<String>,
    /// The closure of a function that exists before the program runs: what each of its cells holds, if
    /// anything. Empty for one that has no free variables or gets its closure when it is made.
    pub closure: Vec<Option<Named>>,
    /// Names of its attributes and what they are: of one that exists before the program runs, and its name, which those have
    /// that are made from its code, too.
    pub attributes: Vec<(String, Named)>,
    /// The most slots that its evaluation stack holds.
    pub stack: u32,
}

/// A class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Whether it stands for all classes that a statement of the program makes. What it has itself is then no more than
    /// the function whose code their `__init__` runs.
    pub made: bool,
    /// Whether its instances have slots rather than inline values.
    pub slotted: bool,
    /// Names of the slots or inline values, in their order.
    pub attributes: Vec<String>,
    /// The classes that it inherits from, in method resolution order, `object` and builtin types left out.
    pub bases: Vec<ClassId>,
    /// The builtin type that it derives from, of which each instance holds an object.
    pub holds: Option<BuiltinType>,
    /// What the class itself has, and does not inherit.
    pub members: Vec<Member>,
}

/// An attribute of a class: a method or a constant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it is.
    pub value: Named,
    /// What a function is bound to.
    pub binding: Binding,
}

/// A global name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Global {
    /// The name.
    pub name: String,
    /// Its value when the program starts, if it has one.
    pub value: Option<Named>,
    /// What `_LOAD_GLOBAL` finds where the name has no value: the builtin of that name.
    pub builtin: Option<Named>,
}

/// A named constant.
#[derive(Clone, PartialEq, Debug)]
pub struct Const {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Whether a run may change the object, which then gets its value back afterwards.
    pub is_state: bool,
}

/// A straight line of uops that is entered at its start only; the block of a region, if it is in one.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// The function in whose frame it starts.
    pub function: FunctionId,
    /// Bytecode offset of its start, in code units.
    pub offset: u32,
    /// Depth of the evaluation stack at its start.
    pub stack: u32,
    /// The uops; the last one ends the trace.
    pub uops: Vec<Uop>,
    /// Where its uops can leave to.
    pub exits: Vec<Exit>,
}

/// Several traces, the region's blocks, that lead to each other. All of them run as the same executor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// Its first block. The traces after it are its blocks too, up to the first block of the next region.
    pub first: TraceId,
}

/// What handles exceptions. The first trace of a program that has this does nothing but go on where the current frame
/// does, so that the program can be entered again after an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handlers {
    /// The trace with which a run begins.
    pub start: TraceId,
    /// The handlers; of several for the same instruction, the first counts.
    pub rows: Vec<Handler>,
}

/// What handles exceptions of some instructions: an entry of CPython's exception table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// The function in whose frame an exception is handled.
    pub function: FunctionId,
    /// The bytecode offset of the first instruction.
    pub from: u32,
    /// The offset after the last one.
    pub to: u32,
    /// How many slots stay on the stack.
    pub depth: u32,
    /// Whether the offset of the instruction is pushed before the exception.
    pub pushes_offset: bool,
    /// The trace that goes on; without one the exception ends the run, as if there were no handler.
    pub target: Option<TraceId>,
}

/// One uop of a trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Uop {
    /// Which one.
    pub op: Op,
    /// Its operand.
    pub operand: Operand,
    /// Its exit, if it has one; of `_SAVE_RETURN_OFFSET`, where its frame goes on.
    pub exit: Option<ExitId>,
}

/// The operand of a uop; which variant belongs to which uop is [`uops::OperandKind`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// It has none, or one that follows from the trace, as `_START_EXECUTOR`'s.
    Nothing,
    /// A number in `oparg`: a local, a count, an operator, a comparison.
    Oparg(u16),
    /// A constant.
    Const(ConstId),
    /// A bytecode offset.
    InstrPtr(u32),
    /// A type.
    Type(BuiltinType),
    /// The types of two stack slots, the deeper one first.
    Types(BuiltinType, BuiltinType),
    /// A function.
    Function(FunctionId),
    /// A number of arguments in `oparg`, and a function.
    Call(u16, FunctionId),
    /// A number of words.
    Words(u32),
    /// A class.
    Class(ClassId),
    /// A number of arguments in `oparg`, and a class.
    CallClass(u16, ClassId),
    /// The attribute of this number of a class's instances.
    Attribute(ClassId, u16),
    /// A name of an attribute, by its index in [`Program::names`].
    Name(u32),
    /// A global name.
    Global(u32),
}

/// A side exit of a trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Exit {
    /// Its name.
    pub name: String,
    /// Bytecode offset where execution goes on.
    pub offset: u32,
    /// The trace that goes on there; without one the exit is unlinked.
    pub target: Option<TraceId>,
}

impl Program {
    /// Number of locals of the main function, parameters included.
    pub fn local_count(&self) -> usize {
        self.args.len() + self.locals.len()
    }

    /// Every function.
    pub fn function_ids(&self) -> impl Iterator<Item = FunctionId> + use<> {
        (0..=self.functions.len() as u32).map(FunctionId)
    }

    /// The definition of a function; none for the main one.
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.get((id.0 as usize).checked_sub(1)?)
    }

    /// Whether there is such a function.
    pub fn has_function(&self, id: FunctionId) -> bool {
        id.0 as usize <= self.functions.len()
    }

    /// The name of a function.
    pub fn function_name(&self, id: FunctionId) -> &str {
        self.function(id).map_or(&self.name, |function| &function.name)
    }

    /// Number of parameters of a function.
    pub fn arg_count(&self, id: FunctionId) -> usize {
        self.function(id).map_or(self.args.len(), |function| function.params.len())
    }

    /// Number of locals of a function, parameters and free variables included.
    pub fn local_count_of(&self, id: FunctionId) -> usize {
        self.function(id).map_or(self.local_count(), |function| function.local_names().count())
    }

    /// The name of local number `index` of a function.
    pub fn local_name(&self, id: FunctionId, index: usize) -> Option<&str> {
        match (self.function(id), self.args.get(index)) {
            (Some(function), _) => function.local_names().nth(index),
            (None, Some(arg)) => Some(&arg.name),
            (None, None) => self.locals.get(index - self.args.len()).map(String::as_str),
        }
    }

    /// The most slots that the evaluation stack of a function holds.
    pub fn stack_of(&self, id: FunctionId) -> u32 {
        self.function(id).map_or(self.stack, |function| function.stack)
    }

    /// The name of something.
    pub fn named(&self, named: Named) -> Option<&str> {
        match named {
            Named::Const(id) => self.consts.get(id.0 as usize).map(|constant| &*constant.name),
            Named::Function(id) if self.has_function(id) => Some(self.function_name(id)),
            Named::Function(_) => None,
            Named::Class(id) => self.classes.get(id.0 as usize).map(|class| &*class.name),
        }
    }

    /// The function whose code something runs when it is called, if it is a function that can be called.
    pub fn called(&self, named: Named) -> Option<FunctionId> {
        match named {
            Named::Function(id) if self.function(id).is_none_or(Function::is_complete) => Some(id),
            Named::Const(id) => match self.consts.get(id.0 as usize)?.value {
                Value::MadeFunction { function, .. } => Some(FunctionId(function)),
                _ => None,
            },
            Named::Function(_) | Named::Class(_) => None,
        }
    }

    /// The `__init__` of a class, if that is a function. That of a class which the program makes gets its closure when it
    /// is made.
    pub fn init(&self, id: ClassId) -> Option<Named> {
        let class = self.classes.get(id.0 as usize)?;
        let bases = class.bases.iter().filter_map(|base| self.classes.get(base.0 as usize));
        let mut members = std::iter::once(class)
            .chain(bases)
            .flat_map(|class| class.members.iter().map(|member| (class.made, member)));
        let (made, member) = members.find(|(_, member)| member.name == "__init__")?;
        let is_code = made && matches!(member.value, Named::Function(_));
        (is_code || self.called(member.value).is_some()).then_some(member.value)
    }

    /// The function whose code the `__init__` of a class runs.
    pub fn init_function(&self, id: ClassId) -> Option<FunctionId> {
        match self.init(id)? {
            Named::Function(id) => Some(id),
            init => self.called(init),
        }
    }

    /// Words of memory that a frame of a function takes.
    pub fn frame_words(&self, id: FunctionId) -> usize {
        Code::frame_size(self.local_count_of(id), self.stack_of(id) as usize) / size_of::<u64>()
    }

    /// The trace with this id.
    pub fn trace(&self, id: TraceId) -> &Trace {
        &self.traces[id.0 as usize]
    }

    /// The handlers that lead to a trace.
    pub fn linked_handlers(&self) -> impl Iterator<Item = (Handler, TraceId)> {
        let rows = self.handlers.iter().flat_map(|handlers| &handlers.rows);
        rows.filter_map(|&handler| Some((handler, handler.target?)))
    }

    /// The traces to which something else leads than a uop: where a run begins, and where exceptions are handled.
    pub fn landings(&self) -> impl Iterator<Item = TraceId> {
        let start = self.handlers.iter().map(|handlers| handlers.start);
        start.chain(self.linked_handlers().map(|(_, target)| target))
    }

    /// Number of uops in all traces.
    pub fn uop_count(&self) -> usize {
        self.traces.iter().map(|trace| trace.uops.len()).sum()
    }
}

impl VariableNames for Program {
    fn local(&self, version: u32, number: usize) -> Option<&str> {
        self.local_name(FunctionId(version.checked_sub(1)?), number)
    }

    fn global(&self, number: usize) -> Option<&str> {
        self.globals.get(number).map(|global| &*global.name)
    }
}

impl Handler {
    /// Whether it handles exceptions of the instruction at an offset of a function.
    pub fn covers(&self, function: FunctionId, offset: u32) -> bool {
        self.function == function && (self.from..self.to).contains(&offset)
    }

    /// How many slots the stack holds where it goes on.
    pub fn stack(&self) -> u32 {
        self.depth + u32::from(self.pushes_offset) + 1
    }
}

impl Trace {
    /// The trace whose start is where a frame has to go on for this trace to follow a return into it.
    pub fn followed(&self, uop: &Uop) -> Option<TraceId> {
        self.exits[uop.exit.filter(|_| uop.op.info().follows)?.0 as usize].target
    }
}

impl Function {
    /// Whether it can be called as it is: it needs no closure, or has one.
    pub fn is_complete(&self) -> bool {
        self.closure.len() == self.frees.len()
    }

    /// Number of parameters that take one argument each.
    pub fn plain_count(&self) -> usize {
        let others = usize::from(self.varargs) + usize::from(self.varkeywords);
        self.params.len().saturating_sub(others)
    }

    /// Whether a parameter takes all other arguments.
    pub fn has_stars(&self) -> bool {
        self.varargs || self.varkeywords
    }

    /// Names of all locals.
    pub fn local_names(&self) -> impl Iterator<Item = &str> {
        self.params.iter().chain(&self.locals).chain(&self.frees).map(String::as_str)
    }
}

/// Follows which function's frame the uops of a trace run in.
#[derive(Clone, Debug)]
pub struct FrameWalk {
    current: FunctionId,
    callers: Vec<FunctionId>,
}

impl FrameWalk {
    /// At the start of a trace in a frame of `function`.
    pub fn new(function: FunctionId) -> Self {
        FrameWalk { current: function, callers: Vec::new() }
    }

    /// The function whose frame is the current one.
    pub fn current(&self) -> FunctionId {
        self.current
    }

    /// Whether the current frame is that in which the trace started, or one that it has returned to from there.
    pub fn is_outermost(&self) -> bool {
        self.callers.is_empty()
    }

    /// Continues after `uop`. The caller of the frame in which the trace started is not known, so
    /// that leaving it changes nothing until a guard of where that frame goes on names its function.
    pub fn step(&mut self, uop: &Uop) {
        let info = uop.op.info();
        match uop.operand {
            Operand::Function(function) if info.enters => {
                self.callers.push(std::mem::replace(&mut self.current, function));
            }
            Operand::Function(function) if info.follows => self.current = function,
            // Of the frame of a generator, nothing is known yet.
            _ if info.enters => self.callers.push(self.current),
            _ if info.returns => self.current = self.callers.pop().unwrap_or(self.current),
            _ => {}
        }
    }
}

impl From<Named> for Operand {
    fn from(named: Named) -> Self {
        match named {
            Named::Const(id) => Operand::Const(id),
            Named::Function(id) => Operand::Function(id),
            Named::Class(id) => Operand::Class(id),
        }
    }
}

impl Operand {
    /// What the operand names, if it does and nothing else.
    pub fn named(self) -> Option<Named> {
        match self {
            Operand::Const(id) => Some(Named::Const(id)),
            Operand::Function(id) => Some(Named::Function(id)),
            Operand::Class(id) => Some(Named::Class(id)),
            _ => None,
        }
    }
}

impl Uop {
    /// The oparg: the operand's where it is a number, else the one that the uop's name fixes, else
    /// 0.
    pub fn oparg(&self) -> u16 {
        match self.operand {
            Operand::Oparg(oparg) | Operand::Call(oparg, _) | Operand::CallClass(oparg, _) => oparg,
            _ => self.op.info().fixed.unwrap_or(0),
        }
    }
}
