//! What has to hold on every backend of the project.

mod audit;
mod corpus;
mod every_uop;
mod generated;
mod handlers;
mod helpers;
mod meaning;
mod opaque;
mod order;
mod programs;
mod random;
mod surprises;
mod workloads;
