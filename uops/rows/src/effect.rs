//! The stack effect of a uop.

use std::fmt;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, Result, Token};

/// A stack slot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// What it has to be, or is: a variant of `uops::Kind`.
    pub kind: String,
}

/// Stack slots in memory, under a uop's inputs, that its function reaches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Below {
    /// None: there is no array.
    Nothing,
    /// `(first…, args[oparg], inputs… -- outputs…)`
    Pops {
        /// The deepest slots.
        first: Vec<Slot>,
        /// What each of the `oparg` others has to be.
        rest: String,
    },
    /// `(values[oparg*2], inputs… -- outputs…)`
    PopsPairs,
    /// `(inputs… -- values[oparg], outputs…)`
    Pushes,
    /// `(inputs… -- after[oparg>>8], rest, before[oparg&255], outputs…)`
    PushesStarred,
    /// `(first…, args[oparg], inputs… -- first…, args[oparg], outputs…)`
    Peeks {
        /// The deepest slots.
        first: Vec<Slot>,
        /// What each of the `oparg` others has to be.
        rest: String,
    },
    /// `(replaced, first…, args[oparg], inputs… -- result, first…, args[oparg], outputs…)`
    Replaces {
        /// What comes in the place of the deepest slot.
        result: Slot,
        /// The deepest slots, the one that is replaced included.
        first: Vec<Slot>,
        /// What each of the `oparg` others has to be.
        rest: String,
    },
    /// `(slot, unused[oparg-1], inputs… -- slot, unused[oparg-1], outputs…)`
    Reads(Slot),
    /// `(bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom)`
    Copies,
    /// `(bottom, unused[oparg-2], top -- top, unused[oparg-2], bottom)`, of objects or null.
    Swaps,
}

/// What a uop does to the stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// As it is written in documentation.
    pub text: String,
    /// What it pops above the slots in memory, the topmost last.
    pub inputs: Vec<Slot>,
    /// What it pushes above the slots in memory, the topmost last.
    pub outputs: Vec<Slot>,
    /// The slots in memory.
    pub below: Below,
}

/// How many slots an array has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    Oparg,
    Minus(u16),
    Twice,
    High,
    Low,
}

/// A slot, or an array of slots, or a copy of a slot.
#[derive(Clone, PartialEq, Eq)]
struct Item {
    slot: Slot,
    count: Option<Count>,
    copied: Option<String>,
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.call(Ident::parse_any)?.to_string();
        let count = if input.peek(syn::token::Bracket) { Some(count(input)?) } else { None };
        let copied = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.call(Ident::parse_any)?.to_string()),
            None => None,
        };
        let kind = match input.parse::<Option<Token![:]>>()? {
            Some(_) => input.parse::<Ident>()?.to_string(),
            None => "Object".to_owned(),
        };
        Ok(Item { slot: Slot { name, kind }, count, copied })
    }
}

/// The size of an array, in brackets.
fn count(input: ParseStream<'_>) -> Result<Count> {
    let content;
    syn::bracketed!(content in input);
    let oparg: Ident = content.parse()?;
    if oparg != "oparg" {
        return Err(syn::Error::new(oparg.span(), "the size of an array is made of `oparg`"));
    }
    let wrong =
        "this is not one of `oparg`, `oparg-1`, `oparg-2`, `oparg*2`, `oparg>>8`, `oparg&255`";
    let number = |expected: &[u16]| -> Result<u16> {
        let number: LitInt = content.parse()?;
        match number.base10_parse()? {
            value if expected.contains(&value) => Ok(value),
            _ => Err(syn::Error::new(number.span(), wrong)),
        }
    };
    let count = if content.is_empty() {
        Count::Oparg
    } else if content.parse::<Option<Token![-]>>()?.is_some() {
        Count::Minus(number(&[1, 2])?)
    } else if content.parse::<Option<Token![>>]>>()?.is_some() {
        number(&[8])?;
        Count::High
    } else if content.parse::<Option<Token![&]>>()?.is_some() {
        number(&[255])?;
        Count::Low
    } else {
        content.parse::<Token![*]>()?;
        number(&[2])?;
        Count::Twice
    };
    if !content.is_empty() {
        return Err(content.error(wrong));
    }
    Ok(count)
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.slot.name)?;
        match self.count {
            None => {}
            Some(Count::Oparg) => f.write_str("[oparg]")?,
            Some(Count::Minus(less)) => write!(f, "[oparg-{less}]")?,
            Some(Count::Twice) => f.write_str("[oparg*2]")?,
            Some(Count::High) => f.write_str("[oparg>>8]")?,
            Some(Count::Low) => f.write_str("[oparg&255]")?,
        }
        match self.slot.kind.as_str() {
            "Object" => Ok(()),
            kind => write!(f, ": {kind}"),
        }
    }
}

