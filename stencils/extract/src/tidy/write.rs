//! From blocks to assembly text.

use super::Options;
use super::function::{BranchTarget, End, Function};
use super::parse::{is_entry, is_thunk};
use crate::format::Format;
use crate::isa::{Isa, Reach, Transfer};
use std::fmt::Write;
use stencil_format::CONTINUE;

/// Writes the hot part of a function to one section and the cold part to another.
pub(super) fn function(out: &mut String, function: &Function) {
    let hot = function.hot_order();
    let cold: Vec<usize> =
        (0..function.blocks.len()).filter(|&number| function.is_placed(number, true)).collect();
    let (name, format) = (&function.name, function.format);
    *out += &format.head(name, false);
    blocks(out, function, &hot, true);
    // Writing to a string can't fail.
    _ = writeln!(out, "{}:", end_label(name, format));
    *out += &format.tail(name, false);
    if !cold.is_empty() {
        *out += &format.head(name, true);
        blocks(out, function, &cold, false);
        *out += &format.tail(name, true);
    }
}

/// The label after the hot part.
fn end_label(name: &str, format: Format) -> String {
    format!("{}continue_{name}", format.local())
}

/// Writes a jump, to a place that may be anywhere or a near one.
fn jump(out: &mut String, isa: &dyn Isa, target: &str, is_far: bool) {
    let jump = if is_far { isa.far_jump(target) } else { isa.jump(target) };
    // Writing to a string can't fail.
    _ = writeln!(out, "\t{jump}");
}

fn blocks(out: &mut String, function: &Function, order: &[usize], hot: bool) {
    let Options { elide, large, .. } = function.options;
    let (isa, format) = (function.isa, function.format);
    let local = format.local();
    let label = |number: usize| format!("{local}{}_{number}", function.name);
    let place = |target: &BranchTarget| match target {
        BranchTarget::Block(number) => label(*number),
        BranchTarget::Symbol(name) if name == CONTINUE && elide => {
            end_label(&function.name, format)
        }
        BranchTarget::Symbol(name) => format.symbol(name),
    };
    let is_far = |target: &str| large && !target.starts_with(local);
    for (position, &number) in order.iter().enumerate() {
        let next = match order.get(position + 1) {
            Some(&next) => Some(label(next)),
            None if hot => Some(end_label(&function.name, format)),
            None => None,
        };
        let block = &function.blocks[number];
        _ = writeln!(out, "{}:", label(number));
        for (index, line) in block.body.iter().enumerate() {
            let place = format_args!("{}.{number}.{index}", function.name);
            _ = match isa.transfer(line) {
                Ok(Transfer::Call(symbol)) if large => writeln!(out, "\t{}", isa.far_call(symbol)),
                _ => writeln!(out, "\t{}", isa.spelt(line, place)),
            };
        }
        match &block.end {
            End::Leave(line) if is_entry(&function.name) => _ = writeln!(out, "\t{line}"),
            End::Leave(line) => _ = writeln!(out, "\t{}", isa.leave(line)),
            End::Jump(target) => {
                if next != Some(place(target)) {
                    jump(out, isa, &place(target), is_far(&place(target)));
                }
            }
            End::Branch(branch, target, otherwise) => {
                let reach = isa.reach(branch, is_thunk(&function.name));
                let is_out = |target: &BranchTarget| match target {
                    BranchTarget::Block(number) => {
                        reach < Reach::Program && function.blocks[*number].cold == hot
                    }
                    BranchTarget::Symbol(name) if elide && name == CONTINUE => {
                        reach < Reach::Program && !hot
                    }
                    BranchTarget::Symbol(_) => reach < Reach::All,
                };
                let (target_is_out, otherwise_is_out) = (is_out(target), is_out(otherwise));
                let (target, otherwise) = (place(target), place(otherwise));
                let inverse = isa.invert(branch);
                if next.as_ref() == Some(&target) && !is_far(&otherwise) && !otherwise_is_out {
                    _ = writeln!(out, "\t{inverse} {otherwise}");
                    continue;
                }
                if is_far(&target) || target_is_out {
                    let past = format!("{local}past_{}_{number}", function.name);
                    _ = writeln!(out, "\t{inverse} {past}");
                    jump(out, isa, &target, is_far(&target));
                    _ = writeln!(out, "{past}:");
                } else {
                    _ = writeln!(out, "\t{branch} {target}");
                }
                if next.as_ref() != Some(&otherwise) {
                    jump(out, isa, &otherwise, is_far(&otherwise));
                }
            }
        }
    }
}
