//! The order of the lines of a file.

/// What may come next in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Section {
    Program,
    Args,
    Locals,
    Params,
    FunctionLocals,
    Frees,
    Functions,
    Consts,
    Bases,
    Attributes,
    Members,
    Globals,
    Handlers,
    Regions,
    Uops,
    Exits,
    Opaques,
    Exchanges,
    Order,
}

impl Section {
    /// What a message says is expected there.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Section::Program => "`program NAME` or `program NAME dialect DIALECT`",
            Section::Args => "`arg NAME = VALUE`, `local NAME` or `stack N`",
            Section::Locals => "`local NAME` or `stack N`",
            Section::Params => {
                "`param NAME`, `keyword NAME`, `varargs NAME`, `varkeywords NAME`, `local NAME`, `free NAME`, `attribute NAME = VALUE` or `stack N`"
            }
            Section::FunctionLocals => {
                "`local NAME`, `free NAME`, `attribute NAME = VALUE` or `stack N`"
            }
            Section::Frees => "`free NAME`, `attribute NAME = VALUE` or `stack N`",
            Section::Functions => {
                "`function NAME`, `const NAME = VALUE` or `trace NAME @OFFSET stack N`"
            }
            Section::Consts => "`const NAME = VALUE` or `trace NAME @OFFSET stack N`",
            Section::Bases => {
                "`base CLASS`, `holds TYPE`, `value NAME`, `slot NAME` or `member NAME = CONSTANT`"
            }
            Section::Attributes => {
                "`value NAME`, `slot NAME`, `member NAME = CONSTANT` or `trace NAME @OFFSET stack N`"
            }
            Section::Members => "`member NAME = CONSTANT` or `trace NAME @OFFSET stack N`",
            Section::Globals => "`global NAME` or `trace NAME @OFFSET stack N`",
            Section::Handlers => {
                "`handler @FROM @TO stack N -> TRACE` or `trace NAME @OFFSET stack N`"
            }
            Section::Regions => "`trace NAME @OFFSET stack N`, the region's first block",
            Section::Uops => "a uop, `exit NAME @OFFSET` or `trace NAME @OFFSET stack N`",
            Section::Exits => "`exit NAME @OFFSET` or `trace NAME @OFFSET stack N`",
            Section::Opaques => "`opaque 'NAME'` or `replay (ARGUMENTS)`",
            Section::Exchanges => "`exchange KIND (OPERANDS) -> ANSWER` or `order NUMBERS`",
            Section::Order => "`order NUMBERS` or `replay (ARGUMENTS)`",
        }
    }
}
