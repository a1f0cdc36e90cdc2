//! Generated programs are as long as asked for, verify, and follow from their seed.

use arbtest::arbtest;
use trace::generate::{Family, Mix, Recipe, RecipeError, generate, generate_seeded};
use trace::{Document, FunctionId, Operand, Program, Shape, TraceId, Uop, print, verify};
use uops::{Dialect, Op};

fn recipe(uops: usize, mix: Mix) -> Recipe {
    let dialect = Dialect::default();
    Recipe { dialect, uops, trace_uops: dialect.trace_limit(), mix, shape: Shape::Trace }
}

#[track_caller]
fn assert_valid(program: Program, recipe: &Recipe) {
    assert_eq!(program.uop_count(), recipe.uops, "{}", recipe.mix);
    if let Err(error) = verify(program.clone()) {
        panic!("{error}\n{}", print(&program));
    }
}

#[test]
fn every_length_and_mix_is_valid() {
    for (_, mix) in Mix::NAMED {
        for uops in (10..120).chain([150, 200, 317, 1000, 3000]) {
            for seed in 0..2 {
                let recipe = recipe(uops, mix);
                assert_valid(generate_seeded(&recipe, seed).expect("the length is fine"), &recipe);
            }
        }
    }
}

/// A dialect that has several uops in place of one of the first has longer programs.
#[test]
fn programs_of_every_dialect_are_valid() {
    for dialect in Dialect::all() {
        for (_, mix) in Mix::NAMED {
            for (seed, uops) in [40, 317, 1000].into_iter().enumerate() {
                let recipe = Recipe { dialect, ..recipe(uops, mix) };
                let program = generate_seeded(&recipe, seed as u64).expect("the length is fine");
                assert!(program.uop_count() >= uops, "{dialect} {mix}");
                if let Err(error) = verify(program.clone()) {
                    panic!("{error}\n{}", print(&program));
                }
            }
        }
    }
}

#[test]
fn regions_of_every_length_mix_and_dialect_are_valid() {
    for dialect in Dialect::all() {
        for (_, mix) in Mix::NAMED {
            for (seed, uops) in (10..120).step_by(6).chain([150, 317, 1000, 3000]).enumerate() {
                let recipe = Recipe { dialect, shape: Shape::Region, ..recipe(uops, mix) };
                let program = generate_seeded(&recipe, seed as u64).expect("the length is fine");
                assert_eq!(program.shape(), Shape::Region);
                if dialect == Dialect::default() {
                    assert_eq!(program.uop_count(), uops, "{mix}");
                }
                if let Err(error) = verify(program.clone()) {
                    panic!("{dialect} {mix} {seed}: {error}\n{}", print(&program));
                }
            }
        }
    }
}

/// The ways into a trace: the trace that they come from, and the uop.
fn ways(program: &Program) -> Vec<Vec<(TraceId, &Uop)>> {
    let mut ways = vec![Vec::new(); program.traces.len()];
    for (from, trace) in (0..).map(TraceId).zip(&program.traces) {
        for uop in &trace.uops {
            let target = uop.exit.and_then(|exit| trace.exits[exit.0 as usize].target);
            if let Some(target) = target {
                ways[target.0 as usize].push((from, uop));
            }
        }
    }
    ways
}

#[test]
fn regions_have_all_that_regions_can_have() {
    let mut missing = vec![
        "joins of an expression",
        "joins without one",
        "a polymorphic branch",
        "entries from another region",
        "entries from a trace",
        "a block that starts without an executor and checks it",
        "two returns",
        "a function with two regions",
        "loops of several blocks",
    ];
    for seed in 0..20 {
        let mix = "exits=3,branches=3,ints=4,loops=4,calls=2".parse().expect("it is a mix");
        let recipe = Recipe { shape: Shape::Region, trace_uops: 60, ..recipe(1500, mix) };
        let program = generate_seeded(&recipe, seed).expect("the length is fine");
        let is_inside = |from, to| program.executor_of(from) == program.executor_of(to);
        let mut found = Vec::new();
        let mut returns = std::collections::HashMap::new();
        for (id, ways) in (0..).map(TraceId).zip(ways(&program)) {
            let trace = program.trace(id);
            let is_plain = |way: &(TraceId, &Uop)| !way.1.op.info().resumes;
            let inside = ways.iter().filter(|way| is_plain(way) && is_inside(way.0, id)).count();
            let first = trace.uops[0].op;
            let has = |op| trace.uops.iter().any(|uop| uop.op == op);
            if inside > 1 {
                let has_iterator =
                    |(_, uop): &(TraceId, &Uop)| uop.op == Op::_GUARD_NOT_EXHAUSTED_RANGE;
                let is_expression = trace.stack > 0 && !ways.iter().any(has_iterator);
                found.push(if is_expression {
                    "joins of an expression"
                } else {
                    "joins without one"
                });
            }
            if ways.iter().any(|way| way.1.op == Op::_GUARD_TOS_INT && is_inside(way.0, id)) {
                found.push("a polymorphic branch");
            }
            for &(from, _) in ways.iter().filter(|way| is_plain(way) && !is_inside(way.0, id)) {
                let is_trace = program.region_of(from).is_none() && program.region_of(id).is_some();
                found.push(if is_trace {
                    "entries from a trace"
                } else {
                    "entries from another region"
                });
            }
            if first != Op::_START_EXECUTOR && has(Op::_CHECK_VALIDITY) {
                found.push("a block that starts without an executor and checks it");
            }
            if has(Op::_POP_FRAME)
                && trace.uops.last().is_some_and(|uop| uop.op == Op::_DYNAMIC_EXIT)
            {
                *returns.entry(trace.function).or_insert(0) += 1;
            }
            let goes_back = |&(from, uop): &(TraceId, &Uop)| {
                from != id && from > id && uop.op == Op::_EXIT_TRACE
            };
            if ways.iter().any(goes_back) {
                found.push("loops of several blocks");
            }
        }
        if returns.values().any(|&count| count > 1) {
            found.push("two returns");
        }
        let functions = program.regions.iter().map(|region| program.trace(region.first).function);
        let functions: Vec<FunctionId> = functions.collect();
        if (1..functions.len()).any(|index| functions[..index].contains(&functions[index])) {
            found.push("a function with two regions");
        }
        missing.retain(|what| !found.contains(what));
    }
    assert!(missing.is_empty(), "there are none of: {missing:?}");
}

