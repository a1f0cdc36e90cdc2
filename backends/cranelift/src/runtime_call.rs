//! What compiled traces call, and under which names.
//!
//! Cranelift knows a callee by a pair of numbers; [`Callee`] is what the pair stands for. Calls are
//! near calls: another trace is called where it lies, everything else through a veneer that lies
//! beside the traces (see [`crate::image`]).

use cranelift_codegen::ir::{
    AbiParam, ExtFuncData, ExternalName, FuncRef, Function, SigRef, Signature, Type,
    UserExternalName, types,
};
use cranelift_codegen::isa::CallConv;
use trace::TraceId;
use uops::Op;
use uops::helpers::Helper;

/// Something that compiled code calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Callee {
    /// Another trace.
    Trace(TraceId),
    /// A helper of the runtime.
    Helper(Helper),
    /// A uop's function, out of line.
    Uop(Op),
}

impl Callee {
    const TRACE: u32 = 0;
    const HELPER: u32 = 1;
    const UOP: u32 = 2;

    pub(crate) fn name(self) -> UserExternalName {
        match self {
            Callee::Trace(id) => UserExternalName::new(Self::TRACE, id.0),
            Callee::Helper(helper) => UserExternalName::new(Self::HELPER, helper as u32),
            Callee::Uop(op) => UserExternalName::new(Self::UOP, op as u32),
        }
    }

    pub(crate) fn from_name(name: &UserExternalName) -> Option<Callee> {
        match name.namespace {
            Self::TRACE => Some(Callee::Trace(TraceId(name.index))),
            Self::HELPER => Helper::ALL.get(name.index as usize).copied().map(Callee::Helper),
            Self::UOP => u16::try_from(name.index).ok().and_then(Op::from_number).map(Callee::Uop),
            _ => None,
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

/// The callees that a function has declared so far.
pub(crate) struct Callees {
    host: CallConv,
    functions: Vec<(Callee, FuncRef)>,
    signatures: Vec<(usize, Option<Type>, SigRef)>,
    trace_signature: Option<SigRef>,
}

impl Callees {
    /// None yet; `host` is the convention of the helpers.
    pub(crate) fn new(host: CallConv) -> Self {
        Callees { host, functions: Vec::new(), signatures: Vec::new(), trace_signature: None }
    }

    /// A function of the host with `params` words as parameters.
    pub(crate) fn host(
        &mut self,
        func: &mut Function,
        callee: Callee,
        params: usize,
        result: Option<Type>,
    ) -> FuncRef {
        if let Some(known) = self.declared(callee) {
            return known;
        }
        let shape = self.signatures.iter().find(|(p, r, _)| (*p, *r) == (params, result));
        let signature = match shape {
            Some((_, _, signature)) => *signature,
            None => {
                let mut signature = Signature::new(self.host);
                signature.params.extend((0..params).map(|_| AbiParam::new(types::I64)));
                signature.returns.extend(result.map(AbiParam::new));
                let signature = func.import_signature(signature);
                self.signatures.push((params, result, signature));
                signature
            }
        };
        self.declare(func, callee, signature)
    }

    /// Another trace.
    pub(crate) fn trace(&mut self, func: &mut Function, id: TraceId) -> FuncRef {
        let callee = Callee::Trace(id);
        if let Some(known) = self.declared(callee) {
            return known;
        }
        let signature = self.trace_signature(func);
        self.declare(func, callee, signature)
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

    fn declare(&mut self, func: &mut Function, callee: Callee, signature: SigRef) -> FuncRef {
        let name = func.declare_imported_user_function(callee.name());
        let function = func.import_function(ExtFuncData {
            name: ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        });
        self.functions.push((callee, function));
        function
    }
}
