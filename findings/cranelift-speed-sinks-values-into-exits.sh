#!/usr/bin/env bash
# cranelift-codegen 0.135.8: with `opt_level=speed`, a pure value that only side exits need is
# computed anew in each exit, from its inputs. A chain of 200 guarded loads, whose cold exits store
# the sum so far, is 35 times as long as with `opt_level=none`: exit number n contains n additions,
# and all n loaded values stay live to the end of the chain.
#
# What follows for a JIT: keep values that side exits need out of that optimisation (store them
# before the guard, or compile the chain in shorter parts); a larger optimisation level is not a
# safe default for traces with many exits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "chain"
version = "0.0.0"
edition = "2024"

[dependencies]
cranelift-codegen = { version = "=0.135.8", default-features = false, features = ["std", "host-arch"] }
cranelift-frontend = { version = "=0.135.8", default-features = false, features = ["std"] }
cranelift-native = { version = "=0.135.8", default-features = false, features = ["std"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use cranelift_codegen::ir::{AbiParam, Function, InstBuilder, MemFlagsData, Signature, UserFuncName, types};
use cranelift_codegen::isa::CallConv;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context, control::ControlPlane};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// Bytes of a function that adds up 200 loaded values, and leaves with the sum so far at the first
/// that is 0.
fn bytes(opt_level: &str) -> usize {
    let mut flags = settings::builder();
    flags.set("opt_level", opt_level).unwrap();
    let isa = cranelift_native::builder().unwrap().finish(settings::Flags::new(flags)).unwrap();
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.push(AbiParam::new(types::I64));
    let mut context = Context::new();
    context.func = Function::with_name_signature(UserFuncName::user(0, 0), signature);
    let mut frontend = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut context.func, &mut frontend);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let base = b.block_params(entry)[0];
    let mut sum = b.ins().iconst(types::I64, 0);
    for index in 0..200 {
        let value = b.ins().load(types::I64, MemFlagsData::trusted(), base, 8 * index);
        let (next, exit) = (b.create_block(), b.create_block());
        b.set_cold_block(exit);
        b.ins().brif(value, next, &[], exit, &[]);
        b.switch_to_block(exit);
        b.ins().store(MemFlagsData::trusted(), sum, base, 4096);
        b.ins().return_(&[]);
        b.switch_to_block(next);
        sum = b.ins().iadd(sum, value);
    }
    b.ins().store(MemFlagsData::trusted(), sum, base, 4096);
    b.ins().return_(&[]);
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
    context.compile(&*isa, &mut ControlPlane::default()).unwrap().code_buffer().len()
}

fn main() {
    println!("{} {}", bytes("none"), bytes("speed"));
}
RUST
read -r none speed < <(cargo run --quiet --release --manifest-path "$folder/Cargo.toml")
printf 'cranelift-codegen 0.135.8, 200 guarded loads:\n'
printf 'opt_level=none  %s bytes\nopt_level=speed %s bytes\n' "$none" "$speed"

[ "$speed" -gt $((20 * none)) ]
echo "as described"
