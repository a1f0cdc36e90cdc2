//! Keeps ints without a box.
//!
//! A uop that works on ints gets tagged ints, and its result stays tagged until a uop needs an
//! object. Then a box is made only if no local has a box of its own for the number.

use super::edit::Edits;
use super::guards::half;
use super::tags::tagged_constant;
use super::values::{ValueId, Values};
use super::view::TraceView;
use crate::program::{Operand, Uop};
use crate::verify::state::State;
use uops::{Applied, Function, Kind, Op, OperandKind};

/// How often the pass looks for forms that don't pay off. A form that is left over makes code slower, not
/// wrong.
const ROUNDS: usize = 8;

/// Whether a uop guards ints.
fn is_guard(op: Op) -> bool {
    matches!(op, Op::_GUARD_BOTH_INT | Op::_GUARD_NOS_INT | Op::_GUARD_TOS_INT)
        || matches!(op.info().function, Function::_GUARD_NOS_COMPACT | Function::_GUARD_TOS_COMPACT)
}

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let tagged = TaggedForms::new(view);
    for (index, form) in tagged.forms.iter().enumerate() {
        if let Some(form) = form {
            tagged.rewrite(index, form, edits);
        }
    }
    for (id, value) in tagged.values.iter() {
        tagged.rewrite_ends(id, value.producer, edits);
    }
    tagged.rewrite_guards(edits);
}

/// A uop in the form that works on tagged ints.
#[derive(Clone, Debug)]
struct Form {
    uop: Uop,
    /// Which inputs are tagged.
    tagged: &'static [usize],
    /// Whether its output can be.
    makes_tagged: bool,
}

/// The uops of a trace that get a form that works on tagged ints.
struct TaggedForms<'s, 'p> {
    view: &'s TraceView<'p>,
    values: Values,
    /// The form of each uop that gets one.
    forms: Vec<Option<Form>>,
    /// For each uop, the kinds of its inputs, and of the local that it names.
    kinds: Vec<Vec<Kind>>,
    locals: Vec<Option<Kind>>,
}

impl<'s, 'p> TaggedForms<'s, 'p> {
    fn new(view: &'s TraceView<'p>) -> Self {
        let (mut forms, mut kinds, mut locals) = (Vec::new(), Vec::new(), Vec::new());
        view.walk(|index, before| {
            let uop = &view.trace().uops[index];
            // The trace that a linked exit leads to finds the inputs as they are here.
            forms.push(form(uop, before).filter(|_| !view.is_linked(uop)));
            kinds.push(input_kinds(uop, before));
            let names_local = uop.op.info().operand == OperandKind::Local;
            let local = names_local.then(|| before.locals[usize::from(uop.oparg())]);
            locals.push(local.map(|local| before.kind(local)));
        });
        let mut tagged = TaggedForms { view, values: Values::of(view), forms, kinds, locals };
        // A form whose inputs are not tagged and whose output nothing needs as a tagged value costs more
        // than it gives. Without it others may do the same.
        for _ in 0..ROUNDS {
            let useless: Vec<usize> = (0..tagged.forms.len())
                .filter(|&index| tagged.forms[index].is_some() && !tagged.pays(index))
                .collect();
            if useless.is_empty() {
                break;
            }
            for index in useless {
                tagged.forms[index] = None;
            }
        }
        tagged
    }

