//! Random programs and random damage to text.

mod common;

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use common::SUM_RANGE;
use trace::{
    Arg, Class, Const, ConstId, Document, Exit, ExitId, Function, FunctionId, Handler, Handlers,
    Operand, Program, Region, Trace, TraceId, Uop, print,
};
use uops::runtime::{BuiltinFunction, BuiltinType, Method, Value};
use uops::{Comparison, Dialect, Op, OperandKind, Operator};

fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let values = |u: &mut Unstructured<'_>| {
        let count = u.int_in_range(0..=3)?;
        (0..count).map(|_| value(u, depth + 1)).collect::<Result<Vec<_>>>()
    };
    Ok(match u.int_in_range(0..=if depth < 3 { 14 } else { 9 })? {
        0 => Value::None,
        1 => Value::Bool(u.arbitrary()?),
        2 => Value::Int(u.arbitrary::<i128>()?.into()),
        3 => match u.arbitrary::<f64>()? {
            number if number.is_nan() => Value::Float(f64::NAN),
            number if u.arbitrary()? => Value::Complex(number, -0.0),
            number => Value::Float(number),
        },
        4 => match u.arbitrary()? {
            true => Value::Bytes(u.arbitrary()?),
            false => Value::ByteArray(u.arbitrary()?),
        },
        5 => Value::Range {
            start: u.arbitrary::<i32>()?.into(),
            stop: u.arbitrary::<i32>()?.into(),
            step: u.int_in_range(1..=i64::MAX)?,
        },
        6 => Value::Type(BuiltinType::from_name("range").expect("there is one")),
        7 => Value::Method(*u.choose(&Method::all().collect::<Vec<_>>())?),
        8 => Value::Str(u.arbitrary()?),
        9 => Value::Builtin(*u.choose(&BuiltinFunction::all().collect::<Vec<_>>())?),
        10 => Value::Tuple(values(u)?),
        11 => Value::Dict(
            values(u)?
                .into_iter()
                .enumerate()
                .map(|(key, value)| (Value::from(key as i64), value))
                .collect(),
        ),
        12 => Value::FrozenSet(vec![Value::Str(u.arbitrary()?), Value::None]),
        13 => {
            let function = Value::Method(*u.choose(&Method::all().collect::<Vec<_>>())?);
            Value::Bound(Box::new([function, value(u, depth + 1)?]))
        }
        _ => Value::List(values(u)?),
    })
}

fn offset(u: &mut Unstructured<'_>) -> Result<u32> {
    u.int_in_range(0..=trace::OFFSET_LIMIT)
}

fn operand(u: &mut Unstructured<'_>, op: Op, consts: u32) -> Result<Option<Operand>> {
    let info = op.info();
    Ok(Some(match info.operand {
        OperandKind::Nothing | OperandKind::Executor => Operand::Nothing,
        OperandKind::Local => match info.fixed {
            Some(local) => Operand::Oparg(local),
            None => Operand::Oparg(u.int_in_range(0..=8)?),
        },
        OperandKind::Count => Operand::Oparg(u.arbitrary()?),
        OperandKind::Operator => {
            Operand::Oparg(u.int_in_range(0..=2 * Operator::ALL.len() as u16 - 1)?)
        }
        OperandKind::Comparison => Operand::Oparg(u.choose(&Comparison::ALL)?.oparg()),
        OperandKind::Object if consts == 0 => return Ok(None),
        OperandKind::Object => Operand::Const(ConstId(u.int_in_range(0..=consts - 1)?)),
        OperandKind::InstrPtr => Operand::InstrPtr(offset(u)?),
        OperandKind::TypeVersion => {
            Operand::Type(BuiltinType::from_name("list").expect("there is one"))
        }
        OperandKind::FunctionVersion | OperandKind::ReturnPlace => {
            Operand::Function(FunctionId(u.int_in_range(0..=2)?))
        }
        OperandKind::Call => {
            Operand::Call(u.int_in_range(0..=3)?, FunctionId(u.int_in_range(0..=2)?))
        }
        OperandKind::TypePair => {
            let builtin = BuiltinType::from_name("int").expect("there is one");
            Operand::Types(builtin, builtin)
        }
        OperandKind::CallClass
        | OperandKind::Attribute
        | OperandKind::Name
        | OperandKind::Global => return Ok(None),
        OperandKind::FrameSize => Operand::Words(u.int_in_range(0..=100)?),
    }))
}