#[test]
fn the_longest_program_is_valid() {
    let recipe = recipe(100_000, Mix::default());
    assert_valid(generate_seeded(&recipe, 1).expect("the length is fine"), &recipe);
}

#[test]
fn any_choices_make_a_valid_program() {
    arbtest(|u| {
        let weights =
            Family::ALL.map(|family| Ok(format!("{}={}", family.name(), u.int_in_range(0..=9)?)));
        let weights = weights.into_iter().collect::<Result<Vec<_>, _>>()?;
        let Ok(mix) = weights.join(",").parse() else { return Ok(()) };
        let (uops, trace_uops) = (u.int_in_range(10..=600)?, u.int_in_range(0..=200)?);
        let shape = *u.choose(&Shape::ALL)?;
        let recipe = Recipe { trace_uops, shape, ..recipe(uops, mix) };
        let mut choices = |bound: usize| u.int_in_range(0..=bound.max(1) - 1).unwrap_or(0);
        assert_valid(generate(&recipe, &mut choices).expect("the length is fine"), &recipe);
        Ok(())
    })
    .budget_ms(3000);
}

/// Whether a program of this mix has all of these uops.
fn has_all(mix: &str, ops: &[Op]) -> bool {
    let recipe = Recipe { trace_uops: 150, ..recipe(3000, mix.parse().expect("it is a mix")) };
    let programs: Vec<Program> =
        (0..4).map(|seed| generate_seeded(&recipe, seed).expect("the length is fine")).collect();
    let traces = || programs.iter().flat_map(|program| &program.traces);
    ops.iter().all(|&op| traces().any(|trace| trace.uops.iter().any(|uop| uop.op == op)))
}

#[test]
fn functions_classes_and_closures_are_used_in_every_way() {
    let calls = [
        Op::_INIT_CALL_PY_EXACT_ARGS,
        Op::_INIT_CALL_PY_EXACT_ARGS_0,
        Op::_INIT_CALL_PY_EXACT_ARGS_2,
        Op::_PY_FRAME_GENERAL,
        Op::_CHECK_STACK_SPACE_OPERAND,
        Op::_CHECK_FUNCTION_EXACT_ARGS,
        Op::_POP_FRAME,
    ];
    let objects = [
        Op::_CHECK_AND_ALLOCATE_OBJECT,
        Op::_EXIT_INIT_CHECK,
        Op::_LOAD_ATTR_INSTANCE_VALUE_0,
        Op::_LOAD_ATTR_SLOT_0,
        Op::_LOAD_ATTR_0,
        Op::_STORE_ATTR_INSTANCE_VALUE,
        Op::_STORE_ATTR_SLOT,
        Op::_STORE_ATTR,
        Op::_DELETE_ATTR,
        Op::_LOAD_ATTR_METHOD_WITH_VALUES,
        Op::_LOAD_ATTR_1,
        Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS,
        Op::_EXPAND_METHOD,
    ];
    let closures = [
        Op::_MAKE_CELL,
        Op::_COPY_FREE_VARS,
        Op::_LOAD_DEREF,
        Op::_STORE_DEREF,
        Op::_SET_FUNCTION_ATTRIBUTE,
        Op::_LOAD_GLOBAL_MODULE_1,
        Op::_STORE_GLOBAL,
    ];
    assert!(has_all("calls", &calls));
    assert!(has_all("objects", &objects));
    assert!(has_all("closures", &closures));
}