impl Effect {
    /// The kinds that its slots name.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        let (first, rest): (&[Slot], _) = match &self.below {
            Below::Pops { first, rest } | Below::Peeks { first, rest } => (first, Some(rest)),
            Below::Reads(slot) => (std::slice::from_ref(slot), None),
            _ => (&[], None),
        };
        let slots = self.inputs.iter().chain(&self.outputs).chain(first);
        slots.map(|slot| &slot.kind).chain(rest).map(String::as_str).collect()
    }
}

impl Parse for Effect {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let content;
        let parens = syn::parenthesized!(content in input);
        let inputs = items(&content)?;
        content.parse::<Token![-]>()?;
        content.parse::<Token![-]>()?;
        let outputs = items(&content)?;
        if !content.is_empty() {
            return Err(content.error("expected `,` or `)`"));
        }
        let text = [&inputs, &outputs]
            .map(|side| side.iter().map(Item::to_string).collect::<Vec<_>>().join(", "));
        let text = text.join(" -- ").trim().to_owned();
        let wrong =
            "no function can have this stack effect: see `rows::Below` for the forms with arrays";
        let error = || syn::Error::new(parens.span.join(), wrong);
        let (below, inputs, outputs) = classify(&inputs, &outputs).ok_or_else(error)?;
        Ok(Effect { text, inputs, outputs, below })
    }
}

/// One side of a stack effect.
fn items(input: ParseStream<'_>) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    while input.peek(Ident::peek_any) {
        items.push(input.parse()?);
        if input.parse::<Option<Token![,]>>()?.is_none() {
            break;
        }
    }
    Ok(items)
}

/// What of a stack effect is in memory, what the function gets and what it returns; nothing if there
/// is no form of [`Below`] for it.
fn classify(inputs: &[Item], outputs: &[Item]) -> Option<(Below, Vec<Slot>, Vec<Slot>)> {
    let after_array = |items: &[Item]| {
        items.iter().rposition(|item| item.count.is_some()).map_or(0, |last| last + 1)
    };
    let (under_inputs, inputs) = inputs.split_at(after_array(inputs));
    let (under_outputs, outputs) = outputs.split_at(after_array(outputs));
    if let ([bottom, array], [top], [top_after, array_after], [bottom_after]) =
        (under_inputs, inputs, under_outputs, outputs)
        && array.count == Some(Count::Minus(2))
        && (bottom, array, top) == (bottom_after, array_after, top_after)
    {
        let exchanged = |item: &Item| Slot { name: item.slot.name.clone(), kind: "Slot".into() };
        return Some((Below::Swaps, vec![exchanged(top)], vec![exchanged(bottom)]));
    }
    let below = match (under_inputs, under_outputs) {
        ([], []) => Below::Nothing,
        ([], [pushed]) if pushed.is_array(Count::Oparg) => Below::Pushes,
        ([], [after, rest, before])
            if after.is_array(Count::High) && before.is_array(Count::Low) && rest.is_plain() =>
        {
            Below::PushesStarred
        }
        ([pairs], []) if pairs.is_array(Count::Twice) => Below::PopsPairs,
        ([first @ .., rest], []) if rest.is_array(Count::Oparg) => {
            Below::Pops { first: slots(first)?, rest: rest.slot.kind.clone() }
        }
        ([first @ .., rest], after) if under_inputs == after && rest.is_array(Count::Oparg) => {
            Below::Peeks { first: slots(first)?, rest: rest.slot.kind.clone() }
        }
        ([replaced, first @ .., rest], [result, after @ ..])
            if under_inputs[1..] == *after && rest.is_array(Count::Oparg) =>
        {
            let first = [std::slice::from_ref(replaced), first].concat();
            let result = slots(std::slice::from_ref(result))?.remove(0);
            Below::Replaces { result, first: slots(&first)?, rest: rest.slot.kind.clone() }
        }
        ([slot, rest], after) if under_inputs == after && rest.is_array(Count::Minus(1)) => {
            match outputs {
                [copy] if copy.copied.as_ref() == Some(&slot.slot.name) && inputs.is_empty() => {
                    return Some((Below::Copies, Vec::new(), vec![copy.slot.clone()]));
                }
                _ => Below::Reads(slot.slot.clone()),
            }
        }
        _ => return None,
    };
    Some((below, slots(inputs)?, slots(outputs)?))
}

impl Item {
    /// Whether it is a single slot.
    fn is_plain(&self) -> bool {
        self.count.is_none() && self.copied.is_none()
    }

    fn is_array(&self, count: Count) -> bool {
        self.count == Some(count)
    }
}

/// Items that are single slots.
fn slots(items: &[Item]) -> Option<Vec<Slot>> {
    items.iter().all(Item::is_plain).then(|| items.iter().map(|item| item.slot.clone()).collect())
}
