//! What can be checked line by line: names, limits, values, operands, links.

use super::{ENTRY_LIMIT, FRAME_WORDS_LIMIT, VerifyError};
use crate::document::{Part, Place};
use crate::parse::{is_name, is_representable};
use crate::program::{FrameWalk, FunctionId, Named, Operand, Program, Trace, TraceId, Uop};
use crate::{
    CLASS_LIMIT, FUNCTION_LIMIT, GLOBAL_LIMIT, LOCAL_LIMIT, OFFSET_LIMIT, STACK_LIMIT, TRACE_LIMIT,
    UOP_LIMIT,
};
use std::collections::HashSet;
use uops::runtime::{BuiltinType, Value};
use uops::{Applied, Below, Comparison, Op, OperandKind};

pub(super) fn check(program: &Program) -> Result<(), VerifyError> {
    if !is_name(&program.name) {
        return Err(bad_name(Place::Program, &program.name));
    }
    check_locals(program)?;
    check_functions(program)?;
    let mut names = HashSet::new();
    for (index, constant) in program.consts.iter().enumerate() {
        let place = Place::Const(index);
        check_name(&mut names, place, &constant.name, "constant")?;
        check_value(place, &constant.value)?;
    }
    check_classes(program)?;
    check_size(program)?;
    let mut names = HashSet::new();
    for (index, trace) in program.traces.iter().enumerate() {
        let id = TraceId(index as u32);
        check_name(&mut names, Place::Trace(id), &trace.name, "trace")?;
        check_trace(program, id, trace)?;
    }
    Ok(())
}

fn check_locals(program: &Program) -> Result<(), VerifyError> {
    let mut names = HashSet::new();
    for (index, arg) in program.args.iter().enumerate() {
        let place = Place::Arg(index);
        check_name(&mut names, place, &arg.name, "local")?;
        check_value(place, &arg.value)?;
    }
    for (index, local) in program.locals.iter().enumerate() {
        check_name(&mut names, Place::Local(index), local, "local")?;
    }
    Ok(())
}

fn check_functions(program: &Program) -> Result<(), VerifyError> {
    let mut names = HashSet::from([program.name.as_str()]);
    for (index, function) in program.functions.iter().enumerate() {
        check_name(&mut names, Place::Function(index), &function.name, "function")?;
        let mut locals = HashSet::new();
        for (local, name) in function.local_names().enumerate() {
            check_name(&mut locals, Place::FunctionLocal(index, local), name, "local")?;
        }
        let too_large = |place, what, limit| {
            let message = format!("the function has too many {what}");
            Err(VerifyError::new(place, message, format!("there may be {limit} at most")))
        };
        if locals.len() > LOCAL_LIMIT {
            return too_large(Place::Function(index), "locals", LOCAL_LIMIT);
        }
        let undefined = |message: &str| {
            let help = "name a constant, a function or a class";
            Err(VerifyError::new(Place::Function(index), message, help))
        };
        if !function.defaults.iter().all(|&value| is_named(program, value)) {
            return undefined("a parameter's default is not defined, or shadowed by a constant");
        }
        if function.defaults.len() > function.params.len() {
            let message = "the function has more defaults than parameters";
            let help = "only parameters have a default";
            return Err(VerifyError::new(Place::Function(index), message, help));
        }
        let held = |&value| is_named(program, value) && program.named(value) != Some("nothing");
        if !function.closure.iter().flatten().all(held) {
            return undefined("what a cell holds is not defined, or shadowed by a constant");
        }
        if !function.closure.is_empty() && !function.is_complete() {
            let message = "some free variables have a cell, others have none";
            let help = "write `free NAME = VALUE`, or `free NAME = nothing`, for all or none";
            return Err(VerifyError::new(Place::Function(index), message, help));
        }
        if function.stack > STACK_LIMIT {
            return too_large(Place::FunctionStack(index), "stack slots", STACK_LIMIT as usize);
        }
    }
    Ok(())
}

