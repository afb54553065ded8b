//! Interventions beside the desk: what they have brought, measured by stored scores of their partners and of matched
//! peers, and word of steps that are due.

mod measure;
mod remind;
