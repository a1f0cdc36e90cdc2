//! A function as a list of hot and cold blocks.

use super::Options;
use crate::format::Format;
use crate::isa::{Isa, Reach, Transfer};
use stencil_format::{CONTINUE, What};
use uops::helpers::Helper;

/// Where a branch or jump of a block leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum BranchTarget {
    Block(usize),
    /// Another function: a hole, or the next stencil.
    Symbol(String),
}

/// How a block ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// On to one place.
    Jump(BranchTarget),
    /// If the condition holds to the first place, else to the second.
    Branch(String, BranchTarget, BranchTarget),
    /// Nowhere that is known: a return, or a jump to an address in a register.
    Leave(String),
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) body: Vec<String>,
    pub(super) end: End,
    pub(super) cold: bool,
    /// Whether execution can get there.
    pub(super) reached: bool,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) blocks: Vec<Block>,
    pub(super) options: Options,
    pub(super) isa: &'static dyn Isa,
    pub(super) format: Format,
}

impl Function {
    /// Leads jumps past blocks that only jump on.
    pub(super) fn thread_jumps(&mut self) {
        let final_target = |blocks: &[Block], target: &BranchTarget| {
            let mut target = target.clone();
            // A ring of empty blocks would be an endless loop, so not more steps than blocks.
            for _ in 0..blocks.len() {
                match &target {
                    BranchTarget::Block(number) if blocks[*number].body.is_empty() => {
                        match &blocks[*number].end {
                            End::Jump(next) => target = next.clone(),
                            _ => break,
                        }
                    }
                    _ => break,
                }
            }
            target
        };
        for number in 0..self.blocks.len() {
            let end = match &self.blocks[number].end {
                End::Jump(target) => End::Jump(final_target(&self.blocks, target)),
                End::Branch(branch, target, next) => End::Branch(
                    branch.clone(),
                    final_target(&self.blocks, target),
                    final_target(&self.blocks, next),
                ),
                End::Leave(line) => End::Leave(line.clone()),
            };
            self.blocks[number].end = end;
        }
        let mut pending = vec![0];
        while let Some(number) = pending.pop() {
            if !std::mem::replace(&mut self.blocks[number].reached, true) {
                pending.extend(self.successors(number).iter().filter_map(|target| match target {
                    BranchTarget::Block(number) => Some(*number),
                    BranchTarget::Symbol(_) => None,
                }));
            }
        }
    }

    fn successors(&self, block: usize) -> Vec<BranchTarget> {
        match &self.blocks[block].end {
            End::Jump(target) => vec![target.clone()],
            End::Branch(_, target, next) => vec![target.clone(), next.clone()],
            End::Leave(_) => Vec::new(),
        }
    }

    /// Marks the blocks that only rare events reach: those that call a slow-path helper or leave through
    /// an exit, and those from which or to which there is no other way.
    pub(super) fn find_cold(&mut self) {
        for number in 1..self.blocks.len() {
            let block = &self.blocks[number];
            let calls_cold =
                block.body.iter().any(|line| self.callee(line).is_some_and(Helper::is_slow));
            self.blocks[number].cold = calls_cold;
        }
        let is_cold_symbol =
            |name: &str| name.starts_with("_JIT_EXIT_") || name.starts_with("_JIT_ERROR_");
        loop {
            let mut changed = false;
            for number in 1..self.blocks.len() {
                if self.blocks[number].cold {
                    continue;
                }
                let successors = self.successors(number);
                let leads_to_cold = !successors.is_empty()
                    && successors.iter().all(|target| match target {
                        BranchTarget::Block(to) => self.blocks[*to].cold,
                        BranchTarget::Symbol(name) => is_cold_symbol(name),
                    });
                let comes_from_cold = (0..self.blocks.len())
                    .filter(|&from| self.blocks[from].reached)
                    .filter(|from| self.successors(*from).contains(&BranchTarget::Block(number)))
                    .all(|from| self.blocks[from].cold);
                if leads_to_cold || comes_from_cold {
                    self.blocks[number].cold = true;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Leads hot branches that do not reach all code on this processor to cold blocks that jump out.
    pub(super) fn lead_out_by_jumps(&mut self) {
        let mut jumps: Vec<(String, usize)> = Vec::new();
        for number in 0..self.blocks.len() {
            let block = &self.blocks[number];
            let End::Branch(branch, target, otherwise) = block.end.clone() else { continue };
            if block.cold || self.isa.reach(&branch, false) == Reach::All {
                continue;
            }
            let [target, otherwise] = [target, otherwise].map(|target| match target {
                BranchTarget::Symbol(symbol) if symbol != CONTINUE => {
                    let known = jumps.iter().find(|(known, _)| *known == symbol);
                    let block = known.map(|(_, block)| *block).unwrap_or_else(|| {
                        let end = End::Jump(BranchTarget::Symbol(symbol.clone()));
                        let cold = self.options.split;
                        self.blocks.push(Block { body: Vec::new(), end, cold, reached: true });
                        jumps.push((symbol, self.blocks.len() - 1));
                        self.blocks.len() - 1
                    });
                    BranchTarget::Block(block)
                }
                target => target,
            });
            self.blocks[number].end = End::Branch(branch, target, otherwise);
        }
    }

    pub(super) fn is_placed(&self, number: usize, cold: bool) -> bool {
        let block = &self.blocks[number];
        block.reached && block.cold == cold
    }

    /// The hot blocks in the order in which they are laid out: the one that goes on to the next
    /// stencil comes last.
    pub(super) fn hot_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.blocks.len()).filter(|&number| self.is_placed(number, false)).collect();
        let next = BranchTarget::Symbol(CONTINUE.to_owned());
        let jumps = |number: usize| self.blocks[number].end == End::Jump(next.clone());
        let branches = |number: usize| match &self.blocks[number].end {
            End::Branch(_, target, otherwise) => *target == next || *otherwise == next,
            _ => false,
        };
        let find = |goes_on: &dyn Fn(usize) -> bool| {
            // The entry stays first.
            (1..order.len()).rev().find(|&place| goes_on(order[place]))
        };
        if let Some(place) = find(&jumps).or_else(|| find(&branches)) {
            let last = order.remove(place);
            order.push(last);
        }
        order
    }

    /// The helper that an instruction calls, itself or through its thunk.
    pub(super) fn callee(&self, line: &str) -> Option<Helper> {
        match self.isa.transfer(line) {
            Ok(Transfer::Call(symbol)) => What::from_symbol(self.format.bare(symbol))?.helper(),
            _ => None,
        }
    }
}
