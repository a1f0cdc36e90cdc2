//! Forms of small functions in LLVM's text.

use form::{
    Binary, Block, Comparison, Edge, End, FloatComparison, Function, Inst, Operand, Region,
    StackUse, Type, Value,
};
use std::mem::offset_of;
use uops::helpers::Helper;

const INPUT: Value = Function::INPUTS;

/// The form of a function with one input and this body, or the reason why it has none.
fn form(body: &str) -> Result<Function, String> {
    let text = format!(
        "define void @_UOP.(ptr noundef %thread, ptr noundef %locals, ptr noundef %sp, \
         i64 noundef %oparg, i64 noundef %operand, ptr noundef %a) unnamed_addr #0 {{\n\
         start:\n{body}\n}}\n\
         !8 = !{{!\"branch_weights\", !\"expected\", i32 1, i32 2000}}\n"
    );
    let mut library = derive::library(&text).unwrap();
    match library.functions.pop() {
        Some(function) => Ok(function),
        None => Err(library.refused.remove(0).1),
    }
}

fn value(number: Value) -> Operand {
    Operand::Value(number)
}

fn to(block: u16) -> Edge {
    Edge { block, args: vec![] }
}

fn next(outputs: Vec<(Operand, bool)>) -> End {
    End::Next { locals: value(Function::LOCALS), sp: value(Function::SP), outputs }
}

#[test]
fn a_guard_is_a_load_a_comparison_and_two_ways() {
    let form = form(
        "  %0 = getelementptr inbounds nuw i8, ptr %a, i64 8
  %_3 = load i32, ptr %0, align 8, !noalias !1, !noundef !9
  %1 = icmp eq i32 %_3, 3
  br i1 %1, label %bb2, label %bb3

bb2:                                              ; preds = %start
  tail call void (ptr, ptr, ...) @_NEXT(ptr noundef %locals, ptr noundef %sp, ptr noundef nonnull %a) #4
  br label %bb4

bb3:                                              ; preds = %start
  tail call void @_EXIT() #4
  br label %bb4

bb4:                                              ; preds = %bb3, %bb2
  ret void",
    )
    .unwrap();
    let load = Inst::Load {
        out: 7,
        ty: Type::I32,
        base: value(INPUT),
        offset: 8,
        region: Region::Object,
        unwritten: true,
    };
    let compare = Inst::Compare {
        out: 8,
        how: Comparison::Equal,
        ty: Type::I32,
        a: value(7),
        b: Operand::Constant(3),
    };
    let block = |insts, end, cold, single| Block { params: vec![], insts, end, cold, single };
    assert_eq!(
        form.blocks,
        [
            block(vec![load, compare], End::Branch(value(8), to(1), to(2)), false, false),
            block(vec![], next(vec![(value(INPUT), true)]), false, true),
            block(vec![], End::Exit, true, true),
        ]
    );
    assert_eq!((form.name.as_str(), form.inputs), ("_UOP", 1));
    assert_eq!((form.objects, form.truths, form.stack), (1, 0, StackUse::Loads));
}

#[test]
fn a_comparison_with_0_is_a_test_and_weights_say_what_is_cold() {
    let form = form(
        "  %0 = icmp eq ptr %a, null
  br i1 %0, label %bb1, label %bb2, !prof !8

bb1:
  tail call void @uop_dealloc(ptr noundef %thread, ptr noundef nonnull %a) #3
  br label %bb2

bb2:
  tail call void (ptr, ptr, ...) @_NEXT(ptr noundef %locals, ptr noundef %sp)
  ret void",
    )
    .unwrap();
    let cold: Vec<bool> = form.blocks.iter().map(|block| block.cold).collect();
    let dealloc = form.blocks.iter().position(|block| !block.insts.is_empty()).unwrap();
    let done = 3 - dealloc;
    assert_eq!(form.blocks[0].end, End::Branch(value(INPUT), to(done as u16), to(dealloc as u16)));
    assert!(cold[dealloc] && !cold[done], "{cold:?}");
    assert_eq!(
        form.blocks[dealloc].insts,
        [Inst::Call {
            out: None,
            helper: Helper::uop_dealloc,
            args: vec![value(Function::THREAD), value(INPUT)]
        }]
    );
}

#[test]
fn each_access_has_its_region() {
    let form = form(&format!(
        "  %0 = getelementptr inbounds nuw i8, ptr %thread, i64 {}
  %top = load ptr, ptr %0, align 8
  store ptr %a, ptr %top, align 8
  %1 = getelementptr i8, ptr %thread, i64 {}
  %breaker = load i64, ptr %1, align 8
  store i64 %breaker, ptr %a, align 8
  %2 = shl i64 %oparg, 3
  %3 = getelementptr i8, ptr %locals, i64 %2
  %local = load ptr, ptr %3, align 8
  store i64 1, ptr %local, align 8
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp)
  ret void",
        offset_of!(uops::Thread, datastack_top),
        offset_of!(uops::Thread, eval_breaker),
    ))
    .unwrap();
    let regions = form.blocks[0].insts.iter().filter_map(|inst| match inst {
        Inst::Load { region, .. } | Inst::Store { region, .. } => Some(*region),
        _ => None,
    });
    use Region::{Frame, Object, SharedThread, Thread};
    let expected = [Thread, Frame, SharedThread, Object, Frame, Object];
    assert_eq!(regions.collect::<Vec<_>>(), expected);
}

