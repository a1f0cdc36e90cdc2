//! LLVM's text of a module, as far as uops' functions need it: functions, blocks, and the words of each
//! instruction.

use crate::Error;
use crate::token::tokens;
use std::collections::HashMap;

/// A module.
#[derive(Debug, Default)]
pub(crate) struct Module<'a> {
    pub(crate) functions: Vec<Function<'a>>,
    /// The weights of a branch's two ways, by the number of the metadata.
    pub(crate) weights: HashMap<&'a str, [u32; 2]>,
    /// The sizes of structures that are named.
    pub(crate) types: HashMap<&'a str, &'a str>,
}

/// A function that is defined.
#[derive(Debug)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    /// The names of its parameters, `%` included.
    pub(crate) params: Vec<&'a str>,
    pub(crate) blocks: Vec<Block<'a>>,
}

/// A block.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    /// Its label, without the colon.
    pub(crate) label: &'a str,
    /// The words of each of its instructions.
    pub(crate) lines: Vec<Line<'a>>,
}

/// An instruction.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The name of what it defines, `%` included.
    pub(crate) out: Option<&'a str>,
    /// Its words after that.
    pub(crate) words: Vec<&'a str>,
}

/// Reads a module.
pub(crate) fn parse(text: &str) -> Result<Module<'_>, Error> {
    let mut module = Module::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("define ") {
            let mut function = header(line)?;
            body(&mut function, &mut lines)?;
            module.functions.push(function);
        } else if line.starts_with('!') {
            weights(&mut module, line);
        } else if line.starts_with('%')
            && let Some((name, layout)) = line.split_once(" = type ")
        {
            module.types.insert(name, layout);
        }
    }
    Ok(module)
}

fn header(line: &str) -> Result<Function<'_>, Error> {
    let words = tokens(line);
    let name = words.iter().position(|word| word.starts_with('@'));
    let open = words.iter().position(|word| *word == "(");
    let (Some(name), Some(open)) = (name, open) else {
        return Err(Error::new("a function", "no name or no parameters", line));
    };
    // Attributes have brackets and no `%`.
    let params = words[open..].iter().filter(|word| word.starts_with('%')).copied().collect();
    let name = words[name].trim_start_matches('@').trim_matches('"');
    Ok(Function { name, params, blocks: Vec::new() })
}

fn body<'a>(
    function: &mut Function<'a>,
    lines: &mut impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    while let Some(line) = lines.next() {
        if line == "}" {
            return Ok(());
        }
        if line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            let label = line.split_once(':').map(|(label, _)| label.trim_matches('"'));
            let label = label.ok_or_else(|| Error::new(function.name, "no label", line))?;
            function.blocks.push(Block { label, lines: Vec::new() });
            continue;
        }
        let mut words = tokens(line);
        if words.first() == Some(&"switch") {
            // Its ways are a line each.
            for line in lines.by_ref() {
                words.extend(tokens(line));
                if line.trim_start().starts_with(']') {
                    break;
                }
            }
        }
        let out = (words.get(1) == Some(&"=")).then(|| words[0]);
        let words = words.split_off(if out.is_some() { 2 } else { 0 });
        let block = function.blocks.last_mut();
        let block = block.ok_or_else(|| Error::new(function.name, "no block", line))?;
        block.lines.push(Line { out, words });
    }
    Err(Error::new(function.name, "has no end", ""))
}

/// Reads weights such as `!8 = !{!"branch_weights", !"expected", i32 1, i32 2000}`.
fn weights<'a>(module: &mut Module<'a>, line: &'a str) {
    let Some((name, rest)) = line.split_once(" = ") else { return };
    if !rest.contains("!\"branch_weights\"") {
        return;
    }
    let numbers: Vec<u32> = tokens(rest).into_iter().filter_map(|word| word.parse().ok()).collect();
    if let &[first, second] = numbers.as_slice() {
        module.weights.insert(name, [first, second]);
    }
}
