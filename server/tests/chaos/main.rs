//! What a month's close must bear: being killed, frozen, taken over, and a disk that is full. Whatever happened, it
//! ends as if nobody had touched it: no line lost, none twice, the books in balance, the trail unbroken.
//!
//! The short form runs with the other tests; `script/chaos` runs it for as long as one likes.

mod disk;
mod frozen;
mod kills;
mod place;
mod recompute;
