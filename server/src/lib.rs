//! The process around Tributary: configuration, HTTP, sessions and the command line.
//!
//! No other crate reads a setting, opens a socket or sets a header. What the product decides stands in `engine`,
//! what it shows in `app`.
//!
//! Start reading at [`cli`] for the commands and at [`web`] for the way of a request.

// The pages it renders are deeply nested types.
#![recursion_limit = "512"]

pub mod cli;
pub mod commands;
pub mod config;
pub mod log;
pub mod output;
pub mod serve;
pub mod web;
