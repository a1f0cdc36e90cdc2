//! What can be checked line by line: names, limits, values, links.

use super::error::VerifyError;
use super::handlers;
use super::operand::{check_operand, is_named};
use crate::location::{Location, Part};
use crate::notation::{Scope, is_hashable, is_name};
use crate::program::{Const, FrameWalk, FunctionId, Operand, Program, Trace, TraceId};
use crate::{
    CLASS_LIMIT, FUNCTION_LIMIT, GLOBAL_LIMIT, LOCAL_LIMIT, OFFSET_LIMIT, STACK_LIMIT, TRACE_LIMIT,
    UOP_LIMIT,
};
use std::collections::HashSet;
use uops::runtime::{BuiltinType, Value};

/// The most stack slots and locals at the starts of all traces together.
const ENTRY_LIMIT: usize = 1 << 26;

/// Checks all lines of a program.
pub(super) fn check(program: &Program) -> Result<(), VerifyError> {
    if !is_name(&program.name) {
        return Err(bad_name(Location::Program, &program.name));
    }
    check_locals(program)?;
    check_functions(program)?;
    let mut names = HashSet::new();
    let mut keys = Vec::new();
    for constant in &program.consts {
        let is_key = |number: u32| keys.get(number as usize).copied().unwrap_or(false);
        keys.push(is_hashable(&constant.value, &is_key));
    }
    for (index, constant) in program.consts.iter().enumerate() {
        let location = Location::Const(index);
        check_name(&mut names, location, &constant.name, "constant")?;
        let (classes, functions) = (&*program.classes, &*program.functions);
        let opaques = program.opaques.len();
        let scope =
            Scope { constants: index, keys: &keys, classes, functions, opaques, kept: None };
        check_value(location, &constant.value, scope)?;
        check_state(location, constant)?;
    }
    check_classes(program)?;
    check_size(program)?;
    let mut names = HashSet::new();
    for (index, trace) in program.traces.iter().enumerate() {
        let id = TraceId(index as u32);
        check_name(&mut names, Location::Trace(id), &trace.name, "trace")?;
        check_trace(program, id, trace)?;
    }
    check_followed(program)?;
    handlers::check(program)?;
    check_regions(program)
}

/// Whether the regions have names of their own, and blocks that run in frames of the same function.
fn check_regions(program: &Program) -> Result<(), VerifyError> {
    let mut names = HashSet::new();
    let ends = program.regions.iter().skip(1).map(|region| region.first.0 as usize);
    let ends = ends.chain([program.traces.len()]);
    for (index, (region, end)) in program.regions.iter().zip(ends).enumerate() {
        let location = Location::Region(index);
        check_name(&mut names, location, &region.name, "region")?;
        let blocks = program.traces.get(region.first.0 as usize..end).unwrap_or_default();
        let Some((first, rest)) = blocks.split_first() else {
            let message = format!("region `{}` has no block", region.name);
            return Err(VerifyError::new(location, message, "its blocks follow its name"));
        };
        let Some(other) = rest.iter().position(|block| block.function != first.function) else {
            continue;
        };
        let name = |block: &Trace| program.function_name(block.function).to_owned();
        return Err(VerifyError::new(
            Location::Trace(TraceId(region.first.0 + 1 + other as u32)),
            format!(
                "block `{}` runs in a frame of `{}`, but `{}`, the first one of region `{}`, in one of `{}`",
                rest[other].name,
                name(&rest[other]),
                first.name,
                region.name,
                name(first)
            ),
            "the blocks of a region are of the same function",
        ));
    }
    Ok(())
}

fn check_locals(program: &Program) -> Result<(), VerifyError> {
    let mut names = HashSet::new();
    for (index, arg) in program.args.iter().enumerate() {
        let location = Location::Arg(index);
        check_name(&mut names, location, &arg.name, "local")?;
        check_value(location, &arg.value, Scope::default())?;
    }
    for (index, local) in program.locals.iter().enumerate() {
        check_name(&mut names, Location::Local(index), local, "local")?;
    }
    Ok(())
}

