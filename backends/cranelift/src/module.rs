//! Programs whose code a `JITModule` of the `cranelift-jit` crate owns, as in most projects.
//!
//! Each program has a module of its own, because a module can be freed only as a whole. Functions
//! have names, the module owns the memory, and its pages become executable and read-only when the
//! module is finalised.

use crate::Config;
use crate::compiler::{Compiler, continuations};
use crate::error::{codegen, internal};
use crate::fragment::{Fragment, Parts, Purpose};
use crate::memory::Entry;
use crate::runtime_call::{ByNumber, Callee, Declare, trace_signature};
use backend_api::{BackendError, Code, CodeSizes, CompileOptions, Compiled, Piece, Status};
use code_memory::PAGE;
use cranelift_codegen::ir::{FuncRef, Function, SigRef};
use cranelift_codegen::isa::CallConv;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Linkage, Module, ModuleError};
use std::collections::HashMap;
use trace::LoadedProgram;
use uops::helpers::Helper;
use uops::{Op, Vm};

/// A module that frees its memory when it is dropped.
struct Owned(Option<JITModule>);

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(module) = self.0.take() {
            // SAFETY: code that has a pointer into the module's memory also owns or borrows the module.
            unsafe { module.free_memory() }
        }
    }
}

/// Declares the callees of a function in a module.
struct InModule<'a> {
    module: &'a mut JITModule,
    functions: &'a mut HashMap<Callee, FuncId>,
    failed: Option<ModuleError>,
}

impl Declare for InModule<'_> {
    fn declare(&mut self, func: &mut Function, callee: Callee, signature: SigRef) -> FuncRef {
        let id = match self.functions.get(&callee) {
            Some(id) => Ok(*id),
            None => {
                let linkage = match callee {
                    Callee::Trace(_) | Callee::Part(..) => Linkage::Local,
                    _ => Linkage::Import,
                };
                let signature = &func.dfg.signatures[signature];
                self.module.declare_function(&symbol(callee), linkage, signature)
            }
        };
        match id {
            Ok(id) => {
                self.functions.insert(callee, id);
                self.module.declare_func_in_func(id, func)
            }
            Err(error) => {
                // The function is given up: what it refers to does not matter any more.
                self.failed = Some(error);
                ByNumber.declare(func, callee, signature)
            }
        }
    }
}

/// What a callee is called in a module.
fn symbol(callee: Callee) -> String {
    match callee {
        Callee::Trace(id) => format!("trace{}", id.0),
        Callee::Part(id, part) => format!("trace{}.part{part}", id.0),
        Callee::Helper(helper) => helper.name().to_string(),
        Callee::Preserving { helper, floats: false } => format!("{}{WORDS}", helper.name()),
        Callee::Preserving { helper, floats: true } => format!("{}{FLOATS}", helper.name()),
        Callee::Uop(op) => op.symbol().to_string(),
    }
}

const WORDS: &str = ".words";
const FLOATS: &str = ".floats";

/// Where a callee of the host is.
fn lookup(symbol: &str) -> Option<*const u8> {
    let preserving = |suffix, floats| {
        let helper = Helper::from_name(symbol.strip_suffix(suffix)?)?;
        Some(Callee::Preserving { helper, floats })
    };
    let callee = preserving(WORDS, false)
        .or_else(|| preserving(FLOATS, true))
        .or_else(|| Helper::from_name(symbol).map(Callee::Helper))
        .or_else(|| Op::from_symbol(symbol).map(Callee::Uop))?;
    callee.address().map(|address| address as *const u8)
}

/// A program in a module, not executable yet.
pub(crate) struct Building {
    config: Config,
    module: Owned,
    functions: HashMap<Callee, FuncId>,
    fragments: Vec<(FuncId, Fragment)>,
    /// What frames go on with after calls, by number.
    continuations: Vec<FuncId>,
    mapped: bool,
}

