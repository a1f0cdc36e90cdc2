//! A test case: a uop, its inputs, and how they get onto the stack.

use uops::runtime::{BuiltinType, Value};
use uops::{Dialect, Kind, Op};

/// The operand of a uop, with constants as values.
#[derive(Clone, Debug)]
pub enum Given {
    /// None.
    Nothing,
    /// A number.
    Oparg(u16),
    /// A constant.
    Const(Value),
    /// A place in the bytecode.
    InstrPtr(u32),
    /// A type, for its version.
    Type(BuiltinType),
    /// Two types.
    Types(BuiltinType, BuiltinType),
    /// The function that is called, for its version.
    Function,
}

/// A uop with its operand.
pub type Step = (Op, Given);

/// How a slot gets onto the stack.
#[derive(Clone, Debug)]
pub enum Input {
    /// An argument; nothing else refers to it.
    Owned(u16),
    /// An argument that its local keeps.
    Shared(u16),
    /// The object of the slot below once more.
    Again,
    /// A constant that counts its references.
    Constant(Value),
    /// An immortal constant.
    Borrowed(Value),
    /// No object.
    Null,
    /// An iterator over an argument.
    Iter(u16),
    /// An iterator over an argument that has been at its end before.
    SpentIter(u16),
    /// A list that is exactly as long as there is room for.
    FullList(u16),
    /// A list with room for more, made by appending to a full one of this length.
    GrownList(u16),
    /// What a uop builds of no slots.
    Empty(Op),
    /// Another input that a local refers to as well.
    Kept(Box<Input>),
    /// An argument that its local keeps, not counted.
    Lent(u16),
    /// An argument that its local keeps, tagged.
    Tagged(u16),
    /// An argument that nothing else refers to, tagged.
    TaggedAlone(u16),
    /// The value of an argument, which is a float.
    Unboxed(u16),
}

impl Input {
    /// Whether it is a reference of its own or null, as other traces want it.
    fn is_plain(&self) -> bool {
        use Input::{Lent, Tagged, TaggedAlone, Unboxed};
        !matches!(self, Lent(_) | Tagged(_) | TaggedAlone(_) | Unboxed(_))
    }
}

/// What is wrong with the world while a case runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Nothing.
    None,
    /// An event waits.
    Event,
    /// All traces are invalid.
    Invalid,
    /// All traces become invalid once the instruction pointer has been set.
    InvalidSoon,
    /// An event waits once the instruction pointer has been set.
    EventSoon,
    /// The function has another version.
    Function,
}

/// A uop with what it finds on the stack and in the locals.
#[derive(Clone, Debug)]
pub struct Case {
    /// The uop that is looked at.
    pub op: Op,
    /// It, and what has to surround it directly.
    pub steps: Vec<Step>,
    /// Runs first.
    pub setup: Vec<Step>,
    /// What lies on the stack then, the topmost slot last.
    pub inputs: Vec<Input>,
    /// Arguments, run by run.
    pub runs: Vec<Vec<Value>>,
    /// What is wrong while it runs.
    pub trouble: Trouble,
    /// Number of locals, at least.
    pub locals: u16,
    /// Nothing may lie below the inputs.
    pub alone: bool,
    /// The steps are a loop.
    pub loops: bool,
}

impl Case {
    /// A case without inputs, setup and arguments.
    pub fn new(op: Op, operand: Given) -> Self {
        Case {
            op,
            steps: vec![(op, operand)],
            setup: Vec::new(),
            inputs: Vec::new(),
            runs: vec![Vec::new()],
            trouble: Trouble::None,
            locals: 0,
            alone: false,
            loops: false,
        }
    }

    /// The case with these inputs.
    pub fn inputs(self, inputs: impl Into<Vec<Input>>) -> Self {
        Case { inputs: inputs.into(), ..self }
    }

    /// The case with these arguments, run by run.
    pub fn runs(self, runs: impl Into<Vec<Vec<Value>>>) -> Self {
        Case { runs: runs.into(), ..self }
    }

    /// The case with steps that run first.
    pub fn setup(self, setup: impl Into<Vec<Step>>) -> Self {
        Case { setup: setup.into(), ..self }
    }

    /// The case with something wrong while it runs.
    pub fn trouble(self, trouble: Trouble) -> Self {
        Case { trouble, ..self }
    }

    /// The dialect of its program: the first that has the uop.
    pub fn dialect(&self) -> Dialect {
        Dialect::all().find(|dialect| dialect.has(self.op)).expect("a dialect has it")
    }

    fn is_plain(&self) -> bool {
        self.inputs.iter().all(Input::is_plain)
    }

    /// What can follow the uop's exit, and what the uop itself, where `end` is asked for.
    pub fn ends(&self, end: End) -> (End, End) {
        let info = self.op.info();
        let stays = |name| info.outputs.iter().any(|output| output.name == name);
        // What is borrowed and stays is borrowed still.
        let mut topmost = self.inputs.iter().rev().zip(info.inputs.iter().rev());
        let lends = topmost.any(|(held, slot)| matches!(held, Input::Lent(_)) && stays(slot.name));
        let borrowed = lends || info.outputs.iter().any(|output| output.kind == Kind::Borrowed);
        let exit = if self.is_plain() { end } else { End::Stop };
        (exit, if borrowed { End::Stop } else { end })
    }

    /// Whether the case can be laid out like this.
    pub fn allows(&self, layout: &Layout) -> bool {
        let fits_above = !self.alone || layout.below == 0;
        let fits_link = match layout.link {
            Link::None => !self.loops,
            Link::BelowTop => !self.loops && !self.inputs.is_empty(),
            Link::AboveAll => true,
        };
        fits_above && fits_link && (layout.link == Link::None || self.is_plain())
    }
}

/// Where execution enters the trace with the uop, which empties the stack's cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// There is one trace only.
    None,
    /// Before the topmost input is pushed.
    BelowTop,
    /// After all inputs have been pushed.
    AboveAll,
}

/// What follows the uop, and its exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// An unlinked exit: the run stops where it is.
    Stop,
    /// All objects on the stack and in locals are returned in a list.
    Collect,
}

/// What surrounds the uop.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Number of slots below the inputs.
    pub below: u16,
    /// Where the trace with the uop is entered.
    pub link: Link,
}

impl Layout {
    /// Every layout: stacks that fit the cache of registers, fill it and overflow it.
    ///
    /// The order is such that every so-many-th layout is a mixture.
    pub fn all() -> Vec<Layout> {
        let links = [Link::None, Link::BelowTop, Link::AboveAll];
        let layout =
            |below, turn| Layout { below, link: links[usize::from(below + turn) % links.len()] };
        (0..=5).flat_map(|below| (0..3).map(move |turn| layout(below, turn))).collect()
    }
}