fn check_classes(program: &Program) -> Result<(), VerifyError> {
    let error = |place, what: &str| {
        let message = format!("{what} is not defined in the program, or shadowed by a constant");
        Err(VerifyError::new(place, message, "name a constant, a function or a class"))
    };
    let mut names = HashSet::new();
    for (index, class) in program.classes.iter().enumerate() {
        check_name(&mut names, Place::Class(index), &class.name, "class")?;
        if BuiltinType::from_name(&class.name).is_some() {
            let message = format!("the name `{}` is taken by a builtin type", class.name);
            return Err(VerifyError::new(Place::Class(index), message, "choose another name"));
        }
        if class.bases.iter().any(|base| base.0 as usize >= program.classes.len()) {
            let message = "a base class is not one of the program's";
            return Err(VerifyError::new(Place::Class(index), message, "name a class of it"));
        }
        let mut names = HashSet::new();
        for (number, name) in class.attributes.iter().enumerate() {
            check_name(&mut names, Place::Attribute(index, number), name, "attribute")?;
        }
        let mut names = HashSet::new();
        for (number, member) in class.members.iter().enumerate() {
            let place = Place::Member(index, number);
            check_name(&mut names, place, &member.name, "member")?;
            if !is_named(program, member.value) {
                return error(place, &member.name);
            }
        }
    }
    let mut names = HashSet::new();
    for (index, global) in program.globals.iter().enumerate() {
        check_name(&mut names, Place::Global(index), &global.name, "global name")?;
        if global.value.is_some_and(|value| !is_named(program, value)) {
            return error(Place::Global(index), &global.name);
        }
    }
    match program.names.iter().all(|name| is_name(name)) {
        true => Ok(()),
        false => Err(VerifyError::new(
            Place::Program,
            "an attribute's name is not a name",
            "a name is made of letters, digits and `_` and does not start with a digit",
        )),
    }
}

fn check_size(program: &Program) -> Result<(), VerifyError> {
    let count = program.local_count();
    let entries = program
        .traces
        .iter()
        .map(|trace| program.local_count_of(trace.function) + trace.stack as usize)
        .sum::<usize>();
    for (what, number, limit) in [
        ("locals", count, LOCAL_LIMIT),
        ("stack slots", program.stack as usize, STACK_LIMIT as usize),
        ("functions", program.functions.len(), FUNCTION_LIMIT),
        ("classes", program.classes.len(), CLASS_LIMIT),
        ("global names", program.globals.len(), GLOBAL_LIMIT),
        ("traces", program.traces.len(), TRACE_LIMIT),
        ("locals and stack slots at the starts of its traces", entries, ENTRY_LIMIT),
    ] {
        if number > limit {
            return Err(VerifyError::new(
                Place::Program,
                format!("the program has {number} {what}"),
                format!("there may be {limit} at most"),
            ));
        }
    }
    match program.traces.first() {
        None => Err(VerifyError::new(
            Place::Program,
            "the program has no trace",
            "it starts with its first trace",
        )),
        Some(entry) if (entry.function, entry.offset, entry.stack) != (FunctionId::MAIN, 0, 0) => {
            Err(VerifyError::new(
                Place::Trace(TraceId(0)),
                "the first trace does not start at offset 0 with an empty stack",
                "it is where the program starts: `@0 stack 0`",
            ))
        }
        Some(_) => Ok(()),
    }
}

fn bad_name(place: Place, name: &str) -> VerifyError {
    let shown: String = name.chars().take(40).collect();
    VerifyError::new(
        place,
        format!("`{shown}` is not a name"),
        "a name is made of letters, digits and `_` and does not start with a digit",
    )
}

fn check_name<'p>(
    names: &mut HashSet<&'p str>,
    place: Place,
    name: &'p str,
    what: &str,
) -> Result<(), VerifyError> {
    if !is_name(name) {
        return Err(bad_name(place, name));
    }
    match names.insert(name) {
        true => Ok(()),
        false => {
            let message = format!("the name `{name}` is taken by another {what}");
            Err(VerifyError::new(place, message, "choose another name"))
        }
    }
}

fn check_value(place: Place, value: &Value) -> Result<(), VerifyError> {
    match is_representable(value) {
        true => Ok(()),
        false => Err(VerifyError::new(
            place,
            "there is no object with this value",
            "iterators, ranges of more than 64 bits and very deep values are not values",
        )),
    }
}