fn trace(u: &mut Unstructured<'_>, index: u32, traces: u32, consts: u32) -> Result<Trace> {
    let exit_count = u.int_in_range(1..=4u32)?;
    let mut exits = Vec::new();
    for exit in 0..exit_count {
        let target = match u.arbitrary()? {
            true => Some(TraceId(u.int_in_range(0..=traces - 1)?)),
            false => None,
        };
        exits.push(Exit { name: format!("exit_{exit}"), offset: offset(u)?, target });
    }
    let mut uops = Vec::new();
    for _ in 0..u.int_in_range(0..=20)? {
        let op = *u.choose(Dialect::default().ops())?;
        let Some(operand) = operand(u, op, consts)? else { continue };
        let exit = match op.info().names_exit() {
            true => Some(ExitId(u.int_in_range(0..=exit_count - 1)?)),
            false => None,
        };
        uops.push(Uop { op, operand, exit });
    }
    let (offset, stack) = (offset(u)?, u.int_in_range(0..=65_535)?);
    let function = FunctionId(u.int_in_range(0..=2)?);
    Ok(Trace { name: format!("trace_{index}"), function, offset, stack, uops, exits })
}

fn function(u: &mut Unstructured<'_>, index: u32) -> Result<Function> {
    let (params, frees) = (u.int_in_range(0..=4)?, u.int_in_range(0..=2)?);
    let names = |what: &str, numbers: std::ops::Range<u32>| {
        numbers.map(|number| format!("{what}{number}")).collect()
    };
    Ok(Function {
        name: format!("function{index}"),
        is_async: u.ratio(1, 4)?,
        params: names("p", 0..params),
        positional_only: 0,
        keyword_only: 0,
        varargs: false,
        varkeywords: false,
        defaults: Vec::new(),
        locals: names("l", params..9 - frees),
        frees: names("f", 9 - frees..9),
        closure: Vec::new(),
        attributes: Vec::new(),
        stack: u.int_in_range(0..=65_535)?,
    })
}

/// A value that may be an instance of one of the classes.
fn constant(u: &mut Unstructured<'_>) -> Result<Value> {
    if u.ratio(2, 3)? {
        return value(u, 0);
    }
    let mut attributes = Vec::new();
    for name in ["x", "y", "z"] {
        if u.arbitrary()? {
            attributes.push((name.to_owned(), value(u, 1)?));
        }
    }
    let class = u.int_in_range(0..=1)?;
    let holds = match class {
        1 => Some(Box::new(Value::Tuple(vec![value(u, 2)?]))),
        _ => None,
    };
    Ok(Value::Instance { class, attributes, holds })
}

fn class(index: u32) -> Class {
    let names = if index == 0 { &["x", "y", "z"][..] } else { &["x", "z"] };
    Class {
        name: format!("Class{index}"),
        made: false,
        slotted: index == 1,
        holds: (index == 1).then(|| BuiltinType::from_name("tuple")).flatten(),
        bases: Vec::new(),
        attributes: names.iter().map(|&name| name.to_owned()).collect(),
        members: Vec::new(),
    }
}

