//! What a month's close, payouts and automation must bear: being killed, frozen, taken over, clocks that jump, and a
//! disk that is full. Whatever happened, it ends as if nobody had touched it: no line lost, none twice, nobody paid
//! twice, the books in balance, the trail unbroken.
//!
//! The short form runs with the other tests; `script/chaos` runs it for as long as one likes. What Python reckons or
//! reads here shares nothing with the product, and needs Python's standard library alone.

mod disk;
mod frozen;
mod kills;
mod payday;
mod payouts;
mod place;
mod python;
mod reckon;
mod recompute;
mod servers;
