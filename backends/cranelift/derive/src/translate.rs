//! From a function in LLVM's text to a form.

use crate::edges::Way;
use crate::llvm::{self, Line, Module};
use crate::order::{label, order};
use crate::provenance::Provenance;
use crate::terms::{
    arguments, binary, comparison, extremum, float_comparison, type_of, without_flags,
};
use crate::tidy;
use crate::truth::{distance_of, singleton};
use crate::uses::out;
use form::{
    Binary, Block, Comparison, Edge, End, Function, Inst, Operand, Overflowing, StackUse, Type,
    Unary, Value,
};
use std::collections::HashMap;
use uops::helpers::Helper;

/// Makes a form, or says why there is none.
pub(crate) fn translate(module: &Module, function: &llvm::Function) -> Result<Function, String> {
    let order = order(function)?;
    let mut translation = Translation {
        module,
        values: HashMap::new(),
        types: Vec::new(),
        provenances: Vec::new(),
        places: HashMap::new(),
        pairs: HashMap::new(),
        insts: Vec::new(),
        rare: Vec::new(),
    };
    for param in &function.params {
        let number = translation.define(param, Type::I64);
        translation.provenances[usize::from(number)] = Provenance::of_argument(number);
    }
    let mut blocks = Vec::with_capacity(order.len());
    for &index in &order {
        blocks.push(translation.block(&function.blocks[index])?);
    }
    let labels: HashMap<&str, u16> = order
        .iter()
        .zip(0..)
        .map(|(&index, number)| (function.blocks[index].label, number))
        .collect();
    let mut finished = Vec::with_capacity(blocks.len());
    for raw in &blocks {
        finished.push(translation.finish(raw, &blocks, &labels)?);
    }
    let mut form = Function {
        name: function.name.trim_end_matches('.').to_string(),
        inputs: (function.params.len() as Value).saturating_sub(Function::INPUTS),
        values: 0,
        blocks: finished,
        stack: StackUse::Loads,
        objects: 0,
        truths: 0,
    };
    let rare: Vec<Way> = (translation.rare.iter())
        .filter_map(|(from, to)| Some((*labels.get(from)?, *labels.get(to)?)))
        .collect();
    tidy::tidy(&mut form, translation.types.len(), rare)?;
    Ok(form)
}

/// A block whose parameters and edges still have LLVM's names.
struct Raw<'a> {
    label: &'a str,
    /// Each parameter, and what it is for each block that leads here.
    phis: Vec<Phi<'a>>,
    insts: Vec<Inst>,
    end: RawEnd<'a>,
}

/// A parameter with its type, and a value and a block for each way to get here.
type Phi<'a> = (Value, Type, Vec<(&'a str, &'a str)>);

enum RawEnd<'a> {
    Jump(&'a str),
    /// A condition, and two labels.
    Branch(Operand, &'a str, &'a str),
    /// What is compared, numbers with labels, and the label for all others.
    Switch(Operand, Type, Vec<(i64, &'a str)>, &'a str),
    Final(End),
}

struct Translation<'a> {
    module: &'a Module<'a>,
    values: HashMap<&'a str, Value>,
    /// By value.
    types: Vec<Type>,
    provenances: Vec<Provenance>,
    /// The places that are a constant distance from another value.
    places: HashMap<Value, (Operand, i64)>,
    /// The result of arithmetic that may overflow, and whether it does, by the name of the pair.
    pairs: HashMap<&'a str, (Value, Value)>,
    /// The instructions of the block that is being translated.
    insts: Vec<Inst>,
    /// The edges from block to block that are rarely taken, by their labels.
    rare: Vec<(&'a str, &'a str)>,
}

impl<'a> Translation<'a> {
    /// The number of a value, which is new if a loop names it before it is defined.
    fn define(&mut self, name: &'a str, ty: Type) -> Value {
        if let Some(&value) = self.values.get(name) {
            self.types[usize::from(value)] = ty;
            return value;
        }
        let value = self.fresh(ty);
        self.values.insert(name, value);
        value
    }

    fn fresh(&mut self, ty: Type) -> Value {
        let value = self.types.len() as Value;
        self.types.push(ty);
        self.provenances.push(Provenance::Object);
        value
    }

    fn operand(&mut self, word: &'a str) -> Result<Operand, String> {
        let constant = match word {
            "true" => 1,
            "false" | "null" | "poison" | "undef" | "zeroinitializer" => 0,
            _ if word.starts_with('%') => {
                let known = self.values.get(word).copied();
                return Ok(Operand::Value(known.ok_or_else(|| format!("no value {word}"))?));
            }
            _ => word.parse().map_err(|_| format!("the constant {word} is not understood"))?,
        };
        Ok(Operand::Constant(constant))
    }

