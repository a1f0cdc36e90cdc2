//! The operands that a uop takes.

use crate::limits::{FRAME_WORDS_LIMIT, OFFSET_LIMIT};
use crate::program::{FunctionId, Named, Operand, Program, Uop};
use uops::object::FunctionAttribute;
use uops::runtime::{Conversion, Intrinsic, Value};
use uops::{Applied, Comparison, Function, Op, OperandKind};

/// Whether the operand is of the uop's kind and in range; what is wrong and what is expected.
pub(super) fn check_operand(
    program: &Program,
    frame: FunctionId,
    uop: &Uop,
) -> Result<(), (String, &'static str)> {
    let info = uop.op.info();
    let exists = |index: u32, count: usize| count > index as usize;
    let fits = match (info.operand, uop.operand) {
        (OperandKind::Nothing | OperandKind::Executor, Operand::Nothing) => Ok(()),
        (OperandKind::Local, Operand::Oparg(local)) => {
            let fixed = info.fixed.is_none_or(|fixed| fixed == local);
            let has = exists(local.into(), program.local_count_of(frame));
            verdict(fixed && has, "expected a local, the one that the uop's name gives")
        }
        (OperandKind::Count, Operand::Oparg(count)) => check_count(program, frame, uop.op, count),
        (OperandKind::Operator, Operand::Oparg(oparg)) => match Applied::from_oparg(oparg) {
            Some(applied) => verdict(
                uop.op.tagged_operator().is_none_or(|own| own == applied.operator),
                "expected the operator that the uop's name gives",
            ),
            None => Err(expected(OperandKind::Operator)),
        },
        (OperandKind::Object, Operand::Const(id)) => match program.consts.get(id.0 as usize) {
            Some(constant) => check_constant(uop.op, &constant.value),
            None => Err(expected(OperandKind::Object)),
        },
        (OperandKind::CallClass, Operand::CallClass(_, id)) => {
            verdict(program.init(id).is_some(), "expected a class with a function `__init__`")
        }
        (kind, operand) => {
            let is_of_kind = match (kind, operand) {
                (OperandKind::Comparison, Operand::Oparg(oparg)) => {
                    Comparison::from_oparg(oparg).is_some()
                }
                (OperandKind::Object, operand) => {
                    operand.named().is_some_and(|named| is_named(program, named))
                }
                (OperandKind::InstrPtr, Operand::InstrPtr(offset)) => offset <= OFFSET_LIMIT,
                (OperandKind::TypeVersion, Operand::Type(_)) => true,
                (OperandKind::TypeVersion, Operand::Class(id)) => {
                    exists(id.0, program.classes.len())
                }
                (OperandKind::TypePair, Operand::Types(..)) => true,
                (OperandKind::Attribute, Operand::Attribute(id, index)) => {
                    let class = program.classes.get(id.0 as usize);
                    class.is_some_and(|class| exists(index.into(), class.attributes.len()))
                }
                (OperandKind::Name, Operand::Name(id)) => exists(id, program.names.len()),
                (OperandKind::Global, Operand::Global(id)) => exists(id, program.globals.len()),
                (
                    OperandKind::FunctionVersion | OperandKind::ReturnPlace,
                    Operand::Function(id),
                )
                | (OperandKind::Call, Operand::Call(_, id)) => program.has_function(id),
                (OperandKind::FrameSize, Operand::Words(words)) => words <= FRAME_WORDS_LIMIT,
                _ => false,
            };
            verdict(is_of_kind, expected(kind))
        }
    };
    fits.map_err(|help| (format!("`{}` has the wrong operand", uop.op), help))
}