#[test]
fn an_address_of_a_frame_or_an_object_has_no_region() {
    let why = form(
        "  %0 = icmp eq i64 %oparg, 1
  %1 = select i1 %0, ptr %a, ptr %locals
  store i64 1, ptr %1, align 8
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp)
  ret void",
    )
    .unwrap_err();
    assert!(why.contains("it is not known what the address leads to"), "{why}");
}

#[test]
fn true_and_false_are_conditions() {
    let form = form(
        "  %0 = icmp eq ptr %a, %thread
  %1 = select i1 %0, i64 32, i64 0
  %2 = getelementptr i8, ptr %thread, i64 %1
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %2)
  ret void",
    )
    .unwrap();
    let [is, not, truth] = form.blocks[0].insts.as_slice() else { panic!("{form:?}") };
    assert!(matches!(is, Inst::IsTruth { truth: true, .. }), "{is:?}");
    assert!(matches!(not, Inst::Binary { op: Binary::Xor, ty: Type::Bool, .. }), "{not:?}");
    assert!(matches!(truth, Inst::Truth { .. }), "{truth:?}");
    assert_eq!((form.objects, form.truths), (0, 1));
}

#[test]
fn a_truth_that_several_ways_pass_is_a_condition() {
    let form = form(
        "  %0 = load i32, ptr %a, align 8
  %1 = icmp eq i32 %0, 0
  br i1 %1, label %bb1, label %bb2

bb1:
  %2 = load i32, ptr %locals, align 8
  %3 = icmp eq i32 %2, 0
  %4 = select i1 %3, i64 0, i64 32
  br label %bb2

bb2:
  %5 = phi i64 [ 32, %start ], [ %4, %bb1 ]
  %6 = getelementptr i8, ptr %thread, i64 %5
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %6)
  ret void",
    )
    .unwrap();
    let last = form.blocks.last().unwrap();
    let [(condition, Type::Bool)] = last.params[..] else { panic!("{form:?}") };
    let is_truth = |inst: &Inst| matches!(inst, Inst::Truth { condition: made, .. } if *made == value(condition));
    assert!(last.insts.iter().any(is_truth), "{form:?}");
}

#[test]
fn comparisons_of_the_same_floats_are_one() {
    let form = form(
        "  %0 = bitcast i64 %oparg to double
  %1 = bitcast i64 %operand to double
  %2 = fcmp olt double %0, %1
  %3 = fcmp ogt double %0, %1
  %4 = or i1 %2, %3
  %5 = fcmp uno double %0, %1
  %6 = or i1 %4, %5
  %7 = select i1 %6, i64 0, i64 32
  %8 = getelementptr i8, ptr %thread, i64 %7
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %8)
  ret void",
    )
    .unwrap();
    let compared = form.blocks[0].insts.iter().filter_map(|inst| match inst {
        Inst::FloatCompare { how, .. } => Some(*how),
        Inst::Binary { .. } => panic!("{form:?}"),
        _ => None,
    });
    assert_eq!(compared.collect::<Vec<_>>(), [FloatComparison::NotEqual]);
}

#[test]
fn an_exit_on_one_of_two_conditions_is_two_branches() {
    let form = form(
        "  %0 = load i32, ptr %a, align 8
  %1 = icmp ne i32 %0, 3
  %2 = icmp ugt i64 %oparg, 8
  %3 = or i1 %1, %2
  br i1 %3, label %bb2, label %bb1

bb1:
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %a)
  ret void

bb2:
  tail call void @_EXIT()
  ret void",
    )
    .unwrap();
    let branches = form.blocks.iter().filter(|block| matches!(block.end, End::Branch(..)));
    assert_eq!(branches.count(), 2, "{form:?}");
    assert!(
        form.blocks
            .iter()
            .flat_map(|block| &block.insts)
            .all(|inst| !matches!(inst, Inst::Binary { .. }))
    );
    assert!(!form.blocks[1].cold && form.blocks[1].single, "{form:?}");
}

#[test]
fn ways_that_pass_the_same_meet_in_front_of_the_block() {
    let form = form(
        "  %0 = icmp ugt i64 %oparg, 8
  br i1 %0, label %bb1, label %bb3

bb1:
  %1 = icmp ugt i64 %oparg, 16
  br i1 %1, label %bb2, label %bb3

bb2:
  %2 = load ptr, ptr %a, align 8
  br label %bb3

bb3:
  %3 = phi ptr [ %a, %start ], [ %a, %bb1 ], [ %2, %bb2 ]
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %3)
  ret void",
    )
    .unwrap();
    let passes = |block: &&Block| match &block.end {
        End::Jump(edge) => block.insts.is_empty() && edge.args == [value(INPUT)],
        _ => false,
    };
    assert_eq!(form.blocks.iter().filter(passes).count(), 1, "{form:?}");
    let arguments = form.blocks.iter().filter_map(|block| match &block.end {
        End::Branch(_, then, or) => Some(then.args.len() + or.args.len()),
        _ => None,
    });
    assert_eq!(arguments.sum::<usize>(), 0, "{form:?}");
}

