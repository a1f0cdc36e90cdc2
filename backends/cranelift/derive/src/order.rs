//! The order of a function's blocks.

use crate::llvm::{self, Line};
use std::collections::HashMap;

/// The blocks that are reached, each after those that lead to it, loops aside.
pub(crate) fn order(function: &llvm::Function) -> Result<Vec<usize>, String> {
    let labels: HashMap<&str, usize> =
        function.blocks.iter().enumerate().map(|(index, block)| (block.label, index)).collect();
    let mut visited = vec![false; function.blocks.len()];
    let mut after = Vec::new();
    // A block, and how many of the blocks that it leads to have been visited.
    let mut path = vec![(0_usize, 0_usize)];
    if let Some(first) = visited.first_mut() {
        *first = true;
    }
    while let Some((block, next)) = path.pop() {
        let successors = successors(&function.blocks[block]);
        match successors.get(next) {
            Some(label) => {
                path.push((block, next + 1));
                let target = *labels.get(label).ok_or_else(|| format!("no block {label}"))?;
                if !std::mem::replace(&mut visited[target], true) {
                    path.push((target, 0));
                }
            }
            None => after.push(block),
        }
    }
    after.reverse();
    Ok(after)
}

/// The labels that the end of a block names, the last first.
fn successors<'a>(block: &llvm::Block<'a>) -> Vec<&'a str> {
    if block.lines.iter().any(|line| continuation(line).is_some()) {
        return Vec::new();
    }
    let words = block.lines.last().map_or(&[][..], |line| &line.words);
    let labels = words.windows(2).filter(|pair| pair[0] == "label");
    let mut labels: Vec<&str> = labels.map(|pair| label(pair[1])).collect();
    labels.reverse();
    labels
}

pub(crate) fn label(word: &str) -> &str {
    word.trim_start_matches('%').trim_matches('"')
}

/// The name of the function without a definition that a line calls, which says what is next.
fn continuation<'a>(line: &Line<'a>) -> Option<&'a str> {
    let called = line.words.iter().find(|word| word.starts_with("@_"))?;
    Some(&called[1..])
}
