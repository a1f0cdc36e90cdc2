//! Rearranges assembly text, so that the hot path of a stencil is a straight line whose end is the
//! start of the next stencil.
//!
//! A function is cut into blocks. Blocks that only slow paths reach go to a section of their own;
//! the block that jumps to the next stencil comes last among the hot ones, and its jump is dropped.
//! Branches are inverted where that saves a jump. The assembler sees to the rest: offsets, short
//! jumps, and relocations between the two sections.

use crate::Error;
use std::collections::HashMap;
use std::fmt::Write;
use stencil_format::{CONTINUE, What};
use uops::helpers::Helper;

/// What the tidy step makes.
#[derive(Debug)]
pub struct Tidied {
    /// Assembly text with a section for the hot part of every stencil and one for the cold part.
    pub assembly: String,
    /// Names of the stencils, sorted.
    pub stencils: Vec<String>,
}

/// What the tidy step does; all of it unless one wants to know what it is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Cold code goes to a section of its own.
    pub split: bool,
    /// Jumps to the next stencil are dropped.
    pub elide: bool,
    /// Whatever is outside of a uop's stencil may be anywhere: the large code model.
    pub large: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { split: true, elide: true, large: false }
    }
}

/// Tidies all exported functions of `assembly`, which is rustc's for x86-64 in AT&T syntax.
pub fn tidy(assembly: &str, options: Options) -> Result<Tidied, Error> {
    let mut out = String::new();
    let mut stencils = Vec::new();
    let mut lines = assembly.lines();
    let mut exported = None;
    while let Some(line) = lines.next() {
        if let Some(name) = line.trim().strip_prefix(".globl") {
            exported = Some(name.trim());
        } else if let Some(name) = exported
            && line.strip_suffix(':') == Some(name)
        {
            let body: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with(".Lfunc_end")).collect();
            write_function(&mut out, &Function::parse(name, &body, options)?);
            stencils.push(name.to_owned());
            exported = None;
        }
    }
    stencils.sort();
    Ok(Tidied { assembly: out, stencils })
}

/// Where a block goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Target {
    Block(usize),
    /// Another function: a hole, or the next stencil.
    Symbol(String),
}

/// How a block ends.
#[derive(Clone, PartialEq, Eq, Debug)]
enum End {
    /// On to one place.
    Jump(Target),
    /// If the condition holds to the first place, else to the second.
    Branch(String, Target, Target),
    /// Nowhere that is known: a return, or a jump to an address in a register.
    Leave(String),
}

#[derive(Debug)]
struct Block {
    body: Vec<String>,
    end: End,
    cold: bool,
    /// Whether there is a way there.
    reached: bool,
}

#[derive(Debug)]
struct Function {
    name: String,
    blocks: Vec<Block>,
    options: Options,
}