fn check_functions(program: &Program) -> Result<(), VerifyError> {
    let mut names = HashSet::from([program.name.as_str()]);
    for (index, function) in program.functions.iter().enumerate() {
        check_name(&mut names, Location::Function(index), &function.name, "function")?;
        let mut locals = HashSet::new();
        for (local, name) in function.local_names().enumerate() {
            check_name(&mut locals, Location::FunctionLocal(index, local), name, "local")?;
        }
        let too_large = |location, what, limit| {
            let message = format!("the function has too many {what}");
            Err(VerifyError::new(location, message, format!("there may be {limit} at most")))
        };
        if locals.len() > LOCAL_LIMIT {
            return too_large(Location::Function(index), "locals", LOCAL_LIMIT);
        }
        let undefined = |message: &str| {
            let help = "name a constant, a function or a class";
            Err(VerifyError::new(Location::Function(index), message, help))
        };
        if !function.defaults.iter().flatten().all(|&value| is_named(program, value)) {
            return undefined("a parameter's default is not defined, or shadowed by a constant");
        }
        if !function.attributes.iter().all(|&(_, value)| is_named(program, value)) {
            return undefined(
                "an attribute of a function is not defined, or shadowed by a constant",
            );
        }
        if function.positional_only.saturating_add(function.keyword_only) > function.plain_count() {
            let message =
                "the function has fewer parameters than take arguments by position or name only";
            let help = "count `positional` and `keyword` lines alone";
            return Err(VerifyError::new(Location::Function(index), message, help));
        }
        if function.defaults.len() > function.plain_count() {
            let message = "the function has more defaults than parameters";
            let help = "only parameters have a default";
            return Err(VerifyError::new(Location::Function(index), message, help));
        }
        let held = |&value| is_named(program, value) && program.named(value) != Some("nothing");
        if !function.closure.iter().flatten().all(held) {
            return undefined("what a cell holds is not defined, or shadowed by a constant");
        }
        if !function.closure.is_empty() && !function.is_complete() {
            let message = "some free variables have a cell, others have none";
            let help = "write `free NAME = VALUE`, or `free NAME = nothing`, for all or none";
            return Err(VerifyError::new(Location::Function(index), message, help));
        }
        if function.stack > STACK_LIMIT {
            return too_large(Location::FunctionStack(index), "stack slots", STACK_LIMIT as usize);
        }
    }
    Ok(())
}

fn check_classes(program: &Program) -> Result<(), VerifyError> {
    let error = |location, what: &str| {
        let message = format!("{what} is not defined in the program, or shadowed by a constant");
        Err(VerifyError::new(location, message, "name a constant, a function or a class"))
    };
    let mut names = HashSet::new();
    for (index, class) in program.classes.iter().enumerate() {
        check_name(&mut names, Location::Class(index), &class.name, "class")?;
        if BuiltinType::from_name(&class.name).is_some() {
            let message = format!("the name `{}` is taken by a builtin type", class.name);
            return Err(VerifyError::new(Location::Class(index), message, "choose another name"));
        }
        if class.bases.iter().any(|base| base.0 as usize >= program.classes.len()) {
            let message = "a base class is not one of the program's";
            return Err(VerifyError::new(Location::Class(index), message, "name a class of it"));
        }
        if class.holds.is_some_and(|kind| !kind.is_held()) {
            let message = "no class derives from this builtin type";
            return Err(VerifyError::new(Location::Class(index), message, "name another type"));
        }
        let mut names = HashSet::new();
        for (number, name) in class.attributes.iter().enumerate() {
            check_name(&mut names, Location::Attribute(index, number), name, "attribute")?;
        }
        let mut names = HashSet::new();
        for (number, member) in class.members.iter().enumerate() {
            let location = Location::Member(index, number);
            check_name(&mut names, location, &member.name, "member")?;
            if !is_named(program, member.value) {
                return error(location, &member.name);
            }
        }
    }
    let mut names = HashSet::new();
    for (index, global) in program.globals.iter().enumerate() {
        check_name(&mut names, Location::Global(index), &global.name, "global name")?;
        if [global.value, global.builtin].into_iter().flatten().any(|it| !is_named(program, it)) {
            return error(Location::Global(index), &global.name);
        }
    }
    match program.names.iter().all(|name| is_name(name)) {
        true => Ok(()),
        false => Err(VerifyError::new(
            Location::Program,
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
                Location::Program,
                format!("the program has {number} {what}"),
                format!("there may be {limit} at most"),
            ));
        }
    }
    match program.traces.first() {
        None => Err(VerifyError::new(
            Location::Program,
            "the program has no trace",
            "it starts with its first trace",
        )),
        Some(entry) if (entry.function, entry.offset, entry.stack) != (FunctionId::MAIN, 0, 0) => {
            Err(VerifyError::new(
                Location::Trace(TraceId(0)),
                "the first trace does not start at offset 0 with an empty stack",
                "it is where the program starts: `@0 stack 0`",
            ))
        }
        Some(_) => Ok(()),
    }
}

fn bad_name(location: Location, name: &str) -> VerifyError {
    let shown: String = name.chars().take(40).collect();
    VerifyError::new(
        location,
        format!("`{shown}` is not a name"),
        "a name is made of letters, digits and `_` and does not start with a digit",
    )
}

fn check_name<'p>(
    names: &mut HashSet<&'p str>,
    location: Location,
    name: &'p str,
    what: &str,
) -> Result<(), VerifyError> {
    if !is_name(name) {
        return Err(bad_name(location, name));
    }
    match names.insert(name) {
        true => Ok(()),
        false => {
            let message = format!("the name `{name}` is taken by another {what}");
            Err(VerifyError::new(location, message, "choose another name"))
        }
    }
}

