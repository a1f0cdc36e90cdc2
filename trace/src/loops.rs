//! The loops of a graph.

use crate::program::{Program, Trace};
use uops::Op;

/// The loops of a graph of traces or blocks, which are its nodes. A walk through the graph, depth first, finds them: a
/// loop has a header, to which the nodes at its ends lead back.
#[derive(Debug)]
pub struct Loops {
    /// The header of the innermost loop of each node.
    innermost: Vec<Option<usize>>,
    /// How many loops each node is in.
    depths: Vec<u32>,
    /// For each node, those that lead back to it.
    ends: Vec<Vec<usize>>,
}

impl Loops {
    /// Finds the loops, given the nodes to which each node leads.
    pub fn new(targets: &[Vec<usize>]) -> Loops {
        let mut sources = vec![Vec::new(); targets.len()];
        for (from, targets) in targets.iter().enumerate() {
            targets.iter().for_each(|&target| sources[target].push(from));
        }
        let ends = ends(targets);
        let headers = ends.iter().enumerate().filter(|(_, ends)| !ends.is_empty());
        let mut last_seen = vec![None; targets.len()];
        let mut loops: Vec<Vec<usize>> = headers
            .map(|(header, ends)| nodes(header, ends.clone(), &sources, &mut last_seen))
            .collect();
        loops.sort_by_key(|nodes| std::cmp::Reverse(nodes.len()));
        let mut innermost = vec![None; targets.len()];
        let mut depths = vec![0; targets.len()];
        for nodes in loops {
            for &node in &nodes {
                innermost[node] = nodes.first().copied();
                depths[node] += 1;
            }
        }
        Loops { innermost, depths, ends }
    }

    /// The loops of a program's traces.
    pub(crate) fn of(program: &Program) -> Loops {
        let targets = |(index, trace): (usize, &Trace)| {
            let again = trace.uops.iter().any(|uop| uop.op == Op::_JUMP_TO_TOP).then_some(index);
            let exits = trace.exits.iter().filter_map(|exit| Some(exit.target?.0 as usize));
            exits.chain(again).collect()
        };
        let targets: Vec<Vec<usize>> = (0..).zip(&program.traces).map(targets).collect();
        Loops::new(&targets)
    }

    /// How many loops a node is in.
    pub fn depth(&self, node: usize) -> u32 {
        self.depths[node]
    }

    /// The header of the innermost loop that a node is in.
    pub fn innermost(&self, node: usize) -> Option<usize> {
        self.innermost[node]
    }

    /// Whether the way from one node to another closes a loop.
    pub fn closes(&self, from: usize, to: usize) -> bool {
        self.ends[to].contains(&from)
    }
}

/// The nodes of a header's loop, the header first: those from which the loop's ends are reached without the header.
fn nodes(
    header: usize,
    ends: Vec<usize>,
    sources: &[Vec<usize>],
    last_seen: &mut [Option<usize>],
) -> Vec<usize> {
    let mut nodes = vec![header];
    last_seen[header] = Some(header);
    let mut work = ends;
    while let Some(node) = work.pop() {
        if last_seen[node].replace(header) != Some(header) {
            nodes.push(node);
            work.extend(&sources[node]);
        }
    }
    nodes
}

/// For each node, those that lead back to it: the walk through the graph, depth first, has come from it to them.
fn ends(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Closed,
    }
    let mut states = vec![State::New; targets.len()];
    let mut ends = vec![Vec::new(); targets.len()];
    for start in 0..targets.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        // Nodes, and how many of their targets have been looked at.
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some(&target) = targets[*node].get(*next) else {
                states[*node] = State::Closed;
                path.pop();
                continue;
            };
            *next += 1;
            match states[target] {
                State::New => {
                    states[target] = State::Open;
                    path.push((target, 0));
                }
                State::Open => ends[target].push(*node),
                State::Closed => {}
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn innermost(targets: &[&[usize]]) -> Vec<Option<usize>> {
        let targets: Vec<Vec<usize>> = targets.iter().map(|targets| targets.to_vec()).collect();
        let loops = Loops::new(&targets);
        (0..targets.len()).map(|node| loops.innermost(node)).collect()
    }

    #[test]
    fn a_loop_has_all_between_its_header_and_its_ends() {
        // Two ways through the body, and one out of it.
        let found = innermost(&[&[1], &[2, 3, 5], &[4], &[4, 1], &[1], &[]]);
        assert_eq!(found, [None, Some(1), Some(1), Some(1), Some(1), None]);
    }

    #[test]
    fn a_node_of_two_loops_is_in_the_inner_one() {
        let found = innermost(&[&[1, 4], &[2], &[1, 3], &[0], &[4]]);
        assert_eq!(found, [Some(0), Some(1), Some(1), Some(0), Some(4)]);
    }

    #[test]
    fn a_way_back_closes_a_loop() {
        let loops = Loops::new(&[vec![1], vec![1, 2], vec![1, 3], vec![]]);
        let closes =
            [(0, 1), (1, 1), (1, 2), (2, 1), (2, 3)].map(|(from, to)| loops.closes(from, to));
        assert_eq!(closes, [false, true, false, true, false]);
    }

    #[test]
    fn a_graph_without_a_way_back_has_no_loop() {
        assert_eq!(innermost(&[&[1, 2], &[2], &[]]), [None; 3]);
    }
}
