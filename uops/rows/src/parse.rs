//! The content of the files `dialect.rs` and `rows/NAME.rs`.

use crate::row::Row;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr, Result, Token};

/// `dialect.rs`: what is known of the version as a whole.
#[derive(Debug)]
pub(crate) struct Header {
    /// The version of CPython, as `3.13`.
    pub(crate) python: String,
    /// CPython's `UOP_MAX_TRACE_LENGTH`.
    pub(crate) trace_limit: usize,
    /// How its binary operators are written, in the order of their numbers.
    pub(crate) operators: Vec<String>,
    /// The files of rows, in the order in which their rows are numbered.
    pub(crate) files: Vec<Ident>,
}

impl Parse for Header {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let python = field(input, "python")?.parse::<LitStr>()?.value();
        let trace_limit = field(input, "trace_limit")?.parse::<LitInt>()?.base10_parse()?;
        let operators = field(input, "operators")?;
        let content;
        syn::bracketed!(content in operators);
        let operators = content.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
        let operators = operators.iter().map(LitStr::value).collect();
        let rows = field(input, "rows")?;
        let content;
        syn::bracketed!(content in rows);
        let files = content.parse_terminated(<Ident as Parse>::parse, Token![,])?;
        input.parse::<Token![;]>()?;
        Ok(Header { python, trace_limit, operators, files: files.into_iter().collect() })
    }
}

/// Goes past `; NAME =`; the first field has no semicolon in front.
fn field<'a>(input: ParseStream<'a>, name: &str) -> Result<ParseStream<'a>> {
    input.parse::<Option<Token![;]>>()?;
    let key: Ident = input.parse()?;
    if key != name {
        return Err(syn::Error::new(key.span(), format!("expected `{name} = …;`")));
    }
    input.parse::<Token![=]>()?;
    Ok(input)
}

/// What a file of rows consists of.
#[derive(Debug)]
pub(crate) enum Item {
    /// A row.
    Row(Box<Row>),
    /// Rows of another dialect.
    Use(Use),
}

/// Rows of another dialect: `use dialect::file;` or `use dialect::{_ROW, _ROW};`.
#[derive(Debug)]
pub(crate) struct Use {
    /// The other dialect.
    pub(crate) dialect: Ident,
    /// Names of rows, which begin with `_`, or of files of rows.
    pub(crate) names: Vec<Ident>,
}

impl Parse for Use {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.parse::<Token![use]>()?;
        let dialect = input.parse()?;
        input.parse::<Token![::]>()?;
        let names = if input.peek(syn::token::Brace) {
            let content;
            syn::braced!(content in input);
            content.parse_terminated(<Ident as Parse>::parse, Token![,])?.into_iter().collect()
        } else {
            vec![input.parse()?]
        };
        input.parse::<Token![;]>()?;
        Ok(Use { dialect, names })
    }
}

/// A file of rows.
pub(crate) struct Rows(pub(crate) Vec<Item>);

impl Parse for Rows {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(match input.peek(Token![use]) {
                true => Item::Use(input.parse()?),
                false => Item::Row(Box::new(input.parse()?)),
            });
        }
        Ok(Rows(items))
    }
}