/// Thunks and what they share are near each other, whatever the code model.
fn is_thunk(name: &str) -> bool {
    ["_COLD_", "_SAVE", "_DEALLOC", "_BOX_INT", "_BOX_FLOAT", "_LEAVE"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

impl Function {
    fn parse(name: &str, lines: &[&str], options: Options) -> Result<Self, Error> {
        let error = |what, line: &str| Error::Assembly {
            stencil: name.to_owned(),
            what,
            line: line.to_owned(),
        };
        // The first pass numbers the blocks: a label starts one, and so does what follows a jump.
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter(|line| !line.starts_with(".cfi_") && !line.starts_with(".p2align"))
            .collect();
        let mut labels = HashMap::new();
        let mut starts = vec![0];
        for (index, line) in lines.iter().enumerate() {
            let block_starts = if let Some(label) = line.strip_suffix(':') {
                let fresh = *starts.last().unwrap_or(&0) != index;
                labels.insert(label, starts.len() - usize::from(!fresh));
                fresh
            } else {
                index > 0 && is_transfer(lines[index - 1]) && starts.last() != Some(&index)
            };
            if block_starts {
                starts.push(index);
            }
        }
        let target = |operand: &str| match labels.get(operand) {
            Some(&block) => Target::Block(block),
            None => Target::Symbol(operand.to_owned()),
        };
        let mut blocks = Vec::new();
        for (number, &start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(lines.len());
            let mut body: Vec<String> = Vec::new();
            let mut exit = None;
            for line in lines[start..end].iter().filter(|line| !line.ends_with(':')) {
                if line.starts_with('.') {
                    return Err(error("an unexpected directive", line));
                }
                let (mnemonic, operand) =
                    line.split_once(char::is_whitespace).unwrap_or((line, ""));
                let operand = operand.trim();
                exit = match mnemonic {
                    "retq" => Some(End::Leave((*line).to_owned())),
                    // The trampoline's. A jump table would also need a data section, which
                    // extraction rejects.
                    "jmpq" if operand.starts_with("*%") => Some(End::Leave((*line).to_owned())),
                    "ud2" | "int3" => return Err(error("a panic or unreachable path", line)),
                    "jmp" => Some(End::Jump(target(operand))),
                    _ if mnemonic.starts_with('j') => {
                        if invert(mnemonic).is_none() {
                            return Err(error("an unknown jump", line));
                        }
                        let next = Target::Block(number + 1);
                        Some(End::Branch(mnemonic.to_owned(), target(operand), next))
                    }
                    "callq" if !operand.starts_with('*') => {
                        if callee(line).is_none() {
                            return Err(error("a call of something that is not a helper", line));
                        }
                        body.push((*line).to_owned());
                        None
                    }
                    _ => {
                        body.push((*line).to_owned());
                        None
                    }
                };
            }
            let end = match exit {
                Some(end) => end,
                None if number + 1 < starts.len() => End::Jump(Target::Block(number + 1)),
                None => return Err(error("a path that ends nowhere", lines.last().unwrap_or(&""))),
            };
            blocks.push(Block { body, end, cold: false, reached: false });
        }
        let large = options.large && !is_thunk(name);
        let options = Options { large, ..options };
        let mut function = Function { name: name.to_owned(), blocks, options };
        function.thread_jumps();
        if options.split {
            function.find_cold();
        }
        Ok(function)
    }

    /// Leads jumps past blocks that only jump on.
    fn thread_jumps(&mut self) {
        let final_target = |blocks: &[Block], target: &Target| {
            let mut target = target.clone();
            // A ring of empty blocks would be an endless loop, so not more steps than blocks.
            for _ in 0..blocks.len() {
                match &target {
                    Target::Block(number) if blocks[*number].body.is_empty() => {
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
                    Target::Block(number) => Some(*number),
                    Target::Symbol(_) => None,
                }));
            }
        }
    }

    fn successors(&self, block: usize) -> Vec<Target> {
        match &self.blocks[block].end {
            End::Jump(target) => vec![target.clone()],
            End::Branch(_, target, next) => vec![target.clone(), next.clone()],
            End::Leave(_) => Vec::new(),
        }
    }

    /// Marks the blocks that only rare events reach: those that call a cold helper or leave through
    /// an exit, and those from which or to which there is no other way.
    fn find_cold(&mut self) {
        for number in 1..self.blocks.len() {
            let block = &self.blocks[number];
            let calls_cold =
                block.body.iter().any(|line| callee(line).is_some_and(Helper::is_slow));
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
                        Target::Block(to) => self.blocks[*to].cold,
                        Target::Symbol(name) => is_cold_symbol(name),
                    });
                let comes_from_cold = (0..self.blocks.len())
                    .filter(|&from| self.blocks[from].reached)
                    .filter(|from| self.successors(*from).contains(&Target::Block(number)))
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

    fn is_placed(&self, number: usize, cold: bool) -> bool {
        let block = &self.blocks[number];
        block.reached && block.cold == cold
    }

    /// The hot blocks in the order in which they are laid out: the one that goes on to the next
    /// stencil comes last.
    fn hot_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.blocks.len()).filter(|&number| self.is_placed(number, false)).collect();
        let next = Target::Symbol(CONTINUE.to_owned());
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
}

/// The symbol that an instruction calls.
fn callee_symbol(line: &str) -> Option<&str> {
    let symbol = line.strip_prefix("callq")?.trim();
    (!symbol.starts_with('*')).then_some(symbol)
}

