//! What a value can refer to, by name.

use std::collections::HashMap;

/// The numbers of a file's constants, classes and functions, by name.
#[derive(Default, Debug)]
pub(super) struct Numbers<'s> {
    consts: HashMap<&'s str, u32>,
    classes: HashMap<&'s str, u32>,
    /// The program's own has the number 0.
    functions: HashMap<&'s str, u32>,
}

impl<'s> Numbers<'s> {
    /// Those of a file with this text.
    pub(super) fn of(text: &'s str) -> Self {
        let mut numbers = Numbers::default();
        for line in text.lines() {
            let mut words = line.split(|c: char| c.is_whitespace() || matches!(c, '#' | '='));
            let mut words = words.by_ref().filter(|word| !word.is_empty());
            let numbered = match words.next() {
                Some("const" | "state") => &mut numbers.consts,
                Some("class") => &mut numbers.classes,
                Some("program" | "function") => &mut numbers.functions,
                _ => continue,
            };
            if let Some(name) = words.next() {
                let next = numbered.len() as u32;
                numbered.entry(name).or_insert(next);
            }
        }
        numbers
    }
}

/// What a value can refer to, by name.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Known<'a, 's> {
    numbers: Option<&'a Numbers<'s>>,
    /// The number of constants that come before the value.
    consts: usize,
}

impl<'a, 's> Known<'a, 's> {
    /// In a file whose names have these numbers, after so many constants.
    pub(super) fn new(numbers: &'a Numbers<'s>, consts: usize) -> Self {
        Known { numbers: Some(numbers), consts }
    }

    /// Constants that come later are known, too.
    pub(super) fn with_later_constants(self) -> Self {
        Known { consts: usize::MAX, ..self }
    }

    /// The number of a constant.
    pub(super) fn constant(&self, name: &str) -> Option<u32> {
        let number = self.numbers?.consts.get(name)?;
        Some(*number).filter(|&number| (number as usize) < self.consts)
    }

    /// The number of a class.
    pub(super) fn class(&self, name: &str) -> Option<u32> {
        self.numbers?.classes.get(name).copied()
    }

    /// The number of a function.
    pub(super) fn function(&self, name: &str) -> Option<u32> {
        self.numbers?.functions.get(name).copied()
    }
}