fn check_trace(program: &Program, id: TraceId, trace: &Trace) -> Result<(), VerifyError> {
    let place = Place::Trace(id);
    let error = |message: String, help: &str| Err(VerifyError::new(place, message, help));
    if trace.uops.is_empty() {
        return error("the trace has no uops".to_owned(), "it needs one that ends it at least");
    }
    if trace.uops.len() > UOP_LIMIT || trace.exits.len() > UOP_LIMIT {
        return error(
            format!("the trace has more than {UOP_LIMIT} uops or exits"),
            "cut it into several traces",
        );
    }
    let mut offsets = trace.exits.iter().map(|exit| exit.offset).chain([trace.offset]);
    if offsets.any(|offset| offset > OFFSET_LIMIT) {
        return error(
            format!("a bytecode offset is larger than {OFFSET_LIMIT}"),
            "no function is that long",
        );
    }
    if !program.has_function(trace.function) {
        return error("the trace runs in no function".to_owned(), "name one of the program's");
    }
    if trace.stack > program.stack_of(trace.function) {
        return error(
            format!("the trace starts with {} on the stack", trace.stack),
            "it has to fit the `stack` of its function",
        );
    }
    let last = trace.uops.len() - 1;
    let mut frames = FrameWalk::new(trace.function);
    for (index, uop) in trace.uops.iter().enumerate() {
        let place = |part| Place::Uop(id, index, part);
        if uop.op.info().ends != (index == last) {
            let (message, help) = match index == last {
                true => (
                    format!("the trace ends with `{}`", uop.op),
                    "expected `_JUMP_TO_TOP`, `_EXIT_TRACE` or `_DYNAMIC_EXIT` behind it",
                ),
                false => (format!("uops follow `{}`", uop.op), "it ends the trace"),
            };
            return Err(VerifyError::new(place(Part::Whole), message, help));
        }
        if let Err((message, help)) = check_operand(program, frames.current(), uop) {
            return Err(VerifyError::new(place(Part::Operand), message, help));
        }
        let exists = uop.exit.is_none_or(|exit| (exit.0 as usize) < trace.exits.len());
        frames.step(uop);
        if uop.op.info().names_exit() != uop.exit.is_some() || !exists {
            return Err(VerifyError::new(
                place(Part::Target),
                format!("`{}` has the wrong exit", uop.op),
                "a uop that can exit has an exit of its trace, and others have none",
            ));
        }
    }
    check_exits(program, id, trace)
}

fn check_exits(program: &Program, id: TraceId, trace: &Trace) -> Result<(), VerifyError> {
    let mut names = HashSet::new();
    for (index, exit) in trace.exits.iter().enumerate() {
        check_name(&mut names, Place::Exit(id, index, Part::Whole), &exit.name, "exit")?;
        let Some(target) = exit.target else { continue };
        let place = Place::Exit(id, index, Part::Target);
        let Some(target) = program.traces.get(target.0 as usize) else {
            let message = format!("exit `{}` leads to no trace", exit.name);
            return Err(VerifyError::new(place, message, "name a trace of the program"));
        };
        if target.offset != exit.offset {
            return Err(VerifyError::new(
                place,
                format!(
                    "exit `{}` goes on at @{}, but trace `{}` starts at @{}",
                    exit.name, exit.offset, target.name, target.offset
                ),
                "both sides of a link have the same bytecode offset",
            ));
        }
    }
    Ok(())
}