impl Building {
    /// Compiles all traces of a program.
    pub(crate) fn compile(
        compiler: &mut Compiler,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Building, BackendError> {
        let isa = compiler.isa(options.verify).clone();
        let mut builder = JITBuilder::with_isa(isa, cranelift_module::default_libcall_names());
        builder.symbol_lookup_fn(Box::new(lookup));
        let mut building = Building {
            config: compiler.config,
            module: Owned(Some(JITModule::new(builder))),
            functions: HashMap::new(),
            fragments: Vec::new(),
            continuations: Vec::new(),
            mapped: options.map,
        };
        building.declared(|declare| {
            compiler.build_entry(declare);
            Ok(())
        })?;
        let entry = building.anonymous(compiler)?;
        building.define(compiler, entry, Purpose::Entry)?;
        for group in compiler.groups(program) {
            building.declared(|declare| compiler.build_group(declare, program, &group, options))?;
            let function = building.function(group.callee())?;
            building.define(compiler, function, Purpose::of(&group))?;
        }
        for continuation in continuations(program) {
            let function = match continuation {
                Ok(target) => building.function(Callee::Trace(target))?,
                Err(status) => {
                    compiler.build_end(status);
                    let function = building.anonymous(compiler)?;
                    building.define(compiler, function, Purpose::End)?;
                    function
                }
            };
            building.continuations.push(function);
        }
        Ok(building)
    }

    fn module(&mut self) -> Result<&mut JITModule, BackendError> {
        self.module.0.as_mut().ok_or_else(|| gone(self.config))
    }

    /// Builds a function whose callees are declared in the module.
    fn declared(
        &mut self,
        build: impl FnOnce(&mut InModule<'_>) -> Result<(), BackendError>,
    ) -> Result<(), BackendError> {
        let config = self.config;
        let Some(module) = self.module.0.as_mut() else {
            return Err(gone(config));
        };
        let mut declare = InModule { module, functions: &mut self.functions, failed: None };
        build(&mut declare)?;
        match declare.failed {
            Some(failed) => Err(error(config, &failed)),
            None => Ok(()),
        }
    }

    /// The function of a group.
    fn function(&mut self, callee: Callee) -> Result<FuncId, BackendError> {
        if let Some(function) = self.functions.get(&callee) {
            return Ok(*function);
        }
        let config = self.config;
        let signature = trace_signature(CallConv::Tail);
        let declared = self.module()?.declare_function(&symbol(callee), Linkage::Local, &signature);
        let function = declared.map_err(|failed| error(config, &failed))?;
        self.functions.insert(callee, function);
        Ok(function)
    }

    /// A function without a name, like the one that was built last.
    fn anonymous(&mut self, compiler: &Compiler) -> Result<FuncId, BackendError> {
        let config = self.config;
        let signature = &compiler.context.func.signature;
        let declared = self.module()?.declare_anonymous_function(signature);
        declared.map_err(|failed| error(config, &failed))
    }

    /// Compiles what was built last.
    fn define(
        &mut self,
        compiler: &mut Compiler,
        function: FuncId,
        purpose: Purpose,
    ) -> Result<(), BackendError> {
        let config = self.config;
        let defined = self.module()?.define_function(function, &mut compiler.context);
        defined.map_err(|failed| error(config, &failed))?;
        self.fragments.push((function, Fragment::new(purpose, compiler.code()?)));
        Ok(())
    }
}

fn gone(config: Config) -> BackendError {
    internal(config, "the module is gone")
}

fn error(config: Config, failed: &ModuleError) -> BackendError {
    match failed {
        ModuleError::Compilation(failed) => codegen(config, failed),
        ModuleError::Allocation { err } => {
            let source = std::io::Error::new(err.kind(), err.to_string());
            BackendError::Memory { backend: config.info().id, source }
        }
        failed => internal(config, failed),
    }
}

impl Compiled for Building {
    fn publish(mut self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let config = self.config;
        self.module()?.finalize_definitions().map_err(|failed| error(config, &failed))?;
        let Building { mut module, fragments, continuations, mapped, .. } = *self;
        let module = module.0.take().ok_or_else(|| gone(config))?;
        let address = |function: FuncId| module.get_finalized_function(function) as usize;
        let continuations = continuations.into_iter().map(address).collect();
        let (placed, fragments) =
            fragments.into_iter().map(|(function, fragment)| (address(function), fragment)).unzip();
        let module = Owned(Some(module));
        Ok(Box::new(Finalised { placed, fragments, continuations, mapped, _module: module }))
    }
}

/// A program that can be run.
struct Finalised {
    /// Where each fragment is; the first is the entry.
    placed: Vec<usize>,
    fragments: Vec<Fragment>,
    /// Addresses of the continuations, by number.
    continuations: Box<[usize]>,
    mapped: bool,
    _module: Owned,
}

impl Finalised {
    /// Bytes of the pages that the module has: each function begins in the last page of the one before
    /// or in pages of its own.
    fn pages(&self) -> usize {
        let placed = self.placed.iter().zip(&self.fragments);
        let mut pages: Vec<usize> = placed
            .flat_map(|(start, fragment)| start / PAGE..(start + fragment.size()).div_ceil(PAGE))
            .collect();
        pages.sort_unstable();
        pages.dedup();
        pages.len() * PAGE
    }
}

impl Code for Finalised {
    unsafe fn enter(&self, vm: Vm) -> Status {
        let Some(&entry) = self.placed.first() else { return Status::RETURNED };
        // SAFETY: the first function is the entry, which has this signature in the host's convention.
        let entry = unsafe { std::mem::transmute::<usize, Entry>(entry) };
        // SAFETY: the thread is live.
        unsafe { (*vm.thread).return_table = self.continuations.as_ptr() };
        // SAFETY: the caller's promise is what the code of a verified program needs.
        Status(unsafe { entry(vm.thread, vm.locals, vm.sp) })
    }

    fn sizes(&self) -> CodeSizes {
        let mut sizes = CodeSizes { executable: self.pages(), ..CodeSizes::default() };
        for fragment in &self.fragments {
            let fragment = fragment.sizes();
            sizes.hot += fragment.hot;
            sizes.cold += fragment.cold;
            sizes.data += fragment.data;
        }
        sizes.padding = sizes.executable - sizes.code() - sizes.data;
        sizes.data += self.continuations.len() * size_of::<usize>();
        sizes
    }

    fn pieces(&self) -> Vec<Piece> {
        if !self.mapped {
            return Vec::new();
        }
        let mut parts = Parts::default();
        for (start, fragment) in self.placed.iter().zip(&self.fragments) {
            fragment.add_to(*start, &mut parts);
        }
        parts.0.sort_by_key(|(_, range)| range.start);
        let pieces = parts.0.into_iter().map(|(role, range)| {
            // SAFETY: the range lies in a function of the module, whose pages can be read.
            let bytes =
                unsafe { std::slice::from_raw_parts(range.start as *const u8, range.len()) };
            Piece { role, address: range.start as u64, bytes: bytes.to_vec() }
        });
        pieces.collect()
    }
}