    fn uop(&self, index: usize) -> &'p Uop {
        &self.view.trace().uops[index]
    }

    fn pays(&self, index: usize) -> bool {
        let Some(form) = &self.forms[index] else { return false };
        let inputs = self.values.inputs(index);
        form.tagged.iter().any(|&input| self.is_tagged(inputs[input]))
            || self.values.outputs(index).iter().any(|&output| self.is_tagged(output))
    }

    /// Whether a value is tagged from the uop that makes it to the one that takes it.
    fn is_tagged(&self, id: ValueId) -> bool {
        let value = self.values.get(id);
        let Some(producer) = value.producer else { return false };
        let Some((consumer, input)) = value.consumer else { return false };
        if value.pinned || !self.values.passes_only(self.view, id, is_guard) {
            return false;
        }
        let made = self.makes_tagged(producer);
        match &self.forms[consumer] {
            Some(form) => form.tagged.contains(&input) && (made || self.loads_tagged(producer)),
            None => made && self.uop(consumer).op.info().function == Function::_STORE_FAST,
        }
    }

    fn makes_tagged(&self, producer: usize) -> bool {
        tagged_next(self.uop(producer).op).is_some()
            || self.forms[producer].as_ref().is_some_and(|form| form.makes_tagged)
    }

    fn loads_tagged(&self, producer: usize) -> bool {
        self.tagged_load(producer).is_some()
    }

    fn tagged_load(&self, producer: usize) -> Option<Uop> {
        let uop = self.uop(producer);
        match (uop.op, uop.operand) {
            (op, Operand::Oparg(_)) if op.info().function == Function::_LOAD_FAST => {
                let is_compact = self.locals[producer] == Some(Kind::Compact)
                    && self.view.program.dialect.has(Op::_LOAD_FAST_COMPACT_TAGGED);
                let op = match is_compact {
                    true => Op::_LOAD_FAST_COMPACT_TAGGED,
                    false => Op::_LOAD_FAST_TAGGED,
                };
                Some(Uop { op, ..uop.clone() })
            }
            _ => tagged_constant(self.view.program, uop),
        }
    }

    /// Puts a uop into its form, and its inputs into tagged form where they are not tagged yet.
    fn rewrite(&self, index: usize, form: &Form, edits: &mut Edits) {
        let inputs = self.values.inputs(index);
        for &input in form.tagged {
            if !self.is_tagged(inputs[input]) {
                let op = if input + 1 == inputs.len() { Op::_TAG_TOS } else { Op::_TAG_NOS };
                edits.insert_before(index, Uop { op, operand: Operand::Nothing, exit: None });
            }
        }
        let mut uop = form.uop.clone();
        if let [output] = self.values.outputs(index)
            && form.makes_tagged
            && !self.is_tagged(*output)
        {
            match uop.op {
                Op::_BINARY_SUBSCR_LIST_TAGGED_TAG => uop.op = Op::_BINARY_SUBSCR_LIST_TAGGED,
                op => {
                    let is_compact = op.info().outputs[0].kind == Kind::TaggedCompact;
                    let op = if is_compact { Op::_UNTAG_COMPACT } else { Op::_UNTAG_TOS };
                    edits.insert_after(index, Uop { op, operand: Operand::Nothing, exit: None });
                }
            }
        }
        edits.replace(index, vec![uop]);
    }

    /// Loads and stores what is tagged.
    fn rewrite_ends(&self, id: ValueId, producer: Option<usize>, edits: &mut Edits) {
        let Some(producer) = producer.filter(|_| self.is_tagged(id)) else { return };
        if let Some(load) = self.tagged_load(producer) {
            edits.replace(producer, vec![load]);
        } else if let Some(op) = tagged_next(self.uop(producer).op) {
            edits.replace(producer, vec![Uop { op, ..self.uop(producer).clone() }]);
        }
        if let Some((consumer, _)) = self.values.get(id).consumer
            && self.uop(consumer).op.info().function == Function::_STORE_FAST
        {
            let operand = Operand::Oparg(self.uop(consumer).oparg());
            edits.replace(consumer, vec![Uop { op: Op::_STORE_FAST_TAGGED, operand, exit: None }]);
        }
    }

    /// Guards look at each input in its form, and only if they have to.
    fn rewrite_guards(&self, edits: &mut Edits) {
        for (index, uop) in self.view.trace().uops.iter().enumerate() {
            if !is_guard(uop.op) {
                continue;
            }
            let inputs = self.values.inputs(index);
            if !inputs.iter().any(|&input| self.is_tagged(input)) {
                continue;
            }
            let mut guards = Vec::new();
            for (position, &input) in inputs.iter().enumerate() {
                let guarded = uop.op.info().outputs[position].kind;
                let known = self.kinds[index][position].is(guarded) && !self.view.is_linked(uop);
                if !guarded.is(Kind::Int) || known {
                    continue;
                }
                let compact = guarded == Kind::Compact;
                let op = match (self.is_tagged(input), position + 1 == inputs.len()) {
                    (true, true) if compact => Op::_GUARD_TOS_COMPACT_TAGGED,
                    (true, false) if compact => Op::_GUARD_NOS_COMPACT_TAGGED,
                    (true, true) => Op::_GUARD_TOS_INT_TAGGED,
                    (true, false) => Op::_GUARD_NOS_INT_TAGGED,
                    (false, _) => half(uop.op, position).unwrap_or(uop.op),
                };
                guards.push(Uop { op, ..uop.clone() });
            }
            edits.replace(index, guards);
        }
    }
}