    fn provenance(&self, operand: Operand) -> Provenance {
        match operand {
            Operand::Value(value) => self.provenances[usize::from(value)],
            Operand::Constant(_) => Provenance::Object,
        }
    }

    /// The place that an address is: another value, and a constant distance.
    fn place(&self, address: Operand) -> Result<(Operand, i32), String> {
        let place = match address {
            Operand::Value(value) => self.places.get(&value).copied(),
            Operand::Constant(_) => None,
        };
        let (base, offset) = place.unwrap_or((address, 0));
        Ok((base, i32::try_from(offset).map_err(|_| "a distance is too large")?))
    }

    fn block(&mut self, block: &llvm::Block<'a>) -> Result<Raw<'a>, String> {
        let mut phis = Vec::new();
        let mut end = None;
        for line in &block.lines {
            end = match self.line(line, &mut phis) {
                Ok(end) => end,
                Err(why) => return Err(format!("{why}, in `{}`", line.words.join(" "))),
            };
            if let Some(RawEnd::Branch(_, then, or)) = end {
                self.note_rare(block.label, line, [then, or]);
            }
            if end.is_some() {
                break;
            }
        }
        let end = end.ok_or_else(|| format!("the block {} has no end", block.label))?;
        Ok(Raw { label: block.label, phis, insts: std::mem::take(&mut self.insts), end })
    }

    /// Notes which way of a branch is rarely taken, if the branch says so.
    fn note_rare(&mut self, from: &'a str, line: &Line<'a>, ways: [&'a str; 2]) {
        let weights = line.words.iter().skip_while(|word| **word != "!prof").nth(1);
        if let Some(&[then, or]) = weights.and_then(|name| self.module.weights.get(name)) {
            let rare = if then < or { ways[0] } else { ways[1] };
            self.rare.push((from, rare));
        }
    }

    /// Translates an instruction. Returns where it leads, if it ends the block.
    fn line(
        &mut self,
        line: &Line<'a>,
        phis: &mut Vec<Phi<'a>>,
    ) -> Result<Option<RawEnd<'a>>, String> {
        let words = without_flags(&line.words);
        let words = words.as_slice();
        let Some((&opcode, rest)) = words.split_first() else { return Ok(None) };
        let out = || line.out.ok_or("nothing is defined".to_string());
        match (opcode, rest) {
            ("phi", [ty, ways @ ..]) => {
                let ty = type_of(ty)?;
                let value = self.define(out()?, ty);
                let ways = ways.split(|word| *word == "]").filter(|way| !way.is_empty());
                let ways = ways.map(|way| match way {
                    ["[", value, from] => Ok((*value, label(from))),
                    _ => Err("a way is not understood".to_string()),
                });
                phis.push((value, ty, ways.collect::<Result<_, _>>()?));
            }
            ("getelementptr", [ty, "ptr", base, _, index]) => {
                let scale = self.size_of(ty)?;
                self.index(out()?, base, index, scale)?;
            }
            ("alloca", ["[", bytes, "x", "i8", "]"]) => {
                let bytes = bytes.parse().map_err(|_| "a size is not understood")?;
                let out = self.define(out()?, Type::I64);
                self.provenances[usize::from(out)] = Provenance::Local;
                self.insts.push(Inst::Local { out, bytes });
            }
            ("load", ["atomic" | "volatile", ..]) => return Err("a load with an order".into()),
            ("load", [ty, "ptr", address, ..]) => {
                let ty = type_of(ty)?;
                let (base, offset) = self.operand(address).and_then(|at| self.place(at))?;
                let (region, loaded) = self.access(base, offset)?;
                let out = self.define(out()?, ty);
                self.provenances[usize::from(out)] = loaded;
                self.insts.push(Inst::Load { out, ty, base, offset, region, unwritten: false });
            }
            // Volatile only so that LLVM makes no call of `memset` or `memcpy` of a loop.
            (
                "store",
                ["volatile", ty, value, "ptr", address, ..] | [ty, value, "ptr", address, ..],
            ) => {
                let (ty, value) = (type_of(ty)?, self.operand(value)?);
                let (base, offset) = self.operand(address).and_then(|at| self.place(at))?;
                let (region, _) = self.access(base, offset)?;
                self.insts.push(Inst::Store { ty, value, base, offset, region });
            }
            ("icmp", [how, ty, a, b]) => {
                self.compare(out()?, how, type_of(ty)?, a, b)?;
            }
            ("fcmp", [how, "double", a, b]) => {
                let (a, b, how) = (self.operand(a)?, self.operand(b)?, float_comparison(how)?);
                let out = self.define(out()?, Type::Bool);
                self.insts.push(Inst::FloatCompare { out, how, a, b });
            }
            ("select", ["i1", condition, ty, a, _, b]) => {
                let ty = type_of(ty)?;
                let condition = self.operand(condition)?;
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                let provenance = self.provenance(a).or(self.provenance(b));
                let out = self.define(out()?, ty);
                self.provenances[usize::from(out)] = provenance;
                self.insts.push(Inst::Select { out, ty, condition, a, b });
            }
            ("fneg", ["double", a]) => {
                let a = self.operand(a)?;
                let out = self.define(out()?, Type::F64);
                let (from, to) = (Type::F64, Type::F64);
                self.insts.push(Inst::Unary { out, op: Unary::FloatNegate, from, to, a });
            }
            ("extractvalue", ["{", "i64", "i1", "}", pair, which]) => {
                let (value, overflows) =
                    *self.pairs.get(pair).ok_or_else(|| format!("no pair {pair}"))?;
                let part = if *which == "0" { value } else { overflows };
                self.values.insert(out()?, part);
            }
            ("br", ["label", target]) => return Ok(Some(RawEnd::Jump(label(target)))),
            ("br", ["i1", condition, "label", then, "label", or, ..]) => {
                let condition = self.operand(condition)?;
                return Ok(Some(RawEnd::Branch(condition, label(then), label(or))));
            }
            ("switch", [ty, value, "label", other, "[", ways @ ..]) => {
                let (ty, value) = (type_of(ty)?, self.operand(value)?);
                let mut targets = Vec::new();
                for way in ways.chunks_exact(4) {
                    let number = way[1].parse().map_err(|_| "a way is not understood")?;
                    targets.push((number, label(way[3])));
                }
                return Ok(Some(RawEnd::Switch(value, ty, targets, label(other))));
            }
            ("unreachable", _) => return Ok(Some(RawEnd::Final(End::Unreachable))),
            ("call", _) => return self.call(line.out, rest),
            _ => self.arithmetic(line.out, opcode, rest)?,
        }
        Ok(None)
    }

    /// Arithmetic on two values, and conversions.
    fn arithmetic(
        &mut self,
        out: Option<&'a str>,
        opcode: &str,
        rest: &[&'a str],
    ) -> Result<(), String> {
        let out = out.ok_or("nothing is defined")?;
        if let (Some(op), [ty, a, b]) = (binary(opcode), rest) {
            let (ty, a, b) = (type_of(ty)?, self.operand(a)?, self.operand(b)?);
            let out = self.define(out, ty);
            self.insts.push(Inst::Binary { out, op, ty, a, b });
            return Ok(());
        }
        let [from, a, "to", to] = rest else { return Err("not understood".into()) };
        let (from, to, a) = (type_of(from)?, type_of(to)?, self.operand(a)?);
        let op = match opcode {
            // An address is a number.
            "ptrtoint" | "inttoptr" => {
                let provenance = self.provenance(a);
                let out = self.define(out, Type::I64);
                self.provenances[usize::from(out)] = provenance.or(Provenance::Object);
                let (op, ty, b) = (Binary::Add, Type::I64, Operand::Constant(0));
                self.insts.push(Inst::Binary { out, op, ty, a, b });
                return Ok(());
            }
            "zext" => Unary::ZeroExtend,
            "sext" => Unary::SignExtend,
            "trunc" => Unary::Truncate,
            "bitcast" => Unary::Bits,
            "sitofp" => Unary::FloatFromInt,
            _ => return Err("not understood".into()),
        };
        let out = self.define(out, to);
        self.insts.push(Inst::Unary { out, op, from, to, a });
        Ok(())
    }

    /// The region of a place, and what an address leads to that is loaded from there.
    fn access(&self, base: Operand, offset: i32) -> Result<(form::Region, Provenance), String> {
        let provenance = self.provenance(base);
        let region =
            provenance.region(offset).ok_or("it is not known what the address leads to")?;
        Ok((region, provenance.loaded(base, offset)))
    }

    /// `base + index * scale`.
    fn index(
        &mut self,
        out: &'a str,
        base: &'a str,
        index: &'a str,
        scale: i64,
    ) -> Result<(), String> {
        let (base, index) = (self.operand(base)?, self.operand(index)?);
        let provenance = self.provenance(base);
        if base == Operand::Value(Function::THREAD)
            && scale == 1
            && let Some(condition) = self.truth(index)
        {
            let out = self.define(out, Type::I64);
            self.insts.push(Inst::Truth { out, condition });
            return Ok(());
        }
        let out = self.define(out, Type::I64);
        self.provenances[usize::from(out)] = provenance;
        match index {
            Operand::Constant(index) => {
                let (base, before) = self.places.get(&out_of(base)).copied().unwrap_or((base, 0));
                let distance = before + index * scale;
                self.places.insert(out, (base, distance));
                let index = Operand::Constant(distance);
                self.insts.push(Inst::Index { out, base, index, scale: 1 });
            }
            Operand::Value(_) => self.insts.push(Inst::Index { out, base, index, scale }),
        }
        Ok(())
    }

    /// The condition for `True` if this is the distance from the thread to `True` or `False`.
    fn truth(&mut self, distance: Operand) -> Option<Operand> {
        let [to_true, to_false] = [true, false].map(distance_of);
        let made =
            self.insts.iter().rev().find(|inst| out(inst).map(Operand::Value) == Some(distance));
        let &Inst::Select { condition, a, b, .. } = made? else { return None };
        if (a, b) == (Operand::Constant(to_true), Operand::Constant(to_false)) {
            return Some(condition);
        }
        if (a, b) != (Operand::Constant(to_false), Operand::Constant(to_true)) {
            return None;
        }
        let out = self.fresh(Type::Bool);
        let (op, ty, b) = (Binary::Xor, Type::Bool, Operand::Constant(1));
        self.insts.push(Inst::Binary { out, op, ty, a: condition, b });
        Some(Operand::Value(out))
    }

    fn compare(
        &mut self,
        out: &'a str,
        how: &str,
        ty: Type,
        a: &'a str,
        b: &'a str,
    ) -> Result<(), String> {
        let (a, b, how) = (self.operand(a)?, self.operand(b)?, comparison(how)?);
        let out = self.define(out, Type::Bool);
        let truth = self.singleton(b).map(|truth| (a, truth));
        let truth = truth.or_else(|| self.singleton(a).map(|truth| (b, truth)));
        match (how, truth) {
            (Comparison::Equal, Some((object, truth))) => {
                self.insts.push(Inst::IsTruth { out, object, truth });
            }
            (Comparison::NotEqual, Some((object, truth))) => {
                let is = self.fresh(Type::Bool);
                self.insts.push(Inst::IsTruth { out: is, object, truth });
                let (op, ty, a, b) =
                    (Binary::Xor, Type::Bool, Operand::Value(is), Operand::Constant(1));
                self.insts.push(Inst::Binary { out, op, ty, a, b });
            }
            _ => self.insts.push(Inst::Compare { out, how, ty, a, b }),
        }
        Ok(())
    }

    /// Whether the address is that of `True` or that of `False`, if it is one of them.
    fn singleton(&self, address: Operand) -> Option<bool> {
        let (base, offset) = self.place(address).ok()?;
        singleton(base, offset.into())
    }

    /// `TYPE [(TYPES)] @NAME(ARGUMENTS)`.
    fn call(
        &mut self,
        out: Option<&'a str>,
        words: &[&'a str],
    ) -> Result<Option<RawEnd<'a>>, String> {
        let name =
            words.iter().position(|word| word.starts_with('@')).ok_or("an unknown callee")?;
        let args: Vec<(&'a str, bool)> = arguments(&words[name + 1..]);
        match words[name] {
            "@_NEXT" => {
                let mut operands = Vec::with_capacity(args.len());
                for (arg, not_null) in args {
                    operands.push((self.operand(arg)?, not_null));
                }
                let [(locals, _), (sp, _), outputs @ ..] = operands.as_slice() else {
                    return Err("too few arguments".into());
                };
                let (locals, sp, outputs) = (*locals, *sp, outputs.to_vec());
                Ok(Some(RawEnd::Final(End::Next { locals, sp, outputs })))
            }
            "@_EXIT" => Ok(Some(RawEnd::Final(End::Exit))),
            "@_ERROR" => Ok(Some(RawEnd::Final(End::Error))),
            "@_TOP" | "@_RETURN" => Err("it goes elsewhere than to the next uop".into()),
            "@llvm.assume" => Ok(None),
            hint if hint.starts_with("@llvm.lifetime.") => Ok(None),
            "@llvm.abs.i64" => {
                let (a, _) = *args.first().ok_or("no argument")?;
                let (ty, a) = (Type::I64, self.operand(a)?);
                let out = self.define(out.ok_or("nothing is defined")?, ty);
                self.insts.push(Inst::Unary { out, op: Unary::Absolute, from: ty, to: ty, a });
                Ok(None)
            }
            intrinsic if let Some((how, ty)) = extremum(intrinsic) => {
                let &[(a, _), (b, _)] = args.as_slice() else {
                    return Err("not two arguments".into());
                };
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                let is_a = self.fresh(Type::Bool);
                let out = self.define(out.ok_or("nothing is defined")?, ty);
                self.insts.push(Inst::Compare { out: is_a, how, ty, a, b });
                self.insts.push(Inst::Select { out, ty, condition: Operand::Value(is_a), a, b });
                Ok(None)
            }
            intrinsic if intrinsic.starts_with("@llvm.") => {
                let op = match intrinsic {
                    "@llvm.sadd.with.overflow.i64" => Overflowing::Add,
                    "@llvm.ssub.with.overflow.i64" => Overflowing::Sub,
                    "@llvm.smul.with.overflow.i64" => Overflowing::Mul,
                    _ => return Err("an unknown intrinsic".into()),
                };
                let &[(a, _), (b, _)] = args.as_slice() else {
                    return Err("not two arguments".into());
                };
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                let value = self.fresh(Type::I64);
                let overflows = self.fresh(Type::Bool);
                self.pairs.insert(out.ok_or("nothing is defined")?, (value, overflows));
                self.insts.push(Inst::Overflow { out: value, overflows, op, a, b });
                Ok(None)
            }
            helper => {
                let helper = Helper::from_name(&helper[1..]).ok_or("an unknown function")?;
                let args = args.into_iter().map(|(arg, _)| self.operand(arg));
                let args = args.collect::<Result<_, _>>()?;
                let ty = words[..name].iter().find_map(|word| type_of(word).ok());
                let out = match (out, ty) {
                    (Some(out), Some(ty)) => Some((self.define(out, ty), ty)),
                    _ => None,
                };
                if helper == Helper::uop_pop_frame {
                    return Err("another frame is the current one after it".into());
                }
                self.insts.push(Inst::Call { out, helper, args });
                Ok(None)
            }
        }
    }

    /// Gives a block its edges.
    fn finish(
        &mut self,
        raw: &Raw<'a>,
        all: &[Raw<'a>],
        labels: &HashMap<&str, u16>,
    ) -> Result<Block, String> {
        let mut edge = |target: &str| -> Result<Edge, String> {
            let block = *labels.get(target).ok_or_else(|| format!("no block {target}"))?;
            let mut args = Vec::new();
            for (_, _, ways) in &all[usize::from(block)].phis {
                let way = ways.iter().find(|(_, from)| *from == raw.label);
                let (word, _) = way.ok_or_else(|| format!("no way from {}", raw.label))?;
                args.push(self.operand(word)?);
            }
            Ok(Edge { block, args })
        };
        let end = match &raw.end {
            RawEnd::Jump(target) => End::Jump(edge(target)?),
            RawEnd::Branch(condition, then, or) => End::Branch(*condition, edge(then)?, edge(or)?),
            RawEnd::Switch(value, ty, ways, other) => {
                let ways = ways.iter().map(|(number, target)| Ok((*number, edge(target)?)));
                let ways = ways.collect::<Result<_, String>>()?;
                End::Switch(*value, *ty, ways, edge(other)?)
            }
            RawEnd::Final(end) => end.clone(),
        };
        let params = raw.phis.iter().map(|(value, ty, _)| (*value, *ty)).collect();
        Ok(Block { params, insts: raw.insts.clone(), end, cold: false, single: false })
    }

    /// Bytes of a type.
    fn size_of(&self, ty: &str) -> Result<i64, String> {
        Ok(match ty {
            "i8" => 1,
            "i16" => 2,
            "i32" => 4,
            "i64" | "ptr" | "double" => 8,
            _ => {
                let layout = self.module.types.get(ty).ok_or_else(|| format!("the type {ty}"))?;
                let layout = layout.trim_matches(['{', '}', ' ']);
                let mut size = 0;
                for field in layout.split(", ") {
                    let array = field.trim_matches(['[', ']']).split_once(" x ");
                    let (count, ty) = match array {
                        Some((count, ty)) => (count.parse().map_err(|_| "an array")?, ty),
                        None => (1, field),
                    };
                    let each = self.size_of(ty)?;
                    if size % each.clamp(1, 8) != 0 {
                        return Err(format!("the type {ty} has gaps"));
                    }
                    size += count * each;
                }
                size
            }
        })
    }
}

/// The value of an operand, or one that there never is.
fn out_of(operand: Operand) -> Value {
    match operand {
        Operand::Value(value) => value,
        Operand::Constant(_) => Value::MAX,
    }
}