/// What a run may change has contents that can be given back.
fn check_state(location: Location, constant: &Const) -> Result<(), VerifyError> {
    let has_contents = matches!(
        constant.value,
        Value::List(_)
            | Value::Dict(_)
            | Value::Set(_)
            | Value::ByteArray(_)
            | Value::Instance { .. }
            | Value::Cell(_)
    );
    match has_contents || !constant.is_state {
        true => Ok(()),
        false => Err(VerifyError::new(
            location,
            "no run can change this value",
            "`state` is for lists, dicts, sets, bytearrays, cells and instances; write `const`",
        )),
    }
}

pub(super) fn check_value(
    location: Location,
    value: &Value,
    scope: Scope<'_>,
) -> Result<(), VerifyError> {
    match scope.has(value) {
        true => Ok(()),
        false => Err(VerifyError::new(
            location,
            "there is no object with this value",
            "iterators, ranges of more than 64 bits and very deep values are not values, a value \
             shares only constants that come before it, unless it is a cell, an instance has only attributes \
             of its class, each once, and a function is given all of its free variables and its last \
             parameters, in their order",
        )),
    }
}

fn check_trace(program: &Program, id: TraceId, trace: &Trace) -> Result<(), VerifyError> {
    let location = Location::Trace(id);
    let error = |message: String, help: &str| Err(VerifyError::new(location, message, help));
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
        let location = |part| Location::Uop(id, index, part);
        if !program.dialect.has(uop.op) {
            return Err(VerifyError::new(
                location(Part::Whole),
                format!("the dialect `{}` has no uop `{}`", program.dialect, uop.op.symbol()),
                "all uops of a program are of its dialect",
            ));
        }
        if uop.op.info().ends != (index == last) {
            let (message, help) = match index == last {
                true => (
                    format!("the trace ends with `{}`", uop.op),
                    "expected `_JUMP_TO_TOP`, `_EXIT_TRACE` or `_DYNAMIC_EXIT` after it",
                ),
                false => (format!("uops follow `{}`", uop.op), "it ends the trace"),
            };
            return Err(VerifyError::new(location(Part::Whole), message, help));
        }
        if let Err((message, help)) = check_operand(program, frames.current(), uop) {
            return Err(VerifyError::new(location(Part::Operand), message, help));
        }
        let exists = uop.exit.is_none_or(|exit| (exit.0 as usize) < trace.exits.len());
        frames.step(uop);
        if uop.op.info().names_exit() != uop.exit.is_some() || !exists {
            return Err(VerifyError::new(
                location(Part::Target),
                format!("`{}` has the wrong exit", uop.op),
                "a uop that can exit has an exit of its trace, and others have none",
            ));
        }
    }
    check_exits(program, id, trace)
}

/// Whether frames of the function that is named go on where a trace follows a return.
fn check_followed(program: &Program) -> Result<(), VerifyError> {
    let uops = || {
        let traces = (0..).map(TraceId).zip(&program.traces);
        traces.flat_map(|(id, trace)| {
            trace.uops.iter().enumerate().map(move |(index, uop)| (id, trace, index, uop))
        })
    };
    let resumed: HashSet<TraceId> = uops()
        .filter(|(_, _, _, uop)| uop.op.info().resumes)
        .filter_map(|(_, trace, _, uop)| trace.exits[uop.exit?.0 as usize].target)
        .collect();
    for (id, trace, index, uop) in uops().filter(|(_, _, _, uop)| uop.op.info().follows) {
        let error = |message, help: &str| {
            Err(VerifyError::new(Location::Uop(id, index, Part::Target), message, help))
        };
        let Some(place) = trace.followed(uop) else {
            let message = format!("`{}` follows a return to no trace", uop.op);
            return error(message, "link its exit to the trace that goes on after the call");
        };
        let Trace { name, function, .. } = program.trace(place);
        if Operand::Function(*function) != uop.operand {
            let function = program.function_name(*function);
            let message = format!("trace `{name}` runs in a frame of `{function}`");
            return error(message, "name that function");
        }
        if !resumed.contains(&place) {
            let message = format!("no frame goes on at trace `{name}` after a call");
            let help = "link a `_SAVE_RETURN_OFFSET` to it, or a uop that makes, resumes or leaves a generator";
            return error(message, help);
        }
    }
    Ok(())
}

fn check_exits(program: &Program, id: TraceId, trace: &Trace) -> Result<(), VerifyError> {
    let mut names = HashSet::new();
    for (index, exit) in trace.exits.iter().enumerate() {
        check_name(&mut names, Location::Exit(id, index, Part::Whole), &exit.name, "exit")?;
        let Some(target) = exit.target else { continue };
        let location = Location::Exit(id, index, Part::Target);
        let Some(target) = program.traces.get(target.0 as usize) else {
            let message = format!("exit `{}` leads to no trace", exit.name);
            return Err(VerifyError::new(location, message, "name a trace of the program"));
        };
        if target.offset != exit.offset {
            return Err(VerifyError::new(
                location,
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