#[test]
fn exceptions_and_generators_are_used_in_every_way() {
    let exceptions = [
        Op::_PUSH_EXC_INFO,
        Op::_CHECK_EXC_MATCH,
        Op::_POP_EXCEPT,
        Op::_RERAISE,
        Op::_RAISE_VARARGS,
        Op::_BINARY_SUBSCR,
    ];
    let generators = [
        Op::_RETURN_GENERATOR,
        Op::_FOR_ITER_GEN_FRAME,
        Op::_PUSH_GEN_FRAME,
        Op::_YIELD_VALUE,
        Op::_POP_GEN_FRAME,
    ];
    for mix in ["exceptions", "generators", "everything"] {
        assert!(has_all(mix, &exceptions), "{mix}");
    }
    for mix in ["generators", "everything"] {
        assert!(has_all(mix, &generators), "{mix}");
    }
}

/// Handlers are for whole traces and for parts, in functions, generators and the program, keep slots or not, are shared,
/// and have handlers of their own.
#[test]
fn handlers_are_of_every_kind() {
    let mut missing = vec![
        "a whole trace",
        "a part of a trace",
        "a function",
        "a generator",
        "a frame that a trace has entered",
        "slots that stay",
        "an offset",
        "two traces",
        "a handler",
    ];
    for (seed, mix) in (0..20).flat_map(|seed| [(seed, "exceptions"), (seed, "generators")]) {
        let recipe = Recipe { trace_uops: 60, ..recipe(1500, mix.parse().expect("it is a mix")) };
        let program = generate_seeded(&recipe, seed).expect("the length is fine");
        let yields: Vec<FunctionId> = program
            .traces
            .iter()
            .filter(|trace| trace.uops.iter().any(|uop| uop.op == Op::_YIELD_VALUE))
            .map(|trace| trace.function)
            .collect();
        let rows: Vec<_> = program.linked_handlers().collect();
        let mut found = Vec::new();
        for &(row, target) in &rows {
            let is_at =
                |trace: &&trace::Trace| (trace.offset..trace.offset + 4096).contains(&row.from);
            let protected = program.traces.iter().find(is_at).expect("offsets are those of traces");
            let whole = row.from == protected.offset;
            found.push(if whole { "a whole trace" } else { "a part of a trace" });
            if row.function != protected.function {
                found.push("a frame that a trace has entered");
            } else if yields.contains(&row.function) {
                found.push("a generator");
            } else if row.function != FunctionId::MAIN {
                found.push("a function");
            }
            if row.depth > 0 {
                found.push("slots that stay");
            }
            if row.pushes_offset {
                found.push("an offset");
            }
            if rows.iter().filter(|(_, other)| *other == target).count() > 1 {
                found.push("two traces");
            }
            if rows.iter().any(|(_, other)| program.trace(*other).offset == protected.offset) {
                found.push("a handler");
            }
        }
        missing.retain(|what| !found.contains(what));
    }
    assert!(missing.is_empty(), "there are none for: {missing:?}");
}

#[test]
fn functions_have_traces_of_their_own_and_call_themselves() {
    let recipe = Recipe { trace_uops: 150, ..recipe(3000, "calls".parse().expect("a mix")) };
    let calls_itself = |seed| {
        let program = generate_seeded(&recipe, seed).expect("the length is fine");
        program.traces.iter().any(|trace| {
            let entered = Operand::Function(trace.function);
            trace.function != FunctionId::MAIN
                && trace.uops.iter().any(|uop| uop.op == Op::_PUSH_FRAME && uop.operand == entered)
        })
    };
    assert!((0..4).any(calls_itself));
}

#[test]
fn the_same_seed_gives_the_same_program() {
    let recipe = recipe(500, Mix::default());
    let text = |seed| print(&generate_seeded(&recipe, seed).expect("the length is fine"));
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
    let document = Document::parse("generated.uop", text(7).as_bytes()).expect("it parses");
    assert_eq!(document.print(), text(7));
}

#[test]
fn lengths_have_limits() {
    for uops in [0, 9, 100_001] {
        let refused = generate_seeded(&recipe(uops, Mix::default()), 1);
        assert_eq!(refused, Err(RecipeError::Length(uops)));
    }
}

#[test]
fn mixes_are_read_and_written() {
    for (name, mix) in Mix::NAMED {
        assert_eq!(name.parse(), Ok(mix));
        assert_eq!(mix.to_string(), name);
    }
    let mix: Mix = "ints=3, loops".parse().expect("it is one");
    assert_eq!([Family::Ints, Family::Loops, Family::Lists].map(|f| mix.weight(f)), [3, 1, 0]);
    assert_eq!(mix.to_string().parse(), Ok(mix));
    for (text, error) in [
        ("int", "there is no mix or family `int`"),
        ("ints=x", "`x` is not a weight"),
        ("ints=1001", "`1001` is not a weight"),
        ("loops=2", "give ints, floats, texts, lists or containers a weight"),
    ] {
        let message = text.parse::<Mix>().expect_err("it is none").to_string();
        assert!(message.starts_with(error), "{message}");
    }
}