/// What a message expects if something is not as it should be.
fn verdict(fits: bool, expected: &'static str) -> Result<(), &'static str> {
    if fits { Ok(()) } else { Err(expected) }
}

/// What a message says that an operand of this kind is.
fn expected(kind: OperandKind) -> &'static str {
    match kind {
        OperandKind::Nothing | OperandKind::Executor => "it has none",
        OperandKind::Local => "expected a local",
        OperandKind::Count => "expected a number",
        OperandKind::Operator => "expected a binary operator",
        OperandKind::Comparison => "expected a comparison",
        OperandKind::Object => "expected a constant",
        OperandKind::InstrPtr => "expected a bytecode offset",
        OperandKind::TypeVersion => "expected a builtin type",
        OperandKind::TypePair => "expected two builtin types",
        OperandKind::CallClass => "expected a number of arguments and a class",
        OperandKind::Attribute => "expected an attribute of a class",
        OperandKind::Name => "expected the name of an attribute",
        OperandKind::Global => "expected a global name",
        OperandKind::FunctionVersion | OperandKind::ReturnPlace => {
            "expected a function of the program"
        }
        OperandKind::Call => "expected a number of arguments and a function",
        OperandKind::FrameSize => "expected a number of words",
    }
}

/// Checks a number, which means something else for each uop.
fn check_count(
    program: &Program,
    frame: FunctionId,
    op: Op,
    count: u16,
) -> Result<(), &'static str> {
    let least = op.info().below.least_oparg();
    if count < least {
        return Err(match least {
            1 => "expected a distance of 1 or more",
            _ => "expected a distance of 2 or more",
        });
    }
    match count {
        0 | 1 | 4.. if op == Op::_BUILD_SLICE => Err("expected 2 or 3"),
        0 | 3.. if matches!(op, Op::_PY_FRAME_STAR | Op::_CREATE_INIT_FRAME_STAR) => {
            Err("expected 1, or 2 if there is a dict of arguments by name")
        }
        number if op == Op::_CONVERT_VALUE && Conversion::from_number(number.into()).is_none() => {
            Err("expected 1 for `str`, 2 for `repr` or 3 for `ascii`")
        }
        number
            if op == Op::_CALL_INTRINSIC_1 && Intrinsic::from_number(number.into()).is_none() =>
        {
            Err("expected 5 for unary plus or 6 for the tuple of a list")
        }
        _ if op == Op::_COPY_FREE_VARS => {
            let frees = program.function(frame).map_or(0, |function| function.frees.len());
            let all = frees == usize::from(count) && frees > 0;
            verdict(all, "expected the number of the function's free variables")
        }
        number
            if op == Op::_SET_FUNCTION_ATTRIBUTE
                && FunctionAttribute::from_number(number).is_none() =>
        {
            Err("expected 8 for a closure, 1 or 2 for defaults or 4 for annotations")
        }
        _ => Ok(()),
    }
}

/// Checks the value of a constant for the uops that take only some.
fn check_constant(op: Op, value: &Value) -> Result<(), &'static str> {
    if op.info().function == Function::_LOAD_ATTR_METHOD_NO_DICT {
        let help =
            "expected a constant that is a method, such as `method list.append`, or a function";
        let is_method =
            matches!(value, Value::Method(_) | Value::MadeFunction { .. } | Value::Opaque(_));
        return verdict(is_method, help);
    }
    match op {
        Op::_CHECK_ATTR_MODULE => verdict(
            matches!(value, Value::Module(_)),
            "expected a constant that is a module, such as `module math`",
        ),
        Op::_LOAD_CONST_TAGGED => verdict(
            value.tagged_int().is_some(),
            "expected a constant that is an int of 63 bits at most",
        ),
        Op::_LOAD_CONST_UNBOXED => {
            verdict(matches!(value, Value::Float(_)), "expected a constant that is a float")
        }
        _ => Ok(()),
    }
}

/// Whether there is such a thing, and nothing else that its name would stand for.
pub(super) fn is_named(program: &Program, named: Named) -> bool {
    let Some(name) = program.named(named) else { return false };
    let is_const = || program.consts.iter().any(|constant| constant.name == name);
    let is_function = || program.function_ids().any(|id| program.function_name(id) == name);
    match named {
        Named::Const(_) => true,
        Named::Function(_) => !is_const(),
        Named::Class(_) => !is_const() && !is_function(),
    }
}
