//! The command, run as its users do.

mod bench;
mod browser;
mod ceiling;
mod cli;
mod compare;
mod count;
mod evaluate;
mod faults;
mod fuzz;
mod generate;
mod killed;
mod long_lines;
mod memcheck;
mod mutated;
mod own_backend;
mod pages;
mod peers;
mod pyperf;
mod pythons;
mod results;
mod scaling;
mod shapes;
mod tools;
