//! One page per file or folder, named like its path.

pub mod close;
pub mod customers;
pub mod home;
pub mod manager;
pub mod not_found;
mod partner;
pub mod sign_in;
pub mod statements;
