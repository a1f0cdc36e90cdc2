//! LLVM's words in the terms of forms.

use form::{Binary, Comparison, FloatComparison, Type};

/// What the arguments of a call are, and which of them are known not to be null.
pub(crate) fn arguments<'a>(words: &[&'a str]) -> Vec<(&'a str, bool)> {
    let mut arguments = Vec::new();
    let mut not_null = false;
    for word in words.iter().skip(1) {
        match *word {
            ")" => break,
            "nonnull" => not_null = true,
            "ptr" | "i64" | "i32" | "i1" | "noundef" | "zeroext" => {}
            word => {
                arguments.push((word, not_null));
                not_null = false;
            }
        }
    }
    arguments
}

/// The words without those that only say more of an instruction.
pub(crate) fn without_flags<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let flags = [
        "tail", "inbounds", "nuw", "nsw", "exact", "disjoint", "nneg", "samesign", "nonnull",
        "noundef",
    ];
    let is_call = words.contains(&"call");
    let ends = words.iter().position(|word| word.starts_with('!') || *word == "align");
    let words = &words[..ends.unwrap_or(words.len())];
    let mut rest = words.iter();
    let mut kept = Vec::with_capacity(words.len());
    while let Some(&word) = rest.next() {
        match (word, rest.as_slice()) {
            // A number as an address: `inttoptr (i64 2 to ptr)`.
            ("inttoptr", ["(", _, number, ..]) => {
                kept.push(*number);
                rest.by_ref().find(|word| **word == ")");
            }
            _ if flags.contains(&word) && !(is_call && word == "nonnull") => {}
            _ => kept.push(word),
        }
    }
    kept
}

pub(crate) fn type_of(word: &str) -> Result<Type, String> {
    Ok(match word {
        "i1" => Type::Bool,
        "i8" => Type::I8,
        "i16" => Type::I16,
        "i32" => Type::I32,
        "i64" | "ptr" => Type::I64,
        "double" => Type::F64,
        _ => return Err(format!("the type {word}")),
    })
}

/// If an intrinsic gives the smaller or larger of two integers: the comparison that holds if that is the first,
/// and their type.
pub(crate) fn extremum(intrinsic: &str) -> Option<(Comparison, Type)> {
    let (name, ty) = intrinsic.strip_prefix("@llvm.")?.split_once('.')?;
    let how = match name {
        "umin" => Comparison::Less,
        "umax" => Comparison::Greater,
        "smin" => Comparison::SignedLess,
        "smax" => Comparison::SignedGreater,
        _ => return None,
    };
    Some((how, type_of(ty).ok()?))
}

pub(crate) fn binary(opcode: &str) -> Option<Binary> {
    Some(match opcode {
        "add" => Binary::Add,
        "sub" => Binary::Sub,
        "mul" => Binary::Mul,
        "and" => Binary::And,
        "or" => Binary::Or,
        "xor" => Binary::Xor,
        "shl" => Binary::ShiftLeft,
        "lshr" => Binary::ShiftRight,
        "ashr" => Binary::ShiftRightSigned,
        "sdiv" => Binary::DivideSigned,
        "udiv" => Binary::Divide,
        "srem" => Binary::RemainderSigned,
        "urem" => Binary::Remainder,
        "fadd" => Binary::FloatAdd,
        "fsub" => Binary::FloatSub,
        "fmul" => Binary::FloatMul,
        "fdiv" => Binary::FloatDiv,
        _ => return None,
    })
}

pub(crate) fn comparison(word: &str) -> Result<Comparison, String> {
    Ok(match word {
        "eq" => Comparison::Equal,
        "ne" => Comparison::NotEqual,
        "ult" => Comparison::Less,
        "ule" => Comparison::LessEqual,
        "ugt" => Comparison::Greater,
        "uge" => Comparison::GreaterEqual,
        "slt" => Comparison::SignedLess,
        "sle" => Comparison::SignedLessEqual,
        "sgt" => Comparison::SignedGreater,
        "sge" => Comparison::SignedGreaterEqual,
        _ => return Err("an unknown comparison".into()),
    })
}

pub(crate) fn float_comparison(word: &str) -> Result<FloatComparison, String> {
    Ok(match word {
        "oeq" => FloatComparison::Equal,
        "une" => FloatComparison::NotEqual,
        "uno" => FloatComparison::Unordered,
        "olt" => FloatComparison::Less,
        "ole" => FloatComparison::LessEqual,
        "ogt" => FloatComparison::Greater,
        "oge" => FloatComparison::GreaterEqual,
        _ => return Err("an unknown comparison".into()),
    })
}
