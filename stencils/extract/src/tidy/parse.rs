//! From assembly text to blocks.

use super::Options;
use super::function::{Block, BranchTarget, End, Function};
use crate::format::Format;
use crate::isa::{Isa, Transfer};
use crate::{Error, Target};
use std::collections::HashMap;
use stencil_format::What;

/// Thunks and what they share are near each other, whatever the code model.
pub(super) fn is_thunk(name: &str) -> bool {
    What::shared().any(|what| what.stencil().is_some_and(|stencil| stencil == name))
}

/// Functions that the host calls, and that return to it as functions do.
pub(super) fn is_entry(name: &str) -> bool {
    ["_ENTER", "_TAIL_ENTER"].contains(&name)
}

/// The lines of a function cut into blocks.
struct Cut<'a> {
    /// Labels and instructions.
    lines: Vec<&'a str>,
    /// Where each block starts.
    starts: Vec<usize>,
    /// The block at each label.
    labels: HashMap<&'a str, usize>,
    format: Format,
}

impl<'a> Cut<'a> {
    /// A label starts a block, and so does what follows a jump.
    fn new(lines: &[&'a str], isa: &dyn Isa, format: Format) -> Self {
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty() && !line.starts_with(isa.comment()))
            .filter(|line| !format.is_comment(line))
            .collect();
        let ends = |line| {
            let transfer = isa.transfer(line);
            // What no stencil may have is an error of its own.
            matches!(transfer, Ok(Transfer::Jump(_) | Transfer::Branch(..) | Transfer::Leave))
        };
        let mut labels = HashMap::new();
        let mut starts = vec![0];
        for (index, line) in lines.iter().enumerate() {
            let block_starts = if let Some(label) = line.strip_suffix(':') {
                let fresh = *starts.last().unwrap_or(&0) != index;
                labels.insert(label, starts.len() - usize::from(!fresh));
                fresh
            } else {
                index > 0 && ends(lines[index - 1]) && starts.last() != Some(&index)
            };
            if block_starts {
                starts.push(index);
            }
        }
        Cut { lines, starts, labels, format }
    }

    fn place(&self, operand: &str) -> BranchTarget {
        match self.labels.get(operand) {
            Some(&block) => BranchTarget::Block(block),
            None => BranchTarget::Symbol(self.format.bare(operand).to_owned()),
        }
    }

    /// A block, or what is wrong with a line of it.
    fn block(&self, number: usize, isa: &dyn Isa) -> Result<Block, (&'static str, &'a str)> {
        let start = self.starts[number];
        let next = self.starts.get(number + 1).copied();
        let lines = &self.lines[start..next.unwrap_or(self.lines.len())];
        let mut body: Vec<String> = Vec::new();
        let mut end = None;
        for line in lines.iter().filter(|line| !line.ends_with(':')) {
            if line.starts_with('.') {
                return Err(("an unexpected directive", line));
            }
            end = match isa.transfer(line).map_err(|what| (what, *line))? {
                Transfer::Leave => Some(End::Leave((*line).to_owned())),
                Transfer::Jump(target) => Some(End::Jump(self.place(target))),
                Transfer::Branch(branch, target) => {
                    let next = BranchTarget::Block(number + 1);
                    Some(End::Branch(branch.to_owned(), self.place(target), next))
                }
                Transfer::Call(symbol) => {
                    let what = What::from_symbol(self.format.bare(symbol));
                    if what != Some(What::Save) && what.and_then(What::helper).is_none() {
                        return Err(("a call of something that is not a helper", line));
                    }
                    body.push((*line).to_owned());
                    None
                }
                Transfer::Next => {
                    body.push((*line).to_owned());
                    None
                }
            };
        }
        let end = match end {
            Some(end) => end,
            None if next.is_some() => End::Jump(BranchTarget::Block(number + 1)),
            None => return Err(("a path that ends nowhere", self.lines.last().unwrap_or(&""))),
        };
        Ok(Block { body, end, cold: false, reached: false })
    }
}

impl Function {
    /// Reads the lines of a function.
    ///
    /// # Errors
    /// Names the function and the line that is not understood.
    pub(super) fn parse(
        name: &str,
        lines: &[&str],
        target: &Target,
        options: Options,
    ) -> Result<Self, Error> {
        let (isa, format) = (target.isa, target.format);
        let cut = Cut::new(lines, isa, format);
        let blocks = (0..cut.starts.len()).map(|number| cut.block(number, isa));
        let blocks = blocks.collect::<Result<_, _>>().map_err(|(what, line)| Error::Assembly {
            stencil: name.to_owned(),
            what,
            line: line.to_owned(),
        })?;
        let large = options.large && !is_thunk(name);
        let options = Options { large, ..options };
        let mut function = Function { name: name.to_owned(), blocks, options, isa, format };
        function.thread_jumps();
        if options.split {
            function.find_cold();
        }
        if !is_thunk(name) {
            function.lead_out_by_jumps();
        }
        Ok(function)
    }
}
