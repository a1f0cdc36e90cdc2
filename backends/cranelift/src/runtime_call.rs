//! The functions that compiled traces call, and their names.

use crate::isa;
use crate::out_of_line;
use cranelift_codegen::ir::{
    AbiParam, ExtFuncData, ExternalName, FuncRef, Function, SigRef, Signature, Type,
    UserExternalName, types,
};
use cranelift_codegen::isa::CallConv;
use trace::TraceId;
use uops::Op;
use uops::helpers::Helper;

/// Something that compiled code calls.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Callee {
    /// A trace, or the first part of one.
    Trace(TraceId),
    /// Another part of a trace.
    Part(TraceId, u32),
    /// A helper of the runtime.
    Helper(Helper),
    /// A helper of the runtime, through a thunk that saves all registers.
    Preserving {
        /// The helper.
        helper: Helper,
        /// Whether registers may hold floats.
        floats: bool,
    },
    /// A uop's function, out of line.
    Uop(Op),
}

impl Callee {
    const TRACE: u32 = 0;
    const HELPER: u32 = 1;
    const PRESERVING: u32 = 2;
    const PRESERVING_FLOATS: u32 = 3;
    const UOP: u32 = 4;
    /// Parts have namespaces of their own from here on.
    const PARTS: u32 = 5;

    /// The pair of numbers that Cranelift knows it by.
    pub(crate) fn name(self) -> UserExternalName {
        match self {
            Callee::Trace(id) => UserExternalName::new(Self::TRACE, id.0),
            Callee::Part(id, part) => UserExternalName::new(Self::PARTS + part, id.0),
            Callee::Helper(helper) => UserExternalName::new(Self::HELPER, helper as u32),
            Callee::Preserving { helper, floats: false } => {
                UserExternalName::new(Self::PRESERVING, helper as u32)
            }
            Callee::Preserving { helper, floats: true } => {
                UserExternalName::new(Self::PRESERVING_FLOATS, helper as u32)
            }
            Callee::Uop(op) => UserExternalName::new(Self::UOP, op as u32),
        }
    }

    pub(crate) fn from_name(name: &UserExternalName) -> Option<Callee> {
        let helper = || Helper::ALL.get(name.index as usize).copied();
        match name.namespace {
            Self::TRACE => Some(Callee::Trace(TraceId(name.index))),
            Self::HELPER => helper().map(Callee::Helper),
            Self::PRESERVING => helper().map(|helper| Callee::Preserving { helper, floats: false }),
            Self::PRESERVING_FLOATS => {
                helper().map(|helper| Callee::Preserving { helper, floats: true })
            }
            Self::UOP => u16::try_from(name.index).ok().and_then(Op::from_number).map(Callee::Uop),
            parts => Some(Callee::Part(TraceId(name.index), parts.checked_sub(Self::PARTS)?)),
        }
    }

    /// The code of a part of a trace.
    pub(crate) fn part(id: TraceId, part: u32) -> Callee {
        if part == 0 { Callee::Trace(id) } else { Callee::Part(id, part) }
    }

    /// Where it is in this process; a trace is where it has been put.
    pub(crate) fn address(self) -> Option<usize> {
        match self {
            Callee::Trace(_) | Callee::Part(..) => None,
            Callee::Helper(helper) => Some(helper.address()),
            Callee::Preserving { helper, floats } => isa::thunk(helper, floats),
            Callee::Uop(op) => Some(out_of_line::address(op)),
        }
    }
}

/// The signature of a trace: thread, locals and stack pointer come in, a status goes out.
pub(crate) fn trace_signature(call_conv: CallConv) -> Signature {
    let mut signature = Signature::new(call_conv);
    signature.params.extend([AbiParam::new(types::I64); 3]);
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// Makes callees known to a function, by names that the linker understands.
pub(crate) trait Declare {
    /// A reference to `callee`, which the function does not know yet.
    fn declare(&mut self, func: &mut Function, callee: Callee, signature: SigRef) -> FuncRef;
}

/// Names as [`Callee::name`] gives them, for near calls.
pub(crate) struct ByNumber;

impl Declare for ByNumber {
    fn declare(&mut self, func: &mut Function, callee: Callee, signature: SigRef) -> FuncRef {
        let name = func.declare_imported_user_function(callee.name());
        func.import_function(ExtFuncData {
            name: ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        })
    }
}

/// A helper's convention, its number of arguments, and its result.
type Shape = (CallConv, usize, Option<Type>);

/// The callees that a function has declared so far.
pub(crate) struct Callees<'a> {
    host: CallConv,
    declare: &'a mut dyn Declare,
    functions: Vec<(Callee, FuncRef)>,
    signatures: Vec<(Shape, SigRef)>,
    trace_signature: Option<SigRef>,
}

impl<'a> Callees<'a> {
    /// None yet; `host` is the convention of the helpers.
    pub(crate) fn new(host: CallConv, declare: &'a mut dyn Declare) -> Self {
        let (functions, signatures) = (Vec::new(), Vec::new());
        Callees { host, declare, functions, signatures, trace_signature: None }
    }

    /// A function of the host with `params` words as parameters.
    pub(crate) fn host(
        &mut self,
        func: &mut Function,
        callee: Callee,
        params: usize,
        result: Option<Type>,
    ) -> FuncRef {
        self.function(func, callee, (self.host, params, result))
    }

    /// A thunk of the host that preserves all registers.
    pub(crate) fn preserving(
        &mut self,
        func: &mut Function,
        callee: Callee,
        params: usize,
    ) -> FuncRef {
        self.function(func, callee, (CallConv::PreserveAll, params, None))
    }

    fn function(
        &mut self,
        func: &mut Function,
        callee: Callee,
        shape: (CallConv, usize, Option<Type>),
    ) -> FuncRef {
        if let Some(known) = self.declared(callee) {
            return known;
        }
        let signature = match self.signatures.iter().find(|(known, _)| *known == shape) {
            Some((_, signature)) => *signature,
            None => {
                let (call_conv, params, result) = shape;
                let mut signature = Signature::new(call_conv);
                signature.params.extend((0..params).map(|_| AbiParam::new(types::I64)));
                signature.returns.extend(result.map(AbiParam::new));
                let signature = func.import_signature(signature);
                self.signatures.push((shape, signature));
                signature
            }
        };
        self.add(func, callee, signature)
    }

    /// A trace, or a part of one.
    pub(crate) fn trace(&mut self, func: &mut Function, callee: Callee) -> FuncRef {
        if let Some(known) = self.declared(callee) {
            return known;
        }
        let signature = self.trace_signature(func);
        self.add(func, callee, signature)
    }

    /// What every trace looks like to the others.
    pub(crate) fn trace_signature(&mut self, func: &mut Function) -> SigRef {
        *self
            .trace_signature
            .get_or_insert_with(|| func.import_signature(trace_signature(CallConv::Tail)))
    }

    fn declared(&self, callee: Callee) -> Option<FuncRef> {
        self.functions.iter().find(|(known, _)| *known == callee).map(|(_, function)| *function)
    }

    fn add(&mut self, func: &mut Function, callee: Callee, signature: SigRef) -> FuncRef {
        let function = self.declare.declare(func, callee, signature);
        self.functions.push((callee, function));
        function
    }
}