fn program(u: &mut Unstructured<'_>) -> Result<Program> {
    let consts = u.int_in_range(0..=5)?;
    let traces = u.int_in_range(1..=4)?;
    let args = u.int_in_range(0..=9)?;
    Ok(Program {
        dialect: Dialect::default(),
        name: "randomly_made".into(),
        args: (0..args)
            .map(|index| Ok(Arg { name: format!("arg{index}"), value: value(u, 0)? }))
            .collect::<Result<_>>()?,
        locals: (args..9).map(|index| format!(".{index}")).collect(),
        recursion: if u.arbitrary()? { Some(u.int_in_range(0..=1_000_000)?) } else { None },
        stack: u.int_in_range(0..=65_535)?,
        functions: (0..2).map(|index| function(u, index)).collect::<Result<_>>()?,
        classes: (0..2).map(class).collect(),
        globals: Vec::new(),
        names: Vec::new(),
        consts: (0..consts)
            .map(|index| {
                let is_state = u.arbitrary()?;
                Ok(Const { name: format!("c{index}"), value: constant(u)?, is_state })
            })
            .collect::<Result<_>>()?,
        traces: (0..traces).map(|index| trace(u, index, traces, consts)).collect::<Result<_>>()?,
        handlers: handlers(u, traces)?,
        regions: regions(u, traces)?,
        opaques: Vec::new(),
        replays: Vec::new(),
    })
}

/// Handlers, which lead to some of the traces.
fn handlers(u: &mut Unstructured<'_>, traces: u32) -> Result<Option<Handlers>> {
    if u.ratio(2, 3)? {
        return Ok(None);
    }
    let trace = |u: &mut Unstructured<'_>| Ok(TraceId(u.int_in_range(0..=traces - 1)?));
    let mut rows = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        rows.push(Handler {
            function: FunctionId(u.int_in_range(0..=2)?),
            from: offset(u)?,
            to: offset(u)?,
            depth: u.int_in_range(0..=3)?,
            pushes_offset: u.arbitrary()?,
            target: if u.arbitrary()? { Some(trace(u)?) } else { None },
        });
    }
    Ok(Some(Handlers { start: trace(u)?, rows }))
}

/// Regions of some of the last traces.
fn regions(u: &mut Unstructured<'_>, traces: u32) -> Result<Vec<Region>> {
    let mut regions = Vec::new();
    for index in u.int_in_range(0..=traces)?..traces {
        if regions.is_empty() || u.arbitrary()? {
            regions.push(Region { name: format!("region{index}"), first: TraceId(index) });
        }
    }
    Ok(regions)
}

#[test]
fn printed_programs_are_read_back() {
    arbtest(|u| {
        let program = program(u)?;
        let text = print(&program);
        let document = Document::parse("random.uop", text.as_bytes()).expect("it parses");
        assert_eq!(*document.program, program, "{text}");
        assert_eq!(document.print(), text);
        assert_eq!(document.program.hash(), program.hash());
        // Right or wrong, the verifier has an answer, and the error has a place.
        if let Err(error) = document.verify() {
            assert!(error.line() <= text.lines().count());
        }
        Ok(())
    })
    .budget_ms(4000);
}

#[test]
fn damaged_text_never_panics() {
    arbtest(|u| {
        let mut text = SUM_RANGE.as_bytes().to_vec();
        for _ in 0..u.int_in_range(1..=6)? {
            let start = u.int_in_range(0..=text.len())?;
            let end = u.int_in_range(start..=text.len().min(start + 30))?;
            let new: Vec<u8> = match u.int_in_range(0..=3)? {
                0 => u.arbitrary()?,
                1 => Vec::new(),
                2 => {
                    let lines: Vec<&str> = SUM_RANGE.lines().collect();
                    format!("\n{}\n", u.choose(&lines)?).into()
                }
                _ => u.choose(Dialect::default().ops())?.name().into(),
            };
            text.splice(start..end, new);
        }
        if let Ok(document) = Document::parse("damaged.uop", &text) {
            let printed = document.print();
            let again = Document::parse("damaged.uop", printed.as_bytes()).expect("it parses");
            assert_eq!(again.program, document.program);
            assert_eq!(again.print(), printed);
            let _ = document.verify();
        }
        Ok(())
    })
    .budget_ms(4000);
}