/// Whether the operand is of the uop's kind and in range; what is wrong and what is expected.
fn check_operand(
    program: &Program,
    frame: FunctionId,
    uop: &Uop,
) -> Result<(), (String, &'static str)> {
    let info = uop.op.info();
    let wrong = |help| Err((format!("`{}` has the wrong operand", uop.op), help));
    match (info.operand, uop.operand) {
        (OperandKind::Nothing | OperandKind::Executor, Operand::Nothing) => Ok(()),
        (OperandKind::Nothing | OperandKind::Executor, _) => wrong("it has none"),
        (OperandKind::Local, Operand::Oparg(local)) => {
            match usize::from(local) < program.local_count_of(frame)
                && info.fixed.is_none_or(|fixed| fixed == local)
            {
                true => Ok(()),
                false => wrong("expected a local, the one that the uop's name gives"),
            }
        }
        (OperandKind::Local, _) => wrong("expected a local"),
        (OperandKind::Count, Operand::Oparg(count)) => match (info.below, count) {
            (Below::Reads(_) | Below::Copies, 0) => wrong("expected a distance of 1 or more"),
            (_, 0 | 1 | 4..) if uop.op == Op::_BUILD_SLICE => wrong("expected 2 or 3"),
            (_, 0 | 4..) if uop.op == Op::_CONVERT_VALUE => wrong("expected 1, 2 or 3"),
            (Below::Swaps, 0 | 1) => wrong("expected a distance of 2 or more"),
            _ if uop.op == Op::_COPY_FREE_VARS => {
                let frees = program.function(frame).map_or(0, |function| function.frees.len());
                match frees == usize::from(count) && frees > 0 {
                    true => Ok(()),
                    false => wrong("expected the number of the function's free variables"),
                }
            }
            _ if uop.op == Op::_SET_FUNCTION_ATTRIBUTE && !matches!(count, 1 | 4 | 8) => {
                wrong("expected 8 for a closure, 1 for defaults or 4 for annotations")
            }
            _ => Ok(()),
        },
        (OperandKind::Count, _) => wrong("expected a number"),
        (OperandKind::Operator, Operand::Oparg(oparg)) => {
            match (Applied::from_oparg(oparg), uop.op.tagged_operator()) {
                (None, _) => wrong("expected a binary operator"),
                (Some(applied), Some(own)) if applied.operator != own => {
                    wrong("expected the operator that the uop's name gives")
                }
                _ => Ok(()),
            }
        }
        (OperandKind::Operator, _) => wrong("expected a binary operator"),
        (OperandKind::Comparison, Operand::Oparg(oparg))
            if Comparison::from_oparg(oparg).is_some() =>
        {
            Ok(())
        }
        (OperandKind::Comparison, _) => wrong("expected a comparison"),
        (OperandKind::Object, Operand::Const(id)) => match program.consts.get(id.0 as usize) {
            None => wrong("expected a constant"),
            Some(constant)
                if uop.op.info().function == "_LOAD_ATTR_METHOD_NO_DICT"
                    && !matches!(constant.value, Value::Method(_)) =>
            {
                wrong("expected a constant that is a method, such as `method list.append`")
            }
            Some(constant)
                if uop.op == Op::_CHECK_ATTR_MODULE
                    && !matches!(constant.value, Value::Module(_)) =>
            {
                wrong("expected a constant that is a module, such as `module math`")
            }
            Some(constant)
                if uop.op == Op::_LOAD_CONST_TAGGED && constant.value.tagged_int().is_none() =>
            {
                wrong("expected a constant that is an int of 63 bits at most")
            }
            Some(constant)
                if uop.op == Op::_LOAD_CONST_UNBOXED
                    && !matches!(constant.value, Value::Float(_)) =>
            {
                wrong("expected a constant that is a float")
            }
            Some(_) => Ok(()),
        },
        (OperandKind::Object, operand)
            if operand.named().is_some_and(|named| is_named(program, named)) =>
        {
            Ok(())
        }
        (OperandKind::Object, _) => wrong("expected a constant"),
        (OperandKind::InstrPtr, Operand::InstrPtr(offset)) if offset <= OFFSET_LIMIT => Ok(()),
        (OperandKind::InstrPtr, _) => wrong("expected a bytecode offset"),
        (OperandKind::TypeVersion, Operand::Type(_)) => Ok(()),
        (OperandKind::TypeVersion, Operand::Class(id)) if program.classes.len() > id.0 as usize => {
            Ok(())
        }
        (OperandKind::TypeVersion, _) => wrong("expected a builtin type"),
        (OperandKind::CallClass, Operand::CallClass(_, id)) => match program.init(id) {
            Some(_) => Ok(()),
            None => wrong("expected a class with a function `__init__`"),
        },
        (OperandKind::CallClass, _) => wrong("expected a number of arguments and a class"),
        (OperandKind::Attribute, Operand::Attribute(id, index)) => {
            let class = program.classes.get(id.0 as usize);
            match class.is_some_and(|class| class.attributes.len() > usize::from(index)) {
                true => Ok(()),
                false => wrong("expected an attribute of a class"),
            }
        }
        (OperandKind::Attribute, _) => wrong("expected an attribute of a class"),
        (OperandKind::Name, Operand::Name(id)) if program.names.len() > id as usize => Ok(()),
        (OperandKind::Name, _) => wrong("expected the name of an attribute"),
        (OperandKind::Global, Operand::Global(id)) if program.globals.len() > id as usize => Ok(()),
        (OperandKind::Global, _) => wrong("expected a global name"),
        (OperandKind::FunctionVersion, Operand::Function(id))
        | (OperandKind::Call, Operand::Call(_, id))
            if program.has_function(id) =>
        {
            Ok(())
        }
        (OperandKind::FunctionVersion, _) => wrong("expected a function of the program"),
        (OperandKind::Call, _) => wrong("expected a number of arguments and a function"),
        (OperandKind::FrameSize, Operand::Words(words)) if words <= FRAME_WORDS_LIMIT => Ok(()),
        (OperandKind::FrameSize, _) => wrong("expected a number of words"),
    }
}

/// Whether there is such a thing, and nothing else that its name would stand for.
fn is_named(program: &Program, named: Named) -> bool {
    let Some(name) = program.named(named) else { return false };
    let is_const = || program.consts.iter().any(|constant| constant.name == name);
    let is_function = || program.function_ids().any(|id| program.function_name(id) == name);
    match named {
        Named::Const(_) => true,
        Named::Function(_) => !is_const(),
        Named::Class(_) => !is_const() && !is_function(),
    }
}