/// The uop that pushes an iterator's next value tagged.
fn tagged_next(op: Op) -> Option<Op> {
    match op.info().function {
        Function::_ITER_NEXT_RANGE => Some(Op::_ITER_NEXT_RANGE_TAGGED),
        Function::_ITER_NEXT_RANGE_NOS => Some(Op::_ITER_NEXT_RANGE_NOS_TAGGED),
        _ => None,
    }
}

fn input_kinds(uop: &Uop, state: &State) -> Vec<Kind> {
    let base = state.stack.len() - uop.op.info().inputs.len();
    state.stack[base..].iter().map(|&symbol| state.kind(symbol)).collect()
}

/// The form of a uop that works on ints.
fn form(uop: &Uop, state: &State) -> Option<Form> {
    if let Some(operator) = uop.op.int_operator() {
        let (op, operand) = (Op::on_tagged(operator)?, Operand::Oparg(operator.number()));
        let uop = Uop { op, operand, exit: uop.exit };
        return Some(Form { uop, tagged: &[0, 1], makes_tagged: true });
    }
    let compact = |op: Op| {
        let are_compact = input_kinds(uop, state).iter().all(|&kind| kind == Kind::Compact);
        are_compact.then_some(op)
    };
    let (op, operand, tagged, makes_tagged): (Op, _, &[usize], bool) = match uop.op.info().function
    {
        Function::_ADD_COMPACT => (compact(Op::_ADD_COMPACT_TAGGED)?, uop.operand, &[0, 1], true),
        Function::_SUBTRACT_COMPACT => {
            (compact(Op::_SUBTRACT_COMPACT_TAGGED)?, uop.operand, &[0, 1], true)
        }
        Function::_MULTIPLY_COMPACT => {
            (compact(Op::_MULTIPLY_COMPACT_TAGGED)?, uop.operand, &[0, 1], true)
        }
        Function::_COMPARE_OP_INT_POP => {
            (compact(Op::_COMPARE_COMPACT_TAGGED)?, uop.operand, &[0, 1], false)
        }
        Function::_TO_BOOL_INT_POP => {
            (compact(Op::_TO_BOOL_COMPACT_TAGGED)?, uop.operand, &[0], false)
        }
        Function::_BINARY_OP => {
            let kinds = input_kinds(uop, state);
            let is_int = |kind: &Kind| kind.is(Kind::Int);
            let may_be_int = kinds.iter().all(|kind| is_int(kind) || *kind == Kind::Object);
            let operator = Applied::from_oparg(uop.oparg())?.operator;
            if !may_be_int || operator.has_floats() && !kinds.iter().any(is_int) {
                return None;
            }
            (Op::on_tagged(operator)?, uop.operand, &[0, 1], true)
        }
        Function::_COMPARE_OP_INT => (Op::_COMPARE_OP_INT_TAGGED, uop.operand, &[0, 1], false),
        Function::_TO_BOOL_INT => (Op::_TO_BOOL_INT_TAGGED, uop.operand, &[0], false),
        Function::_BINARY_SUBSCR_LIST_INT | Function::_BINARY_OP_SUBSCR_LIST_INT_KNOWN => {
            (Op::_BINARY_SUBSCR_LIST_TAGGED_TAG, uop.operand, &[1], true)
        }
        Function::_BINARY_SUBSCR_TUPLE_INT | Function::_BINARY_OP_SUBSCR_TUPLE_INT_KNOWN => {
            (Op::_BINARY_SUBSCR_TUPLE_TAGGED, uop.operand, &[1], false)
        }
        Function::_BINARY_SUBSCR_STR_INT | Function::_BINARY_OP_SUBSCR_STR_INT_KNOWN => {
            (Op::_BINARY_SUBSCR_STR_TAGGED, uop.operand, &[1], false)
        }
        Function::_STORE_SUBSCR_LIST_INT | Function::_STORE_SUBSCR_LIST_INT_KNOWN => {
            (Op::_STORE_SUBSCR_LIST_TAGGED, uop.operand, &[2], false)
        }
        _ => return None,
    };
    Some(Form { uop: Uop { op, operand, exit: uop.exit }, tagged, makes_tagged })
}