/// The helper that an instruction calls, itself or through its thunk.
fn callee(line: &str) -> Option<Helper> {
    What::from_symbol(callee_symbol(line)?)?.helper()
}

fn is_transfer(line: &str) -> bool {
    line.starts_with('j') || line.starts_with("ret")
}

/// The branch that is taken where `branch` is not.
fn invert(branch: &str) -> Option<&'static str> {
    const PAIRS: [(&str, &str); 8] = [
        ("jo", "jno"),
        ("jb", "jae"),
        ("je", "jne"),
        ("jbe", "ja"),
        ("js", "jns"),
        ("jp", "jnp"),
        ("jl", "jge"),
        ("jle", "jg"),
    ];
    PAIRS.iter().find_map(|&(a, b)| match branch {
        branch if branch == a => Some(b),
        branch if branch == b => Some(a),
        _ => None,
    })
}

fn write_function(out: &mut String, function: &Function) {
    let hot = function.hot_order();
    let cold: Vec<usize> =
        (0..function.blocks.len()).filter(|&number| function.is_placed(number, true)).collect();
    let name = &function.name;
    // Writing to a string can't fail.
    _ = writeln!(out, ".section .text.{name},\"ax\",@progbits\n.globl {name}\n{name}:");
    write_blocks(out, function, &hot, true);
    _ = writeln!(out, "{}:", end_label(name));
    if !cold.is_empty() {
        _ = writeln!(out, ".section .text.cold.{name},\"ax\",@progbits");
        write_blocks(out, function, &cold, false);
    }
}

/// The label behind the hot part.
fn end_label(name: &str) -> String {
    format!(".Lcontinue_{name}")
}

/// Writes a jump; `r11` holds nothing where it leads out of a stencil.
fn write_jump(out: &mut String, target: &str, is_far: bool) {
    _ = match is_far {
        true => writeln!(out, "\tmovabsq ${target}, %r11\n\tjmpq *%r11"),
        false => writeln!(out, "\tjmp {target}"),
    };
}

fn write_blocks(out: &mut String, function: &Function, order: &[usize], hot: bool) {
    let Options { elide, large, .. } = function.options;
    let label = |number: usize| format!(".L{}_{number}", function.name);
    let place = |target: &Target| match target {
        Target::Block(number) => label(*number),
        Target::Symbol(name) if name == CONTINUE && elide => end_label(&function.name),
        Target::Symbol(name) => name.clone(),
    };
    let is_far = |target: &str| large && !target.starts_with(".L");
    for (position, &number) in order.iter().enumerate() {
        let next = match order.get(position + 1) {
            Some(&next) => Some(label(next)),
            None if hot => Some(end_label(&function.name)),
            None => None,
        };
        let block = &function.blocks[number];
        _ = writeln!(out, "{}:", label(number));
        for line in &block.body {
            match callee_symbol(line) {
                Some(symbol) if large => {
                    _ = writeln!(out, "\tmovabsq ${symbol}, %r11\n\tcallq *%r11");
                }
                _ => _ = writeln!(out, "\t{line}"),
            }
        }
        match &block.end {
            End::Leave(line) => _ = writeln!(out, "\t{line}"),
            End::Jump(target) => {
                if next != Some(place(target)) {
                    write_jump(out, &place(target), is_far(&place(target)));
                }
            }
            End::Branch(branch, target, otherwise) => {
                let (target, otherwise) = (place(target), place(otherwise));
                let inverse = invert(branch).unwrap_or(branch);
                if next.as_ref() == Some(&target) && !is_far(&otherwise) {
                    _ = writeln!(out, "\t{inverse} {otherwise}");
                    continue;
                }
                if is_far(&target) {
                    let past = format!(".Lpast_{}_{number}", function.name);
                    _ = writeln!(out, "\t{inverse} {past}");
                    write_jump(out, &target, true);
                    _ = writeln!(out, "{past}:");
                } else {
                    _ = writeln!(out, "\t{branch} {target}");
                }
                if next.as_ref() != Some(&otherwise) {
                    write_jump(out, &otherwise, is_far(&otherwise));
                }
            }
        }
    }
}
