//! The table: every uop of all dialects, each once, with its number.

use crate::dialect::Dialect;
use crate::row::Row;

/// A uop of one dialect or several.
#[derive(Clone, Debug)]
pub struct Uop {
    /// Its name in the table: CPython's name. If an earlier uop has that name already, the name of the
    /// dialect follows it.
    pub symbol: String,
    /// Its row in the first dialect that has it.
    pub row: Row,
}

/// All uops of several dialects.
#[derive(Clone, Debug)]
pub struct Table {
    /// The uops, in the order of their numbers.
    pub uops: Vec<Uop>,
    /// The dialects.
    pub dialects: Vec<Dialect>,
    /// The numbers of each dialect's uops, in the order of its rows.
    pub numbers: Vec<Vec<usize>>,
}

impl Table {
    /// Numbers the uops: those of the first dialect in the order of its rows, then those that the
    /// second has and the first has not, and so on. Rows that agree in name, function, stack effect,
    /// operand and flags are one uop.
    pub fn of(dialects: Vec<Dialect>) -> Table {
        let mut uops: Vec<Uop> = Vec::new();
        let mut numbers = Vec::new();
        for dialect in &dialects {
            let mut own = Vec::new();
            for (_, row) in &dialect.rows {
                let same =
                    uops.iter_mut().enumerate().find(|(_, uop)| uop.row.meaning == row.meaning);
                if let Some((number, uop)) = same {
                    let more = row.only.iter().filter(|oparg| !uop.row.only.contains(oparg));
                    let more: Vec<u16> = more.copied().collect();
                    uop.row.only.extend(more);
                    own.push(number);
                    continue;
                }
                let name = &row.meaning.name;
                let symbol = match uops.iter().any(|uop| uop.symbol == *name) {
                    true => format!("{name}__{}", dialect.name.to_uppercase()),
                    false => name.clone(),
                };
                own.push(uops.len());
                uops.push(Uop { symbol, row: row.clone() });
            }
            numbers.push(own);
        }
        Table { uops, dialects, numbers }
    }

    /// The functions that are the meaning of the uops, in the order of the uops.
    pub fn functions(&self) -> Vec<&str> {
        let mut functions = Vec::new();
        for uop in &self.uops {
            let function = uop.row.meaning.function.as_str();
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
        functions
    }
}
