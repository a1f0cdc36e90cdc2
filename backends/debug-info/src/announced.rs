//! A backend whose code is announced.

use crate::{Announcement, Announcer};
use backend_api::{
    Backend, BackendError, BackendInfo, Code, CodeSizes, CompileOptions, Compiled, Piece, Status,
};
use std::cell::RefCell;
use std::rc::Rc;
use trace::{LoadedProgram, Program};
use uops::Vm;

/// A backend that announces programs compiled with [`CompileOptions::announce`] when they are published,
/// and is like another backend otherwise.
pub struct Announced {
    backend: Box<dyn Backend>,
    announcer: Rc<RefCell<Announcer>>,
}

impl Announced {
    /// Announces the code of `backend`.
    pub fn new(backend: Box<dyn Backend>, announcer: Rc<RefCell<Announcer>>) -> Announced {
        Announced { backend, announcer }
    }
}

impl Backend for Announced {
    fn info(&self) -> BackendInfo {
        self.backend.info()
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        if !options.announce {
            return self.backend.compile(program, options);
        }
        // Code that counts is other code, which tools must not mix with what is measured.
        let counting = if options.count { "+counting" } else { "" };
        let options = CompileOptions { map: true, ..options };
        let compiled = self.backend.compile(program, options)?;
        Ok(Box::new(AnnouncedCompiled {
            compiled,
            program: program.program().clone(),
            label: format!("{}{counting}:{}", self.info().id, program.program().name),
            announcer: self.announcer.clone(),
        }))
    }
}

struct AnnouncedCompiled {
    compiled: Box<dyn Compiled>,
    program: Program,
    label: String,
    announcer: Rc<RefCell<Announcer>>,
}

impl Compiled for AnnouncedCompiled {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let code = self.compiled.publish()?;
        let mut announcer = self.announcer.borrow_mut();
        let announcement = announcer
            .announce(&self.label, &self.program, &code.pieces())
            .map_err(|error| BackendError::Announcement(Box::new(error)))?;
        let code: Rc<dyn Code> = code.into();
        announcer.keep(&code);
        Ok(Box::new(AnnouncedCode { _announcement: announcement, code }))
    }
}

/// Fields are dropped in this order: the announcement is taken back before the code is freed.
struct AnnouncedCode {
    _announcement: Announcement,
    code: Rc<dyn Code>,
}

impl Code for AnnouncedCode {
    #[allow(unsafe_code)]
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: the caller's promise is the same.
        unsafe { self.code.enter(vm) }
    }

    fn sizes(&self) -> CodeSizes {
        self.code.sizes()
    }

    fn pieces(&self) -> Vec<Piece> {
        self.code.pieces()
    }
}
