//! Commission plans against worked examples that others have published (`../cases/README.md` says whence).

mod kinds;
mod published;