#[test]
fn a_rare_way_that_passes_another_value_is_cold() {
    let form = form(
        "  %0 = getelementptr inbounds nuw i8, ptr %a, i64 8
  %1 = load i64, ptr %0, align 8
  %2 = icmp eq i64 %1, 3
  br i1 %2, label %bb2, label %bb1

bb1:
  %3 = icmp eq i64 %1, 4
  br i1 %3, label %bb3, label %bb2, !prof !8

bb2:
  store i64 %1, ptr %a, align 8
  br label %bb3

bb3:
  %4 = phi i64 [ %1, %bb2 ], [ 7, %bb1 ]
  tail call void (ptr, ptr, ...) @_NEXT(ptr noundef %locals, ptr noundef %sp, i64 %4)
  ret void",
    )
    .unwrap();
    let seven = vec![Operand::Constant(7)];
    let passes = |block: &&Block| matches!(&block.end, End::Jump(edge) if edge.args == seven);
    let between: Vec<&Block> = form.blocks.iter().filter(passes).collect();
    assert!(matches!(&between[..], [block] if block.cold && block.insts.is_empty()), "{form:?}");
    assert_eq!(form.blocks.iter().filter(|block| block.cold).count(), 1, "{form:?}");
}

#[test]
fn a_store_to_the_stack_uses_it_and_a_load_does_not() {
    let with = |inst: &str| {
        let next = "  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp)\n  ret void";
        let place = "  %0 = getelementptr i8, ptr %sp, i64 -8\n";
        form(&format!("{place}{inst}\n{next}")).unwrap().stack
    };
    assert_eq!(with("  %1 = load ptr, ptr %0, align 8"), StackUse::Loads);
    assert_eq!(with("  store ptr %a, ptr %0, align 8"), StackUse::Uses);
    let call = "  tail call void @uop_list_append(ptr %thread, ptr %a, ptr %0)";
    assert_eq!(with(call), StackUse::Uses);
}

#[test]
fn what_is_not_understood_is_refused_with_the_line() {
    let why = form("  fence seq_cst\n  ret void").unwrap_err();
    assert!(why.contains("fence seq_cst"), "{why}");
    let why = form("  tail call void @_TOP()\n  ret void").unwrap_err();
    assert!(why.contains("elsewhere than to the next uop"), "{why}");
    let why = form("  %0 = load atomic i64, ptr %a monotonic, align 8\n  ret void").unwrap_err();
    assert!(why.contains("a load with an order"), "{why}");
}

#[test]
fn a_library_survives_being_stored() {
    let text = "define void @_UOP.(ptr %thread, ptr %locals, ptr %sp, i64 %oparg, i64 %operand) {\n\
                start:\n  tail call void @_EXIT()\n  ret void\n}\n\
                define void @_OTHER.(ptr %thread) {\nstart:\n  unknown\n}\n";
    let library = derive::library(text).unwrap();
    assert_eq!((library.functions.len(), library.refused.len()), (1, 1));
    let bytes = library.to_bytes().unwrap();
    assert_eq!(form::Library::from_bytes(&bytes).unwrap(), library);
    assert!(form::Library::from_bytes(&bytes[..bytes.len() / 2]).is_err());
}

#[test]
fn the_smaller_and_the_larger_of_two_are_a_comparison_and_a_choice() {
    for (name, how) in [
        ("umin", Comparison::Less),
        ("umax", Comparison::Greater),
        ("smin", Comparison::SignedLess),
        ("smax", Comparison::SignedGreater),
    ] {
        let form = form(&format!(
            "  %0 = load i32, ptr %a, align 8
  %1 = tail call i32 @llvm.{name}.i32(i32 %0, i32 63)
  store i32 %1, ptr %a, align 8
  tail call void (ptr, ptr, ...) @_NEXT(ptr %locals, ptr %sp, ptr %a)
  ret void"
        ));
        let insts = form.unwrap().blocks.remove(0).insts;
        let [Inst::Load { out: loaded, .. }, compare, choice, Inst::Store { value: stored, .. }] =
            insts.as_slice()
        else {
            panic!("{insts:?}")
        };
        let (a, b, ty) = (value(*loaded), Operand::Constant(63), Type::I32);
        let &Inst::Compare { out: condition, .. } = compare else { panic!("{insts:?}") };
        assert_eq!(*compare, Inst::Compare { out: condition, how, ty, a, b });
        let &Inst::Select { out, .. } = choice else { panic!("{insts:?}") };
        assert_eq!(*choice, Inst::Select { out, ty, condition: value(condition), a, b });
        assert_eq!(*stored, value(out));
    }
}
